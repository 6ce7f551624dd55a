"""A file of facts (.jsonl or .xlsx) -> its rows as written down, for `checking.check`, and Problems. Never writes.

Lines of JSON: UTF-8 with or without BOM, one object a line, blank lines skipped; numbers are read as Decimal.

Workbook: one sheet per kind, named by the kind's code or its label (recall, 召回); the first row with anything in it names the
columns by field code or label, a trailing * is ignored. 是/否, the words of choices and Excel's dates are understood; a formula is
refused, since what it shows is not what it says. A row without op_key gets one made of its content, so that the same file loaded
twice changes nothing.

Whatever the file holds comes back as a Problem, never as an exception.
"""

import hashlib
import io
import json
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePath
from typing import Any, Self

from scorecard import i18n
from scorecard.checking import RAW_COMMON, Budgets, Withdrawal, check, value_type
from scorecard.facts import FACTS, Band, Fact, RecallStatus, own_fields
from scorecard.importing.sources.workbook_parts import directory_problem
from scorecard.problems import Problem

Row = dict[str, object]
Read = tuple[list[tuple[int, Row]], list[Problem]]

JSON_LINES = (".jsonl", ".ndjson", ".json")
MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
LARGEST_UNPACKED = 200 * MEGABYTE
MOST_ROWS = 100_000
LAST_ROW_OF_EXCEL = 1_048_576
CHOICE_WORDS: dict[Any, str] = {Band: "band", RecallStatus: "recall_status"}


class SheetRow(int):
    """A row's number that shows with its sheet (召回!5), since every sheet of a workbook has a row 5."""

    sheet: str

    def __new__(cls, sheet: str, row: int) -> Self:
        """Row `row`, 1-based, of the sheet with this title."""
        made = super().__new__(cls, row)
        made.sheet = sheet
        return made

    def __str__(self) -> str:
        return f"{self.sheet}!{int(self)}"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class _Unreadable(Exception):
    """What cannot be read; carries the problem to where the line is known."""

    def __init__(self, code: str, field: str | None = None, **values: object) -> None:
        super().__init__(code)
        self.code, self.field, self.values = code, field, values

    def at(self, line: int) -> Problem:
        return Problem(self.code, self.field, line, self.values)


