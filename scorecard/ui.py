"""Between Streamlit and the logic: the open stores, what is selected (in the URL), the header, links, problems. Cached views.

Session state holds five names of ours: lang, unit, year, as_of, sample. Each stands in the URL too, so that a pasted address
shows the same page; a page reached by a link that empties the URL (st.page_link) gets them back from the session.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from scorecard import recording, settings
from scorecard.assessment import Situation, assess
from scorecard.checking import Budgets
from scorecard.i18n import LANGUAGES, day, name_of, problem_text, tables_text, text
from scorecard.menu import FILES, menu_html, page_at
from scorecard.model import Programme, Statement
from scorecard.monitoring import cut_off, last_whole_month
from scorecard.opening import open_sample, open_store
from scorecard.palette import DARK, LIGHT, Palette
from scorecard.problems import Problem
from scorecard.selecting import Selected, View, selected
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


def _address(page: str, **more: str) -> str:
    kept = {name: str(st.query_params[name]) for name in ("lang", "unit", "year", "as_of", "sample", "embed") if name in st.query_params}
    return f"{page}?{urlencode(kept | more)}"


def menu(current: str) -> None:
    """The sidebar's menu, where the page does not stand inside another one."""
    if not (st.context.is_embedded or st.query_params.get("embed") == "true"):
        with st.sidebar:
            show(menu_html(current, _address, _palette(), language()), "menu")


@dataclass(frozen=True)
class Selection(Selected):
    """What every page shows: whose budget, which year, as of which day, in which language."""

    lang: str
    sample: bool
    today: date

    @property
    def store(self) -> Store:
        """The store of real facts, or of the sample year."""
        return _sample_store() if self.sample else _real_store()

    @property
    def known_at(self) -> datetime | None:
        """Today's page knows what is known by the end of today; a page of a past day knows all that was recorded since."""
        return settings.end_of_day(self.as_of) if self.as_of == self.today else None

    @property
    def palette(self) -> Palette:
        """Light or dark, as the browser shows the page."""
        return _palette()

    def href(self, page: str, **more: str) -> str:
        """A relative address of a page with this selection."""
        return _address(page, **more)


@st.cache_resource(max_entries=8, show_spinner=False)
def _budgets(sample: bool, version: int) -> Budgets:
    return (_sample_store() if sample else _real_store()).budgets()


def budgets(selection: Selection) -> Budgets:
    """The approved budgets of the selected store."""
    return _budgets(selection.sample, selection.store.version)


def select() -> Selection:
    """Read the selection from URL and session, fall back to what there is, and write it into the URL."""
    sample = _remembered("sample") == "1"
    store = _sample_store() if sample else _real_store()
    today = _today(sample)
    found = selected(_budgets(sample, store.version), _remembered("unit"), _remembered("year"), _remembered("as_of"), today)
    kept = {name: str(st.session_state[name]) for name in ("lang", "sample") if name in st.session_state}
    day = None if found.as_of == found.default_as_of else found.as_of.isoformat()
    _choose({"unit": found.unit_code, "year": str(found.fiscal_year), "as_of": day, **kept})
    return Selection(found.unit_code, found.fiscal_year, found.as_of, found.default_as_of, language(), sample, today)


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
    return _view(selection.sample, selection.store.version, selection.unit_code, selection.fiscal_year, selection.as_of, selection.known_at)


@st.cache_resource(max_entries=64, show_spinner=False)
def _view(sample: bool, version: int, unit_code: str, fiscal_year: int, as_of: date, known_at: datetime | None) -> View:
    store = _sample_store() if sample else _real_store()
    evidence = store.evidence(unit_code, fiscal_year, as_of, known_at)
    situation = Situation(_budgets(sample, version)[unit_code, fiscal_year], evidence, as_of, known_at, settings.timezone())
    return View(situation, tuple(assess(situation)), (sample, version, unit_code, fiscal_year, as_of, known_at))


def past(selection: Selection, day: date) -> View:
    """The selected budget as of an earlier day, by what was known at its end."""
    return _view(selection.sample, selection.store.version, selection.unit_code, selection.fiscal_year, day, settings.end_of_day(day))


def latest(selection: Selection) -> View:
    """The selected budget judged by all that is known, as of its latest day, whatever day is being looked at."""
    as_of, known_at = selection.default_as_of, settings.end_of_day(selection.today) if selection.default_as_of == selection.today else None
    return _view(selection.sample, selection.store.version, selection.unit_code, selection.fiscal_year, as_of, known_at)


def choose_programme(selection: Selection) -> Programme:
    """Which table's form: the whole unit's first."""
    of = {p.programme_id: p for p in sorted(budgets(selection)[selection.unit_code, selection.fiscal_year].programmes, key=lambda p: p.form, reverse=True)}
    lang = selection.lang
    words = {i: text("evaluation.form_name", lang, table=tables_text([p.form], lang), name=name_of(p, lang)) for i, p in of.items()}
    return of[st.segmented_control(text("evaluation.form", lang), list(of), default=next(iter(of)), required=True, wrap=True, key="programme",
                                   label_visibility="collapsed", format_func=lambda i: words[i])]


