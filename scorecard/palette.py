"""How a status looks: colours for light, dark and print (Palette), hatches, its sign and its chip. Lengths are px."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from scorecard import i18n, svg
from scorecard.assessment import ACT, MEND, Status

SOLID = (Status.MISSED, Status.AT_RISK)  # their chips are filled: to be seen first


LABEL_MARKS = {
    Status.MISSED: ":red[■]", Status.AT_RISK: ":red[◆]", Status.BEHIND: ":orange[▲]", Status.UNSUPPORTED: ":violet[◐]",
    Status.STALE: ":gray[:material/schedule:]", Status.NO_ENTRY: ":gray[○]", Status.ON_TRACK: ":green[●]",
    Status.DONE: ":green[:material/check_circle:]"}
"""A status's mark in native labels; its word always stands beside it."""


@dataclass(frozen=True)
class Tone:
    """Colours of one status: fill for surfaces, text for words on card and tint, tint for the ground behind a word."""

    fill: str
    text: str
    tint: str


@dataclass(frozen=True, eq=False)  # the two there are, each itself alone
class Palette:
    """Colour tokens of one variant, as #RRGGBB (a fill may also be the url of one of the drawing's own patterns).

    ink / ink2: text and labels; track / beyond: a gauge's ground up to and past its target; hatch: the zone past a cap;
    elapsed: time gone by; accent: money and links, never a status.
    """

    name: str
    page: str
    card: str
    side: str
    ink: str
    ink2: str
    line: str
    track: str
    beyond: str
    accent: str
    hatch: str
    elapsed: str
    tones: Mapping[Status, Tone]

    @property
    def is_print(self) -> bool:
        """Black and white: shape and hatch carry what colour carries elsewhere."""
        return self.name == "print"

    def fill(self, status: Status) -> str:
        """Paint of a surface in this status."""
        return self.tones[status].fill

    def text(self, status: Status) -> str:
        """Colour of words in this status."""
        return self.tones[status].text

    def tint(self, status: Status) -> str:
        """Quiet ground behind words in this status."""
        return self.tones[status].tint


def _tones(rows: Mapping[Status, tuple[str, str, str]]) -> Mapping[Status, Tone]:
    """Status -> (fill, text, tint), made unchangeable."""
    return MappingProxyType({status: Tone(*row) for status, row in rows.items()})


LIGHT = Palette(
    name="light", page="#FFFFFF", card="#FFFFFF", side="#F4F6F8", ink="#0A121A", ink2="#536170", line="#D5DBE1", track="#E6EAEE",
    beyond="#F1F4F6", accent="#1F4E79", hatch="#A3AEB9", elapsed="#7D8996",
    tones=_tones({
        Status.MISSED: ("#7A1020", "#7A1020", "#F7DDE0"),
        Status.AT_RISK: ("#BE2613", "#A82313", "#FCE3DF"),
        Status.BEHIND: ("#D08300", "#7F4D00", "#FDEFD3"),
        Status.UNSUPPORTED: ("#6B4FA0", "#5A3F91", "#ECE6F6"),
        Status.STALE: ("#9AA4AF", "#48535F", "#E8EBEE"),
        Status.NO_ENTRY: ("#737F8C", "#48535F", "#F1F4F6"),
        Status.ON_TRACK: ("#00867A", "#0F655B", "#DDF1EE"),
        Status.DONE: ("#06473E", "#06473E", "#CFE8E2"),
    }),
)

DARK = Palette(
    name="dark", page="#12171C", card="#1A2128", side="#171D23", ink="#E9EDF1", ink2="#A8B4C0", line="#36414C", track="#303A44",
    beyond="#252E36", accent="#7FB3E0", hatch="#5C6874", elapsed="#7F8A96",
    tones=_tones({
        Status.MISSED: ("#FF9AA8", "#FFB3BD", "#4A1C25"),
        Status.AT_RISK: ("#FF7A66", "#FF9B8B", "#47201B"),
        Status.BEHIND: ("#EBA937", "#F3BD5E", "#3D2E12"),
        Status.UNSUPPORTED: ("#B39AE6", "#C7B4F0", "#30274A"),
        Status.STALE: ("#6A7682", "#BCC6D0", "#2C343D"),
        Status.NO_ENTRY: ("#8C98A5", "#BCC6D0", "#222A32"),
        Status.ON_TRACK: ("#2FA596", "#6CCDBF", "#163631"),
        Status.DONE: ("#86D3C6", "#A4E8D9", "#1B4039"),
    }),
)

