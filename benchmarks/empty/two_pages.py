"""Two of the emptiest pages beside Streamlit's own menu, under the same settings as ours: what it costs to go from one to the other."""

import streamlit as st


def one() -> None:
    """A page of a heading."""
    st.title("一")


def two() -> None:
    """Another one."""
    st.title("二")


st.set_page_config("empty", layout="wide")
st.navigation([st.Page(one, title="一"), st.Page(two, title="二")]).run()
