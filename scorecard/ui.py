"""Between Streamlit and the logic: the open stores, what is selected (in the URL), the header, links, problems. Cached views.

Session state holds six names of ours: lang, unit, year, as_of, known_at, sample. Each stands in the URL too, so that a pasted address
shows the same page; a page reached by a link that empties the URL (st.page_link) gets them back from the session.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from scorecard import settings
from scorecard.assessment import Situation, assess
from scorecard.checking import Budgets
from scorecard.holding import seals
from scorecard.i18n import LANGUAGES, day, name_of, problem_text, text
from scorecard.menu import FILES, ON_SCREEN, menu_html, page_at
from scorecard.opening import open_sample, open_store
from scorecard.palette import DARK, LIGHT, Palette
from scorecard.problems import Problem
from scorecard.selecting import Selected, View, as_date, as_moment, local_text, selected
from scorecard.store import Store

T = TypeVar("T")
MOST_PROBLEMS = 50
_DRAWING = st.components.v2.component("drawing", js=(settings.ROOT / "scorecard" / "drawing.js").read_text(encoding="utf-8"), isolate_styles=False)
ICON = settings.ROOT / "data" / "icon.svg"


@st.cache_resource(show_spinner=False)
def _real_store() -> Store:
    return open_store()


@st.cache_resource(show_spinner=False)
def _sample_store() -> Store:
    return open_sample()


def store_of(sample: bool) -> Store:
    """The store of real facts, or of the sample year."""
    return _sample_store() if sample else _real_store()


def _today(sample: bool) -> date:
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
    """Into session and URL, in one message to the browser, and in none where the URL says so already."""
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
    chosen = _remembered("lang")
    if chosen in LANGUAGES:
        return str(chosen)
    return "en" if (st.context.locale or "zh").lower().startswith("en") else "zh"


def _palette() -> Palette:
    return DARK if st.context.theme.type == "dark" else LIGHT


def address(**more: str) -> dict[str, str]:
    """What an address of ours says of the selection, and more."""
    return {name: str(st.query_params[name]) for name in ("lang", "unit", "year", "as_of", "known_at", "sample") if name in st.query_params} | more


def _address(page: str, **more: str) -> str:
    return f"{page}?{urlencode(address(**more))}"


def menu(current: str) -> None:
    """The sidebar's menu, where the page does not stand inside another one, nor fills the screen."""
    if current in ON_SCREEN and not st.context.is_embedded:
        with st.sidebar:
            show(menu_html(current, _address, _palette(), language()), "menu")


@dataclass(frozen=True)
class Selection(Selected):
    """What every page shows: whose budget, which year, as of which day, in which language."""

    lang: str
    sample: bool
    today: date
    asked_known_at: datetime | None = None

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


@st.cache_resource(max_entries=32, show_spinner=False)
def _budgets(sample: bool, version: int, known_at: datetime | None, as_of: date | None) -> Budgets:
    return store_of(sample).budgets(known_at, as_of)


def budgets(selection: Selection) -> Budgets:
    """The approved budgets of the selected store, as in force on the selected day, as known at the selected moment."""
    return _budgets(selection.sample, selection.store.version, selection.known_at, selection.as_of)


def select(reopen: bool = True, empty: bool = False) -> Selection:
    """Read the selection from URL and session, fall back to what there is, and write it into the URL.

    reopen: `?meeting=` of the URL means that meeting's day, as known when it was sealed. empty: the page serves a store without any budget, too;
    every other one leads to the import there.
    """
    sample = _remembered("sample") == "1"
    store = store_of(sample)
    today = _today(sample)
    keys = _budgets(sample, store.version, None, None)
    if not keys:
        if not empty:
            st.title(text("app.title", language()), anchor=False)
            st.info(text("problem.no_budget", language()), icon=":material/upload_file:")
            st.page_link(FILES["import_tables"], label=text("page.import_tables", language()), icon=":material/arrow_forward:")
            st.stop()
        return Selection("", today.year, today, today, language(), sample, today)
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
    return Selection(found.unit_code, found.fiscal_year, found.as_of, found.default_as_of, language(), sample, today, known_at)


# --- what is shown -------------------------------------------------------------------------------------------------


def show(drawing: str, key: str) -> None:
    """Draw on the page what `svg`, `cards` and `wall` made (every text in it escaped there); its links lead on without loading anew."""
    clicked = _DRAWING(data=drawing, key=key, on_clicked_change=lambda: None).clicked
    if clicked:
        path, _, query = str(clicked).partition("?")
        st.switch_page(FILES[page_at(path)], query_params=dict(parse_qsl(query)))


def drawn(key: tuple[object, ...], make: Callable[[], T]) -> T:
    """What `make` draws, once per key (a view's stamp and all else it depends on), shared by all sessions."""
    return _drawn(repr(key), make)


@st.cache_resource(max_entries=512, show_spinner=False)
def _drawn(key: str, _make: Callable[[], T]) -> T:
    return _make()


def view(selection: Selection) -> View:
    """The selection judged, once per version of the store, shared by all sessions."""
    return judged(selection.sample, selection.store.version, selection.unit_code, selection.fiscal_year, selection.as_of, selection.known_at)


@st.cache_resource(max_entries=64, show_spinner=False)
def judged(sample: bool, version: int, unit_code: str, fiscal_year: int, as_of: date, known_at: datetime | None) -> View:
    """A budget judged as of a day, by what was known at a moment (None: all); version: of its store."""
    store = store_of(sample)
    budget = _budgets(sample, version, known_at, as_of)[unit_code, fiscal_year]  # targets, plans and rhythms as they were known, too
    situation = Situation(budget, store.evidence(unit_code, fiscal_year, as_of, known_at), as_of, known_at, settings.timezone())
    return View(situation, tuple(assess(situation)), (sample, version, unit_code, fiscal_year, as_of, known_at))


