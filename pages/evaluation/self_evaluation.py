"""自评: points by rule now and if the pace holds, what raises them most, what a person gives, and a what-if that saves nothing."""

from decimal import Decimal

import streamlit as st

from scorecard import recording, ui, ui_forms, wall
from scorecard.assessment import assess
from scorecard.auth import Action
from scorecard.evaluation import Sheet, evaluate, read_entered
from scorecard.exporting.official_form import handed_in
from scorecard.forms import programme_choices
from scorecard.i18n import full_day, name_of, number, percent, text
from scorecard.palette import primary_label
from scorecard.rules import source_of
from scorecard.sentences import grade_text, how_scored, sentence, target_text, value_text
from scorecard.ui_header import header

TRIALS = ("recall", "training_session", "survey", "payment", "monitoring_point")
selection = ui.select()
lang, view = selection.lang, ui.view(selection)
budget, situation, stated = view.budget, view.situation, selection.store.statements(selection.unit_code, selection.fiscal_year, view.situation.known_at)
header(selection, text("page.self_evaluation", lang), text("evaluation.subtitle", lang))
programme = ui_forms.choose_programme(selection)


def sheet_of(ahead: bool = False) -> Sheet:
    """The programme's form, as it stands or if the pace holds."""
    return evaluate(programme, view.assessments, situation, stated, ahead)


def score(value: Decimal | None) -> str:
    """A score with two decimals; a dash where there is none."""
    return number(value, 2)


now, later = sheet_of(), sheet_of(ahead=True)
signed = next(iter(handed_in(selection.store.submissions(selection.unit_code, selection.fiscal_year), now)), None)
if signed and signed.submitted_at:  # what was signed stands; below it is what the facts say now
    when = full_day(situation.day_of(signed.submitted_at), lang)
    st.success(text("evaluation.handed_in", lang, when=when, total=score(signed.total)), icon=":material/verified:")
metrics = st.columns(3)
executed = text("evaluation.of", lang, score=score(now.execution_score), points=score(now.execution_points))
for column, label, shown, below in (
        (metrics[0], "now", score(now.total), grade_text(now, lang)), (metrics[1], "ahead", score(later.total), grade_text(later, lang)),
        (metrics[2], "execution", executed, text("evaluation.rate", lang, rate=percent(now.execution_rate)))):
    column.metric(text(f"evaluation.{label}", lang), shown, below, delta_color="off", delta_arrow="off", border=True)
if now.missing:
    st.caption(text("evaluation.missing", lang, groups=text("header.and", lang).join(text(f"dimension.{d}", lang) for d in now.missing)))

names = {c: text(f"evaluation.column_{c}", lang) for c in (
    "indicator", "target", "actual", "points", "score", "ahead", "gain", "rule", "takes", "given", "deduction", "reason")}
right = {names[c]: st.column_config.TextColumn(alignment="right") for c in ("actual", "points", "score", "ahead", "gain")}
gains = sorted(((row.points - (row.score or 0), row) for row in now.rows if row.score is None or row.score < row.points), key=lambda g: -g[0])
st.header(text("evaluation.next", lang), anchor=False)
if gains:
    st.dataframe([{names["indicator"]: name_of(row.assessment.indicator, lang), names["gain"]: f"+{score(gain)}",
                   names["takes"]: sentence(row.assessment, lang)} for gain, row in gains[:5]],
                 hide_index=True, alt=text("evaluation.next", lang), column_config=right)
else:
    st.info(text("evaluation.next_none", lang))
st.header(text("evaluation.rows", lang), anchor=False)
st.dataframe([{names["indicator"]: name_of(row.assessment.indicator, lang), names["target"]: target_text(row.assessment, lang),
               names["actual"]: value_text(row.assessment, lang), names["points"]: score(row.points), names["score"]: score(row.score),
               names["ahead"]: score(then.score), names["rule"]: how_scored(row.ruled, lang)}
              for row, then in zip(now.rows, later.rows, strict=True)], hide_index=True, height="content",
             alt=text("evaluation.rows", lang), column_config=right)

st.header(text("evaluation.trial", lang), anchor=False)
with st.container(border=True):
    st.caption(text("evaluation.trial_hint", lang))
    kind = st.pills(text("evaluation.trial_kind", lang), TRIALS, default="recall", required=True, wrap=True, key="trial_kind",
                    format_func=lambda k: text(f"kind.{k}", lang))
    places = {b.name: name_of(b, lang) for b in budget.budget_lines} if kind == "payment" else programme_choices(budget, lang)
    ask = st.columns(3)
    many = ask[0].number_input(text("evaluation.trial_number", lang), 0, 200, 2, key="trial_number")
    place = ask[1].selectbox(text("evaluation.trial_place", lang), list(places), format_func=lambda p: places[p], key=f"trial_place_{kind}")
    people, amount = 20, Decimal(10_000)
    if kind in ("training_session", "survey"):
        people = ask[2].number_input(text("evaluation.trial_people", lang), 1, 10_000, 20, key="trial_people")
    if kind == "payment":
        amount = Decimal(str(ask[2].number_input(text("evaluation.trial_amount", lang), 0.01, 1e8, 10_000.0, key="trial_amount")))
    raws = recording.trial_facts(kind, many, amount, place, people, selection.unit_code, selection.as_of)
    there = recording.imagine(selection.store, raws, situation, today=selection.today) if raws else None
    if there is not None:
        after = assess(there)
        tried = evaluate(programme, after, there, stated)
        changed = recording.changes(view.assessments, after)
        words = {"before": score(now.total), "after": score(tried.total), "difference": f"{tried.total - now.total:+.2f}"}
        st.markdown("**" + text("evaluation.trial_result", lang, **words) + "**　" + grade_text(tried, lang))
        ui.show(wall.effect_html(changed, selection.palette, lang), "trial") if changed else st.caption(text("evaluation.trial_none", lang))

with st.expander(text("evaluation.edit", lang)), st.form(f"edit_{programme.programme_id}", border=False):  # one message for all cells and the button
    st.caption(text("evaluation.edit_hint", lang))
    table = {"execution": [text("points.execution", lang), now.execution_points, None, None, ""]} | {
        row.assessment.indicator.indicator_id: [name_of(row.assessment.indicator, lang), row.points, row.given.points, row.given.deduction or None,
                                                row.given.reason] for row in now.rows}
    shown = [names[c] for c in ("indicator", "points", "given", "deduction", "reason")]
    edited = st.data_editor([dict(zip(shown, [str(v) if isinstance(v, Decimal) else v for v in cells], strict=True)) for cells in table.values()],
                            hide_index=True, disabled=[shown[0]], placeholder="", key=f"points_{programme.programme_id}", alt=text("evaluation.edit", lang),
                            column_config={c: st.column_config.TextColumn() for c in shown})
    save = primary_label(text("evaluation.save", lang), selection.palette)
    if st.form_submit_button(save, type="primary", icon=":material/check:", disabled=not selection.may(Action.STATE)):
        ui_forms.state(selection, read_entered(now, {i: [row[c] for c in shown[1:]] for i, row in zip(table, edited, strict=True)}))
with st.expander(text("evaluation.sources", lang)):
    for section in ("points_with_cost" if now.with_cost else "points", "scoring", "bands", "deviation", "grades"):
        source, sure = source_of(section)
        st.markdown(text("evaluation.source", lang, rule=text(f"rules_section.{section}", lang), source=source, sure=text(f"sure.{sure}", lang)))
