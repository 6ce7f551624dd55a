"""The site: every page by section, and the menu in the sidebar as linked pictures. No Streamlit here.

A page's file is pages/<section>/<page>.py, its words are messages (`page.<page>`, `section.<section>`). Streamlit's own menu costs the
wall 3 ms for every page in it (benchmarks/README.md); as one drawing all of them cost as much as one.
"""

from collections.abc import Callable, Mapping
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
WIDE, HIGH, HEADING = 180, 32, 30
ICON_FONT = "Material Symbols Rounded"


def page_at(path: str) -> str:
    """The page that an address's path names: the start for an empty one, and for one that is none of ours."""
    return path if path in FILES else START


def menu_html(current: str, href: Callable[[str], str], palette: Palette, lang: str, roles: Mapping[str, Role], who: str = "") -> str:
    """The sidebar's menu; current: the page that is shown; href: a page's address; roles: of the visitor; who: the visitor, "" for none to be named."""
    rows = []
    for section, every in SITE.items():
        pages = {page: icon for page, icon in every.items() if permits_somewhere(roles, NEEDED.get(page, Action.VIEW))}
        if not pages:
            continue
        words = text(f"section.{section}", lang)
        rows.append(f"<div>{svg.image(svg.picture(WIDE, HEADING, svg.text(8, 21, words, 13, palette.ink2), words), words)}</div>")
        rows += [_link(text(f"page.{page}", lang), icon, page == current, href("" if page == START else page), palette) for page, icon in pages.items()]
    if who:
        words = text("section.account", lang)
        rows.append(f"<div>{svg.image(svg.picture(WIDE, HEADING, svg.text(8, 21, words, 13, palette.ink2), words), words)}</div>")
        rows.append(_link(who, "account_circle", False, ACCOUNT, palette, " data-leave"))
    return f'<nav aria-label="{escape(text("app.menu", lang))}">{"".join(rows)}</nav>'


def _link(words: str, icon: str, current: bool, href: str, palette: Palette, leaves: str = "") -> str:
    body = svg.rect(0, 1, WIDE, HIGH - 2, palette.track, 8) if current else ""
    body += svg.element("text", icon, x=8, y=25, font_size=18, fill=palette.ink if current else palette.ink2, font_family=ICON_FONT)
    body += svg.fitted(34, 21, words, 14, 11, WIDE - 38, palette.ink, 600 if current else 400)
    mark = ' aria-current="page"' if current else ""
    return f'<div><a href="{escape(href)}" target="_self"{mark}{leaves}>{svg.image(svg.picture(WIDE, HIGH, body, words), words)}</a></div>'
