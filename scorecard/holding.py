"""Meetings and decisions in the store: read as known at a moment, kept as rows that are only ever added."""

from datetime import datetime
from uuid import uuid4

from scorecard import sealing, settings
from scorecard.assessment import Situation, assess
from scorecard.evaluation import evaluate_all
from scorecard.meetings import Decision, DecisionState, Meeting, Step, decisions
from scorecard.problems import Problem, Refused
from scorecard.sealing import Seal
from scorecard.store import LATEST, Store


def meetings(store: Store, unit_code: str, fiscal_year: int, known_at: datetime | None = None) -> list[Meeting]:
    """The meetings of a unit and year, the latest first."""
    return [Meeting(**row) for row in store.ask("meeting/held", unit_code=unit_code, fiscal_year=fiscal_year, known_at=known_at or LATEST)]


def decided(store: Store, unit_code: str, fiscal_year: int, known_at: datetime | None = None) -> list[Decision]:
    """The decisions of a unit and year with their history."""
    steps = store.ask("decision/steps", unit_code=unit_code, fiscal_year=fiscal_year, known_at=known_at or LATEST)
    return decisions(Step(**row | {"state": DecisionState(row["state"])}) for row in steps)


def hold(store: Store, unit_code: str, fiscal_year: int, meeting: Meeting, *, by: str) -> None:
    """Keep what is stated of a meeting."""
    store.keep({"meeting/insert": [{"entry_id": str(uuid4()), "unit_code": unit_code, "fiscal_year": fiscal_year, "held_on": meeting.held_on,
                                    "chaired_by": meeting.chaired_by, "present": meeting.present, "recorded_by": by}]})


def decide(store: Store, unit_code: str, fiscal_year: int, step: Step, *, by: str) -> None:
    """Keep a step of a decision; the same op_key again changes nothing."""
    own = {"entry_id": str(uuid4()), "unit_code": unit_code, "fiscal_year": fiscal_year, "recorded_by": by}
    store.keep({"decision/insert": [vars(step) | own]})


def seals(store: Store, unit_code: str) -> list[Seal]:
    """The sealed meetings of a unit over all years, the first first."""
    return [Seal(**row) for row in store.ask("seal/sealed", unit_code=unit_code)]


def seal(store: Store, unit_code: str, fiscal_year: int, meeting: Meeting, *, by: str) -> Seal:
    """End a meeting: freeze what is known at this moment, chained to the seal before. Refused where it is sealed already, or one after it is."""
    with store.writing() as moment:  # nobody else writes meanwhile: what was logged is in it, or comes after it
        before = seals(store, unit_code)
        if any(s.held_on >= meeting.held_on for s in before):
            raise Refused([Problem("meeting_sealed", values={"day": max(s.held_on for s in before).isoformat()})])
        number, previous = len(before) + 1, before[-1].checksum if before else ""
        budget = store.budgets(moment)[unit_code, fiscal_year]
        situation = Situation(budget, store.evidence(unit_code, fiscal_year, meeting.held_on, moment), meeting.held_on, moment, settings.timezone())
        assessments = assess(situation)
        sheets = evaluate_all(assessments, situation, store.statements(unit_code, fiscal_year, moment))
        content = sealing.content(meeting, assessments, sheets, decided(store, unit_code, fiscal_year, moment), store.entries(unit_code, fiscal_year, moment),
                                  moment, number, previous)
        made = Seal(fiscal_year, meeting.held_on, number, content, sealing.checksum(content), previous, moment, by)
        key = {"seal_id": str(uuid4()), "unit_code": unit_code}
        store.keep({"seal/insert": [vars(made) | key], "seal/register": [key | {"held_on": made.held_on, "checksum": made.checksum}]}, clock=None)
    return made
