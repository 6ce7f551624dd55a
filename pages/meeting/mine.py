"""我的事项: one person's open decisions and indicators, what is overdue or stale first."""

import streamlit as st

from scorecard import settings, ui, wall
from scorecard.assessment import MEND, Assessment
from scorecard.holding import decided
from scorecard.i18n import text
from scorecard.listing import decision_rows
from scorecard.meetings import answering, promises
from scorecard.menu import FILES
from scorecard.ui_header import header

selection = ui.select()
lang, key = selection.lang, (selection.unit_code, selection.fiscal_year)
header(selection, text("page.mine", lang), text("mine.subtitle", lang))
view, decisions = ui.view(selection), promises(decided(selection.store, *key, selection.known_at), selection.as_of)
people = sorted({name for d in decisions for name in answering(d.now.owner)} | {name for i in view.budget.indicators for name in answering(i.owner)})
if not people:
    st.info(text("mine.nobody", lang))
    st.page_link(FILES["owners"], label=text("page.owners", lang), icon=":material/assignment_ind:")
    st.stop()
asked = st.query_params.get("person") or settings.recorder()
who = st.selectbox(text("mine.who", lang), people, people.index(asked) if asked in people else 0, width=320, key="person")
st.query_params["person"] = who


def href(a: Assessment) -> str:
    """Where a picture leads."""
    return selection.href("indicator", id=a.indicator.indicator_id)


mine = [d for d in decisions if who in answering(d.now.owner)]
st.header(text("mine.promises", lang, many=len(mine)) if mine else text("mine.no_promises", lang), anchor=False)
if mine:
    st.dataframe(decision_rows(mine, view.budget, lang, selection.as_of, settings.timezone()), hide_index=True, alt=text("mine.promises", lang, many=len(mine)))
    st.page_link(FILES["decisions"], label=text("page.decisions", lang), icon=":material/checklist:")
owned = [a for a in view.assessments if who in answering(a.indicator.owner)]
stale = sum(a.status in MEND for a in owned)
st.header(text("mine.indicators", lang, many=len(owned)) if owned else text("mine.no_indicators", lang), anchor=False)
if stale:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(text("mine.to_update", lang, many=stale), icon=":material/schedule:", color="gray")
        st.page_link(FILES["record"], label=text("mine.log", lang), icon=":material/edit_note:")
if owned:
    cards = sorted((wall.Family(a) for a in owned), key=lambda family: family.severity)
    ui.show(wall.group_html(cards, selection.palette, lang, href), "mine")
