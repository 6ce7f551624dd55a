"""A filled form -> a file in the format asked for. A writer is loaded when it is first needed: nothing of it weighs on the start."""

from importlib import import_module

from scorecard.exporting.form_table import FormTable
from scorecard.sealing import Seal

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
"""Format -> media type."""


def form_file(form: FormTable, file_format: str) -> bytes:
    """The form's bytes in one of FORMATS."""
    return bytes(import_module(f"scorecard.exporting.form_{file_format}").write(form))


def minutes(seal: Seal, unit_name: str, lang: str) -> bytes:
    """The minutes of a sealed meeting as a Word document."""
    return bytes(import_module("scorecard.exporting.minutes_docx").write(seal, unit_name, lang))


def file_name(form: FormTable, unit_code: str, fiscal_year: int, programme_id: str, file_format: str) -> str:
    """A name that says what the file holds: 047022_2025_22_项目支出绩效自评表.xlsx."""
    kept = "".join(letter if letter.isalnum() else "_" for letter in f"{unit_code}_{fiscal_year}_{programme_id}_{form.title}")
    return f"{kept}.{file_format}"
