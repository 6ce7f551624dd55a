"""Streamlit's own page, before anything of ours stands in it: out of sight until there is something to see, and with no step too many on the way there.

Out of sight: Streamlit draws its frame first for a narrow page without a sidebar, and moves it when the first element comes: a quarter of the window jumps
(benchmarks/README.md). No setting changes that, and nothing of ours can before it has happened; so its page gets one rule. It holds only while there is
neither a sidebar nor any element but the grey placeholder, that is, while there is nothing to read: a page is never kept from anybody.

A sign-in that ends while the page stands, or comes, leads to the sign-in.

Something to see at once: a first look, made by whoever starts the server, stands over it until the page itself does.

No step too many: Streamlit asks where its server is, and only then opens the websocket; and fetches what draws an element when the first one comes. A host
may tell it the first (`window.__streamlit`), and a page the browser the second.
"""

import asyncio
import base64
import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

RULE = ("<style>[data-testid=stAppViewContainer]:not(:has([data-testid=stSidebar],"
        "[data-testid=stElementContainer]>:not([data-testid=stAppSkeleton]))){visibility:hidden}</style>")
TOLD = "window.__streamlit = {BACKEND_BASE_URL: new URL(START, location).href, HOST_CONFIG: {allowedOrigins: [location.origin], useExternalAuthToken: false}}"
"""Where the server is; that nobody but this site may speak to a page that stands inside another one."""
WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
"""The script that asks whether the sign-in still lives."""
PIECES = ("BidiComponent", "_arrayReduce", "serialization", "recordbatch")
"""What of Streamlit draws the wall, besides what its page names itself: files of its folder js."""
TAKES_OVER = (Path(__file__).parent / "first_look.js").read_text(encoding="utf-8")
"""The script of what stands there before Streamlit does (ui_wall.py)."""
HEAD_ENDS, BODY_BEGINS = b"</head>", b"<body>"
PATIENCE = 0.2
"""Seconds that a page waits for its first look; without it, it is what it was before."""


def script(base: str) -> str:
    """What tells Streamlit's page where its server is, and watches the sign-in. base: the path that all addresses begin with, "" for none."""
    return TOLD.replace("START", json.dumps(f"{base}/")) + f";\n{WATCH}"


def source(inline: str) -> str:
    """The Content-Security-Policy's word for a script that stands in a page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()}'"


def head(folder: Path, base: str) -> bytes:
    """What is written into the head of Streamlit's page. folder: where Streamlit's own page lies."""
    pieces = (path.relative_to(folder).as_posix() for piece in PIECES for path in folder.glob(f"static/js/{piece}.*.js"))
    links = (f'<link rel="modulepreload" crossorigin href="{base}/{piece}">' for piece in pieces)
    return "".join((RULE, f"<script>{script(base)}</script>", *links)).encode()


def written_into(send: Send, change: Callable[[bytes], bytes]) -> Send:
    """What sends on an answer, with a page of HTML changed as a whole; anything else, and what is no success, as it is."""
    held: list[Message] = []

    async def changed(message: Message) -> None:
        if (message["type"] == "http.response.start" and message["status"] == 200
                and MutableHeaders(scope=message).get("content-type", "").startswith("text/html")):
            held.append(message)
            return
        if held and message["type"] == "http.response.body":
            held.append(message)
            if message.get("more_body"):
                return
            body = change(b"".join(part.get("body", b"") for part in held[1:]))
            headers = MutableHeaders(scope=held[0])
            headers["content-length"] = str(len(body))
            for name in ("etag", "last-modified"):
                del headers[name]
            await send(held[0])
            held.clear()
            message = {"type": "http.response.body", "body": body}
        await send(message)

    return changed


class Shell:
    """Middleware that writes into Streamlit's page; what else is HTML (a file to download) passes by."""

    def __init__(self, app: ASGIApp, head: bytes, start: str = "/", look: Callable[[Scope], bytes] | None = None) -> None:
        """head: what stands in the head of every page. look: makes the first look of the page at `start`, for a request; b"" for none."""
        self._app, self._head, self._start, self._look = app, head, start, look

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if (scope["type"] != "http" or scope["method"] != "GET" or "/media/" in scope["path"]
                or "text/html" not in Headers(scope=scope).get("accept", "")):
            return await self._app(scope, receive, send)
        look = await self._looked(scope)
        scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]}  # it is written into

        def written(page: bytes) -> bytes:
            return page.replace(HEAD_ENDS, self._head + HEAD_ENDS, 1).replace(BODY_BEGINS, BODY_BEGINS + look, 1)

        await self._app(scope, receive, written_into(_not_kept(send) if look else send, written))

    async def _looked(self, scope: Scope) -> bytes:
        """The first look; none where it takes too long, or fails: the page can do without."""
        if not self._look or scope["path"] != self._start:
            return b""
        made = asyncio.ensure_future(asyncio.to_thread(self._look, scope))
        if not (await asyncio.wait({made}, timeout=PATIENCE))[0]:
            made.cancel()
            return b""
        if error := made.exception():
            logging.getLogger(__name__).error("no first look", exc_info=error)
            return b""
        return made.result()


def _not_kept(send: Send) -> Send:
    """What sends on an answer that no cache may keep: there are figures in it, for one visitor."""
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["cache-control"] = "no-store"
        await send(message)

    return sent
