"""A PDF -> the readers' common form: its ruled tables as grids, or without any ruled line its text in reading order. And pictures of its
pages, with places marked."""

import io
import re
from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageDraw

from scorecard.importing.sources.grids import Box, Grid, Source
from scorecard.importing.sources.pdf_page import LOCK, PageMarks, normal, read_page
from scorecard.importing.sources.pdf_tables import grids_of
from scorecard.importing.sources.pdf_words import overprinted
from scorecard.problems import Problem

MOST_PAGES = 60
MOST_OVERPRINTED = 4
APART = re.compile("[一-鿿\\d] [一-鿿\\d]")
END, TAIL = b"%%EOF", 4096
LONGEST_SIDE = 4000  # pixels of a picture
FRAME, FILL = (200, 60, 0, 255), (255, 190, 60, 70)


def read_pdf(content: bytes) -> Source:
    """The tables of a PDF; with a problem instead where it cannot be read, needs a password, holds only images or too many pages."""
    if END not in content[-TAIL:]:
        return _unread(Problem("pdf_unreadable"))  # cut off: PDFium would read what is left of it, without a word
    try:
        with LOCK, pdfium.PdfDocument(content) as document:
            if len(document) > MOST_PAGES:
                return _unread(Problem("pdf_too_many_pages", values={"pages": len(document), "most": MOST_PAGES}))
            pages = [read_page(document[n], n + 1) for n in range(len(document))]
            lines = tuple("".join(map(normal, line)) for n in range(len(document)) for line in document[n].get_textpage().get_text_range().splitlines())
    except pdfium.PdfiumError as error:
        return _unread(Problem("pdf_encrypted") if error.err_code == raw.FPDF_ERR_PASSWORD else Problem("pdf_unreadable"))
    if not _has_text(pages):
        return _unread(Problem("pdf_image_only"))
    if unclear := [page.number for page in pages if overprinted(page.glyphs) >= MOST_OVERPRINTED]:
        return _unread(Problem("pdf_overprinted", values={"pages": tuple(map(str, unclear))}))
    grids = tuple(grid for grid in grids_of(pages) if grid.certain or not _runs_together(grid))
    return Source("page", grids, () if grids else lines)


def _runs_together(grid: Grid) -> bool:
    """Whether a table of filled areas only has cells of one colour side by side, which cannot be told apart."""
    width = max(cell.column + cell.columns for cell in grid.cells)
    return any(APART.search(cell.text) for cell in grid.cells if cell.columns < width)


def _has_text(pages: Sequence[PageMarks]) -> bool:
    return any(not glyph.text.isspace() for page in pages for glyph in page.glyphs)


def _unread(problem: Problem) -> Source:
    return Source("page", problems=(problem,))


def page_picture(content: bytes, page: int, boxes: Sequence[Box], scale: float = 1.5, around: float | None = None) -> bytes:
    """A PNG of a page (1-based) of a PDF that `read_pdf` read, with those of the boxes that stand on it marked; scale: pixels for a point.

    around: only what lies within so many points of the boxes (twice as many to the sides), where there are any; None: the whole page.
    """
    with LOCK, pdfium.PdfDocument(content) as document:
        sheet = document[page - 1]
        scale = min(scale, LONGEST_SIDE / max(sheet.get_size()))
        picture = sheet.render(scale=scale).to_pil().convert("RGBA")
    marks = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(marks)
    for box in (b for b in boxes if b.page == page):
        corners = [round(v * scale) for v in (box.left, box.top, box.right, box.bottom)]
        pen.rectangle(corners, fill=FILL, outline=FRAME, width=max(2, round(1.5 * scale)))
    drawn = Image.alpha_composite(picture, marks).convert("RGB")
    there = [box for box in boxes if box.page == page]
    if around is not None and there:
        left, right = min(box.left for box in there) - 2 * around, max(box.right for box in there) + 2 * around
        top, bottom = min(box.top for box in there) - around, max(box.bottom for box in there) + around
        near = [round(v * scale) for v in (left, top, right, bottom)]
        drawn = drawn.crop((max(0, near[0]), max(0, near[1]), min(drawn.width, near[2]), min(drawn.height, near[3])))
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()