PRINT = Palette(
    name="print", page="#FFFFFF", card="#FFFFFF", side="#FFFFFF", ink="#000000", ink2="#333333", line="#777777", track="#E4E4E4",
    beyond="#F4F4F4", accent="#000000", hatch="#999999", elapsed="#777777",
    tones=_tones({
        Status.MISSED: ("#000000", "#000000", "#FFFFFF"),
        Status.AT_RISK: ("#000000", "#000000", "#FFFFFF"),
        Status.BEHIND: ("url(#print-behind)", "#000000", "#FFFFFF"),
        Status.UNSUPPORTED: ("#000000", "#000000", "#FFFFFF"),
        Status.STALE: ("#777777", "#000000", "#FFFFFF"),
        Status.NO_ENTRY: ("#FFFFFF", "#000000", "#FFFFFF"),
        Status.ON_TRACK: ("#A6A6A6", "#000000", "#FFFFFF"),
        Status.DONE: ("#5A5A5A", "#000000", "#FFFFFF"),
    }),
)

PALETTES = (LIGHT, DARK, PRINT)


# --- paints --------------------------------------------------------------------------------------------------------


def patterns(palette: Palette, k: float = 1.0) -> str:
    """The hatches that gauges of this palette use: every picture with a gauge carries them once. k: coarser for large pictures."""
    name, tint = palette.name, palette.tint
    hatches = svg.hatch(f"{name}-stale", palette.track, palette.fill(Status.STALE), 2 * k, 5 * k, 45)
    hatches += svg.hatch(f"{name}-beyond", palette.beyond, palette.hatch, 1.2 * k, 5 * k, 45)
    hatches += svg.hatch(f"{name}-over", tint(Status.AT_RISK), palette.fill(Status.AT_RISK), 1.4 * k, 5 * k, 45)
    doubt, slant = palette.fill(Status.UNSUPPORTED), 135 if palette.is_print else 45
    hatches += svg.hatch(f"{name}-unsupported", tint(Status.UNSUPPORTED), doubt, 1.4 * k, 5 * k, slant)
    hatches += svg.hatch(f"{name}-ahead", "none", palette.card, 1.6 * k, 5 * k, 45)
    if palette.is_print:
        hatches += svg.hatch(f"{name}-behind", palette.card, palette.ink, 2.2 * k, 4.5 * k, 45)
    return svg.element("defs", hatches)


def pattern(palette: Palette, name: str) -> str:
    """Paint of one hatch of `patterns`: stale, beyond, over, unsupported, ahead."""
    return f"url(#{palette.name}-{name})"


def paint(palette: Palette, status: Status) -> str:
    """What a gauge is filled with; doubtful data is hatched, never solid."""
    return pattern(palette, status.value) if status in (Status.STALE, Status.UNSUPPORTED) else palette.fill(status)


# --- marks and chips -----------------------------------------------------------------------------------------------


def shape_mark(status: Status, centre: svg.Point, radius: float, palette: Palette, ground: str | None = None,
               colour: str | None = None) -> str:
    """The sign of a status, readable without colour down to radius 5. ground: what it stands on, by default the card."""
    quiet = status in (Status.STALE, Status.NO_ENTRY)
    own = palette.ink if palette.is_print else palette.text(status) if quiet else palette.fill(status)
    return _sign(status, centre, radius / 6, colour or own, ground or palette.card)


def _sign(status: Status, centre: svg.Point, k: float, colour: str, ground: str) -> str:
    """The sign drawn on a grid of 6 units from the centre to the edge, k px each."""
    x, y = centre

    def at(*points: svg.Point) -> list[svg.Point]:
        return [(x + right * k, y + down * k) for right, down in points]

    def stroke(wide: float, of: str, *points: svg.Point) -> str:
        return svg.path("M" + "L".join(f"{svg.number(a)} {svg.number(b)}" for a, b in at(*points)), "none", of, wide * k)

    if status is Status.ON_TRACK:
        return svg.circle(centre, 5.2 * k, colour)
    if status is Status.DONE:
        return svg.circle(centre, 6 * k, colour) + stroke(1.7, ground, (-2.9, 0.2), (-0.8, 2.4), (3, -2))
    if status is Status.BEHIND:
        point = svg.circle((x, y + 3.6 * k), 0.9 * k, ground)
        return svg.polygon(at((0, -5.9), (6.3, 5.1), (-6.3, 5.1)), colour) + stroke(1.6, ground, (0, -1.8), (0, 1.5)) + point
    if status is Status.AT_RISK:
        point = svg.circle((x, y + 3.3 * k), k, ground)
        return svg.polygon(at((0, -6.8), (6.8, 0), (0, 6.8), (-6.8, 0)), colour) + stroke(1.7, ground, (0, -3.2), (0, 0.8)) + point
    if status is Status.MISSED:
        cross = stroke(1.8, ground, (-2.6, -2.6), (2.6, 2.6)) + stroke(1.8, ground, (2.6, -2.6), (-2.6, 2.6))
        return svg.rect(x - 5.4 * k, y - 5.4 * k, 10.8 * k, 10.8 * k, colour, k) + cross
    if status is Status.UNSUPPORTED:
        middle, reach = svg.number(x), svg.number(5 * k)
        half = f"M{middle} {svg.number(y - 5 * k)}A{reach} {reach} 0 0 0 {middle} {svg.number(y + 5 * k)}Z"
        return svg.circle(centre, 5 * k, ground, colour, 1.7 * k) + svg.path(half, colour)
    if status is Status.STALE:
        return svg.circle(centre, 5.1 * k, ground, colour, 1.6 * k) + stroke(1.5, colour, (0, -3), (0, 0.2), (2.5, 1.4))
    return svg.circle(centre, 5.1 * k, ground, colour, 1.5 * k, f"{svg.number(2.4 * k)} {svg.number(1.6 * k)}")


