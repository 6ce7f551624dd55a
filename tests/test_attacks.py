"""Attacks on the served mode, over its own HTTP and websocket: what an outsider, a colleague without the role, or a hostile file may try."""

import base64
import hashlib
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from urllib.parse import quote

import httpx2
import pytest

from scorecard import accounts
from scorecard.accounts import hash_of
from scorecard.auth import Action, Actor, Deed, Role, Way, local
from scorecard.gate import safe_next
from scorecard.i18n import text
from scorecard.menu import FILES
from scorecard.problems import Problem
from scorecard.server import LARGEST_MESSAGE
from scorecard.shell import TAKES_OVER
from scorecard.store import Store
from tests.attacker import closed, cookie, drawn, forged, message, talking, told, turned_away
from tests.office import PASSWORD, Office

LAPSED, USED = "lapsed" * 8, "fresh" * 8
WRONG = "wrong horse battery"
EVIL = "http://evil.example"
RECORDER = {"047022": Role.RECORDER}


def _with_links(store: Store) -> None:
    """Two one-time links, one that has lapsed and one still to be used; an account that is not let in; one that was guessed at before the start."""
    for account in ("late", "new", "out", "guessed"):
        accounts.accept(store, accounts.add(store, account, "", RECORDER, by=local("t")), PASSWORD, address="")
    accounts.enable(store, "out", False, by=local("t"))
    for _ in range(30):
        store.deny(Deed(Actor("guessed", Way.ACCOUNT, "203.0.113.77"), Action.ENTER, "", "sign in"), Problem("sign_in_wrong"))
    for token, account, expires_at in ((LAPSED, "late", datetime(2020, 1, 1)), (USED, "new", datetime(2100, 1, 1))):
        store.keep({"account/insert_invitation": [{"token_hash": hash_of(token), "account": account, "expires_at": expires_at, "recorded_by": "t"}]},
                   Deed(local("t"), Action.PEOPLE, "", account), judged=False)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that is reached directly; its proxy would be somewhere else."""
    there = Office(tmp_path_factory.mktemp("office"), 'proxies = ["10.9.9.9"]\n[proxy]\nheader = "X-Remote-User"\n', fill=_with_links).start()
    yield there
    assert there.stop() == 0


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office behind a proxy on this machine that speaks TLS, below a sub-path."""
    there = Office(tmp_path_factory.mktemp("behind"),
                   'url = "https://budget.example.cn/budget"\nproxies = ["127.0.0.1"]\n[proxy]\nheader = "X-Remote-User"\n', fill=_with_links)
    there.base = "/budget"
    yield there.start()
    assert there.stop() == 0


REFUSED_RECORDING, REFUSED_PEOPLE = (text("problem.not_permitted", "zh", action=text(f"action.{action}", "zh")) for action in ("record", "people"))
FORGERIES = [{"X-Scorecard-Actor": forged("boss")}, {"X-Scorecard-Actor": forged("", "local")}, {"X-Streamlit-User": "boss"}, {"X-Remote-User": "boss"},
             {"Remote-User": "boss"}, {"X-Forwarded-For": "10.9.9.9", "X-Remote-User": "boss"}, {"Forwarded": "for=10.9.9.9", "X-Remote-User": "boss"}]

# --- who somebody is -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", FORGERIES, ids=lambda headers: " ".join(headers))
def test_a_forged_header_makes_nobody_somebody(office: Office, headers: dict[str, str]) -> None:
    nobody = office.visitor()
    assert nobody.get("/people", headers=headers).status_code == 303 and turned_away(office, **headers)
    assert nobody.get("/session", headers=headers).json() == {"signed_in": False}
    assert nobody.get("/_stcore/metrics", headers=headers).status_code == 401


def test_a_forged_header_makes_a_viewer_nobody_else(office: Office, viewer: str) -> None:
    with talking(office, viewer, x_scorecard_actor=forged("boss"), x_remote_user="boss") as talk:
        assert REFUSED_PEOPLE in drawn(talk, "people")
    assert told(office, lambda row: row["action"] == "people" and row["outcome"] == "denied")[-1]["actor"] == "viewer"


def test_a_cookie_is_worth_nothing_after_the_sign_out(office: Office) -> None:
    visitor = office.visitor("viewer")
    copied = cookie(visitor)
    with talking(office, copied) as talk:
        drawn(talk, "")
        assert visitor.post("/sign-out").status_code == 303 and "scorecard" not in visitor.cookies
        assert closed(talk, message("")) == 1008
    assert httpx2.get(f"{office.url}/", headers={"Cookie": copied, "Accept": "text/html"}).status_code == 303
    assert httpx2.get(f"{office.url}/_stcore/metrics", headers={"Cookie": copied}).status_code == 401
    assert turned_away(office, copied)


