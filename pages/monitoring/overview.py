"""总览: the wall. First what needs a person, then every indicator's gauge against its target."""

import streamlit as st

from scorecard import cards, svg, ui, wall
from scorecard.assessment import ACT, MEND, Assessment, Status
from scorecard.execution import execute
from scorecard.i18n import text, wan
from scorecard.model import Dimension

selection = ui.select()
lang, palette = selection.lang, selection.palette
view = ui.view(selection)


def href(a: Assessment) -> str:
    """Where a card leads."""
    return selection.href("indicator", id=a.indicator.indicator_id)


def headline() -> str:
    """Three pictures: how many need a person, money against time, days left."""
    as_of, everything = view.situation.as_of, view.assessments
    spent = execute(view.situation, list(everything))
    act, mend = (sum(a.status in group for a in everything) for group in (ACT, MEND))
    rate = next((a.indicator.target.value for a in everything if a.indicator.measure == "execution_rate"), None)
    paid = spent.total.spent_yuan if spent.total.payments else None
    pictures = (
        (cards.headline_status(everything, palette, lang),
         text("overview.headline_status", lang, all=len(everything), act=act, mend=mend, calm=len(everything) - act - mend)),
        (cards.headline_money(paid, spent.total.final_yuan, rate / 100 if rate else None, spent.elapsed, palette, lang),
         text("overview.headline_money", lang, spent=wan(paid), final=wan(spent.total.final_yuan))),
        (cards.headline_time(as_of, view.budget.fiscal_year, palette, lang),
         text("overview.headline_time", lang, days=max(0, (as_of.replace(month=12, day=31) - as_of).days))),
    )
    return wall.floating([wall.row(svg.image(picture, alt)) for picture, alt in pictures])


def alerts() -> tuple[str, int, int]:
    """What to see first, and how many things there are to act on and to fill in."""
    items = wall.first_to_see(view.assessments)
    act = sum(a.status in ACT for a, _ in items)
    return wall.alerts_html(items, palette, lang, href, lambda forms: ui.tables_text(forms, lang)), act, len(items) - act


def groups() -> list[tuple[Dimension, int, str]]:
    """The wall's groups: dimension, number of indicators in it, pictures."""
    kept = wall.filtered(view.assessments, statuses, None if form == "all" else form)
    found = [(d, wall.of_dimension(kept, d)) for d in Dimension]
    return [(d, sum(1 + len(f.parts) for f in group), wall.group_html(group, palette, lang, href)) for d, group in found if group]


ui.header(selection, text("page.overview", lang))
drawn = (view.stamp, palette.name, lang, selection.href(""))
st.html(ui.drawn(("headline", *drawn), headline))

if view.empty:
    with st.container(border=True):
        st.markdown(text("overview.first_step", lang))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link("pages/monitoring/record.py", label=text("overview.log_first", lang), icon=":material/edit_note:")
            st.button(text("overview.see_sample", lang), icon=":material/science:", type="tertiary", on_click=ui.choose, args=("sample", "1"))
else:
    html, to_act, to_mend = ui.drawn(("alerts", *drawn), alerts)
    if html:
        st.header(text("overview.first", lang, many=to_act + to_mend, act=to_act, mend=to_mend), anchor=False)
        st.html(html)

many = {status: sum(a.status is status for a in view.assessments) for status in Status}
left, right = st.columns([2, 1], gap="small")
statuses = left.pills(text("overview.status", lang), [s for s in Status if many[s]], selection_mode="multi", label_visibility="collapsed", wrap=True,
                      format_func=lambda s: f"{ui.status_label(s, lang)} **{many[s]}**", key="wall_status")
forms = [f for f in ("23", "22", "21") if any(a.indicator.form == f for a in view.assessments)]
form = right.segmented_control(text("overview.table", lang), ["all", *forms], default="all", label_visibility="collapsed", required=True, wrap=True,
                               format_func=lambda f: text(f"overview.table_{f}", lang), key="wall_form")
st.caption(text("overview.legend", lang))

shown = ui.drawn(("groups", *drawn, *statuses, form), groups)
for dimension, number, pictures in shown:
    st.header(text("overview.group", lang, name=text(f"dimension.{dimension}", lang), number=number), anchor=False)
    st.html(pictures)
if not shown:
    st.info(text("overview.no_hit", lang))
