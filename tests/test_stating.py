"""What people state about a form as a whole."""

from decimal import Decimal

import pytest

from scorecard.model import Statement
from scorecard.problems import Problem
from scorecard.stating import LONGEST_TEXT, read_heading, stated


def test_statements_by_form_programme_and_month() -> None:
    found = [Statement("monitoring", "22", 7, "", "head", "甲"), Statement("monitoring", "22", 8, "", "head", "乙"),
             Statement("monitoring", "22", 7, "22-01", "reason", "丙"), Statement("self_evaluation", "22", 0, "", "head", "丁")]
    assert stated(found, "monitoring", "22", 7) == {"": {"head": "甲"}, "22-01": {"reason": "丙"}}
    assert stated(found, "monitoring", "21", 7) == {"": {}}


@pytest.mark.parametrize(("typed", "value"), [(" 1,234.50 ", "1234.50"), ("0", "0"), ("", ""), (None, ""), ("1e2", "100")])
def test_an_amount_as_typed(typed: object, value: str) -> None:
    assert read_heading("monitoring", "22", 7, {"forecast_wan": typed}) == [Statement("monitoring", "22", 7, "", "forecast_wan", value)]


@pytest.mark.parametrize(("field", "typed", "code"), [
    ("forecast_wan", "-1", "stated_amount"), ("forecast_wan", "many", "stated_amount"), ("forecast_wan", "NaN", "stated_amount"),
    ("forecast_wan", "1e12", "stated_amount"), ("head", "长" * (LONGEST_TEXT + 1), "stated_text")])
def test_what_is_wrong_is_said_and_nothing_is_kept(field: str, typed: str, code: str) -> None:
    found = read_heading("monitoring", "22", 7, {"filled_by": "甲", field: typed})
    assert [p.code for p in found if isinstance(p, Problem)] == [code]
    assert len(found) == 1


@pytest.mark.parametrize(("carried", "other", "codes"), [
    ("1.25", "", []), ("20", "", []), ("19", "1.01", ["stated_above_whole"]), ("20.01", "", ["stated_above_whole"])])
def test_a_part_is_not_more_than_the_whole(carried: str, other: str, codes: list[str]) -> None:
    typed = {"carried_spent_wan": carried, "other_spent_wan": other, "carried_final_wan": "300"}
    found = read_heading("self_evaluation", "22", 0, typed, {"spent": Decimal(20), "final": Decimal(336)})
    assert [p.code for p in found if isinstance(p, Problem)] == codes
