"""Gauges: an Assessment becomes an SVG fragment, the same on the wall, in the meeting and on paper. Shares of a track are 0..1."""

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scorecard import i18n, svg
from scorecard.assessment import ACT, MEND, Assessment, Shape, Status
from scorecard.facts import Band
from scorecard.palette import Palette, chip, chip_width, paint, pattern, patterns, shape_mark
from scorecard.targets import Comparison

__all__ = ["Scale", "bar", "chip", "chip_width", "deadline_words", "gauge", "has_value", "patterns", "scale_of", "shape_mark", "value_text",
           "year_share"]

TARGET_AT = Decimal("0.75")  # the target stands at half past one on every open scale
BANDS = (Band.NOT_ACHIEVED, Band.PARTLY, Band.ACHIEVED)
ZERO, ONE, ZOOM = Decimal(0), Decimal(1), Decimal("0.8")


@dataclass(frozen=True)
class Scale:
    """From amounts in the measure word to shares. goals: the target marks; zoomed: not from zero; ceiling: more is worse."""

    low: Decimal
    high: Decimal
    goals: tuple[Decimal, ...]
    zoomed: bool = False
    ceiling: bool = False

    def at(self, amount: Decimal) -> float:
        """0..1; what lies off the scale stands at its end."""
        return float(min(max((amount - self.low) / (self.high - self.low), ZERO), ONE))

    @property
    def goal(self) -> float:
        """Where the (upper) target mark stands; 1 where there is no target."""
        return self.at(self.goals[-1]) if self.goals else 1.0


def scale_of(assessment: Assessment) -> Scale:
    """The scale of a gauge with a number; look.md, "Gauge geometry"."""
    target, shape = assessment.indicator.target, assessment.shape
    ends = (target.low, target.high) if target.comparison is Comparison.RANGE else (target.value,)
    goals = tuple(sorted(goal for goal in ends if isinstance(goal, Decimal)))
    goal = goals[-1] if goals else ZERO
    top = Decimal(1000 if target.measure_word == "‰" else 100)
    ceiling = shape is Shape.CAP or target.comparison is Comparison.AT_MOST
    if shape is Shape.EXECUTION:
        return Scale(ZERO, max(top, goal), goals)
    if shape is Shape.EQUAL:
        end = goal if goal > 0 else top
        return Scale(end * ZOOM, end, (end,), zoomed=True)
    if shape is Shape.RATIO and not ceiling and TARGET_AT * top < goal <= top:
        return Scale(top - 4 * (top - goal) if goal < top else top * ZOOM, top, goals, zoomed=True)
    if goal > 0:
        return Scale(ZERO, goal / TARGET_AT, goals, ceiling=ceiling)
    end = top if shape is Shape.RATIO else max(ONE, assessment.value or ZERO, assessment.expected or ZERO)
    return Scale(ZERO, end, goals, ceiling=ceiling)


def year_share(moment: date, year: int) -> float:
    """Share of the year gone by at the end of the day; 0 before the year, 1 after it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return min(max(((moment - first).days + 1) / ((last - first).days + 1), 0.0), 1.0)


def has_value(assessment: Assessment) -> bool:
    """Whether there is anything to fill the gauge with."""
    known = assessment.value is not None or assessment.shape is Shape.DEADLINE
    return assessment.status is not Status.NO_ENTRY and (assessment.band is not None if assessment.shape is Shape.QUALITATIVE else known)


def value_text(assessment: Assessment, lang: str) -> str:
    """What a gauge says, without its measure word: 10, 11.86, 159 天后到期, 达成, —."""
    if not has_value(assessment):
        return i18n.NOTHING
    if assessment.shape is Shape.DEADLINE:
        return " ".join(deadline_words(assessment, lang))
    if assessment.shape is Shape.QUALITATIVE:
        return i18n.text(f"band.{assessment.band}", lang)
    return i18n.figure(assessment.value, assessment.indicator.target.measure_word)


def deadline_words(assessment: Assessment, lang: str) -> tuple[str, str]:
    """Number and words of a deadline: (159, 天后到期), (早 23, 天完成), (超 40, 天)."""
    done = assessment.completed_on
    days = (assessment.deadline - done).days if done else assessment.days_left
    kind = (("on_time", "early", "late") if done else ("today", "left", "over"))[0 if days == 0 else 1 if days > 0 else 2]
    return i18n.text(f"gauge.{kind}_number", lang, days=abs(days)), i18n.text(f"gauge.{kind}_words", lang, days=abs(days))


@dataclass(frozen=True)
class _Drawing:
    """One gauge being drawn. u: px per unit of look.md's geometry (a radius of 60 units)."""

    assessment: Assessment
    palette: Palette
    track: svg.Track
    u: float

    @property
    def status(self) -> Status:
        return self.assessment.status

    def segment(self, begin: float, end: float) -> str:
        """A part of the track in the colour of the status."""
        return self.track.segment(begin, end, paint(self.palette, self.status), "fill")

    def crossbar(self, share: float, reach: float, wide: float) -> str:
        """A bar across the track where the value stands."""
        return self.track.across(share, reach, reach, self.palette.text(self.status), wide, "value")


