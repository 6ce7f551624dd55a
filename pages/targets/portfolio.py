"""单位: all units at once. First how many need a person, then a row for each unit, then all of them together."""

import streamlit as st

from scorecard import cards, charts, portfolio_cards, settings, svg, ui, wall
from scorecard.i18n import name_of, percent, text, wan
from scorecard.palette import primary_label
from scorecard.portfolio import Order, UnitSummary, apart, by_folder, in_folder, matching, ranked, rollup, total_of
from scorecard.portfolio_chart import money_and_result_figure
from scorecard.problems import Refused
from scorecard.ui_portfolio import gathered
from scorecard.unit_tree import Path, path_of, path_text

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
    pictures = ((units, said), (cards.headline_money(paid, total.budget_yuan, None, summaries[0].elapsed, palette, lang), f"{money} {percent(total.rate)}"),
                (cards.headline_time(selection.as_of, selection.fiscal_year, palette, lang), text("portfolio.subtitle", lang, year=selection.fiscal_year)))
    return wall.floating([wall.row(svg.image(picture, alt)) for picture, alt in pictures])


def totals() -> str:
    """The measures of the units shown, added or pooled."""
    figures = portfolio_cards.figures_html(total_of(shown).figures, len(shown), palette, lang)
    return wall.heading(text("portfolio.totals", lang), text("portfolio.totals_rule", lang), palette) + wall.floating(
        [wall.row(svg.image(picture, alt)) for picture, alt in figures])


def picked_folder() -> None:
    """A folder chosen from the list stands in the address."""
    st.query_params["folder"] = st.session_state["folder_list"]


@st.fragment(run_every=1.0)
def progress() -> None:
    """How many units are still being judged; the page is shown anew once all are ready."""
    now = gathered(selection, 0)
    if not now.waiting:
        st.rerun()
    st.progress(len(now.summaries) / (len(now.summaries) + now.waiting), text("portfolio.waiting", lang, waiting=now.waiting, ready=len(now.summaries)))


def place_form() -> None:
    """Puts a unit into a folder."""
    units = {place.unit.unit_code: f"{place.unit.unit_code} {name_of(place.unit, lang)}" for place in selection.store.units()}
    with st.form("place", border=False):
        code = st.selectbox(text("portfolio.place_unit", lang), list(units), format_func=lambda c: units[c])
        written = st.text_input(text("portfolio.place_path", lang), max_chars=500)
        if st.form_submit_button(primary_label(text("portfolio.place_save", lang), palette), type="primary", icon=":material/check:"):
            try:
                selection.store.place_unit(code, path_of(written.strip()), by=settings.recorder())
            except Refused as refused:
                ui.show_problems(refused.problems, lang)
            else:
                st.query_params["saved"] = "1"
                st.rerun()


ui.header(selection, text("page.portfolio", lang), text("portfolio.subtitle", lang, year=selection.fiscal_year))
if ready.waiting:
    progress()
if not summaries:
    if not ready.waiting:
        st.info(text("portfolio.none", lang, year=selection.fiscal_year), icon=":material/upload_file:")
        st.page_link(ui.FILES["import_tables"], label=text("page.import_tables", lang), icon=":material/arrow_forward:")
    st.stop()
ui.show(ui.drawn((ready.stamp, palette.name, lang, selection.fiscal_year, "headline"), headline), "headline")
folders = rollup(summaries)
with st.container(horizontal=True, vertical_alignment="bottom"):
    order = Order(st.segmented_control(text("portfolio.order", lang), list(Order), default=Order.STATUS, required=True, key="order",
                                       format_func=lambda o: text(f"portfolio.order_{o}", lang)))
    folder = path_of(str(st.query_params.get("folder", "")))
    if len(folders) > 1:
        names = {path_text(path): f"{path_text(path) or text('portfolio.everywhere', lang)} ({total.units})" for path, total in folders.items()}
        st.session_state["folder_list"] = path_text(folder) if folder in folders else ""
        st.selectbox(text("portfolio.folder", lang), list(names), key="folder_list", on_change=picked_folder, format_func=lambda n: names[n], width=280)
    typed = st.text_input(text("portfolio.search", lang), key="search", placeholder=text("portfolio.search_hint", lang), width=280, max_chars=60)
shown = by_folder(ranked(matching(in_folder(summaries, folder if folder in folders else ()), typed), order), order)
pages = -(-len(shown) // ROWS)
page = min(st.pagination(pages, key="page"), pages) if pages > 1 else 1
state = (ready.stamp, palette.name, lang, selection.href(""), order, folder, typed, page)
if shown:
    ui.show(ui.drawn((*state, "rows"), lambda: portfolio_cards.rows_html(
        shown[(page - 1) * ROWS:page * ROWS], apart(shown), unit_href, folder_href, palette, lang)), "rows")
    ui.show(ui.drawn((*state, "totals"), totals), "totals")
else:
    st.info(text("portfolio.no_hit", lang))
chart = st.expander(text("portfolio.beside", lang), on_change="rerun", icon=":material/scatter_plot:", key="beside")
if chart.open:
    with chart:
        st.caption(text("portfolio.legend", lang))
        st.plotly_chart(money_and_result_figure(shown, palette, lang), config=charts.config(lang), theme=None,
                        alt=text("portfolio.beside_alt", lang, many=len(shown)))
if ready.problems:
    with st.expander(text("portfolio.not_shown", lang, many=len(ready.problems)), icon=":material/warning:"):
        for problem in ready.problems:
            st.text("• " + ui.problem_text(problem, lang))
if not selection.sample:
    form = st.expander(text("portfolio.place", lang), on_change="rerun", icon=":material/create_new_folder:", key="placing")
    if form.open:
        with form:
            place_form()
if st.query_params.pop("saved", ""):
    st.success(text("portfolio.placed", lang), icon=":material/check_circle:")
