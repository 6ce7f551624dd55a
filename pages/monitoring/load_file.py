"""从文件载入: a file of facts, previewed and checked row by row, then recorded all or nothing."""

from collections import Counter

import streamlit as st

from scorecard import ui
from scorecard.auth import Action
from scorecard.exporting.fact_template import fact_template, jsonl_template
from scorecard.i18n import text
from scorecard.importing.fact_file import check_facts, read_fact_file
from scorecard.palette import primary_label
from scorecard.problems import Refused
from scorecard.ui_header import header

selection = ui.select()
lang = selection.lang
budget = ui.view(selection).budget
header(selection, text("page.load_file", lang), text("load.subtitle", lang))
ui.only_for(selection, Action.RECORD)

st.header(text("load.template", lang), anchor=False)
with st.container(horizontal=True):
    st.download_button(text("load.xlsx", lang), lambda: fact_template(lang, budget), file_name=text("load.xlsx_name", lang),
                       mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", icon=":material/table:", on_click="ignore")
    st.download_button(text("load.jsonl", lang), lambda: jsonl_template(budget), file_name="facts.jsonl", mime="application/jsonl",
                       icon=":material/data_object:", on_click="ignore")

st.header(text("load.file", lang), anchor=False)
dropped = st.file_uploader(text("load.drop", lang), type=["xlsx", "jsonl"], key=f"facts.{st.query_params.get('loaded', '')}")
if dropped is None:
    if st.query_params.get("loaded", "").isdigit():
        st.success(text("load.done", lang, many=st.query_params["loaded"]), icon=":material/check_circle:")
    st.stop()

rows, problems = read_fact_file(dropped.name, dropped.getvalue())
facts, lines, wrong = check_facts(rows, selection.store.budgets(as_of=selection.today), selection.today)
problems += wrong
if problems:
    st.error(text("load.refused", lang, wrong=len(problems), all=len(rows)), icon=":material/error:")
    ui.show_problems(problems, lang)
    st.stop()

kinds = Counter(f.kind or "withdrawal" for f in facts)
st.markdown(text("load.found", lang, many=len(facts)))
st.dataframe([{text("listing.kind", lang): text(f"kind.{kind}", lang), text("load.many", lang): many} for kind, many in kinds.items()], hide_index=True,
             alt=text("load.found", lang, many=len(facts)))
if st.button(primary_label(text("load.confirm", lang), selection.palette), type="primary", icon=":material/check:"):
    try:
        recorded = selection.store.record(facts, by=selection.by, lines=lines)
    except Refused as refused:
        ui.show_problems(refused.problems, lang)
    else:
        st.query_params["loaded"] = str(len(recorded.new))
        st.rerun()
