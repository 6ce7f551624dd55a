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


OTHER = """
项目绩效目标申报表 | < | < | < | < | < | <
（2026 年度） | < | < | < | < | < | <
项目名称 | 专利奖励 | < | 项目负责人 | 张三 | < | <
主管部门 | 市知识产权局 | < | 实施单位 | 市知识产权服务中心 | < | <
项目资金（元） | 年度资金总额 | 2000000 | < | < | < | <
年度绩效目标 | 奖励发明专利 | < | < | < | < | <
一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重
产出指标\\n（50分） | 数量指标 | 奖励专利数 | 大于等于 | 300 | 件 | 20
^ | 质量指标 | 审核准确率 | 等于 | 100 | % | 15
^ | 时效指标 | 奖励发放时间 | 小于等于 | 2026年11月30日 |  | 15
成本指标 | 经济成本指标 | 奖励总额 | 小于等于 | 200 | 万元 | 10
效益指标 | 社会效益 | 创新氛围 | 定性 | 持续优化 |  | 20
满意度指标 | 服务对象满意度 | 企业满意度 | 大于等于 | 90 | % | 10
"""


def test_points_beside_the_groups_signs_in_words_and_money_in_yuan(drawn: Draw) -> None:
    (table,) = read_long(drawn(OTHER))
    assert (table.unit_name, table.money_unit, table.year, table.rows[0].funds["total"]) == ("市知识产权服务中心", "元", 2026, Decimal(2_000_000))
    read = [(i.cell.level1, i.cell.level2, i.wording.name) for i in interpret([table]).indicators]
    assert read == [("产出指标", "数量指标", "奖励专利数"), ("产出指标", "质量指标", "审核准确率"), ("产出指标", "时效指标", "奖励发放时间"),
                    ("成本指标", "经济成本指标", "奖励总额"), ("效益指标", "社会效益指标", "创新氛围"), ("满意度指标", "服务对象满意度指标", "企业满意度")]
