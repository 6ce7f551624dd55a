"""Published target texts and what they say: cases/targets.csv, one text a row, with its reading or the problem it must give."""

import csv
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.problems import Problem
from scorecard.targets import Comparison, Fault, Target, parse_target

CASES = Path(__file__).with_name("cases") / "targets.csv"
SIGNS = {
    Comparison.AT_LEAST: ("≥", "≧", "⩾", ">", "＞＝", ">=", "=>", "不少于", "不低于", "不小于", "至少", "大于或等于", "不得低于"),
    Comparison.AT_MOST: ("≤", "≦", "⩽", "<", "＜＝", "<=", "=<", "不超过", "不高于", "不大于", "最多", "小于等于", "小于", "不得超过"),
    Comparison.EQUAL: ("=", "＝", "═", "等于", ""),
}
MEASURE_WORDS = ("", "%", "‰", "次", "批次", "人次", "万元", "元/人、天", "平方米", "万亩", "TB", "个百分点")
NUMBERS = st.decimals(min_value=Decimal("0.01"), max_value=999_999, places=2)
LETTERS = "≥≤=<>0123456789年月日前底-至%.,，；|()（）±次万元十百分之点不超过 季度上半第"
DAY_SPELLINGS = ("%Y年%m月%d日前", "%Y-%m-%d", "%Y/%m/%d前", "完成时间：%Y.%m.%d前完成")
WIDE = str.maketrans("".join(map(chr, range(0x21, 0x7F))), "".join(map(chr, range(0xFF01, 0xFF5F))))


def _cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _end(text: str) -> Decimal | date | None:
    if not text:
        return None
    return date.fromisoformat(text) if text.count("-") == 2 else Decimal(text)


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["text"] or "empty")
def test_reads_published_texts(case: dict[str, str]) -> None:
    read = parse_target(case["text"], int(case["fiscal_year"]))
    if case["problem"]:
        assert read == Problem(case["problem"], values={"text": case["text"]})
        return
    assert isinstance(read, Target), read
    assert read.comparison == case["comparison"]
    assert read.value == _end(case["value"])
    assert (read.low, read.high) == (_end(case["low"]), _end(case["high"]))
    assert read.measure_word == (case["measure_word"] or None)
    assert read.deadline == _end(case["deadline"])


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("保护消费者人身和财产安全逐步加强", "逐步加强"),
        ("预防缺陷产品伤害，督促企业产品质量逐步提升。", "逐步提升"),
        ("定性 | 优良中低差", "优良中低差"),
        ("是", "是"),
        ("按月安排", "按月安排"),
        ("抵达现场时间≤辖区平均标准", "辖区平均标准"),
    ],
)
def test_keeps_wording_verbatim(text: str, wording: str) -> None:
    read = parse_target(text, 2025)
    assert isinstance(read, Target)
    assert read.wording == wording


def test_every_fault_has_a_case() -> None:
    assert {case["problem"] for case in _cases()} - {""} == set(Fault)


@given(st.one_of(st.text(), st.text(LETTERS, max_size=40)), st.integers(1990, 2100))
def test_never_raises(text: str, fiscal_year: int) -> None:
    read = parse_target(text, fiscal_year)
    assert isinstance(read, Target | Problem)


@given(
    st.sampled_from([(comparison, sign) for comparison, signs in SIGNS.items() for sign in signs]),
    NUMBERS,
    st.sampled_from(MEASURE_WORDS),
    st.sampled_from(("", "召回次数", "满意度满意度", "接警后30秒内出动率", "1-6期培训合格率")),
)
def test_reads_back_sign_number_and_measure_word(sign: tuple[Comparison, str], number: Decimal, measure_word: str, name: str) -> None:
    comparison, mark = sign
    if not mark and (name or abs(number - 2025) <= 5):
        return  # without a sign a number may belong to the name, or be a year
    expected = Target(comparison, value=number, measure_word=measure_word or None)
    assert parse_target(f"{name}{mark}{number}{measure_word}", 2025) == expected
    assert parse_target(f"{name}{mark}{number:,}{measure_word}。", 2025) == expected


@given(st.permutations([0, 1, 2]), NUMBERS, st.sampled_from(("%", "次", "万元")))
def test_reads_cells_in_any_order(order: list[int], number: Decimal, measure_word: str) -> None:
    cells = ["≥", str(number), measure_word]
    assert parse_target(" | ".join(cells[i] for i in order), 2025) == Target(Comparison.AT_LEAST, value=number, measure_word=measure_word)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(DAY_SPELLINGS))
def test_reads_back_days(day: date, spelling: str) -> None:
    assert parse_target(day.strftime(spelling), 2025) == Target(Comparison.BEFORE, deadline=day)


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["text"] or "empty")
def test_full_width_reads_as_half_width(case: dict[str, str]) -> None:
    narrow, wide = (parse_target(text, int(case["fiscal_year"])) for text in (case["text"], case["text"].translate(WIDE)))
    if isinstance(narrow, Problem) or isinstance(wide, Problem):
        assert isinstance(narrow, Problem)
        assert isinstance(wide, Problem)
        assert narrow.code == wide.code
    elif narrow.comparison is not Comparison.QUALITATIVE:
        assert narrow == wide


@pytest.mark.parametrize("piece", ["1", "≥", "(", "第1", "十", "年底", "提升", "2025年", "1-", "，", " ", "a1后", "≥1次", "(/", "百分之"])
@pytest.mark.parametrize("length", [999, 10_000])
def test_long_texts_are_refused_at_once(piece: str, length: int) -> None:
    started = time.thread_time()  # its own work, however busy the machine is
    parse_target((piece * length)[:length], 2025)
    assert time.thread_time() - started < 0.5