def choose_month(selection: Selection) -> tuple[int, date]:
    """统计到几月, and its last day (today where that month is not over)."""
    lang, months = selection.lang, range(1, selection.default_as_of.month + 1)
    words = {m: text("format.until", lang, month=m, month_name=text(f"month.m{m}", lang)) for m in months}
    month = st.selectbox(text("monitoring.month", lang), months, last_whole_month(selection.fiscal_year, min(selection.as_of, selection.default_as_of)) - 1,
                         width=240, key=f"month_{selection.as_of}", format_func=lambda m: words[m])
    return month, min(cut_off(selection.fiscal_year, month), selection.default_as_of)


def op_key() -> str:
    """The key of the fact being written, kept in the URL until it is saved: a second click, or a restart, is the same fact."""
    if "op" not in st.query_params:
        st.query_params["op"] = recording.new_op_key()
    return str(st.query_params["op"])


def start_anew(saved: str = "", correct: str = "", rerun: bool = True) -> None:
    """An empty form with a new key; says what was saved, or which entry is to be corrected."""
    st.query_params.pop("op", None)
    for name, value in (("saved", saved), ("correct", correct)):
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)
    if rerun:
        st.rerun()


def header(selection: Selection, title: str, subtitle: str | None = None) -> None:
    """Title, the sample's badge and whose budget it is, and one popover for everything that is selected."""
    lang = selection.lang
    budget = budgets(selection)[selection.unit_code, selection.fiscal_year]
    with st.container(horizontal=True, vertical_alignment="center"):  # one row: every block around it would cost the first paint
        st.title(title, anchor=False, width="stretch")
        label = text("header.selected", lang, year=selection.fiscal_year, day=day(selection.as_of, lang))
        choices = st.popover(label, icon=":material/calendar_month:", on_change="rerun", key="choices")
        if choices.open:  # what nobody sees costs nothing
            with choices:
                _choices(selection)
    words = subtitle or text("header.unit_year", lang, unit=name_of(budget.unit, lang), year=selection.fiscal_year)
    if selection.sample:  # its mark stands in the line: one block less to paint
        st.markdown(f":blue-badge[:material/science: {text('header.sample', lang)}] :gray[{words}]")
    else:
        st.caption(words)
    if selection.as_of != selection.default_as_of:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(text("header.past", lang, day=day(selection.as_of, lang)), icon=":material/history:", color="orange")
            st.button(text("header.back", lang), icon=":material/undo:", on_click=choose, args=("as_of", None), type="tertiary")


def _choices(selection: Selection) -> None:
    """The widgets of the header's popover; each writes its choice into session and URL."""
    lang, keys = selection.lang, sorted(budgets(selection))
    units = sorted({code for code, _ in keys})
    if len(units) > 1:
        st.selectbox(text("header.unit", lang), units, units.index(selection.unit_code), key="pick_unit", on_change=_picked, args=("unit", "pick_unit"))
    years = [y for code, y in keys if code == selection.unit_code]
    st.selectbox(text("header.year", lang), years, years.index(selection.fiscal_year), key=f"pick_year_{selection.fiscal_year}",
                 on_change=_picked, args=("year", f"pick_year_{selection.fiscal_year}"))
    st.date_input(text("header.as_of", lang), selection.as_of, date(selection.fiscal_year, 1, 1), date(selection.fiscal_year, 12, 31),
                  key=f"pick_as_of_{selection.as_of}", on_change=_picked, args=("as_of", f"pick_as_of_{selection.as_of}"), format="YYYY-MM-DD")
    st.segmented_control(text("header.language", lang), LANGUAGES, default=lang, format_func=lambda code: text(f"language.{code}", code),
                         key=f"pick_lang_{lang}", on_change=_picked, args=("lang", f"pick_lang_{lang}"), required=True)
    st.toggle(text("header.show_sample", lang), selection.sample, key=f"pick_sample_{selection.sample}",
              on_change=_show_sample, args=(not selection.sample,))


def _show_sample(sample: bool) -> None:
    choose("as_of", None)
    choose("sample", "1" if sample else None)


def _picked(name: str, key: str) -> None:
    if st.session_state.get(key) is not None:
        choose(name, str(st.session_state[key]))  # a date's text is its ISO form


def state(selection: Selection, entered: Sequence[Statement] | Sequence[Problem]) -> None:
    """Keep what was stated on a form, and show the page anew; or show what is wrong with it."""
    problems = [p for p in entered if isinstance(p, Problem)]
    if not problems:
        selection.store.state(selection.unit_code, selection.fiscal_year, [s for s in entered if isinstance(s, Statement)], by=settings.recorder())
        st.rerun()
    show_problems(problems, selection.lang)


def show_problems(problems: Sequence[Problem], lang: str) -> None:
    """Problems as one list a person can work through; user text in it stays plain text."""
    with st.container(border=True):
        st.markdown(text("header.problems", lang))
        for problem in problems[:MOST_PROBLEMS]:
            st.text("• " + problem_text(problem, lang))
        if len(problems) > MOST_PROBLEMS:
            st.caption(text("header.more_problems", lang, more=len(problems) - MOST_PROBLEMS))
