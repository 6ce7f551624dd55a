"""What Streamlit's page gets, and that whatever else is served stays as it is."""

import asyncio
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest
import streamlit
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.types import ASGIApp

from scorecard import shell
from scorecard.gate import OPEN, SIGNED_IN
from scorecard.shell import BODY_BEGINS, HEAD_ENDS, PIECES, RULE, Shell, head, script, source

FOLDER = Path(streamlit.__file__).parent / "static"
PAGE = (FOLDER / "index.html").read_bytes()
HEAD = head(FOLDER, "/base")


def answer(app: ASGIApp, path: str = "/", method: str = "GET", accepted: str = "text/html,*/*", **options: Any) -> httpx2.Response:
    """In a thread of its own: where a browser is tested beside, a loop runs in this one."""
    async def asked() -> httpx2.Response:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(Shell(app, HEAD, **options)), base_url="http://t") as client:
            return await client.request(method, path, headers={"accept": accepted})

    with ThreadPoolExecutor(1) as beside:
        return beside.submit(lambda: asyncio.run(asked())).result()


@pytest.mark.parametrize("whole", [True, False])
def test_the_page_gets_its_head_once_and_says_how_long_it_is_now(whole: bool) -> None:
    headers = {"etag": "old", "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT", "cache-control": "no-cache"}
    parts = iter([PAGE[:900], PAGE[900:]])
    got = answer(HTMLResponse(PAGE, headers=headers) if whole else StreamingResponse(parts, media_type="text/html", headers=headers), "/budget")
    assert got.content == PAGE.replace(HEAD_ENDS, HEAD + HEAD_ENDS) and got.content.count(HEAD) == 1
    assert got.headers["content-length"] == str(len(got.content)) and got.headers["cache-control"] == "no-cache"
    assert not {"etag", "last-modified"} & got.headers.keys()


@pytest.mark.parametrize(("there", "path", "method"), [
    (HTMLResponse(PAGE), "/media/a.html", "GET"), (HTMLResponse(PAGE), "/base/media/a.html", "GET"), (HTMLResponse(PAGE), "/", "POST"),
    (HTMLResponse(PAGE, 404), "/", "GET"),
    (PlainTextResponse("</head>"), "/", "GET"), (Response(b"</head>", media_type="text/javascript"), "/", "GET")])
def test_all_else_stays_as_it_is(there: Response, path: str, method: str) -> None:
    assert answer(there, path, method).content == there.body


def test_a_page_that_would_be_compressed_gets_it_too_and_what_is_not_opened_as_a_page_does_not() -> None:
    there = GZipMiddleware(HTMLResponse(PAGE), minimum_size=1)
    assert answer(there, "/budget").content.count(HEAD) == 1
    assert answer(there, "/budget", accepted="*/*").content == PAGE


def test_what_is_written_names_what_streamlit_has() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("static/js/*.js"))
    for name in ("stAppViewContainer", "stSidebar", "stElementContainer", "stAppSkeleton"):
        assert name in RULE and name in scripts
    for name in ("__streamlit", "BACKEND_BASE_URL", "HOST_CONFIG", "allowedOrigins", "useExternalAuthToken"):
        assert name in script("") and name in scripts
    for name in (f'"{SIGNED_IN}=1"', 'fetch("session"', "[data-test-connection-state=CONNECTED]"):
        assert name in script("")
    assert "/session" in OPEN
    named = re.findall(r'href="/base/(static/js/([\w.-]+?)\.[\w-]{8}\.js)"', HEAD.decode())
    assert [piece for _, piece in named] == list(PIECES) and all((FOLDER / path).exists() for path, _ in named)


@pytest.mark.parametrize(("base", "start"), [("", '"/"'), ("/office", '"/office/"')])
def test_the_script_says_where_the_server_is_and_the_policy_knows_it(base: str, start: str) -> None:
    assert f"new URL({start}, location)" in script(base) and f"<script>{script(base)}</script>".encode() in head(FOLDER, base)
    assert source("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"  # the known hash of nothing


def test_a_first_look_stands_in_the_start_page_alone_and_no_cache_keeps_it() -> None:
    there = HTMLResponse(PAGE, headers={"cache-control": "no-cache"})
    got = answer(there, "/base/", start="/base/", look=lambda scope: b"<p>54.1 %</p>" + scope["query_string"])
    assert got.content == PAGE.replace(HEAD_ENDS, HEAD + HEAD_ENDS).replace(BODY_BEGINS, BODY_BEGINS + b"<p>54.1 %</p>")
    assert got.headers["cache-control"] == "no-store" and got.headers["content-length"] == str(len(got.content))
    for path, look in (("/base/budget", lambda scope: b"54.1"), ("/", lambda scope: b"54.1"), ("/base/", lambda scope: b"")):
        got = answer(there, path, start="/base/", look=look)
        assert got.content == PAGE.replace(HEAD_ENDS, HEAD + HEAD_ENDS) and got.headers["cache-control"] == "no-cache"


def test_a_first_look_that_takes_too_long_or_fails_keeps_nobody_from_the_page(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(shell, "PATIENCE", 0.05)
    for look in (lambda scope: time.sleep(0.5), lambda scope: 1 / 0):
        assert answer(HTMLResponse(PAGE), look=look).content == PAGE.replace(HEAD_ENDS, HEAD + HEAD_ENDS)
    assert "ZeroDivisionError" in caplog.text  # whoever runs the program can read why
