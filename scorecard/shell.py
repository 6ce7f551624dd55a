"""Streamlit's own page, before anything of ours stands in it: out of sight until there is something to see.

Streamlit draws its frame first for a narrow page without a sidebar, and moves it when the first element comes: a quarter of the window jumps
(benchmarks/README.md). No setting changes that, and nothing of ours can before it has happened; so its page gets this one rule. It holds only while
there is neither a sidebar nor any element but the grey placeholder, that is, while there is nothing to read: a page is never kept from anybody.
"""

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

RULE = (b"<style>[data-testid=stAppViewContainer]:not(:has([data-testid=stSidebar],"
        b"[data-testid=stElementContainer]>:not([data-testid=stAppSkeleton]))){visibility:hidden}</style>")
HEAD_ENDS = b"</head>"


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
    """Middleware that writes the rule into Streamlit's page; what else is HTML (a file to download) passes by."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if (scope["type"] != "http" or scope["method"] != "GET" or "/media/" in scope["path"]
                or "text/html" not in Headers(scope=scope).get("accept", "")):
            return await self._app(scope, receive, send)
        scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]}  # it is written into
        await self._app(scope, receive, written_into(send, lambda page: page.replace(HEAD_ENDS, RULE + HEAD_ENDS, 1)))
