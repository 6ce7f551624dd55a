"""The wall: first what needs a person, then every indicator's gauge against its target, as one string of HTML. No Streamlit here.

A family is a whole-unit indicator with the parts of it that tables 21 and 22 carry. Pictures float in tables, so that they wrap to
the page's width without any style sheet; every picture is a link with its sentence as alternative text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from scorecard import cards, svg
from scorecard.assessment import ACT, MEND, Assessment, Status
from scorecard.evaluation import evaluate
from scorecard.execution import execute
from scorecard.i18n import number, tables_text, text, wan
from scorecard.model import Dimension, Statement
from scorecard.palette import Palette
from scorecard.selecting import View
from scorecard.sentences import change_text, sentence

Href = Callable[[Assessment], str]
FORMS = ("23", "22", "21")


@dataclass(frozen=True)
class Wall:
    """What the wall shows. stated: what the unit stated on its self-evaluation; address: of a page, with what more it says; show: statuses and tables
    to show alone, none for all."""

    view: View
    stated: Sequence[Statement]
    palette: Palette
    lang: str
    address: Callable[..., str]
    show: Sequence[str] = ()

    def html(self) -> str:
        """The whole wall."""
        return self._headline() + self._alerts() + self._filters() + self._groups()

    def _href(self, a: Assessment) -> str:
        return self.address("indicator", id=a.indicator.indicator_id)

    def _estimate(self) -> str:
        """预估得分 of the whole unit's form, now and if the pace holds; nothing where nothing was logged."""
        whole = next((p for p in self.view.budget.programmes if p.form == "23"), None)
        if whole is None or self.view.empty:
            return ""
        now, ahead = (evaluate(whole, self.view.assessments, self.view.situation, self.stated, later) for later in (False, True))
        return text("overview.estimate", self.lang, now=number(now.total, 1), ahead=number(ahead.total, 1))

    def _headline(self) -> str:
        """Three pictures: how many need a person, money against time, days left."""
        palette, lang, everything, as_of = self.palette, self.lang, self.view.assessments, self.view.situation.as_of
        spent = execute(self.view.situation, list(everything))
        act, mend = (sum(a.status in group for a in everything) for group in (ACT, MEND))
        rate = next((a.indicator.target.value for a in everything if a.indicator.measure == "execution_rate"), None)
        paid = spent.total.spent_yuan if spent.total.payments else None
        scored = self._estimate()
        pictures = (
            (cards.headline_status(everything, palette, lang, scored),
             text("overview.headline_status", lang, all=len(everything), act=act, mend=mend, calm=len(everything) - act - mend) + " " + scored),
            (cards.headline_money(paid, spent.total.final_yuan, rate / 100 if rate else None, spent.elapsed, palette, lang),
             text("overview.headline_money", lang, spent=wan(paid), final=wan(spent.total.final_yuan))),
            (cards.headline_time(as_of, self.view.budget.fiscal_year, palette, lang),
             text("overview.headline_time", lang, days=max(0, (as_of.replace(month=12, day=31) - as_of).days))),
        )
        return floating([row(svg.image(picture, alt)) for picture, alt in pictures])

    def _alerts(self) -> str:
        """What to see first, under how many things there are to act on and to fill in; nothing where all is calm or nothing logged."""
        items = [] if self.view.empty else first_to_see(self.view.assessments)
        act = sum(a.status in ACT for a, _ in items)
        if not items:
            return ""
        of_these = text("overview.first_of_these", self.lang, act=act, mend=len(items) - act)
        return (heading(text("overview.first", self.lang, many=len(items)), of_these, self.palette)
                + alerts_html(items, self.palette, self.lang, self._href))

    def _groups(self) -> str:
        """The wall's groups, each under its dimension and the number of indicators in it."""
        palette, lang = self.palette, self.lang
        kept = filtered(self.view.assessments, [s for s in Status if s in self.show], [f for f in FORMS if f in self.show])
        if not kept:
            return f"<p>{escape(text('overview.no_hit', lang))}</p>"
        found = [(d, of_dimension(kept, d)) for d in Dimension]
        return f'<p><font color="{palette.ink2}" size="2">{escape(text("overview.legend", lang))}</font></p>' + "".join(
            heading(text(f"dimension.{d}", lang), text("overview.number", lang, number=sum(1 + len(f.parts) for f in group)), palette)
            + group_html(group, palette, lang, self._href) for d, group in found if group)

    def _filters(self) -> str:
        """A link for every status there is and every table, each with its number; a click adds or takes away."""
        marks = [(s, sum(a.status is s for a in self.view.assessments)) for s in Status]
        links = []
        for option, there in [*marks, *((f, sum(a.indicator.form == f for a in self.view.assessments)) for f in FORMS)]:
            if there:
                on = str(option) in self.show
                toggled = [c for c in self.show if c != option] if on else [*self.show, str(option)]
                links.append(filter_html(option, there, on, self.address("", **({"show": ",".join(toggled)} if toggled else {})), self.palette, self.lang))
        return f'<p>{" ".join(links)}</p>'


def shown(asked: str) -> list[str]:
    """The statuses and tables that an address asks for alone."""
    return [word for word in asked.split(",") if word in [*Status, *FORMS]]


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
