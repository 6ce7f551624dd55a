"""封存的例会: a meeting as it was when it ended, to the digit; what is known today about that day stands beside it, marked."""

from dataclasses import replace
from datetime import UTC

import streamlit as st

from scorecard import settings, ui, ui_meeting
from scorecard.auth import Action
from scorecard.holding import meetings, seal, seals
from scorecard.i18n import NOTHING, full_day, text
from scorecard.menu import FILES
from scorecard.palette import primary_label
from scorecard.problems import Refused
from scorecard.sentences import label, value_text
from scorecard.ui_header import header

selection = ui.select(reopen=False)
lang, store, key = selection.lang, selection.store, (selection.unit_code, selection.fiscal_year)
header(selection, text("page.sealed", lang), text("sealed.subtitle", lang))
kept = [s for s in seals(store, selection.unit_code) if s.fiscal_year == selection.fiscal_year]
waiting = [m for m in meetings(store, *key) if not kept or m.held_on > kept[-1].held_on]
if waiting and selection.may(Action.SEAL):
    with st.popover(text("sealed.seal", lang, day=full_day(waiting[0].held_on, lang)), icon=":material/lock:"):
        st.text(text("sealed.confirm", lang))
        if st.button(primary_label(text("sealed.seal_now", lang), selection.palette), type="primary"):
            try:
                made = seal(store, *key, waiting[0], by=selection.by)
                st.query_params["meeting"] = made.held_on.isoformat()
                st.rerun()
            except Refused as refused:
                ui.show_problems(refused.problems, lang)
if not kept:
    st.info(text("sealed.none", lang))
    st.page_link("pages/meeting/decisions.py", label=text("page.decisions", lang), icon=":material/checklist:")
    st.stop()
days = {s.held_on.isoformat(): s for s in reversed(kept)}
asked = st.query_params.get("meeting")
chosen = st.selectbox(text("sealed.which", lang), list(days), list(days).index(asked) if asked in days else 0, width=320, key=f"sealed_{len(days)}_{asked}",
                      format_func=lambda d: full_day(days[d].held_on, lang))
if chosen != asked:
    st.query_params["meeting"] = chosen
it = days[chosen]
document = it.document
local = it.sealed_at.replace(tzinfo=UTC).astimezone(settings.timezone())
with st.container(border=True):
    sound = text("sealed.sound" if it.sound else "sealed.touched", lang)
    (st.success if it.sound else st.error)(sound, icon=":material/verified:" if it.sound else ":material/gpp_bad:")
    st.text(text("sealed.by", lang, number=it.number, at=f"{local:%Y-%m-%d %H:%M}", by=it.sealed_by, checksum=it.checksum[:16]))
    st.text(text("sealed.there", lang, chair=document["chaired_by"] or NOTHING, present=document["present"] or NOTHING, venue=document.get("venue") or NOTHING))

with st.container(horizontal=True):
    ui_meeting.downloads(selection, it.held_on)
    st.page_link(FILES["overview"], label=text("sealed.reopen", lang), icon=":material/history:", query_params=ui.address(meeting=it.held_on.isoformat()))
today = {a.indicator.indicator_id: a for a in ui.view(replace(selection, as_of=it.held_on, asked_known_at=None)).assessments}  # that day, as it is known now
columns = {c: text(f"sealed.column_{c}", lang) for c in ("indicator", "status", "target", "value", "today", "sentence")}


def row(sealed: dict[str, object]) -> dict[str, str]:
    """One indicator as it was, with what is known today of that day where it differs."""
    a, read, said, aim = today.get(str(sealed["id"])), sealed["read"], sealed["sentence"], sealed["target"]
    assert isinstance(read, dict) and isinstance(said, dict) and isinstance(aim, dict)
    later = value_text(a, lang) if a else ""
    name = label(a, lang) if a else str(sealed["name"])
    return dict(zip(columns.values(), (name, text(f"status.{sealed['status']}", lang), aim[lang], read[lang], later if later != read[lang] else "", said[lang]),
                    strict=True))


rows = [row(sealed) for sealed in document["indicators"]]
st.header(text("sealed.indicators", lang, total=document["total_score"] or NOTHING), anchor=False)
st.dataframe(rows, hide_index=True, height="content", alt=text("sealed.indicators", lang, total=document["total_score"] or NOTHING))
changed = sum(bool(found[columns["today"]]) for found in rows)
st.caption(text("sealed.changed" if changed else "sealed.unchanged", lang, many=changed))
if document["decisions"]:
    st.header(text("since.promises", lang), anchor=False)
    st.dataframe([{text("decision.column_wording", lang): d["wording"], text("decision.column_owner", lang): d["owner"],
                   text("decision.column_due", lang): d["due_on"], text("decision.column_state", lang): text(f"decision.state_{d['state']}", lang)}
                  for d in document["decisions"]], hide_index=True, alt=text("since.promises", lang))
