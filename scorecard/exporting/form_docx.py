"""A filled form -> a Word document: A4 landscape, a real table with merged cells, header rows on every page, the East Asian font set."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from scorecard.exporting.form_table import FormTable

FONT, SIZE, TITLE = "SimSun", 9, 16
PAGE, MARGIN = (297, 210), 12  # mm


def write(form: FormTable) -> bytes:
    """The document's bytes."""
    document = blank(MARGIN, SIZE)
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(PAGE[0]), Mm(PAGE[1])
    say(document.add_paragraph(), form.title, WD_ALIGN_PARAGRAPH.CENTER, True, TITLE)
    say(document.add_paragraph(), form.above, WD_ALIGN_PARAGRAPH.CENTER)
    head = form.header[0] if form.header else 0
    if head:  # Word repeats header rows only at the head of a table: the rows above them are a table of their own
        _table(document, form, 0, head)
        gap = document.add_paragraph()
        gap.paragraph_format.line_spacing = gap.paragraph_format.space_before = gap.paragraph_format.space_after = Pt(1)
    _table(document, form, head, form.rows)
    for line in form.below:
        say(document.add_paragraph(), line, WD_ALIGN_PARAGRAPH.LEFT)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def blank(margin: float, size: float) -> Any:
    """An empty A4 document, upright, margins in mm, its type in points with the East Asian font set."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE[1]), Mm(PAGE[0])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(margin)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(size)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    return document


def _table(document: Any, form: FormTable, first: int, end: int) -> None:
    """The rows first … end-1 as one table, as wide as the page."""
    table = document.add_table(end - first, len(form.widths))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(form.widths)
    widths = [Mm((PAGE[0] - 2 * MARGIN) * wide / whole) for wide in form.widths]
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
    grid = [list(row.cells) for row in table.rows]
    for cell in (c for c in form.cells if first <= c.row < end):
        top, bottom, right = cell.row - first, cell.row - first + cell.rows - 1, cell.column + cell.columns - 1
        box = grid[top][cell.column]
        if (bottom, right) != (top, cell.column):
            box = box.merge(grid[bottom][right])
        box.width, box.vertical_alignment = sum(widths[cell.column:right + 1]), WD_CELL_VERTICAL_ALIGNMENT.CENTER
        side = WD_ALIGN_PARAGRAPH.LEFT if cell.style == "text" else WD_ALIGN_PARAGRAPH.CENTER
        say(box.paragraphs[0], cell.text, side, cell.style == "label")
    for n, row in enumerate(table.rows, first):
        mark(row, "w:cantSplit")
        if form.header and form.header[0] <= n <= form.header[1]:
            mark(row, "w:tblHeader")


def say(paragraph: Any, words: str, side: WD_ALIGN_PARAGRAPH, bold: bool = False, size: float = SIZE) -> None:
    """Put words into a paragraph."""
    paragraph.alignment = side
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
    run = paragraph.add_run(words)
    run.bold, run.font.size = bold, Pt(size)


def mark(row: Any, name: str) -> None:
    """A property of a table row that python-docx has no name for."""
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
