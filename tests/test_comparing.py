"""What an import changes against the budget in force."""

from dataclasses import replace
from decimal import Decimal

import pytest

from scorecard.importing.comparing import MoneyChange, Turn, differences
from scorecard.model import Budget, Indicator


def test_the_same_budget_changes_nothing(budget: Budget) -> None:
    found = differences(budget, budget)
    assert not found.any and found.same == len(budget.indicators)


def test_the_first_budget_is_all_new(budget: Budget) -> None:
    found = differences(None, budget)
    assert {t.turn for t in found.targets} == {Turn.NEW} == {m.turn for m in found.money} and len(found.targets) == len(budget.indicators) and found.same == 0


@pytest.mark.parametrize("field", ["name", "category", "measure", "rhythm", "part_of", "target"])
def test_what_of_an_indicator_changes_is_named(budget: Budget, field: str) -> None:
    other: Indicator = next(i for i in budget.indicators if getattr(i, field) != getattr(budget.indicators[3], field))
    after = replace(budget, indicators=tuple(replace(i, **{field: getattr(other, field)}) if n == 3 else i for n, i in enumerate(budget.indicators)))
    (change,) = differences(budget, after).targets
    assert (change.turn, change.fields) == (Turn.CHANGED, (field,)) and change.before == budget.indicators[3] and change.after == after.indicators[3]


def test_what_is_gone_and_what_came(budget: Budget) -> None:
    came = replace(budget.indicators[0], indicator_id="21-09")
    found = differences(budget, replace(budget, indicators=(came, *budget.indicators[1:])))
    assert [(t.turn, (t.after or t.before)) for t in found.targets] == [(Turn.NEW, came), (Turn.DROPPED, budget.indicators[0])]
    assert found.same == len(budget.indicators) - 1


def test_money_that_changes_is_told_by_programme_and_line(budget: Budget) -> None:
    line = budget.budget_lines[0]
    lines = (replace(line, original_budget_yuan=Decimal(1)), *budget.budget_lines[2:])
    gone = budget.budget_lines[1]
    found = differences(budget, replace(budget, budget_lines=lines))
    assert found.money == (MoneyChange(Turn.CHANGED, line.name, line.original_budget_yuan, Decimal(1)),
                           MoneyChange(Turn.DROPPED, gone.name, gone.original_budget_yuan, None))
