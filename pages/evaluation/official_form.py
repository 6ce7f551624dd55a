"""出表: an official form as it will be printed, what it still lacks, as a file to download, and handed in: then it is kept as it is."""

from dataclasses import replace

import streamlit as st

from scorecard import evaluation, monitoring, ui, ui_forms
from scorecard.assessment import Assessment
from scorecard.auth import Action
from scorecard.evaluation import Sheet, evaluate
from scorecard.exporting.form_file import FORMATS, file_name, form_file
from scorecard.exporting.form_html import form_html
from scorecard.exporting.form_table import FormTable, from_json
from scorecard.exporting.official_form import frozen, handed_in, monitoring_form, self_evaluation_form
from scorecard.i18n import YUAN_PER_WAN, full_day, name_of, number, text
from scorecard.keeping import submit
from scorecard.model import Submission
from scorecard.monitoring import MonitoringSheet, monitor
from scorecard.palette import primary_label
from scorecard.stating import HEADING, MONEY, read_heading
from scorecard.ui_header import header

selection = ui.select()
lang, store, key = selection.lang, selection.store, (selection.unit_code, selection.fiscal_year)
header(selection, text("page.official_form", lang), text("official_form.subtitle", lang))
kind = st.segmented_control(text("official_form.kind", lang), [evaluation.FORM, monitoring.FORM], default=evaluation.FORM, required=True, key="kind",
                            label_visibility="collapsed", format_func=lambda k: text(f"official_form.{k}", lang))
programme = ui_forms.choose_programme(selection)
statements = store.statements(*key)
if kind == evaluation.FORM:
    month, day, view = 0, selection.as_of, ui.view(selection)
    sheet: Sheet | MonitoringSheet = evaluate(programme, view.assessments, view.situation, statements)
    lacking = sheet.lacking if isinstance(sheet, Sheet) else []
else:
    month, day = ui_forms.choose_month(selection)
    view = ui.view(replace(selection, as_of=day))
    sheet = monitor(programme, view.assessments, view.situation, statements, month)
    lacking = sheet.missing


def filled(signed: bool) -> FormTable:
    """The form, as handed in today or as an estimate."""
    by = (selection.today, selection.by.name) if signed else None
    unit, year = view.budget.unit, selection.fiscal_year
    return self_evaluation_form(sheet, unit, year, day, by) if isinstance(sheet, Sheet) else monitoring_form(sheet, unit, year, by)


def downloads(form: FormTable, of: str) -> None:
    """A button for each format; a file is made when it is asked for."""
    with st.container(horizontal=True, vertical_alignment="center"):
        for file_format, media in FORMATS.items():
            st.download_button(text(f"official_form.{file_format}", lang), lambda f=file_format: form_file(form, f), on_click="ignore", mime=media,
                               file_name=file_name(form, *key, programme.programme_id, file_format), icon=":material/download:", key=f"{of}_{file_format}")
        st.caption(text("official_form.made", lang))


def as_handed_in(submission: Submission) -> None:
    """A form that was handed in, as it was; where today's facts say something else, that stands beside it."""
    at = submission.submitted_at
    when = full_day(view.situation.day_of(at), lang) if at else ""
    with st.container(border=True):
        st.markdown(text("official_form.handed_in", lang, when=when))
        st.text(text("official_form.sealed", lang, by=submission.submitted_by, checksum=submission.checksum[:16], rules=submission.rules_version))
        if isinstance(sheet, Sheet) and submission.total is not None and submission.total != sheet.total:
            st.caption(text("official_form.since", lang, then=number(submission.total, 2), now=number(sheet.total, 2)))
        downloads(from_json(submission.content), str(at))


def wanted(a: Assessment | None, name: str) -> str:
    """One thing that is missing."""
    return text("lacking.line", lang, name=name_of(a.indicator, lang) if a else text("lacking.whole", lang), wanted=text(f"lacking.{name}", lang))


for submission in handed_in(store.submissions(*key), sheet)[:3]:
    as_handed_in(submission)
form = filled(signed=False)
with st.container(border=True):
    ui.show(form_html(form, selection.palette), "form")
downloads(form, "now")
with st.expander(text("official_form.heading", lang), icon=":material/edit:"), st.form(f"heading_{kind}_{programme.programme_id}_{month}", border=False):
    fields = [f for f in HEADING if kind == evaluation.FORM or f != "objective_actual"]
    money = [*(() if programme.form == "23" else MONEY), *(() if kind == evaluation.FORM else ("forecast_wan",))]
    of = f"{kind}_{month}_{programme.programme_id}"
    typed: dict[str, object] = {f: st.text_input(text(f"form_field.{f}", lang), sheet.stated.get(f, ""), key=f"{of}_{f}") for f in fields}
    cells = st.columns(3)
    for n, name in enumerate(money):
        typed[name] = cells[n % 3].text_input(text(f"form_field.{name}", lang), sheet.stated.get(name, ""), key=f"{of}_{name}")
    if st.form_submit_button(text("official_form.save", lang), icon=":material/check:", disabled=not selection.may(Action.STATE)):
        whole = {name: getattr(sheet.money, f"{name}_yuan") / YUAN_PER_WAN for name in ("original", "final", "spent")}
        ui_forms.state(selection, read_heading(kind, programme.programme_id, month, typed, whole))
st.header(text("official_form.hand_in", lang), anchor=False)
if lacking:
    st.caption(text("official_form.lacking", lang, many=len(lacking)))
    st.text("\n".join(wanted(a, name) for a, name in lacking))
else:
    st.success(text("monitoring.complete", lang), icon=":material/check_circle:")
if lacking or not selection.may(Action.SUBMIT):
    st.button(text("official_form.submit", lang), icon=":material/verified:", disabled=True)
else:
    with st.popover(text("official_form.submit", lang), icon=":material/verified:"):
        st.text(text("official_form.confirm", lang))
        if st.button(primary_label(text("official_form.submit_now", lang), selection.palette), type="primary"):
            submit(store, *key, frozen(sheet, filled(signed=True), day), by=selection.by)
            st.rerun()
