"""Pasted text: cells where it is a table, lines where it is none; encodings; whatever is typed is read without an exception."""

import csv
import io
from itertools import pairwise
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard import settings
from scorecard.i18n import LANGUAGES, problem_text
from scorecard.importing.sources.grids import Source
from scorecard.importing.sources.pasted import MOST_CHARACTERS, MOST_LINES, decoded, read_pasted
from scorecard.importing.sources.sheet_file import read_sheets
from scorecard.importing.wide_table import read_wide

FILES = settings.ROOT / "tests" / "files" / "budget"


def rows(text: str) -> list[list[str]]:
    """The cells of a text that is a table, row by row."""
    source = read_pasted(text)
    assert (source.kind, source.lines, source.problems) == ("sheet", (), ())
    (grid,) = source.grids
    height, width = max(c.row for c in grid.cells) + 1, max(c.column for c in grid.cells) + 1
    there = {(c.row, c.column): c.text for c in grid.cells}
    return [[there.get((r, c), "") for c in range(width)] for r in range(height)]


def codes(source: Source) -> list[str]:
    for problem in source.problems:
        assert all(problem_text(problem, lang) for lang in LANGUAGES)
    return [problem.code for problem in source.problems]


@pytest.mark.parametrize(("text", "expected"), [
    ("名称\t数量\n召回\t10批次\n", [["名称", "数量"], ["召回", "10批次"]]),
    ("名称\t数量\r\n召回\t10批次\r\n", [["名称", "数量"], ["召回", "10批次"]]),
    ("名称\t数量\r召回\t10批次", [["名称", "数量"], ["召回", "10批次"]]),
    ("\ufeff名称\t数量\n\n\t10批次", [["名称", "数量"], ["", ""], ["", "10批次"]]),
    ('名称\t"合格率＝100%；\n差错率≤0.1%"\t时效\n召回\t\t', [["名称", "合格率＝100%；\n差错率≤0.1%", "时效"], ["召回", "", ""]]),
    ('甲\t"他说""好""\r\n的"\n乙\t丙', [["甲", '他说"好"\n的'], ["乙", "丙"]]),
    ('"双随机"抽查≥10次\t甲\n"十四五\t乙', [['"双随机"抽查≥10次', "甲"], ['"十四五', "乙"]]),
    ('甲\t5"屏\n乙\t丙"', [["甲", '5"屏'], ["乙", '丙"']]),
    ("一\x00级\t二\x07级\n\x1b甲\t乙\x7f", [["一级", "二级"], ["甲", "乙"]]),
    ("预算22表\n名称\t数量\n召回\t10\n次\t2", [["预算22表", ""], ["名称", "数量"], ["召回", "10"], ["次", "2"]]),
    ('名称,数量,质量\n"召回,处置",10,"甲\n乙"\n培训,"他说""好""",2', [["名称", "数量", "质量"], ["召回,处置", "10", "甲\n乙"], ["培训", '他说"好"', "2"]]),
    ("名称,数量,质量\n召回,10批次,\n", [["名称", "数量", "质量"], ["召回", "10批次", ""]]),
])
def test_a_table_is_read_cell_by_cell(text: str, expected: list[list[str]]) -> None:
    assert [[*row, *[""] * (len(expected[0]) - len(row))] for row in rows(text)] == expected


@pytest.mark.parametrize("text", [
    "", "预算22表", "资金总额 1,175.50 1,175.50\n其中 20.00\n合计 1,255.50", "运转开支≤20.29万元,召回成本≤20万元\n召回≥10次,培训≥2次", "\t", "甲\t乙",
    "第一段。\n\t第二段。\n第三段。\n第四段。", "a,b\nc,d\n", "甲,乙,丙"])
def test_any_other_text_is_lines(text: str) -> None:
    assert read_pasted(text) == Source("text", lines=tuple(text.split("\n")))


