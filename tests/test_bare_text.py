"""Official tables as text without geometry: every cell found, laid over the columns, and each one said how sure that is."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.importing.bare_text import read_bare
from scorecard.importing.official_table import interpret
from scorecard.importing.placing import place_cells

FILES = Path(__file__).parent / "files" / "budget"


def delivered_cells() -> list[tuple[str, str, str]]:
    """Table, 二级指标 and text of the cells of the delivered budget."""
    with (Path(__file__).parents[1] / "data" / "budget" / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(dict.fromkeys((row["programme_id"], row["category"], row["cell_text"]) for row in csv.DictReader(file)))


@pytest.mark.parametrize("name", ["seed_text.txt", "seed_raw.txt"])
def test_the_units_own_tables_as_text(name: str) -> None:
    tables = read_bare((FILES / name).read_text(encoding="utf-8").splitlines())
    cells = [(table.table, cell.level2, cell.text) for table in tables for row in table.rows for cell in row.cells]
    assert sorted(set(cells)) == sorted(delivered_cells())
    assert len(interpret(tables).indicators) == 24
    assert all(0 < cell.sure < 1 for table in tables for row in table.rows for cell in row.cells)


def test_a_text_whose_columns_ran_into_each_other_is_refused() -> None:
    tables = read_bare((FILES / "seed_layout.txt").read_text(encoding="utf-8").splitlines())
    assert {problem.code for table in tables for problem in table.problems} == {"text_scrambled"}
    assert not any(table.rows for table in tables)


@pytest.mark.parametrize("text", ["", "会议通知\n请各科室于周五前报送材料。", "预算22表", "预算22表\n数量 质量 时效\n1.00", json.dumps({"预算22表": 1})])
def test_a_text_of_something_else_gives_no_indicator(text: str) -> None:
    assert not any(row.cells for table in read_bare(text.splitlines()) for row in table.rows)


@given(st.lists(st.text(alphabet="预算表22单位 名称数量质量时效指标1.00,≥%。；\t", max_size=30), max_size=30))
def test_no_text_makes_it_stumble(lines: list[str]) -> None:
    read_bare(["预算22表", *lines])


COLUMNS = ["经济成本指标", "数量指标", "质量指标", "时效指标", "社会效益指标", "满意度指标"]


@pytest.mark.parametrize(("texts", "columns"), [
    (["成本≤5万元", "检测≥8批次", "2025年12月31日前"], ["经济成本指标", "数量指标", "时效指标"]),
    (["检测≥8批次", "合格率≥95%", "保障安全逐步加强", "满意度≥90%"], ["数量指标", "质量指标", "社会效益指标", "满意度指标"])])
def test_cells_are_laid_over_the_columns_in_their_order(texts: list[str], columns: list[str]) -> None:
    assert [column for column, _ in place_cells(texts, COLUMNS)] == columns


@given(st.lists(st.sampled_from(["成本≤5万元", "检测≥8批次", "合格率≥95%", "逐步加强", "2025年底前", "满意度≥90%"]), max_size=9))
def test_no_column_is_given_twice_and_none_is_certain(texts: list[str]) -> None:
    placed = place_cells(texts, COLUMNS)
    chosen = [COLUMNS.index(column) for column, _ in placed[:len(COLUMNS)]]
    assert len(placed) == len(texts) and chosen == sorted(set(chosen)) and all(0 < sure < 1 for _, sure in placed)
