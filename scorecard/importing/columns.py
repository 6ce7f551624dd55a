"""表头: which column of an official table is which, by the words of its header, whatever their order and number.

A column of indicators is a 二级指标 (数量指标, 经济成本指标 …); its 一级指标 follows from the header above, else from the word itself: a bare
成本指标 beside 数量, 质量, 时效 is the older layout's cost under 产出.
"""

import re

COST, OUTPUT, BENEFIT, SATISFACTION = "成本指标", "产出指标", "效益指标", "满意度指标"
COUNTS = "数量指标"
GROUPS = (COST, OUTPUT, BENEFIT, SATISFACTION)
LEAVES = {  # 二级指标 -> 一级指标
    "经济成本": COST, "社会成本": COST, "生态环境成本": COST, "生态成本": COST, "数量": OUTPUT, "质量": OUTPUT, "时效": OUTPUT, "成本": OUTPUT,
    "经济效益": BENEFIT, "社会效益": BENEFIT, "生态效益": BENEFIT, "生态环境效益": BENEFIT, "可持续影响": BENEFIT, "满意度": SATISFACTION}
STANDARD = tuple(f"{leaf}指标" for leaf in LEAVES)
"""Every 二级指标 as a column prints it."""
CERTAIN_LEAVES = ("数量", "质量", "时效", "经济效益", "社会效益", "生态效益", "经济成本")
FIELDS = (  # what a column holds, by the first pattern its header fits
    ("code", "(?:部门|单位|项目|预算)*(?:代码|编码)"), ("direction", "(?:支出|资金)?(?:使用)?方向"),
    ("transfer", "(?:对)?(?:市县|下|市州).*转移支付|转移支付"), ("provincial", "(?:省|市|县|区|州|部|本|中央)本?级(?:支出|安排|资金)|本级支出"),
    ("general_public", "一般公共预算.*"), ("gov_fund", "政府性基金.*"), ("fiscal_account", ".*专户.*"), ("other", "其他(?:资金|收入)?|单位资金"),
    ("basic", "基本支出.*"), ("project", "项目支出(?:预算|金额)?"),
    ("total", "(?:年度)?(?:资金|预算|金额|项目资金|支出)?(?:总额|合计|总计)|(?:预算|项目)?金额|预算数"),
    ("duties", ".*(?:职能|职责).*"), ("goal_period", ".*(?:实施期|中长期|中期|项目期|长期).*目标.*"),
    ("goal_year", ".*(?:年度|整体|总体).*目标.*|绩效目标"), ("name", ".*(?:单位|专项|部门|项目).*名称|.*名称|单位|部门"))
UNDER = ("资金投向", "按收入性质分", "按支出性质分", "年度预算申请", "绩效指标", "部门整体支出年度绩效目标", *GROUPS)
"""Headers that only stand over others."""


def plain(text: str) -> str:
    """A header without blanks, line breaks and marks of emphasis."""
    return re.sub(r"[\s　*★]", "", text)


def leaf_of(header: str) -> str | None:
    """Which of LEAVES a header names: 社会公益或服务对象满意度指标 -> 满意度; None where it names none."""
    word = re.sub("(?:指标)?(?:[（(].*[）)])?$", "", plain(header))
    if word in LEAVES:
        return word
    return "满意度" if re.fullmatch("[一-鿿、/]{0,20}满意度", word) else None


def group_of(header: str) -> str | None:
    """Which 一级指标 a header names, or None."""
    word = re.sub(r"[（(].*[）)]$", "", plain(header)).removesuffix("指标") + "指标"
    return word if word in GROUPS else None


def field_of(header: str) -> str | None:
    """Which of FIELDS a column holds by its header, or None where no pattern fits."""
    word = re.sub("[（(][^（()）]*[）)]", "", plain(header))
    return next((name for name, pattern in FIELDS if re.fullmatch(pattern, word)), None)


def is_header(text: str) -> bool:
    """Whether a text is a word of a header, of whichever column or group."""
    word = plain(text)
    return bool(word) and (word in UNDER or leaf_of(word) is not None or group_of(word) is not None or field_of(word) is not None)
