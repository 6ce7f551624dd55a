"""总览: the wall. First what needs a person, then every indicator's gauge against its target."""

from html import escape

import streamlit as st

from scorecard import cards, svg, ui, ui_visitor, wall
from scorecard.assessment import ACT, MEND, Assessment, Status
from scorecard.auth import Action
from scorecard.evaluation import evaluate
from scorecard.execution import execute
from scorecard.i18n import number, problem_text, text, wan
from scorecard.model import Dimension
from scorecard.ui_header import header

FORMS = ("23", "22", "21")
selection = ui.select()
lang, palette = selection.lang, selection.palette
view = ui.view(selection)


def href(a: Assessment) -> str:
    """Where a card leads."""
    return selection.href("indicator", id=a.indicator.indicator_id)


def estimate() -> str:
    """预估得分 of the whole unit's form, now and if the pace holds; nothing where nothing was logged."""
    whole = next((p for p in view.budget.programmes if p.form == "23"), None)
    if whole is None or view.empty:
        return ""
    stated = selection.store.statements(selection.unit_code, selection.fiscal_year, view.situation.known_at)
    now, ahead = (evaluate(whole, view.assessments, view.situation, stated, later) for later in (False, True))
    return text("overview.estimate", lang, now=number(now.total, 1), ahead=number(ahead.total, 1))


def headline() -> str:
    """Three pictures: how many need a person, money against time, days left."""
    as_of, everything = view.situation.as_of, view.assessments
    spent = execute(view.situation, list(everything))
    act, mend = (sum(a.status in group for a in everything) for group in (ACT, MEND))
    rate = next((a.indicator.target.value for a in everything if a.indicator.measure == "execution_rate"), None)
    paid = spent.total.spent_yuan if spent.total.payments else None
    scored = estimate()
    pictures = (
        (cards.headline_status(everything, palette, lang, scored),
         text("overview.headline_status", lang, all=len(everything), act=act, mend=mend, calm=len(everything) - act - mend) + " " + scored),
        (cards.headline_money(paid, spent.total.final_yuan, rate / 100 if rate else None, spent.elapsed, palette, lang),
         text("overview.headline_money", lang, spent=wan(paid), final=wan(spent.total.final_yuan))),
        (cards.headline_time(as_of, view.budget.fiscal_year, palette, lang),
         text("overview.headline_time", lang, days=max(0, (as_of.replace(month=12, day=31) - as_of).days))),
    )
    return wall.floating([wall.row(svg.image(picture, alt)) for picture, alt in pictures])


def alerts() -> str:
    """What to see first, under how many things there are to act on and to fill in; nothing where all is calm or nothing logged."""
    items = [] if view.empty else wall.first_to_see(view.assessments)
    act = sum(a.status in ACT for a, _ in items)
    if not items:
        return ""
    of_these = text("overview.first_of_these", lang, act=act, mend=len(items) - act)
    return wall.heading(text("overview.first", lang, many=len(items)), of_these, palette) + wall.alerts_html(items, palette, lang, href)


def groups() -> str:
    """The wall's groups, each under its dimension and the number of indicators in it."""
    kept = wall.filtered(view.assessments, [s for s in Status if s in chosen], [f for f in FORMS if f in chosen])
    found = [(d, wall.of_dimension(kept, d)) for d in Dimension]
    legend = f'<p><font color="{palette.ink2}" size="2">{escape(text("overview.legend", lang))}</font></p>'
    return legend + "".join(
        wall.heading(text(f"dimension.{d}", lang), text("overview.number", lang, number=sum(1 + len(f.parts) for f in group)), palette)
        + wall.group_html(group, palette, lang, href) for d, group in found if group) if kept else f"<p>{escape(text('overview.no_hit', lang))}</p>"


def filters() -> str:
    """A link for every status there is and every table, each with its number; a click adds or takes away."""
    marks = [(s, sum(a.status is s for a in view.assessments)) for s in Status] + [(f, sum(a.indicator.form == f for a in view.assessments)) for f in FORMS]
    links = []
    for option, there in marks:
        if there:
            on = str(option) in chosen
            toggled = [c for c in chosen if c != option] if on else [*chosen, str(option)]
            address = selection.href("", **({"show": ",".join(toggled)} if toggled else {}))
            links.append(wall.filter_html(option, there, on, address, palette, lang))
    return f'<p>{" ".join(links)}</p>'


def page() -> str:
    """The whole wall."""
    return headline() + alerts() + filters() + groups()


header(selection, text("page.overview", lang))
if trouble := ui_visitor.backup_trouble(selection.roles):
    st.error(problem_text(trouble, lang), icon=":material/backup:")
if view.empty:
    with st.container(border=True):
        st.markdown(text("overview.first_step", lang))
        with st.container(horizontal=True, vertical_alignment="center"):
            if selection.may(Action.RECORD):
                st.page_link("pages/monitoring/record.py", label=text("overview.log_first", lang), icon=":material/edit_note:")
            st.button(text("overview.see_sample", lang), icon=":material/science:", type="tertiary", on_click=ui.choose, args=("sample", "1"))
chosen = [c for c in str(st.query_params.get("show", "")).split(",") if c in [*Status, *FORMS]]
ui.show(ui.drawn((view.stamp, palette.name, lang, selection.href(""), *chosen), page), "wall")
