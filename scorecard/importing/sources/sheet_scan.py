"""How far the cells of a sheet go that hold anything, and how some numbers are shown: from its XML, before its cells are made.

The whole sheet as a table would be made of every cell between the first and the last one filled, thousands of millions for one cell in the
farthest corner. And a number does not say that 0.95 stands there as 95%, 47022 as 047022: its format does.
"""

import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

MOST_ROWS, MOST_COLUMNS = 2_000, 100
PERCENTAGES = {9: "0%", 10: "0.00%"}
"""The number formats that no file spells out."""
REFERENCE = re.compile("([A-Z]{1,3})([0-9]{1,7})")
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
Place = tuple[int, int]
Places = dict[Place, str]


@dataclass
class Scan:
    """A sheet as seen. too_large: whether a cell beyond the limits holds anything; shown: place (0-based) -> % or the zeros of its format;
    merged: the first and last place of merged cells (of an .ods, of which calamine does not tell them)."""

    too_large: bool = False
    shown: Places = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)

    def see(self, row: int, column: int, rows: int = 1, columns: int = 1, shown: str = "") -> None:
        """A cell, or the same one over several rows and columns, that holds something."""
        if row + rows > MOST_ROWS or column + columns > MOST_COLUMNS:
            self.too_large = True
        elif shown:
            self.shown |= {(row + r, column + c): shown for r in range(rows) for c in range(columns)}


class _Enough(Exception):
    """The sheet is too large: no more of it is looked at."""


def scan_xlsx(part: bytes, formats: list[str]) -> Scan:
    """A sheet of an .xlsx. formats: the number format of each style. ExpatError where the part is no XML."""
    scan = Scan()
    shown = [shown_by(code) for code in formats]
    row, column, style, value = -1, -1, 0, False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, style, value
        match name.rpartition(":")[2]:
            case "row":
                row, column = int(attributes["r"]) - 1 if "r" in attributes else row + 1, -1
            case "c":
                column, style = column + 1, int(attributes.get("s", 0))
                if found := REFERENCE.fullmatch(attributes.get("r", "")):
                    row, column = int(found[2]) - 1, _column(found[1])
            case "v" | "t":
                value = True

    def end(name: str) -> None:
        nonlocal value
        value = False

    def data(_: str) -> None:
        if value:
            scan.see(row, column, shown=shown[style] if 0 <= style < len(shown) else "")
            if scan.too_large:
                raise _Enough

    _parse(part, start, end, data)
    return scan


def scan_ods(part: bytes) -> dict[str, Scan]:
    """The sheets of an .ods by name, of its content.xml. ExpatError where it is no XML."""
    scans: dict[str, Scan] = {}
    scan, row, rows, column, columns = Scan(), 0, 0, 0, 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal scan, row, rows, column, columns
        match name:
            case "table:table":
                scan = scans.setdefault(attributes.get("table:name", ""), Scan())
                row = rows = 0
            case "table:table-row":
                row, rows, column, columns = row + rows, int(attributes.get("table:number-rows-repeated", 1)), 0, 0
            case "table:table-cell" | "table:covered-table-cell":
                column, columns = column + columns, int(attributes.get("table:number-columns-repeated", 1))
                kind = attributes.get("office:value-type")
                over = int(attributes.get("table:number-rows-spanned", 1)), int(attributes.get("table:number-columns-spanned", 1))
                if over != (1, 1):
                    scan.merged.append(((row, column), (row + over[0] - 1, column + over[1] - 1)))
                if kind:
                    scan.see(row, column, rows, columns, "%" if kind == "percentage" else "")
            case "text:p":
                scan.see(row, column, rows, columns)

    _parse(part, start, lambda _: None, lambda _: None)
    return scans


def shown_by(code: str) -> str:
    """What a number format adds that the number lacks: % or leading zeros (000000); else nothing."""
    positive = QUOTED.sub("", code.split(";")[0])
    return "%" if "%" in positive else positive if re.fullmatch("0{2,15}", positive) else ""


def _parse(part: bytes, start: object, end: object, data: object) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data  # type: ignore[assignment]
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        parser.Parse(part, True)
    except _Enough:
        return


def _no_doctype(*_: object) -> NoReturn:
    raise ValueError("DOCTYPE")


def _column(letters: str) -> int:
    """0-based: A is 0, XFD 16383."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
