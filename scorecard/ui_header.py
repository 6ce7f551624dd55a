"""The head of every page: its title, whose budget it shows, and one popover for everything that is selected."""

from datetime import date, datetime

import streamlit as st

from scorecard import settings, turns
from scorecard.i18n import LANGUAGES, day, name_of, text, unmarked
from scorecard.selecting import local_text
from scorecard.ui import Selection, budgets, choose, seen


def header(selection: Selection, title: str, subtitle: str | None = None, heavy: bool = False) -> None:
    """Title, the sample's badge and whose budget it is, and one popover for everything that is selected. heavy: what follows takes a browser long; where
    the title is another than before, it is painted first."""
    lang = selection.lang
    with st.container(horizontal=True, vertical_alignment="center"):  # one row: every block around it would cost the first paint
        st.title(title, anchor=False, width="stretch")
        label = text("header.selected", lang, year=selection.fiscal_year, day=day(selection.as_of, lang))
        choices = st.popover(label, icon=":material/calendar_month:", on_change="rerun", key="choices")
        if choices.open:  # what nobody sees costs nothing
            with choices:
                _choices(selection)
    unit = "" if subtitle else unmarked(name_of(budgets(selection)[selection.unit_code, selection.fiscal_year].unit, lang))
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
    turns.head_there(st.session_state.get("title") != title, heavy)
    st.session_state["title"] = title


def _choices(selection: Selection) -> None:
    """The widgets of the header's popover; each writes its choice into session and URL."""
    lang, keys = selection.lang, seen(budgets(selection), selection.roles)
    codes = {code for code, _ in keys}
    units = {place.unit.unit_code: name_of(place.unit, lang) for place in selection.store.units() if place.unit.unit_code in codes} if len(codes) > 1 else {}
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
