"""What `read --json` prints of a reading, and what it prints for people."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scorecard import i18n
from scorecard.exporting.reading_json import problems_of, reading_document, reading_lines
from scorecard.importing.official_table import Reading, read_official
from scorecard.importing.sources.grids import Grid, Source
from scorecard.importing.table_rules import check_tables

CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cases" / "official_tables.toml").read_text(encoding="utf-8"))


@pytest.fixture
def reading(drawn: Callable[[str], Grid]) -> Reading:
    drawing = CASES["whole"].replace("| 170 | 100 | 70 |", "| 175 | 100 | 70 |").replace("学员满意度≥90%", "学员满意度≥100%")
    return read_official(Source("sheet", (drawn(drawing),)))


def test_the_document_holds_all_that_was_read(reading: Reading) -> None:
    document = json.loads(json.dumps(reading_document(reading, check_tables(reading)), ensure_ascii=False))
    assert (document["unit"], document["year"], document["year_basis"]) == ({"code": "001001", "name": "某中心"}, 2025, "banner")
    assert [(t["table"], len(t["rows"])) for t in document["tables"]] == [("21", 2), ("22", 2), ("23", 1)]
    assert document["tables"][2]["rows"][0]["funds"]["basic"] == 100
    assert sum(cell["n_indicators"] for cell in document["cells"]) == len(document["indicators"]) == 14
    whole_rate = next(i for i in document["indicators"] if i.get("flag") == "whole_rate")
    assert [whole_rate[name] for name in ("name", "comparator", "value", "unit", "confidence")] == ["学员满意度", "≥", 100, "%", 0.9]
    assert [i["deadline"] for i in document["indicators"] if i["kind"] == "deadline"] == ["2025-12-31"]


def test_problems_and_doubts_are_told_apart_and_said_in_both_languages(reading: Reading) -> None:
    document = reading_document(reading, check_tables(reading))
    assert [p["code"] for p in document["problems"]] == ["rule_natures"]
    assert {(d["code"], d["must_settle"]) for d in document["doubts"]} == {("floor_among_costs", False), ("whole_rate", True)}
    for said in (*document["problems"], *document["doubts"]):
        assert set(said["message"]) == set(i18n.LANGUAGES) and all(said["message"].values())
    assert [check["rule"] for check in document["checks"] if not check["ok"]] == ["natures"]


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_for_people_every_indicator_problem_and_doubt_is_a_line(reading: Reading, lang: str) -> None:
    checks = check_tables(reading)
    lines = reading_lines(reading, checks, lang)
    assert len(lines) == 1 + len(reading.indicators) + len(problems_of(reading, checks)) + len(reading.doubts)
    assert any("100+70=170" in line for line in lines)
