"""Official forms: the same cells in every file and on the page, text that stays text, rare characters, what is frozen."""

import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from fontTools.ttLib import TTFont
from openpyxl import load_workbook

from scorecard import settings
from scorecard.assessment import Assessment, Shape, Situation, assess
from scorecard.auth import local
from scorecard.evaluation import Given, Sheet, evaluate
from scorecard.exporting.form_file import FORMATS, file_name, form_file
from scorecard.exporting.form_html import form_html
from scorecard.exporting.form_table import FormTable, from_json
from scorecard.exporting.official_form import frozen, monitoring_form, self_evaluation_form
from scorecard.i18n import number
from scorecard.keeping import submit
from scorecard.model import Statement
from scorecard.monitoring import MonitoringSheet, ReasonCategory, cut_off, monitor
from scorecard.opening import open_sample
from scorecard.outlook import Possibility
from scorecard.palette import LIGHT
from scorecard.scoring import Rule, Ruled
from scorecard.store import Store
from scorecard.targets import Comparison, Target
from tests.test_form_table import assert_whole

KEY = ("047022", 2025)
LONG = "因供应商供货延后，" * 30 + "喆镕㙍"
HOSTILE = ["=1+1", "+86 731", "@sum", "-5", "<b>粗</b>", "#set page(width: 1pt)", "*星* _下_ $公式$", "第一行\n第二行", "\x00\x0b控制"]


@pytest.fixture(scope="module")
def sample() -> Store:
    return open_sample()


def situation_of(store: Store, day: date) -> Situation:
    return Situation(store.budgets()[KEY], store.evidence(*KEY, day, None), day, None, settings.timezone())


def sheet_of(store: Store, form: str, day: date, statements: tuple[Statement, ...] = ()) -> Sheet:
    situation = situation_of(store, day)
    return evaluate(next(p for p in situation.budget.programmes if p.form == form), assess(situation), situation, statements)


def monitoring_of(store: Store, form: str, month: int, statements: tuple[Statement, ...] = ()) -> MonitoringSheet:
    situation = situation_of(store, cut_off(2025, month))
    return monitor(next(p for p in situation.budget.programmes if p.form == form), assess(situation), situation, statements, month)


def golden(store: Store) -> Sheet:
    """A project with everything that forms stumble on: long and hostile text, nothing reported, a cap passed, words, no budget, a group missing."""
    sheet = sheet_of(store, "22", date(2025, 12, 31))
    rows = [row for row in sheet.rows if row.assessment.indicator.dimension != "satisfaction"]
    rows[0] = replace(rows[0], given=Given(reason=LONG))
    rows[1] = replace(rows[1], assessment=nothing(rows[1].assessment), ruled=Ruled(Rule.UNREPORTED, Decimal(0)))
    rows[2] = replace(rows[2], ruled=Ruled(Rule.REVERSE, Decimal("0.8"), Decimal("1.25")), given=Given(reason="=超支"))
    for n, words in enumerate(HOSTILE[:len(rows) - 3], start=3):
        a = replace(rows[n].assessment, indicator=replace(rows[n].assessment.indicator, name=words, category=words))
        rows[n] = replace(rows[n], assessment=a, given=Given(reason=words))
    words = replace(rows[4].assessment, shape=Shape.QUALITATIVE, indicator=replace(
        rows[4].assessment.indicator, target=Target(Comparison.QUALITATIVE, wording="逐步提高")))
    rows[4] = replace(rows[4], assessment=words, ruled=Ruled(Rule.PERSON, why="words"))
    money = replace(sheet.money, original_yuan=Decimal(0), adjusted_yuan=Decimal(0), spent_yuan=Decimal(0))
    said = {"filled_by": "喆镕㙍", "objective_actual": LONG + HOSTILE[-1], "head": "=cmd", "carried_spent_wan": "1.25", "phone": "+86"}
    return replace(sheet, rows=tuple(rows), money=money, execution_rate=None, missing=(rows[0].assessment.indicator.dimension,), stated=said)


def nothing(a: Assessment) -> Assessment:
    return replace(a, value=None, band=None, completed_on=None)


def watched(store: Store) -> MonitoringSheet:
    sheet = monitoring_of(store, "22", 9)
    rows = [replace(row, confirmed=list(Possibility)[n % 3], categories=tuple(ReasonCategory)[:n % 6], reason=HOSTILE[n % len(HOSTILE)], measure=LONG[:60],
                    remark=HOSTILE[(n + 3) % len(HOSTILE)]) for n, row in enumerate(sheet.rows)]
    return replace(sheet, rows=(*rows[:-1], replace(rows[-1], assessment=nothing(rows[-1].assessment))), stated={"filled_by": "喆镕㙍"})


@pytest.fixture(scope="module")
def forms(sample: Store) -> dict[str, FormTable]:
    unit = sample.budgets()[KEY].unit
    return {
        "golden": self_evaluation_form(golden(sample), unit, 2025, date(2025, 12, 31)),
        "unit": self_evaluation_form(sheet_of(sample, "23", date(2025, 7, 25)), unit, 2025, date(2025, 7, 25)),
        "fund": self_evaluation_form(sheet_of(sample, "21", date(2025, 7, 25)), unit, 2025, date(2025, 7, 25), (date(2026, 1, 9), "李㙍")),
        "watched": monitoring_form(watched(sample), unit, 2025),
        "unit_monitoring": monitoring_form(monitoring_of(sample, "23", 6), unit, 2025),
    }


