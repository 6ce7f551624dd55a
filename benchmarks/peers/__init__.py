"""The same page built with what a user would pick instead, each as small as it can be: run by benchmarks/page_load.py with a Python of its own
(`make peers`), on the figures that our own wall shows."""

import json
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from benchmarks import measuring
from scorecard.assessment import Situation, assess
from scorecard.opening import open_sample
from scorecard.settings import timezone

HERE = Path(__file__).resolve().parent
PYTHON = HERE / ".venv" / "bin" / "python"
PEERS: Mapping[str, list[str]] = {
    "plain Streamlit, 24 Plotly charts": [sys.executable, "-m", "streamlit", "run", "plain_streamlit.py", "--server.headless=true",
                                          "--browser.gatherUsageStats=false", "--server.address=127.0.0.1", "--server.port"],
    "Dash, one figure": [str(PYTHON), "in_dash.py"], "Panel, one figure": [str(PYTHON), "in_panel.py"],
    "Evidence, 24 ECharts": ["node", "in_evidence/serve.js"]}
"""How each is started; its port stands last. Evidence's figures are built into its page, a site of files."""


def kind(name: str) -> str:
    """How its gauges are found in the page: plotly, in the page's shadow trees, or as Evidence draws them."""
    return next((kind for beginning, kind in (("Panel", "shadow"), ("Evidence", "evidence")) if name.startswith(beginning)), "plotly")


def figures(to: Path) -> None:
    """Write the wall's figures as of some days of the sample year, for the peers to show."""
    store = open_sample()
    (key, budget), *_ = store.budgets().items()
    days: dict[str, list[dict[str, object]]] = {}
    for day in (date(2025, 3, 31), date(2025, 5, 31), date(2025, 7, 25)):
        judged = assess(Situation(budget, store.evidence(*key, day), day, None, timezone()))
        rows = days[day.isoformat()] = []
        for a in judged:
            value, target = float(a.value or 0), float(a.indicator.target.value or 1)
            rows.append({"name": a.indicator.name, "value": value, "target": target, "top": max(value, target) * 1.2, "state": str(a.status)})
    to.write_text(json.dumps(days, ensure_ascii=False), encoding="utf-8")


def started(name: str, figures_file: Path) -> AbstractContextManager[tuple[str, int]]:
    """A peer on a free loopback port: its address and process id; ended afterwards."""
    return measuring.started(PEERS[name], folder=HERE, PEERS_FIGURES=str(figures_file), PYTHONPATH=str(HERE))
