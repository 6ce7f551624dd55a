"""A meeting's report as one HTML file that opens from a USB stick: pictures, tables, no script, no address of anything outside it."""

from html import escape

from scorecard import cards, svg
from scorecard.exporting import report_tables, report_wall
from scorecard.exporting.report import Report
from scorecard.exporting.report_tables import Table
from scorecard.palette import LIGHT, PRINT, Palette
from scorecard.svg import clean

SAFE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; padding: 16px; max-width: 1260px; font: 16px/1.5 "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif;
  color: #0A121A; background: #FFF; }
h1 { font-size: 28px; margin: 8px 0; } h2 { font-size: 20px; margin: 24px 0 8px; } h3 { font-size: 16px; margin: 16px 0 8px; }
.wall { display: flex; flex-wrap: wrap; gap: 12px; } .wall svg { width: 300px; height: auto; max-width: 100%; }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } caption { text-align: left; }
th, td { border: 1px solid #D5DBE1; padding: 4px 8px; text-align: left; vertical-align: top; overflow-wrap: anywhere; } th { background: #F4F6F8; }
td { min-width: 5em; } .foot { color: #536170; font-size: 13px; overflow-wrap: anywhere; } .draft { border: 2px solid #7F4D00; padding: 8px; font-weight: 700; }
.paper { display: none; }
@page { size: A4; margin: 12mm; }
@media print { body { padding: 0; max-width: none; font-size: 10pt; } .screen { display: none; } .paper { display: flex; }
  .wall svg { width: 90mm; } .wall svg, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } .table { overflow: visible; } th { background: none; }
  td { min-width: 0; font-size: 9pt; } th, td { border-color: #777; } }
@media screen and (max-width: 600px) { table { min-width: 680px; } }
"""


def write(report: Report, lang: str) -> bytes:
    """The file's bytes, UTF-8."""
    title = clean(report_tables.title(report, lang))
    lines = "".join(f"<p>{escape(clean(line))}</p>" for line in report_tables.heading_lines(report, lang))
    draft = "" if report.sealed else f'<p class="draft">{escape(report_tables.foot(report, lang))}</p>'
    body = f"<h1>{escape(title)}</h1>{draft}{lines}{_headline(report, lang)}"
    screen, paper = report_wall.groups(report.assessments, LIGHT, lang), report_wall.groups(report.assessments, PRINT, lang)
    for shown, printed in zip(screen, paper, strict=True):
        body += f"<h2>{escape(shown.heading)}</h2>{_wall(shown.pictures, 'screen')}{_wall(printed.pictures, 'paper')}"
    body += "".join(_table(table) for table in (*report_tables.tables(report, lang), report_tables.indicators(report, lang)))
    body += f'<p class="foot">{escape(report_tables.foot(report, lang))}</p>'
    head = (f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{SAFE}">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title><style>{STYLE}</style>')
    language = {"zh": "zh-CN"}.get(lang, lang)
    return f'<!DOCTYPE html><html lang="{language}"><head>{head}</head><body><main>{body}</main></body></html>'.encode()


def _headline(report: Report, lang: str) -> str:
    """How many need a person, and how far the year is."""
    def drawn(palette: Palette) -> tuple[tuple[str, str], ...]:
        time = cards.headline_time(report.seal.held_on, report.budget.fiscal_year, palette, lang)
        return ((cards.headline_status(report.assessments, palette, lang), ""), (time, ""))
    return _wall(drawn(LIGHT), "screen") + _wall(drawn(PRINT), "paper")


def _wall(pictures: tuple[tuple[str, str], ...], medium: str) -> str:
    """Pictures side by side, as many as fit; each says what it shows."""
    shown = "".join(svg.image(picture, alt) if alt else picture.replace("<svg ", '<svg role="img" ', 1) for picture, alt in pictures)
    return f'<div class="wall {medium}">{shown}</div>'


def _table(table: Table) -> str:
    columns = "".join(f'<col style="width:{wide}%">' for wide in table.widths)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = "".join("<tr>" + "".join(f"<td>{escape(clean(cell))}</td>" for cell in row) + "</tr>" for row in table.rows)
    return (f'<h2>{escape(table.heading)}</h2><div class="table" role="region" tabindex="0" aria-label="{escape(table.heading)}"><table>'
            f"<colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>")