def past(selection: Selection, day: date, known_at: datetime | None = None) -> View:
    """The selected budget as of a day, by what was known at a moment: its end, where none is given."""
    return judged(selection.sample, selection.store.version, selection.unit_code, selection.fiscal_year, day, known_at or settings.end_of_day(day))


def latest(selection: Selection) -> View:
    """The selected budget judged by all that is known, as of its latest day, whatever day is being looked at."""
    as_of, known_at = selection.default_as_of, settings.end_of_day(selection.today) if selection.default_as_of == selection.today else None
    return judged(selection.sample, selection.store.version, selection.unit_code, selection.fiscal_year, as_of, known_at)


def header(selection: Selection, title: str, subtitle: str | None = None) -> None:
    """Title, the sample's badge and whose budget it is, and one popover for everything that is selected."""
    lang = selection.lang
    with st.container(horizontal=True, vertical_alignment="center"):  # one row: every block around it would cost the first paint
        st.title(title, anchor=False, width="stretch")
        label = text("header.selected", lang, year=selection.fiscal_year, day=day(selection.as_of, lang))
        choices = st.popover(label, icon=":material/calendar_month:", on_change="rerun", key="choices")
        if choices.open:  # what nobody sees costs nothing
            with choices:
                _choices(selection)
    unit = "" if subtitle else name_of(budgets(selection)[selection.unit_code, selection.fiscal_year].unit, lang)
    words = subtitle or text("header.unit_year", lang, unit=unit, year=selection.fiscal_year)
    if selection.sample:  # its mark stands in the line: one block less to paint
        st.markdown(f":blue-badge[:material/science: {text('header.sample', lang)}] :gray[{words}]")
    else:
        st.caption(words)
    if selection.as_of != selection.default_as_of or selection.asked_known_at:
        with st.container(horizontal=True, vertical_alignment="center"):
            words = text("header.past", lang, day=day(selection.as_of, lang))
            if selection.asked_known_at:
                moment = local_text(selection.asked_known_at, settings.timezone()).replace("T", " ")[:16]
                words = text("header.past_known", lang, day=day(selection.as_of, lang), moment=moment)
            st.badge(words, icon=":material/history:", color="orange")
            st.button(text("header.back", lang), icon=":material/undo:", on_click=_back, type="tertiary")


def _choices(selection: Selection) -> None:
    """The widgets of the header's popover; each writes its choice into session and URL."""
    lang, keys = selection.lang, sorted(budgets(selection))
    units = {place.unit.unit_code: name_of(place.unit, lang) for place in selection.store.units()} if len({code for code, _ in keys}) > 1 else {}
    if units:
        st.selectbox(text("header.unit", lang), list(units), list(units).index(selection.unit_code), key=f"pick_unit_{selection.unit_code}", on_change=_picked,
                     args=("unit", f"pick_unit_{selection.unit_code}"), format_func=lambda code: f"{code} {units[code]}")
    if years := [y for code, y in keys if code == selection.unit_code]:
        st.selectbox(text("header.year", lang), years, years.index(selection.fiscal_year), key=f"pick_year_{selection.fiscal_year}",
                     on_change=_picked, args=("year", f"pick_year_{selection.fiscal_year}"))
    st.date_input(text("header.as_of", lang), selection.as_of, date(selection.fiscal_year, 1, 1), date(selection.fiscal_year, 12, 31),
                  key=f"pick_as_of_{selection.as_of}", on_change=_picked, args=("as_of", f"pick_as_of_{selection.as_of}"), format="YYYY-MM-DD")
    st.segmented_control(text("header.language", lang), LANGUAGES, default=lang, format_func=lambda code: text(f"language.{code}", code),
                         key=f"pick_lang_{lang}", on_change=_picked, args=("lang", f"pick_lang_{lang}"), required=True)
    st.toggle(text("header.show_sample", lang), selection.sample, key=f"pick_sample_{selection.sample}",
              on_change=_show_sample, args=(not selection.sample,))
    zone = settings.timezone()
    moment = selection.asked_known_at
    st.datetime_input(text("header.known_at", lang), datetime.fromisoformat(local_text(moment, zone)) if moment else None, key=f"pick_known_at_{moment}",
                      on_change=_picked, args=("known_at", f"pick_known_at_{moment}"), help=text("header.known_at_help", lang), format="YYYY-MM-DD",
                      min_value=datetime(selection.fiscal_year - 1, 1, 1), max_value=datetime(selection.fiscal_year + 3, 12, 31))


def _back() -> None:
    """Today, by all that is known."""
    for name in ("as_of", "known_at"):
        choose(name, None)
    st.query_params.pop("meeting", None)


def _show_sample(sample: bool) -> None:
    _back()
    choose("sample", "1" if sample else None)


def _picked(name: str, key: str) -> None:
    if st.session_state.get(key) is not None:
        picked = st.session_state[key]
        st.query_params.pop("meeting", None)
        choose(name, picked.isoformat() if isinstance(picked, datetime) else str(picked))  # a date's text is its ISO form


def show_problems(problems: Sequence[Problem], lang: str) -> None:
    """Problems as one list a person can work through; user text in it stays plain text."""
    with st.container(border=True):
        st.markdown(text("header.problems", lang))
        for problem in problems[:MOST_PROBLEMS]:
            st.text("• " + problem_text(problem, lang))
        if len(problems) > MOST_PROBLEMS:
            st.caption(text("header.more_problems", lang, more=len(problems) - MOST_PROBLEMS))
