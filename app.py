"""Entry: page configuration, language, navigation. No data, no SQL."""

import streamlit as st

from scorecard import ui
from scorecard.i18n import problem_text, text
from scorecard.problems import Refused

lang = ui.language()
st.set_page_config(text("app.title", lang), str(ui.ICON), "wide", initial_sidebar_state=240)
monitoring = [
    st.Page("pages/monitoring/overview.py", title=text("page.overview", lang), icon=":material/dashboard:", url_path="overview", default=True),
    st.Page("pages/monitoring/indicator.py", title=text("page.indicator", lang), icon=":material/speed:", url_path="indicator"),
    st.Page("pages/monitoring/budget.py", title=text("page.budget", lang), icon=":material/account_balance:", url_path="budget"),
    st.Page("pages/monitoring/record.py", title=text("page.record", lang), icon=":material/edit_note:", url_path="record"),
    st.Page("pages/monitoring/load_file.py", title=text("page.load_file", lang), icon=":material/upload_file:", url_path="load_file"),
]
evaluation = [
    st.Page("pages/evaluation/self_evaluation.py", title=text("page.self_evaluation", lang), icon=":material/grading:", url_path="self_evaluation"),
]
sections = {text("section.monitoring", lang): monitoring, text("section.evaluation", lang): evaluation}
page = st.navigation(sections, position="hidden" if ui.embedded() else "sidebar")
try:
    page.run()
except Refused as refused:
    for problem in refused.problems:
        st.error(problem_text(problem, lang), icon=":material/error:")
