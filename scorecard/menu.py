"""The site: every page by section, and the menu in the sidebar as linked pictures. No Streamlit here.

A page's file is pages/<section>/<page>.py, its words are messages (`page.<page>`, `section.<section>`). Streamlit's own menu costs the
wall 3 ms for every page in it (benchmarks/README.md); as one drawing all of them cost as much as one.
"""

from collections.abc import Mapping
from functools import lru_cache
from html import escape

from scorecard import svg
from scorecard.auth import Action, Role, permits_somewhere
from scorecard.i18n import text
from scorecard.palette import Palette

SITE: dict[str, dict[str, str]] = {
    "monitoring": {"overview": "dashboard", "indicator": "speed", "budget": "account_balance", "record": "edit_note", "load_file": "upload_file"},
    "meeting": {"agenda": "groups", "changes": "compare_arrows", "decisions": "checklist", "mine": "person_check", "sealed": "lock"},
    "evaluation": {"self_evaluation": "grading", "monitoring": "fact_check", "official_form": "description"},
    "targets": {"portfolio": "account_tree", "import_tables": "drive_folder_upload", "owners": "assignment_ind"},
    "administration": {"people": "manage_accounts", "trail": "history_edu", "backups": "backup"},
}
"""Section -> page -> the name of its icon among the Material symbols; in the menu's order. The first page is the start."""

START = "overview"
NEEDED = {"record": Action.RECORD, "load_file": Action.RECORD, "import_tables": Action.ADOPT, "people": Action.PEOPLE, "trail": Action.AUDIT,
          "backups": Action.BACKUP}
"""What a page is for, where that is more than to look."""
ACCOUNT = "account"
"""The address of one's own account, which the gate serves."""
ON_SCREEN = tuple(page for pages in SITE.values() for page in pages)
"""The pages that stand beside the menu."""
FILES = {page: f"pages/{section}/{page}.py" for section, pages in SITE.items() for page in pages} | {"meeting": "pages/meeting/meeting.py"}
_MARKED = "<style>nav a:not([aria-current]) rect{display:none}nav a[aria-current] text+text{font-weight:600}</style>"
"""How the page shown is marked: the menu is the same on every page, so that a browser draws it once."""
WIDE, HIGH, HEADING = 180, 32, 30
ICON_FONT = "Material Symbols Rounded"


def menu_html(current: str, query: str, palette: Palette, lang: str, roles: Mapping[str, Role], who: str = "") -> str:
    """The sidebar's menu; current: the page that is shown, "" where the browser marks it (drawing.js); query: what every address says of the selection;
    roles: of the visitor; who: the visitor, "" for none to be named."""
    rows = [_MARKED]
    for section, every in SITE.items():
        pages = {page: icon for page, icon in every.items() if permits_somewhere(roles, NEEDED.get(page, Action.VIEW))}
        if not pages:
            continue
        rows.append(_heading(text(f"section.{section}", lang), palette))
        rows += [_link(_item(text(f"page.{page}", lang), icon, palette), f"{'./' if page == START else page}?{query}",
                       f' data-page="{page}"' + (' aria-current="page"' if page == current else "")) for page, icon in pages.items()]
    if who:
        rows.append(_heading(text("section.account", lang), palette))
        rows.append(_link(_item(who, "account_circle", palette), ACCOUNT, " data-leave"))
    return f'<nav aria-label="{escape(text("app.menu", lang))}">{"".join(rows)}</nav>'


def _link(picture: str, href: str, marks: str) -> str:
    return f'<div><a href="{escape(href)}" target="_self"{marks}>{picture}</a></div>'


@lru_cache(256)
def _heading(words: str, palette: Palette) -> str:
    return f"<div>{svg.image(svg.picture(WIDE, HEADING, svg.text(8, 21, words, 13, palette.ink2), words), words)}</div>"


@lru_cache(256)
def _item(words: str, icon: str, palette: Palette) -> str:
    body = svg.rect(0, 1, WIDE, HIGH - 2, palette.track, 8)
    body += svg.element("text", icon, x=8, y=25, font_size=18, fill=palette.ink2, font_family=ICON_FONT)
    body += svg.fitted(34, 21, words, 14, 11, WIDE - 38, palette.ink)
    return svg.image(svg.picture(WIDE, HIGH, body, words), words)
