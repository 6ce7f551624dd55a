"""A meeting as the pages hold it: its agenda, where it is, what comes onto the screen."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from scorecard import meeting_screens, settings, ui
from scorecard.agenda import Item, agenda, beside, rest
from scorecard.assessment import Assessment
from scorecard.auth import Action
from scorecard.changes import Since, compare
from scorecard.evaluation import evaluate_all
from scorecard.exporting.form_file import REPORTS, report_file
from scorecard.forecast import Forecast
from scorecard.holding import decided, go_to, meetings, notes, place, report, seals
from scorecard.i18n import day, name_of, text
from scorecard.meeting_screens import Frame, Said
from scorecard.meetings import Decision, Note, Place
from scorecard.outlook import outlook
from scorecard.problems import Refused
from scorecard.selecting import View
from scorecard.sentences import label


@dataclass(frozen=True)
class Room:
    """Everything a meeting has before it. before: the day it compares with; items: as known when it began; view, decisions, notes: as known now."""

    selection: ui.Selection
    before: date
    view: View
    since: Since
    items: list[Item]
    decisions: dict[str, Decision]
    notes: list[Note]
    place: Place | None
    sealed: bool

    @property
    def item(self) -> Item:
        """What is on the screen."""
        now = str(st.query_params.get("item")) if self.selection.sample else self.place.item if self.place else ""
        return next((item for item in self.items if item.key == now), self.items[0])

    def indicator(self, indicator_id: str) -> Assessment | None:
        """An indicator as it is judged now."""
        return next((a for a in self.view.assessments if a.indicator.indicator_id == indicator_id), None)

    @property
    def people(self) -> list[str]:
        """Who answers for something already."""
        there = {d.now.owner for d in self.decisions.values()} | {a.indicator.owner for a in self.view.assessments}
        return sorted(there - {""})

    def words(self, item: Item) -> tuple[str, str]:
        """An item in a table: what it is about, where it stands."""
        lang, of = self.selection.lang, self.selection.as_of
        if item.decision_id:
            d = self.decisions[item.decision_id]
            late = d.overdue_days(of)
            standing = text("decision.overdue", lang, days=late) if late else text("decision.due", lang, day=day(d.now.due_on, lang))
            return f"{d.now.wording} · {d.now.owner}", standing if d.open else text(f"decision.state_{d.now.state}", lang)
        a = self.indicator(item.indicator_id)
        if a:
            return label(a, lang), text(f"status.{a.status}", lang)
        return text(f"meeting.{item.key}_item", lang), ""

    @property
    def leads(self) -> bool:
        """Whether the visitor leads the meeting on; in the sample year everybody does, for himself."""
        return self.selection.sample or self.selection.may(Action.MEET)

    def move(self, step: int) -> None:
        """To the next item, or the one before: counted from where the meeting is, whoever brought it there."""
        selection = self.selection
        key, by = (selection.unit_code, selection.fiscal_year), selection.by
        if selection.sample:
            st.query_params["item"] = beside(self.items, self.item.key, step)
            return
        now = place(selection.store, *key, selection.as_of)
        to = beside(self.items, now.item if now else "", step)
        if not now or to != now.item:
            try:
                go_to(selection.store, *key, selection.as_of, to, by=by)
            except Refused as refused:  # before the page is drawn: it stands above it
                ui.show_problems(refused.problems, selection.lang)

    def said(self, item: Item) -> Said:
        """What was decided or noted of an item's indicator: before this meeting, and in it."""
        held_on = self.selection.as_of
        about: list[tuple[bool, datetime, Decision | Note]] = []
        for d in self.decisions.values():
            if item.indicator_id and d.now.indicator_id == item.indicator_id and d.now.decision_id != item.decision_id:
                about.append((d.steps[0].held_on == held_on, d.steps[0].recorded_at or datetime.min, d))
        for n in self.notes:
            if item.indicator_id and n.indicator_id == item.indicator_id and n.held_on <= held_on:
                about.append((n.held_on == held_on, n.recorded_at or datetime.min, n))
        about.sort(key=lambda kept: kept[1])
        return Said(tuple(kept for now, _, kept in about if not now), tuple(kept for now, _, kept in about if now))

    def clocks(self) -> tuple[int | None, int | None]:
        """Seconds on this item, and in all; none in the sample, before it began, and once it is sealed."""
        if not self.place or self.sealed:
            return None, None
        now = datetime.now(UTC).replace(tzinfo=None)
        return tuple(int((now - at).total_seconds()) for at in (self.place.arrived_at, self.place.began_at))  # type: ignore[return-value]

    def screen(self) -> str:
        """The picture of the item that is on the screen."""
        s, item = self.selection, self.item
        on_item, in_all = self.clocks()
        frame = Frame(item.part, self.items.index(item) + 1, len(self.items), on_item, in_all, s.sample, s.palette, s.lang)
        a = self.indicator(item.indicator_id)
        if item.decision_id:
            d = self.decisions[item.decision_id]
            return meeting_screens.of_promise(frame, d, d.overdue_days(s.as_of), (d.now.due_on - s.as_of).days, a, self.said(item))
        if a:
            found = outlook(a, self.view.situation)
            parts = [p for p in self.view.assessments if p.indicator.part_of == item.indicator_id]
            return meeting_screens.of_indicator(frame, a, item.forms, self.view.budget.plan(item.indicator_id), found if isinstance(found, Forecast) else None,
                                                parts, self.said(item))
        if item.key == "rest":
            return meeting_screens.of_rest(frame, [self.indicator(r.indicator.indicator_id) or r for r in rest(self.items, self.view.assessments)])
        if item.key == "changes":
            known = self.decisions.values()
            done = sum(not d.open and (d.now.recorded_at or datetime.min) > self.since.since for d in known)
            return meeting_screens.of_changes(frame, self.since, day(self.before, s.lang),
                                              (done, sum(d.overdue_days(s.as_of) > 0 for d in known)))
        return meeting_screens.of_close(frame, *self.decided_here())

    def decided_here(self) -> tuple[list[Decision], list[Decision], list[tuple[str, Note]]]:
        """What this meeting decided, what it moved on, what it noted (with the indicator's name)."""
        s = self.selection
        made = [d for d in self.decisions.values() if d.steps[0].held_on == s.as_of]
        began = self.place.began_at if self.place else datetime.max
        went_on = [d for d in self.decisions.values() if d not in made and len(d.steps) > 1 and (d.now.recorded_at or datetime.min) >= began]
        noted = [(name_of(a.indicator, s.lang), n) for n in self.notes if n.held_on == s.as_of and (a := self.indicator(n.indicator_id))]
        return made, went_on, noted


