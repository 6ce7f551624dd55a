"""The official tables as they are printed, whatever the file was: tables, rows, cells. What they mean is read in `reading.py`."""

from dataclasses import dataclass, field
from decimal import Decimal

from scorecard.importing.sources.grids import Box, Cell
from scorecard.problems import Problem

Funds = dict[str, Decimal | None]
FUNDS = {"21": ("total", "provincial", "transfer"), "22": ("total", "provincial", "transfer"),
         "23": ("total", "general_public", "gov_fund", "fiscal_account", "other", "basic", "project"), "long": ("total",)}
"""The money columns of each table, in the order printed; a value is in the table's money unit."""
LONG = "long"


@dataclass(frozen=True)
class Place:
    """Where something stands in the file: the grid's place (sheet, pages), its cell (0-based) or line, and the boxes on the pages."""

    grid: str = ""
    row: int | None = None
    column: int | None = None
    boxes: tuple[Box, ...] = ()

    @property
    def label(self) -> str:
        """What a person finds it by: 预算22表!K7, 3-4, or nothing."""
        if self.row is None or self.column is None or self.boxes:
            return self.grid
        letters, column = "", self.column + 1
        while column:
            column, rest = divmod(column - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{self.grid}!{letters}{self.row + 1}"


def place_of(cell: Cell, grid: str) -> Place:
    """The place of a cell of a grid."""
    return Place(grid, cell.row, cell.column, cell.boxes)


@dataclass(frozen=True)
class PrintedCell:
    """One cell of indicators: 一级 and 二级指标 as printed, its text, where it stands.

    pieces: its indicators' texts where the table itself (one indicator a row) or a person cut them, otherwise empty.
    sure: how sure it is that the text stands in this column: 1 where ruled lines or a sheet say so.
    """

    level1: str
    level2: str
    text: str
    place: Place = field(default=Place(), compare=False)
    pieces: tuple[str, ...] = ()
    sure: float = 1


@dataclass(frozen=True)
class PrintedRow:
    """A row of a table. row_type: unit, category, project or total; funds: as printed, None where the cell is empty.

    unit: name of the unit whose block the row stands in.
    """

    row_type: str
    name: str
    code: str | None = None
    direction: str | None = None
    funds: Funds = field(default_factory=dict)
    goal_period: str | None = None
    goal_year: str | None = None
    duties: str | None = None
    cells: tuple[PrintedCell, ...] = ()
    unit: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class PrintedTable:
    """A table: 21, 22, 23 or long (one indicator a row); `place`: where its header stands; year: the one its title or banner names;
    money_unit: the one printed, empty where none is."""

    table: str
    title: str
    unit_name: str
    money_unit: str
    rows: tuple[PrintedRow, ...]
    notes: tuple[str, ...] = ()
    year: int | None = None
    place: Place = field(default=Place(), compare=False)
    problems: tuple[Problem, ...] = ()
