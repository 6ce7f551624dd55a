"""Between Streamlit and the logic: the open stores, what is selected (in the URL), the header, links, problems. Cached views.

Session state holds REMEMBERED. Each stands in the URL too, so that a pasted address shows the same page; a page reached by a link that
empties the URL (st.page_link) gets them back.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TypeVar
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import Page

from scorecard import settings, ui_visitor
from scorecard.assessment import Situation, assess
from scorecard.auth import EVERYWHERE, Action, Actor, Role, permits
from scorecard.checking import Budgets
from scorecard.holding import seals
from scorecard.i18n import problem_text, spoken, text
from scorecard.menu import FILES, ON_SCREEN, START, menu_html
from scorecard.model import Entry
from scorecard.opening import lent, open_sample, open_store
from scorecard.palette import DARK, LIGHT, Palette
from scorecard.problems import Problem
from scorecard.rows import Key
from scorecard.selecting import Selected, View, as_date, as_moment, local_text, selected
from scorecard.store import Store

T = TypeVar("T")
REMEMBERED = ("lang", "unit", "year", "as_of", "known_at", "sample")
NOBODY = Actor("")  # nobody signed in: no role anywhere
MOST_PROBLEMS = 50
KEPT = 100
"""Seconds for which what was judged and drawn is kept: old versions of it, scattered over the memory, would hold on to all that lay beside them."""
_DRAWING = st.components.v2.component("drawing", js=(settings.ROOT / "scorecard" / "drawing.js").read_text(encoding="utf-8"), isolate_styles=False)
ICON = f"data:image/svg+xml;base64,{b64encode((settings.ROOT / 'data' / 'icon.svg').read_bytes()).decode()}"


@st.cache_resource(show_spinner=False)
def _real_store() -> Store:
    return lent() or open_store()


@st.cache_resource(show_spinner=False)
def _sample_store() -> Store:
    return open_sample()


def store_of(sample: bool) -> Store:
    """The store of real facts, or of the sample year."""
    return _sample_store() if sample else _real_store()


def today_of(sample: bool) -> date:
    """The day it is in the store of real facts, or in the sample year."""
    return settings.SAMPLE_TODAY if sample else datetime.now(settings.timezone()).date()


# --- what is selected ----------------------------------------------------------------------------------------------


def _remembered(name: str) -> str | None:
    """The URL's word for it, else the session's."""
    if name in st.query_params:
        st.session_state[name] = st.query_params[name]
    found = st.session_state.get(name)
    return str(found) if found is not None else None


def choose(name: str, value: str | None) -> None:
    """Select something (None: the default again), in session and URL."""
    _choose({name: value})


def _choose(values: Mapping[str, str | None]) -> None:
    """Into session and URL, in one message to the browser, and none where the URL says so already."""
    for name, value in values.items():
        if value is None:
            st.session_state.pop(name, None)
            if name in st.query_params:
                del st.query_params[name]
        else:
            st.session_state[name] = value
    new = {name: value for name, value in values.items() if value is not None and st.query_params.get(name) != value}
    if new:
        st.query_params.update(new)


def language() -> str:
    """zh or en: chosen, else the browser's, else Chinese."""
    return spoken(_remembered("lang"), st.context.locale)


@cache
def _site(lang: str) -> list[Page]:
    return [st.Page(file, title=text(f"page.{page}", lang), url_path=page, default=page == START) for page, file in FILES.items()]


def site(lang: str) -> list[Page]:
    """Every page, for one run. Made once and copied: to make one asks the disk a dozen times (benchmarks/sessions.py)."""
    return [copy(page) for page in _site(lang)]


def _palette() -> Palette:
    return DARK if st.context.theme.type == "dark" else LIGHT


def address(**more: str) -> dict[str, str]:
    """What an address of ours says of the selection, and more."""
    there = st.session_state.to_dict() | st.query_params.to_dict()  # the menu is drawn before `select` puts it all into the URL
    return {name: str(there[name]) for name in REMEMBERED if name in there} | more


def _address(page: str, **more: str) -> str:
    return f"{page or './'}?{urlencode(address(**more))}"