def _body(d: _Drawing) -> str:
    """Ground, fill and marks, without words."""
    if d.assessment.shape is Shape.DEADLINE:
        return _year(d)
    if d.assessment.shape is Shape.QUALITATIVE:
        return _thirds(d)
    scale, value, expected = scale_of(d.assessment), d.assessment.value, d.assessment.expected
    if value is None or not has_value(d.assessment):
        body = d.track.outline(0, 1, d.palette.text(d.status)) + (_broken_end(d) if scale.zoomed else "")
    else:
        body = (_zoomed if scale.zoomed else _paced)(d, scale, value)
    marks = "".join(_target(d, scale.at(goal), scale.ceiling) for goal in scale.goals)
    return body + marks + (_pointer(d, scale.at(expected)) if expected is not None and d.status is not Status.DONE else "")


def _paced(d: _Drawing, scale: Scale, value: Decimal) -> str:
    """A scale from zero: what is done or spent so far."""
    palette, track = d.palette, d.track
    alarm = d.status in ACT and bool(scale.goals) and value > scale.goals[-1]
    beyond = pattern(palette, "over" if alarm else "beyond") if scale.ceiling else palette.beyond
    ground = track.segment(0, scale.goal, palette.track) + track.segment(scale.goal, 1, beyond)
    if value < 0:
        return ground + d.crossbar(0, 1.5 * d.u, 4 * d.u)
    if d.status in MEND:
        return ground + d.segment(0, scale.at(value)) + d.crossbar(scale.at(value), 0, 2 * d.u)
    arrow = track.arrow(paint(palette, Status.AT_RISK if scale.ceiling else Status.DONE)) if value > scale.high else ""
    return ground + (_spent if scale.ceiling else _reached)(d, scale, scale.at(value)) + arrow


def _reached(d: _Drawing, scale: Scale, value: float) -> str:
    """More is better: to the value; behind, a tint to where we should be; past the target calm teal."""
    gap = ""
    if d.status in (Status.BEHIND, Status.AT_RISK) and d.assessment.expected is not None:
        gap = d.track.segment(value, scale.at(d.assessment.expected), d.palette.tint(d.status), "gap")
    past = paint(d.palette, Status.ON_TRACK if len(scale.goals) == 1 else d.status)
    return gap + d.segment(0, min(value, scale.goal)) + d.track.segment(scale.goal, value, past, "fill")


def _spent(d: _Drawing, scale: Scale, value: float) -> str:
    """More is worse: what was spent ahead of pace is hatched, what is past the cap is red."""
    ahead = ""
    if d.status in ACT and d.assessment.expected is not None:
        ahead = d.track.segment(scale.at(d.assessment.expected), min(value, scale.goal), pattern(d.palette, "ahead"), "ahead")
    past = d.track.segment(scale.goal, value, paint(d.palette, Status.AT_RISK), "fill")
    return d.segment(0, min(value, scale.goal)) + ahead + past


def _zoomed(d: _Drawing, scale: Scale, value: Decimal) -> str:
    """A scale that does not begin at zero: only the distance from the target to the value."""
    palette, track = d.palette, d.track
    first, last = scale.at(scale.goals[0]), scale.goal
    share, end = scale.at(value), last if len(scale.goals) > 1 else 1.0
    good = palette.beyond if palette.is_print else palette.tint(Status.ON_TRACK)
    ground = track.segment(0, first, palette.track) + track.segment(first, end, good) + track.segment(end, 1, palette.track)
    begin, stop = sorted((min(max(share, first), last), share))
    halo = track.across(share, 1.5 * d.u, 1.5 * d.u, palette.card, 6.4 * d.u)
    return ground + d.segment(begin, stop) + _broken_end(d) + halo + d.crossbar(share, 1.5 * d.u, 4 * d.u)


