"""SVG primitives: elements, measured text, rings, patterns, pictures. Lengths are px; every text is cleaned and escaped here."""

import math
import re
import unicodedata
from abc import ABC, abstractmethod
from functools import lru_cache
from html import escape

Point = tuple[float, float]
FONTS = "'Noto Sans SC','Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"
ELLIPSIS = "…"
SLACK = 1.05  # fonts differ
BOLD = 1.04
CJK_EM, EMOJI_EM, LATIN_EM = 1.0, 1.3, 0.6
EMS = {"0123456789": 0.56, " .,:;'|!()ijl": 0.3, "frt-": 0.4, "abcdeghknopqsuvxyz": 0.555, "%@mwMW": 0.92}

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f]")
_DATE = "\\d+\u6708\\d+\u65e5|\\d{1,2} [A-Z][a-z]{2}\\b"  # month and day, day and month: one piece
_PIECE = re.compile(rf"{_DATE}|[≥≤=<>+−-]?[\dA-Za-z][\dA-Za-z.,:'’/-]*[%‰]?|\s+|.", re.DOTALL)
_CLAUSE = re.compile("[\uff1b;]")


def number(value: float) -> str:
    """A length with at most two places: 12.5, 3, 0."""
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def clean(content: str) -> str:
    """The text without characters that XML forbids, on one line."""
    return re.sub(r"[\t\n\r]+", " ", _NOT_XML.sub("", content))


def element(tag: str, inner: str = "", **attributes: str | float | None) -> str:
    """One XML element; `inner` is XML already. stroke_width becomes stroke-width, class_ class; None is left out."""
    shown = ""
    for name, value in attributes.items():
        if value is not None:
            words = escape(clean(value)) if isinstance(value, str) else number(value)
            shown += f' {name.replace("_", "-").rstrip("-")}="{words}"'
    return f"<{tag}{shown}>{inner}</{tag}>" if inner else f"<{tag}{shown}/>"