def test_pages_of_a_pdf_and_breaks_of_word_end_a_line() -> None:
    assert read_pasted("注：无\f预算22表\r\n单位\u2028名称").lines == ("注：无", "预算22表", "单位", "名称")


@pytest.mark.parametrize("name", ["seed.xlsx", "h1.xlsx", "h7_broken.xlsx"])
def test_what_is_copied_from_a_sheet_reads_as_the_sheet(name: str) -> None:
    """As Excel copies it: the first cell of merged ones holds the text, the others are empty; a cell with line breaks stands in quotes."""
    for grid in read_sheets((FILES / name).read_bytes()).grids:
        there = {(c.row, c.column): c.text for c in grid.cells}
        height, width = (max(place[n] for place in there) + 1 for n in (0, 1))
        copied = "\r\n".join("\t".join('"{}"'.format(t.replace('"', '""')) if "\n" in (t := there.get((r, c), "")) else t for c in range(width))
                             for r in range(height))
        (pasted,) = read_pasted(copied).grids
        assert {(c.row, c.column): c.text for c in pasted.cells} == {place: text for place, text in there.items() if text}
        assert [[cell.text for row in table.rows for cell in row.cells] for table in read_wide(pasted)] == [
            [cell.text for row in table.rows for cell in row.cells] for table in read_wide(grid)]


@pytest.mark.parametrize(("text", "expected"), [
    ("x" * (MOST_CHARACTERS + 1), ["too_much_content"]), ("\n" * (MOST_LINES + 1), ["too_much_content"]), ("x" * MOST_CHARACTERS, []),
    ("a\tb\n" * 2000, []), ("a\tb\n" * 2001, ["pasted_too_large"]), (("a" + "\t" * 99 + "b\n") * 2, []), (("a" + "\t" * 100 + "b\n") * 2, ["pasted_too_large"]),
    (("a" + "\t" * 500 + "\n") * 2, [])])
def test_limits(text: str, expected: list[str]) -> None:
    assert codes(read_pasted(text)) == expected


@pytest.mark.parametrize("unit", ["\t", ",", '"', '""', '"a\t', '"""a\t', '""a\t"', '"a\t""b\t', '"\n', "a,b,c\n", "\n\t", '"\t"', "\f", "甲\t"])
def test_a_long_text_of_anything_takes_no_time(unit: str) -> None:
    """What would take a careless pattern hours: 1.9 million characters of the same."""
    begun = thread_time()
    read_pasted(unit * (1_900_000 // len(unit)))
    assert thread_time() - begun < 8


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_the_encodings_of_offices_are_known(encoding: str) -> None:
    text = "预算22表，质量≥95%，召回\t10批次\r\n"
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("content", [
    bytes(range(256)), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xfe\x00", b"\0" * 100, b"a\0b\0" * 50, b"GIF89a\x01\0\x01\0\xff\xff",
    "预算".encode() + b"\0\x01\x02"])
def test_what_is_no_text_is_not_taken_for_it(content: bytes) -> None:
    assert decoded(content) is None


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_read(text: str) -> None:
    source = read_pasted(text)
    assert (source.kind == "sheet") == bool(source.grids)
    assert all(a < b for grid in source.grids for a, b in pairwise((c.row, c.column) for c in grid.cells))
    "".join([*source.lines, *(c.text for grid in source.grids for c in grid.cells)]).encode()  # nothing that cannot be stored


@given(st.lists(st.lists(st.text("甲乙a1 ≥,；\n\t\"", max_size=6).map(str.strip), min_size=3, max_size=3), min_size=2, max_size=5))
def test_a_csv_comes_back(table: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["一", "二", "三"], ["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"], *table])
    source = read_pasted(out.getvalue())
    if not any("\t" in value for row in table for value in row):
        assert {(c.row - 4, c.column): c.text for grid in source.grids for c in grid.cells if c.row > 3} == {
            (r, c): value for r, row in enumerate(table) for c, value in enumerate(row) if value}