def _broken_end(d: _Drawing) -> str:
    """Two cuts at the left end: the scale does not begin at zero."""
    places = ((share, d.track.edge(share + 0.02, -d.track.ring - 2 * d.u)) for share in (0.035, 0.065))
    return "".join(svg.line(inner, d.track.edge(share, 2 * d.u), d.palette.card, 2.2 * d.u, "cut") for share, inner in places)


def _target(d: _Drawing, share: float, capped: bool = False, outside: float = 5.0) -> str:
    """The target mark; a cap has a cross-bar. At an open end it keeps inside."""
    u, track, edge = d.u, d.track, 0.0 if d.track.closed else 1.3 * d.u / d.track.length
    place = min(max(share, edge), 1 - edge)
    bar_across = ""
    if capped:
        (x, y), (out_x, out_y), half = track.edge(place, outside * u), track.out(place), 5.5 * u
        bar_across = svg.line((x - out_y * half, y + out_x * half), (x + out_y * half, y - out_x * half), d.palette.ink, 2.6 * u, "cap")
    halo = track.across(place, 2 * u, outside * u, d.palette.card, 2.6 * u + 2.4)
    return halo + bar_across + track.across(place, 2 * u, outside * u, d.palette.ink, 2.6 * u, "target")


def _pointer(d: _Drawing, share: float) -> str:
    """Where we should be today, or today itself."""
    return d.track.pointer(share, (5 if d.u <= 1.5 else 4) * d.u, d.palette.ink, d.palette.card)


def _year(d: _Drawing) -> str:
    """The fiscal year, the part gone by or worked, and the deadline."""
    a, palette, track = d.assessment, d.palette, d.track
    due, today = year_share(a.deadline, a.deadline.year), year_share(a.as_of, a.deadline.year)
    done = None if a.completed_on is None else year_share(a.completed_on, a.deadline.year)
    if not has_value(a):
        fill = track.outline(0, 1, palette.text(d.status))
    elif done is not None and d.status not in MEND:
        early = track.segment(done, due, palette.tint(Status.DONE), "gap")
        fill = track.segment(0, min(done, due), paint(palette, Status.DONE), "fill") + early
    else:
        fill = track.segment(0, today, palette.elapsed if d.status is Status.ON_TRACK else paint(palette, d.status), "fill")
    ground = track.segment(0, 1, palette.track) if has_value(a) else ""
    cuts = "".join(track.across(month / 12, 0, 0, palette.card, 1.4 * d.u) for month in range(0 if track.closed else 1, 12))
    return ground + cuts + fill + _target(d, due, outside=7) + (_pointer(d, today) if done is None else "")


def _thirds(d: _Drawing) -> str:
    """Not met, partly, met: the chosen third."""
    body = ""
    for place, band in enumerate(BANDS):
        part = place / 3 + 0.008, (place + 1) / 3 - 0.008
        chosen = d.segment(*part) if band is d.assessment.band else d.track.segment(*part, d.palette.track)
        body += chosen if has_value(d.assessment) else d.track.outline(*part, d.palette.text(d.status))
    return body


def bar(assessment: Assessment, palette: Palette, x: float, y: float, length: float, ring: float) -> str:
    """The gauge as a straight bar without words, its top left corner at (x, y), `ring` px thick. Needs `patterns`."""
    return _body(_Drawing(assessment, palette, svg.Rail(x, y, length, ring), ring / 7))


def gauge(assessment: Assessment, palette: Palette, lang: str, centre: svg.Point, radius: float, ring: float) -> str:
    """The gauge of an indicator; it reaches 70 u above and 14 u below the centre of its flat side (u = radius / 60). Needs `patterns`."""
    dial, u = svg.Dial(centre, radius, ring), radius / 60
    if assessment.shape is Shape.DEADLINE:
        return _year_ring(assessment, palette, lang, dial, u)
    d = _Drawing(assessment, palette, dial, u)
    below = _end_labels(d, dial) if assessment.shape in (Shape.RATIO, Shape.EQUAL) else ""
    if assessment.shape is Shape.QUALITATIVE and has_value(assessment):
        below = _evidence_mark(d, lang, centre)
    counted = has_value(assessment) and assessment.shape is not Shape.QUALITATIVE
    word = i18n.measure_word(assessment.indicator.target.measure_word, lang) if counted else ""
    return _body(d) + below + _centre(d, dial, value_text(assessment, lang), word)


