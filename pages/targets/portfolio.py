"""单位: all units at once. First how many need a person, then a row for each unit, then all of them together."""

import streamlit as st

from scorecard import cards, charts, portfolio_cards, svg, ui, wall
from scorecard.auth import Action
from scorecard.i18n import percent, problem_text, text, wan
from scorecard.portfolio import Order, UnitSummary, apart, by_folder, in_folder, matching, ranked, rollup, total_of
from scorecard.portfolio_chart import money_and_result_figure
from scorecard.ui_header import header
from scorecard.ui_portfolio import choose_folder, gathered, place_form, progress
from scorecard.unit_tree import Path, path_text

ROWS = 50
selection = ui.select(empty=True)
lang, palette = selection.lang, selection.palette
ready = gathered(selection)
summaries = ready.summaries


def unit_href(summary: UnitSummary) -> str:
    """The wall of a unit."""
    return selection.href("", unit=summary.unit.unit_code, year=str(summary.fiscal_year))


def folder_href(path: Path) -> str:
    """This page with the units of a folder."""
    return selection.href("portfolio", folder=path_text(path))


def headline() -> str:
    """How many units need a person; their money against time; how the year stands."""
    total = total_of(summaries)
    units, said = portfolio_cards.headline(total, palette, lang)
    money = text("overview.headline_money", lang, spent=wan(total.spent_yuan), final=wan(total.budget_yuan))
    paid = total.spent_yuan if total.rate is not None else None
    days = max(0, (selection.as_of.replace(month=12, day=31) - selection.as_of).days)
    pictures = (
        (units, said),
        (cards.headline_money(paid, total.budget_yuan, None, summaries[0].elapsed, palette, lang), f"{money} {percent(total.rate)}"),
        (cards.headline_time(selection.as_of, selection.fiscal_year, palette, lang), text("overview.headline_time", lang, days=days)))
    return wall.floating([wall.row(svg.image(picture, alt)) for picture, alt in pictures])


def rows() -> str:
    """The rows of the page shown, under the headings of their folders."""
    return portfolio_cards.rows_html(shown[(page - 1) * ROWS:page * ROWS], apart(shown), total_of(shown), unit_href, folder_href, palette, lang)


def totals() -> str:
    """The measures of the units shown, added or pooled."""
    figures = portfolio_cards.figures(total_of(shown).figures, palette, lang)
    return wall.heading(text("portfolio.measures", lang), "", palette) + wall.floating([wall.row(svg.image(picture, alt)) for picture, alt in figures])


header(selection, text("page.portfolio", lang), text("portfolio.subtitle", lang, year=selection.fiscal_year), heavy=True)
if st.query_params.pop("saved", ""):
    st.success(text("portfolio.placed", lang), icon=":material/check_circle:")
if ready.waiting:
    progress(selection)
if summaries:
    ui.show(ui.drawn((ready.stamp, palette.name, lang, "headline"), headline), "headline")
    folders = ui.drawn((ready.stamp, "folders"), lambda: {path: total.units for path, total in rollup(summaries).items()})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        order = Order(st.segmented_control(text("portfolio.order", lang), list(Order), default=Order.STATUS, required=True, key="order",
                                           format_func=lambda o: text(f"portfolio.order_{o}", lang)))
        folder = choose_folder(folders, lang)
        typed = st.text_input(text("portfolio.search", lang), key="search", placeholder=text("portfolio.search_hint", lang), width=280, max_chars=60)
    what = (ready.stamp, order, folder, typed)
    shown = ui.drawn((*what, "shown"), lambda: by_folder(ranked(matching(in_folder(summaries, folder), typed), order), order))
    pages = -(-len(shown) // ROWS)
    page = min(st.pagination(pages, key=f"page_{pages}"), pages) if pages > 1 else 1
    look = (*what, palette.name, lang, selection.href(""))
    if shown:
        ui.show(ui.drawn((*look, page, "rows"), rows), "rows")
        ui.show(ui.drawn((*look, "totals"), totals), "totals")
        st.caption(text("portfolio.totals_rule", lang))
        chart = st.expander(text("portfolio.beside", lang), on_change="rerun", icon=":material/scatter_plot:", key="beside")
        if chart.open:
            chart.caption(text("portfolio.legend", lang))
            chart.plotly_chart(money_and_result_figure(shown, palette, lang), config=charts.config(lang), theme=None,
                               alt=text("portfolio.beside_alt", lang, many=len(shown)))
    else:
        st.info(text("portfolio.no_hit", lang))
elif not ready.waiting:
    st.info(text("portfolio.none", lang, year=selection.fiscal_year), icon=":material/upload_file:")
    st.page_link(ui.FILES["import_tables"], label=text("page.import_tables", lang), icon=":material/arrow_forward:")
if ready.problems:
    with st.expander(text("portfolio.not_shown", lang, many=len(ready.problems)), icon=":material/warning:"):
        for problem in ready.problems:
            st.text("• " + problem_text(problem, lang))
if summaries and selection.may(Action.PLACE):
    form = st.expander(text("portfolio.place", lang), on_change="rerun", icon=":material/create_new_folder:", key="placing")
    if form.open:
        with form:
            place_form(selection)
