"""勾稽关系: what must hold within and between official tables; each broken one named with its numbers, and no other."""

import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard import i18n
from scorecard.importing.official_table import interpret, read_official
from scorecard.importing.printed import PrintedRow, PrintedTable
from scorecard.importing.sources.grids import Grid, Source
from scorecard.importing.table_rules import Check, check_tables

Draw = Callable[[str], Grid]
CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "official_tables.toml").read_text(encoding="utf-8"))


def checks(grid: Grid) -> list[Check]:
    return check_tables(read_official(Source("sheet", (grid,))))


def test_all_hold_in_whole_tables(drawn: Draw) -> None:
    found = checks(drawn(CASES["whole"]))
    assert [check for check in found if not check.holds] == []
    assert {check.rule for check in found} == {"places", "natures", "rows", "project_money", "cap", "rate", "date", "codes"}


@pytest.mark.parametrize("case", CASES["broken"], ids=lambda case: case["rules"][0])
def test_a_broken_rule_is_named_with_its_numbers_and_no_other(drawn: Draw, case: dict[str, Any]) -> None:
    assert CASES["whole"].count(case["print"]) == 1
    broken = [check for check in checks(drawn(CASES["whole"].replace(case["print"], case["as"]))) if not check.holds]
    assert sorted(f"{check.rule} {check.detail}" for check in broken) == sorted(case["rules"])
    for check in broken:
        assert check.detail in i18n.problem_text(check.problem, "zh") and check.detail in i18n.problem_text(check.problem, "en")


MONEY = st.decimals(0, 10_000, places=2)


@given(MONEY, MONEY, st.sampled_from([Decimal(0), Decimal("0.01"), Decimal(1)]))
def test_a_total_holds_just_where_it_is_the_sum(basic: Decimal, project: Decimal, off: Decimal) -> None:
    row = PrintedRow("unit", "某中心", "001001", None, {"total": basic + project + off, "basic": basic, "project": project}, unit="某中心")
    reading = interpret([PrintedTable("23", "预算23表", "某中心", "万元", (row,))], 2025)
    (check,) = (check for check in check_tables(reading) if check.rule == "natures")
    assert check.holds == (off == 0)


@pytest.mark.parametrize(("text", "holds"), [
    ("出口增长率≥120%", True), ("参与率≥120%", False), ("差错率≤0.1%", True), ("人均补助≤900万元", True), ("成本≤900万元", False)])
def test_what_may_pass_a_rule_and_what_may_not(drawn: Draw, text: str, holds: bool) -> None:
    found = checks(drawn(CASES["whole"].replace("抽查成本≤40万元", text)))
    assert all(check.holds for check in found) == holds