def downloads(selection: ui.Selection, held_on: date) -> None:
    """What is written of a meeting, each made when it is asked for."""
    key = (selection.unit_code, selection.fiscal_year)
    for kind, (_, ending, media) in REPORTS.items():
        def made(kind: str = kind) -> bytes:
            return report_file(report(selection.store, *key, held_on, datetime.now(UTC).replace(tzinfo=None)), kind, selection.lang)
        words = text(f"report.{kind}", selection.lang)
        st.download_button(f"{words} · {ending}", made, f"{selection.unit_code}_{held_on}_{words}.{ending}", media, on_click="ignore",
                           icon=":material/download:", key=f"download_{kind}")


def moved_on(room: Room) -> bool:
    """Whether the meeting is somewhere else by now, or something was written in it."""
    s, key = room.selection, (room.selection.unit_code, room.selection.fiscal_year)
    steps, written = sum(len(d.steps) for d in room.decisions.values()), decided(s.store, *key, s.known_at)
    return (place(s.store, *key, s.as_of), sum(len(d.steps) for d in written), len(notes(s.store, *key, s.known_at))) != (room.place, steps, len(room.notes))


def enter(selection: ui.Selection) -> Room:
    """The meeting of the selected day."""
    store, key, held_on = selection.store, (selection.unit_code, selection.fiscal_year), selection.as_of
    there = None if selection.sample else place(store, *key, held_on)
    began = there.began_at if there else selection.known_at
    before = max((m.held_on for m in meetings(store, *key) if m.held_on < held_on), default=max(held_on - timedelta(days=7), held_on.replace(month=1, day=1)))
    since = since_then(selection, before, began)
    promised = [d for d in decided(store, *key, began) if d.steps[0].held_on < held_on]
    items = agenda(promised, since.now, since.moved, held_on)
    decisions = {d.now.decision_id: d for d in decided(store, *key, selection.known_at)}
    sealed = any(s.held_on == held_on for s in seals(store, selection.unit_code))
    return Room(selection, before, ui.view(selection), since_then(selection, before), items, decisions, notes(store, *key, selection.known_at), there, sealed)


def since_then(selection: ui.Selection, then: date, known_at: datetime | None = None) -> Since:
    """What changed from the end of a day to the selected day, as known at a moment (the page's own, where none is given)."""
    return _since(selection.sample, selection.store.version, selection.unit_code, selection.fiscal_year, then, selection.as_of, known_at or selection.known_at)


@st.cache_resource(max_entries=32, show_spinner=False)
def _since(sample: bool, version: int, unit_code: str, fiscal_year: int, then: date, as_of: date, known_at: datetime | None) -> Since:
    store, end = ui.store_of(sample), settings.end_of_day(then)
    views = [ui.judged(sample, version, unit_code, fiscal_year, *clocks) for clocks in ((then, end), (as_of, known_at))]
    before, now = (evaluate_all(v.assessments, v.situation, store.statements(unit_code, fiscal_year, v.situation.known_at)) for v in views)
    return compare(views[0].assessments, views[1].assessments, (before, now), store.entries(unit_code, fiscal_year, known_at), end)
