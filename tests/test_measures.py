"""Measures: which facts feed an indicator, what they come to, and the sums that must agree whatever was logged."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scorecard.assessment import Assessment
from scorecard.auth import local
from scorecard.facts import FACTS
from scorecard.keeping import adopt
from scorecard.measures import MEASURES, Tally, feeding, final_budget, tally, within
from scorecard.model import Budget, Evidence, Increment, Indicator
from scorecard.rows import ADJUSTMENTS
from scorecard.store import Store
from scorecard.targets import Comparison, Target

KEY = ("047022", 2025)
BUDGET_YUAN = Decimal(3_360_000)


def step(number: int, programme_id: str = "22", numerator: object = 1, denominator: object = None, **given: Any) -> Increment:
    day = given.pop("on", date(2025, 6, 20))
    made = Increment(programme_id, None, None, day, datetime(2025, 6, 20), Decimal(str(numerator)),
                     None if denominator is None else Decimal(str(denominator)), f"e{number}", f"k{number}")
    return replace(made, **given)


def of(budget: Budget, indicator_id: str) -> Indicator:
    found = budget.indicator(indicator_id)
    assert found is not None
    return found


def evidence(**found: list[Increment]) -> Evidence:
    return {name: [] for name in (*MEASURES, ADJUSTMENTS)} | found


def test_every_approved_indicator_has_a_measure_and_every_measure_a_kind_of_fact(budget: Budget) -> None:
    assert {i.measure for i in budget.indicators} <= set(MEASURES)
    assert {m.fact_kind for m in MEASURES.values()} <= set(FACTS)
    assert all(name == m.name for name, m in MEASURES.items())


def test_an_indicator_is_fed_by_its_programme_and_the_whole_unit_by_all(budget: Budget) -> None:
    found = evidence(recalls=[step(1, "21"), step(2, "22"), step(3, "22")], lots=[step(1, "21", 4), step(2, "22"), step(3, "22")])
    fed = {i: [s.op_key for s in feeding(of(budget, i), budget, found)] for i in ("21-01", "22-03", "23-05")}
    assert fed == {"21-01": ["k1"], "22-03": ["k2", "k3"], "23-05": ["k1", "k2", "k3"]}
    assert within(of(budget, "23-05"), found["lots"]) == found["lots"]


def test_spending_is_fed_by_its_line(budget: Budget) -> None:
    found = evidence(spending=[step(1, budget_line="运转开支"), step(2, budget_line="召回业务工作"), step(3, "23", budget_line="基本支出")])
    fed = {i: [s.op_key for s in feeding(of(budget, i), budget, found)] for i in ("22-01", "22-02", "23-02", "23-03")}
    assert fed == {"22-01": ["k1"], "22-02": ["k2"], "23-02": ["k1"], "23-03": ["k2"]}


def test_appraisals_and_readings_are_fed_by_name(budget: Budget) -> None:
    found = evidence(appraisal=[step(1, indicator_id="22-08"), step(2, "23", indicator_id="23-11")])
    assert [s.op_key for s in feeding(of(budget, "22-08"), budget, found)] == ["k1"]
    assert [s.op_key for s in feeding(of(budget, "23-11"), budget, found)] == ["k2"]
    assert feeding(of(budget, "23-12"), budget, found) == []


def test_sums_rates_and_what_stands_last(budget: Budget) -> None:
    steps = [step(1, numerator=19, denominator=20), step(2, numerator=36, denominator=40)]
    assert tally(of(budget, "22-09"), steps, BUDGET_YUAN) == Tally(Decimal(55) / 60 * 100, Decimal(55), Decimal(60))
    assert tally(of(budget, "22-03"), steps, BUDGET_YUAN) == Tally(Decimal(55), Decimal(55))
    assert tally(of(budget, "22-01"), [step(1, numerator="118600.00")], BUDGET_YUAN).value == Decimal("11.86")
    assert tally(of(budget, "23-01"), [step(1, numerator=1_680_000)], BUDGET_YUAN) == Tally(Decimal(50), Decimal(1_680_000), BUDGET_YUAN)
    typed = replace(of(budget, "22-03"), measure="reading")
    assert tally(typed, [step(1, numerator=7), step(2, numerator=3)], BUDGET_YUAN).value == 3
    points = [step(1), step(2), step(3, numerator=-1)]
    assert tally(of(budget, "23-07"), points, BUDGET_YUAN).value == 1


@pytest.mark.parametrize(("word", "value"), [("元", "123456.78"), ("万元", "12.345678"), ("亿元", "0.0012345678")])
def test_money_comes_in_the_printed_measure_word(word: str, value: str, budget: Budget) -> None:
    printed = replace(of(budget, "22-01"), target=Target(Comparison.AT_MOST, Decimal(1), measure_word=word))
    assert tally(printed, [step(1, numerator="123456.78")], BUDGET_YUAN).value == Decimal(value)


def test_nothing_is_nothing_and_not_zero(budget: Budget) -> None:
    for indicator in budget.indicators:
        assert tally(indicator, [], BUDGET_YUAN) == Tally(None)
    assert tally(of(budget, "22-05"), [step(1, numerator=0, denominator=0)], BUDGET_YUAN).value is None
    assert tally(of(budget, "23-01"), [step(1)], Decimal(0)).value is None
    assert tally(of(budget, "22-05"), [step(1, numerator=-5, denominator=-5)], BUDGET_YUAN).value is None


def test_final_budget_is_original_and_adjustments(budget: Budget) -> None:
    adjusted = evidence(budget_adjustments=[step(1, "22", "5000.00", budget_line="运转开支"), step(2, "23", "-100.50", budget_line="基本支出")])
    assert final_budget(of(budget, "23-01"), budget, evidence()) == BUDGET_YUAN
    assert final_budget(of(budget, "23-01"), budget, adjusted) == Decimal("3364899.50")
    assert final_budget(of(budget, "22-01"), budget, adjusted) == Decimal("407900.00")
    assert final_budget(of(budget, "21-01"), budget, adjusted) == Decimal("200000.00")


# --- sums that must agree, whatever was logged ----------------------------------------------------------------------


@pytest.fixture
def fresh(budget: Budget) -> Callable[[], Store]:
    """fresh(): a store in memory with the approved budget."""

    def make() -> Store:
        store = Store(None)
        adopt(store, [budget], by=local("t"))
        return store

    return make


DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31))
RECALLS = st.tuples(DAYS, st.sampled_from(["21", "22"]), st.integers(1, 5),
                    st.sampled_from([None, "clue", "investigation", "recall", "under_way", "closed"]), st.booleans())
PAYMENTS = st.tuples(DAYS, st.sampled_from(["运转开支", "召回业务工作", "市场监督管理专项", "基本支出"]),
                     st.integers(-10**6, 10**7).filter(bool).map(lambda fen: Decimal(fen) / 100), st.booleans(), st.booleans())


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
          phases=[Phase.explicit, Phase.generate])
@given(recalls=st.lists(RECALLS, max_size=10), payments=st.lists(PAYMENTS, max_size=10), as_of=DAYS)
def test_tables_21_22_and_23_agree_with_what_was_logged(
        recalls: list[Any], payments: list[Any], as_of: date, fresh: Callable[[], Store], budget: Budget, raw: Callable[..., dict[str, Any]],
        checked: Callable[..., list[Any]], judged: Callable[..., dict[str, Assessment]]) -> None:
    written = [raw("recall", occurred_on=day.isoformat(), programme=form, lots=lots, status=status) for day, form, lots, status, _ in recalls]
    written += [raw("payment", occurred_on=day.isoformat(), budget_line=line, amount_yuan=str(amount), compliant=right, reason="r")
                for day, line, amount, right, _ in payments]
    gone = [w["op_key"] for w, kept in zip(written, [r[4] for r in [*recalls, *payments]], strict=True) if not kept]
    store = fresh()
    store.record(checked(*written, *({"op_key": f"{key}-w", "withdraws": key} for key in gone)), by=local("tester"))
    found, judgement = store.evidence(*KEY, as_of), judged(store, as_of)
    store.close()

    counted = [(form, lots) for day, form, lots, status, kept in recalls if kept and day <= as_of and status not in ("clue", "investigation")]
    value = {i: judgement[i].value or 0 for i in judgement}
    assert value["21-01"] == sum(lots for form, lots in counted if form == "21")
    assert value["22-03"] == sum(form == "22" for form, _ in counted)
    assert value["23-05"] == value["22-03"] + len([s for s in found["recalls"] if s.programme_id == "21"]) == len(counted)

    paid = [(line, amount, right) for day, line, amount, right, kept in payments if kept and day <= as_of]
    per_line = [sum((s.numerator for s in found["spending"] if s.budget_line == line.name), Decimal(0)) for line in budget.budget_lines]
    assert sum(per_line) == sum((a for _, a, _ in paid), Decimal(0)) == (judgement["23-01"].numerator or 0)
    for of_22, of_23, line in (("22-01", "23-02", "运转开支"), ("22-02", "23-03", "召回业务工作")):
        assert value[of_22] == value[of_23] == sum((a for booked, a, _ in paid if booked == line), Decimal(0)) / 10_000
    whole = sum((a for _, a, _ in paid), Decimal(0))
    compliant = sum((a for _, a, right in paid if right), Decimal(0))
    assert value["23-08"] == (compliant / whole * 100 if whole > 0 else 0)
