"""The units of the selected store, and of the folder SCORECARD_UNITS, gathered once for all sessions; kept warm while the server runs."""

import threading
import time
from datetime import date, datetime, timedelta

import streamlit as st

from scorecard import settings, ui
from scorecard.gathering import Asked, Gathered, Gathering
from scorecard.problems import Refused
from scorecard.ui import Selection

PATIENCE = 0.4  # seconds that a page waits for units before it shows what is ready


@st.cache_resource(show_spinner=False)
def _gathering(sample: bool) -> Gathering:
    return Gathering(ui.store_of(sample), settings.timezone(), None if sample else settings.units_folder())


def gathered(selection: Selection, patience: float = PATIENCE) -> Gathered:
    """All units of the selected year and day, as far as they are ready."""
    return _gathering(selection.sample).gather(Asked(selection.fiscal_year, selection.as_of, selection.known_at), patience)


def keep_warm() -> None:
    """Judge all units of today in the background, and again after every midnight; nothing where the store cannot be opened."""
    threading.Thread(target=_warm, daemon=True).start()


def _warm() -> None:
    while True:
        today = datetime.now(settings.timezone()).date()
        try:
            years = {year for _, year in ui.store_of(False).budgets()}
            for year in sorted(years)[-1:]:
                day = min(max(today, date(year, 1, 1)), date(year, 12, 31))
                _gathering(False).gather(Asked(year, day, settings.end_of_day(day) if day == today else None), 600)
        except Refused:  # the pages say so
            return
        tomorrow = datetime.combine(today + timedelta(days=1), datetime.min.time(), settings.timezone())
        time.sleep(max((tomorrow - datetime.now(settings.timezone())).total_seconds(), 1) + 1)
