"""The site: every page by section, and the menu in the sidebar as linked pictures. No Streamlit here.

A page's file is pages/<section>/<page>.py, its words are messages (`page.<page>`, `section.<section>`). Streamlit's own menu costs the
wall 3 ms for every page in it (benchmarks/README.md); as one drawing all of them cost as much as one.
"""

from collections.abc import Callable
from html import escape

from scorecard import svg
from scorecard.i18n import text
from scorecard.palette import Palette

SITE: dict[str, dict[str, str]] = {
    "monitoring": {"overview": "dashboard", "indicator": "speed", "budget": "account_balance", "record": "edit_note", "load_file": "upload_file"},
    "meeting": {"agenda": "groups", "changes": "compare_arrows", "decisions": "checklist", "mine": "person_check", "sealed": "lock"},
    "evaluation": {"self_evaluation": "grading", "monitoring": "fact_check", "official_form": "description"},
    "targets": {"portfolio": "account_tree", "import_tables": "drive_folder_upload", "owners": "assignment_ind"},
}
"""Section -> page -> the name of its icon among the Material symbols; in the menu's order. The first page is the start."""

START = "overview"
ON_SCREEN = tuple(page for pages in SITE.values() for page in pages)
"""The pages that stand beside the menu."""
FILES = {page: f"pages/{section}/{page}.py" for section, pages in SITE.items() for page in pages} | {"meeting": "pages/meeting/meeting.py"}
WIDE, HIGH, HEADING = 180, 32, 30
ICON_FONT = "Material Symbols Rounded"


def page_at(path: str) -> str:
    """The page that an address's path names: the start for an empty one, and for one that is none of ours."""
    return path if path in FILES else START


def menu_html(current: str, href: Callable[[str], str], palette: Palette, lang: str) -> str:
    """The sidebar's menu; current: the page that is shown; href: a page's address."""
    rows = []
    for section, pages in SITE.items():
        words = text(f"section.{section}", lang)
        rows.append(f"<div>{svg.image(svg.picture(WIDE, HEADING, svg.text(8, 21, words, 13, palette.ink2), words), words)}</div>")
        rows += [_link(page, icon, page == current, href("" if page == START else page), palette, lang) for page, icon in pages.items()]
    return f'<nav aria-label="{escape(text("app.menu", lang))}">{"".join(rows)}</nav>'


def _link(page: str, icon: str, current: bool, href: str, palette: Palette, lang: str) -> str:
    words = text(f"page.{page}", lang)
    body = svg.rect(0, 1, WIDE, HIGH - 2, palette.track, 8) if current else ""
    body += svg.element("text", icon, x=8, y=25, font_size=18, fill=palette.ink if current else palette.ink2, font_family=ICON_FONT)
    body += svg.fitted(34, 21, words, 14, 11, WIDE - 38, palette.ink, 600 if current else 400)
    mark = ' aria-current="page"' if current else ""
    return f'<div><a href="{escape(href)}" target="_self"{mark}>{svg.image(svg.picture(WIDE, HIGH, body, words), words)}</a></div>'