NAMES = ("golden", "unit", "fund", "watched", "unit_monitoring")
Placed = dict[tuple[int, int, int, int], str]


def placed(form: FormTable) -> Placed:
    """What every writer is to show: place and span -> text."""
    return {(c.row, c.column, c.rows, c.columns): c.text for c in form.cells}


@pytest.mark.parametrize("name", NAMES)
def test_every_place_is_taken_once(forms: dict[str, FormTable], name: str) -> None:
    assert_whole(forms[name])
    assert from_json(forms[name].as_json()) == forms[name]


@pytest.mark.parametrize("name", NAMES)
def test_excel_holds_the_form_cell_for_cell(forms: dict[str, FormTable], name: str) -> None:
    form = forms[name]
    sheet = load_workbook(BytesIO(form_file(form, "xlsx"))).active
    merged = {(r.min_row - 3, r.min_col - 1): (r.max_row - r.min_row + 1, r.max_col - r.min_col + 1) for r in sheet.merged_cells.ranges}
    shown: Placed = {}
    for cell in form.cells:
        held = sheet.cell(cell.row + 3, cell.column + 1)
        assert held.data_type in ("s", "n"), "a formula"
        text = number(Decimal(str(held.value)), 2) if held.data_type == "n" and held.value is not None else held.value or ""
        shown[(cell.row, cell.column, *merged.get((cell.row, cell.column), (1, 1)))] = text
    assert shown == placed(form)
    assert [sheet.cell(row, 1).value or "" for row in (1, 2)] == [form.title, form.above]
    assert [sheet.cell(form.rows + 3 + n, 1).value for n in range(len(form.below))] == list(form.below)
    assert form.header and sheet.print_title_rows == f"${form.header[0] + 3}:${form.header[1] + 3}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert all(sheet.row_dimensions[row].height for row in range(1, form.rows + 3))


@pytest.mark.parametrize("name", NAMES)
def test_word_holds_the_form_cell_for_cell(forms: dict[str, FormTable], name: str) -> None:
    form = forms[name]
    document = Document(BytesIO(form_file(form, "docx")))
    rows = [row for table in document.tables for row in table.rows]
    grid = [[cell for cell in row.cells] for row in rows]
    shown: Placed = {}
    for cell in form.cells:
        own = grid[cell.row][cell.column]._tc
        right = next((n for n, c in enumerate(grid[cell.row][cell.column:]) if c._tc is not own), len(form.widths) - cell.column)
        down = next((n for n, row in enumerate(grid[cell.row:]) if row[cell.column]._tc is not own), form.rows - cell.row)
        shown[(cell.row, cell.column, down, right)] = grid[cell.row][cell.column].text
    assert shown == placed(form)
    said = [p.text for p in document.paragraphs if p.text]
    assert said == [line for line in (form.title, form.above, *form.below) if line]
    repeated = [n for n, row in enumerate(rows) if row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None]
    assert form.header and repeated == list(range(form.header[0], form.header[1] + 1))
    assert len(document.tables[0].rows) == form.header[0]  # they head a table of their own, else Word does not repeat them
    assert document.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "SimSun"


def letters(words: str) -> Counter[str]:
    """How often each letter stands in a text; blanks and line ends are set as a page needs."""
    return Counter(re.sub(r"\s|\u200b", "", words))


@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_holds_all_of_the_form_and_nothing_else(forms: dict[str, FormTable], name: str) -> None:
    """Letter by letter (a narrow cell's lines are read across its neighbours); the header rows once for every page of the grid."""
    form = forms[name]
    document = pypdfium2.PdfDocument(form_file(form, "pdf"))
    read = letters("".join(document[n].get_textpage().get_text_range() for n in range(len(document))))
    once = letters("".join((form.title, form.above, *form.below, *(c.text for c in form.cells), *(f"{n + 1}/{len(document)}" for n in range(len(document))))))
    header = letters("".join(c.text for c in form.cells if form.header and form.header[0] <= c.row <= form.header[1]))
    again = [Counter({letter: many * n for letter, many in header.items()}) for n in range(len(document))]
    assert read in [once + more for more in again], (read - once, once - read)
    assert name != "watched" or read == once + header  # its grid stands on two pages
    assert document[0].get_size() == pytest.approx((841.9, 595.3), abs=1)  # A4 landscape


