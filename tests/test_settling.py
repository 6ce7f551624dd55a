"""What a person settles of a reading: laid over what was read, never changing the file; and what stands open until then."""

import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.importing.settling import settle
from scorecard.importing.sources.grids import Grid, Source

Draw = Callable[[str], Grid]
CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "official_tables.toml").read_text(encoding="utf-8"))
WHOLE: str = CASES["whole"]
CELL = "2.0.1"  # 23: 抽查≥60家；举办培训班≥2期


@pytest.fixture
def source(drawn: Draw) -> Callable[[str, str], Source]:
    return lambda old, new: Source("sheet", (drawn(WHOLE.replace(old, new)),))


def test_whole_tables_leave_nothing_open(source: Callable[[str, str], Source]) -> None:
    assert settle(source("", ""), {}).settled


@pytest.mark.parametrize("case", CASES["broken"], ids=lambda case: case["rules"][0])
def test_a_broken_rule_stays_open_until_accepted_with_a_reason(source: Callable[[str, str], Source], case: dict[str, Any]) -> None:
    file = source(case["print"], case["as"])
    opened = settle(file, {})
    assert len(opened.problems) == len(case["rules"])
    assert not settle(file, {key: "" for key, _ in opened.problems}).settled, "no reason is no answer"
    assert settle(file, {key: "按批复执行" for key, _ in opened.problems}).settled


def test_a_broken_sum_is_mended_by_the_right_amount(source: Callable[[str, str], Source]) -> None:
    file = source("| 170 | 100 | 70 |", "| 175 | 100 | 70 |")
    assert settle(file, {"money:2.0:total": "170.00万元"}).settled
    assert not settle(file, {"money:2.0:total": "一百七"}).settled
    assert settle(file, {"money:2.0:total": "170"}).reading.tables[2].rows[0].funds["total"] == Decimal(170)


def test_a_doubt_below_the_threshold_is_confirmed_by_its_key(source: Callable[[str, str], Source]) -> None:
    file = source("学员满意度≥90%", "学员满意度≥100%")
    (doubt,) = settle(file, {}).doubts
    assert doubt.code == "whole_rate" and not settle(file, {}).settled and settle(file, {doubt.key: "已确认"}).settled


def test_a_corrected_text_is_read_anew(source: Callable[[str, str], Source]) -> None:
    file = source("2025年12月31日前完成", "2025年13月31日前完成")
    assert [problem.code for _, problem in settle(file, {}).problems] == ["target_impossible_date"]
    mended = settle(file, {"cell:1.1.2:text": "2025年12月31日前完成"})
    assert mended.settled and [i.wording.text for i in mended.reading.indicators if i.indicator_id == "22-04"] == ["2025年12月31日前完成"]


@pytest.mark.parametrize(("text", "indicators"), [
    ("抽查≥60家；举办培训班≥2期", ["抽查≥60家；举办培训班≥2期"]),
    ("抽查≥60家\n举办培训班≥2期\n发表论文≥1篇", ["抽查≥60家", "举办培训班≥2期", "发表论文≥1篇"]), ("", [])])
def test_split_and_join_one_indicator_a_line(source: Callable[[str, str], Source], text: str, indicators: list[str]) -> None:
    reading = settle(source("", ""), {f"cell:{CELL}:text": text}).reading
    found = [i.wording.text for i in reading.indicators if f"{i.table_at}.{i.row_at}.{i.cell_at}" == CELL]
    assert found == indicators if text else found == ["抽查≥60家", "举办培训班≥2期"]


def test_another_column_takes_its_first_level_with_it(source: Callable[[str, str], Source]) -> None:
    opened = settle(source("抽查任务完成率≥98% | 群众满意度≥85%\n预算22表", "抽查点位≥98个 | 群众满意度≥85%\n预算22表"), {"cell:0.1.2:level2": "数量指标"})
    assert opened.settled and opened.reading.tables[0].rows[1].cells[2].level1 == "产出指标"


def test_unit_and_year_are_given_where_the_tables_print_none(source: Callable[[str, str], Source]) -> None:
    bare = Source("sheet", tuple(source("2025年整体", "整体").grids))
    file = Source("sheet", (Grid(bare.grids[0].place, tuple(c for c in bare.grids[0].cells if c.text not in ("001001", "2025年12月31日前完成"))),))
    assert [key for key, _ in settle(file, {}).problems] == ["year", "unit_code"]
    settled = settle(file, {"year": "2027", "unit_code": "009001", "unit_name": "某新中心"})
    assert (settled.reading.year, settled.reading.unit_code, settled.reading.unit_name) == (2027, "009001", "某新中心") and settled.settled
    assert set(settled.reading.units) == {"某新中心"}


def test_a_file_of_something_else_stays_open() -> None:
    opened = settle(Source("text", lines=("通知",)), {})
    assert [p.code for _, p in opened.problems] == ["no_official_table"] and not opened.settled


@given(st.dictionaries(st.sampled_from(["year", "unit_code", "cell:0.1.0:text", "cell:9.9.9:level2", "money:0.0:total", "row:0.1:name", "doubt:x",
                                        "indicator:z:name"]), st.text(max_size=20)))
def test_no_settlement_makes_it_stumble(settlements: dict[str, str]) -> None:
    grid = Grid("表", ())
    settle(Source("sheet", (grid,)), settlements)


def test_a_money_unit_that_is_not_printed_is_asked_for_and_never_guessed(source: Callable[[str, str], Source]) -> None:
    """万元 read as 元 would be a ten-thousandth of the money."""
    file = source("单位：万元", "")
    opened = settle(file, {})
    assert [item.key for item in opened.items] == ["money_unit:0", "money_unit:1", "money_unit:2"]
    assert len(settle(file, {item.key: "箱" for item in opened.items}).items) == 3
    settled = settle(file, {item.key: "万元" for item in opened.items})
    assert settled.settled and {table.money_unit for table in settled.reading.tables} == {"万元"}


def test_a_year_that_is_none_stays_open(source: Callable[[str, str], Source]) -> None:
    file = Source("sheet", (Grid("表", tuple(c for c in source("2025年整体", "整体").grids[0].cells if c.text != "2025年12月31日前完成")),))
    assert [item.key for item in settle(file, {"year": "明年"}).items] == ["year"]
    assert settle(file, {"year": "2027"}).settled


def test_doubts_of_two_units_stay_with_their_own(drawn: Draw) -> None:
    second = "001002 | 某院 |  | 5 | 5 |  |  |  |  |  |\n | 检测专项 | 检测 | 5 | 5 |  | 目标 |  | 检测批次8批次 |  |\n预算22表"
    reading = settle(Source("sheet", (drawn(WHOLE.replace("预算22表", second)),)), {}).reading
    assert {(doubt.unit, doubt.code) for doubt in reading.doubts} >= {("某院", "bare_number"), ("某中心", "floor_among_costs")}
    assert all(i.unit == doubt.unit for doubt in reading.doubts for i in reading.indicators if doubt in reading.doubts_about(i))
