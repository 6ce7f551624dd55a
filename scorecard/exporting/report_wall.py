"""The wall on paper and in a file: its headline, and the cards and strips, each family as one picture, without links."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from scorecard import cards, svg
from scorecard.assessment import ACT, CALM, MEND, Assessment, Shape
from scorecard.exporting.report import Report
from scorecard.i18n import text, wan
from scorecard.model import Dimension
from scorecard.palette import Palette
from scorecard.sentences import sentence
from scorecard.wall import Family, families, of_dimension

Picture = tuple[str, str]
"""SVG, and what is read out instead."""


@dataclass(frozen=True)
class Group:
    """One first-level dimension: its heading and the pictures of its families."""

    heading: str
    pictures: tuple[Picture, ...]


def headline(report: Report, palette: Palette, lang: str) -> list[Picture]:
    """How many need a person; money against time, or the time alone where the unit's form has no execution rate or nothing was paid."""
    found, day = report.assessments, report.seal.held_on
    act, mend, calm = (sum(a.status in group for a in found) for group in (ACT, MEND, CALM))
    status = cards.headline_status(found, palette, lang), text("overview.headline_status", lang, all=len(found), act=act, mend=mend, calm=calm)
    money = next((a for a in found if a.shape is Shape.EXECUTION and a.indicator.form == "23"), None)
    if money and money.denominator and money.indicator.target.value is not None:
        rate = money.indicator.target.value / 100
        drawn = cards.headline_money(money.numerator, money.denominator, rate, money.elapsed or Decimal(0), palette, lang)
        return [status, (drawn, text("overview.headline_money", lang, spent=wan(money.numerator), final=wan(money.denominator)))]
    left = max(0, (day.replace(month=12, day=31) - day).days)
    return [status, (cards.headline_time(day, report.budget.fiscal_year, palette, lang), text("overview.headline_time", lang, days=left))]


def groups(assessments: Sequence[Assessment], palette: Palette, lang: str) -> list[Group]:
    """Every indicator once, in the wall's order."""
    found = [(d, of_dimension(families(assessments), d)) for d in Dimension]
    return [Group(text(f"dimension.{d}", lang), tuple(_family(f, palette, lang, any(other.parts for other in group)) for f in group))
            for d, group in found if group]


def _family(family: Family, palette: Palette, lang: str, any_parts: bool) -> Picture:
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
    return svg.picture(cards.WIDE, high, "".join(drawn), alt), svg.clean(alt)


def _at(picture: str, x: float, y: float) -> str:
    """A picture within another one."""
    return picture.replace("<svg ", f'<svg x="{svg.number(x)}" y="{svg.number(y)}" ', 1)
