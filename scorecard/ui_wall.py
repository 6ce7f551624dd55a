"""The wall, as its page shows it and as it stands before Streamlit does.

A browser needs most of a second to start Streamlit, and the numbers are known before that. So the page that Streamlit's script starts from carries them:
the same drawing, at the same place, until the page itself has drawn it (shell.py). Only where the page shows nothing besides: today's wall of a unit
with facts. Whoever asks is looked up as the page does it, and what somebody may not see is not in it.
"""

from collections.abc import Callable, Sequence
from html import escape
from string import Template
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.types import Scope
from streamlit import config

from scorecard import settings, ui, ui_visitor
from scorecard.auth import EVERYWHERE, Actor, Role
from scorecard.i18n import day, name_of, spoken, text
from scorecard.menu import START, menu_html
from scorecard.palette import DARK, LIGHT, Palette
from scorecard.problems import Refused
from scorecard.selecting import View, selected
from scorecard.shell import TAKES_OVER
from scorecard.store import Store
from scorecard.wall import Wall, shown

LOOK = Template((settings.ROOT / "scorecard" / "first_look.html").read_text(encoding="utf-8"))
KNOWN = {"lang", "unit", "year", "sample", "show"}
"""What an address may say and be answered beforehand."""


def wall_html(view: View, store: Store, palette: Palette, lang: str, address: Callable[..., str], show: Sequence[str]) -> str:
    """The wall of a judged budget, drawn once for all who look at it; store: the one it is from, address: of a page, show: what is filtered by."""
    def made() -> str:
        stated = store.statements(view.budget.unit.unit_code, view.budget.fiscal_year, view.situation.known_at)
        return Wall(view, stated, palette, lang, address, show).html()

    return ui.drawn((view.stamp, palette.name, lang, address(""), *show), made)


def first_look(scope: Scope) -> bytes:
    """What a request's page shows until Streamlit stands; nothing where the page would not show the same, or does not show it to this visitor."""
    headers, asked = Headers(scope=scope), dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
    if asked.keys() - KNOWN or (ui_visitor.served.sessions is None and not ui_visitor.reached_locally(headers)):
        return b""
    try:
        by = ui_visitor.actor_of(headers)
        return _look(by, asked, spoken(asked.get("lang"), headers.get("accept-language"))).encode() if by else b""
    except Refused:  # the page itself will say so
        return b""


def _look(by: Actor, asked: dict[str, str], lang: str) -> str:
    sample, own = asked.get("sample") == "1", ui.store_of(False).roles(by)
    store, today, roles = ui.store_of(sample), ui.today_of(sample), {EVERYWHERE: Role.VIEWER} if sample else own
    keys = ui.seen(ui.budgets_of(sample, store.version, None, None), roles)
    if not keys or not own or ui_visitor.backup_trouble(own):
        return ""
    found = selected(keys, asked.get("unit"), asked.get("year"), None, today)
    selection = ui.Selection(found.unit_code, found.fiscal_year, found.as_of, found.default_as_of, lang, sample, today, None, by, roles)
    view = ui.view(selection)
    if view.empty:
        return ""
    said = asked | {"unit": found.unit_code, "year": str(found.fiscal_year)}
    kept = {name: said[name] for name in ui.REMEMBERED if name in said}

    def address(page: str, **more: str) -> str:
        return f"{page or './'}?{urlencode(kept | more)}"

    def page(palette: Palette) -> str:
        menu = menu_html(START, urlencode(kept), palette, lang, own, ui_visitor.name_shown(own, by, lang))
        drawn = wall_html(view, store, palette, lang, address, shown(asked.get("show", "")))
        return f"<aside>{menu}</aside><main>{_head(selection, view)}{drawn}</main>"

    return LOOK.substitute(light=page(LIGHT), dark=page(DARK), colours="".join(_colours(palette) for palette in (LIGHT, DARK)), script=TAKES_OVER)


def _head(selection: ui.Selection, view: View) -> str:
    """As `ui_header` puts it."""
    lang, year = selection.lang, selection.fiscal_year
    words = escape(text("header.unit_year", lang, unit=name_of(view.budget.unit, lang), year=year))
    choices = escape(text("header.selected", lang, year=year, day=day(selection.as_of, lang)))
    line = f"<p><b>{escape(text('header.sample', lang))}</b> <span>{words}</span></p>" if selection.sample else f"<p><small>{words}</small></p>"
    return f'<header><h1>{escape(text("page.overview", lang))}</h1><div>{choices}</div></header>{line}'


def _colours(palette: Palette) -> str:
    """The theme's, as the style that `BEFORE` goes by reads them."""
    names = {"ground": "backgroundColor", "ink": "textColor", "side": "sidebar.backgroundColor", "edge": "borderColor", "mark": "blueBackgroundColor",
             "marked": "blueTextColor", "grey": "grayTextColor"}
    said = ";".join(f"--{name}:{config.get_option(f'theme.{palette.name}.{option}')}" for name, option in names.items())
    return f"#first.{palette.name}{{{said};font-family:{config.get_option('theme.font')}}}"
