"""Points by rule: worked cases and rows of published forms as data, the mistakes that real forms made, and what always holds."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.scoring import rule_text, rule_value, score_text
from scorecard.targets import Comparison, Target

CASES = Path(__file__).parent / "cases"
WORKED = tomllib.loads((CASES / "scoring.toml").read_text(encoding="utf-8"))["case"]
FORMS = tomllib.loads((CASES / "self_evaluations.toml").read_text(encoding="utf-8"))["form"]
PUBLISHED = [(form["fiscal_year"], row) for form in FORMS for row in form["rows"] if "by_rule" in row]
AMOUNTS = st.decimals("0.01", "99999", places=2)


@pytest.mark.parametrize("case", WORKED, ids=lambda case: case["says"])
def test_worked_case(case: dict[str, Any]) -> None:
    score, ruled = score_text(case["target"], case["actual"], 10, 2025), rule_text(case["target"], case["actual"], 2025)
    assert (None if score is None else str(score)) == case.get("score")
    assert (ruled.rule, ruled.why) == (case["rule"], case.get("why"))


@pytest.mark.parametrize(("year", "row"), PUBLISHED, ids=lambda value: f"{value['target']} {value['actual']}" if isinstance(value, dict) else str(value))
def test_a_published_row_scores_as_the_rule_says(year: int, row: dict[str, str]) -> None:
    score = score_text(row["target"], row["actual"], row["points"], year)
    assert score is not None
    assert abs(score - Decimal(row["by_rule"])) <= Decimal("0.01")


def test_all_published_rows_are_there() -> None:
    assert len(PUBLISHED) >= 69


# The cases that real forms got wrong.


def test_full_marks_for_an_empty_cell() -> None:
    assert [score_text(target, empty, 10, 2025) for target in ("≥10批次", "≤20万元", "12月31日前") for empty in ("", " ", "-", "/")] == [Decimal("0.00")] * 12


def test_full_marks_for_a_missed_target() -> None:
    assert score_text("≥4754人次", "4604人次", 10, 2025) == Decimal("9.68")


def test_full_marks_above_a_cap() -> None:
    assert score_text("≤5300万元", "5830万元", 10, 2025) == Decimal("9.09")


def test_a_cost_of_nothing_read_as_infinite_success() -> None:
    assert score_text("≤10万元", "0万元", 10, 2025) is None
    assert score_text("≤10万元", "0", 10, 2025) is None


def test_a_payment_standard_read_as_a_cap() -> None:
    assert score_text("3000元/人", "2500元/人", 10, 2025) is None
    assert score_text("3000元/人", "3500元/人", 10, 2025) is None


def test_a_target_of_nothing_divided_by() -> None:
    assert score_text("0次", "3次", 10, 2025) is None
    assert score_text("≤0起", "1起", 10, 2025) is None


def test_a_missed_deadline_scored_by_a_formula() -> None:
    assert score_text("2019年12月31日前", "2020年12月31日", 20, 2019) is None


def test_points_taken_off_without_a_rule() -> None:
    assert score_text("≧ 100 %", "100%", 10, 2022) == 10  # a published form gave 7
    assert score_text("2021年12月完成", "2021年12月完成", 5, 2021) == 5  # a published form gave 4


@given(target=AMOUNTS, actual=AMOUNTS, points=st.integers(1, 100))
def test_a_score_lies_between_nothing_and_the_points(target: Decimal, actual: Decimal, points: int) -> None:
    for sign in ("≥", "≤", ""):
        score = score_text(f"{sign}{target}次", f"{actual}次", points, 2025)
        assert score is not None
        assert 0 <= score <= points


@given(target=AMOUNTS, low=AMOUNTS, high=AMOUNTS)
def test_more_is_never_worse_for_a_count_nor_better_for_a_cap(target: Decimal, low: Decimal, high: Decimal) -> None:
    low, high = sorted((low, high))
    at_least, at_most = Target(Comparison.AT_LEAST, value=target, measure_word="次"), Target(Comparison.AT_MOST, value=target, measure_word="次")
    assert (rule_value(at_least, low).ratio or 0) <= (rule_value(at_least, high).ratio or 0)
    assert (rule_value(at_most, low).ratio or 0) >= (rule_value(at_most, high).ratio or 0)


@given(target=AMOUNTS, actual=AMOUNTS)
def test_full_marks_exactly_where_the_target_is_met(target: Decimal, actual: Decimal) -> None:
    assert (rule_value(Target(Comparison.AT_LEAST, value=target, measure_word="次"), actual).ratio == 1) == (actual >= target)
    assert (rule_value(Target(Comparison.AT_MOST, value=target, measure_word="次"), actual).ratio == 1) == (actual <= target)


@given(text=st.text(max_size=30), actual=st.text(max_size=30))
def test_no_text_makes_it_stumble(text: str, actual: str) -> None:
    score = score_text(text, actual, 10, 2025)
    assert score is None or 0 <= score <= 10
