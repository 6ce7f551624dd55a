"""The site: every page's file and words, and the sidebar's menu."""

import re

import pytest

from scorecard import menu, settings
from scorecard.auth import EVERYWHERE, Role
from scorecard.i18n import LANGUAGES, text
from scorecard.palette import PALETTES

EVERYTHING = {EVERYWHERE: Role.ADMINISTRATOR}


def test_every_page_is_on_the_site_once() -> None:
    files = {str(f.relative_to(settings.ROOT)) for f in (settings.ROOT / "pages").rglob("*.py")}
    assert set(menu.FILES.values()) == files
    assert sum(map(len, menu.SITE.values())) + 1 == len(menu.FILES)  # no page has another's name; a meeting fills the screen, without a menu


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("current", menu.ON_SCREEN)
def test_the_menu_leads_to_every_page_and_marks_the_one_shown(current: str, lang: str) -> None:
    for palette in PALETTES:
        html = menu.menu_html(current, "unit=1&year=2", palette, lang, EVERYTHING)
        links = re.findall(r'<a href="([^"]*)" target="_self" data-page="\w+"( aria-current="page")?>.*?aria-label="([^"]*)"', html)
        assert [(href, name) for href, _, name in links] == [
            (f"{'./' if page == menu.START else page}?unit=1&amp;year=2", text(f"page.{page}", lang)) for page in menu.ON_SCREEN]
        assert [name for _, mark, name in links if mark] == [text(f"page.{current}", lang)]
        assert html.startswith(f'<nav aria-label="{text("app.menu", lang)}">')


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_menu_shows_what_a_role_is_for_and_who_one_is(lang: str) -> None:
    def pages(roles: dict[str, Role]) -> set[str]:
        html = menu.menu_html("overview", "", PALETTES[0], lang, roles, "wang")
        assert re.search('<a href="account" target="_self" data-leave>.*aria-label="wang"', html)
        return set(re.findall(r'<a href="(\w+)\?" target="_self" data-page="\1"', html))

    viewer, recorder, administrator = (pages({"047022": role}) for role in Role)
    assert recorder - viewer == {"record", "load_file"}
    assert administrator - recorder == {"import_tables"}
    assert pages(EVERYTHING) - administrator == {"people", "trail", "backups"}
