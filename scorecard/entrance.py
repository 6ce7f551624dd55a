"""What stands before the dashboard: signing in and out, a first password by a one-time link, one's own account, the answer to a health check."""

import asyncio
import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from math import ceil
from typing import Any

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from scorecard import accounts, settings
from scorecard.auth import EVERYWHERE, Actor, Role, Way, local
from scorecard.gate import COOKIE, SIGNED_IN, House, safe_next
from scorecard.i18n import problem_text, text
from scorecard.lockout import Lockout
from scorecard.problems import Problem, Refused
from scorecard.provider import Provider, known_account

LEAST_FREE = 100 * 1024 * 1024
"""Bytes of free disk below which the health check says no."""
Answer = Callable[[Request], Any]


class Entrance:
    """The pages of OURS (gate.py). first: the token of the link that makes the first administrator, while there is none."""

    def __init__(self, house: House, secret: str, first: str = "") -> None:
        self._house, self._first, self._lockout = house, first, Lockout()
        self._one_by_one = asyncio.Semaphore(1)  # passwords: many tries at once would all be weighed before the first has failed, and each takes 64 MB
        it = house.configuration
        self._provider = Provider(it.oidc, it.url) if it.oidc else None
        for row in house.store.ask("audit/failed_sign_ins", since=house.sessions.now() - timedelta(minutes=15)):
            self._lockout.fail(row["subject"], row["address"], row["recorded_at"])  # a restart forgives nobody
        routes: dict[str, tuple[Answer, list[str]]] = {
            "/sign-in": (self._sign_in, ["GET", "POST"]), "/sign-out": (self._sign_out, ["GET", "POST"]), "/set-up": (self._set_up, ["GET", "POST"]),
            "/account": (self._account, ["GET", "POST"]), "/session": (self._session, ["GET"]), "/healthz": (self._health, ["GET"]),
            "/oidc": (self._to_provider, ["GET"]), "/oidc/callback": (self._from_provider, ["GET"]),
            "/robots.txt": (lambda request: PlainTextResponse("User-agent: *\nDisallow: /\n"), ["GET"])}
        self.app = Starlette(
            routes=[Route(it.base + path, answer, methods=methods) for path, (answer, methods) in routes.items()], exception_handlers={Refused: self._refused},
            middleware=[Middleware(SessionMiddleware, secret_key=secret, session_cookie="scorecard_oidc", max_age=600, path=f"{it.base}/oidc",
                                   same_site="lax", https_only=it.secure)])  # only for the way to the provider and back, which leads across sites

    # --- signing in and out ------------------------------------------------------------------------------------------

    async def _sign_in(self, request: Request) -> Response:
        visit = request.scope["scorecard"]
        if request.method != "POST":  # a HEAD is no form that was sent
            onward = safe_next(request.query_params.get("next", ""), self._house.configuration.base)
            if visit.actor and visit.actor.name:
                return RedirectResponse(onward, 303)
            return self._page(request, "sign_in", next=onward)
        typed = await _typed(request)
        async with self._one_by_one:
            return await run_in_threadpool(self._try, request, visit, typed)

    def _try(self, request: Request, visit: Any, typed: Mapping[str, str]) -> Response:
        """A password is tried: held against the lock-out first, so that a locked account says nothing of the password."""
        account, now = typed.get("account", "").strip(), self._house.sessions.now()
        onward = safe_next(typed.get("next", ""), self._house.configuration.base)
        wait = self._lockout.wait(account, visit.address, now)
        if wait:
            self._house.tell(Actor(account[:60], Way.ACCOUNT, visit.address), "sign in", "locked_out")
            seconds = ceil(wait.total_seconds())
            return self._page(request, "sign_in", 429, [Problem("locked_out", values={"seconds": seconds})], next=onward, account=account)
        if not accounts.verified(self._house.store, account, typed.get("password", "")):
            self._lockout.fail(account, visit.address, now)
            self._house.tell(Actor(account[:60], Way.ACCOUNT, visit.address), "sign in", "sign_in_wrong")
            return self._page(request, "sign_in", 401, [Problem("sign_in_wrong")], next=onward, account=account)
        self._lockout.succeed(account)
        return self._enter(request, account, onward)

    def _enter(self, request: Request, account: str, onward: str, way: Way = Way.ACCOUNT, across: bool = False) -> Response:
        """A sign-in begins, always with a new token; one that was there before ends. across: the browser comes from another site, whose
        redirects do not carry a strict cookie along, so that a page of ours has to lead on."""
        visit = request.scope["scorecard"]
        if visit.actor and (before := self._house.sessions.find(visit.actor.session_id, touch=False)):
            self._house.sessions.end(before, "signed in anew")
        token = self._house.sessions.begin(account, visit.address, way)
        answer = self._page(request, "go", go_on=onward, next=onward, words=text("entrance.go_on", visit.lang)) if across else RedirectResponse(onward, 303)
        path = self._house.configuration.base or "/"
        answer.set_cookie(COOKIE, token, path=path, secure=self._house.configuration.secure, httponly=True, samesite="strict")
        answer.set_cookie(SIGNED_IN, "1", path=path, secure=self._house.configuration.secure, samesite="strict")
        return answer

    async def _sign_out(self, request: Request) -> Response:
        visit = request.scope["scorecard"]
        base = self._house.configuration.base
        if request.method != "POST":  # a HEAD is no form that was sent
            return RedirectResponse(f"{base}/account", 303)
        found = self._house.sessions.find(visit.actor.session_id, touch=False)
        if found:
            await run_in_threadpool(self._house.sessions.end, found, "signed out")
        answer = RedirectResponse(f"{base}/sign-in", 303)
        for name in (COOKIE, SIGNED_IN):
            answer.delete_cookie(name, path=base or "/")
        return answer

    async def _session(self, request: Request) -> Response:
        """Whether the browser's sign-in still lives: a page asks, and leads to the sign-in where it does not."""
        return JSONResponse({"signed_in": request.scope["scorecard"].actor is not None})

    # --- passwords ---------------------------------------------------------------------------------------------------

    async def _set_up(self, request: Request) -> Response:
        typed = await _typed(request) if request.method == "POST" else dict(request.query_params)
        async with self._one_by_one:
            return await run_in_threadpool(self._set_password, request, request.scope["scorecard"], typed)

    def _set_password(self, request: Request, visit: Any, typed: Mapping[str, str]) -> Response:
        """A one-time link is opened, or its form sent: the first administrator names the account, too."""
        store, token = self._house.store, typed.get("token", "")
        first = bool(self._first) and token == self._first and not accounts.administered(store)
        account = None if first else accounts.invited(store, token, self._house.sessions.now())
        if not first and account is None:
            self._house.tell(Actor("", Way.ANONYMOUS, visit.address), "one-time link", "link_void")
            return self._page(request, "void", 410, [Problem("link_void")], next=f"{self._house.configuration.base}/sign-in",
                              words=text("entrance.sign_in", visit.lang))
        if request.method != "POST":  # a HEAD is no form that was sent
            return self._page(request, "set_up", token=token, account=account)
        try:
            if typed.get("password") != typed.get("again"):
                raise Refused([Problem("passwords_differ")])
            if first:
                accounts.refuse_weak(typed.get("password", ""), typed.get("account", ""))
                token = accounts.add(store, typed.get("account", ""), "", {EVERYWHERE: Role.ADMINISTRATOR}, by=local(settings.recorder()))
                self._first = ""
            account = accounts.accept(store, token, typed.get("password", ""), address=visit.address)
        except Refused as refused:
            return self._page(request, "set_up", 400, refused.problems, token=token, account=account)
        self._house.closed_to_others = False
        return self._enter(request, account, f"{self._house.configuration.base}/")

    async def _account(self, request: Request) -> Response:
        typed = await _typed(request) if request.method == "POST" else {}
        async with self._one_by_one:
            return await run_in_threadpool(self._own_account, request, request.scope["scorecard"], typed)

    def _own_account(self, request: Request, visit: Any, typed: Mapping[str, str]) -> Response:
        """Who one is, and a new password."""
        store, actor, problems, done = self._house.store, visit.actor, list[Problem](), list[str]()
        if not actor.name:
            return RedirectResponse(f"{self._house.configuration.base}/sign-in", 303)
        if typed:
            wait = self._lockout.wait(actor.name, visit.address, self._house.sessions.now())
            try:
                if wait:
                    raise Refused([Problem("locked_out", values={"seconds": ceil(wait.total_seconds())})])
                if typed.get("password") != typed.get("again"):
                    raise Refused([Problem("passwords_differ")])
                accounts.change_password(store, actor.name, typed.get("old", ""), typed.get("password", ""), by=actor)
                done = [text("entrance.changed", visit.lang)]
            except Refused as refused:
                problems = refused.problems
                if problems[0].code == "password_wrong":
                    self._lockout.fail(actor.name, visit.address, self._house.sessions.now())
        there, names = accounts.person(store, actor.name), {place.unit.unit_code: place.unit.name for place in store.units()}
        roles = [(text("role.everywhere", visit.lang) if unit == EVERYWHERE else names.get(unit, unit), text(f"role.{role}", visit.lang))
                 for unit, role in there.roles.items()]
        return self._page(request, "account", 400 if problems else 200, problems, done, account=there.account, display_name=there.display_name, roles=roles,
                          has_password=there.has_password and actor.way is Way.ACCOUNT, signs_out=bool(actor.session_id))

    # --- a provider --------------------------------------------------------------------------------------------------

    async def _to_provider(self, request: Request) -> Response:
        if self._provider is None:
            return PlainTextResponse("Not Found", 404)
        request.session["next"] = safe_next(request.query_params.get("next", ""), self._house.configuration.base)
        try:
            return await self._provider.leave(request)
        except Refused as refused:
            return self._page(request, "sign_in", 502, refused.problems, next=request.session["next"])

    async def _from_provider(self, request: Request) -> Response:
        if self._provider is None:
            return PlainTextResponse("Not Found", 404)
        visit, base = request.scope["scorecard"], self._house.configuration.base
        onward = safe_next(str(request.session.pop("next", "")), base)
        try:
            claims = await self._provider.arrive(request)
            account = await run_in_threadpool(known_account, self._house.store, self._provider.oidc, claims)
        except Refused as refused:
            self._house.tell(Actor("", Way.ANONYMOUS, visit.address), "oidc", refused.problems[0].code)
            return self._page(request, "sign_in", 403, refused.problems, next=onward)
        return await run_in_threadpool(self._enter, request, account, onward, Way.ACCOUNT, True)

    # --- health ------------------------------------------------------------------------------------------------------

    async def _health(self, request: Request) -> Response:
        return await run_in_threadpool(self._healthy)

    def _healthy(self) -> Response:
        """Whether the database answers and the disk has room: words only, for whoever asks."""
        store = self._house.store
        try:
            store.ask("store/alive")
            store.ask("audit/head")
            database = True
        except Refused:
            database = False
        room = store.folder is None or shutil.disk_usage(store.folder).free >= LEAST_FREE
        return JSONResponse({"ok": database and room, "database": database, "disk": room}, 200 if database and room else 503)

    async def _refused(self, request: Request, refused: Exception) -> Response:
        """What the store could not do, in a sentence: a full disk, a damaged file."""
        assert isinstance(refused, Refused)
        base = self._house.configuration.base
        return self._page(request, "void", 503, refused.problems, next=f"{base}/", words=text("entrance.back", request.scope["scorecard"].lang))

    # --- showing -----------------------------------------------------------------------------------------------------

    def _page(self, request: Request, kind: str, status: int = 200, problems: list[Problem] | None = None, done: list[str] | None = None,
              **values: object) -> Response:
        visit, oidc = request.scope["scorecard"], self._house.configuration.oidc
        lang = visit.lang
        provider = (oidc.name or text("entrance.provider", lang)) if oidc else ""
        titles = {"set_up": "entrance.set_up", "account": "entrance.own", "void": "entrance.set_up"}
        body = _template().render(kind=kind, lang=lang, base=self._house.configuration.base, provider=provider, shortest=accounts.SHORTEST,
                                  title=text(titles.get(kind, "entrance.sign_in"), lang), t=lambda key, **more: text(key, lang, **more),
                                  wrong=[problem_text(problem, lang) for problem in problems or ()], done=done or [], **values)
        return HTMLResponse(body, status)


async def _typed(request: Request) -> dict[str, str]:
    """What a form was sent with; files are none of its business."""
    async with request.form(max_files=0, max_fields=10) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


@cache
def _template() -> Any:
    return Environment(loader=FileSystemLoader(settings.ROOT / "scorecard"), autoescape=True).get_template("entrance_page.html")
