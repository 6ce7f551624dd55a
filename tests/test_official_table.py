"""What official tables say: units, year, indicators by number, and every reading that could be another."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scorecard import i18n
from scorecard.importing.official_table import Reading, doubt_text, read_official
from scorecard.importing.sources.grids import Grid, Source
from scorecard.problems import Problem

Draw = Callable[[str], Grid]
CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "official_tables.toml").read_text(encoding="utf-8"))
WHOLE: str = CASES["whole"]


@pytest.fixture
def read(drawn: Draw) -> Callable[[str], Reading]:
    return lambda drawing: read_official(Source("sheet", (drawn(drawing),)))


def test_a_whole_budget(read: Callable[[str], Reading]) -> None:
    reading = read(WHOLE)
    assert (reading.unit_code, reading.unit_name, reading.year, reading.year_basis) == ("001001", "某中心", 2025, "banner")
    assert reading.units == {"某中心": "001001"}
    assert [t.table for t in reading.tables] == ["21", "22", "23"] and not reading.problems
    numbered = [*(f"21-0{n}" for n in range(1, 5)), *(f"22-0{n}" for n in range(1, 6)), *(f"23-0{n}" for n in range(1, 6))]
    assert [i.indicator_id for i in reading.indicators] == numbered
    assert [(d.code, d.about, d.must_settle) for d in reading.doubts] == [("floor_among_costs", "23-01", False)]


@pytest.mark.parametrize("case", CASES["doubtful"], ids=lambda case: case["doubts"][0])
def test_a_reading_that_could_be_another_says_how_sure_it_is(read: Callable[[str], Reading], case: dict[str, Any]) -> None:
    assert WHOLE.count(case["print"]) == 1
    before = {(d.about, d.code) for d in read(WHOLE).doubts}
    reading = read(WHOLE.replace(case["print"], case["as"]))
    assert [f"{d.about} {d.code} {d.confidence:g}" for d in reading.doubts if (d.about, d.code) not in before] == case["doubts"]


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_every_doubt_is_said_in_a_sentence(read: Callable[[str], Reading], lang: str) -> None:
    for case in CASES["doubtful"]:
        for doubt in read(WHOLE.replace(case["print"], case["as"])).doubts:
            assert doubt.values["text"] in doubt_text(doubt, lang)


@pytest.mark.parametrize(("above", "year", "basis"), [("2027年度部门预算", 2027, "banner"), ("说明", 2025, "deadlines")])
def test_the_year_is_the_titles_before_the_deadlines(read: Callable[[str], Reading], above: str, year: int, basis: str) -> None:
    reading = read(WHOLE.replace("2025年整体", "整体").replace("省级专项资金绩效目标表", f"{above}省级专项资金绩效目标表"))
    assert (reading.year, reading.year_basis) == (year, basis)


def test_a_given_year_stands_over_both(drawn: Draw) -> None:
    reading = read_official(Source("sheet", (drawn(WHOLE),)), 2030)
    assert (reading.year, reading.year_basis) == (2030, "given")


def test_without_any_year_it_is_asked_for(read: Callable[[str], Reading]) -> None:
    assert [p.code for p in read(WHOLE.replace("2025年12月31日前完成", "按时完成").replace("2025年整体", "整体")).problems] == ["year_missing"]


def test_an_impossible_date_is_a_problem_of_its_indicator(read: Callable[[str], Reading]) -> None:
    (problem,) = read(WHOLE.replace("2025年12月31日前完成", "2025年13月31日前完成")).problems
    assert (problem.code, problem.field) == ("target_impossible_date", "22-04")


@pytest.mark.parametrize("source", [Source("sheet"), Source("text", lines=("通知", "请报送材料")), Source("page", problems=(Problem("no_official_table"),))])
def test_a_file_of_something_else_is_refused_with_a_sentence(source: Source) -> None:
    reading = read_official(source)
    assert [p.code for p in reading.problems] == ["no_official_table"] and not reading.tables
    assert "绩效目标表" in i18n.problem_text(reading.problems[0], "zh")
