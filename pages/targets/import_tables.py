"""导入预算: an official table read, checked and confirmed by a person; what stands open first, its fix beside the file itself."""

from datetime import date

import streamlit as st

from scorecard import settings, ui, ui_import, ui_proposal
from scorecard.adopting import adopt_reading
from scorecard.auth import Action
from scorecard.i18n import name_of, text, unmarked
from scorecard.importing.comparing import differences
from scorecard.importing.drafts import drop_draft
from scorecard.menu import FILES
from scorecard.palette import primary_label
from scorecard.problems import Refused
from scorecard.ui_header import header

selection = ui.select(empty=True)
lang = selection.lang
header(selection, text("page.import_tables", lang), text("import.subtitle", lang))
ui.only_for(selection, Action.ADOPT)
if adopted := st.query_params.pop("adopted", ""):
    st.success(text("import.adopted", lang, what=unmarked(adopted)), icon=":material/check_circle:")
    st.page_link(FILES["overview"], label=text("import.to_wall", lang), icon=":material/dashboard:")
im = ui_import.under_way(selection)
if im is None:
    ui_import.choose_file(selection)
    st.stop()
reading, settled = im.opened.reading, len(im.first) - len(im.opened.items)


def leave() -> None:
    """Back to the choice of a file; the import stays to be gone on with."""
    st.query_params.pop("draft", None)


def discard() -> None:
    """Forget this import."""
    drop_draft(settings.imports_folder(), im.draft.checksum)
    leave()


with st.container(horizontal=True, vertical_alignment="center"):
    st.markdown(text("import.found", lang, unit=unmarked(reading.unit_name or "—"), code=reading.unit_code or "—", year=reading.year or "—",
                     tables=len(reading.tables), cells=sum(len(row.cells) for table in reading.tables for row in table.rows),
                     indicators=len(reading.indicators)), width="stretch")
    st.button(text("import.leave", lang), icon=":material/pause:", on_click=leave)
    st.button(text("import.discard", lang), icon=":material/delete:", type="tertiary", on_click=discard)
if im.first:
    st.progress(max(0.0, settled / len(im.first)), text("import.progress", lang, settled=max(0, settled), all=len(im.first)))
if im.opened.items:
    st.header(text("import.to_settle", lang), anchor=False)
    ui_import.settle_items(im, selection)
with st.expander(text("import.change_any", lang), icon=":material/edit:", on_change="rerun") as other:
    if other.open:
        ui_import.change_cell(im, selection)
if im.draft.settlements:
    with st.expander(text("import.settled", lang, many=len(im.draft.settlements)), icon=":material/fact_check:", on_change="rerun") as done:
        if done.open:
            ui_import.show_settled(im, lang)
if not im.proposal.budgets:
    st.stop()
st.header(text("import.indicators", lang), anchor=False)
ui_proposal.edit_indicators(im, selection)
with st.expander(text("import.lines_of_money", lang), icon=":material/account_balance:", expanded=bool(im.proposal.problems)):
    if im.proposal.problems:
        ui.show_problems([problem for _, problem in im.proposal.problems], lang)
    ui_proposal.edit_lines(im, selection)

st.header(text("import.changes", lang), anchor=False)
known = selection.store.budgets()
there = {b.unit.unit_code: known.get((b.unit.unit_code, b.fiscal_year)) for b in im.proposal.budgets}
found = {b.unit.unit_code: differences(there[b.unit.unit_code], b) for b in im.proposal.budgets}
for budget in im.proposal.budgets:
    ui_proposal.show_changes(there[budget.unit.unit_code], budget, found[budget.unit.unit_code], lang)
changing = any(differs.any for differs in found.values())
year = im.proposal.budgets[0].fiscal_year
effective_on = None
if changing and any(there.values()):
    first, last = date(year, 1, 1), date(year, 12, 31)
    effective_on = st.date_input(text("import.effective", lang), min(max(selection.today, first), last), first, last, format="YYYY-MM-DD",
                                 help=text("import.effective_help", lang), width=280)
if not im.opened.settled:
    st.caption(text("import.still_open", lang, open=len(im.opened.items)))
elif not changing:
    st.info(text("import.nothing_changes", lang))
ready = im.opened.settled and changing and not im.proposal.problems
confirm = text("import.confirm", lang)
if st.button(primary_label(confirm, selection.palette) if ready else confirm, type="primary", icon=":material/task_alt:", disabled=not ready):
    try:
        new = adopt_reading(selection.store, im.opened, im.draft.settlements, im.draft.name, im.draft.content, by=selection.by,
                            effective_on=effective_on)
    except Refused as refused:
        ui.show_problems(refused.problems, lang)
    else:
        discard()
        ui.choose("unit", new[0].unit.unit_code)
        ui.choose("year", str(year))
        ui.choose("as_of", None)
        st.query_params["adopted"] = text("import.unit_year", lang, unit=name_of(new[0].unit, lang), year=year)
        st.rerun()
