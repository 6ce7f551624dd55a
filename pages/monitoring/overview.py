"""总览: the wall. First what needs a person, then every indicator's gauge against its target."""

import streamlit as st

from scorecard import ui, ui_visitor
from scorecard.auth import Action
from scorecard.i18n import problem_text, text
from scorecard.ui_header import header
from scorecard.ui_wall import wall_html
from scorecard.wall import shown

selection = ui.select()
lang = selection.lang
view = ui.view(selection)

header(selection, text("page.overview", lang))
if trouble := ui_visitor.backup_trouble(selection.roles):
    st.error(problem_text(trouble, lang), icon=":material/backup:")
if view.empty:
    with st.container(border=True):
        st.markdown(text("overview.first_step", lang))
        with st.container(horizontal=True, vertical_alignment="center"):
            if selection.may(Action.RECORD):
                st.page_link("pages/monitoring/record.py", label=text("overview.log_first", lang), icon=":material/edit_note:")
            st.button(text("overview.see_sample", lang), icon=":material/science:", type="tertiary", on_click=ui.choose, args=("sample", "1"))
ui.show(wall_html(view, selection.store, selection.palette, lang, selection.href, shown(str(st.query_params.get("show", "")))), "wall")
