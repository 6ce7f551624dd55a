"""A filled form -> a file in the format asked for. A writer is loaded when it is first needed: nothing of it weighs on the start."""

from importlib import import_module

from scorecard.exporting.form_table import FormTable
from scorecard.exporting.report import Report
from scorecard.i18n import text

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
"""Format of a form -> media type."""
REPORTS = {
    "minutes": ("minutes_docx", "docx", FORMATS["docx"]),
    "weekly": ("report_pdf", "pdf", FORMATS["pdf"]),
    "page": ("report_html", "html", "text/html"),
    "numbers": ("report_xlsx", "xlsx", FORMATS["xlsx"]),
}
"""What is written of a meeting -> its writer, the file's ending, its media type."""


def form_file(form: FormTable, file_format: str) -> bytes:
    """The form's bytes in one of FORMATS."""
    return bytes(import_module(f"scorecard.exporting.form_{file_format}").write(form))


def report_file(report: Report, kind: str, lang: str) -> bytes:
    """The bytes of one of REPORTS."""
    return bytes(import_module(f"scorecard.exporting.{REPORTS[kind][0]}").write(report, lang))


def report_name(report: Report, kind: str, lang: str) -> str:
    """A name that says what the file holds: 047022_2025-07-28_minutes.docx, in the reader's words."""
    return f"{report.budget.unit.unit_code}_{report.seal.held_on}_{text(f'report.{kind}', lang)}.{REPORTS[kind][1]}"


def file_name(form: FormTable, unit_code: str, fiscal_year: int, programme_id: str, file_format: str) -> str:
    """A name that says what the file holds: 047022_2025_22_项目支出绩效自评表.xlsx."""
    kept = "".join(letter if letter.isalnum() else "_" for letter in f"{unit_code}_{fiscal_year}_{programme_id}_{form.title}")
    return f"{kept}.{file_format}"
