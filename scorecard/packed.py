"""Streamlit's own files and its page, compressed: it sends them as they lie, which is three times as much over the wire.

The files' names carry a hash of what is in them, so a browser keeps them for good. All that is made on the way (media) passes by.
"""

import gzip
from functools import cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

PACKED = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json", ".wasm": "application/wasm"}
"""What gets smaller, and what it is (Windows' registry may say otherwise); fonts and pictures are compressed already."""
KEEP = {"cache-control": "public, max-age=31536000, immutable", "content-encoding": "gzip", "vary": "accept-encoding"}


class Packed:
    """Middleware that answers for the files of a folder at an address, each compressed once, for whoever reads gzip."""

    def __init__(self, app: ASGIApp, folder: Path, address: str) -> None:
        self._app = app
        self._files = {f"{address}/{path.relative_to(folder).as_posix()}": path for path in folder.rglob("*") if path.suffix in PACKED}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        path = self._files.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        if path is None or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            return await self._app(scope, receive, send)
        body = await run_in_threadpool(_packed, path)
        await Response(body, headers=KEEP, media_type=PACKED[path.suffix])(scope, receive, send)


class PackedPages:
    """Middleware that compresses what is opened as a page, where that is worth it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._zipped = app, GZipMiddleware(app, minimum_size=20_000, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        page = scope["type"] == "http" and "/media/" not in scope["path"] and "text/html" in Headers(scope=scope).get("accept", "")
        await (self._zipped if page else self._app)(scope, receive, send)


@cache
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 9)
