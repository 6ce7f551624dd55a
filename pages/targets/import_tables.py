"""导入预算: an official table read, checked and confirmed by a person; what stands open first, its fix beside the file itself."""

from datetime import date

import streamlit as st

from scorecard import settings, ui, ui_import
from scorecard.adopting import adopt_reading
from scorecard.i18n import name_of, text, wan_text
from scorecard.importing.comparing import Differences, differences
from scorecard.importing.drafts import drop_draft
from scorecard.menu import FILES
from scorecard.model import Budget
from scorecard.palette import primary_label
from scorecard.problems import Refused

SHAPES = {"new": "+", "changed": "△", "dropped": "✕"}

selection = ui.select(empty=True)
lang = selection.lang
ui.header(selection, text("page.import_tables", lang), text("import.subtitle", lang))
if selection.sample:
    st.info(text("problem.read_only", lang))
    st.button(text("record.back_to_real", lang), icon=":material/undo:", on_click=ui.choose, args=("sample", None))
    st.stop()
if adopted := st.query_params.pop("adopted", ""):
    st.success(text("import.adopted", lang, what=adopted), icon=":material/check_circle:")
    st.page_link(FILES["overview"], label=text("import.to_wall", lang), icon=":material/dashboard:")
im = ui_import.under_way(selection)
if im is None:
    ui_import.choose_file(selection)
    st.stop()
reading, settled = im.opened.reading, im.total - len(im.opened.items)


def leave() -> None:
    """Back to the choice of a file; the import stays to be gone on with."""
    st.query_params.pop("draft", None)


def discard() -> None:
    """Forget this import."""
    drop_draft(settings.data_folder() / "imports", im.draft.checksum)
    leave()


def show_changes(before: Budget | None, after: Budget, found: Differences) -> None:
    """What an import changes for one unit: counts first, then every target and amount."""
    name = text("import.unit_year", lang, unit=name_of(after.unit, lang), year=after.fiscal_year)
    counts = {turn: sum(t.turn == turn for t in found.targets) for turn in SHAPES}
    st.markdown(f"**{name}**　" + "　".join(f"{SHAPES[turn]} {text(f'import.turn_{turn}', lang)} {many}" for turn, many in counts.items())
                + f"　{text('import.turn_same', lang)} {found.same}")
    if before is None:
        st.caption(text("import.first", lang))
        return
    column = {part: text(f"import.column_{part}", lang) for part in ("turn", "id", "name", "before", "after", "fields")}
    rows = [{column["turn"]: f"{SHAPES[t.turn]} {text(f'import.turn_{t.turn}', lang)}", column["id"]: one.indicator_id, column["name"]: name_of(one, lang),
             column["before"]: t.before.target_text if t.before else "", column["after"]: t.after.target_text if t.after else "",
             column["fields"]: ", ".join(text(f"import.field_{field}", lang) for field in t.fields)}
            for t in found.targets if (one := t.after or t.before)]
    rows += [{column["turn"]: f"{SHAPES[m.turn]} {text(f'import.turn_{m.turn}', lang)}", column["id"]: "", column["name"]: m.name,
              column["before"]: wan_text(m.before, lang), column["after"]: wan_text(m.after, lang), column["fields"]: text("import.field_money", lang)}
             for m in found.money]
    st.dataframe(rows, hide_index=True, height="content" if len(rows) < 20 else 720, alt=text("import.changes", lang))


with st.container(horizontal=True, vertical_alignment="center"):
    st.markdown(text("import.found", lang, unit=reading.unit_name or "—", code=reading.unit_code or "—", year=reading.year or "—", tables=len(reading.tables),
                     cells=sum(len(row.cells) for table in reading.tables for row in table.rows), indicators=len(reading.indicators)), width="stretch")
    st.button(text("import.leave", lang), icon=":material/pause:", on_click=leave)
    st.button(text("import.discard", lang), icon=":material/delete:", type="tertiary", on_click=discard)
if im.total:
    st.progress(max(0.0, settled / im.total), text("import.progress", lang, settled=max(0, settled), all=im.total))
if im.opened.items:
    st.header(text("import.to_settle", lang), anchor=False)
    ui_import.settle_items(im, selection)
with st.expander(text("import.change_any", lang), icon=":material/edit:", on_change="rerun") as other:
    if other.open:
        ui_import.change_cell(im, selection)
if not im.proposal.budgets:
    st.stop()
st.header(text("import.indicators", lang), anchor=False)
ui_import.edit_indicators(im, selection)
with st.expander(text("import.lines_of_money", lang), icon=":material/account_balance:", expanded=bool(im.proposal.problems)):
    if im.proposal.problems:
        ui.show_problems([problem for _, problem in im.proposal.problems], lang)
    ui_import.edit_lines(im, selection)

st.header(text("import.changes", lang), anchor=False)
known = selection.store.budgets()
there = {b.unit.unit_code: known.get((b.unit.unit_code, b.fiscal_year)) for b in im.proposal.budgets}
found = {b.unit.unit_code: differences(there[b.unit.unit_code], b) for b in im.proposal.budgets}
for budget in im.proposal.budgets:
    show_changes(there[budget.unit.unit_code], budget, found[budget.unit.unit_code])
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
if st.button(primary_label(text("import.confirm", lang), selection.palette), type="primary", icon=":material/task_alt:",
             disabled=not (im.opened.settled and changing and not im.proposal.problems)):
    try:
        new = adopt_reading(selection.store, im.opened, im.draft.settlements, im.draft.name, im.draft.content, by=settings.recorder(),
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