def _menu(current: str) -> None:
    """The sidebar's menu, where the page does not stand inside another one, nor fills the screen."""
    by, lang = ui_visitor.actor(), language()
    if by and current in ON_SCREEN and not st.context.is_embedded:
        roles = store_of(False).roles(by)
        menu = menu_html("", urlencode(address()), _palette(), lang, roles, ui_visitor.name_shown(roles, by, lang))
        with st.sidebar:
            show(menu, "menu", current)


def admit(page: str) -> bool:
    """Whether the visitor may see a page; if not, it says why. The menu stands beside either, for whoever is known."""
    admitted = ui_visitor.admit(page, store_of(False), language())
    if admitted or ui_visitor.served.sessions:
        _menu(page)
    return admitted


@dataclass(frozen=True)
class Selection(Selected):
    """What every page shows: whose budget, which year, as of which day, in which language."""

    lang: str
    sample: bool
    today: date
    asked_known_at: datetime | None = None
    by: Actor = NOBODY
    roles: Mapping[str, Role] = field(default_factory=dict)

    def may(self, action: Action) -> bool:
        """Whether the visitor may do something to the selected unit; in the sample year there is only to look."""
        return permits(self.roles, action, self.unit_code) if not self.sample else action is Action.VIEW

    @property
    def store(self) -> Store:
        """The store of real facts, or of the sample year."""
        return store_of(self.sample)

    @property
    def known_at(self) -> datetime | None:
        """The moment asked for; else today's page knows what is known by the end of today, one of a past day all that was recorded since."""
        return self.asked_known_at or (settings.end_of_day(self.as_of) if self.as_of == self.today else None)

    @property
    def palette(self) -> Palette:
        """Light or dark, as the browser shows the page."""
        return _palette()

    def href(self, page: str, **more: str) -> str:
        """A relative address of a page with this selection."""
        return _address(page, **more)


@st.cache_resource(ttl=KEPT, max_entries=32, show_spinner=False)
def budgets_of(sample: bool, version: int, known_at: datetime | None, as_of: date | None) -> Budgets:
    """The approved budgets as in force on a day, as known at a moment (None: all); version: of their store."""
    return store_of(sample).budgets(known_at, as_of)


def budgets(selection: Selection) -> Budgets:
    """The approved budgets of the selected store, as in force on the selected day, as known at the selected moment."""
    return budgets_of(selection.sample, selection.store.version, selection.known_at, selection.as_of)


def select(reopen: bool = True, empty: bool = False) -> Selection:
    """Read the selection from URL and session, fall back to what there is, and write it into the URL.

    reopen: `?meeting=` of the URL means that meeting's day, as known when it was sealed. empty: the page serves a store without any budget, too;
    every other one leads to the import there.
    """
    sample = _remembered("sample") == "1"
    store = store_of(sample)
    today = today_of(sample)
    by = ui_visitor.actor() or NOBODY
    roles = {EVERYWHERE: Role.VIEWER} if sample else store.roles(by)
    keys = seen(budgets_of(sample, store.version, None, None), roles)
    if not keys:
        if not empty:
            st.title(text("app.title", language()), anchor=False)
            st.info(text("problem.no_budget", language()), icon=":material/upload_file:")
            st.page_link(FILES["import_tables"], label=text("page.import_tables", language()), icon=":material/arrow_forward:")
            st.stop()
        return Selection("", today.year, today, today, language(), sample, today, None, by, roles)
    unit, asked, known_at = _remembered("unit"), _remembered("as_of"), as_moment(_remembered("known_at"), settings.timezone())
    met = as_date(st.query_params.get("meeting")) if reopen else None
    if met:
        asked = met.isoformat()
        known_at = next((s.sealed_at for s in seals(store, unit or min(keys)[0]) if s.held_on == met), None)
    found = selected(keys, unit, _remembered("year"), asked, today)
    kept = {name: str(st.session_state[name]) for name in ("lang", "sample") if name in st.session_state}
    day = None if found.as_of == found.default_as_of else found.as_of.isoformat()
    moment = local_text(known_at, settings.timezone()) if known_at else None
    _choose({"unit": found.unit_code, "year": str(found.fiscal_year), "as_of": day, "known_at": moment, **kept})
    return Selection(found.unit_code, found.fiscal_year, found.as_of, found.default_as_of, language(), sample, today, known_at, by, roles)


