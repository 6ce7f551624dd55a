"""The wall's order: families, what to see first, filters; and its pictures as one HTML string a group. No Streamlit here.

A family is a whole-unit indicator with the parts of it that tables 21 and 22 carry. Pictures float in tables, so that they wrap to
the page's width without any style sheet; every picture is a link with its sentence as alternative text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from scorecard import cards, svg
from scorecard.assessment import ACT, MEND, Assessment, Status
from scorecard.i18n import tables_text
from scorecard.model import Dimension
from scorecard.palette import Palette
from scorecard.sentences import change_text, sentence

Href = Callable[[Assessment], str]


@dataclass(frozen=True)
class Family:
    """A card and the parts under it (empty for an indicator that stands alone)."""

    head: Assessment
    parts: tuple[Assessment, ...] = ()

    @property
    def severity(self) -> int:
        """That of the worst member."""
        return min(a.status.severity for a in (self.head, *self.parts))


def families(assessments: Sequence[Assessment]) -> list[Family]:
    """Every indicator once, as a head or as a part of one, worst family first, the tables' order within."""
    ids = {a.indicator.indicator_id for a in assessments}
    heads = [a for a in assessments if a.indicator.part_of not in ids]
    found = [Family(h, tuple(sorted((a for a in assessments if a.indicator.part_of == h.indicator.indicator_id),
                                    key=lambda a: (a.indicator.form, a.indicator.indicator_id)))) for h in heads]
    return sorted(found, key=lambda family: family.severity)


def of_dimension(group: Sequence[Family], dimension: Dimension) -> list[Family]:
    """The families of one first-level dimension."""
    return [family for family in group if family.head.indicator.dimension is dimension]


def filtered(assessments: Sequence[Assessment], statuses: Sequence[Status], forms: Sequence[str]) -> list[Family]:
    """The families to show: all of them, or, once filtered, each matching indicator as a card of its own, worst first."""
    if not statuses and not forms:
        return families(assessments)
    kept = [a for a in assessments if (not statuses or a.status in statuses) and (not forms or a.indicator.form in forms)]
    return sorted((Family(a) for a in kept), key=lambda family: family.severity)


def first_to_see(assessments: Sequence[Assessment]) -> list[tuple[Assessment, list[str]]]:
    """What needs a person, worst first, one item per fact: a part that says the same as its whole is named beside it by form."""
    items: list[tuple[Assessment, list[str]]] = []
    for family in families(assessments):
        for a in (family.head, *family.parts):
            if a.status not in ACT + MEND:
                continue
            same = next((forms for other, forms in items if other is family.head and (other.status, other.value, other.indicator.target.value)
                         == (a.status, a.value, a.indicator.target.value) and other.indicator.measure == a.indicator.measure
                         and other.band == a.band and other.shape is a.shape and other.evidence_text == a.evidence_text), None)
            if same is not None and a is not family.head:
                same.append(a.indicator.form)
            else:
                items.append((a, [a.indicator.form]))
    return [(a, sorted(forms)) for a, forms in sorted(items, key=lambda item: item[0].status.severity)]


def _linked(picture: str, href: str) -> str:
    return f'<a href="{escape(href)}" target="_self">{picture}</a>'


def heading(words: str, after: str, palette: Palette) -> str:
    """A second-level heading with what follows it in grey."""
    return f'<h2><font size="4">{escape(words)} <font color="{palette.ink2}">{escape(after)}</font></font></h2>'


def floating(columns: Sequence[str]) -> str:
    """Pictures (or stacks of them, as table rows) that float side by side and wrap."""
    return "".join(f'<table align="left" role="presentation" cellspacing="0" cellpadding="0">{rows}<tr><td height="12"></td></tr></table>'
                   for rows in columns) + '<br clear="all">'


def row(cell: str) -> str:
    """One picture as a row of a floating table."""
    return f'<tr><td>{cell}</td><td width="12"></td></tr>'


def alerts_html(items: Sequence[tuple[Assessment, list[str]]], palette: Palette, lang: str, href: Href) -> str:
    """What to see first, as linked pictures."""
    cells = []
    for a, forms in items:
        said = sentence(a, lang)
        cells.append(row(_linked(svg.image(cards.alert(a, said, tables_text(forms, lang), palette, lang), cards.alt_text(a, said, lang)), href(a))))
    return floating(cells)


def group_html(group: Sequence[Family], palette: Palette, lang: str, href: Href) -> str:
    """One group of families as linked pictures of one height."""
    any_parts = any(family.parts for family in group)
    columns = []
    for family in group:
        said = sentence(family.head, lang)
        drawn = cards.card(family.head, said, palette, lang, extended=any_parts and not family.parts, has_parts=bool(family.parts))
        rows = row(_linked(svg.image(drawn, cards.alt_text(family.head, said, lang)), href(family.head)))
        if family.parts:
            rows += row(parts_html(family.parts, family.head.status, palette, lang, href))
        columns.append(rows)
    return floating(columns)


def filter_html(option: Status | str, number: int, on: bool, href: str, palette: Palette, lang: str) -> str:
    """One filter of the wall, a status or a table, as a linked picture."""
    drawn, alt = cards.filter_chip(option, number, on, palette, lang)
    return f'<a id="show-{option}" href="{escape(href)}" target="_self"{" aria-current=true" if on else ""}>{svg.image(drawn, alt)}</a>'


def effect_html(changes: Sequence[tuple[Assessment, Assessment]], palette: Palette, lang: str) -> str:
    """What facts change, indicator by indicator (before, after), as one picture."""
    return svg.image(cards.effect(changes, palette, lang), "; ".join(change_text(before, after, lang) for before, after in changes))


def changes_html(changes: Sequence[tuple[Assessment, Assessment]], palette: Palette, lang: str, href: Href) -> str:
    """Changed indicators (then, now), each a linked picture."""
    return floating([row(_linked(effect_html([pair], palette, lang), href(pair[1]))) for pair in changes])


def parts_html(parts: Sequence[Assessment], status: Status, palette: Palette, lang: str, href: Href, alone: bool = False) -> str:
    """The strip of a family's parts: one drawing cut into one linked picture a part."""
    said = [(a, sentence(a, lang)) for a in parts]
    strips = cards.part_strip(said, status, palette, lang, alone=alone)
    return "".join(_linked(svg.image(strip, cards.alt_text(a, s, lang)), href(a)) for strip, (a, s) in zip(strips, said, strict=True))
