"""The wall as plain Streamlit, with 24 Plotly charts."""

import gauges
import streamlit as st

st.set_page_config("Wall", layout="wide")
st.title("Wall")
day = st.selectbox("As of", gauges.DAYS, len(gauges.DAYS) - 1)
columns = st.columns(gauges.ACROSS)
for n, row in enumerate(gauges.FIGURES[day]):
    columns[n % gauges.ACROSS].plotly_chart(gauges.one(row), key=f"gauge{n}")
st.dataframe(gauges.FIGURES[day])
