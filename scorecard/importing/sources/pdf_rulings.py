"""Ruled lines -> tables of cells, whatever the lines were drawn as: strokes, thin or dashed rectangles, frames of cells, double borders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from scorecard.importing.sources.pdf_page import PageMarks, Ruling

SAME, GAP, SHORTEST, MOST = 2.5, 3.0, 4.0, 1500
WIDEST_DOUBLE, OF_A_CHARACTER = 6.0, 0.8


@dataclass(frozen=True)
class Region:
    """A cell without its text: where it begins in the table (0-based), over how many rows and columns it goes."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True)
class Frame:
    """A ruled table: the x of its upright lines, the y of its level ones, both ascending, and its cells, each place in one.

    open_top, open_bottom: no line closes it there: a row goes on from the page before, or on the next. certain: its lines are drawn, not
    only the edges of filled areas.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]
    open_top: bool
    open_bottom: bool
    certain: bool = True

    @property
    def size(self) -> float:
        """Its area."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])


def frames_of(marks: PageMarks) -> list[Frame]:
    """The ruled tables of a page from above; where no line makes one, those that the edges of filled areas make."""
    sizes = sorted(glyph.size for glyph in marks.glyphs)
    narrow = max(SAME, min(WIDEST_DOUBLE, OF_A_CHARACTER * sizes[len(sizes) // 10])) if sizes else SAME
    return _frames(marks.lines, narrow) or [replace(frame, certain=False) for frame in _frames((*marks.lines, *marks.edges), narrow)]


def _frames(rulings: Sequence[Ruling], narrow: float) -> list[Frame]:
    """narrow: lines nearer to each other than this have no room for text between them and are one."""
    level, upright = _joined(r for r in rulings if r.level), _joined(r for r in rulings if not r.level)
    if len(level) > MOST or len(upright) > MOST:
        return []  # a drawing
    frames = [frame for h, v in _connected(level, upright) if (frame := _frame(h, v, narrow))]
    return sorted(frames, key=lambda f: (f.ys[0], f.xs[0]))


def _joined(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Lines of one direction, with those side by side as one and the pieces of one line joined."""
    out: list[Ruling] = []
    for at, pieces in _clusters(rulings).items():
        begin, end = pieces[0].begin, pieces[0].end
        for piece in pieces[1:]:
            if piece.begin > end + GAP:
                out.append(Ruling(piece.level, at, begin, end))
                begin = piece.begin
            end = max(end, piece.end) if piece.begin <= end + GAP else piece.end
        out.append(Ruling(pieces[0].level, at, begin, end))
    return [line for line in out if line.end - line.begin >= SHORTEST]


def _clusters(rulings: Iterable[Ruling]) -> dict[float, list[Ruling]]:
    """Lines that stand at nearly the same place, by where that is; each group by where they begin."""
    groups: list[list[Ruling]] = []
    for line in sorted(rulings, key=lambda r: r.at):
        if groups and line.at - groups[-1][0].at <= SAME:
            groups[-1].append(line)
        else:
            groups.append([line])
    return {(g[0].at + g[-1].at) / 2: sorted(g, key=lambda r: r.begin) for g in groups}


def _connected(level: Sequence[Ruling], upright: Sequence[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Level and upright lines that touch, as groups; lines that touch nothing belong to none."""
    touching: dict[Ruling, list[Ruling]] = {}
    for h in level:
        for v in upright:
            if h.begin - SAME <= v.at <= h.end + SAME and v.begin - SAME <= h.at <= v.end + SAME:
                touching.setdefault(h, []).append(v)
                touching.setdefault(v, []).append(h)
    groups, seen = [], set[Ruling]()
    for first in touching:
        if first in seen:
            continue
        group, waiting = [], [first]
        seen.add(first)
        while waiting:
            group.append(line := waiting.pop())
            fresh = [other for other in touching[line] if other not in seen]
            seen.update(fresh)
            waiting += fresh
        groups.append(([r for r in group if r.level], [r for r in group if not r.level]))
    return groups


def _frame(level: Sequence[Ruling], upright: Sequence[Ruling], narrow: float) -> Frame | None:
    """The table of connected lines, closed on all sides; None where they make only one cell (a frame around a page, a box)."""
    xs, ys = _places(upright, level, narrow), _places(level, upright, narrow)
    upright, level = _moved(upright, xs), _moved(level, ys)
    rows, columns = len(ys) - 1, len(xs) - 1
    walls = [[_covers(upright, xs[c + 1], (ys[r] + ys[r + 1]) / 2) for c in range(columns)] for r in range(rows)]
    floors = [[_covers(level, ys[r + 1], (xs[c] + xs[c + 1]) / 2) for c in range(columns)] for r in range(rows)]
    regions = tuple(_regions(walls, floors, rows, columns))
    if len(regions) < 2:
        return None
    edge = [(x1 + x2) / 2 for x1, x2 in pairwise(xs)]
    return Frame(tuple(xs), tuple(ys), regions, not any(_covers(level, ys[0], x) for x in edge), not any(_covers(level, ys[-1], x) for x in edge))


def _places(lines: Sequence[Ruling], crossing: Sequence[Ruling], narrow: float) -> list[float]:
    """Where lines stand, and where those that cross them end, if no line stands there."""
    places = [group[0] for group in _near({line.at for line in lines}, narrow)]
    begin, end = min(r.begin for r in crossing), max(r.end for r in crossing)
    return [*([begin] if begin < places[0] - narrow else []), *places, *([end] if end > max(line.at for line in lines) + narrow else [])]


def _near(values: Iterable[float], narrow: float) -> list[list[float]]:
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] < narrow:
            groups[-1].append(value)
        else:
            groups.append([value])
    return groups


def _moved(lines: Sequence[Ruling], places: Sequence[float]) -> list[Ruling]:
    return [replace(line, at=min(places, key=lambda place: abs(place - line.at))) for line in lines]


def _covers(lines: Sequence[Ruling], at: float, place: float) -> bool:
    return any(line.at == at and line.begin <= place <= line.end for line in lines)


def _regions(walls: Sequence[Sequence[bool]], floors: Sequence[Sequence[bool]], rows: int, columns: int) -> list[Region]:
    """The places not parted by a line, as rectangles by row and column; what is no rectangle is cut into the fewest bands."""
    group = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while group[place] != place:
            place = group[place]
        return place

    for r, c in group:
        if c + 1 < columns and not walls[r][c]:
            group[root((r, c + 1))] = root((r, c))
        if r + 1 < rows and not floors[r][c]:
            group[root((r + 1, c))] = root((r, c))
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in sorted(group):
        members.setdefault(root(place), []).append(place)
    return sorted((region for places in members.values() for region in _rectangles(places)), key=lambda g: (g.row, g.column))


def _rectangles(places: Sequence[tuple[int, int]]) -> list[Region]:
    out: list[Region] = []
    for row, line in groupby(places, key=lambda p: p[0]):
        columns = [c for _, c in line]
        for _, run in groupby(enumerate(columns), key=lambda pair: pair[1] - pair[0]):
            held = [c for _, c in run]
            above = next((n for n, g in enumerate(out) if (g.column, g.columns) == (held[0], len(held)) and g.row + g.rows == row), None)
            if above is None:
                out.append(Region(row, held[0], 1, len(held)))
            else:
                out[above] = Region(out[above].row, held[0], out[above].rows + 1, len(held))
    return out
