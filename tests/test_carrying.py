"""What goes on from the budget in force: within a year ids and lines, into a new year measures and settings."""

from dataclasses import replace
from decimal import Decimal

import pytest

from scorecard.importing.carrying import carry
from scorecard.model import Budget

KEY = ("047022", 2025)


def bare(budget: Budget) -> Budget:
    """A budget as its tables alone would propose it: numbered anew, without measures and wholes."""
    indicators = tuple(replace(i, indicator_id=f"{i.form}-{n + 50:02d}", name_en=None, part_of=None,
                               measure="reading" if i.measure != "spending" else "spending")
                       for n, i in enumerate(budget.indicators))
    return replace(budget, indicators=indicators, unit=replace(budget.unit, name_en=None), open_questions=())


def test_within_the_year_every_indicator_keeps_its_id_and_settings(budget: Budget) -> None:
    carried = carry(bare(budget), {KEY: budget})
    assert carried.indicators == budget.indicators and carried.budget_lines == budget.budget_lines and carried.unit == budget.unit


def test_a_new_year_is_numbered_as_printed_and_keeps_the_settings(budget: Budget) -> None:
    next_year = replace(bare(budget), fiscal_year=2026)
    carried = carry(next_year, {KEY: budget})
    assert [i.indicator_id for i in carried.indicators] == [i.indicator_id for i in next_year.indicators]
    assert [(i.measure, i.rhythm, i.name_en) for i in carried.indicators] == [(i.measure, i.rhythm, i.name_en) for i in budget.indicators]
    new_of = dict(zip((i.indicator_id for i in budget.indicators), (i.indicator_id for i in carried.indicators), strict=True))
    assert [i.part_of for i in carried.indicators] == [new_of.get(i.part_of or "") for i in budget.indicators]


def test_an_id_once_given_is_never_given_to_another(budget: Budget) -> None:
    """Facts name an indicator by its id: a new one must not take over the facts of one that went."""
    first = budget.indicators[0]
    stranger = replace(first, name="别的指标", indicator_id=first.indicator_id)
    carried = carry(replace(budget, indicators=(stranger, *budget.indicators[1:])), {KEY: budget})
    assert carried.indicators[0].indicator_id not in {i.indicator_id for i in budget.indicators}
    assert carried.indicators[1:] == budget.indicators[1:]


def test_a_single_line_takes_the_programmes_new_money(budget: Budget) -> None:
    line = next(b for b in budget.budget_lines if sum(o.programme_id == b.programme_id for o in budget.budget_lines) == 1)
    renamed = replace(line, name="新名称", original_budget_yuan=Decimal(12_345))
    lines = tuple(renamed if b is line else b for b in budget.budget_lines)
    carried = carry(replace(budget, budget_lines=lines), {KEY: budget})
    assert next(b for b in carried.budget_lines if b.name == line.name).original_budget_yuan == Decimal(12_345)


@pytest.mark.parametrize("known", [{}, {("999999", 2025): None}, {("047022", 2026): None}])
def test_another_unit_and_a_later_year_carry_nothing(budget: Budget, known: dict[tuple[str, int], None]) -> None:
    there = {key: replace(budget, fiscal_year=key[1], unit=replace(budget.unit, unit_code=key[0])) for key in known}
    assert carry(bare(budget), there) == bare(budget)
