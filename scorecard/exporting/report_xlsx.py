"""A meeting's numbers as an Excel workbook: numbers are numbers, days are days, and a text is a text whatever it begins with."""

from collections.abc import Sequence
from datetime import UTC, date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from scorecard.exporting.form_xlsx import FONT, SIZE, put
from scorecard.exporting.report import Report
from scorecard.exporting.report_tables import Table, foot, heading_lines, tables, title
from scorecard.i18n import category, measure_word, name_of, round_half_up, text
from scorecard.sentences import sentence
from scorecard.svg import clean

COLUMNS = {"number": 8, "table": 7, "programme": 12, "dimension": 10, "category": 18, "name": 34, "target_text": 26, "target_value": 11, "value": 12,
           "word": 9, "completed_on": 12, "rate": 9, "expected": 12, "status": 9, "score": 8, "last_entry": 12, "owner": 12, "sentence": 60}
"""The columns of the numbers, and how wide they are."""
FORMATS = {"rate": "0.0%", "score": "0.00"}
DAY, PLACES = "yyyy-mm-dd", 6
Cell = str | Decimal | date | None


def write(report: Report, lang: str) -> bytes:
    """The workbook's bytes: the numbers, what changed, what was decided and noted, and of which meeting."""
    book = Workbook()
    _sheet(book.active, text("report.numbers_sheet", lang), [text(f"report.column_{name}", lang) for name in COLUMNS], list(COLUMNS.values()),
           _numbers(report, lang), [FORMATS.get(name, "General") for name in COLUMNS])
    days = {text(f"decision.column_{name}", lang) for name in ("due", "made")}
    for table in tables(report, lang):
        _sheet(book.create_sheet(), table.heading, table.columns, [wide * 1.2 for wide in table.widths], _dated(table, days))
    said = [(line,) for line in (*heading_lines(report, lang), foot(report, lang))]
    _sheet(book.create_sheet(), text("report.meeting_sheet", lang), [title(report, lang)], [120], said)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _numbers(report: Report, lang: str) -> list[Sequence[Cell]]:
    """One row per indicator; the score as it was sealed."""
    scores = {i["id"]: i["score"] for i in report.seal.document["indicators"]}
    rows: list[Sequence[Cell]] = []
    for a in report.assessments:
        i, score, last = a.indicator, scores.get(a.indicator.indicator_id), a.last_recorded_at
        rows.append((i.indicator_id, i.form, i.programme_id, text(f"dimension.{i.dimension}", lang), category(i.category, lang), name_of(i, lang),
                     i.target_text, i.target.value, a.value, measure_word(i.target.measure_word, lang), a.completed_on, a.achievement_rate, a.expected,
                     text(f"status.{a.status}", lang), Decimal(score) if score else None,
                     last.replace(tzinfo=UTC).astimezone(report.zone).date() if last else None, i.owner, sentence(a, lang)))
    return rows


def _dated(table: Table, days: set[str]) -> list[Sequence[Cell]]:
    """A table's rows, with days in the columns that hold days."""
    return [[date.fromisoformat(cell) if name in days else cell for name, cell in zip(table.columns, row, strict=True)] for row in table.rows]


def _sheet(sheet: Any, heading: str, columns: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[Cell]], formats: Sequence[str] = ()) -> None:
    """A sheet with a frozen head, as wide as a page across; formats: of the columns' numbers."""
    sheet.title, sheet.freeze_panes, sheet.print_title_rows = heading[:31], "A2", "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    for n, (name, wide) in enumerate(zip(columns, widths, strict=True), start=1):
        put(sheet.cell(1, n), name)
        sheet.cell(1, n).font, sheet.cell(1, n).alignment = Font(FONT, SIZE, bold=True), Alignment(vertical="top", wrap_text=True)
        sheet.column_dimensions[get_column_letter(n)].width = wide
    for down, row in enumerate(rows, start=2):
        for n, value in enumerate(row, start=1):
            cell = sheet.cell(down, n)
            cell.font, cell.alignment = Font(FONT, SIZE), Alignment(vertical="top", wrap_text=True)
            if isinstance(value, str):
                put(cell, clean(value))
            elif value is not None:
                cell.value = round_half_up(value, PLACES) if isinstance(value, Decimal) else value
                cell.number_format = DAY if isinstance(value, date) else formats[n - 1]
