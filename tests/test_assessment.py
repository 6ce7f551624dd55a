"""Facts -> how each indicator stands. The worked cases stand in cases/assessment.toml; here are the ones that need another budget."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard.assessment import ACT, CALM, MEND, Assessment, Shape, Situation, Status, assess, shape_of
from scorecard.auth import local
from scorecard.i18n import round_half_up
from scorecard.keeping import set_plan
from scorecard.measures import MEASURES
from scorecard.model import Budget, Evidence, Increment, Indicator, Plan
from scorecard.rows import ADJUSTMENTS
from scorecard.store import Store
from scorecard.targets import Comparison, Target

CASES = tomllib.loads((Path(__file__).parent / "cases" / "assessment.toml").read_text(encoding="utf-8"))["case"]
BOTH_STORES = True
KEY = ("047022", 2025)


def rounded(value: Decimal | int | None, like: str) -> str:
    places = len(like.partition(".")[2])
    return "" if value is None else str(round_half_up(Decimal(value), places))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["says"][:60])
def test_case(case: dict[str, Any], store: Store, raw: Callable[..., dict[str, Any]], checked: Callable[..., list[Any]],
              judged: Callable[..., dict[str, Assessment]]) -> None:
    logged = []
    for fact in case["facts"]:
        day, times, at = fact["on"], fact.get("times", 1), fact.get("recorded", datetime.combine(fact["on"], time(8)))
        own = {name: value for name, value in fact.items() if name not in ("on", "times", "recorded")}
        logged += [(at, raw(**own, occurred_on=day.isoformat())) for _ in range(times)]
    for at, written in sorted(logged, key=lambda pair: pair[0]):
        store.record(facts := checked(written), by=local("tester"), stamps={f.op_key: (at, "tester") for f in facts} if at else None)
    for indicator_id, months in case.get("plans", {}).items():
        set_plan(store, *KEY, Plan(indicator_id, tuple(Decimal(m) for m in months)), by=local("tester"))
    for row in case["expect"]:
        a = judged(store, row["as_of"], row.get("known_at"))[row["id"]]
        told = {"value": a.value, "expected": a.expected, "required": a.required_rate, "spare": a.spare, "rate": a.achievement_rate}
        shown = {name: rounded(value, row[name]) for name, value in told.items() if name in row}
        shown |= {name: getattr(a, name) for name in ("status", "days_left", "days_since", "closed", "hindsight", "completed_on", "band", "planned")
                  if name in row}
        assert shown == {name: value for name, value in row.items() if name not in ("as_of", "id", "known_at")}, row


# --- shapes and statuses --------------------------------------------------------------------------------------------


def test_the_shape_of_every_approved_indicator(budget: Budget) -> None:
    shapes: dict[Shape, set[str]] = {}
    for indicator in budget.indicators:
        shapes.setdefault(shape_of(indicator), set()).add(indicator.indicator_id)
    assert shapes == {
        Shape.COUNT: {"21-01", "22-03", "22-04", "23-05", "23-06", "23-07"}, Shape.CAP: {"22-01", "22-02", "23-02", "23-03"},
        Shape.RATIO: {"22-05", "22-09", "23-08", "23-14"}, Shape.EQUAL: {"22-06", "23-09"}, Shape.EXECUTION: {"23-01"},
        Shape.DEADLINE: {"22-07", "23-10"}, Shape.QUALITATIVE: {"22-08", "23-04", "23-11", "23-12", "23-13"}}


def test_statuses_are_told_in_three_groups() -> None:
    assert sorted((*ACT, *MEND, *CALM)) == sorted(Status)
    assert [s.severity for s in Status] == list(range(8))


def test_every_indicator_in_the_order_of_the_tables(budget: Budget) -> None:
    found = assess(Situation(budget, nothing(), date(2025, 7, 2)))
    assert [a.indicator for a in found] == list(budget.indicators)
    assert {a.status for a in found} == {Status.NO_ENTRY}


# --- pure: without a store ------------------------------------------------------------------------------------------


def nothing() -> Evidence:
    return {name: [] for name in (*MEASURES, ADJUSTMENTS)}


def step(number: int = 1, on: date = date(2025, 6, 20), programme_id: str = "22", indicator_id: str | None = None, numerator: object = 1,
         denominator: object = None) -> Increment:
    return Increment(programme_id, None, indicator_id, on, datetime.combine(on, time(8)), Decimal(str(numerator)),
                     None if denominator is None else Decimal(str(denominator)), f"e{number}", f"k{number}")


def one(budget: Budget, indicator: Indicator, steps: list[Increment], as_of: date, known_at: datetime | None = None) -> Assessment:
    """The assessment of one indicator put in the place of the whole table."""
    evidence = nothing() | {indicator.measure: steps}
    return assess(Situation(replace(budget, indicators=(indicator,)), evidence, as_of, known_at))[0]


def like(budget: Budget, which: str, **changed: Any) -> Indicator:
    found = budget.indicator(which)
    assert found is not None
    return replace(found, **changed)


def test_a_day_met_late_is_missed_and_the_day_itself_is_in_time(budget: Budget) -> None:
    due = like(budget, "22-07", target=Target(Comparison.BEFORE, deadline=date(2025, 6, 30)))
    for on, status in ((date(2025, 6, 30), Status.DONE), (date(2025, 6, 1), Status.DONE), (date(2025, 7, 1), Status.MISSED)):
        a = one(budget, due, [step(on=on, indicator_id="22-07")], date(2025, 7, 2))
        assert (a.status, a.completed_on, a.days_left) == (status, on, -2)


def test_a_whole_is_complete_on_the_day_of_its_last_part(budget: Budget) -> None:
    other = like(budget, "22-07", indicator_id="21-02", programme_id="21", form="21")
    both = replace(budget, indicators=(*budget.indicators, other))
    for done, completed in ((["22-07"], None), (["22-07", "21-02"], date(2025, 11, 2))):
        steps = [step(n, date(2025, 11, n), indicator_id=i) for n, i in enumerate(done, start=1)]
        found = {a.indicator.indicator_id: a for a in assess(Situation(both, nothing() | {"completion": steps}, date(2025, 12, 1)))}
        assert found["23-10"].completed_on == completed
        assert found["22-07"].completed_on == date(2025, 11, 1)


def test_exactly_so_many(budget: Budget) -> None:
    twice = like(budget, "22-04", target=Target(Comparison.EQUAL, Decimal(2), measure_word="次"))
    july, end = date(2025, 7, 2), date(2025, 12, 31)
    for held, in_july, at_end in ((1, Status.ON_TRACK, Status.MISSED), (2, Status.ON_TRACK, Status.DONE), (3, Status.AT_RISK, Status.MISSED)):
        steps = [step(n) for n in range(held)]
        assert one(budget, twice, steps, july).status == in_july, held
        assert one(budget, twice, steps, end).status == at_end, held


def test_between_two_bounds(budget: Budget) -> None:
    between = like(budget, "22-09", measure="reading", target=Target(Comparison.RANGE, low=Decimal(90), high=Decimal(95), measure_word="%"))
    for value, status in ((89, Status.AT_RISK), (90, Status.ON_TRACK), (95, Status.ON_TRACK), (96, Status.AT_RISK)):
        a = one(budget, between, [step(indicator_id="22-09", numerator=value)], date(2025, 7, 2))
        assert (a.status, a.value) == (status, value)


def test_the_latest_reading_stands_and_a_typed_rate_has_no_pace(budget: Budget) -> None:
    standard = like(budget, "22-09", measure="reading", target=Target(Comparison.AT_MOST, Decimal(3000), measure_word="元/人"))
    steps = [step(1, date(2025, 5, 1), indicator_id="22-09", numerator=3500), step(2, date(2025, 6, 1), indicator_id="22-09", numerator=2900)]
    a = one(budget, standard, steps, date(2025, 7, 2))
    assert (a.value, a.expected, a.status) == (Decimal(2900), None, Status.ON_TRACK)
    assert one(budget, standard, steps[:1], date(2025, 7, 2)).status == Status.AT_RISK


def test_a_target_that_names_no_number_judges_nothing(budget: Budget) -> None:
    average = like(budget, "22-09", measure="reading", target=Target(Comparison.AT_MOST, wording="辖区平均标准", measure_word="%"))
    assert one(budget, average, [step(indicator_id="22-09", numerator=3)], date(2025, 7, 2)).status == Status.UNSUPPORTED


def test_a_target_of_nothing_is_not_divided_by(budget: Budget) -> None:
    none_at_all = like(budget, "22-03", target=Target(Comparison.AT_MOST, Decimal(0), measure_word="次"))
    a = one(budget, none_at_all, [step()], date(2025, 7, 2))
    assert (a.value, a.achievement_rate, a.status) == (1, None, Status.AT_RISK)


def test_a_share_of_a_thousand(budget: Budget) -> None:
    per_mille = like(budget, "22-09", target=Target(Comparison.AT_MOST, Decimal(5), measure_word="‰"))
    a = one(budget, per_mille, [step(numerator=4, denominator=1000)], date(2025, 7, 2))
    assert (a.value, a.expected, a.status) == (Decimal(4), None, Status.ON_TRACK)


# --- what must hold for any journal ---------------------------------------------------------------------------------

DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31))
JUDGED = (Status.MISSED, Status.AT_RISK, Status.BEHIND, Status.ON_TRACK, Status.DONE)


@settings(max_examples=150, deadline=None)
@given(days=st.lists(DAYS, max_size=14), added=DAYS, as_of=DAYS, late=st.integers(0, 60),
       plan=st.none() | st.lists(st.integers(0, 3), min_size=12, max_size=12))
def test_one_more_recall_never_makes_a_count_worse(days: list[date], added: date, as_of: date, late: int, plan: list[int] | None, budget: Budget) -> None:
    """Once it is judged at all: a first or a fresh entry may well bring a bad state to light."""
    cumulative = [Decimal(sum(plan[:n])) for n in range(1, 13)] if plan else None
    planned = replace(budget, plans=(Plan("22-03", tuple(cumulative)),)) if cumulative else budget

    def recalls(of: list[date]) -> list[Increment]:
        steps = [step(n, day) for n, day in enumerate(of)]
        return sorted((replace(s, recorded_at=s.recorded_at + timedelta(days=late)) for s in steps if s.occurred_on <= as_of),
                      key=lambda s: (s.occurred_on, s.op_key))

    indicator = like(budget, "22-03")
    before = one(planned, indicator, recalls(days), as_of)
    after = one(planned, indicator, recalls([*days, added]), as_of)
    if before.status in JUDGED:
        assert after.status in JUDGED and after.status.severity >= before.status.severity
    assert (after.value or 0) >= (before.value or 0)


@settings(max_examples=150, deadline=None)
@given(days=st.lists(DAYS, min_size=1, max_size=12), as_of=DAYS,
       indicator_id=st.sampled_from(["21-01", "22-01", "22-03", "22-05", "22-06", "22-08", "22-09", "23-01"]))
def test_what_nobody_refreshed_is_never_on_track(days: list[date], as_of: date, indicator_id: str, budget: Budget) -> None:
    indicator = like(budget, indicator_id)
    steps = [replace(step(n, day, indicator.programme_id, indicator_id, 1, 1), budget_line=indicator.budget_line, band="achieved", evidence_text="e")
             for n, day in enumerate(sorted(days)) if day <= as_of]
    a = one(budget, indicator, steps, as_of, datetime.combine(as_of, time(9)))
    if a.days_since is not None and a.days_since > a.stale_after:
        assert a.status is not Status.ON_TRACK
        assert a.status in (Status.STALE, Status.DONE, Status.MISSED, Status.NO_ENTRY)
    if not steps:
        assert a.status is Status.NO_ENTRY
