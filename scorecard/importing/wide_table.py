"""预算21、22、23表 in their wide form: a grid of cells -> printed tables. Columns by their headers, rows by what they hold.

A grid can hold several tables; each begins at a header with at least three 二级指标 in one row. A row whose name and money stand in cells
merged over several lines is one row; a goal merged over several rows belongs to each of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scorecard.importing.columns import CERTAIN_LEAVES, LEAVES, field_of, group_of, is_header, leaf_of, plain
from scorecard.importing.printed import FUNDS, Funds, Place, PrintedCell, PrintedRow, PrintedTable, place_of
from scorecard.importing.sources.grids import Cell, Grid, cells_by_place
from scorecard.importing.table_lines import NOTE, NOTHING, NUMBERED, TOTAL, amount, money_unit_in, read_around
from scorecard.problems import Problem

Places = dict[tuple[int, int], Cell]
GOALS = ("goal_period", "goal_year", "duties")
LEAST_LEAVES = 3


@dataclass(frozen=True)
class Header:
    """The header of one table: its rows, and what each column holds: a field's name, or (一级, 二级)."""

    top: int
    bottom: int
    fields: dict[int, str]
    leaves: dict[int, tuple[str, str]]


def read_wide(grid: Grid) -> list[PrintedTable]:
    """The wide tables of a grid, in order; empty where it has none."""
    places = cells_by_place(grid.cells)
    height = max((row for row, _ in places), default=-1) + 1
    width = max((column for _, column in places), default=-1) + 1
    headers = list(_headers(places, height, width))
    tables, begin = [], 0
    for n, header in enumerate(headers):
        end = headers[n + 1].top if n + 1 < len(headers) else height
        table, begin = _table(grid, places, header, begin, end, width)
        tables.append(table)
    return tables


def _texts(places: Places, row: int, width: int) -> list[str]:
    """The texts of the cells of a row, each once."""
    return [cell.text for cell in dict.fromkeys(places.get((row, column)) for column in range(width)) if cell and cell.text.strip()]


def _headers(places: Places, height: int, width: int) -> Iterator[Header]:
    row = 0
    while row < height:
        leaves = {column: leaf for column in range(width) if (cell := places.get((row, column))) and (leaf := leaf_of(cell.text))}
        if len(set(leaves.values()) & set(CERTAIN_LEAVES)) >= LEAST_LEAVES - 1 and len(leaves) >= LEAST_LEAVES:
            yield (header := _header(places, row, width))
            row = header.bottom
        row += 1


def _header(places: Places, leaf_row: int, width: int) -> Header:
    top = min((cell.row for column in range(width) if (cell := places.get((leaf_row, column)))), default=leaf_row)
    while top > 0 and leaf_row - top < 4 and (above := _texts(places, top - 1, width)) and all(is_header(t) for t in above) and not NUMBERED.search(above[0]):
        top -= 1
    bottom = max(cell.row + cell.rows - 1 for column in range(width) if (cell := places.get((leaf_row, column))))
    fields: dict[int, str] = {}
    leaves: dict[int, tuple[str, str]] = {}
    group = ""
    for column in range(width):
        there = dict.fromkeys(places.get((row, column)) for row in range(top, bottom + 1))
        stack = [cell for cell in there if cell and cell.text.strip()]
        group = next((g for cell in stack if cell.row < leaf_row and (g := group_of(cell.text))), group if len(stack) <= 1 else "")
        if not stack:
            continue
        if leaf := leaf_of(stack[-1].text):
            leaves[column] = (group if group and leaf != "满意度" else LEAVES[leaf], plain(stack[-1].text))
        elif (name := field_of(stack[-1].text)) and name not in fields.values():
            fields[column] = name
    return Header(top, bottom, fields, leaves)


def _table(grid: Grid, places: Places, header: Header, begin: int, end: int, width: int) -> tuple[PrintedTable, int]:
    """The table under a header, and the row where the next one's title may begin."""
    around = read_around([" ".join(_texts(places, row, width)) for row in range(begin, header.top)])
    lines = list(_lines(places, header, end, width))
    notes = [text for text in (" ".join(_texts(places, row, width)) for row in lines) if NOTE.match(text)]
    last = next((row for row in lines if NUMBERED.search(" ".join(_texts(places, row, width)))), end)
    kind = around.table if around.table in FUNDS else _kind(header)
    problems: list[Problem] = []
    rows = _rows(grid, places, header, [row for row in lines if row < last], FUNDS[kind], problems)
    strangers = [" ".join(c.text.split()) for column, c in sorted(_strangers(places, header, width).items()) if any(places.get((r, column)) for r in lines)]
    if strangers:
        problems.append(Problem("column_unknown", values={"place": grid.place, "headers": tuple(strangers)}))
    title = around.title or f"预算{kind}表"
    heads = (cell.text for column in header.fields for row in range(header.top, header.bottom + 1) if (cell := places.get((row, column))))
    money_unit = money_unit_in(heads) or around.money_unit
    first = min(header.leaves)
    boxes = next((cell.boxes for row in range(header.bottom, header.top - 1, -1) if (cell := places.get((row, first)))), ())
    table = PrintedTable(kind, title, around.unit_name, money_unit, tuple(typed(rows, kind, around.unit_name)), tuple(notes), around.year,
                         Place(grid.place, header.top, 0, boxes), tuple(problems))
    return table, min(last, end)


