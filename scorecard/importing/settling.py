"""What a person settles of a reading: corrected cells, columns, amounts and names, confirmed doubts, rules that the printed tables do not keep.

Settlements are plain texts by key, so that a half-done import can be left and resumed. They never change the file: they are laid over what
was read of it, and what follows is read anew.

    unit_code, unit_name, parent_code, year     of the file as a whole
    cell:T.R.C:text                             the indicators of a cell, one a line (split, joined or corrected)
    cell:T.R.C:level2                           its column
    money:T.R:total …                           an amount as it should be printed
    row:T.R:name | direction                    a programme's name
    indicator:T.R.C.N:name | measure | …        how an indicator enters (`proposing.py`)
    doubt:… , rule:… , unread:…                 confirmed as printed, with the reason
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from scorecard.importing.columns import LEAVES, leaf_of
from scorecard.importing.grids import Source
from scorecard.importing.official_table import Doubt, Reading, interpret, tables_of
from scorecard.importing.printed import PrintedCell, PrintedRow, PrintedTable
from scorecard.importing.table_lines import amount
from scorecard.importing.table_rules import Check, check_tables
from scorecard.problems import Problem
from scorecard.targets import Target

Settlements = Mapping[str, str]


@dataclass(frozen=True)
class Open:
    """What still has to be settled before a reading may enter, and the reading itself, settlements laid over it."""

    reading: Reading
    checks: tuple[Check, ...]
    problems: tuple[tuple[str, Problem], ...]
    doubts: tuple[Doubt, ...]

    @property
    def settled(self) -> bool:
        """Whether nothing stands open."""
        return not self.problems and not self.doubts


def settle(source: Source, settlements: Settlements) -> Open:
    """A file as read, with what a person settled; and what is left to settle, each problem with the key that settles it."""
    tables = () if source.problems else tuple(_table(table, at, settlements) for at, table in enumerate(tables_of(source)))
    if not tables:
        problems = source.problems or (Problem("no_official_table"),)
        return Open(Reading(None, "", None, "none", (), (), problems, ()), (), tuple(("", p) for p in problems), ())
    given = settlements.get("year", "")
    reading = interpret(tables, int(given) if given.isascii() and given.isdigit() and len(given) == 4 else None)
    reading = replace(reading, unit_code=settlements.get("unit_code", "").strip() or reading.unit_code,
                      unit_name=settlements.get("unit_name", "").strip() or reading.unit_name)
    checks = tuple(check_tables(reading))
    return Open(reading, checks, tuple(_problems(reading, checks, settlements)), tuple(d for d in reading.doubts if d.must_settle and d.key not in settlements))


def _problems(reading: Reading, checks: Sequence[Check], settlements: Settlements) -> list[tuple[str, Problem]]:
    """What must be settled, with its key; a key of nothing: only another file helps."""
    unread = {i.indicator_id: f"unread:{i.table}:{i.wording.text}" for i in reading.indicators if not isinstance(i.wording.target, Target)}
    found = [("year" if p.code == "year_missing" else unread.get(p.field or "", f"printed:{p.code}:{sorted(map(str, p.values.items()))}"), p)
             for p in reading.problems]
    found += [("unit_code", Problem("unit_code_missing"))] if not reading.unit_code else []
    found += [("unit_name", Problem("unit_name_missing"))] if not reading.unit_name else []
    found += [(check.key, check.problem) for check in checks if not check.holds]
    return [(key, problem) for key, problem in found if not settlements.get(key)]


def _table(table: PrintedTable, table_at: int, settlements: Settlements) -> PrintedTable:
    rows = tuple(_row(row, f"{table_at}.{row_at}", settlements) for row_at, row in enumerate(table.rows))
    name = settlements.get("unit_name", "").strip()
    rows = tuple(replace(row, unit=name) if name and row.unit == table.unit_name else row for row in rows)
    return replace(table, rows=rows, unit_name=name or table.unit_name)


def _row(row: PrintedRow, at: str, settlements: Settlements) -> PrintedRow:
    funds = dict(row.funds)
    for fund in funds:
        if (text := settlements.get(f"money:{at}:{fund}")) is not None:
            with suppress(ValueError):  # what is no amount changes nothing; the page says so where it is typed
                funds[fund] = amount(text)
    cells = tuple(_cell(cell, f"{at}.{n}", settlements) for n, cell in enumerate(row.cells))
    name, direction = settlements.get(f"row:{at}:name", row.name), settlements.get(f"row:{at}:direction", row.direction or "") or None
    return replace(row, funds=funds, cells=cells, name=name, direction=direction)


def _cell(cell: PrintedCell, at: str, settlements: Settlements) -> PrintedCell:
    text, level2 = settlements.get(f"cell:{at}:text"), settlements.get(f"cell:{at}:level2")
    if text is not None:
        cell = replace(cell, pieces=tuple(line.strip() for line in text.splitlines() if line.strip()))
    if level2 and (leaf := leaf_of(level2)):
        cell = replace(cell, level1=LEAVES[leaf], level2=level2, sure=1)
    return cell
