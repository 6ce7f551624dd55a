"""周例会: hold a meeting on the selected day: who, where, the agenda by rule, and onto the screen."""

from dataclasses import replace

import streamlit as st

from scorecard import ui, ui_meeting
from scorecard.auth import Action
from scorecard.holding import go_to, hold, meetings, seals
from scorecard.i18n import full_day, text
from scorecard.meetings import Meeting
from scorecard.menu import FILES
from scorecard.palette import primary_label
from scorecard.plain_table import table_html
from scorecard.ui_header import header

selection = ui.select()
lang, store, key, held_on = selection.lang, selection.store, (selection.unit_code, selection.fiscal_year), selection.as_of
header(selection, text("page.agenda", lang), text("agenda.subtitle", lang), heavy=True)
held = meetings(store, *key)
last = next((m for m in held if m.held_on <= held_on), Meeting(held_on))
it = last if last.held_on == held_on else replace(last, held_on=held_on)  # chair, people and place as last time, until said otherwise
sealed = any(s.held_on == held_on for s in seals(store, selection.unit_code))
room = ui_meeting.enter(selection)

with st.container(border=True):
    st.markdown(f"## {text('agenda.of', lang, day=full_day(held_on, lang))}")
    with st.form(f"meeting_{held_on}", border=False):
        cells = st.columns(3)
        chaired_by = cells[0].text_input(text("decision.chaired_by", lang), it.chaired_by, max_chars=60)
        venue = cells[1].text_input(text("decision.venue", lang), it.venue, max_chars=100)
        present = cells[2].text_input(text("decision.present", lang), it.present, max_chars=500)
        words = text("agenda.sealed" if sealed else "agenda.look" if not selection.may(Action.MEET) else "agenda.go_on" if room.place else "agenda.start", lang)
        if st.form_submit_button(primary_label(words, selection.palette), type="primary", icon=":material/slideshow:"):
            stated = Meeting(held_on, chaired_by.strip(), present.strip(), venue.strip())
            if selection.may(Action.MEET) and not sealed:
                if last.held_on != held_on or stated != replace(it, opened_at=None):
                    hold(store, *key, stated, by=selection.by)
                if not room.place:
                    go_to(store, *key, held_on, room.items[0].key, by=selection.by)
            st.switch_page(FILES["meeting"], query_params=st.query_params.to_dict() | {"as_of": held_on.isoformat()})
    st.link_button(text("agenda.second_screen", lang), selection.href("meeting", as_of=held_on.isoformat(), follow="1", embed="true"), type="tertiary",
                   icon=":material/open_in_new:")

st.header(text("agenda.items", lang, many=len(room.items)), anchor=False)
columns = [text(f"agenda.column_{name}", lang) for name in ("number", "part", "item", "status")]
ui.show(table_html([dict(zip(columns, (str(n), text(f"meeting.part_{item.part}", lang), *room.words(item)), strict=True))
                    for n, item in enumerate(room.items, start=1)], text("agenda.items", lang, many=len(room.items)), selection.palette), "items")
if held:
    st.header(text("agenda.held", lang), anchor=False)
    columns = [text(f"decision.{name}", lang) for name in ("held_on", "chaired_by", "venue", "present")]
    ui.show(table_html([dict(zip(columns, (m.held_on.isoformat(), m.chaired_by, m.venue, m.present), strict=True)) for m in held],
                       text("agenda.held", lang), selection.palette), "held")
