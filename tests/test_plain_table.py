"""Rows that are only read, as an HTML table: what stands in it, what is read out, what is kept from becoming markup."""

import re
from decimal import Decimal
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scorecard.palette import DARK, LIGHT
from scorecard.plain_table import BAR, Share, table_html

LINES: list[dict[str, str | Share]] = [
    {"项目": "运转开支", "已支出": "11.86", "执行率": Share(Decimal("0.585"))}, {"项目": "合计", "已支出": "181.78", "执行率": Share(None)}]


def cells(drawing: str, kind: str = "td") -> list[str]:
    return [unescape(re.sub("<[^>]+>", "", inner)) for inner in re.findall(rf"<{kind}[^>]*>(.*?)</{kind}>", drawing, re.S)]


def test_every_cell_stands_in_its_column_and_figures_on_the_right() -> None:
    drawing = table_html(LINES, "预算项目", LIGHT, ["已支出"])
    assert cells(drawing, "th") == ["项目", "已支出", "执行率"]
    assert cells(drawing) == ["运转开支", "11.86", "58.5%", "合计", "181.78", "—"]
    assert [cells(part)[0] for part in re.findall(r'<td align="right".*?</td>', drawing)] == ["11.86", "181.78"]
    assert re.findall(r'role="region" tabindex="0" aria-label="([^"]*)"', drawing) == ["预算项目"]


@pytest.mark.parametrize(("value", "wide"), [("0", "0.0"), ("0.5", f"{BAR / 2:.1f}"), ("1", f"{BAR:.1f}"), ("1.2", f"{BAR:.1f}"), ("-0.1", "0.0")])
def test_a_bar_is_as_long_as_its_share_and_never_longer_than_the_whole(value: str, wide: str) -> None:
    assert re.findall(r'<rect width="([\d.]+)"', table_html([{"率": Share(Decimal(value))}], "", DARK)) == [str(BAR), wide]


@pytest.mark.parametrize(("cell", "together"), [("22表", True), ("2025-07-21", True), ("275.71", True), ("275.71 + 60.29", False), ("② 滞后与待更新", False)])
def test_what_is_short_stays_on_one_line(cell: str, together: bool) -> None:
    assert ("<td nowrap>" in table_html([{"值": cell}], "", LIGHT)) is together


@pytest.mark.parametrize(("length", "room"), [(7, "6.5"), (13, "6.5"), (19, "9.5"), (30, "15"), (200, "15")])
def test_longer_words_get_room_by_their_length_up_to_a_line(length: int, room: str) -> None:
    assert f'<td style="min-width:{room}em">' in table_html([{"值": "值" * length}], "", LIGHT)


def test_only_a_last_row_that_is_the_sum_is_marked() -> None:
    assert cells(re.findall(r'<tr class="total">.*?</tr>', table_html(LINES, "", LIGHT, total=True))[0])[0] == "合计"
    assert "<tr class" not in table_html(LINES, "", LIGHT)


def test_a_list_that_may_not_grow_scrolls_by_itself() -> None:
    assert '<div role="region" tabindex="0" aria-label="" style="max-height:400px;overflow-y:auto">' in table_html(LINES, "", LIGHT, high=400)
    assert 'aria-label="">' in table_html(LINES, "", LIGHT)


def test_of_no_rows_nothing_is_made() -> None:
    assert table_html([], "预算项目", LIGHT) == ""


@given(some.lists(some.fixed_dictionaries({"<b>项目": some.text(), "b": some.text()}), min_size=1, max_size=4))
def test_no_text_becomes_markup(rows: list[dict[str, str]]) -> None:
    drawing = table_html([dict(row) for row in rows], '"><script>', LIGHT)
    assert set(re.findall(r"</?([a-zA-Z]+)", drawing)) == {"style", "div", "table", "thead", "tbody", "tr", "th", "td"}
    assert cells(drawing) == [cell for row in rows for cell in row.values()]
