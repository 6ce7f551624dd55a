"""The gate before everything that is served: who comes, from where, and whether they may pass. Pages, websocket, files, uploads, metrics alike.

ASGI middleware of our own between kept parts (Starlette before and behind it). What it learns of a visitor goes on as one header,
ACTOR, which nobody outside can set; `ui_visitor` reads it and looks everything up again.
"""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from html import escape
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from scorecard.accounts import hash_of
from scorecard.auth import Action, Actor, Deed, Way, permits_somewhere
from scorecard.configuration import Configuration
from scorecard.i18n import LANGUAGES, problem_text, spoken, text
from scorecard.problems import Problem, Refused
from scorecard.sessions import Sessions
from scorecard.shell import written_into
from scorecard.store import Store

COOKIE = "scorecard"
SIGNED_IN = "scorecard_signed_in"  # tells the page (watch.js) that there is a sign-in to watch; worth nothing by itself
ACTOR = "x-scorecard-actor"
OPEN = ("/healthz", "/sign-in", "/set-up", "/session", "/oidc", "/oidc/callback", "/robots.txt")
"""What is served to whoever comes: each looks after itself."""
OURS = (*OPEN, "/sign-out", "/account")
UPLOADS = "/_stcore/upload_file/"
NEVER_FROM_OUTSIDE = ("x-scorecard-", "x-streamlit-", "x-forwarded-", "forwarded", "x-real-ip")
SAFE = ("GET", "HEAD", "OPTIONS")
LARGEST_FORM = 64 * 1024
TOO_MANY_DENIED = 200
"""Denied tries told one by one in the audit trail between two flushes; a flood of them must not fill the disk."""


@dataclass
class House:
    """What the gate guards: the store, who is signed in, and how it is reached."""

    store: Store
    sessions: Sessions
    configuration: Configuration
    counts: Callable[[bytes], bool] = lambda message: True
    """Whether a message on the websocket comes from a person (and not from a page that refreshes itself)."""
    script_hashes: tuple[str, ...] = ()
    """CSP sources of the scripts that stand in Streamlit's own page."""
    closed_to_others: bool = False
    """Nobody administers it yet: only this machine gets in."""
    denied: int = 0
    teller: Executor = field(default_factory=lambda: ThreadPoolExecutor(1))
    """Writes what is denied, so that nobody waits for the store's lock meanwhile."""

    def tell(self, actor: Actor, subject: str, code: str) -> None:
        """A denied try, for the audit trail."""
        self.denied += 1
        if self.denied <= TOO_MANY_DENIED:
            self.teller.submit(self.store.deny, Deed(actor, Action.ENTER, "", subject[:200]), Problem(code))


