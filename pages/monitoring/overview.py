"""总览: the wall. First what needs a person, then every indicator's gauge against its target."""

import streamlit as st

from scorecard import cards, svg, ui, wall
from scorecard.assessment import ACT, MEND, Assessment, Status
from scorecard.execution import execute
from scorecard.i18n import text, wan
from scorecard.model import Dimension
from scorecard.palette import Palette

selection = ui.select()
lang, palette = selection.lang, selection.palette
view = ui.view(selection)


def href(a: Assessment) -> str:
    """Where a card leads."""
    return selection.href("indicator", id=a.indicator.indicator_id)


@st.cache_resource(max_entries=128, show_spinner=False)
def headline(stamp: tuple[object, ...], variant: str, language: str, _view: ui.View, _palette: Palette) -> str:
    """Three pictures: how many need a person, money against time, days left."""
    spent = execute(_view.situation, list(_view.assessments))
    rate = next((a.indicator.target.value for a in _view.assessments if a.indicator.measure == "execution_rate"), None)
    paid = spent.total.spent_yuan if spent.total.payments else None
    pictures = (
        (cards.headline_status(_view.assessments, _palette, language), text("overview.headline_status", language, **counts(_view.assessments))),
        (cards.headline_money(paid, spent.total.final_yuan, rate / 100 if rate else None, spent.elapsed, _palette, language),
         text("overview.headline_money", language, spent=wan(spent.total.spent_yuan), final=wan(spent.total.final_yuan))),
        (cards.headline_time(_view.situation.as_of, _view.budget.fiscal_year, _palette, language),
         text("overview.headline_time", language, days=max(0, (_view.situation.as_of.replace(month=12, day=31) - _view.situation.as_of).days))),
    )
    return wall.floating([wall.row(svg.image(picture, alt)) for picture, alt in pictures])


def counts(assessments: tuple[Assessment, ...]) -> dict[str, int]:
    """How many indicators there are, to act on, to mend, and calm."""
    act, mend = (sum(a.status in group for a in assessments) for group in (ACT, MEND))
    return {"all": len(assessments), "act": act, "mend": mend, "calm": len(assessments) - act - mend}


@st.cache_resource(max_entries=128, show_spinner=False)
def alerts(stamp: tuple[object, ...], variant: str, language: str, base: str, _view: ui.View, _palette: Palette) -> tuple[str, int, int]:
    """What to see first, and how many things there are to act on and to fill in."""
    items = wall.first_to_see(_view.assessments)
    act = sum(a.status in ACT for a, _ in items)
    return wall.alerts_html(items, _palette, language, href, lambda forms: ui.tables_text(forms, language)), act, len(items) - act


@st.cache_resource(max_entries=512, show_spinner=False)
def groups(stamp: tuple[object, ...], variant: str, language: str, base: str, statuses: tuple[str, ...], form: str | None,
           _view: ui.View, _palette: Palette) -> list[tuple[Dimension, int, str]]:
    """The wall's groups: dimension, number of indicators in it, pictures."""
    kept = wall.filtered(_view.assessments, [Status(s) for s in statuses], form)
    found = [(d, wall.of_dimension(kept, d)) for d in Dimension]
    return [(d, sum(1 + len(f.parts) for f in group), wall.group_html(group, _palette, language, href)) for d, group in found if group]


ui.header(selection, text("page.overview", lang))
drawn = (view.stamp, palette.name, lang)
st.html(headline(*drawn, view, palette))

if view.empty:
    with st.container(border=True):
        st.markdown(text("overview.first_step", lang))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link("pages/monitoring/record.py", label=text("overview.log_first", lang), icon=":material/edit_note:")
            st.button(text("overview.see_sample", lang), icon=":material/science:", type="tertiary", on_click=ui.choose, args=("sample", "1"))
else:
    html, act, mend = alerts(*drawn, selection.href(""), view, palette)
    if act or mend:
        st.header(text("overview.first", lang, many=act + mend, act=act, mend=mend), anchor=False)
        st.html(html)

found = {status: sum(a.status is status for a in view.assessments) for status in Status}
left, right = st.columns([2, 1], gap="small")
statuses = left.pills(text("overview.status", lang), [s for s in Status if found[s]], selection_mode="multi", label_visibility="collapsed", wrap=True,
                      format_func=lambda s: f"{ui.status_label(s, lang)} **{found[s]}**", key="wall_status")
forms = [f for f in ("23", "22", "21") if any(a.indicator.form == f for a in view.assessments)]
form = right.segmented_control(text("overview.table", lang), ["all", *forms], default="all", label_visibility="collapsed", required=True, wrap=True,
                               format_func=lambda f: text(f"overview.table_{f}", lang), key="wall_form")
st.caption(text("overview.legend", lang))

shown = groups(*drawn, selection.href(""), tuple(statuses), None if form == "all" else form, view, palette)
for dimension, number, pictures in shown:
    st.header(text("overview.group", lang, name=text(f"dimension.{dimension}", lang), number=number), anchor=False)
    st.html(pictures)
if not shown:
    st.info(text("overview.no_hit", lang))
