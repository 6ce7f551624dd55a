"""批复的绩效目标表 → what it says: a file's grids or lines -> tables, indicators, checks, problems and doubts. Writes nothing, guesses nothing.

A problem must be settled before anything enters the store. A doubt is a reading that could be another: it carries how sure it is, and below
`SURE` (rules.toml) a person must confirm it; above, it is kept as an open question to the unit.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from scorecard import i18n
from scorecard.importing.bare_text import read_bare
from scorecard.importing.columns import COST
from scorecard.importing.indicator_text import Wording, read_wording, split_cell
from scorecard.importing.long_form import read_long
from scorecard.importing.printed import LONG, PrintedCell, PrintedRow, PrintedTable
from scorecard.importing.sources.grids import Source
from scorecard.importing.wide_table import read_wide
from scorecard.problems import Problem
from scorecard.rules import DOUBTS, SURE
from scorecard.targets import Comparison, Fault, Target, parse_target

UNKNOWN_YEAR = 2000
YEARS = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|[-./]\d{1,2})")
PERCENTAGES = ("%", "‰")
NO_COUNT = (*PERCENTAGES, None, "分", "级", "年", "月", "天", "日", "小时", "分钟", "秒")


@dataclass(frozen=True)
class Doubt:
    """A reading that could be another one. about, unit: the indicator it is about; text: the words it is about; confidence: 0 to 1."""

    code: str
    about: str
    text: str
    confidence: float
    values: Mapping[str, object] = field(default_factory=dict)
    unit: str = ""

    @property
    def must_settle(self) -> bool:
        """Whether a person has to confirm it before it enters."""
        return self.confidence < SURE

    @property
    def key(self) -> str:
        """What a settlement names it by."""
        return f"doubt:{self.code}:{self.about.partition('-')[0]}:{self.text}"


@dataclass(frozen=True)
class ReadIndicator:
    """An indicator as read. table_at, row_at, cell_at, piece_at: which table of the reading, which of its rows, of that one's cells and of
    that one's indicators it is."""

    indicator_id: str
    table: str
    unit: str
    row: PrintedRow
    cell: PrintedCell
    wording: Wording
    table_at: int
    row_at: int
    cell_at: int
    piece_at: int

    @property
    def cell_key(self) -> str:
        """What a settlement names its cell by."""
        return f"{self.table_at}.{self.row_at}.{self.cell_at}"

    @property
    def key(self) -> str:
        """What a settlement names it by."""
        return f"{self.cell_key}.{self.piece_at}"


@dataclass(frozen=True)
class Reading:
    """What a file says. year: None where nothing names it; year_basis: banner, deadlines, given or none."""

    unit_code: str | None
    unit_name: str
    year: int | None
    year_basis: str
    tables: tuple[PrintedTable, ...]
    indicators: tuple[ReadIndicator, ...]
    problems: tuple[Problem, ...]
    doubts: tuple[Doubt, ...]

    @property
    def units(self) -> dict[str, str | None]:
        """Every unit of the tables by name, with its code; in the order printed."""
        found: dict[str, str | None] = {}
        for row in (row for table in self.tables for row in table.rows if row.unit):
            found[row.unit] = found.get(row.unit) or (row.code if row.row_type == "unit" else None)
        return found

    def doubts_about(self, indicator: ReadIndicator) -> list[Doubt]:
        """The doubts about an indicator."""
        return [doubt for doubt in self.doubts if (doubt.unit, doubt.about) == (indicator.unit, indicator.indicator_id)]


def doubt_text(doubt: Doubt, lang: str) -> str:
    """A doubt in a sentence: what is read, and what else it could be."""
    values = {name: i18n.full_day(value, lang) if isinstance(value, date) else value for name, value in doubt.values.items()}
    return i18n.text(f"doubt.{doubt.code}", lang, **values)


def tables_of(source: Source) -> list[PrintedTable]:
    """The official tables of a file, in order: of its grids, or where it has none of its lines."""
    found = [table for grid in source.grids for table in (read_wide(grid) or read_long(grid))]
    return found or read_bare(source.lines)


def read_official(source: Source, year: int | None = None) -> Reading:
    """What a file says. year: the fiscal year a person gives it; otherwise its banner's or title's, or that of most deadlines."""
    tables = tables_of(source)
    if source.problems or not tables:
        problems = source.problems or (Problem("no_official_table"),)
        return Reading(None, "", year, "none", (), (), tuple(problems), ())
    return interpret(tables, year)


