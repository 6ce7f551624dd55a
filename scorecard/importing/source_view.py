"""What a person is shown of a file beside what was read of it: the places of a cell, row or table, and the lines around it. No Streamlit here."""

from collections.abc import Sequence
from dataclasses import dataclass

from scorecard.importing.official_table import Reading
from scorecard.importing.printed import Place, PrintedCell, PrintedRow, PrintedTable
from scorecard.importing.sources.grids import Box, Source, cells_by_place

AROUND = 8
"""Lines shown before and after the marked one."""


@dataclass(frozen=True)
class Line:
    """A line of the file's extract: where it stands (K7, line 12), its header or nothing, its text, whether it is the one meant."""

    place: str
    header: str
    text: str
    marked: bool


@dataclass(frozen=True)
class Extract:
    """The part of a file around a place: boxes on its pages (a PDF), or lines (a sheet's row, column by column; a text's lines)."""

    place: str
    boxes: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()


def cell_at(reading: Reading, key: str) -> PrintedCell | None:
    """The cell T.R.C of a reading, or None."""
    row, numbers = row_at(reading, key), _numbers(key)
    return row.cells[numbers[2]] if row and len(numbers) > 2 and numbers[2] < len(row.cells) else None


def row_at(reading: Reading, key: str) -> PrintedRow | None:
    """The row T.R of a reading, also that of its cell T.R.C, or None."""
    table, numbers = table_at(reading, key), _numbers(key)
    return table.rows[numbers[1]] if table and len(numbers) > 1 and numbers[1] < len(table.rows) else None


def table_at(reading: Reading, key: str) -> PrintedTable | None:
    """The table T of a reading, also that of its row or cell, or None."""
    numbers = _numbers(key)
    return reading.tables[numbers[0]] if numbers and numbers[0] < len(reading.tables) else None


def _numbers(key: str) -> list[int]:
    return [int(part) for part in key.split(".") if part.isdigit()]


def extract(source: Source, reading: Reading, keys: Sequence[str]) -> Extract:
    """What to show for places T, T.R or T.R.C of a reading; without any, the head of the file."""
    places = [place for key in keys if (place := _place(reading, key))]
    if any(place.boxes for place in places):
        return Extract(places[0].grid, tuple(box for place in places for box in place.boxes))
    if source.kind == "page" and source.grids:
        return Extract(source.grids[0].place)
    if source.grids:
        texts = {cell.text for key in keys if (cell := cell_at(reading, key))}
        return _sheet(source, reading, keys[0] if keys else "", places[0] if places else Place(source.grids[0].place, 0, 0), texts)
    return _lines(source, places[0].row or 0 if places else 0, [cell.text for key in keys if (cell := cell_at(reading, key))])


def _place(reading: Reading, key: str) -> Place | None:
    thing = (table_at, row_at, cell_at)[len(_numbers(key)) - 1](reading, key) if key else None
    return thing.place if thing else None


def _sheet(source: Source, reading: Reading, key: str, place: Place, texts: set[str]) -> Extract:
    """A row of a sheet, column by column under its headers."""
    grid = next((g for g in source.grids if g.place == place.grid), source.grids[0])
    cells = cells_by_place(grid.cells)
    table, row = table_at(reading, key), place.row or 0
    top = table.place.row if table and table.place.row is not None else row
    lines = []
    for column in range(max((c for _, c in cells), default=-1) + 1):
        cell = cells.get((row, column))
        if cell is None or not cell.text.strip() or cell.column != column:
            continue
        above = [head.text for n in range(top, min(row, top + 4)) if (head := cells.get((n, column))) and head.text.strip() and head.row < row]
        lines.append(Line(Place(grid.place, cell.row, cell.column).label.partition("!")[2], above[-1] if above else "", cell.text,
                          (cell.row, cell.column) == (place.row, place.column) or cell.text.strip() in texts))
    return Extract(grid.place, (), tuple(lines))


def _lines(source: Source, at: int, texts: Sequence[str]) -> Extract:
    """The lines of a text from where the row of a cell begins, those that are part of it marked."""
    whole = "".join(texts)
    marked = [n for n in range(at, min(len(source.lines), at + 60)) if len(line := source.lines[n].strip()) > 1 and line in whole]
    first, last = (min(marked), max(marked)) if marked else (at, at)
    shown = range(max(0, first - AROUND // 2), min(len(source.lines), last + AROUND // 2 + 1))
    return Extract("", (), tuple(Line(str(n + 1), "", source.lines[n], n in marked) for n in shown if source.lines[n].strip()))
