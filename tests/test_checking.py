"""A fact as written down: accepted with its values read, or every problem named. The cases stand in cases/facts.toml."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard import i18n
from scorecard.checking import Budgets, Withdrawal, check
from scorecard.facts import FACTS, Fact, own_fields
from scorecard.model import Budget
from scorecard.problems import Problem
from scorecard.targets import Comparison, Target

CASES = tomllib.loads((Path(__file__).parent / "cases" / "facts.toml").read_text(encoding="utf-8"))
TODAY = date(2026, 1, 15)


def _said(found: object) -> list[str]:
    return sorted(f"{p.code} {p.field}" for p in found) if isinstance(found, list) else []


@pytest.mark.parametrize("case", CASES["case"], ids=lambda c: c["says"])
def test_case(case: dict[str, Any], budgets: Budgets) -> None:
    written = {"kind": case["kind"], "op_key": "k"} | CASES["complete"].get(case["kind"], {}) | case.get("with", {})
    written = {name: value for name, value in written.items() if name not in case.get("without", [])}
    found = check(written, budgets, case.get("today", TODAY))
    assert _said(found) == sorted(case["problems"])
    assert isinstance(found, list) == bool(case["problems"])
    for name, shown in case.get("becomes", {}).items():
        assert str(getattr(found, name)) == shown


REQUIRED = [(kind, f.name) for kind, c in FACTS.items() if kind != "reading" for f in own_fields(c) if f.metadata["required"]]
REQUIRED += [(kind, "occurred_on") for kind in CASES["complete"]] + [
    (kind, "programme") for kind in CASES["complete"] if FACTS[kind].own_programme]


@pytest.mark.parametrize("absent", [None, "", "gone"])
@pytest.mark.parametrize(("kind", "name"), REQUIRED, ids=lambda v: str(v))
def test_required_field_left_out(kind: str, name: str, absent: str | None, budgets: Budgets) -> None:
    written = {"kind": kind, "op_key": "k"} | CASES["complete"][kind]
    if absent == "gone":
        del written[name]
    else:
        written[name] = absent
    blank_is_kept = name == "evidence_text" and absent == ""
    assert _said(check(written, budgets, TODAY)) == ([] if blank_is_kept else [f"missing {name}"])


def test_required_fields_are_those_of_the_published_list() -> None:
    required = {kind: {f.name for f in own_fields(c) if f.metadata["required"]} for kind, c in FACTS.items()}
    assert required == {
        "recall": {"recall_number", "producer", "product", "lots"}, "training_session": {"title", "attended", "assessed", "passed"},
        "survey": {"sent", "returned", "valid", "satisfied"}, "payment": {"amount_yuan", "budget_line", "voucher", "compliant"},
        "monitoring_point": {"name"}, "milestone": {"indicator"}, "appraisal": {"indicator", "band", "share", "evidence_text"},
        "reading": {"indicator", "value"}, "budget_adjustment": {"budget_line", "amount_yuan", "document"}}


def _text_fields() -> list[tuple[str, str]]:
    return [(kind, f.name) for kind, c in FACTS.items() if kind != "reading" for f in own_fields(c)
            if f.type == str | None and f.name not in ("budget_line", "indicator")]


@pytest.mark.parametrize(("kind", "name"), _text_fields(), ids=lambda v: str(v))
def test_text_too_long(kind: str, name: str, budgets: Budgets) -> None:
    written = {"kind": kind, "op_key": "k"} | CASES["complete"][kind] | {name: "长" * 10_000}
    assert _said(check(written, budgets, TODAY)) == [f"text_too_long {name}"]


def test_text_of_2000_characters_is_kept_whole(budgets: Budgets) -> None:
    found = check({"kind": "recall", "op_key": "k"} | CASES["complete"]["recall"] | {"note": "长" * 2000}, budgets, TODAY)
    assert isinstance(found, Fact) and found.note == "长" * 2000


def test_a_reading_feeds_only_an_indicator_of_readings(budgets: Budgets, budget: Budget) -> None:
    first = budget.indicators[0]
    typed = replace(first, indicator_id="21-02", name="平均处置天数", target=Target(Comparison.AT_MOST, Decimal(30), measure_word="天"), measure="reading")
    known = {**budgets, ("047022", 2025): replace(budget, indicators=(*budget.indicators, typed))}
    written = {"kind": "reading", "op_key": "k", "occurred_on": "2025-03-04", "programme": "21", "indicator": "平均处置天数", "value": "12.5"}
    found = check(written, known, TODAY)
    assert isinstance(found, Fact) and (found.indicator, found.value) == ("21-02", Decimal("12.5"))  # type: ignore[attr-defined]
    assert _said(check(written | {"indicator": first.name}, known, TODAY)) == ["indicator_not_fed indicator"]
    assert _said(check(written | {"value": "0.00001"}, known, TODAY)) == ["too_many_places value"]


def test_without_a_unit_only_where_there_is_one(budgets: Budgets, budget: Budget) -> None:
    two = {**budgets, ("999999", 2025): replace(budget, unit=replace(budget.unit, unit_code="999999"))}
    written = {"kind": "recall", "op_key": "k"} | CASES["complete"]["recall"]
    assert _said(check(written, two, TODAY)) == ["unknown_unit unit"]
    found = check(written | {"unit": "999999"}, two, TODAY)
    assert isinstance(found, Fact) and found.unit_code == "999999"
    assert _said(check(written, {}, TODAY)) == ["unknown_unit unit"]


def test_a_programme_number_that_two_programmes_share_must_be_told_apart(budgets: Budgets, budget: Budget) -> None:
    twin = replace(budget.programme("22"), programme_id="22b", name="另一项目")
    two = {**budgets, ("047022", 2025): replace(budget, programmes=tuple(
        replace(p, programme_id="22a") if p.programme_id == "22" else p for p in (*budget.programmes, twin)))}
    written = {"kind": "recall", "op_key": "k"} | CASES["complete"]["recall"]
    assert _said(check(written, two, TODAY)) == ["several_programmes programme"]
    assert isinstance(check(written | {"programme": "22b"}, two, TODAY), Fact)


def test_a_withdrawal_carries_what_it_takes_back(budgets: Budgets) -> None:
    found = check({"op_key": "w", "withdraws": "r1", "note": "重复"}, budgets, TODAY)
    assert found == Withdrawal("w", "r1", None, "047022", "重复")


def test_a_day_may_come_as_a_date(budgets: Budgets) -> None:
    found = check({"kind": "recall", "op_key": "k"} | CASES["complete"]["recall"] | {"occurred_on": date(2025, 3, 4)}, budgets, TODAY)
    assert isinstance(found, Fact) and found.occurred_on == date(2025, 3, 4)


# --- whatever is written down, the check answers --------------------------------------------------------------------

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.decimals(), st.dates(), st.binary(max_size=5),
    st.sampled_from(["2025-03-04", "22", "23", "recall", "运转开支", "完成时间", "achieved", "1e999", "-0", "1e-400", "sNaN", "１２", "\ud800", "0e999999"]))
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=5)
NAMES = sorted({"kind", "op_key", "occurred_on", "programme", "unit", "note", "evidence", "supersedes", "withdraws",
                *(f.name for c in FACTS.values() for f in own_fields(c))})


def _answers(written: dict[str, object], budgets: Budgets, today: date) -> None:
    found = check(written, budgets, today)
    if isinstance(found, list):
        assert found and all(isinstance(p, Problem) for p in found)
    else:
        assert isinstance(found, Fact | Withdrawal)
    if isinstance(found, Fact):
        assert found.fiscal_year == found.occurred_on.year and found.occurred_on <= today


@settings(max_examples=200, deadline=None)
@given(written=st.dictionaries(st.text(max_size=12) | st.sampled_from(NAMES), VALUES, max_size=8))
def test_any_dict_gets_an_answer(written: dict[str, object], budgets: Budgets) -> None:
    _answers(written, budgets, TODAY)


@settings(max_examples=400, deadline=None)
@given(kind=st.sampled_from(sorted(CASES["complete"])), data=st.data(), today=st.dates(TODAY - timedelta(400), TODAY))
def test_a_complete_fact_with_any_values_gets_an_answer(kind: str, data: st.DataObject, today: date, budgets: Budgets) -> None:
    changed = data.draw(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3))
    _answers({"kind": kind, "op_key": "k"} | CASES["complete"][kind] | changed, budgets, today)


def test_problem_texts_can_be_made_in_both_languages(budgets: Budgets) -> None:
    for case in CASES["case"]:
        written = {"kind": case["kind"], "op_key": "k"} | CASES["complete"].get(case["kind"], {}) | case.get("with", {})
        written = {name: value for name, value in written.items() if name not in case.get("without", [])}
        found = check(written, budgets, case.get("today", TODAY))
        for problem in found if isinstance(found, list) else []:
            for lang in i18n.LANGUAGES:
                shown = i18n.problem_text(problem.at_line(3), lang)
                assert shown and "{" not in shown