def _year_ring(assessment: Assessment, palette: Palette, lang: str, dial: svg.Dial, u: float) -> str:
    """The year as a full ring, its words inside, lateness as a second arc outside."""
    x, y, radius = dial.centre[0], dial.centre[1] - 0.63 * dial.radius + 10 * u, 0.63 * dial.radius
    ring = svg.Dial((x, y), radius, 0.75 * dial.ring, closed=True)
    end, year = assessment.completed_on or assessment.as_of, assessment.deadline.year
    due, late, marks = year_share(assessment.deadline, year), (end - assessment.deadline).days / 365, ""
    if late > 0 and has_value(assessment):
        worst = assessment.status if assessment.status in ACT else Status.AT_RISK
        marks = svg.Dial((x, y), radius + 5.5 * u, 3.6 * u, closed=True).segment(due, due + min(late, 1), paint(palette, worst), "late")
    if assessment.completed_on and has_value(assessment):
        marks += shape_mark(Status.DONE, ring.edge(year_share(end, year), -ring.ring / 2), 8 * u, palette)
    shown, words = deadline_words(assessment, lang) if has_value(assessment) else (i18n.NOTHING, "")
    inside = 2 * (radius - ring.ring) - 4 * u
    number = svg.fitted(x, y + 4.5 * u, shown, 19 * u, 8 * u, inside, palette.ink, 700, "middle")
    below = svg.fitted(x, y + 15.5 * u, words, 9.6 * u, 5 * u, inside - 8 * u, palette.ink2, anchor="middle")
    return _body(_Drawing(assessment, palette, ring, u)) + marks + number + below


def _end_labels(d: _Drawing, dial: svg.Dial) -> str:
    """Both ends of a rate's scale, in figures."""
    scale, word, size, labels = scale_of(d.assessment), d.assessment.indicator.target.measure_word, max(9.5, 9 * d.u), ""
    for end, side in ((scale.low, -1), (scale.high, 1)):
        shown = i18n.plain(i18n.round_half_up(end, 2)) + (word if word in ("%", "‰") else "")
        x = dial.centre[0] + side * (dial.radius - dial.ring / 2)
        labels += svg.fitted(x, dial.centre[1] + size + 2 * d.u, shown, size, 5, 44 * d.u, d.palette.ink2, anchor="middle")
    return labels


def _evidence_mark(d: _Drawing, lang: str, centre: svg.Point) -> str:
    """A filled sheet where there is dated evidence, a dashed one where there is none."""
    backed = bool((d.assessment.evidence_text or "").strip()) and d.status is not Status.UNSUPPORTED
    words, size, (x, y) = i18n.text(f"gauge.{'backed' if backed else 'unbacked'}", lang), max(9.5, 9 * d.u), centre
    colour = d.palette.ink2 if backed else d.palette.text(Status.UNSUPPORTED)
    left = x - (svg.width(words, size) + 13 * d.u) / 2
    sheet = svg.rect(left, y + 3.5 * d.u, 8 * d.u, 10 * d.u, colour if backed else "none", 1, colour, None if backed else "2 1.4")
    return sheet + svg.text(left + 12 * d.u, y + size + 2.5 * d.u, words, size, colour, 400 if backed else 600)


def _centre(d: _Drawing, dial: svg.Dial, shown: str, word: str) -> str:
    """The number inside the half ring, its measure word beside it or, where that makes it small, below."""
    (x, y), inner = dial.centre, dial.radius - dial.ring - 3 * d.u
    faint = d.status is Status.STALE or not has_value(d.assessment)
    colour, floor = d.palette.text(d.status) if faint else d.palette.ink, y - 2 * d.u
    needed = svg.room_for(shown, 1, 700) + (svg.room_for(word, 0.46) + 0.1 if word else 0)
    size = _inscribed(needed, inner, 30 * d.u)
    if word and size < 18 * d.u:
        below = svg.fitted(x, y + 10.5 * d.u, word, 10 * d.u, 6 * d.u, 2 * inner, d.palette.ink2, 500, "middle")
        return svg.text(x, floor, shown, _inscribed(svg.room_for(shown, 1, 700), inner, 30 * d.u), colour, 700, "middle") + below
    number, unit = svg.width(shown, size, 700), svg.width(word, 0.46 * size) + 0.1 * size if word else 0.0
    left = x - (number + unit) / 2
    beside = svg.text(left + number + 0.1 * size, floor, word, size * 0.46, d.palette.ink2, 500) if word else ""
    return svg.text(left, floor, shown, size, colour, 700) + beside


def _inscribed(wide_em: float, inner: float, largest: float) -> float:
    """The size at which a text of this width stands free inside the half circle (cap height 0.75 em)."""
    return min(largest, inner / math.hypot(wide_em / 2, 0.75))
