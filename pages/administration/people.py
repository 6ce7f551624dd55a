"""人员与权限: who may do what in which unit; a new or forgotten password is a one-time link, never a word typed here."""

import streamlit as st

from scorecard import ui, ui_forms
from scorecard.accounts import LONGEST_NAME, Person, add, enable, give, people, reset
from scorecard.auth import EVERYWHERE, MATRIX, Action, Role
from scorecard.i18n import NOTHING, name_of, text
from scorecard.palette import primary_label
from scorecard.problems import Refused
from scorecard.ui_header import header
from scorecard.ui_visitor import link_of, moment

selection = ui.select(empty=True)
lang, palette, store = selection.lang, selection.palette, ui.store_of(False)
header(selection, text("page.people", lang), text("people.subtitle", lang))
units = {EVERYWHERE: text("role.everywhere", lang)} | {there.unit.unit_code: name_of(there.unit, lang) for there in store.units()}
roles = {role: text(f"role.{role}", lang) for role in Role}
everybody = people(store)


def words(person: Person) -> str:
    """What somebody may do, in one line."""
    return ", ".join(f"{units.get(unit, unit)} {roles[role]}" for unit, role in person.roles.items()) or NOTHING


def state(person: Person) -> str:
    """Whether somebody can come in."""
    return text("people.disabled" if not person.enabled else "people.enabled" if person.has_password else "people.invited", lang)


def keep(said: str, token: str = "") -> None:
    """Show what was done, and a one-time link once; then the page anew."""
    st.session_state["done"] = (said, link_of(token) if token else "")
    ui_forms.start_anew()


if "done" in st.session_state:
    said, link = st.session_state.pop("done")
    st.success(said, icon=":material/check_circle:")
    if link:
        st.caption(text("people.link", lang))
        st.code(link, language=None)

if everybody:
    columns = [text(f"people.{name}", lang) for name in ("account", "name", "roles", "state", "signed_in")]
    st.dataframe([dict(zip(columns, (p.account, p.display_name, words(p), state(p), moment(p.signed_in_at)), strict=True)) for p in everybody],
                 hide_index=True, height="content", alt=text("page.people", lang))
else:
    st.info(text("people.none", lang), icon=":material/person_add:")

try:
    with st.container(border=True), st.form(f"add_{ui_forms.op_key()}", border=False):
        st.markdown(f"## {text('people.add', lang)}")
        cells = st.columns(4)
        account = cells[0].text_input(text("people.account", lang) + " *", max_chars=LONGEST_NAME)
        name = cells[1].text_input(text("people.name", lang), max_chars=LONGEST_NAME)
        role = cells[2].selectbox(text("people.role", lang), list(roles), format_func=lambda r: roles[r])
        unit = cells[3].selectbox(text("people.unit", lang), list(units), format_func=lambda u: units[u])
        if st.form_submit_button(primary_label(text("people.add_now", lang), palette), type="primary", icon=":material/person_add:"):
            keep(text("people.added", lang, account=account.strip()), add(store, account, name, {unit: role}, by=selection.by))
    if everybody:
        with st.container(border=True):
            st.markdown(f"## {text('people.change', lang)}")
            cells = st.columns(3)
            of = {p.account: p for p in everybody}
            picked = of[cells[0].selectbox(text("people.account", lang), list(of), format_func=lambda a: f"{a} {of[a].display_name}".strip(), key="picked")]
            where = cells[1].selectbox(text("people.unit", lang), list(units), format_func=lambda u: units[u], key="where")
            now = picked.roles.get(where)
            to = cells[2].selectbox(text("people.role", lang), [None, *roles], [None, *roles].index(now), key=f"to_{picked.account}_{where}_{now}",
                                    format_func=lambda r: roles[r] if r else text("people.no_role", lang))
            with st.container(horizontal=True):
                if st.button(text("people.give", lang), icon=":material/badge:", disabled=to == now):
                    give(store, picked.account, where, to, by=selection.by)
                    keep(text("people.given", lang, account=picked.account))
                if st.button(text("people.reset", lang), icon=":material/key:", help=text("people.reset_help", lang)):
                    keep(text("people.was_reset", lang, account=picked.account), reset(store, picked.account, by=selection.by))
                turn = "people.disable" if picked.enabled else "people.enable"
                if st.button(text(turn, lang), icon=":material/person_off:" if picked.enabled else ":material/person_check:"):
                    enable(store, picked.account, not picked.enabled, by=selection.by)
                    keep(text("people.given", lang, account=picked.account))
except Refused as refused:
    ui.show_problems(refused.problems, lang)

st.header(text("people.matrix", lang), anchor=False)
st.dataframe([{text("people.action", lang): text(f"action.{action}", lang)} | {words: "✓" if action in MATRIX[role] else "" for role, words in roles.items()}
              for action in Action], hide_index=True, height="content", alt=text("people.matrix", lang))
st.caption(text("people.matrix_hint", lang))
