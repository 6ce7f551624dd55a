"""The served mode in a real browser: signing in, what each role finds, what the audit trail tells, signing out, in both languages."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from scorecard.i18n import text
from scorecard.menu import NEEDED, ON_SCREEN
from tests.browser.conftest import pick
from tests.browser.test_screens import OF_STREAMLIT
from tests.office import PASSWORD, Office

Fresh = Callable[..., BrowserContext]
OWN = {"zh": ("账户", "密码", "登录"), "en": ("Account", "Password", "Sign in")}
BEFORE = ("sign-in", "set-up", "account")
ADMINISTRATION = ("people", "trail", "backups")


@pytest.fixture(scope="module")
def office(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    there = Office(tmp_path_factory.mktemp("office")).start()
    yield there
    there.stop()


def settle(page: Page) -> None:
    page.wait_for_selector("h1, [role=heading][aria-level='1'], [data-testid=stAlert]")
    page.wait_for_function("() => document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'")
    page.wait_for_timeout(200)


def sign_in(page: Page, account: str, lang: str = "zh", password: str = PASSWORD) -> None:
    """Through the form, as a person does."""
    name, secret, button = OWN[lang]
    page.get_by_label(name, exact=True).fill(account)
    page.get_by_label(secret, exact=True).fill(password)
    page.get_by_role("button", name=button).click()


def let_in(fresh: BrowserContext, office: Office, account: str) -> None:
    """Signed in without the form: who it is comes in a cookie."""
    for name, value in (("scorecard", office.visitor(account).cookies["scorecard"]), ("scorecard_signed_in", "1")):
        fresh.add_cookies([{"name": name, "value": value, "url": office.url, "sameSite": "Strict"}])


@pytest.fixture(scope="module")
def often_here(office: Office, chromium: Browser) -> Iterator[BrowserContext]:
    """The administrator's browser, which keeps its cache from page to page."""
    with chromium.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}) as kept:
        let_in(kept, office, "boss")
        yield kept


@pytest.fixture
def entered(office: Office, context: Fresh) -> Callable[..., Page]:
    """entered(account, path, **look): a page of somebody who has signed in; who they are came in a cookie, without the form."""

    def go(account: str, path: str = "", listen: Callable[[Page], object] = lambda page: None, **look: object) -> Page:
        fresh = context(**look)
        let_in(fresh, office, account)
        page = fresh.new_page()
        listen(page)
        page.goto(f"{office.url}/{path}")
        if path not in BEFORE:
            settle(page)
        return page

    return go


@pytest.mark.parametrize(("lang", "locale", "title"), [("zh", "zh-CN", "预算执行"), ("en", "en-US", "Execution")])
def test_signing_in_leads_to_where_one_wanted_to_go(office: Office, context: Fresh, lang: str, locale: str, title: str) -> None:
    page = context(locale=locale).new_page()
    page.goto(f"{office.url}/budget?as_of=2025-04-30")
    expect(page.get_by_role("heading", name=OWN[lang][2], level=1)).to_be_visible()
    assert page.url.startswith(f"{office.url}/sign-in?next=")
    sign_in(page, "viewer", lang)
    settle(page)
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    assert page.url.startswith(f"{office.url}/budget?") and "as_of=2025-04-30" in page.url
    assert page.evaluate("document.documentElement.lang") == ("zh-CN" if lang == "zh" else "en")
    assert "scorecard=" not in page.evaluate("document.cookie")  # no script can read it


@pytest.mark.parametrize("lang", OWN)
def test_an_account_that_is_not_there_is_told_as_much_as_a_wrong_password(office: Office, context: Fresh, lang: str) -> None:
    page = context(locale="zh-CN" if lang == "zh" else "en-US").new_page()
    for account, password in (("nobody", PASSWORD), ("viewer", "wrong horse battery")):
        page.goto(f"{office.url}/sign-in")
        sign_in(page, account, lang, password)
        expect(page.get_by_role("alert")).to_have_text(f"✕ {text('problem.sign_in_wrong', lang)}")
        expect(page.get_by_label(OWN[lang][0], exact=True)).to_have_value(account)
        expect(page.get_by_label(OWN[lang][1], exact=True)).to_have_value("")


