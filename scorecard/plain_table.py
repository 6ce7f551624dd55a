"""Rows that are only read -> an HTML table for the page: read out, found by the browser's search and copied as any text, and there with the words around
it. One on a canvas takes a browser longer to draw, and to leave (benchmarks/interaction.py); it is for what is sorted, searched or long."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from scorecard.i18n import percent
from scorecard.palette import Palette

BAR = 96
NARROWEST, WIDEST = 6.5, 15
"""How many letters wide a cell is at least, where its words are longer."""


@dataclass(frozen=True)
class Share:
    """A part of a whole (1: all of it, None: of nothing), shown as a bar and in percent."""

    value: Decimal | None


def table_html(rows: Sequence[Mapping[str, str | Share]], name: str, palette: Palette, right: Collection[str] = (), total: bool = False,
               high: int = 0) -> str:
    """Rows of the same columns; "" for none. name: what is read out of the whole. right: the columns of figures. total: the last row is the sum of the
    others. high: the most pixels it takes (0: all it needs). Wider than a phone or higher than it may be, it scrolls by itself, by keyboard too."""
    if not rows:
        return ""
    style = (f"<style>.plain{{width:100%;border-collapse:collapse;font-size:.9375rem;font-variant-numeric:tabular-nums}}"
             f".plain :is(th,td){{padding:.45rem .6rem;border:0;border-bottom:1px solid {palette.line};text-align:start}}"
             f".plain thead th{{color:{palette.ink2};font-weight:400;white-space:nowrap}}.plain :is(th,td)[align=right]{{text-align:end}}"
             f".plain td[nowrap]{{white-space:nowrap}}"
             f".plain svg{{margin-inline-end:.5rem}}.plain .total td{{font-weight:600}}"
             f"[style] > .plain thead th{{position:sticky;top:0;background:{palette.page}}}</style>")
    sides = {column: ' align="right"' if column in right else "" for column in rows[0]}
    head = "".join(f'<th scope="col"{sides[column]}>{escape(column)}</th>' for column in sides)
    body = ["".join(f"<td{sides[column]}{_room(cell)}>{_shown(cell, palette)}</td>" for column, cell in row.items()) for row in rows]
    last = ' class="total"' if total else ""
    capped = f' style="max-height:{high}px;overflow-y:auto"' if high else ""
    return (f'{style}<div role="region" tabindex="0" aria-label="{escape(name)}"{capped}><table class="plain"><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(f'<tr>{cells}</tr>' for cells in body[:-1])}<tr{last}>{body[-1]}</tr></tbody></table></div>")


def _room(cell: str | Share) -> str:
    """Short words, a date and a bar stay on one line on a phone; longer words get room by their length."""
    if isinstance(cell, Share) or len(cell) <= 6 or (cell.isascii() and len(cell) <= 10):
        return " nowrap"
    return f' style="min-width:{min(max(len(cell) / 2, NARROWEST), WIDEST):g}em"'


def _shown(cell: str | Share, palette: Palette) -> str:
    if isinstance(cell, str):
        return escape(cell)
    if cell.value is None:
        return percent(None)
    wide = BAR * min(max(cell.value, Decimal(0)), Decimal(1))
    return (f'<svg width="{BAR}" height="8" aria-hidden="true"><rect width="{BAR}" height="8" rx="4" fill="{palette.track}"/>'
            f'<rect width="{wide:.1f}" height="8" rx="4" fill="{palette.accent}"/></svg>{percent(cell.value)}')
