"""The approved budget as values: finding things in it, and that nothing changes them."""

import dataclasses
from decimal import Decimal

import pytest

from scorecard import facts, model
from scorecard.facts import COMMON_FIELDS, FACTS, own_fields
from scorecard.model import Budget, Plan


def test_finding_things_in_a_budget(budget: Budget) -> None:
    assert budget.programme("22").name == "其他事业发展资金"
    with pytest.raises(KeyError):
        budget.programme("24")
    found = budget.indicator("22-03")
    assert found is not None and found.name == "缺陷产品召回次数"
    assert budget.indicator("99-99") is None
    assert [q.question_id for q in budget.questions_about("23-01")] == ["Q4", "Q7"]
    assert budget.questions_about("22-04") == []


def test_an_indicator_has_the_plan_entered_for_it(budget: Budget) -> None:
    plan = Plan("22-03", tuple(Decimal(n) for n in range(12)))
    planned = dataclasses.replace(budget, plans=(plan,))
    assert planned.plan("22-03") == plan and planned.plan("23-05") is None and budget.plan("22-03") is None


@pytest.mark.parametrize("thing", [c for module in (model, facts) for c in vars(module).values() if dataclasses.is_dataclass(c)], ids=lambda c: c.__name__)
def test_nothing_is_changed_once_it_is_made(thing: type) -> None:
    assert thing.__dataclass_params__.frozen  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", FACTS)
def test_a_kind_of_fact_is_named_after_its_class_and_explained(kind: str) -> None:
    fact_class = FACTS[kind]
    assert kind == "".join("_" + c.lower() if c.isupper() else c for c in fact_class.__name__).lstrip("_")
    assert fact_class.__doc__ and not {f.name for f in own_fields(fact_class)} & set(COMMON_FIELDS)


@pytest.mark.parametrize("kind", FACTS)
def test_a_limit_stands_before_the_field_it_limits(kind: str) -> None:
    """checking.py reads the fields in order: `at_most` looks back at a field that was read already."""
    names = [f.name for f in own_fields(FACTS[kind])]
    for f in own_fields(FACTS[kind]):
        limit = f.metadata["at_most"]
        assert limit is None or names.index(limit) < names.index(f.name)
