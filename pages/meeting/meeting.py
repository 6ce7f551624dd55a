"""例会模式: one item on the whole screen, what is said of it written below; → and ← lead on. Made for a projector, a clicker and one recorder."""

import streamlit as st

from scorecard import ui, ui_forms, ui_meeting
from scorecard.auth import Action
from scorecard.holding import decide, meetings, note, seal
from scorecard.i18n import field_name, text
from scorecard.meetings import DecisionState, Note, Step, read_conclusion, read_step
from scorecard.menu import FILES
from scorecard.palette import primary_label
from scorecard.problems import Problem, Refused
from scorecard.ui_header import header

selection = ui.select(reopen=False)
lang, store, key, held_on, palette = selection.lang, selection.store, (selection.unit_code, selection.fiscal_year), selection.as_of, selection.palette
room = ui_meeting.enter(selection)
if room.place is None and not selection.sample:
    header(selection, text("page.meeting", lang), text("meeting.not_begun", lang))
    st.page_link(FILES["agenda"], label=text("page.agenda", lang), icon=":material/groups:", query_params=st.query_params.to_dict())
    st.stop()
item, follow = room.item, st.query_params.get("follow") == "1"
above = st.container()  # what is wrong is seen before anything else, whatever the height of the screen
ui.show(room.screen(), "screen")


def keep(said: Step | Note | list[Problem]) -> None:
    """Keep what was typed and show the screen with it, or say what is wrong with it."""
    try:
        if isinstance(said, Step):
            decide(store, *key, said, by=selection.by)
        elif isinstance(said, Note):
            note(store, *key, said, by=selection.by)
        else:
            raise Refused(said)
        ui_forms.start_anew()
    except Refused as refused:
        with above:
            ui.show_problems(refused.problems, lang)


@st.fragment(run_every=2)
def watch() -> None:
    """A second screen: shows what the first one has come to."""
    if ui_meeting.moved_on(room):
        st.rerun()


if follow:
    watch()
    st.stop()
closed = not selection.may(Action.MEET) or room.sealed
writing, back, on, out = st.columns([9, 1.3, 1.3, 1.3], vertical_alignment="bottom")
back.button(text("meeting.back", lang), on_click=room.move, args=(-1,), shortcut="Left", width="stretch", key="back", disabled=not room.leads)
on.button(text("meeting.on", lang), on_click=room.move, args=(1,), shortcut="Right", width="stretch", key="on", disabled=not room.leads)
if out.button(text("meeting.leave", lang), shortcut="Esc", width="stretch", key="leave"):
    st.switch_page(FILES["agenda"], query_params={name: value for name, value in st.query_params.to_dict().items() if name not in ("item", "op")})
with writing:
    if item.key == "close":
        st.text(text("meeting.sealed" if room.sealed else "meeting.sample" if selection.sample else "meeting.before_seal", lang))
        row = st.container(horizontal=True)
        seals = not closed and selection.may(Action.SEAL)
        if seals and row.button(primary_label(text("sealed.seal_now", lang), palette), type="primary", icon=":material/lock:", key="seal"):
            try:
                seal(store, *key, next(m for m in meetings(store, *key) if m.held_on == held_on), by=selection.by)
                st.rerun()
            except Refused as refused:
                with above:
                    ui.show_problems(refused.problems, lang)
        if not selection.sample:
            with row:
                ui_meeting.downloads(selection, held_on)
        st.stop()
    op_key = ui_forms.op_key()
    with st.form(f"said_{item.key}_{op_key}", border=False, enter_to_submit=False):
        promise = room.decisions.get(item.decision_id)
        if promise and promise.open:
            cells = st.columns([2, 5, 2, 1.3], vertical_alignment="bottom")
            state = cells[0].selectbox(text("decision.state", lang), [DecisionState.DONE, DecisionState.MOVED, DecisionState.DROPPED],  # arrows lead on
                                       format_func=lambda s: text(f"decision.state_{s}", lang), key=f"state_{op_key}")
            reason = cells[1].text_input(text("decision.reason", lang), max_chars=500, key=f"why_{op_key}")
            due_on = cells[2].date_input(text("decision.new_day", lang), None, format="YYYY-MM-DD", key=f"day_{op_key}")
            if cells[3].form_submit_button(primary_label(text("decision.add", lang), palette), type="primary", icon=":material/check:", disabled=closed,
                                           width="stretch"):
                keep(read_step(promise, DecisionState(state), reason, due_on, op_key))
        else:
            cells = st.columns([5, 2, 2, 1.3], vertical_alignment="bottom")
            typed: dict[str, object] = {"indicator_id": item.indicator_id}
            typed["wording"] = cells[0].text_input(text("meeting.conclusion", lang), max_chars=500, key=f"wording_{op_key}",
                                                   placeholder=text("meeting.conclusion_hint", lang))
            typed["owner"] = cells[1].selectbox(field_name("owner", lang), room.people, None, accept_new_options=True, key=f"owner_{op_key}",
                                                placeholder=text("meeting.owner_hint", lang))
            typed["due_on"] = cells[2].date_input(field_name("due_on", lang), None, format="YYYY-MM-DD", key=f"due_on_{op_key}")
            if cells[3].form_submit_button(primary_label(text("decision.add", lang), palette), type="primary", icon=":material/check:", disabled=closed,
                                           width="stretch"):
                keep(read_conclusion(typed, held_on, op_key))
