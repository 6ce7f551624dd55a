"""PDFs of official tables, drawn in many ways: the same cells from all of them; and what cannot be read says why."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import pypdfium2 as pdfium
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from scorecard.i18n import LANGUAGES, problem_text
from scorecard.importing.long_form import read_long
from scorecard.importing.official_table import read_official
from scorecard.importing.printed import PrintedTable
from scorecard.importing.sources.grids import Box, Cell, Source
from scorecard.importing.sources.pdf_file import MOST_PAGES, page_picture, read_pdf
from scorecard.importing.sources.pdf_page import normal
from scorecard.importing.sources.pdf_words import joined
from scorecard.importing.table_rules import check_tables
from scorecard.importing.wide_table import read_wide
from scorecard.settings import ROOT

FILES = ROOT / "tests" / "files" / "budget"
FONTS = ROOT / "data" / "fonts"
SEEDS = ["seed", "seed_lo", "seed_wp", "seed_split", "seed_nolines"]
LEAVES = ("经济成本指标", "社会成本指标", "生态环境成本指标", "数量指标", "质量指标", "时效指标",
          "经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标", "满意度指标")
HEADER = """
table.cell(rowspan: 3)[单位代码], table.cell(rowspan: 3)[单位（专项）名称], table.cell(rowspan: 3)[资金总额], table.cell(colspan: 2)[资金投向],
table.cell(rowspan: 3)[实施期绩效目标], table.cell(rowspan: 3)[年度绩效目标], table.cell(colspan: 11)[绩效指标],
table.cell(rowspan: 2)[省级支出], table.cell(rowspan: 2)[对市县专项转移支付], table.cell(colspan: 3)[成本指标], table.cell(colspan: 3)[产出指标],
table.cell(colspan: 4)[效益指标], [满意度指标],
""" + ",".join(f"[{leaf}]" for leaf in LEAVES)
GOAL = "保障单位正常运转，完成年度项目任务，提高服务质量。"
ROWS: list[tuple[str, str, str, dict[str, str]]] = [
    ("100100", "项目单位", "1,230.50", {}),
    ("", "其他项目", "980.00", {"经济成本指标": "成本≤980万元", "数量指标": "完成项目数≥1250个；检查单位≥36家", "时效指标": "2025年12月31日前",
                            "满意度指标": "服务对象满意度≥95%"}),
    ("", "专项资金", "250.50", {"质量指标": "合格率≥99.5%", "社会效益指标": "社会服务水平提高"})]
EXPECTED = [(name, leaf, text) for _, name, _, cells in ROWS for leaf, text in cells.items()]


def typeset(source: str) -> bytes:
    return bytes(typst.compile(source.encode(), font_paths=[str(FONTS)], ignore_system_fonts=True))


def drawn(page: str = "width: 297mm, height: 210mm", style: str = "stroke: 0.5pt", header: str = f"table.header({HEADER})", before: str = "", after: str = "",
          height: str = "auto") -> str:
    """The typst of 预算22表 with `ROWS`. style: further words of the table; height: of a row of the body."""
    body = ",".join(f"[{code}],[{name}],[{money}],[{money}],[],[{GOAL if cells else ''}],[{GOAL if cells else ''}],"
                    + ",".join(f"[{cells.get(leaf, '')}]" for leaf in LEAVES) for code, name, money, cells in ROWS)
    return f"""#set page({page}, margin: 10mm)
#set text(font: "Noto Sans CJK SC", size: 7pt)
{before}
预算22表

填报单位：项目单位 #h(1fr) 单位：万元

