"""An official form as a grid of cells, filled: what the xlsx, docx and PDF writers all write, cell for cell, and what is frozen.

A layout is data (`data/forms/<name>.toml`): `title`, `above` (the line over the grid), `below` (notes under it), `widths` (of the columns, in
parts), and `rows`. A row has `cells`, left to right; the grid places each in the next free column:

    text / value / number   fixed words / the name of a value / the name of a value that is a number
    columns, rows           how far the cell spans (1)
    style                   label, text, centre (label for fixed words, centre for a number, else text)
    merge                   in a repeated row: one cell for neighbours that say the same

A row with `each = "indicators"` is repeated for each of that list, its values found there first. `repeat = true` marks the header rows
that stand on every page. `{name}` within fixed words is a value too. Another province's form is a new file and no code: `forms/<name>.toml`
in the data folder stands in place of ours.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

from scorecard.i18n import NOTHING, number
from scorecard.problems import Problem, Refused
from scorecard.settings import ROOT, data_folder

FORMS = ROOT / "data" / "forms"
PLACES = 2
BLANK = re.compile(r"\{(\w+)\}")
Values = Mapping[str, object]


@dataclass(frozen=True)
class Cell:
    """One cell: its place (0-based) and span, its text as printed; `figure`: the number behind it, plain (20.29), else None."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    style: str
    figure: str | None = None


@dataclass(frozen=True)
class FormTable:
    """A filled form. widths: parts of the page's width; header: first and last row of those repeated on every page (None: none)."""

    layout: str
    title: str
    above: str
    below: tuple[str, ...]
    widths: tuple[float, ...]
    rows: int
    header: tuple[int, int] | None
    cells: tuple[Cell, ...]

    def as_json(self) -> str:
        """The canonical text: the same form gives the same, byte for byte."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def checksum(self) -> str:
        """SHA-256 of the canonical text."""
        return sha256(self.as_json().encode()).hexdigest()


def from_json(text: str) -> FormTable:
    """A frozen form as it was."""
    found = json.loads(text)
    header = tuple(found["header"]) if found["header"] else None
    return FormTable(**found | {"below": tuple(found["below"]), "widths": tuple(found["widths"]), "header": header,
                                "cells": tuple(Cell(**cell) for cell in found["cells"])})


def fill(layout: str, values: Values) -> FormTable:
    """The form of a layout with its values: text, a Decimal for a number, None for nothing (—), a list of values for repeated rows.

    Refused where the layout is none that can be filled.
    """
    own = data_folder() / "forms" / f"{layout}.toml"
    path = own if own.is_file() else FORMS / f"{layout}.toml"
    try:
        with path.open("rb") as file:
            return _filled(layout, tomllib.load(file), values)
    except (OSError, KeyError, TypeError, StopIteration, ValueError) as error:  # a wrong name of a value, rows wider than the grid, no TOML
        raise Refused([Problem("layout_wrong", values={"path": path, "reason": f"{type(error).__name__}: {error}"[:200]})]) from error


def _filled(layout: str, plan: Mapping[str, Any], values: Values) -> FormTable:
    grid = _Grid(len(plan["widths"]))
    repeated = list[bool]()
    for row in plan["rows"]:
        each = row.get("each")
        scopes = [{**values, **own} for own in _listed(values, each)] if each else [values]
        at = len(repeated)
        for scope in scopes:
            grid.add([_cell(cell, scope) for cell in row["cells"]], [bool(cell.get("merge")) and len(scopes) > 1 for cell in row["cells"]])
            repeated.append(bool(row.get("repeat")))
        grid.merge(at)
    there = [n for n, marked in enumerate(repeated) if marked]
    below = tuple(line for line in (_worded(line, values) for line in plan["below"]) if line)
    return FormTable(layout, _worded(plan["title"], values), _worded(plan["above"], values), below, tuple(map(float, plan["widths"])), grid.row,
                     (there[0], there[-1]) if there else None, tuple(grid.cells))


def _listed(values: Values, name: str) -> Sequence[Values]:
    found = values[name]
    assert isinstance(found, Sequence)
    return found


def _worded(words: str, values: Values) -> str:
    """Fixed words with their values; an empty line where all of its values are empty."""
    names = BLANK.findall(words)
    if names and not any(values[name] for name in names):
        return ""
    return BLANK.sub(lambda blank: str(values[blank[1]] or ""), words)


def _cell(cell: Mapping[str, Any], values: Values) -> Cell:
    figure = None
    if "number" in cell:
        amount = values[cell["number"]]
        shown = number(amount, PLACES) if isinstance(amount, Decimal) else NOTHING
        figure = f"{Decimal(shown.replace(',', '')):f}" if isinstance(amount, Decimal) else None
    else:
        shown = str(values[cell["value"]] or "") if "value" in cell else _worded(cell.get("text", ""), values)
    style = cell.get("style") or ("label" if "text" in cell else "centre" if "number" in cell else "text")
    return Cell(0, 0, cell.get("rows", 1), cell.get("columns", 1), shown, style, figure)


class _Grid:
    """Places cells row by row, each in the next column that no span from above takes."""

    def __init__(self, wide: int) -> None:
        self.wide, self.row, self.cells = wide, 0, list[Cell]()
        self._taken: set[tuple[int, int]] = set()
        self._to_merge: list[Cell] = []

    def add(self, cells: Sequence[Cell], merged: Sequence[bool]) -> None:
        free = iter(self._free())
        for cell, merge in zip(cells, merged, strict=True):
            column = next(free)
            while (self.row, column) in self._taken:
                column = next(free)
            placed = replace(cell, row=self.row, column=column)
            self._taken |= {(self.row + down, column + right) for down in range(cell.rows) for right in range(cell.columns)}
            self.cells.append(placed)
            if merge:
                self._to_merge.append(placed)
        self.row += 1

    def _free(self) -> Iterator[int]:
        yield from range(self.wide)

    def merge(self, first: int) -> None:
        """Neighbours that say the same, from row `first` on, become one cell; a column further right only within its left neighbour's."""
        bounds: set[int] = set()
        for column in sorted({cell.column for cell in self._to_merge}):
            run: list[Cell] = []
            for cell in [*(c for c in self._to_merge if c.column == column), None]:
                if cell and run and cell.text == run[0].text and cell.row not in bounds:
                    run.append(cell)
                    continue
                if len(run) > 1:
                    self.cells = [c for c in self.cells if c not in run[1:]]
                    self.cells[self.cells.index(run[0])] = replace(run[0], rows=len(run))
                if cell:
                    run = [cell]
                    bounds.add(cell.row)
        self._to_merge = []
