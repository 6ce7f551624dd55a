"""The start page before Streamlit has begun: its numbers, where the page itself then draws them, and gone without a trace."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response, Route, expect

from scorecard.opening import fill_with_sample
from tests.office import Office

Fresh = Callable[..., BrowserContext]
STREAMLIT = re.compile(r"/static/js/index\.[^/]*\.js")
PLACES = """() => { const first = document.getElementById("first"), all = (selector) => [...(first ? first.shadowRoot : document).querySelectorAll(selector)];
    const main = first ? "main" : "[data-testid=stMain]", sidebar = all(first ? "aside" : "[data-testid=stSidebar]")[0];
    const words = first ? "header + p" : "[data-testid=stMain] :is([data-testid=stMarkdown], [data-testid=stCaptionContainer]) p";
    const button = first ? "header div" : "[data-testid=stPopover] button";
    const placed = all(`${main} h1, ${button}, ${words}, ${main} h2, ${main} svg`).map(e => { const box = e.getBoundingClientRect();
        return [e.textContent.replace(/^(calendar_month|science)\\s*|expand_more$/g, ""), ...[box.x, box.y, box.width, box.height].map(Math.round)].join() });
    const ground = getComputedStyle(first ?? document.querySelector("[data-testid=stApp]")).backgroundColor;
    const beside = sidebar && innerWidth > 768 ? Math.round(sidebar.getBoundingClientRect().width) : 0;
    return [ground, getComputedStyle(all(`${main} h1`)[0]).color, beside, placed] }"""


@pytest.fixture(scope="module")
def warm(sample: str, chromium: Browser) -> str:
    """The server, after its first page: until then it may take too long."""
    page = chromium.new_page()
    page.goto(f"{sample}/?sample=1")
    page.locator("[data-testid=stMain] a[href*='id='] svg").first.wait_for()
    page.close()
    return sample


def begun(page: Page, address: str) -> Response:
    """The page before Streamlit has begun; asked again where the machine was too busy to make its first look in time."""
    for _ in range(20):
        answer = page.goto(address, wait_until="commit")
        if answer and 'id="first"' in answer.text():
            page.locator("#first main svg").last.wait_for()
            return answer
        page.wait_for_timeout(500)
    raise AssertionError("no first look")


def same(fresh: BrowserContext, address: str) -> None:
    """What stands before Streamlit, and that the page then puts all of it there."""
    before, after = fresh.new_page(), fresh.new_page()
    before.route(STREAMLIT, lambda route: None)  # Streamlit never comes
    begun(before, address)
    assert [(v["id"], node["html"]) for v in Axe().run(before).response["violations"] for node in v["nodes"]] == []
    after.goto(address)
    after.wait_for_selector("#first", state="detached")
    after.wait_for_timeout(800)
    assert before.evaluate(PLACES) == after.evaluate(PLACES)


@pytest.mark.parametrize(("width", "height", "locale", "dark", "query"), [
    (1440, 900, "zh-CN", False, ""), (1920, 1080, "en-US", True, ""), (390, 844, "zh-CN", True, ""), (390, 844, "en-US", False, "&show=behind"),
    (820, 1100, "zh-CN", False, "&show=23")])
def test_all_that_is_read_stands_where_the_page_then_puts_it(warm: str, context: Fresh, width: int, height: int, locale: str, dark: bool, query: str) -> None:
    same(context(width, height, locale, dark), f"{warm}/?sample=1{query}")


def test_under_a_real_unit_the_line_is_another_and_the_wall_stands_as_well(serve: Callable[..., str], context: Fresh) -> None:
    address = serve(fill_with_sample)
    page = context().new_page()
    page.goto(address)
    page.locator("[data-testid=stMain] a[href*='id='] svg").first.wait_for()
    same(context(), f"{address}/")


def test_it_goes_when_the_page_is_there_and_the_reader_stays_where_they_were(warm: str, context: Fresh) -> None:
    page = context().new_page()
    held: list[Route] = []
    page.route(STREAMLIT, lambda route: held.append(route))
    begun(page, f"{warm}/?sample=1")
    page.evaluate("() => { document.getElementById('first').scrollTop = 700 }")
    for route in held:
        route.continue_()
    page.wait_for_selector("#first", state="detached")
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 700 and page.locator("template").count() == 0
    page.get_by_role("navigation").get_by_role("link", name="填报").click()
    expect(page.get_by_role("heading", name="填报", level=1)).to_be_visible()
    assert page.locator("#first").count() == 0


def test_a_browser_that_keeps_its_storage_to_itself_shows_it_and_lets_it_go(warm: str, context: Fresh) -> None:
    fresh = context()
    fresh.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } })")
    page = fresh.new_page()
    page.route(STREAMLIT, lambda route: None)
    begun(page, f"{warm}/?sample=1")
    page.evaluate("""() => { document.body.insertAdjacentHTML("beforeend", "<div data-testid=stMain><div data-testid=stAlert>!</div></div>") }""")
    page.wait_for_selector("#first", state="detached")


def test_a_link_in_it_leads_on_and_another_page_has_none(warm: str, context: Fresh) -> None:
    page = context().new_page()
    page.route(STREAMLIT, lambda route: None)
    begun(page, f"{warm}/?sample=1")
    page.locator("#first a[href*='id=23-05']").first.click(no_wait_after=True)
    page.wait_for_url("**/indicator?**id=23-05**", wait_until="commit")
    assert page.locator("#first").count() == 0


def test_a_sidebar_that_was_closed_stays_closed_and_a_theme_that_was_chosen_stays(warm: str, context: Fresh) -> None:
    page = context().new_page()
    page.goto(f"{warm}/?sample=1")
    page.wait_for_selector("#first", state="detached")
    page.evaluate("""() => { localStorage.setItem("stSidebarCollapsed-", "true"); localStorage.setItem("stActiveTheme-/-v2", '"Dark"') }""")
    page.reload()
    page.wait_for_selector("#first", state="detached")
    page.wait_for_timeout(800)
    then = page.evaluate(PLACES)
    page.route(STREAMLIT, lambda route: None)
    begun(page, f"{warm}/?sample=1")
    there = page.evaluate(PLACES)
    assert there == then and there[0] != "rgb(255, 255, 255)"


def test_in_an_office_the_policy_lets_it_stand_and_nobody_else_sees_it(context: Fresh, heard: Callable[[Page], list[str]], tmp_path: Path) -> None:
    office = Office(tmp_path).start()
    try:
        page = context().new_page()
        complaints = heard(page)
        for cookie in ("", office.visitor("viewer").cookies["scorecard"]):
            if cookie:
                page.context.add_cookies([{"name": "scorecard", "value": cookie, "url": office.url, "sameSite": "Strict"}])
            page.goto(f"{office.url}/?sample=1")
            page.wait_for_selector("h1")
            assert (page.locator("aside, [data-testid=stSidebar]").count() > 0) == bool(cookie)
        page.wait_for_selector("#first", state="detached")
        page.route(STREAMLIT, lambda route: None)
        answer = begun(page, f"{office.url}/?sample=1")
        assert answer.headers["cache-control"] == "no-store" and answer.headers["content-encoding"] == "gzip" and complaints == []
        expect(page.locator("#first nav")).to_contain_text("viewer")
    finally:
        office.stop()
