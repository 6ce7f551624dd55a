"""Entry: page configuration, language, navigation. No data, no SQL."""

import streamlit as st

from scorecard import ui
from scorecard.i18n import problem_text, text
from scorecard.menu import START
from scorecard.problems import Refused
from scorecard.turns import turn

lang = ui.language()
st.set_page_config(text("app.title", lang), ui.ICON, "wide", initial_sidebar_state=240)
page = st.navigation(ui.site(lang), position="hidden")
try:
    with turn():
        if ui.admit(page.url_path or START):
            page.run()
except Refused as refused:
    for problem in refused.problems:
        st.error(problem_text(problem, lang), icon=":material/error:")