class Gate:
    """Middleware that lets pass who may."""

    def __init__(self, app: ASGIApp, house: House, entrance: ASGIApp) -> None:
        """entrance: what serves the paths in OURS."""
        self._app, self._house, self._entrance = app, house, entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or one websocket."""
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        try:
            visit = _Visit(scope, self._house)
        except Refused as refused:  # the store cannot be read: nobody can be known, and nobody passes
            said = " ".join(problem_text(refused.problems[0], lang) for lang in LANGUAGES)
            return await (PlainTextResponse(said, 503) if scope["type"] == "http" else WebSocketClose(1013))(scope, receive, send)
        if scope["type"] == "websocket":
            return await self._websocket(visit, receive, send)
        answer = self._answer(visit)
        send = _guarded(send, self._house, visit)
        await (answer or (self._entrance if visit.path in OURS else self._app))(visit.scope, receive, send)

    def _answer(self, visit: "_Visit") -> Response | None:
        """What is said to a visitor who may not pass; None: pass."""
        if not visit.host_allowed:
            return PlainTextResponse(text("gate.host", visit.lang), 421)
        if visit.method not in SAFE and not visit.same_origin:
            self._house.tell(visit.actor or Actor("", Way.ANONYMOUS, visit.address), f"{visit.method} {visit.path}", "cross_site")
            return PlainTextResponse(text("gate.cross_site", visit.lang), 403)
        if visit.path in OURS and visit.method not in SAFE and not 0 <= visit.length <= LARGEST_FORM:
            return PlainTextResponse(text("gate.too_large", visit.lang), 413)
        if visit.actor and visit.path.startswith(UPLOADS) and not permits_somewhere(self._house.store.roles(visit.actor), Action.RECORD):
            self._house.tell(visit.actor, "upload", "not_permitted")
            return JSONResponse({"error": "not permitted"}, 403)
        if visit.path in OPEN or visit.actor:
            return None
        if visit.unknown_name:
            return PlainTextResponse(text("gate.no_account", visit.lang, account=visit.unknown_name), 403)
        if not visit.is_page:
            return JSONResponse({"error": "not signed in"}, 401)
        if visit.came_across_sites:  # the browser keeps a strict cookie back once: come again from here
            return HTMLResponse(f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={escape(visit.here)}">')
        return RedirectResponse(f"{self._house.configuration.base}/sign-in?next={quote(visit.here, safe='')}", 303)

    async def _websocket(self, visit: "_Visit", receive: Receive, send: Send) -> None:
        """A websocket: refused before it opens, or watched message by message."""
        if not (visit.host_allowed and visit.same_origin and visit.actor):
            if visit.host_allowed and not visit.same_origin:
                self._house.tell(visit.actor or Actor("", Way.ANONYMOUS, visit.address), "websocket", "cross_site")
            await receive()
            return await send({"type": "websocket.close", "code": 1008})

        async def watched() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and not self._lives(visit, message.get("bytes") or b""):
                await send({"type": "websocket.close", "code": 1008})
                return {"type": "websocket.disconnect", "code": 1008}
            return message

        await self._app(visit.scope, watched, send)

    def _lives(self, visit: "_Visit", message: bytes) -> bool:
        actor = visit.actor
        if actor is None or not actor.session_id:
            return actor is not None and bool(self._house.store.roles(actor))
        return self._house.sessions.find(actor.session_id, self._house.counts(message)) is not None


class _Visit:
    """What a request says of its visitor, with all that nobody outside may say taken out of it."""

    def __init__(self, scope: Scope, house: House) -> None:
        self._house, it = house, house.configuration
        headers = Headers(scope=scope)
        connection = HTTPConnection(scope)
        peer = connection.client.host if connection.client else ""
        trusted = it.trusts(peer)
        forwarded = [one.strip() for one in headers.get("x-forwarded-for", "").split(",") if one.strip()] if trusted else []
        self.address = next((one for one in reversed(forwarded) if not it.trusts(one)), forwarded[0] if forwarded else peer)[:60]
        self.secure = it.secure or scope["scheme"] in ("https", "wss")
        self.method, self.length = scope.get("method", "GET"), _length(headers)
        self.lang = spoken(connection.query_params.get("lang"), headers.get("accept-language"))
        self._headers, self._host = headers, headers.get("host", "")
        path = scope["path"]
        self.path = path.removeprefix(it.base) or "/" if path == it.base or path.startswith(f"{it.base}/") else path
        query = scope.get("query_string", b"").decode("latin-1")
        self.here = "/" + quote(path.lstrip("/\\")) + (f"?{query}" if query else "")
        self.session_id = ""
        self.actor = self._actor(connection, headers.get(it.identity_header.lower()) if it.identity_header and trusted else None)
        kept = [(name, value) for name, value in scope["headers"] if not self._from_outside(name.decode("latin-1").lower())]
        kept = [pair for pair in kept if not (self.is_page and pair[0].lower() == b"accept-encoding")]  # its language is written into it: `_guarded`
        if self.actor:
            kept.append((ACTOR.encode(), quote(json.dumps(asdict(self.actor))).encode()))
        self.scope = {**scope, "headers": kept, "scorecard": self}

    def _actor(self, connection: HTTPConnection, named: str | None) -> Actor | None:
        """Who it is: named by the trusted proxy, signed in, or anybody where that is switched on."""
        self.unknown_name = ""
        if named is not None:
            actor = Actor(unquote(named)[:60], Way.PROXY, self.address)
            if self._house.store.roles(actor):
                return actor
            self.unknown_name = actor.name
            return None
        self.session_id = hash_of(connection.cookies[COOKIE]) if COOKIE in connection.cookies else ""
        polled = self.path == "/session" or connection.scope["type"] == "websocket"
        if self.session_id and (found := self._house.sessions.find(self.session_id, touch=not polled)):
            return Actor(found.account, Way(found.way), self.address, found.session_id)
        return Actor("", Way.ANONYMOUS, self.address) if self._house.configuration.anonymous_view else None

    def _from_outside(self, name: str) -> bool:
        own = self._house.configuration.identity_header.lower()
        return name.startswith(NEVER_FROM_OUTSIDE) or name == own

    @property
    def host_allowed(self) -> bool:
        """Whether it is called by one of its names, and reached at all."""
        try:
            name = urlsplit(f"//{self._host}").hostname or ""
        except ValueError:
            return False
        if self._house.closed_to_others and name not in ("127.0.0.1", "localhost", "::1"):
            return False
        return name.rstrip(".") in self._house.configuration.allowed_hosts

    @property
    def same_origin(self) -> bool:
        """Whether a page of ours asks: by Origin, or where a browser leaves that out, by Sec-Fetch-Site."""
        origin = self._headers.get("origin")
        if origin is None:
            return self._headers.get("sec-fetch-site") == "same-origin"
        try:
            parts, url = urlsplit(origin), urlsplit(self._house.configuration.url)
            ours = (parts.scheme, parts.netloc.lower()) in ((url.scheme, url.netloc.lower()), ("https" if self.secure else "http", self._host.lower()))
        except ValueError:
            return False
        return ours

    @property
    def is_page(self) -> bool:
        """Whether a person opens a page, and not a page one of its parts."""
        inside = ("/_stcore/", "/static/", "/media/", "/component/", "/app/static/")
        return self.method == "GET" and not self.path.startswith(inside) and "text/html" in self._headers.get("accept", "")

    @property
    def came_across_sites(self) -> bool:
        """Whether a link on another site led here, so that the browser kept our strict cookie back."""
        return self._headers.get("sec-fetch-site") == "cross-site" and not self.session_id


def safe_next(written: str, base: str) -> str:
    """Where to go on after signing in: a path of ours, else the start."""
    start = f"{base}/"
    if not written.startswith(start) or written.startswith(("//", "/\\")) or any(ord(letter) < 33 or letter == "\\" for letter in written):
        return start
    parts = urlsplit(written)
    inside = parts.path.removeprefix(base)
    outside = parts.scheme or parts.netloc or "//" in parts.path or {".", ".."} & set(unquote(parts.path).split("/"))
    return start if outside or inside in ("/sign-in", "/sign-out", "/set-up") else written


def policy(house: House) -> str:
    """The Content-Security-Policy. blob: is how Streamlit starts a component's script; its styles stand in the page."""
    scripts = " ".join(["'self'", "blob:", *house.script_hashes])
    return "; ".join((
        "default-src 'self'", f"script-src {scripts}", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self' data:",
        "connect-src 'self'", "worker-src 'self' blob:", "object-src 'none'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'self'"))


