"""A PDF -> the readers' common form: its ruled tables as grids, or without any ruled line its text in reading order. And pictures of its
pages, with places marked."""

import io
from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageDraw

from scorecard.importing.grids import Box, Source
from scorecard.importing.pdf_page import LOCK, PageMarks, normal, read_page
from scorecard.importing.pdf_tables import grids_of
from scorecard.problems import Problem

MOST_PAGES = 60
END, TAIL = b"%%EOF", 4096
LONGEST_SIDE = 4000  # pixels of a picture
FRAME, FILL = (200, 60, 0, 255), (255, 190, 60, 70)


def read_pdf(content: bytes) -> Source:
    """The tables of a PDF; with a problem instead where it cannot be read, needs a password, holds only images or too many pages."""
    if END not in content[-TAIL:]:
        return _unread("pdf_unreadable")  # cut off: PDFium would read what is left of it, without a word
    try:
        with LOCK, pdfium.PdfDocument(content) as document:
            if len(document) > MOST_PAGES:
                return _unread("pdf_too_many_pages", pages=len(document), most=MOST_PAGES)
            pages = [read_page(document[n], n + 1) for n in range(len(document))]
            lines = tuple("".join(map(normal, line)) for n in range(len(document)) for line in document[n].get_textpage().get_text_range().splitlines())
    except pdfium.PdfiumError as error:
        return _unread("pdf_encrypted" if error.err_code == raw.FPDF_ERR_PASSWORD else "pdf_unreadable")
    if not _has_text(pages):
        return _unread("pdf_image_only")
    grids = grids_of(pages)
    return Source("page", grids, () if grids else lines)


def _has_text(pages: Sequence[PageMarks]) -> bool:
    return any(not glyph.text.isspace() for page in pages for glyph in page.glyphs)


def _unread(code: str, **values: object) -> Source:
    return Source("page", problems=(Problem(code, values=values),))


def page_picture(content: bytes, page: int, boxes: Sequence[Box], scale: float = 1.5) -> bytes:
    """A PNG of a page (1-based) of a PDF that `read_pdf` read, with those of the boxes that stand on it marked; scale: pixels for a point."""
    with LOCK, pdfium.PdfDocument(content) as document:
        sheet = document[page - 1]
        scale = min(scale, LONGEST_SIDE / max(sheet.get_size()))
        picture = sheet.render(scale=scale).to_pil().convert("RGBA")
    marks = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(marks)
    for box in (b for b in boxes if b.page == page):
        corners = [round(v * scale) for v in (box.left, box.top, box.right, box.bottom)]
        pen.rectangle(corners, fill=FILL, outline=FRAME, width=max(2, round(1.5 * scale)))
    out = io.BytesIO()
    Image.alpha_composite(picture, marks).convert("RGB").save(out, "PNG")
    return out.getvalue()