def test_a_session_set_beforehand_is_never_adopted(office: Office) -> None:
    fixed = httpx2.Client(base_url=office.url, headers={"Origin": office.url, "Cookie": "scorecard=chosen-by-somebody-else"})
    fixed.post("/sign-in", data={"account": "viewer", "password": PASSWORD})
    assert fixed.cookies["scorecard"] != "chosen-by-somebody-else" and turned_away(office, "scorecard=chosen-by-somebody-else")
    victim = office.visitor("viewer")
    first = cookie(victim)
    victim.post("/sign-in", data={"account": "viewer", "password": PASSWORD})
    assert cookie(victim) != first and turned_away(office, first) and not turned_away(office, cookie(victim))
    attacker = cookie(office.visitor("recorder"))  # the attacker's own, slipped to the victim: ended, and another begun
    victim = httpx2.Client(base_url=office.url, headers={"Origin": office.url, "Cookie": attacker})
    victim.post("/sign-in", data={"account": "viewer", "password": PASSWORD})
    assert turned_away(office, attacker)


@pytest.fixture(scope="module")
def viewer(office: Office) -> str:
    """The cookies of a viewer who stays signed in."""
    return cookie(office.visitor("viewer"))


def tried(there: Office, account: str, password: str, address: str) -> httpx2.Response:
    return httpx2.post(f"{there.url}/budget/sign-in", data={"account": account, "password": password}, timeout=20,
                       headers={"Origin": "https://budget.example.cn", "X-Forwarded-For": address, "Accept": "text/html", "Accept-Language": "en"})


def body_of(answer: httpx2.Response, account: str) -> str:
    return re.sub(r"\d+ seconds", "N seconds", answer.text.replace(f'value="{account}"', 'value=""'))


def test_guessing_locks_the_account_however_many_try_at_once(behind: Office) -> None:
    with ThreadPoolExecutor(8) as many:
        assert sorted(many.map(lambda n: tried(behind, "viewer", WRONG, f"203.0.113.{100 + n}").status_code, range(12))) == [401] * 5 + [429] * 7
    assert tried(behind, "recorder", PASSWORD, "203.0.113.100").status_code == 303  # nobody else waits


def test_guessing_over_many_accounts_locks_the_address(behind: Office) -> None:
    with ThreadPoolExecutor(8) as many:
        assert sorted(many.map(lambda n: tried(behind, f"guess{n}", WRONG, "203.0.113.9").status_code, range(24))) == [401] * 20 + [429] * 4
    assert tried(behind, "boss", PASSWORD, "203.0.113.10").status_code == 303


def test_a_restart_forgives_nobody_and_a_right_password_is_not_told(behind: Office) -> None:
    wrong, right = tried(behind, "guessed", WRONG, "203.0.113.2"), tried(behind, "Guessed ", PASSWORD, "203.0.113.3")  # it failed before the start
    assert (wrong.status_code, right.status_code) == (429, 429) and not right.cookies and body_of(wrong, "guessed") == body_of(right, "Guessed")
    assert tried(behind, "boss", PASSWORD, "203.0.113.77").status_code == 429
    assert told(behind, lambda row: "locked_out" in row["after"] and row["address"] == "203.0.113.3")


def test_an_account_that_is_not_there_answers_like_a_wrong_password(behind: Office) -> None:
    known = tried(behind, "elsewhere", WRONG, "203.0.113.20")
    for n, account in enumerate(["nobody", "out", "late", "", "boss2", "x" * 60, "boss' or '1'='1", "x" * 5000, "boss\x00", "<script>"]):
        answer = tried(behind, account, WRONG if account != "out" else PASSWORD, f"203.0.113.{21 + n}")
        assert (answer.status_code, known.status_code) == (401, 401) and not answer.cookies, account
        assert text("problem.sign_in_wrong", "en") in answer.text and "<script>" not in answer.text
        assert not account.isalnum() or body_of(answer, account) == body_of(known, "elsewhere"), account


