"""A whole meeting by keyboard only, from the agenda to the minutes; a second screen; two people at once."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import BrowserContext, Locator, Page

from scorecard.opening import fill_with_sample

DAY = "as_of=2025-07-28"
Visit = Callable[..., Page]
FOCUSED = """() => {
  const a = document.activeElement;
  if (!['INPUT', 'TEXTAREA', 'BUTTON', 'A', 'SPAN'].includes(a.tagName)) return '';
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
    page.wait_for_timeout(300)
    type_day(page, "期限", day)
    page.wait_for_timeout(200)
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
    for written in range(40):
        before = said(page)
        if parts[-1] == "②" and written and len([p for p in parts if p == "②"]) <= 2:  # on the first two red ones something is decided
            write(page, f"第{len([p for p in parts if p == '②'])}件要做的事", "李某", "20250815")
            assert "已记下 1 条" in said(page)
        page.keyboard.press("ArrowRight")
        ready(page)
        if said(page)[:30] == before[:30]:
            break
        parts.append(said(page)[0])
    assert parts == sorted(parts) and set(parts) == set("①②③④⑤")
    assert "本次新定 2 件，跟进 1 件，结论 0 条" in said(page)
    tab_to(page, "确认封存")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=已封存")
    ready(page)
    files = {}
    for words in ("例会纪要", "周报", "网页", "数据"):
        tab_to(page, f"{words} ·")
        with page.expect_download() as coming:
            page.keyboard.press("Enter")
        coming.value.save_as(tmp_path / coming.value.suggested_filename)
        files[words] = tmp_path / coming.value.suggested_filename
    minutes = Document(BytesIO(files["例会纪要"].read_bytes()))
    lines = [p.text for p in minutes.paragraphs]
    assert "时间：2025年7月28日" in lines and "地点：三楼会议室" in lines and "主持：周某" in lines
    assert {"第1件要做的事", "第2件要做的事"} <= {cell.text for row in minutes.tables[-1].rows for cell in row.cells}
    assert any("2025年8月6日" in cell.text for row in minutes.tables[-1].rows for cell in row.cells)  # the moved promise
    assert complaints == []
    read_offline(context, files["网页"])


def read_offline(context: Callable[..., BrowserContext], file: Path) -> None:
    """The page opened from a stick, with the network off."""
    alone = context(width=1440, height=900)
    alone.set_offline(True)
    page = alone.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.on("pageerror", lambda error: asked.append(str(error)))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert page.locator("svg[role=img]:visible").count() == 16 and "第1件要做的事" in page.locator("main").inner_text()


def test_a_second_screen_and_a_return_find_the_same_place(office: str, visit: Visit, context: Callable[..., BrowserContext]) -> None:
    first = context(width=1920, height=1080).new_page()
    first.goto(f"{office}/agenda?as_of=2025-08-04")
    first.wait_for_selector("h1")
    ready(first)
    begin(first)
    second = context(width=1920, height=1080).new_page()
    second.goto(f"{office}/meeting?as_of=2025-08-04&follow=1&embed=true")
    second.wait_for_selector("svg[data-screen]")
    assert on_screen(second) == on_screen(first) and second.locator("input").count() == 0
    for _ in range(3):
        before = said(first)
        first.keyboard.press("PageDown")  # a clicker
        first.wait_for_function("b => document.querySelector('svg[data-screen]').textContent.slice(0, 40) !== b.slice(0, 40)", arg=before)
        ready(first)
    there = on_screen(first)
    second.wait_for_function("name => document.querySelector('svg[data-screen]').getAttribute('aria-label') === name", arg=there)
    first.keyboard.press("Escape")
    first.wait_for_selector("h1")
    ready(first)
    back = context(width=1440, height=900).new_page()
    back.goto(f"{office}/meeting?as_of=2025-08-04")
    back.wait_for_selector("svg[data-screen]")
    assert on_screen(back) == there


def test_two_people_lose_nothing_and_seal_once(office: str, visit: Visit, context: Callable[..., BrowserContext]) -> None:
    address = f"{office}/meeting?as_of=2025-08-11"
    first = context(width=1920, height=1080).new_page()
    first.goto(f"{office}/agenda?as_of=2025-08-11")
    first.wait_for_selector("h1")
    ready(first)
    begin(first)
    to_item(first, "②")
    second = context(width=1920, height=1080).new_page()
    second.goto(address)
    second.wait_for_selector("svg[data-screen]")
    ready(second)
    write(second, "乙写的", "王某", "20250901")
    write(first, "甲写的", "李某", "20250901")
    assert "已记下 2 条" in said(first)
    to_item(first, "⑤")
    second.reload()
    second.wait_for_selector("svg[data-screen]")
    ready(second)
    for page in (first, second):
        page.get_by_role("button", name="确认封存").click()
        page.wait_for_selector("text=已封存")
    assert "甲写的" in said(first) and "乙写的" in said(first)
