"""Pages of a PDF -> grids: each page's lines of text and ruled tables from above, and what goes on over pages joined.

A table goes on where the next begins with nothing new before it and has the same columns; a header repeated there is dropped. A row goes on
where the page parted it: its first part is open below or the second above, or the second has none of the amounts every row has.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from scorecard.importing.columns import leaf_of
from scorecard.importing.sources.grids import Box, Cell, Grid
from scorecard.importing.sources.pdf_page import Glyph, PageMarks
from scorecard.importing.sources.pdf_rulings import Frame, Region, frames_of
from scorecard.importing.sources.pdf_words import joined, lines_of, words_of
from scorecard.importing.table_lines import MONEY_UNIT, NOTE, NUMBERED, TITLE, UNIT_NAME

PAGE_NUMBER = re.compile(r"(?:第|共|页|page|of|[-—–－·/／.\s\d]){1,16}", re.IGNORECASE)
CONTINUED = re.compile(r"[（(]?续表?\s*\d*[）)]?|[（(]接上页[）)]")
AMOUNT = re.compile(r"\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+")
NEAR, LEVEL = 4.0, 1.5


@dataclass(frozen=True)
class Line:
    """A line of text outside the ruled tables."""

    text: str
    box: Box


@dataclass(frozen=True)
class Ruled:
    """A ruled table of a page, or of several. xs: of its upright lines, in points from the first; ys: of its level ones on its (first) page;
    cells: all of them, also those without text, rows from 0; certain: its lines are drawn, not only the edges of filled areas."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]
    open_top: bool
    open_bottom: bool
    certain: bool

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return max(c.row + c.rows for c in self.cells)


@dataclass
class Part:
    """A table with the lines before and after it."""

    before: list[Line]
    table: Ruled
    after: list[Line] = field(default_factory=list)


def grids_of(pages: Sequence[PageMarks]) -> tuple[Grid, ...]:
    """The grids of a PDF's ruled tables, in order; empty where it has none."""
    parts: list[Part] = []
    waiting: list[Line] = []
    for block in chain.from_iterable(_side_by_side(list(blocks_of(page)) for page in pages)):
        if isinstance(block, Line):
            waiting.append(block)
        elif parts and (xs := _same_columns(parts[-1].table.xs, block.xs)) and _goes_on(parts[-1], fresh := _fresh(waiting, parts[-1]), block):
            parts[-1].table = _appended(_over(parts[-1].table, xs), _over(block, xs))
            waiting = fresh
        else:
            cut = _cut(waiting) if parts else 0
            if parts:
                parts[-1].after = waiting[:cut]
            parts.append(Part(waiting[cut:], block))
            waiting = []
    if parts:
        parts[-1].after = waiting
    return tuple(_grid(part) for part in parts)


def _side_by_side(pages: Iterable[list[Line | Ruled]]) -> list[list[Line | Ruled]]:
    """Pages that hold the columns for which a page before had no room, with that page: the same level lines, further headers, no title."""
    out: list[list[Line | Ruled]] = []
    for blocks in pages:
        left = next((held for held in out if _is_right_of(blocks, held)), None)
        if left is None:
            out.append(blocks)
            continue
        (right,), lines = _tables(blocks), [b for b in blocks if isinstance(b, Line)]
        at = left.index(table := _tables(left)[0])
        left[at:at + 1] = [*lines, _widened(table, right)]
    return out


def _tables(blocks: Iterable[Line | Ruled]) -> list[Ruled]:
    return [b for b in blocks if isinstance(b, Ruled)]


def _is_right_of(blocks: Sequence[Line | Ruled], held: Sequence[Line | Ruled]) -> bool:
    if len(_tables(blocks)) != 1 or len(_tables(held)) != 1:
        return False
    (table,), (before,) = _tables(blocks), _tables(held)
    if _same_columns(before.xs, table.xs) or len(before.ys) != len(table.ys) or any(abs(a - b) > LEVEL for a, b in zip(before.ys, table.ys, strict=True)):
        return False
    titled = any(_names_a_table(b.text) for b in blocks if isinstance(b, Line))
    return not titled and not _repeated(before, table) and any(leaf_of(cell.text) for cell in table.cells)