@pytest.mark.parametrize(("account", "more"), [("viewer", set()), ("recorder", {"record", "load_file"}), ("boss", set(NEEDED))])
def test_each_role_finds_its_own_menu(entered: Callable[..., Page], account: str, more: set[str]) -> None:
    page = entered(account)
    links = page.get_by_role("navigation").get_by_role("link")
    names = [str(links.nth(n).locator("svg").get_attribute("aria-label")) for n in range(links.count())]
    assert names[:-1] == [text(f"page.{name}", "zh") for name in ON_SCREEN if name not in NEEDED or name in more]
    assert names[-1].startswith(f"{account} · ")
    links.last.click()
    expect(page.get_by_role("heading", name=text("entrance.own", "zh"))).to_be_visible()


def test_a_viewer_who_opens_a_form_by_its_address_is_told_why_not(entered: Callable[..., Page]) -> None:
    page = entered("viewer", "record")
    expect(page.get_by_text(text("problem.not_permitted", "zh", action=text("action.record", "zh")))).to_be_visible()
    assert page.get_by_role("button", name=text("record.save", "zh")).count() == 0 and page.locator("main input, main textarea").count() == 0


def test_the_trail_tells_who_changed_what_from_what_to_what(entered: Callable[..., Page], tmp_path: Path) -> None:
    page = entered("recorder", "record")
    for label, value in {"召回编号": "ZH-2025-900", "生产者": "某电器", "产品": "=电热毯"}.items():
        page.get_by_label(f"{label} *", exact=True).fill(value)
        page.keyboard.press("Tab")
        page.wait_for_timeout(300)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存：召回")).to_be_visible()
    pick(page, "ZH-2025-900")
    page.get_by_role("button", name="更正").click()
    expect(page.get_by_text("更正：召回")).to_be_visible()
    lots = page.get_by_label("批次数 *", exact=True)
    expect(lots).to_have_count(1)  # while the page runs, the form before it may still stand
    lots.fill("3")
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已更正：召回")).to_be_visible()
    trail = entered("boss", "trail")
    trail.get_by_label(text("trail.actor", "zh")).fill("recorder")
    trail.keyboard.press("Enter")
    settle(trail)
    with trail.expect_download() as started:
        trail.get_by_role("button", name=text("trail.export", "zh")).click()
    started.value.save_as(tmp_path / "audit.csv")
    rows = [row for row in csv.DictReader(io.StringIO((tmp_path / "audit.csv").read_text(encoding="utf-8-sig"))) if row["action"] == "record"]
    corrected, logged = rows[:2]
    assert {(row["actor"], row["way"], row["address"], row["outcome"]) for row in rows} == {("recorder", "account", "127.0.0.1", "done")}
    assert logged["before"] == "" and json.loads(logged["after"])["entries"][0]["product"] == "=电热毯"
    assert json.loads(corrected["before"])[0]["lots"] == 1 and json.loads(corrected["after"])["entries"][0]["lots"] == 3
    trail.get_by_role("button", name=text("trail.verify", "zh")).click()
    expect(trail.get_by_text("完整").first).to_be_visible()


@pytest.mark.parametrize("clicked", [True, False], ids=["at a click", "by itself"])
def test_signing_out_in_one_tab_leads_the_other_to_the_sign_in(office: Office, entered: Callable[..., Page], clicked: bool) -> None:
    first = entered("viewer", "budget")
    second = first.context.new_page()
    second.goto(f"{office.url}/account")
    second.get_by_role("button", name=text("entrance.sign_out", "zh")).click()
    expect(second.get_by_role("heading", name="登录")).to_be_visible()
    first.bring_to_front()  # a tab that nobody sees asks once a minute
    if clicked:
        with suppress(Error):  # it may have been led there before
            first.get_by_role("navigation").get_by_role("link", name="总览").click(timeout=3_000)
    expect(first.get_by_role("heading", name="登录", level=1)).to_be_visible(timeout=60_000)
    sign_in(first, "viewer")
    settle(first)