def _strangers(places: Places, header: Header, width: int) -> dict[int, Cell]:
    """Columns under a header that says nothing we know."""
    there = {column: places.get((header.bottom, column)) for column in range(width) if column not in header.fields and column not in header.leaves}
    return {column: cell for column, cell in there.items() if cell and cell.text.strip() and not is_header(cell.text) and cell.columns == 1}


def _lines(places: Places, header: Header, end: int, width: int) -> Iterator[int]:
    for row in range(header.bottom + 1, end):
        if any(t.strip() for t in _texts(places, row, width)):
            yield row


def _kind(header: Header) -> str:
    """Which table it is by its columns, where no title says so."""
    held = set(header.fields.values())
    return "23" if held & {"basic", "duties", "general_public"} else "21" if "direction" in held else "22"


def _rows(grid: Grid, places: Places, header: Header, lines: Sequence[int], funds: Sequence[str], problems: list[Problem]) -> list[PrintedRow]:
    """The rows of a table; lines that share the cells of name and money, or have none of their own, are one row."""
    column_of = {name: column for column, name in header.fields.items()}
    rows: list[PrintedRow] = []
    before: tuple[Cell | None, ...] = ()
    for line in lines:
        there = {name: places.get((line, column)) for name, column in column_of.items()}
        cells = [(column, cell) for column in header.leaves if (cell := places.get((line, column))) and not NOTHING.fullmatch(cell.text.strip())]
        texts = {name: cell.text.strip() for name, cell in there.items() if cell and cell.text.strip()}
        if len(set(c for c in there.values() if c) | {c for _, c in cells}) == 1 or any(NOTE.match(t) for t in texts.values()):
            only = next(iter(texts.values()), cells[0][1].text if cells else "")
            if not TOTAL.fullmatch(only) and not (rows and cells and not texts):
                continue  # a line over the whole width: a note
        own = tuple(there.get(name) for name in ("name", "direction", "total"))
        found = tuple(PrintedCell(*header.leaves[column], cell.text.strip(), place_of(cell, grid.place)) for column, cell in cells)
        if rows and ((own == before and any(own)) or not texts.keys() - set(GOALS)):
            new = tuple(cell for cell in found if cell.place not in [c.place for c in rows[-1].cells])
            rows[-1] = replace(rows[-1], cells=tuple(sorted((*rows[-1].cells, *new), key=lambda c: c.place.column or 0)))
            continue
        before = own
        anchor = next(c for c in (*there.values(), *(c for _, c in cells)) if c)
        rows.append(PrintedRow("", _joined(texts.get("name", "")), _code(texts.get("code")), texts.get("direction") and _joined(texts["direction"]),
                               _funds(texts, funds, there, grid, problems), texts.get("goal_period"), texts.get("goal_year"), texts.get("duties"),
                               found, "", place_of(anchor, grid.place)))
    return rows


def _joined(text: str) -> str:
    """A name without the line breaks of its cell."""
    return re.sub(r"\s*\n\s*", "", text)


def _code(text: str | None) -> str | None:
    """A unit's code; not a word merged over its column (合计)."""
    return re.sub(r"\s|\.0$", "", text) if text and re.search(r"\d", text) else None


def _funds(texts: dict[str, str], names: Sequence[str], there: dict[str, Cell | None], grid: Grid, problems: list[Problem]) -> Funds:
    funds: Funds = {}
    for name in names:
        try:
            funds[name] = amount(texts.get(name, ""))
        except ValueError:
            cell = there[name]
            problems.append(Problem("money_unreadable", values={"text": texts[name], "place": place_of(cell, grid.place).label if cell else grid.place}))
            funds[name] = None
    return funds


def typed(rows: Sequence[PrintedRow], kind: str, unit_name: str) -> Iterator[PrintedRow]:
    """The rows with their type and the unit whose block they stand in."""
    unit, seen = unit_name, set[str]()
    for row in rows:
        bare = not row.cells and not (row.goal_period or row.goal_year or row.duties)
        if TOTAL.fullmatch(row.name):
            row_type = "total"
        elif kind == "23" or row.name == unit_name or (row.code and bare and row.code not in seen and not row.direction):
            row_type, unit = "unit", row.name or unit
            seen.add(row.code or "")
        else:
            row_type = "category" if bare and not row.code else "project"
        yield replace(row, row_type=row_type, unit="" if row_type == "total" else unit)