def _widened(table: Ruled, right: Ruled) -> Ruled:
    """A table with the columns of another at its right."""
    shift = len(table.xs) - 1
    xs = (*table.xs, *(table.xs[-1] + x for x in right.xs[1:]))
    return replace(table, xs=xs, cells=(*table.cells, *(replace(c, column=c.column + shift) for c in right.cells)))


def blocks_of(page: PageMarks) -> Iterator[Line | Ruled]:
    """What stands on a page, from above; without its number."""
    frames = frames_of(page)
    inside: dict[tuple[int, Region], list[Glyph]] = {}
    outside: list[Glyph] = []
    smallest = sorted(range(len(frames)), key=lambda n: frames[n].size)
    for word in words_of(page.glyphs):
        place = next(((n, region) for n in smallest if (region := _region_at(frames[n], word[len(word) // 2]))), None)
        (outside if place is None else inside.setdefault(place, [])).extend(word)
    blocks: list[tuple[float, Line | Ruled]] = []
    for n, frame in enumerate(frames):
        table = _ruled(page, frame, {region: glyphs for (m, region), glyphs in inside.items() if m == n})
        if any(cell.text for cell in table.cells):
            blocks.append((frame.ys[0], table))
    for line in lines_of(glyph for glyph in outside if glyph.seen):
        if not PAGE_NUMBER.fullmatch(line.text.strip()):
            blocks.append((line.top, Line(line.text.strip(), page.turn.box(page.number, line.left, line.top, line.right, line.bottom))))
    return (block for _, block in sorted(blocks, key=lambda pair: pair[0]))


def _region_at(frame: Frame, glyph: Glyph) -> Region | None:
    x, y = glyph.home
    if not (frame.xs[0] <= x <= frame.xs[-1] and frame.ys[0] <= y <= frame.ys[-1]):
        return None
    column = next(c for c in range(len(frame.xs) - 1) if x <= frame.xs[c + 1])
    row = next(r for r in range(len(frame.ys) - 1) if y <= frame.ys[r + 1])
    return next(g for g in frame.regions if g.row <= row < g.row + g.rows and g.column <= column < g.column + g.columns)


def _ruled(page: PageMarks, frame: Frame, glyphs: dict[Region, list[Glyph]]) -> Ruled:
    def cell(g: Region) -> Cell:
        box = page.turn.box(page.number, frame.xs[g.column], frame.ys[g.row], frame.xs[g.column + g.columns], frame.ys[g.row + g.rows])
        return Cell(joined(line.text for line in lines_of(glyphs.get(g, ()))), g.row, g.column, g.rows, g.columns, (box,))

    xs = tuple(x - frame.xs[0] for x in frame.xs)
    return Ruled(xs, frame.ys, tuple(cell(g) for g in frame.regions), frame.open_top, frame.open_bottom, frame.certain)


def _fresh(lines: Sequence[Line], part: Part) -> list[Line]:
    """Those of the lines after a table that do not repeat what stands over it."""
    known = {_plain(line.text) for line in part.before}
    return [line for line in lines if _plain(line.text) not in known]


def _goes_on(part: Part, fresh: Sequence[Line], block: Ruled) -> bool:
    """Whether a table of the same columns is the continuation of another: nothing new stands between, or it is only its header again, over
    the rest of its notes."""
    only_header = all(NOTE.match(line.text) for line in fresh) and _repeated(part.table, block) == block.rows
    return not fresh or only_header


def _plain(text: str) -> str:
    return re.sub(r"\s", "", CONTINUED.sub("", text))


def _same_columns(first: Sequence[float], second: Sequence[float]) -> tuple[float, ...] | None:
    """The columns of both tables where one has all the lines of the other; None where they are of different tables."""
    more, fewer = (first, second) if len(first) >= len(second) else (second, first)
    fits = abs(first[-1] - second[-1]) <= NEAR and all(any(abs(x - y) <= NEAR for y in more) for x in fewer)
    return tuple(more) if fits else None


def _over(table: Ruled, xs: Sequence[float]) -> Ruled:
    """A table with its cells over given columns, of which it has some."""
    at = [min(range(len(xs)), key=lambda n: abs(xs[n] - x)) for x in table.xs]
    return replace(table, xs=tuple(xs), cells=tuple(replace(c, column=at[c.column], columns=at[c.column + c.columns] - at[c.column]) for c in table.cells))


def _appended(table: Ruled, more: Ruled) -> Ruled:
    """A table with its continuation under it."""
    skip = _repeated(table, more)
    rest = [replace(c, row=c.row - skip) for c in more.cells if c.row >= skip]
    if not rest:
        return replace(table, open_bottom=more.open_bottom)
    last = [c for c in table.cells if c.row + c.rows == table.rows]
    first = [c for c in rest if c.row == 0]
    split = _is_one_row(last, first, table.open_bottom or (more.open_top and not skip))
    shift = table.rows - split
    moved = [replace(c, row=c.row + shift) for c in rest]
    if not split:
        return replace(table, cells=(*table.cells, *moved), open_bottom=more.open_bottom)
    by_columns = {(c.column, c.columns): c for c in moved if c.row == shift}
    whole = [_one(c, by_columns[c.column, c.columns]) if c in last else c for c in table.cells]
    return replace(table, cells=(*whole, *(c for c in moved if c.row > shift)), open_bottom=more.open_bottom)


def _signature(cells: Sequence[Cell], row: int) -> list[tuple[int, int, str]]:
    return sorted((c.column, c.columns, _plain(c.text)) for c in cells if c.row == row)


def _repeated(table: Ruled, more: Ruled) -> int:
    """How many rows at the top of a continuation only repeat rows of the table: its header, which names most columns. (The title of another
    form of the same unit can be the same, too.)"""
    for start in range(table.rows):
        same = 0
        while start + same < table.rows and same < more.rows and _signature(table.cells, start + same) == _signature(more.cells, same):
            same += 1
        held = [c for c in more.cells if c.row < same]
        names_columns = any(2 * sum(c.row == row and bool(c.text) for c in held) >= len(table.xs) - 1 for row in range(same))
        if names_columns and all(c.row + c.rows <= same for c in held):
            return same
    return 0


def _is_one_row(last: Sequence[Cell], first: Sequence[Cell], is_open: bool) -> bool:
    """Whether the last row of a page and the first of the next are the parts of one row."""
    if {(c.column, c.columns) for c in last} != {(c.column, c.columns) for c in first}:
        return False
    above, below = ({c.column: c.text for c in cells if c.text} for cells in (last, first))
    amounts = [column for column, text in above.items() if AMOUNT.fullmatch(text)]
    goes_on = bool(below) and not any(column in below for column in amounts) and not any(AMOUNT.fullmatch(text) for text in below.values())
    return goes_on and (is_open or (bool(amounts) and below.keys() <= above.keys()))


def _one(above: Cell, below: Cell) -> Cell:
    boxes = (*above.boxes, *below.boxes) if below.text else above.boxes
    return replace(above, text=joined((above.text, below.text)), rows=above.rows + below.rows - 1, boxes=boxes)


def _names_a_table(text: str) -> bool:
    """Whether a line is a table's title or names its unit; a money unit alone may stand over any part of one."""
    return bool(NUMBERED.search(text) or TITLE.fullmatch(text) or (UNIT_NAME.match(text) and not MONEY_UNIT.match(text)))


def _cut(lines: Sequence[Line]) -> int:
    """How many of the lines between two tables belong to the first: its notes, and all before the title of the second."""
    titles = [n for n, line in enumerate(lines) if _names_a_table(line.text) or MONEY_UNIT.search(line.text)]
    notes = [n for n, line in enumerate(lines) if NOTE.match(line.text)]
    title = next((n for n in titles if not NOTE.match(lines[n].text)), None)
    return title if title is not None else notes[-1] + 1 if notes else 0


def _grid(part: Part) -> Grid:
    width = len(part.table.xs) - 1
    under = len(part.before) + part.table.rows
    cells = [Cell(line.text, row, 0, 1, width, (line.box,)) for row, line in enumerate(part.before)]
    cells += [replace(c, row=c.row + len(part.before)) for c in part.table.cells if c.text or c.rows > 1 or c.columns > 1]
    cells += [Cell(line.text, under + n, 0, 1, width, (line.box,)) for n, line in enumerate(part.after)]
    pages = sorted({box.page for cell in cells for box in cell.boxes})
    place = str(pages[0]) if len(pages) == 1 else f"{pages[0]}-{pages[-1]}"
    return Grid(place, tuple(sorted(cells, key=lambda c: (c.row, c.column))), part.table.certain)
