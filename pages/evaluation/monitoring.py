"""监控表: the monitoring form for a cut-off month: what stands, what is forecast, and what a person states about it; saved as a draft."""

from dataclasses import replace
from decimal import Decimal

import streamlit as st

from scorecard import ui, ui_forms
from scorecard.auth import Action
from scorecard.exporting.official_form import forecast_text
from scorecard.forecast import Forecast
from scorecard.i18n import NOTHING, name_of, number, percent, text, wan, wan_text
from scorecard.monitoring import TEXTS, MonitoringRow, ReasonCategory, monitor, read_entered
from scorecard.outlook import Possibility
from scorecard.palette import primary_label
from scorecard.sentences import target_text, value_text
from scorecard.ui_header import header

selection = ui.select()
lang = selection.lang
header(selection, text("page.monitoring", lang), text("monitoring.subtitle", lang))
programme = ui_forms.choose_programme(selection)
month, day = ui_forms.choose_month(selection)
view = ui.view(replace(selection, as_of=day))
statements = selection.store.statements(selection.unit_code, selection.fiscal_year)
sheet = monitor(programme, view.assessments, view.situation, statements, month)

metrics = st.columns(3)
money = sheet.money
for column, label, shown, below in (
        (metrics[0], "spent", wan_text(money.spent_yuan, lang), text("monitoring.of_budget", lang, final=wan(money.final_yuan))),
        (metrics[1], "rate", percent(money.form_rate), text("monitoring.original", lang, original=wan(money.original_yuan))),
        (metrics[2], "forecast", wan_text(sheet.forecast_yuan, lang),
         text("monitoring.by_pace" if "forecast_wan" not in sheet.stated else "monitoring.by_person", lang))):
    column.metric(text(f"monitoring.{label}", lang), shown, below, delta_color="off", delta_arrow="off", border=True)


def proposed(row: MonitoringRow) -> str:
    """The forecast's answer with its probability, or why there is none."""
    if not isinstance(row.ahead, Forecast) or row.proposed is None:
        return text(f"ground.{row.ahead}", lang)
    return f"{text(f'possibility.{row.proposed}', lang)} {number(Decimal(row.ahead.probability) * 100)}%"


names = {c: text(f"monitoring.column_{c}", lang) for c in (
    "indicator", "status", "target", "state", "ahead", "proposed", "possibility", "categories", "reason", "measure", "forecast", "remark")}
fixed = [names[c] for c in ("indicator", "status", "target", "state", "ahead", "proposed")]
st.header(text("monitoring.rows", lang), anchor=False)
st.caption(text("monitoring.hint", lang))
table = [{names["indicator"]: name_of(row.assessment.indicator, lang), names["status"]: text(f"status.{row.assessment.status}", lang),
          names["target"]: target_text(row.assessment, lang), names["state"]: value_text(row.assessment, lang),
          names["ahead"]: forecast_text(row, lang) or NOTHING, names["proposed"]: proposed(row),
          names["possibility"]: row.confirmed and str(row.confirmed), names["categories"]: [str(c) for c in row.categories],
          **{names[field]: getattr(row, field) for field in TEXTS}} for row in sheet.rows]
with st.form(f"rows_{programme.programme_id}_{month}", border=False):  # one message for all cells and the button
    edited = st.data_editor(table, hide_index=True, height="content", disabled=fixed, placeholder="", key=f"monitoring_{programme.programme_id}_{month}",
                            alt=text("monitoring.rows", lang), column_config={
        names["indicator"]: st.column_config.TextColumn(pinned=True),
        names["possibility"]: st.column_config.SelectboxColumn(options=[str(p) for p in Possibility], format_func=lambda p: text(f"possibility.{p}", lang)),
        names["categories"]: st.column_config.MultiselectColumn(options=[str(c) for c in ReasonCategory], format_func=lambda c: text(f"reason.{c}", lang)),
        **{names[c]: st.column_config.TextColumn(width="medium") for c in TEXTS}})
    save = st.form_submit_button(primary_label(text("monitoring.save", lang), selection.palette), type="primary", icon=":material/check:",
                                 disabled=not selection.may(Action.STATE))
with st.container(horizontal=True, vertical_alignment="center"):
    adopt = st.button(text("monitoring.adopt", lang), icon=":material/done_all:", disabled=not selection.may(Action.STATE))
    st.page_link("pages/evaluation/official_form.py", label=text("monitoring.to_form", lang), icon=":material/description:")
if save:
    ids = [row.assessment.indicator.indicator_id for row in sheet.rows]
    fields = ("possibility", "categories", *TEXTS)
    ui_forms.state(selection, read_entered(sheet, {i: {f: row[names[f]] for f in fields} for i, row in zip(ids, edited, strict=True)}))

if adopt:
    ui_forms.state(selection, read_entered(sheet, {row.assessment.indicator.indicator_id: {"possibility": row.proposed}
                                             for row in sheet.rows if row.proposed and not row.confirmed}))
lacking = [row for row in sheet.rows if row.missing]
st.header(text("monitoring.missing", lang, many=len(lacking)), anchor=False)
if not lacking:
    st.success(text("monitoring.complete", lang), icon=":material/check_circle:")
st.text("\n".join(text("lacking.line", lang, name=name_of(row.assessment.indicator, lang), wanted=text("header.and", lang).join(
    text(f"lacking.{name}", lang) for name in row.missing)) for row in lacking))