def test_no_other_verb_is_taken_for_a_form_that_was_sent(office: Office, viewer: str) -> None:
    visitor = httpx2.Client(base_url=office.url, headers={"Cookie": viewer})
    before = len(told(office, lambda row: "sign_in_wrong" in row["after"], wait=0))
    for verb in ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"):
        for path in ("/sign-in", "/sign-out", "/set-up?token=x&password=y&again=y", "/account"):
            visitor.request(verb, path)
    assert visitor.get("/session").json() == {"signed_in": True}
    assert len(told(office, lambda row: "sign_in_wrong" in row["after"], wait=0.3)) == before


# --- where a link leads --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("onward", [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "http:evil.example", "javascript:alert(1)", "/\tevil.example",
    "/\n/evil.example", "/%09/evil.example/../..//x", " //evil.example", "/a//evil.example", "///evil.example", "//127.0.0.1:9@evil.example", "",
    "/../../evil", "/sign-in?next=/", "/sign-out", "data:text/html,x", "\u2028//evil.example", "/x" * 4000 + "\r\nSet-Cookie: a=b"])
def test_a_sign_in_leads_to_no_other_site(office: Office, onward: str) -> None:
    shown = office.visitor().get("/sign-in", params={"next": onward})
    hidden = re.search(r'name="next" value="([^"]*)"', shown.text)
    assert hidden and hidden[1] == "/"
    assert safe_next(onward, "") == "/" and safe_next(onward, "/budget") == "/budget/"


def test_a_sign_in_sent_with_another_sites_address_leads_to_the_start(office: Office) -> None:
    visitor = office.visitor()
    for onward in ("//evil.example", "https://evil.example/", "/\\evil.example", "/\r\nSet-Cookie: a=b"):
        answer = visitor.post("/sign-in", data={"account": "viewer", "password": PASSWORD, "next": onward})
        assert answer.status_code == 303 and answer.headers["location"] == "/" and "a" not in answer.cookies
    assert visitor.post("/sign-in", data={"account": "viewer", "password": PASSWORD, "next": "/budget?year=2025"}).headers["location"] == "/budget?year=2025"


@pytest.mark.parametrize("path", ["//evil.example/", "/%09/evil.example", "/%0a/evil.example", "/%5Cevil.example", "/%2F%2Fevil.example",
                                  '/"onload=x', "/%22>"])
def test_the_way_back_from_another_site_leads_nowhere_else(office: Office, path: str) -> None:
    with httpx2.Client(headers={"Accept": "text/html", "Sec-Fetch-Site": "cross-site"}) as client:
        answer = client.get(f"{office.url}{path}")
    led = re.search(r'content="0; url=([^"]*)"', answer.text)
    assert answer.status_code == 200 and led
    assert re.fullmatch(r"/(?:%09/|%0A/|%22)?(?![/\\])[!-;=?-~]*", led[1])  # printable, and never two slashes at its beginning


# --- from another site ---------------------------------------------------------------------------------------------

FOREIGN: list[dict[str, str]] = [{"Origin": EVIL}, {"Origin": "null"}, {}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                                 {"Sec-Fetch-Site": "none"}, {"Origin": EVIL, "Sec-Fetch-Site": "same-origin"}, {"Origin": "http://127.0.0.1:1"},
                                 {"Origin": "http://[::1"}]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_request_from_another_site_changes_nothing(office: Office, viewer: str, headers: dict[str, str]) -> None:
    sent = httpx2.Client(base_url=office.url, headers=headers | {"Cookie": viewer, "Accept-Language": "zh"})
    for path in ("/sign-in", "/sign-out", "/account", "/set-up"):
        answer = sent.post(path, data={"account": "viewer", "password": PASSWORD, "token": USED, "again": PASSWORD, "old": PASSWORD})
        assert answer.status_code == 403 and answer.text == text("gate.cross_site", "zh") and not answer.cookies
    for verb in ("PUT", "DELETE"):
        assert sent.request(verb, "/_stcore/upload_file/session/file", files={"file": ("a.xlsx", b"x")}).status_code == 403
    assert httpx2.get(f"{office.url}/session", headers={"Cookie": viewer}).json() == {"signed_in": True}
    assert told(office, lambda row: "cross_site" in row["after"] and row["subject"] == "POST /sign-out")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example@[", "127.0.0.1@evil.example:80", "[::", "2130706433",
                                  "0.0.0.0", "x" * 5000])
