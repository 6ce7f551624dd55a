"""Two pages of ours with nothing but what stands on every page, menu and head: what it costs to go from one to the other."""

import streamlit as st

from scorecard import ui
from scorecard.menu import START
from scorecard.turns import turn
from scorecard.ui_header import header


def one() -> None:
    """A page of a head."""
    header(ui.select(), "一")


def two() -> None:
    """Another one."""
    header(ui.select(), "二")


st.set_page_config("empty", ui.ICON, "wide", initial_sidebar_state=240)
page = st.navigation([st.Page(one, title="一", default=True), st.Page(two, title="二", url_path="record")], position="hidden")
with turn():
    if ui.admit(page.url_path or START):
        page.run()
