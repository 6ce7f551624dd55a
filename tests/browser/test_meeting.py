"""A whole meeting by keyboard only, from the agenda to the minutes; a second screen; two people at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page

from scorecard.opening import fill_with_sample

DAY = "as_of=2025-07-28"
Visit = Callable[..., Page]
FOCUSED = """() => {
  const a = document.activeElement;
  return [a.getAttribute('aria-label'), a.innerText, a.labels?.[0]?.innerText].filter(Boolean).join(' ');
}"""


@pytest.fixture(scope="module")
def office(serve: Callable[..., str]) -> str:
    """A server on a real store that holds the sample year with its two meetings."""
    return serve(fill_with_sample)


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus is called so."""
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(str(page.evaluate(FOCUSED)))
        if words in seen[-1]:
            return
    raise AssertionError(f"no way by keyboard to {words}: {seen}")


def ready(page: Page) -> None:
    page.wait_for_timeout(150)
    page.wait_for_function("() => document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'")
    page.wait_for_timeout(250)


def screen(page: Page) -> Locator:
    return page.locator("svg[data-screen]")


def on_screen(page: Page) -> str:
    return str(screen(page).get_attribute("aria-label"))


def said(page: Page) -> str:
    return str(screen(page).text_content())


def to_item(page: Page, words: str) -> None:
    """By → to the item of these words."""
    for _ in range(30):
        if words in said(page):
            return
        before = said(page)
        page.keyboard.press("ArrowRight")
        page.wait_for_function("before => document.querySelector('svg[data-screen]').textContent.slice(0, 40) !== before.slice(0, 40)", arg=before)
        ready(page)
    raise AssertionError(f"{words} is not on the agenda")


def write(page: Page, wording: str, owner: str, day: str) -> None:
    """A decision, typed."""
    tab_to(page, "结论")
    page.keyboard.type(wording)
    tab_to(page, "责任人")
    page.keyboard.type(owner)
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    type_day(page, "期限", day)
    record(page)
    page.wait_for_function("words => document.querySelector('svg[data-screen]').textContent.includes(words)", arg=wording)
    ready(page)


def record(page: Page) -> None:
    tab_to(page, "记下")
    page.keyboard.press("Enter")


def type_day(page: Page, label: str, day: str) -> None:
    tab_to(page, label)
    page.keyboard.type(day)


def begin(page: Page) -> None:
    tab_to(page, "主持")
    page.keyboard.press("Control+a")
    page.keyboard.type("周某")
    tab_to(page, "地点")
    page.keyboard.press("Control+a")
    page.keyboard.type("三楼会议室")
    tab_to(page, "开始例会")
    page.keyboard.press("Enter")
    page.wait_for_selector("svg[data-screen]")
    ready(page)


def test_a_whole_meeting_by_keyboard(office: str, visit: Visit, context: Callable[..., BrowserContext], heard: Callable[[Page], list[str]],
                                     tmp_path: Path) -> None:
    page = visit(f"{office}/agenda?{DAY}", width=1920, height=1080)
    complaints = heard(page)
    begin(page)
    assert "列出没通过人员的补考名单" in on_screen(page) and "逾期 5 天" in said(page)  # ① the overdue one first
    tab_to(page, "怎样了")
    page.keyboard.type("改期")
    page.keyboard.press("Enter")
    tab_to(page, "说明")
    page.keyboard.type("等企业回函")
    type_day(page, "改到哪天", "20250806")
    record(page)
    page.wait_for_function("() => document.querySelector('svg[data-screen]').textContent.includes('等企业回函')")
    ready(page)
    parts = [said(page)[0]]
    for _ in range(40):
        before = said(page)
        page.keyboard.press("ArrowRight")
        ready(page)
        if said(page)[:30] == before[:30]:
            break
        parts.append(said(page)[0])
    assert parts == sorted(parts) and set(parts) == set("①②③④⑤")
    assert complaints == []