def seen(keys: Iterable[Key], roles: Mapping[str, Role]) -> list[Key]:
    """The units and years that somebody with these roles may look at, in order."""
    return sorted(key for key in keys if permits(roles, Action.VIEW, key[0]))


def only_for(selection: Selection, action: Action) -> None:
    """The end of the page for whoever may not write in it: in the sample year, or without the role."""
    if selection.sample:
        st.info(text("problem.read_only", selection.lang))
        st.button(text("record.back_to_real", selection.lang), icon=":material/undo:", on_click=choose, args=("sample", None))
        st.stop()
    if selection.unit_code and not selection.may(action):
        ui_visitor.refuse(selection.store, selection.by, action, selection.unit_code, "page", selection.lang)
        st.stop()


# --- what is shown -------------------------------------------------------------------------------------------------


def show(drawing: str, key: str, current: str | None = None) -> None:
    """Draw on the page what `svg`, `cards` and `wall` made (every text in it escaped there); its links lead on without loading anew. current: of a menu,
    the page shown."""
    _DRAWING(data={"drawing": drawing, "current": current}, key=key)


def drawn(key: tuple[object, ...], make: Callable[[], T]) -> T:
    """What `make` draws, once per key (a view's stamp and all else it depends on), shared by all sessions."""
    return _drawn(repr(key), make)


@st.cache_resource(ttl=KEPT, max_entries=96, show_spinner=False)
def _drawn(key: str, _make: Callable[[], T]) -> T:
    return _make()


def view(selection: Selection) -> View:
    """The selection judged, once per version of the store, shared by all sessions."""
    return judged(selection.sample, selection.store.version, selection.unit_code, selection.fiscal_year, selection.as_of, selection.known_at)


@st.cache_resource(ttl=KEPT, max_entries=16, show_spinner=False)
def judged(sample: bool, version: int, unit_code: str, fiscal_year: int, as_of: date, known_at: datetime | None) -> View:
    """A budget judged as of a day, by what was known at a moment (None: all); version: of its store."""
    store = store_of(sample)
    budget = budgets_of(sample, version, known_at, as_of)[unit_code, fiscal_year]  # targets, plans and rhythms as they were known, too
    situation = Situation(budget, store.evidence(unit_code, fiscal_year, as_of, known_at), as_of, known_at, settings.timezone())
    return View(situation, tuple(assess(situation)), (sample, version, unit_code, fiscal_year, as_of, known_at))


def entries(selection: Selection, most: int) -> list[Entry]:
    """The journal of the selected unit and year, the newest first; one list for all sessions, each of which holds on to what its page showed."""
    return _entries(selection.sample, selection.store.version, selection.unit_code, selection.fiscal_year, most)


@st.cache_resource(ttl=KEPT, max_entries=2, show_spinner=False)
def _entries(sample: bool, version: int, unit_code: str, fiscal_year: int, most: int) -> list[Entry]:
    return store_of(sample).entries(unit_code, fiscal_year, most=most)


def past(selection: Selection, day: date, known_at: datetime | None = None) -> View:
    """The selected budget as of a day, by what was known at a moment: its end, where none is given."""
    return judged(selection.sample, selection.store.version, selection.unit_code, selection.fiscal_year, day, known_at or settings.end_of_day(day))


def latest(selection: Selection) -> View:
    """The selected budget judged by all that is known, as of its latest day, whatever day is being looked at."""
    as_of, known_at = selection.default_as_of, settings.end_of_day(selection.today) if selection.default_as_of == selection.today else None
    return judged(selection.sample, selection.store.version, selection.unit_code, selection.fiscal_year, as_of, known_at)


def show_problems(problems: Sequence[Problem], lang: str) -> None:
    """Problems as one list a person can work through; user text in it stays plain text."""
    with st.container(border=True):
        st.markdown(text("header.problems", lang))
        for problem in problems[:MOST_PROBLEMS]:
            st.text("• " + problem_text(problem, lang))
        if len(problems) > MOST_PROBLEMS:
            st.caption(text("header.more_problems", lang, more=len(problems) - MOST_PROBLEMS))
