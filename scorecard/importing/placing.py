"""Which column a cell of indicators belongs to, by its words and its order alone: a text without geometry says no more.

Every cell is scored against every 二级指标 by what it speaks of; the cells are then laid over the columns in their order so that the sum is
largest. How sure a place is follows from what speaks for it: a count in 批次 is a quantity, but praise fits many a column.
"""

import re
from collections.abc import Sequence

WORDS = (  # 二级指标, what speaks for it, how much
    ("经济成本", r"(?:成本|开支|经费|支出|费用|造价|投资|补助)[^；]*(?:≤|不超过|不高于|以内|小于)[^；]*元", 6), ("经济成本", "执行率|成本", 2),
    ("社会成本", "安全|健康|负面|影响|社会|扰民|风险", 1.2), ("生态环境成本", "环境|生态|污染|排放|能耗|废物|废弃", 2),
    ("数量", r"\d[\d,.]*(?:万|千|百)?(?:批次|家次|人次|场次|次|个|家|批|场|件|项|人|户|台|套|份|篇|期|枪|只|座|处|公里|亩|吨|平方米|名|种)", 4),
    ("质量", r"(?:合格率|通过率|准确率|达标率|完好率|优良率|差错率|验收|完成率|覆盖率|可用率|规范|正确率|使用率|率)[^；]*\d[\d.]*[%％]", 4),
    ("时效", r"\d+月(?:\d+日|底|末)?.{0,4}前|及时|时限|完成时间|时间|工作日|按时|按期|季度末", 5),
    ("经济效益", "经济|收入|产值|减负|节约|增收|利润|税收|效益|企业|产业", 1.6), ("经济效益", r"≥\s*[\d.]+\s*[万亿]?元", 3),
    ("社会效益", "社会|消费者|人身|公众|群众|安全|民生|保障|公平|就业|事故|投诉|健康|意识", 1.8),
    ("生态效益", "环境|生态|污染|排放|能耗|节能|绿色|降耗", 3), ("可持续影响", "持续|长效|机制|长期|队伍|能力建设|水平|制度", 2.2),
    ("满意", "满意", 9))
NUMBERS = re.compile(r"\d")
NOWHERE = -4.0
SURE, HALF_SURE, UNSURE = 0.97, 0.80, 0.55
CLEAR = 3.5


def place_cells(texts: Sequence[str], columns: Sequence[str]) -> list[tuple[str, float]]:
    """For each text its column and how sure that is; the columns in order, none twice. More texts than columns: the rest in the last, unsure."""
    scores = [[_score(text, column) for column in columns] for text in texts[:len(columns)]]
    chosen = _in_order(scores)
    found = [(columns[at], _sure(texts[n], scores[n], chosen, n)) for n, at in enumerate(chosen)]
    return found + [(columns[-1], UNSURE)] * (len(texts) - len(found))


def _score(text: str, column: str) -> float:
    total = sum(weight for name, pattern, weight in WORDS if name in column.replace("指标", "") and (name != "质量" or column == "质量指标")
                and re.search(pattern, text))
    if column in ("数量指标", "质量指标", "时效指标") and not NUMBERS.search(text):
        total -= 3
    if ("效益" in column or "影响" in column or "社会成本" in column or "生态环境成本" in column) and NUMBERS.search(text):
        total -= 1.5
    return total


def _in_order(scores: Sequence[Sequence[float]]) -> list[int]:
    """The columns, strictly rising, whose scores sum up highest."""
    width = len(scores[0]) if scores else 0
    best: list[tuple[float, list[int]]] = [(0.0, [])] * (width + 1)  # by the first column still free
    for row in scores:
        following: list[tuple[float, list[int]]] = [(float("-inf"), [])] * (width + 1)
        for free, (total, path) in enumerate(best):
            for at in range(free, width):
                if total + row[at] > following[at + 1][0] and len(path) == len(best[free][1]):
                    following[at + 1] = (total + row[at], [*path, at])
        best = following
    return max(best, key=lambda b: b[0])[1]


def _sure(text: str, scores: Sequence[float], chosen: Sequence[int], n: int) -> float:
    """How sure a place is: by how far its score stands above every other column that the order leaves it."""
    low = chosen[n - 1] + 1 if n else 0
    high = chosen[n + 1] if n + 1 < len(chosen) else len(scores)
    others = [scores[at] for at in range(low, high) if at != chosen[n]]
    if not others or (NUMBERS.search(text) and scores[chosen[n]] - max(others) >= CLEAR) or scores[chosen[n]] >= CLEAR * 2:
        return SURE if NUMBERS.search(text) or "满意" in text else HALF_SURE
    return HALF_SURE if scores[chosen[n]] - max(others) >= 1 else UNSURE
