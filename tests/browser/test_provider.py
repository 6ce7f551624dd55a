"""Signing in with a provider, for real: Chromium, deploy/nginx.conf with TLS and the sub-path, the served mode, two OpenID Connect providers."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scorecard import accounts
from scorecard.auth import EVERYWHERE, Role, local
from tests.office import PASSWORD, PEOPLE, Office
from tests.oidc_server import Front, Liar, Mock, Node, free_port

Provider = Mock | Node
DEEP = "/indicator?unit=047022&year=2025&id=23-05"
ROLES = """
roles_claim = "groups"
scope = "openid profile groups"
[oidc.roles]
"unit" = "RECORDER 047022"
"all" = "ADMINISTRATOR"
"nowhere" = "VIEWER 999"
"""


def oidc(issuer: str, client_id: str, secret: str) -> str:
    return f'[oidc]\nissuer = "{issuer}"\nclient_id = "{client_id}"\nclient_secret = "{secret}"\nname = "统一身份认证"\n'


class Place:
    """A served office behind its nginx, and the provider that proves who comes. seed: the store it begins with."""

    def __init__(self, ending: ExitStack, folder: Path, seed: Path, provider: Callable[[Path, str], Provider] | None, configuration: str = "") -> None:
        port = free_port()
        self.url = f"https://localhost:{port}/budget"
        if provider:
            self.provider = provider(folder, f"{self.url}/oidc/callback")
            ending.callback(self.provider.close)
            it = self.provider
            configuration = oidc(it.issuer, it.client_id, it.client_secret) + configuration
        (folder / "data").mkdir()
        shutil.copy(seed, folder / "data")
        self.office = Office(folder / "data", f'url = "{self.url}"\nproxies = ["127.0.0.1"]\n{configuration}')
        self.office.base = "/budget"
        self.front = Front(folder / "nginx", self.office.port, port)
        ending.callback(self.front.close)
        self.office.start()
        ending.callback(self.office.stop)

    def caller(self) -> httpx2.Client:
        """Somebody without a browser's screen. Redirects are not followed."""
        return httpx2.Client(base_url=self.url, verify=False, trust_env=False, timeout=20, headers={"Accept": "text/html", "Accept-Language": "zh-CN"})

    def proven(self, caller: httpx2.Client, account: str, onward: str = "") -> str:
        """The address with which the provider (the mock) sends somebody back."""
        away = caller.get("/oidc", params={"next": onward}).headers["location"]
        back = caller.post(away, data={"sub": account})
        assert back.status_code == 302, back.text
        return str(back.headers["location"])

    def log(self) -> str:
        """What the program said."""
        return (self.office.folder / "serve.log").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Place]]:
    """place(provider, configuration): a Place of its own."""
    seed = tmp_path_factory.mktemp("seed")
    Office(seed, people={**PEOPLE, "former": {EVERYWHERE: Role.VIEWER}}, fill=lambda store: accounts.enable(store, "former", False, by=local("t")))
    with ExitStack() as ending:
        yield lambda *given: Place(ending, tmp_path_factory.mktemp("place"), seed / "performance.duckdb", *given)


@pytest.fixture(scope="module")
def mock(place: Callable[..., Place]) -> Place:
    """By oidc-provider-mock; our table alone says what somebody may do."""
    made = place(Mock)
    for account in ("viewer", "recorder", "boss", "former", "stranger"):
        made.provider.knows(account)
    return made


@pytest.fixture(scope="module")
def node(place: Callable[..., Place]) -> Place:
    """By Node's oidc-provider, whose groups are mapped to roles."""
    made = place(Node, ROLES)
    made.provider.knows("boss", groups=["all"])
    return made


@pytest.fixture(scope="module")
def liar() -> Iterator[Liar]:
    with closing(Liar()) as made:
        yield made


@pytest.fixture(scope="module")
def named(place: Callable[..., Place], liar: Liar) -> Place:
    """By the name that nginx gives in a header, or by a provider that is not to be believed."""
    return place(None, f'[proxy]\nheader = "X-Remote-User"\n{oidc(liar.issuer, "scorecard", "secret")}')


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """browser(**more): a browser of its own, which takes our certificate and asks nobody beyond this machine."""
    opened: list[BrowserContext] = []

    def fresh(**more: object) -> BrowserContext:
        made = chromium.new_context(**{"ignore_https_errors": True, "locale": "zh-CN", "viewport": {"width": 1440, "height": 900}} | more)
        made.set_default_timeout(20_000)
        made.route(re.compile(r"^https?://(?!127\.0\.0\.1|localhost)"), lambda route: route.abort())
        opened.append(made)
        return made

    yield fresh
    for made in opened:
        made.close()


