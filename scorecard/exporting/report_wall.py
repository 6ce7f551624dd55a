"""The wall on paper and in a file: the cards and strips of the wall, each family as one picture, without links."""

from collections.abc import Sequence
from dataclasses import dataclass

from scorecard import cards, svg
from scorecard.assessment import Assessment
from scorecard.i18n import text
from scorecard.model import Dimension
from scorecard.palette import Palette
from scorecard.sentences import sentence
from scorecard.wall import Family, families, of_dimension


@dataclass(frozen=True)
class Group:
    """One first-level dimension: its heading and the pictures of its families (SVG, what is read out)."""

    heading: str
    pictures: tuple[tuple[str, str], ...]


def groups(assessments: Sequence[Assessment], palette: Palette, lang: str) -> list[Group]:
    """Every indicator once, in the wall's order."""
    found = [(d, of_dimension(families(assessments), d)) for d in Dimension]
    return [Group(text(f"dimension.{d}", lang), tuple(_family(f, palette, lang, any(other.parts for other in group)) for f in group))
            for d, group in found if group]


def _family(family: Family, palette: Palette, lang: str, any_parts: bool) -> tuple[str, str]:
    """A card over the strip of its parts."""
    said = sentence(family.head, lang)
    alts = [cards.alt_text(family.head, said, lang)]
    drawn = [_at(cards.card(family.head, said, palette, lang, extended=any_parts and not family.parts, has_parts=bool(family.parts)), 0, 0)]
    if family.parts:
        parts = [(a, sentence(a, lang)) for a in family.parts]
        for n, strip in enumerate(cards.part_strip(parts, family.head.status, palette, lang)):
            drawn.append(_at(strip, round(cards.WIDE * n / len(parts)), cards.HIGH))
        alts += [cards.alt_text(a, s, lang) for a, s in parts]
    high = cards.EXTENDED if any_parts else cards.HIGH
    alt = " ".join(alts)
    return svg.picture(cards.WIDE, high, "".join(drawn), alt), alt


def _at(picture: str, x: float, y: float) -> str:
    """A picture within another one."""
    return picture.replace("<svg ", f'<svg x="{svg.number(x)}" y="{svg.number(y)}" ', 1)
