"""The path of the year as an SVG fragment for large screens: actual in steps, plan, target, what it takes, how it will end. No browser needed."""

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from scorecard import i18n, svg
from scorecard.assessment import Assessment, Shape
from scorecard.forecast import Forecast
from scorecard.gauges import scale_of
from scorecard.model import Plan
from scorecard.palette import Palette
from scorecard.path import Point, has_path, heights, months, pace_words, planned, target_words, walked

TICKS = 4


class _Plane:
    """The plane of the path: from the evening before the year to its last day, from low to high; px from the picture's corner."""

    def __init__(self, year: int, ends: tuple[float, float], left: float, right: float, top: float, foot: float) -> None:
        self.first, self.last, self.ends = date(year - 1, 12, 31), date(year, 12, 31), ends
        self.left, self.right, self.top, self.foot = left, right, top, foot

    def at(self, point: Point) -> svg.Point:
        low, high = self.ends
        share = (point[0] - self.first) / (self.last - self.first)
        return (self.left + (self.right - self.left) * share, self.foot - (self.foot - self.top) * (float(point[1]) - low) / (high - low))

    def line(self, points: Sequence[Point], colour: str, wide: float, dash: str | None = None) -> str:
        places = [self.at(point) for point in points]
        return "".join(svg.line(a, b, colour, wide, "path", dash) for a, b in pairwise(places))

    def steps(self, points: Sequence[Point], colour: str, wide: float) -> str:
        places = [self.at(point) for point in points]
        drawn = "".join(f"H{svg.number(x)}V{svg.number(y)}" for x, y in places[1:])
        return svg.path(f"M{svg.number(places[0][0])} {svg.number(places[0][1])}{drawn}", "none", colour, wide, class_="walked")


def path(a: Assessment, plan: Plan | None, ahead: Forecast | None, palette: Palette, lang: str, wide: float, high: float, size: float) -> str:
    """The path with its top left corner at 0, 0 and words of `size` px; "" where a path says nothing."""
    if not has_path(a):
        return ""
    year, goals = a.deadline.year, scale_of(a).goals
    start, end = date(year - 1, 12, 31), date(year, 12, 31)
    today = min(max(a.as_of, start), end)
    done, due = walked(a, start, today), planned(a, plan, start)
    shown_ahead = ahead if ahead and not a.closed and ahead.value is not None else None
    reach = [shown_ahead.high] if shown_ahead and shown_ahead.high is not None else []
    ends = heights(a, [float(n) for n in [*(n for _, n in done + due), *goals, *reach]])
    words = _end_words(a, shown_ahead, palette, lang)
    plane = _Plane(year, ends, size * 2.6, wide - max((svg.room_for(w, size * k, b) for w, _, k, b, _ in words), default=0) - size * 0.9, size * 2.2,
                   high - size * 1.9)
    body = _ground(plane, a, palette, lang, size, high)
    if shown_ahead and a.value is not None:
        body += _fan(plane, (today, a.value), shown_ahead, end, palette.fill(a.status) if not palette.is_print else palette.hatch)
    body += plane.line(due, palette.ink2, 2.6, "8 6")
    for goal in goals:
        body += plane.line([(start, goal), (end, goal)], palette.ink, 3.4)
    if a.required_rate is not None and a.value is not None and goals:
        body += plane.line([(today, a.value), (a.deadline, goals[0])], palette.accent, 3, "3 5")
    x = plane.at((today, Decimal(0)))[0]
    body += svg.line((x, plane.top), (x, plane.foot), palette.ink2, 1.5) if a.as_of == today else ""
    if done:
        body += plane.steps(done, palette.fill(a.status), 4.5)
    body += _points(plane, a, today, palette, lang, size)
    return body + _beside(plane, words, end, size, high)


def _ground(plane: _Plane, a: Assessment, palette: Palette, lang: str, size: float, high: float) -> str:
    """Lines and labels of the axes, today, and the target's words above its line."""
    low, top = plane.ends
    goals = [float(goal) for goal in scale_of(a).goals]
    step = _step((top - low) / TICKS)
    body, tick = "", math.ceil(low / step - 1e-9) * step
    while tick < top - step * 0.2:
        y = plane.at((plane.first, Decimal(str(tick))))[1]
        if all(abs(y - plane.at((plane.first, Decimal(str(goal))))[1]) > size for goal in goals):
            body += svg.line((plane.left, y), (plane.right, y), palette.line, 1)
            body += svg.fitted(plane.left - size * 0.4, y + size * 0.35, i18n.plain(Decimal(str(round(tick, 6)))), size, size * 0.5, plane.left - size * 0.5,
                               palette.ink2, anchor="end")
        tick += step
    names, room = months(lang), (plane.right - plane.left) / 12
    small = min(size, *(room * 0.96 / svg.room_for(name, 1, 700) for name in names))
    for month, name in enumerate(names, start=1):
        bold = (a.deadline.year, month) == (a.as_of.year, a.as_of.month)
        body += svg.text(plane.left + (month - 0.5) * room, high - size * 0.5, name, small, palette.ink if bold else palette.ink2, 700 if bold else 400,
                         "middle")
    for goal in scale_of(a).goals:
        x, y = plane.at((plane.first, goal))
        body += svg.text(x, y - size * 0.4, target_words(goal, a, lang), size, palette.ink, 700)
    x = plane.at((a.as_of, Decimal(0)))[0]
    if plane.left <= x <= plane.right:
        words = i18n.text("chart.today", lang, day=i18n.day(a.as_of, lang))
        half = svg.room_for(words, size) / 2
        body += svg.text(min(max(x, half), plane.right - half + size), size, words, size, palette.ink2, anchor="middle")
    return body


