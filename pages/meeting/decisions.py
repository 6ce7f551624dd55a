"""例会与议定事项: hold a meeting, add what is decided, follow up what was promised; nothing is overwritten."""

import streamlit as st

from scorecard import settings, ui, ui_forms
from scorecard.auth import Action
from scorecard.holding import decide, decided, meetings, seals
from scorecard.i18n import day, field_name, name_of, text
from scorecard.listing import decision_rows
from scorecard.meetings import Decision, DecisionState, Step, promises, read_decision, read_step
from scorecard.palette import primary_label
from scorecard.problems import Problem, Refused
from scorecard.ui_header import header

selection = ui.select()
lang, store, key, palette = selection.lang, selection.store, (selection.unit_code, selection.fiscal_year), selection.palette
budget = ui.budgets(selection)[key]
header(selection, text("page.decisions", lang), text("decision.subtitle", lang))
if selection.sample:
    st.info(text("problem.read_only", lang))
decisions, op_key = decided(store, *key), ui_forms.op_key()
sealed = {s.held_on for s in seals(store, selection.unit_code)}
made_on = next((m.held_on for m in meetings(store, *key) if m.held_on not in sealed and m.held_on <= selection.default_as_of), selection.default_as_of)


def keep(step: Step | list[Problem]) -> None:
    """Keep a step and show the page anew, or say what is wrong with it."""
    try:
        if not isinstance(step, Step):
            raise Refused(step)
        decide(store, *key, step, by=selection.by)
        ui_forms.start_anew()
    except Refused as refused:
        ui.show_problems(refused.problems, lang)


def words(decision: Decision) -> str:
    """A decision in one line."""
    late = decision.overdue_days(selection.default_as_of)
    when = text("decision.overdue", lang, days=late) if late else text("decision.due", lang, day=day(decision.now.due_on, lang))
    return f"{decision.now.wording} · {decision.now.owner} · {when}"


with st.form(f"decision_{op_key}"):
    st.markdown(f"## {text('decision.new', lang)}")
    typed: dict[str, object] = {"wording": st.text_area(field_name("wording", lang) + " *", max_chars=500, key=f"wording_{op_key}")}
    cells = st.columns(3)
    typed["owner"] = cells[0].text_input(field_name("owner", lang) + " *", max_chars=60, key=f"owner_{op_key}")
    typed["due_on"] = cells[1].date_input(field_name("due_on", lang) + " *", None, format="YYYY-MM-DD", key=f"due_on_{op_key}")
    choices = {"": text("decision.no_indicator", lang)} | {i.indicator_id: f"{i.indicator_id} {name_of(i, lang)}" for i in budget.indicators}
    typed["indicator_id"] = cells[2].selectbox(text("decision.column_indicator", lang), list(choices), format_func=lambda i: choices[i], key=f"about_{op_key}")
    if st.form_submit_button(primary_label(text("decision.add", lang), palette), type="primary", icon=":material/check:",
                             disabled=not selection.may(Action.MEET)):
        keep(read_decision(typed, made_on, op_key))

waiting = promises(decisions, selection.default_as_of)
st.header(text("decision.open", lang, many=len(waiting)) if waiting else text("decision.none_open", lang), anchor=False)
if waiting:
    st.dataframe(decision_rows(waiting, budget, lang, selection.default_as_of, settings.timezone()), hide_index=True,
                 alt=text("decision.open", lang, many=len(waiting)))
    with st.form(f"step_{op_key}"):
        st.markdown(f"## {text('decision.go_on', lang)}")
        of = {d.now.decision_id: d for d in waiting}
        picked = st.selectbox(text("decision.pick", lang), list(of), format_func=lambda i: words(of[i]), key=f"pick_{op_key}")
        cells = st.columns([2, 3, 2])
        state = cells[0].segmented_control(text("decision.state", lang), [DecisionState.DONE, DecisionState.MOVED, DecisionState.DROPPED], required=True,
                                           default=DecisionState.DONE, format_func=lambda s: text(f"decision.state_{s}", lang), key=f"state_{op_key}")
        reason = cells[1].text_input(text("decision.reason", lang), max_chars=500, key=f"why_{op_key}")
        due_on = cells[2].date_input(text("decision.new_day", lang), None, format="YYYY-MM-DD", key=f"day_{op_key}")
        if st.form_submit_button(primary_label(text("decision.save", lang), palette), type="primary", icon=":material/check:",
                                 disabled=not selection.may(Action.MEET)):
            keep(read_step(of[picked], DecisionState(state), reason, due_on, op_key))
if decisions:
    with st.expander(text("decision.all", lang)):
        st.dataframe(decision_rows(decisions, budget, lang, selection.default_as_of, settings.timezone()), hide_index=True, alt=text("decision.all", lang))
