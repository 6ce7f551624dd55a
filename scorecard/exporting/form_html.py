"""A filled form -> an HTML table for the page, cell for cell what the files hold. Wider than a phone: its region scrolls, by keyboard too."""

from html import escape

from scorecard.exporting.form_table import Cell, FormTable
from scorecard.palette import Palette

WIDE = 980


def form_html(form: FormTable, palette: Palette) -> str:
    """The form as it will be printed: title, grid, notes."""
    whole = sum(form.widths)
    columns = "".join(f'<col width="{wide / whole:.2%}">' for wide in form.widths)
    rows = "".join(f"<tr>{''.join(_cell(cell, palette) for cell in form.cells if cell.row == row)}</tr>" for row in range(form.rows))
    below = "".join(f"<p>{escape(line)}</p>" for line in form.below)
    return (f'<div role="region" tabindex="0" aria-label="{escape(form.title)}"><table width="{WIDE}" border="1" cellspacing="0" cellpadding="4" '
            f'bordercolor="{palette.line}"><caption><font size="4">{escape(form.title)}</font><br>{escape(form.above)}</caption><colgroup>{columns}</colgroup>'
            f"<tbody>{rows}</tbody></table>{below}</div>")


def _cell(cell: Cell, palette: Palette) -> str:
    spans = f' colspan="{cell.columns}" rowspan="{cell.rows}"'
    ground = f' bgcolor="{palette.side}"' if cell.style == "label" else ""
    return f'<td align="{"left" if cell.style == "text" else "center"}"{spans}{ground}>{escape(cell.text).replace(chr(10), "<br>")}</td>'
