"""Characters on a page -> the lines of text they stand in, and the text of a cell: its lines joined, since a page does not show which line
break was meant."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scorecard.importing.sources.pdf_page import Glyph

SAME_LINE, BLANK, FAR, DOUBLED, TOUCHING = 0.45, 0.2, 1.0, 0.15, 0.2  # in sizes of a character
COVERED = 0.3
LARGEST = 40.0  # points; larger characters are no table's
UNBROKEN = re.compile("[A-Za-z0-9.,%‰≥≤<>=+-]+")


@dataclass(frozen=True)
class TextLine:
    """Characters of one line from left to right. text: with the blanks drawn, and one for every wide gap."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def words_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters in groups that belong together even where they run over a line of the table: numbers and Latin words, else one each."""
    words: list[list[Glyph]] = []
    for glyph in glyphs:
        last = words[-1][-1] if words else None
        if last and UNBROKEN.fullmatch(last.text + glyph.text) and last.base == glyph.base and abs(glyph.left - last.right) <= TOUCHING * glyph.size:
            words[-1].append(glyph)
        else:
            words.append([glyph])
    return words


def lines_of(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """The lines of text from above."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.base):
        near = next((line for line in reversed(lines[-3:]) if abs(line[0].base - glyph.base) <= SAME_LINE * max(min(line[0].size, glyph.size), 1)), None)
        if near is None:
            lines.append([glyph])
        else:
            near.append(glyph)
    return [found for line in lines if (found := _line(sorted(line, key=lambda g: g.start)))]


def _line(glyphs: Sequence[Glyph]) -> TextLine | None:
    inked = [g for g in glyphs if not g.text.isspace()]
    if not inked:
        return None
    text, last = "", None
    for glyph in glyphs:
        if glyph.text.isspace():
            text += " " if text and not text.endswith(" ") else ""
            continue
        if last and glyph.text == last.text and abs(glyph.start - last.start) <= DOUBLED * glyph.size:
            continue  # drawn twice, to look bold
        if last and not text.endswith(" ") and _apart(last, glyph):
            text += " "
        text, last = text + glyph.text, glyph
    return TextLine(text, min(g.left for g in inked), min(g.top for g in inked), max(g.right for g in inked), max(g.bottom for g in inked))


def _apart(left: Glyph, right: Glyph) -> bool:
    """Whether a gap is a blank: a wide one between any two characters, a small one between two of Latin words."""
    end = left.right if left.text.isascii() else max(left.right, left.start + left.size)
    gap = (right.start - end) / max(left.size, 1)
    words = is_latin(left.text[-1]) and is_latin(right.text[0]) and not (left.text[-1].isdigit() and right.text[0].isdigit())
    return gap > (BLANK if words else FAR)


def overprinted(glyphs: Sequence[Glyph]) -> int:
    """How many characters stand on top of another of about their size: rows too low for their text, exported one over the other."""
    found = 0
    near: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in (g for g in glyphs if g.seen and not g.text.isascii() and g.size > 0):
        across, down = round(glyph.left / LARGEST), round(glyph.top / LARGEST)
        around = (other for x in (-1, 0, 1) for y in (-1, 0, 1) for other in near.get((across + x, down + y), ()))
        found += any(_covers(glyph, other) for other in around)
        near.setdefault((across, down), []).append(glyph)
    return found


def _covers(one: Glyph, other: Glyph) -> bool:
    width, height = min(one.right, other.right) - max(one.left, other.left), min(one.bottom, other.bottom) - max(one.top, other.top)
    alike = max(one.size, other.size) < 2 * min(one.size, other.size)
    twice = one.text == other.text and max(abs(one.start - other.start), abs(one.base - other.base)) <= DOUBLED * one.size
    return alike and not twice and min(width, height) > COVERED * one.size


def is_latin(character: str) -> bool:
    """Whether a character is one that words of Latin letters and digits are made of."""
    return character.isascii() and character.isalnum()


def joined(texts: Iterable[str]) -> str:
    """The lines of a cell as one text; a blank at a line's end only holds between two Latin words."""
    whole = ""
    for text in texts:
        bare = whole.rstrip()
        whole = (whole if whole != bare and text and is_latin(text[0]) and is_latin(bare[-1:]) else bare) + text
    return whole.strip()
