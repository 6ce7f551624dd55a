"""Lists as text of the page: the entries that an indicator's number is made of, what meetings said of it, the latest of the journal."""

from collections.abc import Sequence

import streamlit as st

from scorecard import settings, ui
from scorecard.assessment import Assessment
from scorecard.auth import Action
from scorecard.holding import decided, notes
from scorecard.i18n import text
from scorecard.listing import behind, entry_rows, meeting_rows, table
from scorecard.model import Entry
from scorecard.plain_table import table_html
from scorecard.selecting import View
from scorecard.ui import Selection

LATEST, RECENT = 50, 30
"""Entries that are text of the page, of an indicator (all of them are a table to sort, for whoever opens it) and of the journal."""
HIGH = 400
"""Pixels of a list, which scrolls by itself beyond."""


def show_entries(selection: Selection, view: View, a: Assessment) -> None:
    """The latest entries, and all of them on request."""
    lang, palette = selection.lang, selection.palette
    stamp = (view.stamp, a.indicator.indicator_id, palette.name, lang)

    def counted() -> list[Entry]:
        return behind(a, selection.store.entries(selection.unit_code, selection.fiscal_year, selection.known_at))

    def rows(entries: Sequence[Entry]) -> list[dict[str, str]]:
        return entry_rows(entries, view.budget, lang, settings.timezone())

    def latest() -> tuple[int, str]:
        entries = counted()
        return len(entries), table_html(rows(entries[:LATEST]), text("indicator.entries", lang, many=len(entries)), palette, high=HIGH)

    many, newest = ui.drawn((*stamp, "entries"), latest)
    title = text("indicator.entries", lang, many=many)
    st.header(title + (f" :gray[{text('indicator.latest', lang, many=LATEST)}]" if many > LATEST else ""), anchor=False)
    if many:
        ui.show(newest, "entries")
        every = st.expander(text("indicator.every_entry", lang, many=many), icon=":material/table_view:", key="every_entry", on_change="rerun")
        if every.open:
            every.dataframe(ui.drawn((*stamp, "every_entry"), lambda: table(rows(counted()))), hide_index=True, height=min(38 + 35 * many, HIGH), alt=title)
    else:
        st.info(text("indicator.no_entries", lang))
        if selection.may(Action.RECORD):
            st.page_link("pages/monitoring/record.py", label=text("overview.log_first", lang), icon=":material/edit_note:")


def show_meetings(selection: Selection, a: Assessment) -> None:
    """What meetings decided and noted of the indicator."""
    lang, of = selection.lang, (selection.store, selection.unit_code, selection.fiscal_year, selection.known_at)
    said = meeting_rows(decided(*of), notes(*of), a.indicator.indicator_id, lang)
    if said:
        title = text("indicator.meetings", lang, many=len(said))
        st.header(title, anchor=False)
        ui.show(table_html(said, title, selection.palette, high=HIGH), "meetings")


def show_recent(selection: Selection, view: View, entries: Sequence[Entry]) -> None:
    """The latest entries of the journal."""
    lang, palette = selection.lang, selection.palette
    ui.show(ui.drawn((view.stamp, palette.name, lang, "recent"), lambda: table_html(
        entry_rows(entries[:RECENT], view.budget, lang, settings.timezone()), text("record.recent", lang), palette, high=HIGH)), "recent")
