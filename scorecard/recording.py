"""From a form's answers to the journal: check and record, or show what it would change. The way in of every page and file."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from scorecard.assessment import Assessment, Situation, assess
from scorecard.checking import check
from scorecard.model import Entry
from scorecard.problems import Problem, Refused
from scorecard.store import Store


def new_op_key() -> str:
    """A key nobody else has; keys sort by time, so that of two readings of one day the later one stands."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{uuid4().hex[:12]}"


def save(store: Store, raw: Mapping[str, object], *, today: date, by: str) -> list[Problem]:
    """Check and record one fact: one function, one transaction. What was wrong (then nothing was stored), or nothing."""
    fact = check(raw, store.budgets(), today)
    if isinstance(fact, list):
        return fact
    try:
        store.record([fact], by=by)
    except Refused as refused:
        return refused.problems
    return []


def preview(store: Store, raw: Mapping[str, object], situation: Situation, *, today: date) -> tuple[Assessment, ...] | None:
    """How things would stand with this fact; None while it cannot be saved as it is. Stores nothing."""
    fact = check(raw, store.budgets(), today)
    if isinstance(fact, list):
        return None
    try:
        evidence = store.preview([fact], situation.as_of)
    except Refused:
        return None
    return tuple(assess(replace(situation, evidence=evidence)))


def before(store: Store, entry: Entry, situation: Situation) -> tuple[Assessment, ...]:
    """How things stood just before an entry was recorded."""
    budget = situation.budget
    evidence = store.evidence(budget.unit.unit_code, budget.fiscal_year, situation.as_of, entry.recorded_at - timedelta(microseconds=1))
    return tuple(assess(replace(situation, evidence=evidence)))
