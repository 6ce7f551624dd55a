"""Charts of the indicator page: an Assessment becomes a Plotly figure; to be shown with `theme=None`.

Amounts are in the target's printed measure word, shares of a year or a budget 0..1, lengths px.
"""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from scorecard import i18n, svg
from scorecard.assessment import Assessment, Shape, Status
from scorecard.gauges import BANDS, deadline_words, has_value, scale_of, value_text
from scorecard.measures import PER_WHOLE
from scorecard.palette import Palette
from scorecard.path import months, pace_words, target_words

FONT = '"Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif'
CLEAR = "rgba(0,0,0,0)"


def config(lang: str) -> dict[str, Any]:
    """What `st.plotly_chart(config=…)` takes: no mode bar, no zoom by wheel, the reader's months and days without a download."""
    locale = {"zh": "zh-CN"}.get(lang, lang)
    days = {name: i18n.text(f"chart.{key}", lang).split() for name, key in (("days", "weekdays"), ("shortDays", "weekdays_short"))}
    words = days | {"months": months(lang), "shortMonths": months(lang), "date": "%Y-%m-%d"}
    return {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True, "locale": locale,
            "locales": {locale: {"dictionary": {}, "format": words}}}


def figure(traces: Sequence[Any], palette: Palette, height: float, margin: tuple[float, float, float, float], **layout: Any) -> go.Figure:
    """A figure on transparent paper in our fonts and ink; no legend, no zooming. margin: left, right, top, bottom."""
    font = {"family": FONT, "size": 13, "color": palette.ink}
    hover = {"bgcolor": palette.card, "bordercolor": palette.line, "font": font}
    return go.Figure(list(traces), go.Layout(
        template="none", paper_bgcolor=CLEAR, plot_bgcolor=CLEAR, height=height, showlegend=False, dragmode=False, font=font,
        hoverlabel=hover, margin=dict(zip("lrtb", margin, strict=True)), **layout))


def annotation(text: str, size: float, colour: str, **place: Any) -> dict[str, Any]:
    """An annotation without an arrow; `place` in Plotly's own names."""
    return {"text": text, "showarrow": False, "font": {"size": size, "color": colour}} | place


def axis(palette: Palette, **more: Any) -> dict[str, Any]:
    """An axis in our ink, not to be zoomed; `more` in Plotly's own names."""
    look = {"zeroline": False, "fixedrange": True, "ticklabelstandoff": 4, "gridcolor": palette.line, "tickfont": {"color": palette.ink2}}
    return look | more


# --- the gauge -----------------------------------------------------------------------------------------------------


def gauge_figure(assessment: Assessment, palette: Palette, lang: str) -> go.Figure:
    """The indicator's gauge, a half circle: value, target (ink line), where it should be today (thin mark)."""
    drawn = {Shape.QUALITATIVE: _band_gauge, Shape.DEADLINE: _day_gauge}.get(assessment.shape, _amount_gauge)
    return drawn(assessment, palette, lang)


Step = tuple[float, float, str, float]  # begin, end, colour, share of the ring's thickness


def _gauge(palette: Palette, high: float, ticks: Mapping[Any, str], steps: Sequence[Step], *, low: float = 0.0, bar: str = CLEAR,
           target: float | None = None, inside: tuple[str, str] = ("", ""), **trace: Any) -> go.Figure:
    """bar: its colour; inside: words in the half circle and below them, for a gauge whose bar is not what it says."""
    gauge = {"shape": "angular", "bgcolor": CLEAR, "borderwidth": 0, "bar": {"color": bar, "thickness": 0.74, "line": {"width": 0}},
             "steps": [{"range": [begin, end], "color": colour, "thickness": share} for begin, end, colour, share in steps],
             "axis": {"range": [low, high], "ticks": "", "tickmode": "array", "tickfont": {"size": 13, "color": palette.ink2},
                      "tickvals": sorted(ticks), "ticktext": [ticks[place] for place in sorted(ticks)]}}
    if target is not None:
        gauge["threshold"] = {"value": target, "thickness": 1, "line": {"color": palette.ink, "width": 5}}
    place = {"xref": "paper", "yref": "paper", "x": 0.5, "xanchor": "center", "yanchor": "bottom"}
    colour = palette.ink2 if inside[0] == i18n.NOTHING else palette.ink
    words = [annotation(f"<b>{inside[0]}</b>", 28, colour, y=0.12 + 0.08 * inside[1].count("<br>"), **place),
             annotation(inside[1], 13, palette.ink2, y=0.0, **place)]
    indicator = go.Indicator(**({"mode": "gauge", "value": low} | trace), gauge=gauge)
    return figure([indicator], palette, 240, (86, 86, 30, 26), annotations=words)


