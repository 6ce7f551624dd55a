"""An indicator's plan by month, as its page shows and changes it."""

from decimal import Decimal

import streamlit as st

from scorecard.assessment import Assessment
from scorecard.i18n import measure_word, text
from scorecard.keeping import set_plan
from scorecard.model import Budget, Plan
from scorecard.ui import Selection


def plan_form(selection: Selection, budget: Budget, a: Assessment) -> None:
    """What is due by each month's end, a field a month; made for whoever opens it: a year's fields are a third of the page."""
    lang, indicator = selection.lang, a.indicator
    form = st.expander(text("indicator.plan", lang), icon=":material/event:", key="indicator_plan", on_change="rerun")
    if not form.open:
        return
    with form, st.form(f"plan_{indicator.indicator_id}", border=False):
        st.caption(text("indicator.plan_hint", lang, word=measure_word(indicator.target.measure_word, lang)))
        now, target = budget.plan(indicator.indicator_id), indicator.target
        aim = next((number for number in (target.value, target.low) if isinstance(number, Decimal) and number), Decimal(0))
        cells = [cell for _ in range(2) for cell in st.columns(6)]  # row by row: in order on a phone and for Tab, too
        amounts = now.cumulative if now else [round(aim * month / 12, 2) for month in range(1, 13)]
        months = [cells[m].number_input(text(f"month.m{m + 1}", lang), 0.0, value=float(amount), key=f"plan_{indicator.indicator_id}_{m}")
                  for m, amount in enumerate(amounts)]
        if st.form_submit_button(text("indicator.plan_save", lang), icon=":material/check:"):
            set_plan(selection.store, selection.unit_code, selection.fiscal_year, Plan.of(indicator.indicator_id, months), by=selection.by)
            st.rerun()