def prove(page: Page, account: str) -> None:
    """The way through a provider: the button, who one is, what may be told."""
    page.get_by_role("link", name="统一身份认证").click()
    typed = page.locator("input[name=sub], input[name=login]")
    typed.fill(account)
    if typed.get_attribute("name") == "login":
        page.locator("input[name=password]").fill("any")
        page.get_by_role("button", name="Sign-in").click()
        page.get_by_role("button", name="Continue").click()
    else:
        page.get_by_role("button", name="Authorize").click()


@pytest.mark.parametrize("kind", ["mock", "node"])
def test_a_deep_link_leads_through_the_provider_to_its_page_and_out_again(
        kind: str, request: pytest.FixtureRequest, browser: Callable[..., BrowserContext]) -> None:
    place: Place = request.getfixturevalue(kind)
    context = browser()
    page = context.new_page()
    lines: list[str] = []
    page.on("websocket", lambda line: lines.append(line.url))
    page.goto(place.url + DEEP)
    assert page.url.startswith(f"{place.url}/sign-in?next=")
    prove(page, "boss")
    page.wait_for_url(place.url + DEEP)
    expect(page.get_by_role("heading", level=1)).to_contain_text("召回")
    assert lines and all(line == f"wss://localhost:{place.front.port}/budget/_stcore/stream" for line in lines)
    cookies = {cookie["name"]: cookie for cookie in context.cookies(place.url)}
    ours = cookies["scorecard"]
    assert (ours["secure"], ours["httpOnly"], ours["sameSite"], ours["path"], ours["expires"]) == (True, True, "Strict", "/budget", -1)
    assert cookies["scorecard_signed_in"]["secure"] and "scorecard_oidc" not in cookies
    page.goto(f"{place.url}/account")
    expect(page.get_by_text("boss").first).to_be_visible()
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url(f"{place.url}/sign-in")
    assert "scorecard" not in {cookie["name"] for cookie in context.cookies(place.url)}
    with place.caller() as copied:
        assert copied.get("/", headers={"Cookie": f"scorecard={ours['value']}"}).status_code == 303
    assert "Traceback" not in place.log()


def test_what_is_saved_over_the_encrypted_line_is_there(mock: Place, browser: Callable[..., BrowserContext]) -> None:
    page = browser().new_page()
    page.goto(f"{mock.url}/record")
    prove(page, "recorder")
    expect(page.get_by_role("button", name="保存")).to_be_visible()
    page.wait_for_timeout(500)
    for label, value in (("召回编号", "ZH-2025-001"), ("生产者", "某电器"), ("产品", "电热毯")):
        page.get_by_label(f"{label} *", exact=True).fill(value)
        page.keyboard.press("Tab")
        page.wait_for_timeout(250)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存：召回")).to_be_visible()
    page.goto(mock.url + DEEP)
    expect(page.get_by_role("heading", name="到期实际 1 次，目标 ≥20 次")).to_be_visible()


def test_a_link_on_another_site_leads_in_without_signing_in_again(mock: Place, browser: Callable[..., BrowserContext]) -> None:
    page = browser().new_page()
    page.goto(f"{mock.url}/portfolio")
    prove(page, "viewer")
    page.wait_for_selector("h1")  # by now there are the cookies of Streamlit, too
    page.goto(mock.provider.issuer)
    page.evaluate("address => { location.href = address }", mock.url + DEEP)
    page.wait_for_url(mock.url + DEEP)
    expect(page.get_by_role("heading", level=1)).to_contain_text("召回")


@pytest.mark.parametrize(("account", "said"), [
    ("stranger", "统一认证通过了，但这里没有可用的账户“stranger”。请管理员添加"), ("former", "统一认证通过了，但这里没有可用的账户“former”。请管理员添加")])
def test_who_has_no_account_that_is_let_in_is_told_so(account: str, said: str, mock: Place, browser: Callable[..., BrowserContext]) -> None:
    context = browser()
    page = context.new_page()
    page.goto(f"{mock.url}/sign-in")
    with page.expect_response(lambda answer: "/oidc/callback" in answer.url) as answer:
        prove(page, account)
    expect(page.get_by_role("alert")).to_have_text(f"✕ {said}")
    assert answer.value.status == 403 and "scorecard" not in {cookie["name"] for cookie in context.cookies(mock.url)}


