"""From a form's answers to the journal: check and record, or show what it would change. The way in of every page and file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from scorecard.assessment import Assessment, Situation, assess
from scorecard.auth import Actor
from scorecard.changes import read
from scorecard.checking import check
from scorecard.model import Entry
from scorecard.problems import Problem, Refused
from scorecard.store import Store


def new_op_key() -> str:
    """A key nobody else has; keys sort by time, so that of two readings of one day the later one stands."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{uuid4().hex[:12]}"


def save(store: Store, raw: Mapping[str, object], *, today: date, by: Actor) -> list[Problem]:
    """Check and record one fact: one function, one transaction. What was wrong (then nothing was stored), or nothing. The same fact twice is no problem; a form
    that was saved before and changed since is one: what stands in it now would be taken for saved."""
    fact = check(raw, store.budgets(as_of=today), today)
    if isinstance(fact, list):
        return fact
    try:
        recorded = store.record([fact], by=by)
    except Refused as refused:
        return refused.problems
    return [Problem("saved_with_other_content")] if recorded.differing else []


def preview(store: Store, raw: Mapping[str, object], situation: Situation, *, today: date) -> tuple[Assessment, ...] | None:
    """How things would stand with this fact; None while it cannot be saved as it is. Stores nothing."""
    there = imagine(store, [raw], situation, today=today)
    return None if there is None else tuple(assess(there))


def imagine(store: Store, raws: Sequence[Mapping[str, object]], situation: Situation, *, today: date) -> Situation | None:
    """The situation with these facts in it; None where they could not be saved as they are. Stores nothing."""
    budgets, facts = store.budgets(as_of=today), []
    for raw in raws:
        fact = check(raw, budgets, today)
        if isinstance(fact, list):
            return None
        facts.append(fact)
    try:
        return replace(situation, evidence=store.preview(facts, situation.as_of, situation.known_at))
    except Refused:
        return None


def trial_facts(kind: str, number: int, amount_yuan: Decimal, place: str, people: int, unit_code: str, on: date) -> list[dict[str, object]]:
    """试算: `number` made-up facts of a kind. place: the programme's id, for a payment the budget line; people: in each session or survey."""
    own: dict[str, dict[str, object]] = {
        "recall": {"programme": place, "producer": "trial", "product": "trial", "lots": 1},
        "training_session": {"programme": place, "title": "trial", "attended": people, "assessed": people, "passed": people},
        "survey": {"programme": place, "sent": people, "returned": people, "valid": people, "satisfied": people},
        "payment": {"budget_line": place, "amount_yuan": str(amount_yuan), "compliant": True},
        "monitoring_point": {"programme": place, "name": "trial"},
    }
    numbered = {"recall": "recall_number", "payment": "voucher"}
    return [{"kind": kind, "op_key": key, "unit": unit_code, "occurred_on": on.isoformat(), **own[kind], **({numbered[kind]: key} if kind in numbered else {})}
            for key in (f"trial-{uuid4()}" for _ in range(number))]


def changes(before: Sequence[Assessment], after: Sequence[Assessment]) -> list[tuple[Assessment, Assessment]]:
    """The indicators that read differently, before and after."""
    return [(b, a) for b, a in zip(before, after, strict=True) if read(b) != read(a)]


def before(store: Store, entry: Entry, situation: Situation) -> tuple[Assessment, ...]:
    """How things stood just before an entry was recorded."""
    budget = situation.budget
    evidence = store.evidence(budget.unit.unit_code, budget.fiscal_year, situation.as_of, entry.recorded_at - timedelta(microseconds=1))
    return tuple(assess(replace(situation, evidence=evidence)))
