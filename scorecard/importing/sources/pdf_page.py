"""What stands on a page of a PDF: its characters and its ruled lines, as they are drawn. `pdf_rulings.py` makes tables of the lines,
`pdf_words.py` texts of the characters.

Positions are in points, x to the right and y down, turned so that most of the page's text stands upright; a page's `Turn` leads back to
the page as it is shown. PDFium must not run twice at once in a process: use it under `LOCK`.
"""

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from scorecard.importing.sources.grids import Box

LOCK = Lock()
THIN = 3.0  # a filled rectangle thinner than this is a line
STRAIGHT = 0.7  # how far a line may lean and still be level or upright
DEEPEST = 10
FINE, MEASURE = 1000, 1000
BROKEN_HYPHENS = "\x02\ufffe"  # what PDFium makes of a hyphen at the end of a line
SLANT = 0.05  # of a quarter turn
Point = tuple[float, float]
RADICALS = str.maketrans("⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳", "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟")
"""Radicals of simplified writing that Unicode's normal forms do not lead to the character."""


@dataclass(frozen=True)
class Glyph:
    """A character: the box of its ink, where it begins on its line (start, base) and its size. A blank has no ink.

    home: the middle of its ink, or where that is cut off (text too long for its cell) the nearest point where it would show. seen: whether
    the middle is not cut off.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    start: float
    base: float
    size: float
    home: Point
    seen: bool


@dataclass(frozen=True)
class Ruling:
    """A level or upright line: at which y (x) it stands, from which x (y) to which."""

    level: bool
    at: float
    begin: float
    end: float


@dataclass(frozen=True)
class Turn:
    """Leads from a reading's positions back to those on the page as it is shown: x = a*x + c*y + e, y = b*x + d*y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def shown(self, x: float, y: float) -> Point:
        """A position on the shown page."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, page: int, left: float, top: float, right: float, bottom: float) -> Box:
        """A rectangle as a box of the shown page."""
        (x1, y1), (x2, y2) = self.shown(left, top), self.shown(right, bottom)
        return Box(page, *(round(v, 2) for v in (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))))


@dataclass(frozen=True)
class PageMarks:
    """All of a page (1-based). lines: what is drawn as a line; edges: those of filled areas, which bound cells where nothing else does."""

    number: int
    glyphs: tuple[Glyph, ...]
    lines: tuple[Ruling, ...]
    edges: tuple[Ruling, ...]
    turn: Turn


def read_page(page: pdfium.PdfPage, number: int) -> PageMarks:
    """The marks of a page, without what lies beyond its edges and without slanting text (a watermark). Under `LOCK`."""
    text = page.get_textpage()
    matrices = [_matrix(text, at) for at in range(text.count_chars())]
    quarters = [math.atan2(m.b, m.a) / (math.pi / 2) for m in matrices]
    most = Counter(round(q) % 4 for q in quarters).most_common(1)
    along = ((1, 0), (0, 1), (-1, 0), (0, -1))[most[0][0] if most else 0]
    turn, (width, height) = _turn(page, along), page.get_size()
    upright = (_glyph(text, at, m, along) for at, (m, q) in enumerate(zip(matrices, quarters, strict=True)) if abs(q - round(q)) <= SLANT)
    glyphs = tuple(g for g in upright if g and _on_page(turn.shown((g.left + g.right) / 2, (g.top + g.bottom) / 2), width, height))
    lines: list[Ruling] = []
    edges: list[Ruling] = []
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=DEEPEST):
        _add_path(path, along, lines, edges)
    return PageMarks(number, glyphs, tuple(lines), tuple(edges), turn)


def _on_page(place: Point, width: float, height: float) -> bool:
    return 0 <= place[0] <= width and 0 <= place[1] <= height


def _turned(x: float, y: float, along: tuple[int, int]) -> Point:
    """A position of the page as one of the reading, and back."""
    return x * along[0] + y * along[1], x * along[1] - y * along[0]


def _turn(page: pdfium.PdfPage, along: tuple[int, int]) -> Turn:
    """From reading positions through the page's own to those shown; PDFium knows of the page's rotation and cropping."""
    width, height = page.get_size()

    def shown(x: float, y: float) -> Point:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, round(width * FINE), round(height * FINE), 0, *_turned(x, y, along), across, down)
        return across.value / FINE, down.value / FINE

    (e, f), (ax, bx), (cx, dx) = shown(0, 0), shown(MEASURE, 0), shown(0, MEASURE)
    return Turn((ax - e) / MEASURE, (bx - f) / MEASURE, (cx - e) / MEASURE, (dx - f) / MEASURE, e, f)


def _matrix(text: pdfium.PdfTextPage, at: int) -> raw.FS_MATRIX:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, at, matrix)
    return matrix


def _window(text: pdfium.PdfTextPage, at: int, along: tuple[int, int]) -> Sequence[float]:
    """Where a character can be seen: left, top, right, bottom; no limits where nothing cuts its text off."""
    found = (-math.inf, -math.inf, math.inf, math.inf)
    drawn = raw.FPDFText_GetTextObject(text, at)
    clip = raw.FPDFPageObj_GetClipPath(drawn) if drawn else None
    for path in range(raw.FPDFClipPath_CountPaths(clip) if clip else 0):
        points: list[Point] = []
        for n in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
            x, y = ctypes.c_float(), ctypes.c_float()
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, n), x, y)
            points.append(_turned(x.value, y.value, along))
        if points:
            found = (max(found[0], min(x for x, _ in points)), max(found[1], min(y for _, y in points)),
                     min(found[2], max(x for x, _ in points)), min(found[3], max(y for _, y in points)))
    return found


def _within(value: float, low: float, high: float) -> float:
    """The nearest value between two that is not on the border of either, which a line stands on."""
    return min(max(value, low + THIN / 2), high - THIN / 2) if high - low > 2 * THIN else value


def _glyph(text: pdfium.PdfTextPage, at: int, matrix: raw.FS_MATRIX, along: tuple[int, int]) -> Glyph | None:
    """A drawn character; None where PDFium only supposed a blank or the end of a line."""
    if raw.FPDFText_IsGenerated(text, at) == 1:
        return None
    code = raw.FPDFText_GetUnicode(text, at)
    character = "-" if raw.FPDFText_IsHyphen(text, at) == 1 else normal(chr(code)) if code and not 0xD800 <= code < 0xE000 else "\ufffd"
    left, bottom, right, top = text.get_charbox(at)
    (x1, y1), (x2, y2) = _turned(left, bottom, along), _turned(right, top, along)
    across, up = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, at, across, up)
    start, base = _turned(across.value, up.value, along)
    size = raw.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
    window = _window(text, at, along)
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    home, seen = (_within(x, window[0], window[2]), _within(y, window[1], window[3])), window[0] <= x <= window[2] and window[1] <= y <= window[3]
    return Glyph(character, min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2), start, base, size, home, seen)


def normal(character: str) -> str:
    """A radical or a character kept only for compatibility, as many fonts give them, as the ordinary character; all else as it is, but for
    PDFium's own marks."""
    if character in BROKEN_HYPHENS:
        return "-"
    if "⺀" <= character <= "⿟" or "豈" <= character <= "\ufaff":
        return unicodedata.normalize("NFKC", character).translate(RADICALS)
    return character


