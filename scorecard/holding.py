"""Meetings and decisions in the store: read as known at a moment, kept as rows that are only ever added."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import uuid4

from scorecard import sealing, settings
from scorecard.assessment import Assessment, Situation, assess
from scorecard.auth import Action, Actor, Deed
from scorecard.changes import compare
from scorecard.evaluation import Sheet, evaluate_all
from scorecard.exporting.report import Report
from scorecard.i18n import NOTHING
from scorecard.meetings import Decision, DecisionState, Meeting, Note, Place, Step, decisions
from scorecard.model import Rhythm
from scorecard.problems import Problem, Refused
from scorecard.rows import LATEST
from scorecard.sealing import Seal
from scorecard.store import Store


def meetings(store: Store, unit_code: str, fiscal_year: int, known_at: datetime | None = None) -> list[Meeting]:
    """The meetings of a unit and year, the latest first."""
    return [Meeting(**row) for row in store.ask("meeting/held", unit_code=unit_code, fiscal_year=fiscal_year, known_at=known_at or LATEST)]


def decided(store: Store, unit_code: str, fiscal_year: int, known_at: datetime | None = None) -> list[Decision]:
    """The decisions of a unit and year with their history."""
    steps = store.ask("decision/steps", unit_code=unit_code, fiscal_year=fiscal_year, known_at=known_at or LATEST)
    return decisions(Step(**row | {"state": DecisionState(row["state"])}) for row in steps)


def hold(store: Store, unit_code: str, fiscal_year: int, meeting: Meeting, *, by: Actor) -> None:
    """Keep what is stated of a meeting."""
    before = next((m for m in meetings(store, unit_code, fiscal_year) if m.held_on == meeting.held_on), None)
    said = {"chaired_by": meeting.chaired_by, "present": meeting.present, "venue": meeting.venue}
    store.keep({"meeting/insert": [said | {"entry_id": str(uuid4()), "unit_code": unit_code, "fiscal_year": fiscal_year, "held_on": meeting.held_on,
                                           "recorded_by": by.name}]},
               Deed(by, Action.MEET, unit_code, f"meeting {meeting.held_on}", before and {name: getattr(before, name) for name in said}, said), judged=False)


def decide(store: Store, unit_code: str, fiscal_year: int, step: Step, *, by: Actor) -> None:
    """Keep a step of a decision; the same op_key again changes nothing. Refused where it is made in a meeting that is sealed."""
    own = {"entry_id": str(uuid4()), "unit_code": unit_code, "fiscal_year": fiscal_year, "recorded_by": by.name}
    with store.writing():
        known = decided(store, unit_code, fiscal_year)
        if any(made.op_key == step.op_key for decision in known for made in decision.steps):
            return
        if step.op_key == step.decision_id:
            _refuse_sealed(store, unit_code, step.held_on)
        before = next((_told(d.now) for d in known if d.now.decision_id == step.decision_id), None)
        store.keep({"decision/insert": [vars(step) | own]}, Deed(by, Action.MEET, unit_code, f"decision {step.decision_id}", before, _told(step)),
                   judged=False)


def _told(step: Step) -> dict[str, object]:
    """A step as the audit trail tells of it."""
    return {name: value for name, value in vars(step).items() if name not in ("recorded_at", "recorded_by") and value != ""}


def notes(store: Store, unit_code: str, fiscal_year: int, known_at: datetime | None = None) -> list[Note]:
    """What the meetings of a unit and year noted of its indicators, the first first."""
    return [Note(**row) for row in store.ask("note/noted", unit_code=unit_code, fiscal_year=fiscal_year, known_at=known_at or LATEST)]


def note(store: Store, unit_code: str, fiscal_year: int, said: Note, *, by: Actor) -> None:
    """Keep a note; the same op_key again changes nothing. Refused where its meeting is sealed."""
    with store.writing():
        if any(known.op_key == said.op_key for known in notes(store, unit_code, fiscal_year)):
            return
        _refuse_sealed(store, unit_code, said.held_on)
        store.keep({"note/insert": [vars(said) | {"unit_code": unit_code, "fiscal_year": fiscal_year, "recorded_by": by.name}]},
                   Deed(by, Action.MEET, unit_code, f"note {said.held_on} {said.indicator_id}", None, said.wording), judged=False)


def place(store: Store, unit_code: str, fiscal_year: int, held_on: date) -> Place | None:
    """Where a meeting is; None before it has begun."""
    found = store.ask("meeting/place", unit_code=unit_code, fiscal_year=fiscal_year, held_on=held_on)
    return Place(**found[0]) if found else None


def go_to(store: Store, unit_code: str, fiscal_year: int, held_on: date, item: str, *, by: Actor) -> None:
    """Bring an item of a meeting onto the screen."""
    before = place(store, unit_code, fiscal_year, held_on)
    store.keep({"meeting/insert_place": [{"entry_id": str(uuid4()), "unit_code": unit_code, "fiscal_year": fiscal_year, "held_on": held_on, "item": item,
                                          "recorded_by": by.name}]},
               Deed(by, Action.MEET, unit_code, f"meeting {held_on}", before and before.item, item), judged=False)


def assign(store: Store, unit_code: str, fiscal_year: int, owners: Mapping[str, tuple[str, Rhythm]], *, by: Actor) -> None:
    """Who answers for which indicator, and how often it is updated; what stood there before stays in the store."""
    own = {"unit_code": unit_code, "fiscal_year": fiscal_year, "recorded_by": by.name}
    budget = store.budgets().get((unit_code, fiscal_year))
    before = {i.indicator_id: [i.owner, i.rhythm] for i in (budget.indicators if budget else ()) if i.indicator_id in owners}
    store.keep({"budget/insert_responsibility": [own | {"entry_id": str(uuid4()), "indicator_id": indicator_id, "owner": owner, "rhythm": str(rhythm)}
                                                 for indicator_id, (owner, rhythm) in owners.items()]},
               Deed(by, Action.ASSIGN, unit_code, f"{fiscal_year} {', '.join(list(owners)[:9])}", before or None, owners))


def seals(store: Store, unit_code: str) -> list[Seal]:
    """The sealed meetings of a unit over all years, the first first."""
    return [Seal(**row) for row in store.ask("seal/sealed", unit_code=unit_code)]


def seal(store: Store, unit_code: str, fiscal_year: int, meeting: Meeting, *, by: Actor) -> Seal:
    """End a meeting: freeze what is known at this moment, chained to the seal before. Refused where it is sealed already, or one after it is."""
    with store.writing() as moment:  # nobody else writes meanwhile: what was logged is in it, or comes after it
        before = seals(store, unit_code)
        if any(s.held_on >= meeting.held_on for s in before):
            raise Refused([Problem("meeting_sealed", values={"day": max(s.held_on for s in before).isoformat()})])
        made = _drafted(store, unit_code, fiscal_year, meeting, moment, len(before) + 1, before[-1].checksum if before else "", by.name)
        key = {"seal_id": str(uuid4()), "unit_code": unit_code}
        store.keep({"seal/insert": [vars(made) | key], "seal/register": [key | {"held_on": made.held_on, "checksum": made.checksum}]},
                   Deed(by, Action.SEAL, unit_code, f"meeting {made.held_on}", None, {"number": made.number, "checksum": made.checksum}), clock=None,
                   judged=False)
    return made


def report(store: Store, unit_code: str, fiscal_year: int, held_on: date, now: datetime | None = None) -> Report:
    """A meeting for paper: as sealed, or, where it is not, as known at `now` (UTC; a draft). Refused where there was none on that day."""
    key = (unit_code, fiscal_year)
    held = {m.held_on: m for m in meetings(store, *key)}
    if held_on not in held:
        raise Refused([Problem("no_meeting", values={"day": held_on.isoformat(), "known": ", ".join(d.isoformat() for d in held) or NOTHING})])
    made = next((s for s in seals(store, unit_code) if s.held_on == held_on), None) or _drafted(store, *key, held[held_on], now or LATEST, 0, "", "")
    moment = made.sealed_at
    assessments, sheets = _judged(store, *key, held_on, moment)
    before = max((day for day in held if day < held_on), default=None)
    since = None
    if before:
        end = settings.end_of_day(before)
        then, then_sheets = _judged(store, *key, before, end)
        since = compare(then, assessments, (then_sheets, sheets), store.entries(*key, moment), end)
    return Report(store.budgets(moment, held_on)[key], made, tuple(assessments), since, tuple(decided(store, *key, moment)), tuple(notes(store, *key, moment)),
                  settings.timezone())


def _judged(store: Store, unit_code: str, fiscal_year: int, as_of: date, moment: datetime) -> tuple[list[Assessment], list[Sheet]]:
    """Every indicator and every form as of a day, as known at a moment."""
    key = (unit_code, fiscal_year)
    situation = Situation(store.budgets(moment, as_of)[key], store.evidence(*key, as_of, moment), as_of, moment, settings.timezone())
    assessments = assess(situation)
    return assessments, evaluate_all(assessments, situation, store.statements(*key, moment))


def _drafted(store: Store, unit_code: str, fiscal_year: int, meeting: Meeting, moment: datetime, number: int, previous: str, by: str) -> Seal:
    """What a seal of this moment would hold; nothing is kept."""
    assessments, sheets = _judged(store, unit_code, fiscal_year, meeting.held_on, moment)
    content = sealing.content(meeting, assessments, sheets, decided(store, unit_code, fiscal_year, moment), notes(store, unit_code, fiscal_year, moment),
                              store.entries(unit_code, fiscal_year, moment), moment, number, previous)
    return Seal(fiscal_year, meeting.held_on, number, content, sealing.checksum(content), previous, moment, by)


def _refuse_sealed(store: Store, unit_code: str, held_on: date) -> None:
    if any(s.held_on == held_on for s in seals(store, unit_code)):
        raise Refused([Problem("meeting_closed", values={"day": held_on.isoformat()})])