#table(columns: (1.2fr,) * 7 + (1fr,) * 11, inset: 2pt, rows: (auto, auto, auto, {height}), {style}, {header}, {body})
注：不含上年结转结余。
{after}"""


DRAWINGS = {
    "hair lines": drawn(style="stroke: 0.05pt"),
    "thick lines": drawn(style="stroke: 2pt"),
    "filled header": drawn(style="stroke: 0.5pt, fill: (x, y) => if y < 3 { rgb(200, 220, 240) } else if calc.odd(y) { luma(240) }"),
    "dashed lines": drawn(style='stroke: (paint: black, thickness: 0.5pt, dash: "dashed")'),
    "double frame": drawn(before="#show table: it => rect(inset: 2pt, stroke: 1pt, rect(inset: 1pt, stroke: 1pt, it))"),
    "no frame": drawn(style="stroke: (x, y) => (left: if x > 0 { 0.5pt }, top: if y > 0 { 0.5pt })"),
    "narrow columns": drawn(page="width: 190mm, height: 297mm"),
    "text turned on its page": drawn(page="width: 210mm, height: 297mm", before="#show: it => rotate(-90deg, reflow: true, box(width: 270mm, it))"),
    "several pages, header repeated": drawn(page="width: 297mm, height: 95mm", height="28mm"),
    "several pages, rows parted": drawn(page="width: 297mm, height: 60mm", header=HEADER),
    "numbered pages": drawn(page='width: 297mm, height: 95mm, footer: context [第 #counter(page).display() 页 共 3 页]', height="28mm"),
    "texts cut off by their cells": drawn(before="#show table.cell: it => if it.y < 3 { it } else { block(clip: true, height: 16pt, width: 100%, it) }"),
    "filled cells without lines": drawn(style="stroke: none, gutter: 1pt, fill: luma(220)"),
    "a watermark": drawn(page="width: 297mm, height: 210mm, foreground: rotate(-30deg, text(60pt)[公开文件公开文件])"),
    "in a frame around the page": drawn(page="width: 297mm, height: 210mm, background: rect(width: 95%, height: 95%)"),
}


def read_table(content: bytes) -> PrintedTable:
    source = read_pdf(content)
    reading = read_official(source)
    assert not source.problems and not reading.problems and len(reading.tables) == 1, (reading.problems, len(reading.tables))
    return reading.tables[0]


def cells_of(tables: Sequence[PrintedTable]) -> list[tuple[str, ...]]:
    return [(t.table, r.name, c.level1, c.level2, c.text) for t in tables for r in t.rows for c in r.cells]


def told(name: str) -> list[list[str]]:
    with (FILES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@pytest.mark.parametrize("name", SEEDS)
def test_every_print_of_the_tables_gives_the_same_cells_and_rows(name: str) -> None:
    source = read_pdf((FILES / f"{name}.pdf").read_bytes())
    reading = read_official(source)
    rows = [[t.table, r.row_type, r.code or "", r.name, r.direction or "", " ".join("-" if v is None else f"{v:.2f}" for v in r.funds.values()),
             r.goal_period or "", r.goal_year or "", r.duties or ""] for t in reading.tables for r in t.rows]
    assert source.kind == "page" and not source.problems
    assert [list(cell) for cell in cells_of(reading.tables)] == told("seed_cells.csv")
    assert rows == told("seed_rows.csv")
    assert len(reading.indicators) == 24 and not reading.problems and all(check.holds for check in check_tables(reading))
    assert bool(source.lines) == (name == "seed_nolines") != bool(source.grids)


@pytest.mark.parametrize("source", DRAWINGS.values(), ids=DRAWINGS)
def test_the_same_table_however_it_is_drawn(source: str) -> None:
    table = read_table(typeset(source))
    assert [(row.name, cell.level2, cell.text) for row in table.rows for cell in row.cells] == EXPECTED
    assert [(row.code or "", row.name, f"{row.funds['total']:,}") for row in table.rows] == [(code, name, money) for code, name, money, _ in ROWS]
    assert [row.goal_year for row in table.rows] == [None, GOAL, GOAL]
    assert (table.unit_name, table.money_unit, table.notes) == ("项目单位", "万元", ("注：不含上年结转结余。",))


def test_two_tables_on_a_page_are_two_tables() -> None:
    second = drawn().partition("10mm)\n")[2].replace("预算22表", "预算21表").replace("项目单位 #h", "服务单位 #h")
    reading = read_official(read_pdf(typeset(drawn(after=second))))
    notes = ("注：不含上年结转结余。",)
    assert [(t.table, t.unit_name, t.notes) for t in reading.tables] == [("22", "项目单位", notes), ("21", "服务单位", notes)]
    assert [(name, leaf, text) for _, name, _, leaf, text in cells_of(reading.tables)] == EXPECTED * 2


def test_a_row_parted_between_pages_is_one_with_a_box_on_each() -> None:
    source = read_pdf((FILES / "seed_split.pdf").read_bytes())
    parted = [cell for cell in source.grids[-1].cells if len(cell.boxes) == 2]
    assert source.grids[-1].place == "3-4" and len(parted) == 6
    assert all([box.page for box in cell.boxes] == [3, 4] for cell in parted)


def test_columns_printed_on_a_further_page_join_their_table() -> None:
    """As a spreadsheet prints that is wider than its paper: the same rows again, with further columns and no title."""
    heads = ("单位代码", "单位（专项）名称", "资金总额", "年度绩效目标"), ("数量指标", "质量指标", "时效指标", "满意度指标")
    body = ("", "其他项目", "980.00", GOAL), ("检查单位≥36家", "合格率≥99.5%", "2025年12月31日前", "满意度≥95%")
    halves = [f"#place(dy: 40pt, table(columns: (60pt,) * {4 - n}, rows: (20pt, 60pt), {','.join(f'[{text}]' for text in (head + row))}))"
              for n, (head, row) in enumerate([(heads[0], body[0]), (heads[1][:3], body[1][:3])])]
    table = read_table(typeset(f'#set page(width: 300pt, height: 200pt, margin: 20pt)\n#set text(font: "Noto Sans CJK SC", size: 7pt)\n预算22表\n'
                               f"{halves[0]}#pagebreak()单位：万元{halves[1]}"))
    assert [(row.name, [(cell.level2, cell.text) for cell in row.cells]) for row in table.rows] == [("其他项目", list(zip(heads[1], body[1], strict=True))[:3])]
    assert table.place.grid == "1-2"


def test_a_second_form_on_the_next_page_is_not_the_first_ones_repeated_header() -> None:
    heads = "[一级指标],[二级指标],[三级指标],[指标性质],[指标值],[度量单位]"
    form = "\n#pagebreak()\n".join(
        f"#table(columns: (1fr,) * 6, table.cell(colspan: 6)[项目支出绩效目标表（2025年度）], [单位名称：], table.cell(colspan: 5)[项目单位], [项目名称], "
        f"table.cell(colspan: 5)[{name}], {heads}, [产出指标],[数量指标],[{name}数],[≥],[12],[个])" for name in ("其他项目", "专项资金"))
    reading = read_official(read_pdf(typeset(f'#set text(font: "Noto Sans CJK SC", size: 7pt)\n{form}')))
    assert [(i.unit, i.row.name, i.wording.text) for i in reading.indicators] == [("项目单位", n, f"{n}数≥12个") for n in ("其他项目", "专项资金")]


def test_a_table_that_only_looks_like_one_is_no_official_table() -> None:
    source = read_pdf(typeset('#set text(font: "Noto Sans CJK SC")\n#table(columns: 2)[姓名][日期][单位][2025年3月]'))
    assert [[cell.text for cell in grid.cells] for grid in source.grids] == [["姓名", "日期", "单位", "2025年3月"]]
    assert read_wide(source.grids[0]) == read_long(source.grids[0]) == []


def on_pages(pages: int) -> bytes:
    return typeset("1" + "#pagebreak()1" * (pages - 1))


def scanned() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "PDF")
    return out.getvalue()


BROKEN: dict[str, tuple[Any, str]] = {
    "empty": (lambda: b"", "pdf_unreadable"),
    "no PDF": (lambda: b"PK\x03\x04 no PDF at all", "pdf_unreadable"),
    "cut in the middle": (lambda: (FILES / "seed.pdf").read_bytes()[:200_000], "pdf_unreadable"),
    "cut near the end": (lambda: (FILES / "seed_lo.pdf").read_bytes()[:-40], "pdf_unreadable"),
    "locked": (lambda: (FILES / "locked.pdf").read_bytes(), "pdf_encrypted"),
    "scan": (scanned, "pdf_image_only"),
    "overprinted": (lambda: typeset(f'#set text(font: "Noto Sans CJK SC")\n#place[{GOAL}]#place(dx: 3pt, dy: 4pt)[检查单位，服务对象满意度提高]'),
                    "pdf_overprinted"),
    "long": (lambda: on_pages(MOST_PAGES + 1), "pdf_too_many_pages"),
}


@pytest.mark.parametrize("content, code", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_says_why(content: Any, code: str) -> None:
    source = read_pdf(content())
    assert [problem.code for problem in source.problems] == [code] and not source.grids and not source.lines
    assert all(problem_text(source.problems[0], lang) for lang in LANGUAGES)


@given(st.dictionaries(st.integers(0, 40_000), st.integers(0, 255), max_size=60))
@settings(max_examples=40, deadline=None)
def test_a_damaged_file_is_read_or_refused(damage: dict[int, int]) -> None:
    content = bytearray((FILES / "seed_lo.pdf").read_bytes())
    for at, byte in damage.items():
        content[at % (len(content) - 20)] = byte
    assert read_pdf(bytes(content)).kind == "page"


def test_an_empty_form_is_no_grid() -> None:
    assert read_pdf(typeset("#table(columns: 3, [], [], [], [], [], [])\n1")) == Source("page", lines=("1",))


def test_the_longest_readable_file_is_read() -> None:
    assert read_pdf(on_pages(MOST_PAGES)) == Source("page", lines=("1",) * MOST_PAGES)


@pytest.mark.parametrize("drawn, expected", [
    ("⽀", "支"), ("⻓", "长"), ("\uf914", "樂"), ("（", "（"), ("％", "％"), ("①", "①"), ("㎡", "㎡"), ("≧", "≧"), ("\x02", "-")])
def test_only_radicals_and_compatibility_characters_become_ordinary_ones(drawn: str, expected: str) -> None:
    assert normal(drawn) == expected


@pytest.mark.parametrize("lines, expected", [
    (("召回不合", "格产品"), "召回不合格产品"), (("≥1", "0批次"), "≥10批次"), (("ISO ", "9001"), "ISO 9001"), (("ISO", "9001"), "ISO9001"),
    (("合 计 ", "："), "合 计："), (("满意度 ", "≥95%"), "满意度≥95%"), ((), "")])
def test_wrapped_lines_are_joined_without_a_break(lines: tuple[str, ...], expected: str) -> None:
    assert joined(lines) == expected


def turned_page(quarters: int) -> bytes:
    """seed.pdf with all pages turned by the page's own /Rotate."""
    document, out = pdfium.PdfDocument(FILES / "seed.pdf"), io.BytesIO()
    for page in document:
        page.set_rotation(90 * quarters)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("quarters", range(4))
