"""A reading -> the budgets it would make: measures by name, lines by caps, wholes and parts, and what a person chose instead."""

import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scorecard.checking import Budgets
from scorecard.importing.proposing import Proposal, propose
from scorecard.importing.settling import settle
from scorecard.importing.sources.grids import Grid, Source
from scorecard.measures import MEASURES
from scorecard.model import Budget

Draw = Callable[[str], Grid]
CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "official_tables.toml").read_text(encoding="utf-8"))
WHOLE: str = CASES["whole"]


@pytest.fixture
def proposed(drawn: Draw) -> Callable[..., Proposal]:
    def make(old: str = "", new: str = "", settlements: dict[str, str] | None = None, known: Budgets | None = None) -> Proposal:
        opened = settle(Source("sheet", (drawn(WHOLE.replace(old, new)),)), settlements or {})
        return propose(opened, settlements or {}, known or {})

    return make


def by_id(budget: Budget) -> dict[str, tuple[str, str | None, str | None]]:
    return {i.indicator_id: (i.measure, i.budget_line, i.part_of) for i in budget.indicators}


def test_every_indicator_gets_the_measure_of_its_name(proposed: Callable[..., Proposal]) -> None:
    proposal = proposed()
    (budget,) = proposal.budgets
    assert (budget.unit.unit_code, budget.fiscal_year, proposal.problems) == ("001001", 2025, ())
    assert {i.name: i.measure for i in budget.indicators} == {
        "抽查成本": "spending", "抽查": "reading", "抽查任务完成率": "reading", "群众满意度": "satisfaction", "维护成本": "spending",
        "办公费用支出": "spending", "举办培训班": "training_sessions", "完成时限": "completion", "学员满意度": "satisfaction",
        "预算执行率": "execution_rate"}
    assert all(i.measure in MEASURES for i in budget.indicators)


def test_the_caps_of_a_programme_that_add_up_are_its_lines(proposed: Callable[..., Proposal]) -> None:
    (budget,) = proposed().budgets
    assert {(b.programme_id, b.original_budget_yuan) for b in budget.budget_lines} == {
        ("21", Decimal(400_000)), ("22", Decimal(200_000)), ("22", Decimal(100_000)), ("23", Decimal(1_000_000))}
    for programme in budget.programmes:
        own = [b.original_budget_yuan for b in budget.budget_lines if b.programme_id == programme.programme_id or programme.form == "23"]
        assert sum(own) == (programme.provincial_yuan or programme.total_yuan)


def test_a_part_is_gathered_by_the_one_whole_that_counts_the_same(proposed: Callable[..., Proposal]) -> None:
    (budget,) = proposed().budgets
    parts = {i.name: i.part_of for i in budget.indicators if i.form in ("21", "22")}
    assert (parts["举办培训班"], parts["抽查"], parts["抽查任务完成率"]) == ("23-03", "23-02", "23-04")


def test_lines_that_do_not_add_up_keep_it_out(proposed: Callable[..., Proposal]) -> None:
    (budget,) = proposed().budgets
    line = next(b for b in budget.budget_lines if b.programme_id == "21")
    proposal = proposed(settlements={f"line:21:{line.name}": "390000"})
    assert {key: problem.code for key, problem in proposal.problems} == {"lines:21": "lines_differ", "lines:23": "lines_differ"}
    assert proposed(settlements={f"line:21:{line.name}": "390000", "line:21:其他": "10000"}).problems == ()


def test_what_a_person_chose_stands_over_what_is_proposed(proposed: Callable[..., Proposal]) -> None:
    key = "0.1.1.0"  # 抽查≥60家 of table 21
    (budget,) = proposed(settlements={f"indicator:{key}:measure": "recalls", f"indicator:{key}:name": "抽查企业", f"indicator:{key}:rhythm": "weekly",
                                      f"indicator:{key}:part_of": ""}).budgets
    chosen = budget.indicator("21-02")
    assert chosen and (chosen.name, chosen.measure, chosen.rhythm, chosen.part_of) == ("抽查企业", "recalls", "weekly", None)
    (budget,) = proposed(settlements={f"indicator:{key}:measure": "no such", f"indicator:{key}:rhythm": "hourly", f"indicator:{key}:part_of": "99-01"}).budgets
    chosen = budget.indicator("21-02")
    assert chosen and (chosen.measure, chosen.rhythm, chosen.part_of) == ("reading", "monthly", None)


@pytest.mark.parametrize("money_unit", ["元", "万元", "千元"])
def test_money_is_yuan_whatever_unit_is_printed(proposed: Callable[..., Proposal], money_unit: str) -> None:
    factor = {"元": 1, "千元": 1_000, "万元": 10_000}[money_unit]
    (budget,) = proposed("单位：万元", f"单位：{money_unit}").budgets
    assert [p.total_yuan for p in budget.programmes] == [50 * factor, 30 * factor, 170 * factor]


def test_confirmed_doubts_and_accepted_sums_become_open_questions(proposed: Callable[..., Proposal]) -> None:
    (budget,) = proposed("| 170 | 100 | 70 |", "| 175 | 100 | 70 |").budgets
    doubt, broken = budget.open_questions
    assert doubt.indicator_ids == ("23-01",) and "100+70=170" in broken.text_zh and "100+70=170" in broken.text_en


def test_several_units_make_several_budgets(proposed: Callable[..., Proposal]) -> None:
    second = "001002 | 某院 |  | 5 | 5 |  |  |  |  |  |\n | 检测专项 | 检测 | 5 | 5 |  | 目标 | 检测成本≤5万元 | 检测≥8批次 |  |\n预算22表"
    proposal = proposed("预算22表", second)
    assert [(b.unit.unit_code, len(b.indicators)) for b in proposal.budgets] == [("001001", 14), ("001002", 2)]


def test_without_year_or_unit_nothing_is_proposed(drawn: Draw) -> None:
    opened = settle(Source("sheet", (drawn(WHOLE.replace("001001", "").replace("2025年整体", "整体")),)), {})
    assert propose(opened, {}, {}).budgets == ()


def test_the_delivered_budget_carries_its_own_names_and_ids_within_the_year(proposed: Callable[..., Proposal]) -> None:
    """What is imported again over itself changes nothing but open questions."""
    (first,) = proposed().budgets
    (again,) = proposed(known={("001001", 2025): first}).budgets
    assert (again.programmes, again.budget_lines, again.indicators) == (first.programmes, first.budget_lines, first.indicators)