def interpret(tables: Sequence[PrintedTable], year: int | None = None) -> Reading:
    """What printed tables say, cell by cell; the rules that hold between them are in `table_rules.py`."""
    found_year, basis = _year(tables, year)
    indicators = tuple(_indicators(tables, found_year or UNKNOWN_YEAR))
    problems = [problem for table in tables for problem in table.problems]
    problems += [] if found_year else [Problem("year_missing")]
    problems += [replace(i.wording.target, field=i.indicator_id) for i in indicators if isinstance(i.wording.target, Problem)]
    doubts = tuple(doubt for i in indicators for doubt in _doubts(i))
    named = next((t.unit_name for t in tables if t.unit_name), "") or next((r.unit for t in tables for r in t.rows if r.unit), "")
    code = next((r.code for t in tables for r in t.rows if r.row_type == "unit" and r.unit == named and r.code), None)
    return Reading(code or next((r.code for t in tables for r in t.rows if r.code), None), named, found_year, basis, tuple(tables), indicators,
                   tuple(problems), doubts)


def _year(tables: Sequence[PrintedTable], given: int | None) -> tuple[int | None, str]:
    if given:
        return given, "given"
    if banner := next((t.year for t in tables if t.year), None):
        return banner, "banner"
    texts = [c.text for t in tables for r in t.rows for c in r.cells] + [r.goal_year or "" for t in tables for r in t.rows]
    years = Counter(year for text in texts for year in YEARS.findall(text))
    return (int(years.most_common(1)[0][0]), "deadlines") if years else (None, "none")


def _indicators(tables: Sequence[PrintedTable], year: int) -> Iterator[ReadIndicator]:
    numbers: Counter[tuple[str, str]] = Counter()
    for table_at, table in enumerate(tables):
        for row_at, row in enumerate(table.rows):
            for cell_at, cell in enumerate(row.cells):
                for piece_at, text in enumerate(cell.pieces or split_cell(cell.text, year)):
                    numbers[row.unit, table.table] += 1
                    prefix = "L" if table.table == LONG else table.table
                    wording = _settled(read_wording(text, year), cell, year)
                    yield ReadIndicator(f"{prefix}-{numbers[row.unit, table.table]:02d}", table.table, row.unit, row, cell, wording,
                                        table_at, row_at, cell_at, piece_at)


def _settled(wording: Wording, cell: PrintedCell, year: int) -> Wording:
    """A nameless value takes the name of its column; 10月前 reads as the end of October, until somebody says otherwise."""
    if isinstance(wording.target, Problem) and wording.target.code == Fault.MONTH_BOUNDARY:
        target = parse_target(re.sub(r"月\s*(?:之|以)?前", "月底前", wording.text), year)
        wording = replace(wording, target=target) if isinstance(target, Target) else wording
    return wording if wording.name else replace(wording, name=cell.level2.removesuffix("指标") or cell.text[:20], nameless=True)


def _doubts(indicator: ReadIndicator) -> Iterator[Doubt]:
    wording, cell = indicator.wording, indicator.cell

    def doubt(code: str, **values: object) -> Doubt:
        return Doubt(code, indicator.indicator_id, wording.text, DOUBTS[code], {"name": wording.name, "text": wording.text, **values}, indicator.unit)

    if cell.sure < 1:
        yield replace(doubt("column_unsure", column=cell.level2), confidence=cell.sure)
    if wording.doubled:
        yield doubt("doubled_word")
    if wording.recurring:
        yield doubt("recurring", due=wording.due or "")
        return
    target = wording.target
    if not isinstance(target, Target):
        return
    if wording.nameless and target.deadline is None:
        yield doubt("nameless")
    if target.comparison is Comparison.BEFORE and re.search(r"\d\s*月\s*(?:之|以)?前", wording.text):
        yield doubt("month_boundary", day=target.deadline)
    if target.comparison is Comparison.EQUAL and target.value and not re.search("[=＝═]|等于", wording.text):
        yield doubt("bare_number")
    if target.comparison is Comparison.AT_LEAST:
        if cell.level2.startswith("质量") and target.measure_word not in NO_COUNT:
            yield doubt("count_under_quality")
        if target.measure_word == "%" and target.value == 100:
            yield doubt("whole_rate")
        if cell.level1 == COST:
            yield doubt("floor_among_costs")
    cut = not cell.pieces and wording.text not in re.split("[；;\n]", cell.text.rstrip("。"))
    if target.comparison is Comparison.QUALITATIVE and cut and target.wording == wording.name:
        yield doubt("cut_unsure")
