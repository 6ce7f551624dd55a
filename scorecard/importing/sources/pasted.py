"""Text that was pasted, or a plain file of it (.txt, .csv) -> cells where it is a table of tabs or commas, else its lines."""

import re
from collections import Counter

from scorecard.importing.sources.grids import Cell, Grid, Source
from scorecard.importing.sources.sheet_scan import MOST_COLUMNS, MOST_ROWS
from scorecard.problems import Problem

MOST_CHARACTERS = 2_000_000
MOST_LINES = 20_000
MOST_CELLS = MOST_ROWS * MOST_COLUMNS
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
BREAKS = re.compile("\r\n?|[\f\u2028\u2029]")
BINARY_FROM = 0.05
COMMAS_IN = 0.8
Rows = list[list[str]]


def read_pasted(text: str) -> Source:
    """Cells as copied from a spreadsheet or a .csv: one grid of kind sheet, its place 1; any other text: its lines, of kind text."""
    text = cleaned(text)
    if len(text) > MOST_CHARACTERS or text.count("\n") > MOST_LINES:
        return Source("text", problems=(Problem("too_much_content", values={"cells": MOST_CELLS, "characters": MOST_CHARACTERS}),))
    rows = _tabular(text)
    if rows is None:
        return Source("text", lines=tuple(text.split("\n")))
    cells = tuple(Cell(value.strip(), r, c) for r, row in enumerate(rows) for c, value in enumerate(row) if value.strip())
    if any(cell.row >= MOST_ROWS or cell.column >= MOST_COLUMNS for cell in cells):
        return Source("sheet", problems=(Problem("pasted_too_large", values={"rows": MOST_ROWS, "columns": MOST_COLUMNS}),))
    return Source("sheet", (Grid("1", cells),))


def decoded(content: bytes) -> str | None:
    """The bytes of a file of text: UTF-8, UTF-16 with its mark, else GB 18030; None where they are no text."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if len(CONTROLS.findall(text)) <= BINARY_FROM * len(text) else None
    return None


def cleaned(text: str) -> str:
    """One kind of line break, no control characters."""
    return CONTROLS.sub("", BREAKS.sub("\n", text))


def _tabular(text: str) -> Rows | None:
    """The rows of a text whose lines are cells: most rows have tabs, or nearly all have the same number of commas, two or more."""
    tabs = _filled(_split(text, "\t")) if "\t" in text else []
    if len(tabs) > 1 and sum(len(row) > 1 for row in tabs) * 2 > len(tabs):
        return _split(text, "\t")
    commas = _filled(_split(text, ",")) if "," in text else []
    widths = Counter(len(row) for row in commas)
    if len(commas) > 1 and any(width > 2 and count >= COMMAS_IN * len(commas) for width, count in widths.items()):
        return _split(text, ",")
    return None


def _filled(rows: Rows) -> Rows:
    return [row for row in rows if any(value.strip() for value in row)]


def _split(text: str, delimiter: str) -> Rows:
    """The rows of a text. Not the csv module: Excel puts a copied cell in quotes only for its line breaks, so that a text which begins with
    a quoted word stands there as it is; csv would take its quotes away, and swallow all that follows a single one."""
    cell = re.compile(rf'(?:"((?:[^"]|"")*+)"(?=[{delimiter}\n]|\Z)|([^{delimiter}\n]*))([{delimiter}\n]|\Z)')
    rows: Rows = [[]]
    for quoted, bare, after in cell.findall(text):
        rows[-1].append(quoted.replace('""', '"') or bare)
        if after == "\n":
            rows.append([])
        elif not after:
            break
    return rows
