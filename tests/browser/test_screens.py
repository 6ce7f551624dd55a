"""Every screen as it stands in a browser: whole on a phone, reachable by keyboard, without violations, in both languages."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

Visit = Callable[..., Page]
SCREENS = ("?sample=1", "indicator?sample=1&id=23-05", "indicator?sample=1&id=22-07", "budget?sample=1", "record", "load_file", "self_evaluation?sample=1",
           "monitoring?sample=1", "official_form?sample=1", "changes?sample=1", "decisions", "sealed",
           "agenda?sample=1", "agenda", "mine?sample=1", "mine", "owners?sample=1", "owners",
           "import_tables?sample=1", "import_tables", "portfolio?sample=1", "portfolio", "meeting?sample=1", "meeting?sample=1&item=changes",
           "meeting?sample=1&item=i:23-05", "meeting?sample=1&item=rest&lang=en")
OF_STREAMLIT = {"presentation-role-conflict": "stFileUploaderDropzone"}
"""Rule -> where: markup of Streamlit's own shell, which the page cannot change."""


@pytest.fixture(scope="module")
def often_here(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that keeps its cache from screen to screen."""
    with chromium.new_context(locale="zh-CN") as kept:
        yield kept


@pytest.mark.parametrize("screen", SCREENS)
def test_no_violation_of_ours_light_or_dark_no_error_no_request_to_another_host_and_whole_on_a_phone(
        sample: str, visit: Visit, often_here: BrowserContext, heard: Callable[[Page], list[str]], screen: str) -> None:
    page = often_here.new_page()
    complaints = heard(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    grounds = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        visit(f"{sample}/{screen}", page)
        page.wait_for_timeout(500)
        assert complaints == []
        assert page.get_by_test_id("stException").count() == 0
        grounds.add(page.get_by_test_id("stApp").evaluate("app => getComputedStyle(app).backgroundColor"))
        asked = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if scheme == "dark" else {})  # the same page in other colours
        found = [(v["id"], node["html"]) for v in Axe().run(page, options=asked).response["violations"] for node in v["nodes"]
                 if OF_STREAMLIT.get(v["id"], "\0") not in node["html"]]
        assert found == []
    assert len(grounds) == 2
    page.set_viewport_size({"width": 390, "height": 844})  # and whole on a phone, without a sideways scroll
    page.wait_for_timeout(300)
    for selector in ("html", "[data-testid=stMain]"):
        page.wait_for_function("selector => { const e = document.querySelector(selector); return e.scrollWidth <= e.clientWidth }", arg=selector)
    page.close()


def test_a_card_is_reached_and_opened_by_keyboard(sample: str, visit: Visit) -> None:
    page = visit(f"{sample}/?sample=1")
    page.locator('a[href*="id=23-05"]').first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.tagName") == "A"
    page.keyboard.press("Enter")
    page.wait_for_url("**/indicator?**")
    page.wait_for_selector("h1")


def test_the_language_of_browser_address_and_switch(sample: str, visit: Visit) -> None:
    page = visit(f"{sample}/?sample=1", locale="en-US")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    visit(f"{sample}/?sample=1&lang=zh", page)
    expect(page.get_by_role("heading", name="总览")).to_be_visible()
    page.get_by_role("button", name="2025 年度").click()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    assert "lang=en" in page.url


def test_a_link_leads_on_without_loading_anew_and_back_leads_back(sample: str, visit: Visit) -> None:
    page = visit(f"{sample}/record?sample=1&as_of=2025-04-30&embed_options=light_theme")
    page.evaluate("() => { window.loadedOnce = true }")
    start = page.get_by_role("navigation").get_by_role("link", name="总览")
    assert str(start.evaluate("link => link.href")).startswith(f"{sample}/?")  # opened in a new tab it is the start, too
    start.click()
    expect(page.get_by_role("heading", name="总览", level=1)).to_be_visible()
    page.locator('a[href*="id=23-05"]').last.click()
    expect(page.get_by_role("heading", name="缺陷产品召回次数", level=1)).to_be_visible()
    assert "/indicator?" in page.url and all(word in page.url for word in ("as_of=2025-04-30", "id=23-05", "embed_options=light_theme"))
    page.go_back()
    expect(page.get_by_role("heading", name="总览", level=1)).to_be_visible()
    page.get_by_role("link", name="22表").first.click()
    page.wait_for_url("**&show=22**")
    expect(page.locator('a[aria-current="true"]')).to_have_count(1)
    assert page.evaluate("() => window.loadedOnce")


@pytest.mark.parametrize("screen", ["?sample=1", "indicator?sample=1&id=23-05"])
def test_nothing_jumps_when_a_page_opens(sample: str, context: Callable[..., BrowserContext], visit: Visit, screen: str) -> None:
    fresh = context()
    fresh.add_init_script("""window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => { window.moved += entry.value }))
        .observe({ type: "layout-shift", buffered: true })""")
    page = visit(f"{sample}/{screen}", fresh.new_page())
    for _ in range(3):  # its scripts kept, and in memory: the order in which things come is another one
        expect(page.get_by_test_id("stMain").locator("h1, svg").first).to_be_visible()
        page.wait_for_timeout(500)
        assert page.evaluate("() => window.moved") <= 0.05
        page.reload()


def test_the_page_names_beforehand_all_that_draws_the_wall_and_where_the_server_is(sample: str, context: Callable[..., BrowserContext]) -> None:
    page = context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(f"{sample}/overview?sample=1")
    page.locator('[data-testid=stMain] a[href*="id="] svg').first.wait_for()
    assert answer and [url for url in asked if "/static/js/" in url and url.rpartition("/")[2] not in answer.text()] == []
    assert {url.removeprefix(sample) for url in asked if "/_stcore/" in url} == {"/_stcore/health", "/_stcore/host-config"}  # and not below the page first


def test_a_pasted_address_shows_the_same_page(sample: str, visit: Visit) -> None:
    first = visit(f"{sample}/budget?sample=1&as_of=2025-04-30")
    expect(first.get_by_text("正在看 4月30日 的样子")).to_be_visible()
    first.get_by_role("navigation").get_by_role("link", name="总览").click()
    expect(first.get_by_role("heading", name="总览")).to_be_visible()
    first.wait_for_function("() => location.search.includes('as_of=2025-04-30')")
    pasted = visit(first.url)
    expect(pasted.get_by_text("正在看 4月30日 的样子")).to_be_visible()
    pasted.get_by_role("button", name="回到最新").click()
    expect(pasted.get_by_text("正在看 4月30日 的样子")).to_have_count(0)


def test_the_menu_is_drawn_once_and_marks_the_page_shown(sample: str, visit: Visit) -> None:
    page = visit(f"{sample}/?sample=1")
    menu = page.get_by_role("navigation")

    def shown(name: str, was: str) -> None:
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        expect(menu.locator("[aria-current]")).to_have_count(1)
        expect(menu.get_by_role("link", name=name, exact=True)).to_have_attribute("aria-current", "page")
        marks = {link: menu.get_by_role("link", name=link, exact=True).evaluate(
            "a => [getComputedStyle(a.querySelector('rect')).display, getComputedStyle(a.querySelectorAll('text')[1]).fontWeight]") for link in (name, was)}
        assert marks == {name: ["inline", "600"], was: ["none", "400"]}

    shown("总览", "预算执行")
    menu.get_by_role("link", name="预算执行").click()
    shown("预算执行", "总览")
    menu.evaluate("menu => { menu.kept = true }")  # by now its addresses say which unit is selected
    menu.get_by_role("link", name="填报", exact=True).click()
    shown("填报", "预算执行")
    page.go_back()
    shown("预算执行", "填报")
    assert menu.evaluate("menu => menu.kept")


def test_filter_by_status_with_one_click(sample: str, visit: Visit) -> None:
    page = visit(f"{sample}/?sample=1")
    page.get_by_role("link", name="只看滞后 3 项").click()
    page.get_by_role("link", name="滞后 3 项，已筛选，再按取消").wait_for()
    cards = page.locator('h2:has-text("产出") >> xpath=following::a[contains(@href, "indicator?")]/*[local-name()="svg"]')
    assert all("滞后" in str(cards.nth(n).get_attribute("aria-label")) for n in range(cards.count()))
    assert cards.count() == 3


def test_embedded_stands_without_the_sidebar(sample: str, visit: Visit) -> None:
    page = visit(f"{sample}/?sample=1&embed=true")
    assert page.get_by_role("navigation").count() == 0


def test_the_menu_on_a_phone_leads_on_and_closes(sample: str, visit: Visit) -> None:
    page = visit(f"{sample}/?sample=1", width=390, height=844)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("navigation").get_by_role("link", name="预算执行").click()
    expect(page.get_by_role("heading", name="预算执行", level=1)).to_be_visible()
    expect(page.get_by_role("navigation")).not_to_be_in_viewport()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_local_mode_under_another_name_says_what_to_start_instead(sample: str, visit: Visit, lang: str) -> None:
    page = visit(f"{sample.replace('127.0.0.1', 'localhost')}/?sample=1&lang={lang}")
    expect(page.get_by_role("navigation")).to_be_visible()
    page.goto(f"{sample.replace('127.0.0.1', 'another.localhost')}/?sample=1&lang={lang}")
    expect(page.get_by_text("python -m scorecard serve")).to_be_visible()
    assert page.get_by_role("navigation").count() == 0
    assert page.locator("a[href*=indicator]").count() == 0
