"""Pace: what was to be reached by a day, what it takes from here, and how far a rate is from its target."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.model import Plan
from scorecard.pace import elapsed_rate, expected_to_date, hits_needed, next_step, pace_of, required_rate, spare_misses
from scorecard.rules import RULES

END = date(2025, 12, 31)
PLAN = Plan("22-03", tuple(Decimal(n) for n in (0, 0, 0, 0, 2, 8, 8, 8, 8, 9, 10, 10)))
NUMBERS = st.decimals(0, 10**6, places=2)


@pytest.mark.parametrize(("as_of", "share"), [
    (date(2024, 12, 31), 0), (date(2025, 1, 1), Fraction(1, 365)), (date(2025, 7, 2), Fraction(183, 365)), (date(2025, 7, 25), Fraction(206, 365)),
    (END, 1), (date(2026, 3, 1), 1)])
def test_share_of_the_year_gone_by(as_of: date, share: Fraction) -> None:
    assert abs(Fraction(elapsed_rate(as_of, END)) - share) < Fraction(1, 10**20)


def test_a_leap_year_has_366_days() -> None:
    assert elapsed_rate(date(2024, 7, 1), date(2024, 12, 31)) == Decimal(183) / 366 == Decimal("0.5")


def test_a_nearer_deadline_is_reached_sooner() -> None:
    assert elapsed_rate(date(2025, 6, 30), date(2025, 6, 30)) == 1


def test_expected_by_the_straight_line_and_by_the_plan() -> None:
    assert expected_to_date(Decimal(20), date(2025, 7, 25), END, None) == Decimal(20) * (Decimal(206) / 365)
    for as_of, amount in ((date(2025, 1, 1), 0), (date(2025, 5, 31), 2), (date(2025, 6, 15), 5), (date(2025, 6, 30), 8), (date(2025, 8, 15), 8), (END, 10)):
        assert expected_to_date(Decimal(10), as_of, END, PLAN) == amount, as_of


@given(st.dates(date(2025, 1, 1), END - timedelta(days=1)), st.none() | st.just(PLAN))
def test_expected_never_falls_and_ends_at_the_target(day: date, plan: Plan | None) -> None:
    here, next_day = (expected_to_date(Decimal(10), d, END, plan) for d in (day, day + timedelta(days=1)))
    assert 0 <= here <= next_day <= 10 == expected_to_date(Decimal(10), END, END, plan)


def test_the_next_step_of_a_plan() -> None:
    assert next_step(None, date(2025, 7, 25)) is None
    assert next_step(PLAN, date(2025, 1, 5)) == (5, 2)
    assert next_step(PLAN, date(2025, 6, 15)) == (6, 8)
    assert next_step(PLAN, date(2025, 7, 1)) == (10, 9)
    assert next_step(PLAN, date(2025, 12, 1)) is None


def test_required_a_month() -> None:
    assert round(required_rate(Decimal(10), Decimal(20), 159) or 0, 2) == Decimal("1.91")
    assert required_rate(Decimal(20), Decimal(20), 159) is None
    assert required_rate(Decimal(21), Decimal(20), 159) is None
    assert required_rate(Decimal(10), Decimal(20), 0) is None


@pytest.mark.parametrize(("value", "expected", "cap", "status"), [
    (19, 20, False, "on_track"), ("18.999", 20, False, "behind"), (15, 20, False, "behind"), ("14.999", 20, False, "at_risk"), (30, 20, False, "on_track"),
    (0, 0, False, "on_track"), (0, 20, False, "at_risk"), (20, 19, True, "on_track"), (20, "18.999", True, "behind"), (20, 15, True, "behind"),
    (20, "14.999", True, "at_risk"), (0, 5, True, "on_track"), (-3, 5, True, "on_track"), (1, 0, True, "at_risk")])
def test_pace_at_its_edges(value: object, expected: object, cap: bool, status: str) -> None:
    assert pace_of(Decimal(str(value)), Decimal(str(expected)), RULES, cap=cap) == status


@given(NUMBERS, NUMBERS, NUMBERS, st.booleans())
def test_more_is_never_worse_and_for_a_cap_less_is_never_worse(less: Decimal, more: Decimal, expected: Decimal, cap: bool) -> None:
    less, more = sorted((less, more))
    order = ["at_risk", "behind", "on_track"]
    low, high = (order.index(pace_of(v, expected, RULES, cap=cap)) for v in (less, more))
    assert high <= low if cap else low <= high


RATES = st.integers(1, 1000).map(lambda n: Decimal(n) / 1000)


@given(st.integers(0, 5000), st.integers(0, 5000), RATES)
def test_spare_misses_are_as_many_as_can_be_borne(numerator: int, misses: int, target: Decimal) -> None:
    denominator = numerator + misses
    if not denominator or Fraction(numerator, denominator) < Fraction(target):
        return
    spare = spare_misses(Decimal(numerator), Decimal(denominator), target)
    assert spare >= 0 and Fraction(numerator, denominator + spare) >= Fraction(target) > Fraction(numerator, denominator + spare + 1)


@given(st.integers(0, 5000), st.integers(1, 5000), RATES)
def test_hits_needed_are_as_few_as_will_do(numerator: int, misses: int, target: Decimal) -> None:
    denominator = numerator + misses
    if Fraction(numerator, denominator) >= Fraction(target):
        return
    needed = hits_needed(Decimal(numerator), Decimal(denominator), target)
    if target == 1:
        assert needed is None
    else:
        assert needed and Fraction(numerator + needed, denominator + needed) >= Fraction(target) > Fraction(numerator + needed - 1, denominator + needed - 1)