def test_it_answers_to_no_other_name(office: Office, viewer: str, host: str) -> None:
    answer = httpx2.get(f"{office.url}/", headers={"Host": host, "Cookie": viewer, "Accept": "text/html"})
    assert answer.status_code == 421 and "content-security-policy" in answer.headers
    if host.isprintable() and not set(host) & set("@["):
        assert turned_away(office, viewer, host=host[:200]) and turned_away(office, viewer, host=host[:200], origin=f"http://{host[:200]}")


@pytest.mark.parametrize("origin", [EVIL, "null", None, "http://127.0.0.1:1", "https://127.0.0.1", "http://localhost.evil.example"])
def test_a_websocket_from_another_site_is_refused(office: Office, viewer: str, origin: str | None) -> None:
    assert turned_away(office, viewer, origin=origin)
    assert told(office, lambda row: row["subject"] == "websocket" and "cross_site" in row["after"])[-1]["actor"] == "viewer"


# --- without the role, or without a sign-in ------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["record", "load_file", "import_tables", "people", "trail", "backups"])
def test_a_page_opened_by_its_address_is_refused_and_told(office: Office, viewer: str, page: str) -> None:
    with talking(office, viewer) as talk:
        seen = drawn(talk, page)
        assert text("problem.not_permitted", "zh", action="") [:5] in seen and "text_input" not in seen
        assert all(words not in seen for words in (text("record.save", "zh"), "fileUploader", text("people.add_now", "zh"), text("backup.now", "zh")))
        if page == "record":
            assert REFUSED_RECORDING in seen and REFUSED_RECORDING in drawn(talk, page, "lang=zh&unit=047022&correct=x&op=y&sample=0")
    last = told(office, lambda row: row["subject"] == page and row["outcome"] == "denied")[-1]
    assert (last["actor"], last["way"], last["address"]) == ("viewer", "account", "127.0.0.1") and "not_permitted" in last["after"]


def test_a_role_taken_away_between_render_and_click_is_gone(office: Office) -> None:
    with talking(office, cookie(office.visitor("recorder"))) as talk:
        assert text("record.save", "zh") in drawn(talk, "record")
        office.command("user", "role", "recorder", "--role", "viewer")
        assert closed(talk, message("record")) == 1008
    with talking(office, cookie(office.visitor("recorder"))) as talk:
        assert REFUSED_RECORDING in drawn(talk, "record")
    office.command("user", "role", "recorder", "--role", "recorder")


def test_an_upload_needs_a_sign_in_the_role_and_our_own_page(office: Office) -> None:
    def put(headers: dict[str, str], verb: str = "PUT") -> int:
        return httpx2.request(verb, f"{office.url}/_stcore/upload_file/no-such-session/1", files={"file": ("../../x", b"x")}, headers=headers).status_code

    own = {"Origin": office.url}
    assert put(own) == 401 and put(own, "DELETE") == 401
    recorder, viewer = ({"Cookie": cookie(office.visitor(who))} for who in ("recorder", "viewer"))
    assert put(recorder) == 403 and put(viewer | own) == 403 and put(viewer | own, "DELETE") == 403
    assert put(recorder | own) in (400, 403)  # no such page is open


@pytest.mark.parametrize("path", ["/media/x.png", "/_stcore/metrics", "/_stcore/health", "/_stcore/host-config", "/static/js/index.js", "/component/a/b.html",
                                  "/_stcore/bidi-components/drawing/x.js", "/app/static/x", "/_stcore/stream", "/_stcore//metrics", "/nothing"])
def test_no_part_is_served_without_a_sign_in(office: Office, path: str) -> None:
    answer = httpx2.get(f"{office.url}{path}")
    assert answer.status_code == 401 and answer.json() == {"error": "not signed in"}
    assert office.visitor().get(path).status_code == (303 if path == "/nothing" else 401)


def test_nobody_opens_a_page_or_a_websocket(office: Office) -> None:
    assert {office.visitor().get(f"/{page}").status_code for page in FILES} == {303}
    assert turned_away(office) and turned_away(office, "scorecard=") and turned_away(office, "scorecard_signed_in=1")


# --- one-time links ------------------------------------------------------------------------------------------------