def read_fact_file(name: str, content: bytes) -> Read:
    """The rows of a file, each with its 1-based line, and what is wrong with the file. name: the file's name, for its ending."""
    ending = PurePath(name).suffix.lower()
    if len(content) > LARGEST_FILE:
        return [], [Problem("file_too_large", values={"name": PurePath(name).name[:100], "most": LARGEST_FILE // MEGABYTE})]
    if ending in JSON_LINES:
        return _json_lines(content)
    if ending == ".xlsx":
        return _workbook(content)
    return [], [Problem("file_kind", values={"name": PurePath(name).name[:100]})]


def check_facts(rows: Iterable[tuple[int, Row]], budgets: Budgets, today: date) -> tuple[list[Fact | Withdrawal], list[int], list[Problem]]:
    """The rows checked: the facts that are right, the line of each, and the problems of the others with their lines."""
    facts: list[Fact | Withdrawal] = []
    lines: list[int] = []
    problems: list[Problem] = []
    for line, raw in rows:
        found = check(raw, budgets, today)
        if isinstance(found, list):
            problems += [problem.at_line(line) for problem in found]
        else:
            facts.append(found)
            lines.append(line)
    return facts, lines, problems


def _json_lines(content: bytes) -> Read:
    try:
        lines = content.decode("utf-8-sig").split("\n")  # not splitlines(): a JSON text may hold U+2028
    except UnicodeDecodeError as error:
        return [], [Problem("not_utf8", line=content.count(b"\n", 0, error.start) + 1)]
    rows: list[tuple[int, Row]] = []
    problems: list[Problem] = []
    for line, written in enumerate(lines, start=1):
        if not written.strip():
            continue
        if len(rows) + len(problems) >= MOST_ROWS:
            return [], [Problem("too_many_rows", line=line, values={"most": MOST_ROWS})]
        try:
            rows.append((line, _object(written)))
        except _Unreadable as unreadable:
            problems.append(unreadable.at(line))
    return rows, problems


def _object(written: str) -> Row:
    try:
        read = json.loads(written, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_double)
    except json.JSONDecodeError as error:
        raise _Unreadable("not_json", column=error.colno) from None
    except (ValueError, ArithmeticError, RecursionError):  # a number of thousands of digits, ten thousand brackets
        raise _Unreadable("not_json", column=1) from None
    if not isinstance(read, dict):
        raise _Unreadable("not_object")
    for name, value in read.items():
        if isinstance(value, dict | list):
            raise _Unreadable("not_plain", name[:60])
    return read


def _no_constant(constant: str) -> object:
    raise _Unreadable("json_constant", constant=constant)


def _no_double(pairs: list[tuple[str, object]]) -> Row:
    read = dict(pairs)
    if len(read) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Unreadable("duplicate_key", next(name for name in names if names.count(name) > 1)[:60])
    return read


def _workbook(content: bytes) -> Read:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            problem = directory_problem(archive, LARGEST_UNPACKED, LARGEST_UNPACKED)
        if problem:
            return [], [problem]
        return _Workbook().read(content)
    except Exception as error:  # openpyxl raises whatever a broken part makes it stumble on; told as a problem with its name, nothing is stored
        return [], [Problem("not_xlsx", values={"reason": f"{type(error).__name__}: {error}"[:200]})]


class _Workbook:
    """Holds what was read and found wrong while the sheets are gone through."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, Row]] = []
        self.problems: list[Problem] = []
        self.made: dict[str, SheetRow] = {}  # op_keys made of content -> the row that has it

    def read(self, content: bytes) -> Read:
        from openpyxl import load_workbook  # here: no other command waits for it to load

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "Data Validation extension is not supported": nothing that is read here
            with closing(load_workbook(io.BytesIO(content), read_only=True, data_only=False)) as book:
                known = [self.sheet(sheet) for sheet in book.worksheets]
        if any(problem.code == "too_many_rows" for problem in self.problems):
            return [], self.problems[-1:]
        if not any(known) and not self.problems:
            self.problems.append(Problem("no_fact_sheet", values={"kinds": _kinds()}))
        return self.rows, self.problems

    def sheet(self, sheet: Any) -> bool:
        """Read one sheet; whether it is one of a kind's. A sheet we do not know is a problem only where it holds anything."""
        title = str(sheet.title)
        kind = next((kind for kind in FACTS if _plain(title) in _names(f"kind.{kind}", kind)), None)
        if kind is None and _plain(title) in _names("file.read_me") | _names("file.lists"):
            return False
        header: dict[int, str] | None = None
        for number, cells in _filled_rows(sheet):
            at = SheetRow(title, number)
            if kind is None:
                self.problems.append(Problem("unknown_sheet", values={"sheet": title, "kinds": _kinds()}))
                return False
            if number > LAST_ROW_OF_EXCEL or len(self.rows) >= MOST_ROWS:
                self.problems.append(Problem("too_many_rows", line=at, values={"most": MOST_ROWS}))
                return True
            if header is None:
                header = self.header(kind, cells, at)
                if header is None:
                    return True
                continue
            self.row(kind, header, cells, at)
        return kind is not None

    def header(self, kind: str, cells: dict[int, Any], at: SheetRow) -> dict[int, str] | None:
        """Column number -> field; None where a column cannot be told."""
        fields = {name: _names(f"field.{name}", name) for name in _columns(kind)}
        header: dict[int, str] = {}
        wrong = len(self.problems)
        for column, cell in cells.items():
            label = str(cell.value).rstrip("*＊ ").strip()
            name = next((name for name, labels in fields.items() if _plain(label) in labels), None)
            if name is None:
                self.problems.append(Problem("unknown_column", None, at, {"cell": cell.coordinate, "label": label[:60]}))
            elif name in header.values():
                self.problems.append(Problem("double_column", name, at, {"cell": cell.coordinate}))
            else:
                header[column] = name
        return header if len(self.problems) == wrong else None

    def row(self, kind: str, header: dict[int, str], cells: dict[int, Any], at: SheetRow) -> None:
        types = _columns(kind)
        row: Row = {name: "" for name in header.values() if name == "evidence_text"}  # an empty cell is blank evidence, not forgotten
        wrong = len(self.problems)
        for column, cell in cells.items():
            try:
                if column not in header:
                    raise _Unreadable("column_without_header", cell=cell.coordinate)
                row[header[column]] = _value(cell, types[header[column]])
            except _Unreadable as unreadable:
                self.problems.append(Problem(unreadable.code, header.get(column), at, unreadable.values))
        if len(self.problems) > wrong:
            return
        if "op_key" not in row:
            row["op_key"] = op_key = made_key(kind, row)
            if op_key in self.made:
                self.problems.append(Problem("identical_rows", None, at, {"other": str(self.made[op_key])}))
                return
            self.made[op_key] = at
        self.rows.append((at, {"kind": kind, **row}))


def made_key(kind: str, row: Row) -> str:
    """An op_key made of a row's content: the same whatever the order of the columns, and whether Excel keeps 12 or 12.0."""
    values = {name: _canonical(value) for name, value in row.items() if value != ""}
    content = json.dumps([kind, values], ensure_ascii=False, sort_keys=True)
    return f"xlsx-{hashlib.sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def _canonical(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) and value.is_finite() else str(value)


def _filled_rows(sheet: Any) -> Iterator[tuple[int, dict[int, Any]]]:
    """The rows that hold anything, by number: column number -> cell. The sheet's own word on its size is not believed."""
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        filled = {column: cell for column, cell in enumerate(cells) if cell.value is not None and str(cell.value).strip()}
        if filled or number > LAST_ROW_OF_EXCEL:
            yield number, filled


def _columns(kind: str) -> dict[str, type]:
    """The columns a sheet of this kind may have, with the type of their values."""
    common: dict[str, type] = {name: date if name == "occurred_on" else str for name in RAW_COMMON if name != "kind"}
    return common | {f.name: value_type(f) for f in own_fields(FACTS[kind])}


def _names(key: str, code: str = "") -> set[str]:
    """What a thing may be called: its code and its label in each language."""
    return {_plain(code)} - {""} | {_plain(i18n.text(key, lang)) for lang in i18n.LANGUAGES if i18n.has(key)}


def _plain(label: str) -> str:
    return label.strip().casefold()


def _kinds() -> tuple[str, ...]:
    return tuple(f"kind.{kind}" for kind in FACTS)


def _value(cell: Any, wanted: type) -> object:
    """A cell as the value of a field of this type; what does not fit is left for `checking` to refuse."""
    value = cell.value
    if cell.data_type == "f":
        raise _Unreadable("formula", cell=cell.coordinate)
    if cell.data_type == "e":
        raise _Unreadable("cell_error", cell=cell.coordinate, shown=str(value)[:20])
    if isinstance(value, float):  # Excel itself shows fifteen digits, so 0.1 + 0.2 is 0.3 there
        value = Decimal(f"{value:.15g}")
    if wanted is str:
        if isinstance(value, date | datetime | time | timedelta):
            raise _Unreadable("date_in_text", cell=cell.coordinate)
        return _canonical(value).strip()
    if isinstance(value, datetime):
        return value.date()
    if not isinstance(value, str):
        return value
    if wanted is bool:
        return True if _plain(value) in _names("file.yes") else False if _plain(value) in _names("file.no") else value.strip()
    codes: list[str] = [str(code) for code in wanted] if issubclass(wanted, StrEnum) else []
    return next((code for code in codes if _plain(value) in _names(f"{CHOICE_WORDS[wanted]}.{code}", code)), value.strip())
