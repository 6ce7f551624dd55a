"""The wide official tables, drawn cell by cell: which row is a unit, a category, a programme; which cell stands in which column."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from scorecard.importing.sources.grids import Grid
from scorecard.importing.wide_table import read_wide

Draw = Callable[[str], Grid]
TABLE_22 = """
预算22表 | < | < | < | < | < | < | < | < | <
其他项目支出绩效目标表 | < | < | < | < | < | < | < | < | <
填报单位：某中心 | < | < | < | < | < | < | < | 单位：万元 | <
单位代码 | 单位（专项）名称 | 资金总额 | 年度绩效目标 | 成本指标 | 产出指标 | < | < | 效益指标 | 满意度指标
^ | ^ | ^ | ^ | 经济成本指标 | 数量指标 | 质量指标 | 时效指标 | 社会效益指标 | 服务对象满意度指标
合计 | < | 70.5 |  |  |  |  |  |  |
001001 | 某中心 | 70.5 |  |  |  |  |  |  |
 | 运转类 | 50.5 |  |  |  |  |  |  |
 | 维护项目 | 50.50 | 保障设备运行 | 成本≤50.5万元 | 设备≥40台 | 完好率≥95% | 2025年12月31日前 | 保障逐步加强 | 满意度≥90%
 | 科研项目 | 20 | ^ | 成本≤20万元 | 课题≥2项 |  | ^ |  |
注：本表由单位填报 | < | < | < | < | < | < | < | < | <
"""


def test_rows_and_cells_stand_where_they_are_printed(drawn: Draw) -> None:
    (table,) = read_wide(drawn(TABLE_22))
    assert (table.table, table.unit_name, table.money_unit, table.problems) == ("22", "某中心", "万元", ())
    assert [(row.row_type, row.name, row.code, row.funds["total"]) for row in table.rows] == [
        ("total", "合计", None, Decimal("70.5")), ("unit", "某中心", "001001", Decimal("70.5")), ("category", "运转类", None, Decimal("50.5")),
        ("project", "维护项目", None, Decimal("50.50")), ("project", "科研项目", None, Decimal(20))]
    assert {row.unit for row in table.rows[1:]} == {"某中心"}
    assert [(cell.level1, cell.level2, cell.text) for cell in table.rows[3].cells] == [
        ("成本指标", "经济成本指标", "成本≤50.5万元"), ("产出指标", "数量指标", "设备≥40台"), ("产出指标", "质量指标", "完好率≥95%"),
        ("产出指标", "时效指标", "2025年12月31日前"), ("效益指标", "社会效益指标", "保障逐步加强"), ("满意度指标", "服务对象满意度指标", "满意度≥90%")]
    assert any("本表由单位填报" in note for note in table.notes)


def test_what_is_merged_over_two_rows_belongs_to_both(drawn: Draw) -> None:
    (table,) = read_wide(drawn(TABLE_22))
    assert [row.goal_year for row in table.rows[3:]] == ["保障设备运行", "保障设备运行"]
    assert [cell.text for cell in table.rows[4].cells] == ["成本≤20万元", "课题≥2项", "2025年12月31日前"]


def test_a_cell_tells_its_place_as_a_sheet_names_it(drawn: Draw) -> None:
    (table,) = read_wide(drawn(TABLE_22))
    assert table.rows[3].cells[0].place.label == "表!E9"


def test_a_column_with_an_unknown_header_is_named_and_not_swallowed(drawn: Draw) -> None:
    (table,) = read_wide(drawn(TABLE_22.replace("年度绩效目标 |", "经办科室 |").replace("保障设备运行", "一科")))
    assert [(p.code, p.values["headers"]) for p in table.problems] == [("column_unknown", ("经办科室",))]


def test_an_amount_that_is_none_is_named_with_its_place(drawn: Draw) -> None:
    (table,) = read_wide(drawn(TABLE_22.replace("| 50.50 |", "| 五十万 |")))
    assert [(p.code, p.values["text"], p.values["place"]) for p in table.problems] == [("money_unreadable", "五十万", "表!C9")]


def test_several_tables_in_one_grid(drawn: Draw) -> None:
    both = read_wide(drawn(TABLE_22 + TABLE_22.replace("22表", "21表").strip()))
    assert [table.table for table in both] == ["22", "21"]


def test_several_units_each_with_its_block(drawn: Draw) -> None:
    second = "\n001002 | 某院 | 5 |  |  |  |  |  |  |\n | 检测项目 | 5 | 目标 | 成本≤5万元 | 检测≥8批次 |  |  |  |\n注："
    (table,) = read_wide(drawn(TABLE_22.replace("\n注：", second)))
    assert [(row.unit, row.name) for row in table.rows if row.row_type == "project"] == [("某中心", "维护项目"), ("某中心", "科研项目"), ("某院", "检测项目")]


@pytest.mark.parametrize("drawing", ["姓名 | 电话\n张三 | 123", "一 | 二 | 三", "预算22表 | <\n说明 | 文字"])
def test_what_is_no_official_table_gives_none(drawn: Draw, drawing: str) -> None:
    assert read_wide(drawn(drawing)) == []


def test_the_older_nine_columns_in_yuan(drawn: Draw) -> None:
    """成本 under 产出, no unit code, marks for nothing, the total last."""
    (table,) = read_wide(drawn("""
2024年部门预算项目绩效目标汇总表 | < | < | < | < | < | < | < | < | < | <
部门：某某县水利局 | < | < | < | < | < | < | < | < | < | 单位：元
项目名称 | 预算金额 | 绩效目标 | 产出指标 | < | < | < | 效益指标 | < | < | 满意度指标
^ | ^ | ^ | 数量指标 | 质量指标 | 时效指标 | 成本指标 | 经济效益指标 | 社会效益指标 | 可持续影响指标 | ^
河道整治 | 1,200,000.00 | 完成整治 | 整治河道≥5公里 | 合格率100% | 2024年10月底前完成 | 总成本≤120万元 | / | 防洪能力提升 | 长期 | 满意度≥90%
水库维护 | 350000 | 维护 | 维护水库≥3座 | — | 及时率≥98% | 成本≤35万元 | 无 | 保障安全 |  | 满意度≥85%
合计 | 1550000 |  |  |  |  |  |  |  |  |
"""))
    assert (table.year, table.unit_name, table.money_unit) == (2024, "某某县水利局", "元")
    assert [(row.row_type, row.name, row.funds["total"]) for row in table.rows] == [
        ("project", "河道整治", Decimal(1_200_000)), ("project", "水库维护", Decimal(350_000)), ("total", "合计", Decimal(1_550_000))]
    assert [(cell.level1, cell.level2) for cell in table.rows[0].cells if "成本" in cell.level2] == [("产出指标", "成本指标")]
    assert [len(row.cells) for row in table.rows] == [7, 5, 0]


def test_a_header_whose_columns_end_at_different_heights(drawn: Draw) -> None:
    """Cells of the header that were not merged down to its last row."""
    (table,) = read_wide(drawn("""
预算22表 | < | < | < | < | <
单位名称 | 资金总额 | 产出指标 | < | < | 满意度指标
^ | 万元 | 数量指标 | 质量指标 | 时效指标 | 服务对象满意度指标
^ | ^ |  |  |  |
维护项目 | 5 | 设备≥40台 | 完好率≥95% | 2025年12月31日前 | 满意度≥90%
"""))
    assert [cell.text for row in table.rows for cell in row.cells] == ["设备≥40台", "完好率≥95%", "2025年12月31日前", "满意度≥90%"]
