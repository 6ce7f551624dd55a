"""What a cell of an official table holds: cut into indicators, each with name, target and measure word. Cases an official can read."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.exporting.reading_json import SIGNS
from scorecard.importing.indicator_text import read_wording, split_cell
from scorecard.problems import Problem
from scorecard.targets import Fault, Target

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[dict[str, str]]:
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases("printed_cells"), ids=lambda case: case["text"])
def test_a_cell_is_cut_where_its_indicators_end(case: dict[str, str]) -> None:
    assert " | ".join(split_cell(case["text"], int(case["fiscal_year"]))) == case["indicators"]


@pytest.mark.parametrize("case", cases("printed_indicators"), ids=lambda case: case["text"])
def test_an_indicator_is_a_name_and_a_target(case: dict[str, str]) -> None:
    wording = read_wording(case["text"], int(case["fiscal_year"]))
    if case["text"].startswith("每季度"):
        assert (wording.name, wording.due, wording.recurring) == (case["name"], case["deadline"], "quarterly")
    elif not isinstance(wording.target, Target):
        assert wording.target.code in (Fault.IMPOSSIBLE_DATE, Fault.MONTH_BOUNDARY) and case["kind"] == "deadline"
    else:
        target = wording.target
        read = {"name": wording.name or "完成时限", "measure_word": wording.measure_word or "", "deadline": str(target.deadline or ""),
                "wording": target.wording or "",
                "sign": SIGNS.get(target.comparison, ""), "value": str(target.value if target.value is not None else target.low or "")}
        same = Decimal(read.pop("value") or 0) == Decimal(case["value"] or 0)
        assert read == {name: case[name] for name in read} and same


@pytest.mark.parametrize(("text", "name"), [
    ("企业满意度满意度≥95%", "企业满意度"), ("指标1：召回次数≥5次", "召回次数"), ("①召回次数≥5次", "召回次数"), ("召回次数达到5次以上", "召回次数"),
    ("网络安全\n事故0起", "网络安全事故")])
def test_a_name_is_without_number_and_without_doubled_word(text: str, name: str) -> None:
    assert read_wording(text, 2025).name == name


def test_a_date_alone_takes_the_name_of_what_is_to_be_done() -> None:
    wording = read_wording("2025年12月底前完成采购", 2025)
    assert (wording.name, wording.nameless) == ("采购完成时间", False)
    assert isinstance(wording.target, Target) and wording.target.deadline == date(2025, 12, 31)
    assert read_wording("2025年12月31日前", 2025).nameless


PIECES = st.sampled_from(["召回次数≥10次", "合格率≥95%", "成本≤20万元", "举办培训2期", "2025年12月31日前完成采购", "群众满意度≥90%"])


@given(st.lists(PIECES, min_size=1, max_size=6), st.sampled_from("；;"))
def test_what_is_put_together_by_its_mark_is_cut_into_the_same(pieces: list[str], mark: str) -> None:
    assert split_cell(mark.join(pieces) + "。", 2025) == pieces


@given(st.text(alphabet="召回次数≥≤=1234567890.%％万元，、；;（）() \n年月日前培训—-至", max_size=60))
def test_no_text_is_lost_and_none_raises(text: str) -> None:
    pieces = split_cell(text, 2025)
    rest = text
    for piece in pieces:
        assert piece in rest
        rest = rest[rest.index(piece) + len(piece):]
        assert isinstance(read_wording(piece, 2025).target, Target | Problem)


def test_a_name_of_any_length_is_held() -> None:
    wording = read_wording("重" * 2_000 + "≥10次", 2025)
    assert len(wording.name) <= 300 and isinstance(wording.target, Target | Problem)