class Grid(HTMLParser):
    """The cells of an HTML table with their spans, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cells: list[tuple[int, int, str]] = []
        self.open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "td":
            spans = dict(attrs)
            self.cells.append((int(spans["rowspan"] or 1), int(spans["colspan"] or 1), ""))
            self.open = True
        if tag == "br" and self.open:
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag != "td"

    def handle_data(self, data: str) -> None:
        if self.open:
            rows, columns, said = self.cells[-1]
            self.cells[-1] = rows, columns, said + data


@pytest.mark.parametrize("name", NAMES)
def test_the_page_shows_the_form_cell_for_cell(forms: dict[str, FormTable], name: str) -> None:
    form = forms[name]
    html = form_html(form, LIGHT)
    assert Grid(html).cells == [(c.rows, c.columns, c.text) for c in sorted(form.cells, key=lambda c: (c.row, c.column))]
    assert set(re.findall(r"<(\w+)", html)) <= {"div", "table", "caption", "font", "br", "colgroup", "col", "tbody", "tr", "td", "p"}


def test_the_forms_of_the_sample_say_what_they_are(forms: dict[str, FormTable]) -> None:
    by_text = {c.text for c in forms["unit"].cells}
    assert forms["unit"].title == "部门整体支出绩效自评表" and "未提交" in forms["unit"].above
    assert {"336.00", "275.71", "60.29"} <= by_text
    assert forms["fund"].title == "项目支出绩效自评表" and "未提交" not in forms["fund"].above
    assert any("没有效益、满意度指标" in line for line in forms["fund"].below)  # a missing group, said
    assert any("李㙍" in line and "2026年1月9日" in line for line in forms["fund"].below)
    assert forms["unit_monitoring"].title == "部门整体支出绩效运行监控表" and "1–6月执行情况" in {c.text for c in forms["unit_monitoring"].cells}


def test_nothing_reported_and_no_budget_are_dashes_not_zeros(forms: dict[str, FormTable]) -> None:
    cells = {(c.row, c.column): c.text for c in forms["golden"].cells}
    money = next(row for (row, _), words in cells.items() if words == "年度资金总额")
    assert [cells[money, column] for column in range(3, 9)] == ["0.00", "0.00", "0.00", "10.00", "—", "—"]
    carried = next(row for (row, _), words in cells.items() if words == "　　　上年结转资金")
    assert [cells[carried, column] for column in (3, 4, 5)] == ["—", "—", "1.25"]
    first = next(c.row for c in forms["golden"].cells if forms["golden"].header and c.row == forms["golden"].header[1] + 2)
    assert (cells[first, 4], cells[first, 6]) == ("—", "0.00")  # unreported in a finished year: no value, no points


def test_the_font_has_every_character_that_names_are_written_with() -> None:
    font = TTFont(settings.ROOT / "data" / "fonts" / "NotoSansCJKsc-Regular-subset.otf", lazy=True)
    there = font.getBestCmap()
    gbk = {bytes((a, b)).decode("gbk", "ignore") for a in range(0x81, 0xFF) for b in range(0x40, 0xFF)}
    lacking = sorted(c for c in gbk | set("喆镕㙍√≥≤–—") if c.isprintable() and len(c) == 1 and ord(c) not in there)
    assert lacking == ["≒"]  # a sign that the font's makers left out; every character of words and names is there
    assert "locl" not in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord} if "GSUB" in font else True


def test_what_only_exports_need_is_not_loaded_at_the_start() -> None:
    code = ("import sys\nfrom scorecard import ui, wall, cards, evaluation, monitoring\n"
            "from scorecard.exporting import form_file, form_html, official_form\n"
            "print(sorted({'openpyxl', 'docx', 'typst', 'lxml'} & sys.modules.keys()))")
    done = subprocess.run([sys.executable, "-c", code], cwd=settings.ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_file_names_say_what_the_file_holds(forms: dict[str, FormTable]) -> None:
    assert {file_name(forms["fund"], *KEY, "21", f) for f in FORMATS} == {f"047022_2025_21_项目支出绩效自评表.{f}" for f in FORMATS}
    assert file_name(replace(forms["fund"], title="../a:b"), "u/1", 2025, "2\n1", "pdf") == "u_1_2025_2_1____a_b.pdf"


def test_a_form_handed_in_stays_as_it_was(store: Store) -> None:
    day, unit = date(2026, 1, 9), store.budgets()[KEY].unit
    sheet = sheet_of(store, "22", date(2025, 12, 31))
    form = self_evaluation_form(sheet, unit, 2025, date(2025, 12, 31), (day, "tester"))
    submit(store, *KEY, frozen(sheet, form, date(2025, 12, 31)), by=local("tester"))
    kept = store.submissions(*KEY)[0]
    assert from_json(kept.content) == form
    assert (kept.checksum, kept.total, kept.submitted_by, kept.cut_off) == (form.checksum, sheet.total, "tester", 0)
    assert kept.submitted_at is not None
    assert store.check().findings == []
    watching = monitoring_of(store, "22", 7)
    submit(store, *KEY, frozen(watching, monitoring_form(watching, unit, 2025), watching.as_of), by=local("tester"))
    assert [(s.form, s.cut_off, s.total) for s in store.submissions(*KEY)] == [("monitoring", 7, None), ("self_evaluation", 0, sheet.total)]
    store._connection.cursor().execute("update submission set content = replace(content, '2025', '2024') where cut_off = 7")
    assert [f.rule for f in store.check().findings] == ["submission_changed"]
