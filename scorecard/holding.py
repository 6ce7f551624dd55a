"""Meetings and decisions in the store: read as known at a moment, kept as rows that are only ever added."""

from datetime import datetime
from uuid import uuid4

from scorecard.meetings import Decision, DecisionState, Meeting, Step, decisions
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
    store.keep("meeting/insert", [{"entry_id": str(uuid4()), "unit_code": unit_code, "fiscal_year": fiscal_year, "held_on": meeting.held_on,
                                   "chaired_by": meeting.chaired_by, "present": meeting.present, "recorded_by": by}])


def decide(store: Store, unit_code: str, fiscal_year: int, step: Step, *, by: str) -> None:
    """Keep a step of a decision; the same op_key again changes nothing."""
    store.keep("decision/insert", [vars(step) | {"entry_id": str(uuid4()), "unit_code": unit_code, "fiscal_year": fiscal_year, "recorded_by": by}])
