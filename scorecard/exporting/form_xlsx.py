"""A filled form -> an Excel workbook, ready to print: A4 landscape, one page wide, real merges, header rows on every page."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from scorecard.exporting.form_table import Cell, FormTable
from scorecard.svg import width

FONT, SIZE = "SimSun", 10
ALL_WIDE = 130.0  # characters across the page
LINE, PADDING = 14.0, 6.0  # points
EDGE = Side("thin")


def write(form: FormTable) -> bytes:
    """The workbook's bytes. Every text is text: never a formula, whatever it begins with."""
    book = Workbook()
    sheet = book.active
    sheet.title = form.title[:31]
    last = get_column_letter(len(form.widths))
    whole = sum(form.widths)
    for n, wide in enumerate(form.widths, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = wide / whole * ALL_WIDE
    above = ((form.title, Font(FONT, 16, bold=True), "center", 30.0), (form.above, Font(FONT, SIZE), "center", 18.0))
    below = [(line, Font(FONT, SIZE), "left", 18.0) for line in form.below]
    start = len(above) + 1
    for row, (words, font, side, high) in [*enumerate(above, 1), *enumerate(below, start + form.rows)]:
        sheet.merge_cells(f"A{row}:{last}{row}")
        put(sheet.cell(row, 1), words)
        sheet.cell(row, 1).font, sheet.cell(row, 1).alignment = font, Alignment(side, "center", wrap_text=True)
        sheet.row_dimensions[row].height = high
    for cell in form.cells:
        _cell(sheet, cell, start)
    for row, high in enumerate(_heights(form), start):
        sheet.row_dimensions[row].height = high
    end = start + form.rows + len(below) - 1
    sheet.print_area = f"A1:{last}{end}"
    if form.header:
        sheet.print_title_rows = f"{start + form.header[0]}:{start + form.header[1]}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.8, 0.4
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "&P / &N"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, cell: Cell, start: int) -> None:
    top, left = start + cell.row, cell.column + 1
    bottom, right = top + cell.rows - 1, left + cell.columns - 1
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            sheet.cell(row, column).border = Border(EDGE, EDGE, EDGE, EDGE)
    first = sheet.cell(top, left)
    if cell.figure is None:
        put(first, cell.text)
    else:
        first.value, first.number_format = float(cell.figure), "#,##0.00"
    first.font = Font(FONT, SIZE, bold=cell.style == "label")
    first.alignment = Alignment("left" if cell.style == "text" else "center", "center", wrap_text=True)
    if cell.style == "label":
        first.fill = PatternFill("solid", fgColor="F2F4F6")
    if (bottom, right) != (top, left):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def put(cell: SheetCell, words: str) -> None:
    """A text into a cell: never a formula."""
    if words:
        cell.value = words
        cell.data_type, cell.quotePrefix = "s", words[0] in "=+-@"  # shown as typed, and still text when someone edits it


def _heights(form: FormTable) -> list[float]:
    """The height of every row, points: its tallest cell; what a cell over several rows lacks is added to its last one."""
    whole = sum(form.widths)
    heights = [LINE + PADDING] * form.rows
    for cell in sorted(form.cells, key=lambda c: c.rows):
        room = sum(form.widths[cell.column:cell.column + cell.columns]) / whole * ALL_WIDE * 0.5 - 1  # in Chinese characters
        lines = sum(max(1, -(-width(part, 1) // max(room, 1))) for part in cell.text.split("\n"))
        lacks = lines * LINE + PADDING - sum(heights[cell.row:cell.row + cell.rows])
        if lacks > 0:
            heights[cell.row + cell.rows - 1] += lacks
    return [min(high, 409.0) for high in heights]