def _step(rough: float) -> float:
    """A round step of an axis: 1, 2, 5 and their tens."""
    power = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 1.0
    return next(power * k for k in (1, 2, 5, 10) if power * k >= rough * 0.7)


def _fan(plane: _Plane, here: Point, ahead: Forecast, end: date, colour: str) -> str:
    """From today to the year's end, eight times in ten."""
    assert ahead.low is not None and ahead.value is not None and ahead.high is not None
    corners = [plane.at(here), plane.at((end, ahead.high)), plane.at((end, ahead.low))]
    points = " ".join(f"{svg.number(x)},{svg.number(y)}" for x, y in corners)
    return svg.element("polygon", points=points, fill=colour, fill_opacity=0.2, class_="fan") + plane.line([here, (end, ahead.value)], colour, 3, "3 6")


def _points(plane: _Plane, a: Assessment, today: date, palette: Palette, lang: str, size: float) -> str:
    """Where it is and where it should be, each with its words: the higher one's above and left, the lower one's below and right."""
    marks = []
    if a.expected is not None:
        key = "within" if a.shape is Shape.CAP else "due"
        marks.append((a.expected, pace_words(key, a.expected, a, lang, short=True), palette.ink2, palette.card, palette.ink2))
    if a.value is not None:
        word = a.indicator.target.measure_word
        shown = i18n.text("chart.actual", lang, amount=i18n.figure(a.value, word) + (word if word in ("%", "‰") else ""))
        marks.append((a.value, shown, palette.text(a.status), palette.fill(a.status), palette.card))
    body, highest = "", max((mark[0] for mark in marks), default=Decimal(0))
    for n, (amount, words, colour, fill, edge) in enumerate(marks):
        x, y = plane.at((today, amount))
        above = amount == highest and (len(marks) == 1 or n == 0 or marks[0][0] != amount)
        room = svg.room_for(words, size, 700)
        left = (above and x - room - size > plane.left) or x + room + size > plane.right
        body += svg.circle((x, y), size * 0.3, fill, edge, 3)
        down = y - size * 0.55 if above else min(y + size * 1.25, plane.foot - size * 0.3)
        body += svg.text(x - size * 0.6 if left else x + size * 0.6, down, words, size, colour, 700, "end" if left else "start")
    return body


def _end_words(a: Assessment, ahead: Forecast | None, palette: Palette, lang: str) -> list[tuple[str, Decimal, float, int, str]]:
    """What stands right of the plane: words, the amount it stands at, its size against the others', weight, colour."""
    words: list[tuple[str, Decimal, float, int, str]] = []
    goals, word = scale_of(a).goals, a.indicator.target.measure_word
    if a.required_rate is not None and goals:
        words.append((pace_words("at_most" if a.shape is Shape.CAP else "required", a.required_rate, a, lang), goals[0], 1, 700, palette.accent))
    if ahead and ahead.value is not None:
        words.append((i18n.text("chart.ahead", lang, amount=i18n.amount(ahead.value, word, lang)), ahead.value, 1, 700, palette.text(a.status)))
        words.append((i18n.text("chart.interval", lang, low=i18n.figure(ahead.low, word), high=i18n.figure(ahead.high, word)), ahead.value, 1, 400,
                      palette.ink2))
    return words


def _beside(plane: _Plane, words: Sequence[tuple[str, Decimal, float, int, str]], end: date, size: float, high: float) -> str:
    """Words at the right end, the highest first, none upon another."""
    wanted = sorted(((plane.at((end, amount))[1] + size * 0.35, n) for n, (_, amount, *_) in enumerate(words)), key=lambda place: place)
    body, last = "", -size
    lowest = high - size * (1.9 + 1.25 * (len(words) - 1))
    for place, (y, n) in enumerate(wanted):
        last = max(min(y, lowest + size * 1.25 * place), last + size * 1.25)
        said, _, k, weight, colour = words[n]
        body += svg.text(plane.right + size * 0.5, last, said, size * k, colour, weight)
    return body