def status_label(status: Status, lang: str) -> str:
    """A status in a native label: its mark and its word."""
    return f"{LABEL_MARKS[status]} {i18n.text(f'status.{status}', lang)}"


def primary_label(words: str, palette: Palette) -> str:
    """The words of a primary button, dark on the dark theme's light accent (Streamlit would write white, 2.2 : 1)."""
    return f':color[{words}]{{foreground="{DARK.page}"}}' if palette is DARK else words


def chip_width(status: Status, lang: str, size: float = 13) -> float:
    """How wide `chip` is."""
    return size * (0.55 * 2 + 0.46 * 2 + 0.38) + svg.room_for(i18n.text(f"status.{status}", lang), size, 600)


def chip(x: float, y: float, status: Status, palette: Palette, lang: str, size: float = 13, anchor: str = "start") -> str:
    """Sign and word in a pill with its top at y; it begins (start) or ends (end) at x."""
    wide, high, radius = chip_width(status, lang, size), size * 1.7, size * 0.46
    left = x - wide if anchor == "end" else x
    solid = status in SOLID
    ground = palette.fill(status) if solid else palette.tint(status)
    colour = palette.card if solid else palette.text(status)
    edge = palette.ink if palette.is_print else None
    sign_x, word_x = left + size * 0.55 + radius, left + size * (0.55 + 0.38) + 2 * radius
    sign = shape_mark(status, (sign_x, y + high / 2), radius, palette, ground, colour if solid else None)
    word = svg.text(word_x, y + high / 2 + size * 0.36, i18n.text(f"status.{status}", lang), size, colour, 700 if solid else 600)
    return svg.rect(left, y, wide, high, ground, high / 2, edge) + sign + word


# --- frames -----------------------------------------------------------------------------------------------------------


def side_bar(status: Status, palette: Palette, high: float, square_top: bool = False, square_foot: bool = False) -> str:
    """The left edge: solid for 要抓, dotted for 要补, nothing for 平稳. A square end joins the picture next to it."""
    foot, n = (high if square_foot else high - 8), svg.number
    if status in ACT:
        top = "M0 0H5" if square_top else "M0 8A8 8 0 0 1 5 .8"
        end = f"V{n(high)}H0Z" if square_foot else f"V{n(high - .8)}A8 8 0 0 1 0 {n(foot)}Z"
        return svg.path(top + end, paint(palette, status), class_="bar")
    if status in MEND:
        return svg.line((2.5, 2 if square_top else 8), (2.5, foot), palette.text(status), 3, "bar", "2 6")
    return ""


def frame(wide: float, high: float, fill: str, edge: str, square_top: bool = False, square_foot: bool = False) -> str:
    """The card itself; a square side is open towards the picture next to it."""
    right, n = wide - 0.5, svg.number
    if square_foot:
        return svg.path(f"M.5 {n(high)}V8.5A8 8 0 0 1 8.5 .5H{n(wide - 8.5)}A8 8 0 0 1 {n(right)} 8.5V{n(high)}", fill, edge, class_="card")
    if square_top:
        arcs = f"V{n(high - 8.5)}A8 8 0 0 0 8.5 {n(high - .5)}H{n(wide - 8.5)}A8 8 0 0 0 {n(right)} {n(high - 8.5)}V0"
        return svg.path("M.5 0" + arcs, fill, edge, class_="card") + svg.line((0.5, 0.5), (right, 0.5), edge)
    return svg.rect(0.5, 0.5, wide - 1, high - 1, fill, 8, edge, class_="card")


def signs(statuses: Sequence[Status], palette: Palette, x: float, y: float, room: float) -> str:
    """Every sign once, the worst first, the first one centred at (x, y): two rows of twelve, or more rows of smaller signs."""
    count = len(statuses)
    rows = 2 if count <= 24 else 3 if count <= 54 else max(4, round((count / 5.5) ** 0.5))
    in_row = 12 if count <= 24 else -(-count // rows)
    step, down = min(22.8, room / max(in_row - 1, 1), 48 / rows), 48 / rows
    radius = 7.5 if rows == 2 else step * 0.36
    ordered = sorted(statuses, key=lambda status: status.severity)
    return "".join(shape_mark(status, (x + place % in_row * step, y + place // in_row * down), radius, palette)
                   for place, status in enumerate(ordered))
