"""A meeting's numbers as an Excel workbook: numbers are numbers, days are days, and a text is a text whatever it begins with."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from scorecard.exporting.form_xlsx import FONT, SIZE, put
from scorecard.exporting.report import Report
from scorecard.exporting.report_tables import tables
from scorecard.i18n import category, name_of, text
from scorecard.sentences import sentence
from scorecard.svg import clean

COLUMNS = {"number": 8, "table": 7, "dimension": 10, "category": 18, "name": 34, "target_text": 26, "target_value": 11, "value": 12, "word": 9,
           "completed_on": 12, "rate": 9, "expected": 12, "status": 9, "score": 8, "last_entry": 12, "owner": 12, "sentence": 60}
"""The columns of the numbers, and how wide they are."""
Cell = str | Decimal | date | None


def write(report: Report, lang: str) -> bytes:
    """The workbook's bytes."""
    book = Workbook()
    _sheet(book.active, text("report.numbers_sheet", lang), [text(f"report.column_{name}", lang) for name in COLUMNS], list(COLUMNS.values()),
           _numbers(report, lang))
    for table in tables(report, lang):
        _sheet(book.create_sheet(), table.heading, table.columns, [wide * 1.2 for wide in table.widths], table.rows)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _numbers(report: Report, lang: str) -> list[Sequence[Cell]]:
    """One row per indicator; the score as it was sealed."""
    scores = {i["id"]: i["score"] for i in report.seal.document["indicators"]}
    rows: list[Sequence[Cell]] = []
    for a in report.assessments:
        i, score = a.indicator, scores.get(a.indicator.indicator_id)
        rows.append((i.indicator_id, i.form, text(f"dimension.{i.dimension}", lang), category(i.category, lang), name_of(i, lang), i.target_text,
                     i.target.value, a.value, i.target.measure_word or "", a.completed_on, a.achievement_rate, a.expected, text(f"status.{a.status}", lang),
                     Decimal(score) if score else None, a.last_recorded_at.date() if a.last_recorded_at else None, i.owner, sentence(a, lang)))
    return rows


def _sheet(sheet: Any, title: str, columns: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[Cell]]) -> None:
    sheet.title, sheet.freeze_panes = title[:31], "A2"
    for n, (name, wide) in enumerate(zip(columns, widths, strict=True), start=1):
        put(sheet.cell(1, n), name)
        sheet.cell(1, n).font = Font(FONT, SIZE, bold=True)
        sheet.column_dimensions[get_column_letter(n)].width = wide
    for down, row in enumerate(rows, start=2):
        for n, value in enumerate(row, start=1):
            cell = sheet.cell(down, n)
            if isinstance(value, str):
                put(cell, clean(value))
            elif value is not None:
                cell.value = value
                cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else "0.######"
            cell.font, cell.alignment = Font(FONT, SIZE), Alignment(vertical="top", wrap_text=True)
