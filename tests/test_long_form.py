"""The national long form: one indicator a row, as a form of its own or as a list of several programmes."""

from collections.abc import Callable
from decimal import Decimal

from scorecard.importing.long_form import read_long
from scorecard.importing.official_table import interpret
from scorecard.importing.sources.grids import Grid

Draw = Callable[[str], Grid]
FORM = """
项目支出绩效目标表 | < | < | < | < | <
（2025年度） | < | < | < | < | <
填报单位：某中学 | < | < | < | 单位：万元 | <
项目名称 | 教师培训 | < | < | < | <
年度资金总额 | 30 | < | < | < | <
年度目标 | 完成全年培训 | < | < | < | <
一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位
产出指标 | 数量指标 | 培训场次 | ≥ | 36 | 场
^ | 质量指标 | 考核合格率 | ≥ | 95 | %
^ | 时效指标 | 完成时间 | ≤ | 2025年11月30日 | /
成本指标 | 经济成本指标 | 总成本 | ≤ | 30 | 万元
效益指标 | 社会效益指标 | 教师能力 | 定性 | 明显提升 | -
"""


def test_each_row_is_one_indicator(drawn: Draw) -> None:
    (table,) = read_long(drawn(FORM))
    assert [(c.level1, c.level2, c.text) for c in table.rows[0].cells] == [
        ("产出指标", "数量指标", "培训场次≥36场"), ("产出指标", "质量指标", "考核合格率≥95%"), ("产出指标", "时效指标", "完成时间≤2025年11月30日"),
        ("成本指标", "经济成本指标", "总成本≤30万元"), ("效益指标", "社会效益指标", "教师能力明显提升")]
    assert (table.rows[0].name, table.rows[0].funds["total"], table.rows[0].goal_year) == ("教师培训", Decimal(30), "完成全年培训")


def test_the_year_and_the_unit_come_from_the_lines_above(drawn: Draw) -> None:
    reading = interpret(read_long(drawn(FORM)))
    assert (reading.year, reading.year_basis, reading.unit_name) == (2025, "banner", "某中学")
    assert [i.indicator_id for i in reading.indicators] == ["L-01", "L-02", "L-03", "L-04", "L-05"]


def test_an_amount_that_is_none_is_a_problem(drawn: Draw) -> None:
    (table,) = read_long(drawn(FORM.replace("年度资金总额 | 30", "年度资金总额 | 三十")))
    assert [p.code for p in table.problems] == ["money_unreadable"]