def _amount_gauge(a: Assessment, palette: Palette, lang: str) -> go.Figure:
    """A number. A scale that does not begin at zero fills only the distance between value and target; a rate ends with the whole."""
    scale, word = scale_of(a), a.indicator.target.measure_word
    low, high = float(scale.low), float(min(scale.high, PER_WHOLE.get(word or "", scale.high)))

    def on_scale(amount: Decimal) -> float:
        return min(max(float(amount), low), high)

    def mark(amount: Decimal, colour: str, half: float) -> Step:
        centre = min(max(float(amount), low + half), high - half)
        return centre - half, centre + half, colour, 1.0

    goals, hair = [on_scale(goal) for goal in scale.goals], (high - low) * 0.004
    target, bar, value = goals[-1] if goals else None, CLEAR, a.value if has_value(a) else None
    steps = [(low, high if target is None else target, palette.track, 1.0)]
    if target is not None:
        steps.append((target, high, palette.tint(Status.ON_TRACK) if scale.zoomed else palette.beyond, 1.0))
    ticks = {on_scale(goal): target_words(goal, a, lang) for goal in scale.goals}
    unit = word if word in PER_WHOLE else ""
    others = {low: f"{i18n.plain(scale.low)}{unit}"} | ({high: f"{high:g}{unit}"} if unit else {})
    steps += [mark(goal, palette.ink, hair) for goal in scale.goals[:-1]]
    if value is not None and scale.zoomed:
        begin, end = sorted((on_scale(value), goals[-1]))
        steps += [(begin, end, palette.fill(a.status), 0.74), mark(value, palette.text(a.status), 2 * hair)]
    elif value is not None:
        bar = palette.fill(a.status)
    if a.expected is not None:
        steps.append(mark(a.expected, palette.ink, hair))
        others[on_scale(a.expected)] = pace_words("within" if scale.ceiling else "due", a.expected, a, lang, short=True)
    ticks |= {place: label for place, label in others.items() if all(abs(place - taken) >= (high - low) * 0.09 for taken in ticks)}
    if value is None:
        return _gauge(palette, high, ticks, steps, low=low, target=target, inside=(i18n.NOTHING, ""))
    shown, suffix = value_text(a, lang), i18n.with_word("", word, lang)  # rounded half up here: Plotly has nothing left to round
    size = min(48, 130 / max(svg.width(shown, 1) + svg.width(suffix, 0.46), 1))  # px, so that it stays within the ring
    number = {"valueformat": f",.{len(shown.partition('.')[2])}f", "suffix": f"<span style='font-size:0.46em'>{suffix}</span>",
              "font": {"size": size, "color": palette.text(a.status) if a.status is Status.STALE else palette.ink}}
    return _gauge(palette, high, ticks, steps, low=low, target=target, bar=bar, mode="gauge+number", value=float(shown.replace(",", "")),
                  number=number)


def _day_gauge(a: Assessment, palette: Palette, lang: str) -> go.Figure:
    """The year in day numbers (Plotly's indicator knows no dates): bar = elapsed, or up to the day of completion; target = deadline."""
    first, days = date(a.deadline.year, 1, 1), 366 if calendar.isleap(a.deadline.year) else 365
    due, today, reached = (min(max((day - first).days + 1, 0), days) for day in (a.deadline, a.as_of, a.completed_on or a.as_of))
    middles = {(date(first.year, month, 16) - first).days + 1: name for month, name in enumerate(months(lang), start=1)}
    bar = CLEAR if not has_value(a) else palette.elapsed if a.status is Status.ON_TRACK else palette.fill(a.status)
    steps = [(0, due, palette.track, 1.0), (due, days, palette.beyond, 1.0), (max(today - 1, 0), min(today + 1, days), palette.ink, 1.0)]
    number, words = deadline_words(a, lang) if has_value(a) else (i18n.NOTHING, "")
    below = f"{words}<br>{i18n.text('chart.deadline', lang, day=i18n.day(a.deadline, lang))}"
    return _gauge(palette, days, middles, steps, bar=bar, target=due, value=reached, inside=(number, below))


def _band_gauge(a: Assessment, palette: Palette, lang: str) -> go.Figure:
    """Three thirds, the chosen one filled."""
    chosen = BANDS.index(a.band) if a.band is not None and has_value(a) else None
    steps = [(i + 0.015, i + 0.985, palette.fill(a.status) if i == chosen else palette.track, 1.0) for i in range(3)]
    names = {i + 0.5: i18n.text(f"band.{band}", lang) for i, band in enumerate(BANDS)}
    return _gauge(palette, 3, names, steps, inside=(value_text(a, lang), ""))
