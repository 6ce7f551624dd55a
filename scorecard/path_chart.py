"""The path of the year: one indicator's stepped actual against plan, target and required rate. A Plotly figure, shown with `theme=None`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from scorecard import i18n, svg
from scorecard.assessment import Assessment, Shape
from scorecard.charts import annotation, axis, figure
from scorecard.gauges import scale_of
from scorecard.measures import PER_WHOLE
from scorecard.model import Plan
from scorecard.pace import expected_to_date
from scorecard.palette import Palette
from scorecard.path import Point, has_path, heights, months, pace_words, planned, target_words, walked

PATH_SIZE, PATH_MARGIN = (760, 262), (56, 190, 34, 34)  # the width is a guess: labels placed for it hold from 500 px on
ABOVE = ((-1, 12), (-1, 26), (1, 26), (1, 40), (1, 56), (1, -14), (-1, -14), (-1, -28))  # places: side of its point, px above
BELOW = ((1, -12), (1, -26), (-1, -14), (-1, -28), (1, 14), (-1, 14), (1, 28))
BESIDE, INSIDE = ((1, 0), (1, -17), (1, 17), (1, -34), (-1, 12), (-1, -14)), ((1, 12), (1, -12))


@dataclass
class _Path:
    """A path being drawn from the evening before the year (a day's point stands at its end). low, high: ends of the y axis;
    drawn: px along every line; taken: left, right, bottom and top px of every label.
    """

    year: int
    low: float
    high: float
    traces: list[Any] = field(default_factory=list)
    labels: list[dict[str, Any]] = field(default_factory=list)
    drawn: list[tuple[float, float]] = field(default_factory=list)
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def at(self, point: Point) -> tuple[float, float]:
        """Where a point stands, px from the lower left corner."""
        share = (point[0] - date(self.year - 1, 12, 31)).days / 366
        return share * PATH_SIZE[0], (float(point[1]) - self.low) / (self.high - self.low) * PATH_SIZE[1]

    def line(self, points: Sequence[Point], colour: str, width: float, hover: Sequence[str] = (), **look: Any) -> None:
        """A line, stepped with shape="hv"; without hover words it does not answer the pointer."""
        days, amounts = [day.isoformat() for day, _ in points], [float(amount) for _, amount in points]
        self.traces.append(go.Scatter(x=days, y=amounts, mode="lines", line={"color": colour, "width": width} | look,
                                      text=list(hover) or None, hoverinfo="text" if hover else "skip"))
        for before, after in pairwise(map(self.at, points)):
            corner = (after[0], before[1]) if "shape" in look else before
            for (x1, y1), (x2, y2) in ((before, corner), (corner, after)):
                pieces = int(max(abs(x2 - x1), abs(y2 - y1)) // 4) + 1
                self.drawn += [(x1 + (x2 - x1) * i / pieces, y1 + (y2 - y1) * i / pieces) for i in range(pieces + 1)]

    def label(self, words: str, point: Point, colour: str, places: Sequence[tuple[int, int]]) -> None:
        """Words beside a point, at the first of the places with the least in the way."""
        (x, y), wide = self.at(point), svg.width(words, 13, 600) * svg.SLACK

        def box(side: int, above: int) -> tuple[float, float, float, float]:
            left = x + 8 if side > 0 else x - 8 - wide
            return left, left + wide, y + above - 8, y + above + 8

        def in_the_way(place: tuple[int, int]) -> int:
            left, right, bottom, top = box(*place)
            outside = (left < 0) + (right > PATH_SIZE[0] + PATH_MARGIN[1]) + (bottom < 0)
            over = sum(left < other[1] and other[0] < right and bottom < other[3] and other[2] < top for other in self.taken)
            return 1000 * (outside + over) + sum(left < px < right and bottom < py < top for px, py in self.drawn)

        side, above = min(places, key=in_the_way)
        self.taken.append(box(side, above))
        self.labels.append(annotation(f"<b>{words}</b>", 13, colour, x=point[0].isoformat(), y=float(point[1]), yshift=above, xshift=8 * side,
                                  xanchor="left" if side > 0 else "right", yanchor="middle"))

    def dot(self, point: Point, fill: str, edge: str) -> None:
        self.traces.append(go.Scatter(x=[point[0].isoformat()], y=[float(point[1])], mode="markers", hoverinfo="skip", cliponaxis=False,
                                      marker={"size": 10, "color": fill, "line": {"color": edge, "width": 1.5}}))


def path_figure(assessment: Assessment, plan: Plan | None, palette: Palette, lang: str) -> go.Figure | None:
    """The year so far and what it takes: stepped actual, plan, target, required rate. None where a path says nothing."""
    a, scale, year = assessment, scale_of(assessment), assessment.deadline.year
    if not has_path(a):
        return None
    start, end = date(year - 1, 12, 31), date(year, 12, 31)
    today = min(max(a.as_of, start), end)
    done, due = walked(a, start, today), planned(a, plan, start)
    low, high = heights(a, [float(amount) for amount in [*(amount for _, amount in done + due), *scale.goals]])
    path = _Path(year, low, high)
    for goal in scale.goals:
        path.line([(start, goal), (end, goal)], palette.ink, 2)
    path.line(due, palette.ink2, 1.5, _hover("plan_hover", due, a, lang), dash="dash")
    if a.required_rate is not None and a.value is not None:
        path.line([(today, a.value), (a.deadline, scale.goals[0])], palette.accent, 2, dash="dot")
    path.line(done, palette.fill(a.status), 2.5, _hover("actual_hover", done, a, lang), shape="hv")
    if a.as_of == today:
        path.line([(today, Decimal(str(low))), (today, Decimal(str(high)))], palette.elapsed, 1)
        path.labels.append(annotation(i18n.text("chart.today", lang, day=i18n.day(today, lang)), 13, palette.ink2, x=today.isoformat(), y=1,
                                  yref="paper", yanchor="bottom"))
    _label(path, a, today, palette, lang)
    if due:
        rest = (a.deadline - today).days
        day = today + timedelta(days=rest * 2 // 5) if rest > 75 else start + timedelta(days=110)
        path.label(i18n.text("chart.plan", lang), (day, expected_to_date(scale.goals[0], day, a.deadline, plan)), palette.ink2, ABOVE)
    names = [f"<b>{name}</b>" if (year, i) == (a.as_of.year, a.as_of.month) else name for i, name in enumerate(months(lang), start=1)]
    ticks = [date(year, month, 15).isoformat() for month in range(1, 13)]
    margin = (PATH_MARGIN[0], max(60, *(box[1] - PATH_SIZE[0] + 8 for box in path.taken)), *PATH_MARGIN[2:])
    word = a.indicator.target.measure_word or ""
    return figure(path.traces, palette, PATH_SIZE[1] + sum(PATH_MARGIN[2:]), margin, annotations=path.labels,
                   xaxis=axis(palette, type="date", range=[start.isoformat(), end.isoformat()], showgrid=False, automargin=True,
                               tickvals=ticks, ticktext=names),
                   yaxis=axis(palette, range=[low, high], nticks=6, dtick=1 if not i18n.places_of(word) and high < 6 else None,
                               tickformat=",", ticksuffix=word if word in PER_WHOLE else ""))


def _label(path: _Path, a: Assessment, today: date, palette: Palette, lang: str) -> None:
    """Target (on the left while what it takes stands at the right end), what it takes, and the points of today: the higher above."""
    goals, ahead = scale_of(a).goals, a.required_rate is not None
    for goal in goals:
        point, places = ((date(path.year - 1, 12, 31), goal), INSIDE) if ahead else ((date(path.year, 12, 31), goal), BESIDE)
        path.label(target_words(goal, a, lang), point, palette.ink, places)
    if a.required_rate is not None:
        words = pace_words("at_most" if a.shape is Shape.CAP else "required", a.required_rate, a, lang)
        path.label(words, (a.deadline, goals[0]), palette.accent, BESIDE)
    beside = a.expected if a.expected is not None else goals[0] if goals else Decimal(0)
    higher = a.value is not None and a.value >= beside
    if a.value is not None:
        path.dot((today, a.value), palette.fill(a.status), palette.card)
        word = a.indicator.target.measure_word
        shown = i18n.figure(a.value, word) + (word if word in PER_WHOLE else "")
        path.label(i18n.text("chart.actual", lang, amount=shown), (today, a.value), palette.text(a.status), ABOVE if higher else BELOW)
    if a.expected is not None:
        path.dot((today, a.expected), palette.card, palette.ink2)
        words = pace_words("within" if a.shape is Shape.CAP else "due", a.expected, a, lang, short=True)
        path.label(words, (today, a.expected), palette.ink2, BELOW if higher else ABOVE)


def _hover(key: str, points: Sequence[Point], a: Assessment, lang: str) -> list[str]:
    word = a.indicator.target.measure_word
    return [i18n.text(f"chart.{key}", lang, day=i18n.day(day, lang), amount=i18n.amount(amount, word, lang)) for day, amount in points]