def test_who_refuses_at_the_provider_is_told_so(mock: Place, browser: Callable[..., BrowserContext]) -> None:
    page = browser().new_page()
    page.goto(f"{mock.url}/sign-in")
    page.get_by_role("link", name="统一身份认证").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("alert")).to_contain_text("统一认证没有成功（access_denied")


def test_groups_give_roles_and_take_them_away_at_the_next_sign_in(node: Place, browser: Callable[..., BrowserContext]) -> None:
    def shown(page: Page) -> list[str]:
        page.wait_for_url(f"{node.url}/account")
        return [words for words in ("li.na", "李娜", "填报", "管理员") if page.get_by_text(words, exact=True).count()]

    first, second = browser(), browser()
    page, other = first.new_page(), second.new_page()
    node.provider.knows("li.na", groups=["unit", "of no interest"], name="李娜")
    page.goto(f"{node.url}/account")
    prove(page, "li.na")
    assert shown(page) == ["li.na", "李娜", "填报"]
    node.provider.knows("li.na", groups=["unit", "all"], name="李娜")
    other.goto(f"{node.url}/account")
    prove(other, "li.na")
    assert shown(other) == ["li.na", "李娜", "填报", "管理员"]
    node.provider.knows("li.na", name="李娜")
    page.goto(f"{node.url}/account")
    assert page.url.startswith(f"{node.url}/sign-in")  # a role that changed has ended the sign-in there was
    page.get_by_role("link", name="统一身份认证").click()  # the provider still knows this browser
    assert shown(page) == ["li.na", "李娜"]
    page.goto(f"{node.url}/record")
    expect(page.get_by_text("账户“li.na”还没有任何单位的权限")).to_be_visible()


@pytest.mark.parametrize(("account", "groups", "said"), [
    ("stranger", ["of no interest"], "没有可用的账户“stranger”"), ("no name", ["unit"], "“no name”"), ("viewer", ["nowhere"], "999")])
def test_what_groups_cannot_give_is_one_sentence(account: str, groups: list[str], said: str, node: Place, browser: Callable[..., BrowserContext]) -> None:
    node.provider.knows(account, groups=groups)
    page = browser().new_page()
    page.goto(f"{node.url}/sign-in")
    prove(page, account)
    expect(page.get_by_role("alert")).to_contain_text(said)
    assert "Traceback" not in node.log()


def test_a_provider_that_does_not_answer_and_a_wrong_secret_are_one_sentence(
        place: Callable[..., Place], tmp_path: Path, browser: Callable[..., BrowserContext]) -> None:
    port = free_port()
    made = place(None, oidc(f"http://127.0.0.1:{port}", "scorecard", "the wrong secret"))
    page = browser().new_page()
    page.goto(made.url + DEEP)
    with page.expect_response(lambda answer: "/oidc?" in answer.url) as answer:
        page.get_by_role("link", name="统一身份认证").click()
    expect(page.get_by_role("alert")).to_contain_text("统一认证没有成功")
    assert answer.value.status == 502 and "Traceback" not in page.content()
    with closing(Node(tmp_path, f"{made.url}/oidc/callback", port)) as provider:
        provider.knows("boss")
        with page.expect_response(lambda answer: "/oidc/callback" in answer.url) as answer:
            prove(page, "boss")
    expect(page.get_by_role("alert")).to_contain_text("统一认证没有成功（invalid_client")
    assert answer.value.status == 403 and "Traceback" not in made.log()


def test_a_forged_state_is_refused(mock: Place) -> None:
    with mock.caller() as caller:
        mock.proven(caller, "boss")
        for query in ("", "?code=x", "?state=x", "?code=x&state=x", "?code=x&state=x&state=y", "?error=Call%20now&error_description=Call%20now"):
            answer = caller.get(f"/oidc/callback{query}")
            assert answer.status_code == 403 and "统一认证没有成功" in answer.text and "Call" not in answer.text  # nor what others put into its mouth
            assert "scorecard=" not in str(answer.headers.get_list("set-cookie"))
    assert "Traceback" not in mock.log()


def test_a_way_back_is_good_once_and_for_the_browser_that_went(mock: Place) -> None:
    with mock.caller() as attacker, mock.caller() as victim:
        back = mock.proven(attacker, "boss")
        assert victim.get(back).status_code == 403  # nobody is signed in as somebody else by a link
        mock.proven(victim, "viewer")
        assert victim.get(back).status_code == 403
        kept = dict(attacker.cookies)
        assert attacker.get(back).status_code == 200
        assert attacker.get(back).status_code == 403
        attacker.cookies.update(kept)  # all that the browser had then
        assert attacker.get(back).status_code == 403


