"""The units of the selected store, and of the folder SCORECARD_UNITS, gathered once for all sessions; kept warm while the server runs."""

import threading
import time
from collections.abc import Mapping
from datetime import date, datetime, timedelta

import streamlit as st

from scorecard import settings, ui
from scorecard.auth import EVERYWHERE, Action, permits
from scorecard.gathering import Asked, Gathered, Gathering
from scorecard.i18n import name_of, text
from scorecard.keeping import place_unit
from scorecard.palette import primary_label
from scorecard.problems import Refused
from scorecard.ui import Selection
from scorecard.unit_tree import Path, path_of, path_text

PATIENCE = 0.4  # seconds that a page waits for units before it shows what is ready


@st.cache_resource(show_spinner=False)
def _gathering(sample: bool) -> Gathering:
    return Gathering(ui.store_of(sample), settings.timezone(), None if sample else settings.units_folder())


def gathered(selection: Selection, patience: float = PATIENCE) -> Gathered:
    """All units of the selected year and day that the visitor may look at, as far as they are ready."""
    found = _gathering(selection.sample).gather(Asked(selection.fiscal_year, selection.as_of, selection.known_at), patience)
    if EVERYWHERE in selection.roles:
        return found
    own = tuple(summary for summary in found.summaries if permits(selection.roles, Action.VIEW, summary.unit.unit_code))
    return Gathered(own, found.waiting, (), (*found.stamp, *sorted(selection.roles)))


@st.fragment(run_every=1.0)
def progress(selection: Selection) -> None:
    """How many units are still being judged; the page is shown anew once all are ready."""
    now = gathered(selection, 0)
    if not now.waiting:
        st.rerun()
    ready = len(now.summaries)
    st.progress(ready / (ready + now.waiting), text("portfolio.waiting", selection.lang, waiting=now.waiting, ready=ready))


def choose_folder(folders: Mapping[Path, int], lang: str) -> Path:
    """The folder in the address, chosen from a list (folder -> how many units); the top where there is none, or it is not there."""
    asked = path_of(str(st.query_params.get("folder", "")))
    chosen = asked if asked in folders else ()
    if len(folders) > 1:
        names = {path_text(path): f"{path_text(path) or text('portfolio.everywhere', lang)} ({many})" for path, many in folders.items()}
        st.selectbox(text("portfolio.folder", lang), list(names), list(names).index(path_text(chosen)), key=f"folder_{chosen}", on_change=_picked,
                     args=(f"folder_{chosen}",), format_func=lambda name: names[name], width=280)
    return chosen


def _picked(key: str) -> None:
    st.query_params["folder"] = st.session_state[key]


def place_form(selection: Selection) -> None:
    """Puts a unit into a folder."""
    lang = selection.lang
    units = {place.unit.unit_code: f"{place.unit.unit_code} {name_of(place.unit, lang)}" for place in selection.store.units()
             if permits(selection.roles, Action.PLACE, place.unit.unit_code)}
    with st.form("place", border=False):
        code = st.selectbox(text("portfolio.place_unit", lang), list(units), format_func=lambda c: units[c])
        written = st.text_input(text("portfolio.place_path", lang), max_chars=500)
        if st.form_submit_button(primary_label(text("portfolio.place_save", lang), selection.palette), type="primary", icon=":material/check:") and code:
            try:
                place_unit(selection.store, code, path_of(written.strip()), by=selection.by)
            except Refused as refused:
                ui.show_problems(refused.problems, lang)
            else:
                st.query_params["saved"] = "1"
                st.rerun()


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