def _add_path(path: pdfium.PdfObject, along: tuple[int, int], lines: list[Ruling], edges: list[Ruling]) -> None:
    """The lines of one drawn path: of its strokes, else of what it fills."""
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, filled, stroked)
    if not filled.value and not stroked.value:
        return
    for points in _subpaths(path, along):
        if stroked.value:
            lines += [line for a, b in pairwise(points) if (line := _line(a, b))]
            continue
        left, top = min(x for x, _ in points), min(y for _, y in points)
        right, bottom = max(x for x, _ in points), max(y for _, y in points)
        if min(right - left, bottom - top) <= THIN:
            level = right - left >= bottom - top
            lines.append(Ruling(True, (top + bottom) / 2, left, right) if level else Ruling(False, (left + right) / 2, top, bottom))
        elif all(_line(a, b) for a, b in pairwise(points) if a != b):
            edges += [Ruling(True, y, left, right) for y in (top, bottom)] + [Ruling(False, x, top, bottom) for x in (left, right)]


def _line(a: Point, b: Point) -> Ruling | None:
    if abs(a[1] - b[1]) <= STRAIGHT and abs(a[0] - b[0]) > STRAIGHT:
        return Ruling(True, (a[1] + b[1]) / 2, *sorted((a[0], b[0])))
    if abs(a[0] - b[0]) <= STRAIGHT and abs(a[1] - b[1]) > STRAIGHT:
        return Ruling(False, (a[0] + b[0]) / 2, *sorted((a[1], b[1])))
    return None


def _subpaths(path: pdfium.PdfObject, along: tuple[int, int]) -> Iterator[Sequence[Point]]:
    """The corners of each part of a path, closed where it is; a curve counts by its ends."""
    matrix = path.get_matrix()
    outer = path.container
    while outer is not None:
        matrix = matrix.multiply(outer.get_matrix())
        outer = outer.container
    points: list[Point] = []
    for at in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points
            points = []
        across, up = matrix.on_point(x.value, y.value)
        points.append(_turned(across, up, along))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points