@pytest.mark.parametrize("onward", [
    "https://evil.example/", "//evil.example/", "/budget//evil.example/", "/budget/\\evil.example", "\\\\evil.example", "/budget/\r\nLocation: x",
    "/budget@evil.example/", "/budget.evil.example/", "javascript:alert(1)", "/budget/sign-in", "/elsewhere", "/budget/../elsewhere",
    "/budget/%2e%2e/elsewhere"])
def test_after_signing_in_nobody_is_led_elsewhere(onward: str, mock: Place) -> None:
    with mock.caller() as caller:
        answer = caller.get(mock.proven(caller, "viewer", onward))
        assert answer.status_code == 200
        assert re.findall(r'(?:url=|href="/)([^"]*)"', answer.text) == ["/budget/", "budget/"]


@pytest.mark.parametrize(("lie", "account"), [
    ({}, "viewer"), ({"preferred_username": None}, "boss"), ({"preferred_username": None, "name": "somebody else's"}, ""), ({"nonce": "another"}, ""),
    ({"nonce": None}, ""), ({"aud": "another"}, ""), ({"iss": "http://evil.example"}, ""), ({"exp": 1}, ""), ({"exp": None}, ""), ({"sub": None}, ""),
    ({"iat": 9999999999}, ""), ("another key", ""), ("no signature", ""), ("no token", ""), ("a page", ""), ("broken", "")], ids=str)
def test_only_what_a_provider_says_rightly_is_believed(lie: dict[str, object] | str, account: str, named: Place, liar: Liar) -> None:
    with named.caller() as caller:
        asked = parse_qs(urlsplit(caller.get("/oidc").headers["location"]).query)
        liar.lie, liar.nonce = lie, asked["nonce"][0]
        answer = caller.get("/oidc/callback", params={"code": "x", "state": asked["state"][0]})
        if account:
            assert answer.status_code == 200, answer.text[-1500:]
            assert f"<dd>{account}</dd>" in caller.get("/account").text
        else:
            assert answer.status_code == 403 and "统一认证没有成功" in answer.text and "scorecard" not in caller.cookies
    assert "Traceback" not in named.log()


def test_plain_http_is_led_to_https(mock: Place, browser: Callable[..., BrowserContext]) -> None:
    page = browser().new_page()
    page.goto(f"http://localhost:{mock.front.plain}/budget{DEEP}")
    assert page.url.startswith(f"{mock.url}/sign-in?next=%2Fbudget%2Findicator")
    with mock.caller() as caller:
        assert caller.get("/sign-in").headers["strict-transport-security"].startswith("max-age=")


def test_nobody_names_himself_in_a_header(named: Place) -> None:
    forged = {"X-Remote-User": "boss", "Remote-User": "boss", "X_Remote_User": "boss", "X-Scorecard-Actor": "boss"}
    with named.caller() as caller:
        assert caller.get("/", headers=forged).headers["location"].startswith("/budget/sign-in")
        assert caller.get("/account", headers=forged).status_code == 303
        assert caller.get("/session", headers=forged).json() == {"signed_in": False}


@pytest.fixture
def signing_in(named: Place, tmp_path: Path) -> Iterator[Front]:
    """A second nginx before it, which asks for a password itself."""
    with closing(Front(tmp_path, named.office.port, signs_in={"recorder": PASSWORD, "stranger": PASSWORD})) as front:
        yield front


def test_nginx_says_who_is_signed_in(signing_in: Front, browser: Callable[..., BrowserContext]) -> None:
    front = signing_in
    page = browser(http_credentials={"username": "recorder", "password": PASSWORD}).new_page()
    page.goto(f"{front.url}/record")
    expect(page.get_by_role("button", name="保存")).to_be_visible()
    page.goto(f"{front.url}/sign-in")
    expect(page).to_have_url(re.compile(rf"^{front.url}/(\?|$)"))
    page.goto(f"{front.url}/account")
    expect(page.get_by_text("recorder", exact=True).first).to_be_visible()
    expect(page.get_by_role("button", name="退出")).to_have_count(0)  # whoever signed in at nginx signs out there
    page = browser(http_credentials={"username": "stranger", "password": PASSWORD}, extra_http_headers={"X-Remote-User": "boss"}).new_page()
    answer = page.goto(f"{front.url}/")
    assert answer and answer.status == 403
    expect(page.get_by_text("这里没有可用的账户“stranger”。请管理员添加")).to_be_visible()
