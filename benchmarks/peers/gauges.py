"""What every peer shows: the wall's 24 gauges and its table, as of a day, from a file made once (PEERS_FIGURES); drawn by Plotly."""

import json
import os
from pathlib import Path

import plotly.graph_objects as go

FIGURES = json.loads(Path(os.environ["PEERS_FIGURES"]).read_text(encoding="utf-8"))
"""Day -> rows of name, value, target, top, state."""
DAYS = sorted(FIGURES)
COLOURS = {"on_track": "#00867A", "done": "#00867A", "behind": "#D08300", "at_risk": "#D08300", "missed": "#B3261E"}
ACROSS = 6


def gauge(row: dict, domain: dict | None = None) -> go.Indicator:
    """One gauge against its target."""
    bar = {"color": COLOURS.get(row["state"], "#7D8996")}
    return go.Indicator(mode="gauge+number", value=row["value"], title={"text": row["name"], "font": {"size": 12}}, domain=domain,
                        gauge={"axis": {"range": [0, row["top"]]}, "bar": bar, "threshold": {"value": row["target"], "line": {"width": 3, "color": "#111"}}})


def one(row: dict) -> go.Figure:
    """A figure of one gauge."""
    return go.Figure(gauge(row)).update_layout(height=180, margin={"l": 20, "r": 20, "t": 40, "b": 10})


def every(day: str) -> go.Figure:
    """A figure of all gauges: Plotly's fastest form."""
    rows = FIGURES[day]
    down = -(-len(rows) // ACROSS)
    figure = go.Figure()
    for n, row in enumerate(rows):
        x, y = n % ACROSS, n // ACROSS
        figure.add_trace(gauge(row, {"x": [(x + 0.08) / ACROSS, (x + 0.92) / ACROSS], "y": [1 - (y + 0.95) / down, 1 - (y + 0.25) / down]}))
    return figure.update_layout(height=180 * down, margin={"l": 10, "r": 10, "t": 10, "b": 10})
