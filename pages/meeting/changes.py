"""自上次以来: what changed since a meeting, in sentences first, then indicator by indicator, promises and entries."""

from datetime import date, timedelta

import streamlit as st

from scorecard import settings, ui, wall
from scorecard.assessment import Assessment
from scorecard.holding import decided, meetings
from scorecard.i18n import day, text
from scorecard.listing import decision_rows, entry_rows
from scorecard.meetings import promises
from scorecard.sentences import adjusted_sentences, label, since_sentences, value_text
from scorecard.ui_header import header
from scorecard.ui_meeting import since_then

selection = ui.select()
lang, store, key = selection.lang, selection.store, (selection.unit_code, selection.fiscal_year)
header(selection, text("page.changes", lang), text("since.subtitle", lang))
first = date(selection.fiscal_year, 1, 1)
references = {m.held_on: "last_meeting" for m in meetings(store, *key) if m.held_on < selection.as_of}
for days, name in ((7, "week_ago"), (28, "month_ago")):
    references.setdefault(max(selection.as_of - timedelta(days=days), first), name)
then = st.selectbox(text("since.reference", lang), list(references), width=320, key=f"since_{selection.as_of}",
                    format_func=lambda d: text(f"since.{references[d]}", lang, day=day(d, lang)))


def href(a: Assessment) -> str:
    """Where a picture leads."""
    return selection.href("indicator", id=a.indicator.indicator_id)


now, since = ui.view(selection), since_then(selection, then)

with st.container(border=True):
    for said in since_sentences(since, lang):
        st.markdown(f"## {said}")
moved = since.moved
seen = [c for c in moved if c.turn or value_text(c.before, lang) != value_text(c.after, lang)]
for turn, name in ((-1, "worse"), (1, "better"), (0, "same_status")):
    group = [(change.before, change.after) for change in seen if change.turn == turn]
    if group:
        st.header(f"{text(f'since.{name}', lang)} :gray[{len(group)}]", anchor=False)
        ui.show(wall.changes_html(group, selection.palette, lang, href), name)
if len(seen) < len(moved):  # a changed payment moves a rate by less than it is shown with, and a score by its points
    st.text(text("since.hidden", lang, names=text("header.and", lang).join(label(c.after, lang) for c in moved if c not in seen)))
st.caption(text("since.unchanged", lang, many=len(since.same)) if moved or since.adjusted else text("since.nothing", lang))
if since.adjusted:
    st.header(text("since.adjusted_title", lang), anchor=False)
    for said in adjusted_sentences(since, lang):
        st.text("• " + said)

decisions = decided(store, *key, now.situation.known_at)
if decisions:
    st.header(text("since.promises", lang), anchor=False)
    standing = [*promises(decisions, selection.as_of),
                *(d for d in decisions if not d.open and d.now.recorded_at and d.now.recorded_at > since.since)]
    st.dataframe(decision_rows(standing, now.budget, lang, selection.as_of, settings.timezone()), hide_index=True, alt=text("since.promises", lang))
if since.entries:
    st.header(f"{text('since.entries_title', lang)} :gray[{len(since.entries)}]", anchor=False)
    st.dataframe(entry_rows(list(since.entries), now.budget, lang, settings.timezone()), hide_index=True, alt=text("since.entries_title", lang),
                 height=min(38 + 35 * len(since.entries), 400))