def test_a_cells_box_is_where_its_text_is_shown(quarters: int) -> None:
    """The picture of the cell's box is that of the cell, whichever way the page is turned: all its ink is within."""
    content = turned_page(quarters)
    cell = cell_with(read_pdf(content), "召回不合格产品批次数≥10批次")
    marked, plain = (Image.open(io.BytesIO(page_picture(content, 1, boxes, scale=2))) for boxes in (cell.boxes, ()))
    left, top, right, bottom = ImageChops.difference(marked, plain).convert("L").getbbox() or (0, 0, 0, 0)
    found = plain.crop((left, top, right, bottom)).rotate(90 * quarters, expand=True)
    straight = Image.open(io.BytesIO(page_picture((FILES / "seed.pdf").read_bytes(), 1, (), scale=2)))
    box = cell_with(read_pdf((FILES / "seed.pdf").read_bytes()), cell.text).boxes[0]
    expected = straight.crop((round(2 * box.left), round(2 * box.top), round(2 * box.right), round(2 * box.bottom)))
    assert found.size == pytest.approx(expected.size, abs=3)
    assert ImageStat.Stat(found.convert("L")).mean == pytest.approx(ImageStat.Stat(expected.convert("L")).mean, rel=0.05)


def cell_with(source: Source, text: str) -> Cell:
    return next(cell for grid in source.grids for cell in grid.cells if cell.text == text)


def test_a_mark_on_another_page_changes_nothing() -> None:
    content = (FILES / "seed.pdf").read_bytes()
    assert page_picture(content, 1, ()) == page_picture(content, 1, (Box(2, 10, 10, 90, 90),)) != page_picture(content, 1, (Box(1, 10, 10, 90, 90),))
    assert page_picture(content, 1, ()).startswith(b"\x89PNG")
