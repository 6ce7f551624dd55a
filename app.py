"""Entry: page configuration, language, navigation. No data, no SQL."""

import streamlit as st

from scorecard import ui
from scorecard.i18n import problem_text, text
from scorecard.menu import FILES, START
from scorecard.problems import Refused
from scorecard.turns import turn

lang = ui.language()
st.set_page_config(text("app.title", lang), str(ui.ICON), "wide", initial_sidebar_state=240)
pages = [st.Page(file, title=text(f"page.{page}", lang), url_path=page, default=page == START) for page, file in FILES.items()]
page = st.navigation(pages, position="hidden")
try:
    with turn():
        if ui.admit(page.url_path or START):
            page.run()
except Refused as refused:
    for problem in refused.problems:
        st.error(problem_text(problem, lang), icon=":material/error:")
