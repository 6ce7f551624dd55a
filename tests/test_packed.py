"""Compressed files and pages: the same bytes once unpacked; everything else passes by."""

import asyncio
import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from scorecard.packed import Packed, PackedPages

SCRIPT = "console.log('预算');" * 500


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx2.AsyncClient]:
    """Somebody who asks; what passes by is answered with "passed"."""
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "index.a1b2.js").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "font.woff2").write_bytes(b"font")
    (tmp_path.parent / "secret.js").write_text("secret", encoding="utf-8")
    app = Packed(PlainTextResponse("passed"), tmp_path, "/budget/static")
    yield httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://t")
    (tmp_path.parent / "secret.js").unlink()


def asked(client: httpx2.AsyncClient, *what: str) -> tuple[httpx2.Response, bytes]:
    """In a thread of its own: where a browser is tested beside, a loop runs in this one."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(lambda: asyncio.run(_asked(client, *what))).result()


async def _asked(client: httpx2.AsyncClient, path: str, method: str = "GET", accepted: str = "gzip, br",
                 what: str = "*/*") -> tuple[httpx2.Response, bytes]:
    async with client.stream(method, path, headers={"accept-encoding": accepted, "accept": what}) as answer:
        return answer, b"".join([part async for part in answer.aiter_raw()])


def test_a_script_comes_compressed_and_stays_with_the_browser(client: httpx2.AsyncClient) -> None:
    for _ in range(2):
        answer, raw = asked(client, "/budget/static/js/index.a1b2.js")
        assert answer.headers["content-encoding"] == "gzip" and "javascript" in answer.headers["content-type"]
        assert "immutable" in answer.headers["cache-control"] and answer.headers["vary"] == "accept-encoding"
        assert gzip.decompress(raw).decode() == SCRIPT
        assert len(raw) == int(answer.headers["content-length"]) < len(SCRIPT) / 10


@pytest.mark.parametrize(("path", "method", "accepted"), [
    ("/budget/static/js/index.a1b2.js", "GET", "br"),
    ("/budget/static/js/index.a1b2.js", "POST", "gzip"),
    ("/budget/static/font.woff2", "GET", "gzip"),
    ("/budget/static/../secret.js", "GET", "gzip"),
    ("/budget/static/%2e%2e/secret.js", "GET", "gzip"),
    ("/static/js/index.a1b2.js", "GET", "gzip"),
    ("/budget/", "GET", "gzip"),
])
def test_everything_else_passes_by(client: httpx2.AsyncClient, path: str, method: str, accepted: str) -> None:
    answer, raw = asked(client, path, method, accepted)
    assert raw == b"passed"
    assert "content-encoding" not in answer.headers


LONG = "<p>预算</p>" * 5000


@pytest.mark.parametrize(("there", "path", "accepted", "what", "packed"), [
    (HTMLResponse(LONG), "/", "gzip, br", "text/html,*/*", True), (HTMLResponse(LONG), "/", "br", "text/html,*/*", False),
    (HTMLResponse(LONG), "/", "gzip", "*/*", False), (HTMLResponse(LONG), "/media/form.html", "gzip", "text/html,*/*", False),
    (HTMLResponse("short"), "/", "gzip", "text/html,*/*", False)])
def test_a_page_comes_compressed_where_that_is_worth_it(there: Response, path: str, accepted: str, what: str, packed: bool) -> None:
    answer, raw = asked(httpx2.AsyncClient(transport=httpx2.ASGITransport(PackedPages(there)), base_url="http://t"), path, "GET", accepted, what)
    assert (answer.headers.get("content-encoding") == "gzip") == packed and len(raw) == int(answer.headers["content-length"])
    assert (gzip.decompress(raw) if packed else raw) == there.body
