"""What changed since a meeting equals an independent comparison of two full judgements, week by week and for random journals."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as fast
from hypothesis import strategies as st

from scorecard import settings
from scorecard.assessment import ACT, Situation, assess
from scorecard.auth import local
from scorecard.changes import Since, compare
from scorecard.checking import check
from scorecard.evaluation import evaluate_all
from scorecard.exporting.assessment_json import assessment_document
from scorecard.i18n import LANGUAGES
from scorecard.importing.budget_folder import read_budget_folder
from scorecard.keeping import adopt
from scorecard.opening import open_sample
from scorecard.sentences import since_sentences
from scorecard.store import Store

KEY = ("047022", 2025)


@pytest.fixture(scope="module")
def sample() -> Store:
    return open_sample()


def situation_of(store: Store, day: date, moment: datetime) -> Situation:
    return Situation(store.budgets()[KEY], store.evidence(*KEY, day, moment), day, moment, settings.timezone())


def since(store: Store, then: date, now: date) -> tuple[Since, dict[str, Any], dict[str, Any]]:
    """What changed, and both judgements as documents, as a script outside would compare them."""
    moments = [settings.end_of_day(then), settings.end_of_day(now)]
    both = [situation_of(store, day, moment) for day, moment in zip((then, now), moments, strict=True)]
    judged = [assess(situation) for situation in both]
    sheets = [evaluate_all(a, situation) for a, situation in zip(judged, both, strict=True)]
    found = compare(judged[0], judged[1], (sheets[0], sheets[1]), store.entries(*KEY, moments[1]), moments[0])
    return found, *(assessment_document(situation, a) for situation, a in zip(both, judged, strict=True))  # type: ignore[return-value]


READ = ("value", "status", "band", "completed_on", "achievement_rate", "score")


def independent(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The indicators that read differently in the two documents."""
    then = {i["id"]: i for i in before["indicators"]}
    return {i["id"] for i in after["indicators"] if any(i[name] != then[i["id"]][name] for name in READ)}


@pytest.mark.parametrize("week", range(1, 53))
def test_every_week_of_the_sample_year(sample: Store, week: int) -> None:
    now = date(2025, 1, 1) + timedelta(days=min(7 * week, 364))
    found, before, after = since(sample, now - timedelta(days=7), now)
    assert {c.after.indicator.indicator_id for c in found.moved} == independent(before, after)
    assert len(found.moved) + len(found.same) == 24
    journal = sample.entries(*KEY, settings.end_of_day(now))
    assert [e.entry_id for e in found.entries] == [e.entry_id for e in journal if e.recorded_at > settings.end_of_day(now - timedelta(days=7))]
    assert len(found.new) + len(found.corrected) + len(found.withdrawn) == len(found.entries)
    assert sum(now for _, now in found.groups.values()) == 24
    assert found.count(ACT, False) == sum(i["status"] in ("missed", "at_risk", "behind") for i in after["indicators"])
    for lang in LANGUAGES:
        assert len(since_sentences(found, lang)) >= 2


WEEKS = st.integers(0, 10)
STEP = st.tuples(st.sampled_from(["recall", "survey", "correct", "withdraw"]), WEEKS, WEEKS, st.integers(1, 40))


@given(steps=st.lists(STEP, max_size=12), then=WEEKS)
@fast(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_journals_with_late_entries_corrections_and_withdrawals(
        steps: list[tuple[str, int, int, int]], then: int, budgets_loaded: Callable[[], Store]) -> None:
    store = budgets_loaded()
    first, living = date(2025, 3, 3), list[str]()
    recorded: dict[str, datetime] = {}
    for n, (what, happened, late, many) in enumerate(sorted(steps, key=lambda s: s[1] + s[2])):
        occurred, at = first + timedelta(weeks=happened), datetime(2025, 3, 3, 4) + timedelta(weeks=happened + late, seconds=n)
        raw: dict[str, Any] = {"kind": "recall", "op_key": f"k{n}", "programme": "22", "occurred_on": occurred.isoformat(), "recall_number": f"N{n}",
                               "producer": "甲", "product": "乙", "lots": many}
        if what == "survey":
            raw = {"kind": "survey", "op_key": f"k{n}", "programme": "22", "occurred_on": occurred.isoformat(), "sent": many, "returned": many,
                   "valid": many, "satisfied": many - many // 9}
        if what in ("correct", "withdraw"):
            aim = next((key for key in living if recorded[key] < at), None)
            if aim is None:
                continue
            living.remove(aim)
            raw = {"op_key": f"k{n}", "withdraws": aim} if what == "withdraw" else raw | {"supersedes": aim, "kind": "recall"}
        else:
            living += [f"k{n}"] if what == "recall" else []
        fact = check(raw, store.budgets(), date(2025, 12, 31))
        assert not isinstance(fact, list), fact
        store.record([fact], by=local("tester"), stamps={fact.op_key: (at, "tester")})
        recorded[fact.op_key] = at
    found, before, after = since(store, first + timedelta(weeks=then), first + timedelta(weeks=21))
    assert {c.after.indicator.indicator_id for c in found.moved} == independent(before, after)
    moment = settings.end_of_day(first + timedelta(weeks=then))
    assert {e.fact.op_key for e in found.entries} == {key for key, at in recorded.items() if at > moment}
    store.close()


@pytest.fixture
def budgets_loaded() -> Callable[[], Store]:
    """A function that gives a new store in memory with the approved budget."""
    def make() -> Store:
        store = Store()
        adopt(store, read_budget_folder(settings.BUDGET_FOLDER), by=local("t"))
        return store
    return make
