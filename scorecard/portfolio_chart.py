"""Money against result: every unit as a sign, by how much of its budget is spent and how many of its indicators are calm."""

from collections.abc import Sequence
from html import escape
from math import sqrt

import plotly.graph_objects as go

from scorecard import i18n
from scorecard.assessment import Status
from scorecard.charts import axis, figure
from scorecard.palette import Palette
from scorecard.portfolio import Need, UnitSummary, share_calm

SYMBOLS = {Need.ACT: ("diamond", Status.AT_RISK), Need.MEND: ("circle-open", Status.STALE), Need.CALM: ("circle", Status.ON_TRACK)}
LARGEST, SMALLEST = 44, 10


def money_and_result_figure(summaries: Sequence[UnitSummary], palette: Palette, lang: str) -> go.Figure:
    """x: execution rate, y: share of indicators that need nobody; a sign's surface grows with the budget; its shape says what the unit needs."""
    largest = max((float(s.total.budget_yuan) for s in summaries), default=0.0)
    traces = []
    for need, (symbol, status) in SYMBOLS.items():
        own = [s for s in summaries if s.need is need]
        sizes = [SMALLEST + (LARGEST - SMALLEST) * sqrt(max(float(s.total.budget_yuan), 0) / largest) if largest > 0 else SMALLEST for s in own]
        traces.append(go.Scatter(
            x=[float((s.total.rate or 0) * 100) for s in own], y=[float((share_calm(s.counts) or 0) * 100) for s in own], mode="markers",
            marker={"symbol": symbol, "size": sizes, "color": palette.fill(status), "opacity": 0.75,
                    "line": {"width": 2 if symbol.endswith("open") else 1, "color": palette.text(status) if symbol.endswith("open") else palette.card}},
            text=[escape(hover(s, lang)) for s in own], hoverinfo="text", cliponaxis=False))
    elapsed = max((float(s.elapsed * 100) for s in summaries), default=0.0)
    line = {"type": "line", "x0": elapsed, "x1": elapsed, "y0": 0, "y1": 100, "line": {"color": palette.elapsed, "dash": "dash", "width": 1}}
    titles = {name: {"text": i18n.text(f"portfolio.axis_{name}", lang), "font": {"color": palette.ink2}} for name in ("x", "y")}
    return figure(traces, palette, 420, (84, 24, 16, 52), shapes=[line],
                  xaxis=axis(palette, range=[-3, max(103, *(float((s.total.rate or 0) * 100) + 3 for s in summaries))], ticksuffix="%", title=titles["x"]),
                  yaxis=axis(palette, range=[-4, 106], ticksuffix="%", title=titles["y"]))


def hover(summary: UnitSummary, lang: str) -> str:
    """A unit in one line: 长沙中心：执行率 54.1%，平稳 70.8%."""
    return i18n.text("portfolio.point", lang, name=i18n.name_of(summary.unit, lang), rate=i18n.percent(summary.total.rate),
                     calm=i18n.percent(share_calm(summary.counts)))