def test_a_one_time_link_works_once_and_a_lapsed_one_never(office: Office) -> None:
    visitor, password = office.visitor(), "another horse battery"
    form = {"token": USED, "password": password, "again": password}
    assert visitor.get("/set-up", params={"token": USED}).status_code == 200
    assert {visitor.post("/set-up", data=form | wrong).status_code for wrong in ({"again": "x"}, {"password": "new", "again": "new"})} == {400}
    assert visitor.post("/set-up", data=form).status_code == 303 and "scorecard" in visitor.cookies
    for token in (USED, LAPSED, "", "x" * 5000, hash_of(LAPSED)):
        other = office.visitor()
        assert other.get("/set-up", params={"token": token}).status_code == 410
        assert other.post("/set-up", data=form | {"token": token}).status_code == 410 and not other.cookies
    assert office.visitor("new", password)
    assert told(office, lambda row: row["subject"] == "one-time link" and "link_void" in row["after"])


# --- too much ------------------------------------------------------------------------------------------------------


def test_too_large_a_message_ends_the_websocket(office: Office, viewer: str) -> None:
    for said in (b"\x00" * (LARGEST_MESSAGE + 1), b"\xff\xff\xff", "a text"):
        with talking(office, viewer) as talk:
            assert closed(talk, said) in (0, 1000, 1002, 1009, 1011)
    assert not turned_away(office, viewer)


def test_too_large_a_form_or_one_of_unknown_length_is_not_read(office: Office) -> None:
    visitor = office.visitor()
    for path in ("/sign-in", "/set-up", "/account", "/sign-out"):
        assert visitor.post(path, content=b"account=" + b"x" * 70_000, headers={"Content-Type": "application/x-www-form-urlencoded"}).status_code == 413
        assert visitor.post(path, content=iter([b"account=a", b"&password=b"])).status_code == 413
    for files in ([("f", ("a", b"x"))], [("a", (None, "x"))] * 50):
        assert visitor.post("/sign-in", files=files).status_code in (400, 401)
    assert visitor.get("/healthz").json()["ok"]


@pytest.mark.parametrize("path", ["/" + "x" * 20_000, "/sign-in?next=/" + "x" * 20_000, "/" + "%2e%2e/" * 50 + "etc/passwd", "/static/..%2f..%2fetc/passwd",
                                  "/set-up?token=" + "%00" * 100, "/media/" + "../" * 20 + "etc/passwd", "/%ff%fe", "/sign-in?lang=" + "%22%3E%3Cscript%3E"])
def test_an_odd_or_overlong_address_is_answered_in_words(office: Office, viewer: str, path: str) -> None:
    for cookies in ("", viewer):
        answer = office.visitor().get(path, headers={"Cookie": cookies})
        assert answer.status_code < 500 and "root:" not in answer.text and '"><script>' not in answer.text


# --- what a browser is told ----------------------------------------------------------------------------------------


def test_every_kind_of_answer_carries_the_headers(office: Office) -> None:
    viewer, nobody = office.visitor("viewer"), office.visitor()
    (script,) = re.findall(r'src="\./(static/js/[^"]+)"', viewer.get("/").text)
    answers = {viewer.get("/"): 200, viewer.get("/record"): 200, viewer.get(f"/{script}"): 200, viewer.get("/_stcore/metrics"): 200,
               viewer.get("/_stcore/health"): 200, viewer.get("/account"): 200, viewer.get("/sign-out"): 303, viewer.get("/media/none.png"): 404,
               nobody.get("/"): 303, nobody.get("/sign-in"): 200, nobody.get("/static/x"): 401, nobody.get("/set-up"): 410, nobody.get("/healthz"): 200,
               nobody.get("/robots.txt"): 200, nobody.get("/session"): 200, nobody.get("/oidc"): 404, nobody.get("/", headers={"Host": "evil.example"}): 421,
               nobody.post("/sign-in", headers={"Origin": EVIL}): 403, nobody.post("/sign-in", content=iter([b"x"])): 413,
               viewer.get("/", headers={"Origin": EVIL}): 200, viewer.get("/_stcore/health", headers={"Origin": EVIL}): 200}
    for answer, status in answers.items():
        headers, where = answer.headers, (str(answer.url), answer.request.method)
        csp = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
        assert csp["default-src"] == "'self'" and csp["object-src"] == "'none'" and csp["frame-ancestors"] == "'self'" and csp["form-action"] == "'self'"
        assert not {"'unsafe-eval'", "'unsafe-inline'", "*", "data:", "http:", "https:"} & set(csp["script-src"].split()), where
        assert not {"*", "http:", "https:"} & set(f"{csp['img-src']} {csp['connect-src']} {csp['font-src']} {csp['style-src']}".split())
        told_so = (answer.status_code, headers["x-content-type-options"], headers["x-frame-options"], headers["referrer-policy"])
        assert told_so == (status, "nosniff", "SAMEORIGIN", "same-origin"), where
        assert not {"access-control-allow-origin", "server", "strict-transport-security"} & set(headers) and "scorecard" not in str(headers.get("set-cookie"))
    assert {answer.headers.get("cache-control") for answer in answers if "/account" in str(answer.url) or "/sign-in" in str(answer.url)} == {"no-store"}