def _guarded(send: Send, house: House, visit: _Visit) -> Send:
    """Every answer with the headers that keep a browser from doing what it must not; Streamlit's page in the visitor's language."""
    lang = "zh-CN" if visit.lang == "zh" else "en"
    spoken = written_into(send, lambda page: page.replace(b'<html lang="en">', f'<html lang="{lang}">'.encode(), 1))

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _headers(house, visit):
                headers[name] = value
            for name in ("access-control-allow-origin", "server"):
                del headers[name]
        await (spoken if visit.is_page and visit.path not in OURS else send)(message)

    return guarded


def _headers(house: House, visit: _Visit) -> Iterable[tuple[str, str]]:
    yield "content-security-policy", policy(house)
    yield "x-content-type-options", "nosniff"
    yield "x-frame-options", "SAMEORIGIN"
    yield "referrer-policy", "same-origin"
    yield "cross-origin-opener-policy", "same-origin"
    yield "cross-origin-resource-policy", "same-origin"
    yield "permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    if visit.secure:
        yield "strict-transport-security", "max-age=31536000"
    if visit.path in OURS or visit.path.startswith(("/media/", "/_stcore/")):
        yield "cache-control", "no-store"


def _length(headers: Headers) -> int:
    """The bytes announced; -1 where they are not."""
    written = headers.get("content-length", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 16 else -1
