"""What a person settles of a reading: corrected cells, columns, amounts and names, confirmed doubts, rules that the printed tables do not keep.

Settlements are plain texts by key, so that a half-done import can be left and resumed. They never change the file: they are laid over what
was read of it, and what follows is read anew.

    unit_code, unit_name, year                  of the file as a whole
    unit_code:NAME                              of another of its units
    money_unit:T                                元, 万元 … where the table prints none
    cell:T.R.C:text                             the indicators of a cell, one a line (split, joined or corrected)
    cell:T.R.C:level2                           its column
    money:T.R:total …                           an amount as it should be printed
    row:T.R:name | direction                    a programme's name
    indicator:T.R.C.N:name | measure | …        how an indicator enters (`proposing.py`)
    doubt:… , rule:… , unread:…                 confirmed as printed, with the reason
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from scorecard.importing.columns import LEAVES, leaf_of
from scorecard.importing.official_table import Doubt, Reading, interpret, tables_of
from scorecard.importing.printed import PrintedCell, PrintedRow, PrintedTable
from scorecard.importing.sources.grids import Source
from scorecard.importing.table_lines import amount
from scorecard.importing.table_rules import Check, check_tables
from scorecard.measures import YUAN_PER
from scorecard.problems import Problem

Settlements = Mapping[str, str]
FOR_FILE = ("year", "unit_code", "unit_name", "money_unit")
"""What a file may lack: these stand open until a value that can be is given."""


@dataclass(frozen=True)
class Item:
    """Something a person must settle, with the key that settles it. places: the cells T.R.C, rows T.R or table T that it is about."""

    key: str
    about: Problem | Doubt
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Open:
    """What still has to be settled before a reading may enter, and the reading itself, settlements laid over it."""

    reading: Reading
    checks: tuple[Check, ...]
    items: tuple[Item, ...]

    @property
    def settled(self) -> bool:
        """Whether nothing stands open."""
        return not self.items

    @property
    def problems(self) -> tuple[tuple[str, Problem], ...]:
        """What cannot be read and the rules that do not hold, each with the key that settles it."""
        return tuple((item.key, item.about) for item in self.items if isinstance(item.about, Problem))

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The readings that must be confirmed."""
        return tuple(item.about for item in self.items if isinstance(item.about, Doubt))


def settle(source: Source, settlements: Settlements) -> Open:
    """A file as read, with what a person settled; and what is left to settle, each problem with the key that settles it."""
    tables = () if source.problems else tuple(_table(table, at, settlements) for at, table in enumerate(tables_of(source)))
    if not tables:
        problems = source.problems or (Problem("no_official_table"),)
        return Open(Reading(None, "", None, "none", (), (), problems, ()), (), tuple(Item("", p) for p in problems))
    given = settlements.get("year", "")
    reading = interpret(tables, int(given) if given.isascii() and given.isdigit() and len(given) == 4 else None)
    reading = replace(reading, unit_code=settlements.get("unit_code", "").strip() or reading.unit_code,
                      unit_name=settlements.get("unit_name", "").strip() or reading.unit_name)
    checks = tuple(check_tables(reading))
    return Open(reading, checks, tuple(item for item in _items(reading, checks, settlements)
                                       if item.key.partition(":")[0] in FOR_FILE or not settlements.get(item.key, "").strip()))


def _items(reading: Reading, checks: Sequence[Check], settlements: Settlements) -> Iterator[Item]:
    """What must be settled: first what the file as a whole lacks, then what cannot be read, the rules that do not hold, the doubts."""
    if not reading.year:
        yield Item("year", Problem("year_missing"))
    if not reading.unit_code and reading.unit_name in (reading.units or {reading.unit_name: None}):
        yield Item("unit_code", Problem("unit_code_missing"))
    if not reading.unit_name:
        yield Item("unit_name", Problem("unit_name_missing"))
    for name, code in reading.units.items():
        if not code and name != reading.unit_name and not settlements.get(f"unit_code:{name}", "").strip():
            yield Item(f"unit_code:{name}", Problem("unit_code_missing_of", values={"unit": name}))
    for at, table in enumerate(reading.tables):
        if table.money_unit not in YUAN_PER and any(value is not None for row in table.rows for value in row.funds.values()):
            yield Item(f"money_unit:{at}", Problem("money_unit_missing", values={"table": table.title}), (str(at),))
        yield from (Item(f"printed:{p.code}:{sorted(map(str, p.values.items()))}", p, (str(at),)) for p in table.problems)
    for i in reading.indicators:
        if isinstance(i.wording.target, Problem):
            yield Item(f"unread:{i.table}:{i.wording.text}", replace(i.wording.target, field=i.indicator_id), (i.cell_key,))
    where = {id(row): f"{t}.{r}" for t, table in enumerate(reading.tables) for r, row in enumerate(table.rows)}
    for check in (check for check in checks if not check.holds):
        yield Item(check.key, check.problem, (*dict.fromkeys(i.cell_key for i in check.indicators), *(where[id(row)] for row in check.rows)))
    cells = {(i.unit, i.indicator_id): i.cell_key for i in reading.indicators}
    yield from (Item(doubt.key, doubt, (cells[doubt.unit, doubt.about],)) for doubt in reading.doubts if doubt.must_settle)


def _table(table: PrintedTable, table_at: int, settlements: Settlements) -> PrintedTable:
    rows = tuple(_row(row, f"{table_at}.{row_at}", settlements) for row_at, row in enumerate(table.rows))
    name = settlements.get("unit_name", "").strip()
    rows = tuple(replace(row, unit=name) if name and row.unit == table.unit_name else row for row in rows)
    money_unit = settlements.get(f"money_unit:{table_at}", "").strip()
    return replace(table, rows=rows, unit_name=name or table.unit_name, money_unit=money_unit if money_unit in YUAN_PER else table.money_unit)


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
