"""A meeting's report as one HTML file that opens from a USB stick: pictures, tables, no script, no address of anything outside it."""

from collections.abc import Sequence
from html import escape

from scorecard import svg
from scorecard.exporting import report_tables, report_wall
from scorecard.exporting.report import Report
from scorecard.exporting.report_tables import Table
from scorecard.exporting.report_wall import Picture
from scorecard.palette import LIGHT, PRINT

SAFE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; padding: 16px; max-width: 1260px; font: 16px/1.5 "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif;
  color: #0A121A; background: #FFF; overflow-wrap: anywhere; }
h1 { font-size: 28px; line-height: 1.3; margin: 8px 0; } h2 { font-size: 20px; margin: 24px 0 8px; } p { margin: 8px 0; }
.wall { display: flex; flex-wrap: wrap; gap: 12px; } .wall > svg { width: 300px; height: auto; max-width: 100%; }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #D5DBE1; padding: 4px 8px; text-align: left; vertical-align: top; min-width: 5em; } thead th { background: #F4F6F8; }
tbody th { font-weight: inherit; } .foot, .below { color: #536170; font-size: 13px; } .draft { border: 2px solid #7F4D00; padding: 8px; font-weight: 700; }
.paper { display: none; }
@page { size: A4; margin: 10mm 12mm; }
@media print { body { padding: 0; max-width: none; font-size: 10pt; } h1 { font-size: 16pt; margin: 0; } p { margin: 0 0 0.5mm; }
  h2 { font-size: 12pt; line-height: 1.3; margin: 2.5mm 0 1.5mm; break-after: avoid; } .screen { display: none; } .paper { display: flex; }
  .wall { gap: 2.5mm 6mm; padding: 0.5mm 0; } .wall > svg { width: 90mm; overflow: visible; } .wall > svg, tr { break-inside: avoid; }
  .table { overflow: visible; } thead th { background: none; } th, td { border-color: #777; min-width: 0; font-size: 9pt; } .foot, .below { color: #000; } }
@media screen and (max-width: 600px) { h1 { font-size: 22px; } .wall > svg { width: 100%; max-width: 390px; } th, td { font-size: 14px; }
  .columns-5 { min-width: 640px; } .columns-7 { min-width: 900px; } }
"""


def write(report: Report, lang: str) -> bytes:
    """The file's bytes, UTF-8."""
    title = report_tables.title(report, lang)
    lines = "".join(f"<p>{escape(line)}</p>" for line in report_tables.heading_lines(report, lang))
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
    """How many need a person, and how money and time stand."""
    return _wall(report_wall.headline(report, LIGHT, lang), "screen") + _wall(report_wall.headline(report, PRINT, lang), "paper")


def _wall(pictures: Sequence[Picture], medium: str) -> str:
    """Pictures side by side, as many as fit; each says what it shows."""
    return f'<div class="wall {medium}">{"".join(svg.image(picture, alt) for picture, alt in pictures)}</div>'


def _table(table: Table) -> str:
    """A table under its heading, that scrolls by itself where it is wider than the screen."""
    columns = "".join(f'<col style="width:{wide}%">' for wide in table.widths)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = "".join(f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>' for first, *cells in table.rows)
    shown = (f'<div class="table" role="region" tabindex="0" aria-label="{escape(table.heading)}"><table class="columns-{len(table.columns)}">'
             f"<colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>") if table.rows else ""
    return f"<h2>{escape(table.heading)}</h2>{shown}" + (f'<p class="below">{escape(table.below)}</p>' if table.below else "")
