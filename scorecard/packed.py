"""Streamlit's own files, compressed: it sends them as they lie, which is three times as much over the wire.

Their names carry a hash of what is in them, so a browser keeps them for good. The index page and all that is made on the way (media) pass by.
"""

import gzip
from functools import cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
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


@cache
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 9)
