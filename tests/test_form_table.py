"""A layout and its values as a grid of cells: every place taken once, neighbours merged, a frozen form read back as it was."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.exporting import form_table
from scorecard.exporting.form_table import FormTable, fill, from_json
from scorecard.problems import Refused

LAYOUT = """
title = "{kind}表"
above = ""
widths = [1, 2, 1]
below = ["说明：{notes}", "填表人：{by}"]
[[rows]]
cells = [{ text = "名称" }, { value = "name", columns = 2 }]
[[rows]]
repeat = true
cells = [{ text = "一级", rows = 2 }, { text = "指标", columns = 2 }]
[[rows]]
repeat = true
cells = [{ text = "名" }, { text = "分值" }]
[[rows]]
each = "indicators"
cells = [{ value = "group", merge = true }, { value = "kind", merge = true }, { number = "points" }]
"""


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "small.toml").write_text(LAYOUT, encoding="utf-8")
    monkeypatch.setattr(form_table, "FORMS", tmp_path)
    return "small"


def filled(layout: str, rows: list[tuple[str, str, Decimal | None]], **more: str) -> FormTable:
    listed = [{"group": g, "kind": k, "points": p} for g, k, p in rows]
    return fill(layout, {"kind": "小", "name": "甲", "notes": "", "by": "张", "indicators": listed} | more)


def test_the_cells_stand_where_the_layout_says(layout: str) -> None:
    form = filled(layout, [("产出", "数量", Decimal(20)), ("产出", "质量", None)])
    assert (form.title, form.above, form.below, form.rows, form.header) == ("小表", "", ("填表人：张",), 5, (1, 2))
    assert [(c.row, c.column, c.rows, c.columns, c.text, c.figure) for c in form.cells] == [
        (0, 0, 1, 1, "名称", None), (0, 1, 1, 2, "甲", None), (1, 0, 2, 1, "一级", None), (1, 1, 1, 2, "指标", None), (2, 1, 1, 1, "名", None),
        (2, 2, 1, 1, "分值", None), (3, 0, 2, 1, "产出", None), (3, 1, 1, 1, "数量", None), (3, 2, 1, 1, "20.00", "20.00"), (4, 1, 1, 1, "质量", None),
        (4, 2, 1, 1, "—", None)]


def test_a_column_is_merged_only_within_its_left_neighbours_cell(layout: str) -> None:
    form = filled(layout, [("产出", "数量", None), ("效益", "数量", None), ("效益", "数量", None)])
    assert [(c.row, c.rows) for c in form.cells if c.text == "数量"] == [(3, 1), (4, 2)]


GROUPS = st.sampled_from(["产出", "效益"])


@given(rows=st.lists(st.tuples(GROUPS, GROUPS, st.none() | st.decimals(0, 100, places=2)), min_size=1, max_size=12))
def test_every_place_is_taken_once(rows: list[tuple[str, str, Decimal | None]], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("forms")
    (folder / "small.toml").write_text(LAYOUT, encoding="utf-8")
    kept, form_table.FORMS = form_table.FORMS, folder
    try:
        form = filled("small", rows)
    finally:
        form_table.FORMS = kept
    assert_whole(form)
    assert from_json(form.as_json()) == form
    assert from_json(form.as_json()).checksum == form.checksum


def assert_whole(form: FormTable) -> None:
    taken = [(c.row + down, c.column + right) for c in form.cells for down in range(c.rows) for right in range(c.columns)]
    assert sorted(taken) == [(row, column) for row in range(form.rows) for column in range(len(form.widths))]


@pytest.mark.parametrize("wrong", [
    'title = ', 'title = "x"', LAYOUT.replace('"points"', '"no_such_value"'), LAYOUT.replace("widths = [1, 2, 1]", "widths = [1]")])
def test_a_layout_that_cannot_be_filled_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path))
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "small.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        filled("small", [("产出", "数量", None)])
    assert [p.code for p in refused.value.problems] == ["layout_wrong"]


def test_a_layout_in_the_data_folder_stands_in_place_of_ours(layout: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path / "own"))
    (tmp_path / "own" / "forms").mkdir(parents=True)
    (tmp_path / "own" / "forms" / "small.toml").write_text(LAYOUT.replace("{kind}表", "本省的{kind}表"), encoding="utf-8")
    assert filled(layout, [("产出", "数量", None)]).title == "本省的小表"


def test_a_frozen_form_notices_any_change(layout: str) -> None:
    form = filled(layout, [("产出", "数量", Decimal(20))])
    assert form.checksum != filled(layout, [("产出", "数量", Decimal("20.01"))]).checksum
    assert form.checksum == filled(layout, [("产出", "数量", Decimal("20.00"))]).checksum


@pytest.mark.parametrize("file", sorted(form_table.FORMS.glob("*.toml")), ids=lambda f: f.stem)
def test_a_layout_says_where_it_comes_from(file: Path) -> None:
    with file.open("rb") as opened:
        plan = tomllib.load(opened)
    assert plan["source"] and plan["title"]
    assert [r for r in plan["rows"] if r.get("repeat")], "no header rows that stand on every page"