def test_the_scripts_in_the_page_are_the_ones_the_policy_allows(office: Office) -> None:
    for language in ("zh", "en"):
        page = office.visitor("viewer").get("/record", headers={"Accept-Language": language})
        inline = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
        allowed = set(re.findall(r"'sha256-([^']+)'", page.headers["content-security-policy"]))
        known = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in (*inline, TAKES_OVER)}  # that one stands on the start
        assert len(inline) == 2 and known == allowed
        assert not re.search(r"\son\w+=|javascript:", page.text) and f'<html lang="{language}' in page.text
    assert "<script" not in office.visitor().get("/sign-in").text


def test_the_cookie_says_what_a_browser_must_not_do_with_it(office: Office, behind: Office) -> None:
    plain = office.visitor().post("/sign-in", data={"account": "viewer", "password": PASSWORD}).headers.get_list("set-cookie")
    secure = tried(behind, "recorder", PASSWORD, "203.0.113.40").headers
    for cookies, path, tls in ((plain, "/", False), (secure.get_list("set-cookie"), "/budget", True)):
        (kept,) = (one for one in cookies if one.startswith("scorecard="))
        said = {part.strip().lower() for part in kept.split(";")[1:]}
        assert said == {"httponly", "samesite=strict", f"path={path}"} | ({"secure"} if tls else set())
        assert len(kept.partition("=")[2].partition(";")[0]) >= 43
    assert secure["strict-transport-security"] == "max-age=31536000" and secure["location"] == "/budget/"


# --- from where ----------------------------------------------------------------------------------------------------


def test_a_listed_proxy_is_believed_about_known_accounts_only(behind: Office) -> None:
    tls = "https://budget.example.cn"

    def asked(path: str, **headers: str) -> httpx2.Response:
        return httpx2.get(f"{behind.url}/budget{path}", headers={"Accept": "text/html"} | {name.replace("_", "-"): value for name, value in headers.items()})

    assert asked("/", x_remote_user="viewer").status_code == 200 and asked("/session", x_remote_user="viewer").json() == {"signed_in": True}
    for unknown in ("nobody", "out", "VIEWER", "", "viewer'--", quote("查看"), "x" * 5000):
        assert asked("/", x_remote_user=unknown).status_code in ((403, 303) if not unknown else (403,)), unknown
        assert asked("/_stcore/metrics", x_remote_user=unknown).status_code in (401, 403)
        assert turned_away(behind, origin=tls, host="budget.example.cn", x_remote_user=unknown)
    with talking(behind, origin=tls, host="budget.example.cn", x_remote_user="viewer", x_scorecard_actor=forged("boss"),
                 x_forwarded_for="198.51.100.4") as talk:
        assert REFUSED_PEOPLE in drawn(talk, "people")
        behind.command("user", "disable", "viewer")
        assert closed(talk, message("")) == 1008
    behind.command("user", "enable", "viewer")
    (last,) = told(behind, lambda row: row["action"] == "people" and row["outcome"] == "denied")
    assert (last["actor"], last["way"], last["address"]) == ("viewer", "proxy", "198.51.100.4")


@pytest.mark.parametrize(("chain", "address"), [("198.51.100.7", "198.51.100.7"), ("1.1.1.1, 198.51.100.8", "198.51.100.8"),
                                                ("198.51.100.9, 127.0.0.1", "198.51.100.9"), ("x" * 500, "x" * 60), ("", "127.0.0.1")])
def test_the_address_is_the_one_a_listed_proxy_saw(office: Office, behind: Office, chain: str, address: str) -> None:
    assert tried(behind, f"from{len(chain)}", WRONG, chain).status_code == 401
    assert told(behind, lambda row: row["actor"] == f"from{len(chain)}")[-1]["address"] == address
    headers = {"X-Forwarded-For": chain, "X-Real-IP": chain, "Origin": office.url}
    httpx2.post(f"{office.url}/sign-in", data={"account": f"from{len(chain)}", "password": WRONG}, headers=headers)
    assert told(office, lambda row: row["actor"] == f"from{len(chain)}")[-1]["address"] == "127.0.0.1"
