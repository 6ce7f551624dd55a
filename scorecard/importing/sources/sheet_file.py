"""A spreadsheet file (.xlsx, .xls, .ods) -> a grid for each sheet, its texts as a person would type them. Never calculates a formula.

A sheet that can only be shown by a program (very hidden) is left out; a hidden one is read. What is wrong comes back as a Problem, but a
broken file can make calamine raise anything: `apart.py` runs this where that does no harm.
"""

import io
import re
import struct
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from scorecard.importing.sources.grids import Cell, Grid, Source
from scorecard.importing.sources.pasted import MOST_CELLS, MOST_CHARACTERS, cleaned
from scorecard.importing.sources.sheet_scan import MOST_COLUMNS, MOST_ROWS, Place, Scan
from scorecard.importing.sources.workbook_parts import check_workbook
from scorecard.importing.sources.xls_scan import scan_xls
from scorecard.problems import Problem

ZIP = b"PK"
MOST_SHEETS = 50
ENCRYPTED = re.compile("EncryptedPackage".encode("utf-16-le") + rb"|\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
"""An encrypted .xlsx within an OLE container; an .xls with FILEPASS next to its first record (calamine calls both an unknown format)."""
OTHER_DOCUMENTS = tuple(name.encode("utf-16-le") for name in ("WordDocument", "PowerPoint Document", "__properties_version1.0"))


def read_sheets(content: bytes) -> Source:
    """The sheets of a file that hold anything, in order; or the problems for which it is not read."""
    scans: Mapping[str, Scan] | None = None
    if content.startswith(ZIP):
        workbook = check_workbook(content)
        if isinstance(workbook, Problem):
            return Source("sheet", problems=(workbook,))
        content, scans = workbook.packed, workbook.sheets
    elif ENCRYPTED.search(content):
        return Source("sheet", problems=(Problem("workbook_encrypted"),))
    elif any(name in content for name in OTHER_DOCUMENTS):
        return Source("sheet", problems=(Problem("no_table_file"),))
    try:
        scans = scan_xls(content) if scans is None else scans
        if too_large := tuple(_too_large(name) for name, scan in scans.items() if scan.too_large):
            return Source("sheet", problems=too_large)
        return _read(CalamineWorkbook.from_filelike(io.BytesIO(content)), scans)
    except (CalamineError, ValueError, LookupError, OSError, struct.error) as error:
        return Source("sheet", problems=(Problem("not_xlsx", values={"reason": f"{type(error).__name__}: {error}"[:200]}),))


def _read(workbook: CalamineWorkbook, scans: Mapping[str, Scan]) -> Source:
    names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible != SheetVisibleEnum.VeryHidden]
    if len(names) > MOST_SHEETS:
        return Source("sheet", problems=(Problem("too_many_sheets", values={"most": MOST_SHEETS}),))
    grids, problems, cells, characters = [], [], 0, 0
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.end is None:
            continue
        if sheet.end[0] >= MOST_ROWS or sheet.end[1] >= MOST_COLUMNS:
            problems.append(_too_large(name))
            continue
        grid = Grid(cleaned(name), tuple(_cells(sheet, scans.get(name, Scan()))))
        cells, characters = cells + len(grid.cells), characters + sum(len(cell.text) for cell in grid.cells)
        if cells > MOST_CELLS or characters > MOST_CHARACTERS:
            return Source("sheet", problems=(Problem("too_much_content", values={"cells": MOST_CELLS, "characters": MOST_CHARACTERS}),))
        grids += [grid] if any(cell.text for cell in grid.cells) else []
    return Source("sheet", (), (), tuple(problems)) if problems else Source("sheet", tuple(grids))


def _cells(sheet: CalamineSheet, scan: Scan) -> Iterator[Cell]:
    rows = sheet.to_python(skip_empty_area=False)
    begins, covered = _merged(sheet.merged_cell_ranges or scan.merged, len(rows), max(map(len, rows), default=0))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            text = _text(value, scan.shown.get((r, c), ""))
            over = begins.get((r, c))
            if over:
                yield Cell(text, r, c, *over)
            elif text and (r, c) not in covered:
                yield Cell(text, r, c)


def _merged(ranges: list[tuple[Place, Place]], height: int, width: int) -> tuple[dict[Place, tuple[int, int]], set[Place]]:
    """Where merged cells begin, with their rows and columns; all the places they cover. Cut at the sheet's edges; no two over one another."""
    begins: dict[Place, tuple[int, int]] = {}
    covered: set[Place] = set()
    for (top, left), (bottom, right) in ranges:
        if (top, left) in covered:
            continue
        places = {(r, c) for r in range(top, min(bottom + 1, height)) for c in range(left, min(right + 1, width))}
        if len(places) > 1 and not places & covered:
            begins[top, left] = (min(bottom + 1, height) - top, min(right + 1, width) - left)
            covered |= places
    return begins, covered


def _text(value: object, shown: str) -> str:
    """A value as a person types it: 12 for 12.0, at most the fifteen digits that Excel keeps, dates as 2025-07-25. shown: see `Scan`."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        number = Decimal(value if isinstance(value, int) else f"{value:.15g}")
        if not number.is_finite():
            return ""
        typed = f"{(number * 100 if shown == '%' else number).normalize():f}" if number else "0"
        return f"{typed}%" if shown == "%" else typed.zfill(len(shown))
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes") if value.hour or value.minute else value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else cleaned(str(value)).strip()


def _too_large(name: str) -> Problem:
    return Problem("sheet_too_large", values={"sheet": name[:100], "rows": MOST_ROWS, "columns": MOST_COLUMNS})