@lru_cache(maxsize=8192)
def _em(character: str) -> float:
    """Width of one character in em."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if ord(character) >= 0x1F000:
        return EMOJI_EM
    if unicodedata.east_asian_width(character) in "WFA":
        return CJK_EM
    return next((em for characters, em in EMS.items() if character in characters), LATIN_EM)


def width(content: str, size: float, weight: int = 400, slack: float = 1.0) -> float:
    """Measured width of a text in px. CJK is as wide in every font; only the rest grows bold and may be given slack."""
    factor = slack * (BOLD if weight >= 600 else 1.0)
    return sum(em if em == CJK_EM else em * factor for em in map(_em, content)) * size


def room_for(content: str, size: float, weight: int = 400) -> float:
    """The room a text needs in any font, px."""
    return width(content, size, weight, SLACK)


def text(x: float, y: float, content: str, size: float, fill: str, weight: int = 400, anchor: str = "start") -> str:
    """A text with its baseline at y; it begins, stands centred (middle) or ends (end) at x."""
    return element("text", escape(clean(content)), x=x, y=y, font_size=size, font_weight=weight, fill=fill,
                   text_anchor=None if anchor == "start" else anchor)


def fit(content: str, size: float, smallest: float, room: float, weight: int = 400) -> tuple[str, float]:
    """The text and its size for this room: made smaller down to `smallest`, then cut with an ellipsis."""
    shown = clean(content)
    needed = room_for(shown, 1, weight)
    if needed * smallest <= room:
        return shown, min(size, room / needed if needed else size)
    return cut(shown, smallest, room, weight), smallest


def fitted(x: float, y: float, content: str, size: float, smallest: float, room: float, fill: str, weight: int = 400,
           anchor: str = "start") -> str:
    """`text` that fits into `room`."""
    shown, chosen = fit(content, size, smallest, room, weight)
    return text(x, y, shown, chosen, fill, weight, anchor)


def pieces(content: str) -> list[str]:
    """What a line may not break inside: numbers, words, dates, single CJK characters with the punctuation that belongs to them."""
    found: list[str] = []
    for piece in _PIECE.findall(content):
        closes = len(piece) == 1 and unicodedata.category(piece) in ("Pe", "Pf", "Po")
        opened = bool(found) and unicodedata.category(found[-1][-1]) in ("Ps", "Pi")
        if found and (closes or opened) and not found[-1].isspace():
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _breakable(content: str, size: float, room: float) -> list[str]:
    """Pieces that each fit into the room: a long word falls into letters, a number that is too long into an ellipsis."""
    found: list[str] = []
    for piece in pieces(content):
        found += [piece] if room_for(piece, size) <= room else [ELLIPSIS] if any(map(str.isdigit, piece)) else piece
    return found


def cut(content: str, size: float, room: float, weight: int = 400) -> str:
    """As much of the text as fits with an ellipsis after it; never part of a number."""
    shown = ""
    for piece in _breakable(content, size, room):
        if room_for(shown + piece + ELLIPSIS, size, weight) > room:
            break
        shown += piece
    return shown.rstrip().rstrip(ELLIPSIS) + ELLIPSIS


def _lines(content: str, size: float, room: float, indent: float) -> list[str]:
    """The text broken into as many lines as it takes; the first begins `indent` px in."""
    found, current, left = [], "", room - indent
    for piece in _breakable(content, size, left if indent else room):
        if current.strip() and room_for((current + piece).strip(), size) > left:
            found.append(current.strip())
            current, left = piece, room
        else:
            current += piece
    return [*found, current.strip()]


def wrap(sentence: str, size: float, room: float, lines: int, indent: float = 0.0) -> list[str]:
    """At most `lines` lines of a sentence; where it is too long, its last clause goes, then its end. Numbers stay whole."""
    shown = clean(sentence).strip()
    while True:
        found = _lines(shown, size, room, indent)
        clauses = list(_CLAUSE.finditer(shown))
        if len(found) <= lines:
            return found
        if not clauses:
            last_room = room - indent if lines == 1 else room
            return [*found[:lines - 1], cut(found[lines - 1] + " " + found[lines], size, last_room)]
        shown = shown[:clauses[-1].start()].rstrip()


def line(begin: Point, end: Point, colour: str, wide: float = 1.0, class_: str | None = None, dash: str | None = None) -> str:
    """A straight line, `wide` px thick."""
    (x1, y1), (x2, y2) = begin, end
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=wide, stroke_dasharray=dash, class_=class_)


def rect(x: float, y: float, wide: float, high: float, fill: str, corner: float = 0.0, stroke: str | None = None,
         dash: str | None = None, class_: str | None = None) -> str:
    """A rectangle with its top left corner at (x, y)."""
    return element("rect", x=x, y=y, width=max(wide, 0.0), height=max(high, 0.0), rx=corner or None, fill=fill, stroke=stroke,
                   stroke_dasharray=dash, class_=class_)


def circle(centre: Point, radius: float, fill: str, stroke: str | None = None, wide: float = 1.0, dash: str | None = None,
           class_: str | None = None) -> str:
    """A disc or, with a stroke, a ring whose line has its middle at `radius`."""
    return element("circle", cx=centre[0], cy=centre[1], r=radius, fill=fill, stroke=stroke, stroke_width=wide if stroke else None,
                   stroke_dasharray=dash, class_=class_)


def polygon(points: list[Point], fill: str, stroke: str | None = None, class_: str | None = None) -> str:
    """A closed surface."""
    shown = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return element("polygon", points=shown, fill=fill, stroke=stroke, class_=class_)


def path(commands: str, fill: str = "none", stroke: str | None = None, wide: float = 1.0, dash: str | None = None,
         class_: str | None = None) -> str:
    """A path by its SVG commands."""
    return element("path", d=commands, fill=fill, stroke=stroke, stroke_width=wide if stroke else None, stroke_dasharray=dash,
                   stroke_linecap="round" if stroke and not class_ and not dash else None, class_=class_)


def hatch(name: str, ground: str, colour: str, wide: float, step: float, angle: float) -> str:
    """A pattern of slanted lines, to be used as url(#name)."""
    surface = rect(0, 0, step, step, ground) + rect(0, 0, wide, step, colour)
    return element("pattern", surface, id=name, width=step, height=step, patternUnits="userSpaceOnUse",
                   patternTransform=f"rotate({number(angle)})")


class Track(ABC):
    """Fractions 0..1 run along it. ring: its thickness; length: of its outer edge; closed: its ends meet."""

    def __init__(self, ring: float, length: float, *, closed: bool = False) -> None:
        self.ring, self.length, self.closed = ring, length, closed

    @abstractmethod
    def out(self, fraction: float) -> Point:
        """Unit vector from the track outward."""

    @abstractmethod
    def edge(self, fraction: float, outside: float) -> Point:
        """The point this far outside the outer edge; -ring is the inner edge."""

    @abstractmethod
    def segment(self, begin: float, end: float, paint: str, class_: str = "ground") -> str:
        """The track from one fraction to another; nothing where there is nothing to see."""

    @abstractmethod
    def outline(self, begin: float, end: float, colour: str) -> str:
        """The dashed edge of an empty track."""

    def across(self, fraction: float, inside: float, outside: float, colour: str, wide: float, class_: str | None = None) -> str:
        """A line through the track, reaching `inside` and `outside` px past its edges."""
        return line(self.edge(fraction, -self.ring - inside), self.edge(fraction, outside), colour, wide, class_)

    def pointer(self, fraction: float, size: float, fill: str, edge: str) -> str:
        """A small triangle outside, pointing at the track."""
        (x, y), (far_x, far_y), half = self.out(fraction), self.edge(fraction, 1.5 + 1.5 * size), 0.85 * size
        sides = [(far_x - y * half, far_y + x * half), (far_x + y * half, far_y - x * half)]
        return polygon([self.edge(fraction, 1.5), *sides], fill, edge, "expected")

    def arrow(self, fill: str) -> str:
        """The value goes on past the end."""
        (x, y), (mid_x, mid_y), half = self.out(1), self.edge(1, -self.ring / 2), self.ring / 2
        sides = [(mid_x + x * half, mid_y + y * half), (mid_x - x * half, mid_y - y * half)]
        return polygon([*sides, (mid_x - y * 1.1 * half, mid_y + x * 1.1 * half)], fill, class_="arrow")


class Rail(Track):
    """A straight track from left to right, its top left corner at (x, y)."""

    def __init__(self, x: float, y: float, length: float, ring: float) -> None:
        super().__init__(ring, length)
        self.x, self.y = x, y

    def out(self, fraction: float) -> Point:
        return 0.0, -1.0

    def edge(self, fraction: float, outside: float) -> Point:
        return self.x + self.length * fraction, self.y - outside

    def segment(self, begin: float, end: float, paint: str, class_: str = "ground") -> str:
        long = (end - begin) * self.length
        return rect(self.x + begin * self.length, self.y, long, self.ring, paint, class_=class_) if end - begin >= 0.002 else ""

    def outline(self, begin: float, end: float, colour: str) -> str:
        return rect(self.x + begin * self.length, self.y, (end - begin) * self.length, self.ring, "none", 0, colour, "3 2", "outline")


class Dial(Track):
    """A half ring from left over the top to right or, closed, a whole ring clockwise from the top; radius: its outer edge."""

    def __init__(self, centre: Point, radius: float, ring: float, *, closed: bool = False) -> None:
        self.start, self.sweep = (0.0, 2 * math.pi) if closed else (-math.pi / 2, math.pi)
        super().__init__(ring, self.sweep * radius, closed=closed)
        self.centre, self.radius = centre, radius

    def out(self, fraction: float) -> Point:
        angle = self.start + self.sweep * fraction
        return math.sin(angle), -math.cos(angle)

    def edge(self, fraction: float, outside: float) -> Point:
        x, y = self.out(fraction)
        return self.centre[0] + (self.radius + outside) * x, self.centre[1] + (self.radius + outside) * y

    def _arc(self, outside: float, begin: float, end: float, first: str = "M") -> str:
        """Path commands along one edge; against the clock where end < begin."""
        (x1, y1), (x2, y2), radius = self.edge(begin, outside), self.edge(end, outside), number(self.radius + outside)
        large, clockwise = int(abs(end - begin) * self.sweep > math.pi + 1e-9), int(end > begin)
        return f"{first}{number(x1)} {number(y1)}A{radius} {radius} 0 {large} {clockwise} {number(x2)} {number(y2)}"

    def _is_whole(self, begin: float, end: float) -> bool:
        return self.closed and end - begin >= 0.9995

    def segment(self, begin: float, end: float, paint: str, class_: str = "ground") -> str:
        if self._is_whole(begin, end):
            return circle(self.centre, self.radius - self.ring / 2, "none", paint, self.ring, class_=class_)
        return path(self._arc(-self.ring / 2, begin, end), "none", paint, self.ring, class_=class_) if end - begin >= 0.002 else ""

    def outline(self, begin: float, end: float, colour: str) -> str:
        if self._is_whole(begin, end):
            radii = self.radius, self.radius - self.ring
            return "".join(circle(self.centre, radius, "none", colour, 1.3, "4 3", "outline") for radius in radii)
        edge = self._arc(0, begin, end) + self._arc(-self.ring, end, begin, "L") + "Z"
        return path(edge, "none", colour, 1.3, "4 3", "outline")


def picture(wide: float, high: float, body: str, title: str, left: float = 0.0) -> str:
    """A whole SVG, without the hatches it does not use; `left` crops it: the part of the drawing from x = left, `wide` px across."""
    body = re.sub(r'<pattern id="([^"]+)".*?</pattern>', lambda hatch: hatch[0] if f"url(#{hatch[1]})" in body else "", body).replace("<defs></defs>", "")
    return element("svg", element("title", escape(clean(title)) or " ") + body, xmlns="http://www.w3.org/2000/svg", width=wide,
                   height=high, viewBox=f"{number(left)} 0 {number(wide)} {number(high)}", font_family=FONTS)


def image(picture: str, alt: str) -> str:
    """The picture as an image of the page it stands in; alt takes the place of its title, and is read out where it cannot be seen."""
    return re.sub("<title>.*?</title>", "", picture, count=1).replace("<svg ", f'<svg role="img" aria-label="{escape(clean(alt))}" ', 1)
