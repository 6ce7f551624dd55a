"""What the readers of files make of them: grids of cells, whatever the file was. `official_table.py` and `long_form.py` read these.

A sheet is one grid, its title and notes among the cells. A page of a PDF is one too: each line of text outside the ruled table is a row
of one cell over all columns. A table that goes on over pages is one grid, a row that was split between them one row.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from scorecard.problems import Problem


@dataclass(frozen=True)
class Box:
    """A rectangle on a page of a PDF, in points from the page's upper left corner; page is 1-based."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Cell:
    """One cell: its text (line breaks of a cell kept, those of wrapping not), where it begins (0-based) and over how many rows and columns
    it goes. boxes: where it stands in a PDF (two where its row is split over pages); empty for a sheet."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Grid:
    """A sheet, or the table of one or more pages. Cells by row, then column; a cell without text is there only where it goes over several.

    place: what a person finds it by: the sheet's name, or "1", "3-4" for pages. certain: False where no ruled line says which column a
    text stands in (a PDF without lines).
    """

    place: str
    cells: tuple[Cell, ...]
    certain: bool = True


@dataclass(frozen=True)
class Source:
    """A file as read. kind: sheet, page or text; lines: its text in reading order, where it has no grid (text pasted or extracted)."""

    kind: str
    grids: tuple[Grid, ...] = ()
    lines: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def as_plain(source: Source) -> dict[str, Any]:
    """A source as plain lists, texts and numbers, for JSON: what a process of its own hands back."""
    return asdict(source)


def from_plain(plain: dict[str, Any]) -> Source:
    """`as_plain` undone."""
    grids = tuple(Grid(g["place"], tuple(_cell(c) for c in g["cells"]), g["certain"]) for g in plain["grids"])
    return Source(plain["kind"], grids, tuple(plain["lines"]), tuple(_problem(p) for p in plain["problems"]))


def _problem(plain: dict[str, Any]) -> Problem:
    return Problem(**plain | {"values": {name: tuple(v) if isinstance(v, list) else v for name, v in plain["values"].items()}})


def _cell(plain: dict[str, Any]) -> Cell:
    return Cell(**plain | {"boxes": tuple(Box(**b) for b in plain["boxes"])})


def cells_by_place(cells: Iterable[Cell]) -> dict[tuple[int, int], Cell]:
    """Every place of a grid that a cell covers -> the cell."""
    return {(row, column): cell for cell in cells for row in range(cell.row, cell.row + cell.rows) for column in range(cell.column, cell.column + cell.columns)}
