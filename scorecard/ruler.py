"""双监控: money beside result, one row a programme, on one ruler from 0 to 100 %. A Plotly figure that also fits a phone.

Names and verdicts stand above each row's line, never beside it, so that the ruler keeps the page's whole width. Rates are fractions.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from scorecard import i18n
from scorecard.assessment import ACT, Status
from scorecard.charts import annotation, axis, figure
from scorecard.execution import MoneyAndResult
from scorecard.palette import SOLID, Palette
from scorecard.sentences import target_text, value_text

ROW = 100  # px
SIGNS = {  # status -> Plotly symbol and the character inside it
    Status.MISSED: ("square", "✕"), Status.AT_RISK: ("diamond", "!"), Status.BEHIND: ("triangle-up", "!"),
    Status.UNSUPPORTED: ("circle-open", "◐"), Status.STALE: ("circle-open", "∟"), Status.NO_ENTRY: ("circle-open-dot", ""),
    Status.ON_TRACK: ("circle", ""), Status.DONE: ("circle", "✓")}


def verdict(row: MoneyAndResult, lang: str) -> str:
    """Which runs ahead of which, in words."""
    return i18n.text(f"verdict.{row.verdict}", lang, gap=i18n.number(abs(row.gap) * 100, 1))


def row_sentence(row: MoneyAndResult, lang: str) -> str:
    """One row in words: programme, money, result, verdict."""
    rates = {"money": i18n.percent(row.money_rate), "result": i18n.percent(row.result_rate)}
    return i18n.text("ruler.row", lang, name=_name(row, lang), verdict=verdict(row, lang), **rates)


def money_and_result_figure(rows: Sequence[MoneyAndResult], elapsed: Decimal, as_of: date, palette: Palette, lang: str) -> go.Figure:
    """A square for the money, the status's sign for the result, the gap between them, a dashed line for the time gone by."""
    traces: list[Any] = []
    labels: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        status = row.result.status if row.result else Status.NO_ENTRY
        alarm = palette.text(status) if status in SOLID else palette.ink
        top: dict[str, Any] = {"xref": "paper", "y": -place, "yanchor": "middle", "bgcolor": palette.page}
        labels += [annotation(f"<b>{_name(row, lang)}</b>", 13, palette.ink, x=0, xanchor="left", yshift=36, **top),
                   annotation(f"<b>{verdict(row, lang)}</b>", 13, alarm, x=1, xanchor="right", yshift=36, **top),
                   annotation(_amounts(row, lang), 12, palette.ink2, x=0, xanchor="left", yshift=17, **top)]
        _marks(traces, labels, row, status, -place, palette, lang)
    time, many = float(min(max(elapsed, Decimal(0)), Decimal(1))), max(len(rows), 1)
    shown = i18n.text("ruler.elapsed", lang, day=i18n.day(as_of, lang), rate=i18n.percent(elapsed))
    labels.append(annotation(f"<b>{shown}</b>", 12, palette.ink, x=time, y=1, yref="paper", yanchor="bottom",
                             xanchor="left" if time < 0.2 else "right" if time > 0.8 else "center"))
    line = {"type": "line", "x0": time, "x1": time, "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
            "line": {"color": palette.ink, "dash": "dot", "width": 1.5}}
    marks = [i / 4 for i in range(5)]
    return figure(traces, palette, 54 + ROW * many, (14, 14, 26, 28), annotations=labels, shapes=[line],
                  xaxis=axis(palette, range=[-0.02, 1.02], tickvals=marks, ticktext=[f"{mark:.0%}" for mark in marks]),
                  yaxis={"range": [0.45 - many, 0.5], "visible": False, "fixedrange": True})


def _name(row: MoneyAndResult, lang: str) -> str:
    if row.programme.form == "23":
        return i18n.text("ruler.whole_unit", lang)
    return i18n.text("ruler.programme", lang, name=i18n.name_of(row.programme, lang), form=row.programme.form)


def _amounts(row: MoneyAndResult, lang: str) -> str:
    """The programme's money and its leading result against its target."""
    money = i18n.text("ruler.money_of", lang, amount=i18n.wan(row.programme.total_yuan))
    if row.result is None:
        return money
    result = row.result
    return f"{money} · {i18n.name_of(result.indicator, lang)} {value_text(result, lang)} / {target_text(result, lang)}"


def _marks(traces: list[Any], labels: list[dict[str, Any]], row: MoneyAndResult, status: Status, y: float, palette: Palette, lang: str) -> None:
    """Gap, square and sign; the rates stand beside them, the larger one's to the right. What lies off the ruler stands at its end."""
    money, result = (None if rate is None else float(min(max(rate, Decimal(0)), Decimal(1))) for rate in (row.money_rate, row.result_rate))
    base = y - 0.22
    if money is not None and result is not None:
        gap = palette.tint(status) if status in ACT else palette.track
        traces.append(go.Scatter(x=[money, result], y=[base, base], mode="lines", line={"color": gap, "width": 9}, hoverinfo="skip"))
    symbol, sign = SIGNS[status]
    own = palette.text(status) if "open" in symbol else palette.fill(status)
    inside = palette.text(status) if symbol.endswith("open") else palette.card
    larger = money is not None and (result is None or money >= result)
    for key, rate, x, right, marker, mark, ink in (
            ("money", row.money_rate, money, larger, {"symbol": "square", "size": 13, "color": palette.accent}, "", palette.accent),
            ("result", row.result_rate, result, not larger, {"symbol": symbol, "size": 18, "color": own}, sign, palette.text(status))):
        if x is None:
            continue
        traces.append(go.Scatter(
            x=[x], y=[base], mode="markers+text", text=[f"<b>{mark}</b>"], textposition="middle center", textfont={"size": 11, "color": inside},
            marker=marker | {"line": {"width": 2, "color": marker["color"]}}, hoverinfo="skip", cliponaxis=False))
        below = (right and x > 0.75) or (not right and x < 0.25)  # no room beside it: the rate stands below
        side = {"yshift": -18, "xanchor": "right" if right else "left"} if below else {"xshift": 14 if right else -14, "xanchor": "left" if right else "right"}
        labels.append(annotation(f"<b>{i18n.text(f'ruler.{key}', lang, rate=i18n.percent(rate))}</b>", 13, ink, x=x, y=base, yanchor="middle", **side))
