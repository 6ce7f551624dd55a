"""The emptiest Streamlit page, under the same settings as ours: what a page costs before it shows anything."""

import streamlit as st

st.set_page_config("empty", layout="wide")
st.title("空白页")
