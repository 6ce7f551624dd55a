"""责任分工: who answers for each indicator, and how often it is updated."""

import pandas as pd
import streamlit as st

from scorecard import ui
from scorecard.auth import Action
from scorecard.holding import assign
from scorecard.i18n import name_of, tables_text, text
from scorecard.meetings import LONGEST_NAME
from scorecard.model import Rhythm
from scorecard.palette import primary_label
from scorecard.ui_header import header

selection = ui.select()
lang, key = selection.lang, (selection.unit_code, selection.fiscal_year)
header(selection, text("page.owners", lang), text("owners.subtitle", lang))
if selection.sample:
    st.info(text("problem.read_only", lang))
budget = ui.budgets(selection)[key]
words = {text(f"rhythm.{rhythm}", lang): rhythm for rhythm in Rhythm}
names = [text("decision.column_indicator", lang), text("owners.owner", lang), text("owners.rhythm", lang)]
of_rhythm = {rhythm: word for word, rhythm in words.items()}
table = pd.DataFrame([(f"{tables_text([i.form], lang)} · {i.indicator_id} {name_of(i, lang)}", i.owner, of_rhythm[i.rhythm]) for i in budget.indicators],
                     columns=names)
with st.form("owners", border=False):
    edited = st.data_editor(table, hide_index=True, height="content", disabled=[names[0]], key=f"owners_{selection.store.version}", column_config={
        names[0]: st.column_config.TextColumn(width="large"), names[1]: st.column_config.TextColumn(max_chars=LONGEST_NAME),
        names[2]: st.column_config.SelectboxColumn(options=list(words), required=True)})
    if st.form_submit_button(primary_label(text("owners.save", lang), selection.palette), type="primary", icon=":material/check:",
                             disabled=not selection.may(Action.ASSIGN)):
        rows = zip(budget.indicators, edited[names[1]], edited[names[2]], strict=True)
        stated = {i.indicator_id: (str(owner or "").strip(), words[rhythm]) for i, owner, rhythm in rows}
        changed = {i.indicator_id: stated[i.indicator_id] for i in budget.indicators if stated[i.indicator_id] != (i.owner, i.rhythm)}
        if changed:
            assign(selection.store, *key, changed, by=selection.by)
        st.query_params["saved"] = "1"
        st.rerun()
if st.query_params.pop("saved", ""):
    st.success(text("owners.saved", lang), icon=":material/check_circle:")