def test_a_sign_in_that_ends_while_a_page_comes_is_watched_too(office: Office, entered: Callable[..., Page]) -> None:
    page = entered("viewer", "sign-in")
    page.goto(f"{office.url}/budget", wait_until="commit")
    page.wait_for_function("() => window.__streamlit")
    page.context.clear_cookies()
    expect(page.get_by_role("heading", name="登录", level=1)).to_be_visible(timeout=60_000)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("screen", [*BEFORE, *ADMINISTRATION])
def test_the_pages_around_the_dashboard_are_whole_and_without_violation(office: Office, entered: Callable[..., Page], context: Fresh,
                                                                        screen: str, dark: bool) -> None:
    if screen in ("account", *ADMINISTRATION):
        page = entered("boss", screen, dark=dark)
    else:
        page = context(dark=dark).new_page()
        path = screen if screen == "sign-in" else json.loads(office.command("user", "reset", "elsewhere", "--json").stdout)["link"].partition("/set-up")[2]
        page.goto(f"{office.url}/{screen if screen == 'sign-in' else f'set-up{path}'}")
        expect(page.locator("form")).to_have_count(1)
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(500)
        for selector in ("html", "[data-testid=stMain]"):
            for inner, outer in page.eval_on_selector_all(selector, "found => found.map(e => [e.scrollWidth, e.clientWidth])"):
                assert inner <= outer, (width, selector)
        found = [(v["id"], node["html"]) for v in Axe().run(page).response["violations"] for node in v["nodes"]
                 if OF_STREAMLIT.get(v["id"], "\0") not in node["html"]]
        assert found == []


@pytest.mark.parametrize("screen", ["", "indicator?id=22-03", "budget", "record", "load_file", "import_tables", "portfolio", "self_evaluation", "official_form",
                                    "owners", "?sample=1", "indicator?sample=1&id=23-05", "changes?sample=1", "meeting?sample=1", "people", "trail", "backups"])
def test_no_page_wants_what_the_policy_forbids(office: Office, often_here: BrowserContext, screen: str) -> None:
    complaints: list[str] = []
    page = often_here.new_page()
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(f"{office.url}/{screen}")
    settle(page)
    page.wait_for_timeout(700)
    assert [said for said in complaints if "Content Security Policy" in said] == []
    assert page.get_by_test_id("stException").count() == 0
    page.close()


@pytest.mark.parametrize("known", [True, False], ids=["signed in", "not signed in"])
def test_a_link_on_another_site_leads_here(office: Office, entered: Callable[..., Page], context: Fresh, known: bool) -> None:
    page = entered("viewer") if known else context().new_page()
    page.goto(f"data:text/html,<a href='{office.url}/budget?as_of=2025-04-30'>there</a>")
    page.get_by_role("link", name="there").click()
    if not known:
        expect(page.get_by_role("heading", name="登录", level=1)).to_be_visible()
        sign_in(page, "viewer")
    settle(page)
    expect(page.get_by_role("heading", name="预算执行", level=1)).to_be_visible()
    assert "as_of=2025-04-30" in page.url


def test_a_first_visit_is_small_and_asks_nobody_else(entered: Callable[..., Page], office: Office) -> None:
    """Bytes over the wire of the wall in a browser that was never here: 1.2 MB."""
    came: list[float] = []
    asked: list[str] = []

    def listen(page: Page) -> None:
        page.on("request", lambda request: asked.append(request.url))
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))

    page = entered("viewer", listen=listen)
    page.wait_for_selector("svg[role=img]")
    page.wait_for_timeout(2000)
    assert 500_000 < sum(came) < 1_500_000
    assert [url for url in asked if not url.startswith((office.url, "data:", "blob:"))] == []
    first = sum(came)
    page.reload()
    settle(page)
    assert sum(came) - first < 50_000, "what was here before is kept"
