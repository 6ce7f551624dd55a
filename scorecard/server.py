"""Starts the dashboard: for this machine (`python -m scorecard.server`, what `make run` does), or for an office with sign-in (`serve`).

The local mode is `streamlit run scorecard/server_local.py`, but for one thing: with a folder named pages/, Streamlit takes the first address after a start
that is not / for a page it does not know, until app.py has run once. Here it is told beforehand that app.py names the pages.
"""

import argparse
import re
import secrets
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import streamlit
import uvicorn
from starlette.middleware import Middleware
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

from scorecard import accounts, i18n, memory, settings, turns, ui_portfolio
from scorecard.auth import local
from scorecard.backups import Backups, sweep
from scorecard.configuration import Configuration, is_loopback, read_configuration
from scorecard.entrance import Entrance
from scorecard.gate import Gate, House
from scorecard.opening import backup_folder, lend, open_store
from scorecard.packed import Packed, PackedPages
from scorecard.problems import Refused
from scorecard.relay import Relay
from scorecard.sessions import Sessions
from scorecard.shell import TAKES_OVER, Shell, head, script, source
from scorecard.store import Store
from scorecard.ui_visitor import served
from scorecard.ui_wall import first_look

STATIC = Path(streamlit.__file__).parent / "static"
"""Streamlit's own page, and what belongs to it."""
TIDIED = 5
"""Seconds between two times that memory is tidied."""
EVERY = 4
"""Of these, one is a round of what else is done beside the pages: sign-ins written down, the daily backup, denied tries counted from 0."""
LARGEST_MESSAGE = 8 * 1024 * 1024
"""Bytes of one websocket message from a browser; files come another way."""
PATIENCE = 20
"""Seconds to wait for a store that another process is about to let go."""


def main(options: list[str]) -> None:
    """Serve app.py to this machine until stopped; takes `streamlit run`'s options."""
    PagesManager.uses_pages_directory = False
    turns.hold()
    ui_portfolio.keep_warm()
    cli.main(["run", str(settings.ROOT / "scorecard" / "server_local.py"), *options], prog_name="streamlit")


def serve(asked: argparse.Namespace, carry: Callable[[argparse.Namespace], int]) -> int:
    """Serve an office until stopped: sign-in, roles, audit, backups. 1 with every mistake of the configuration; carry: runs a command of others."""
    memory.thrifty()
    turns.hold()
    try:
        it = read_configuration(settings.data_folder())
        settings.timezone()
        if asked.check:
            print(i18n.text("serve.sound", asked.lang, url=it.url))
            return 0
        store = open_store(patience=PATIENCE)
    except Refused as refused:
        for problem in refused.problems:
            print(i18n.problem_text(problem, asked.lang), file=sys.stderr)
        return 1
    except (KeyError, ValueError):
        print(i18n.text("problem.unknown_timezone", asked.lang, name="SCORECARD_TIMEZONE"), file=sys.stderr)
        return 1
    first = "" if accounts.administered(store) else secrets.token_urlsafe(32)
    listen = ("127.0.0.1", it.listen[1]) if first else it.listen
    if first:
        print(i18n.text("serve.first", asked.lang, link=f"http://127.0.0.1:{listen[1]}{it.base}/set-up?token={first}"), flush=True)
        if it.public:
            print(i18n.text("serve.not_public_yet", asked.lang, url=it.url), flush=True)
    else:
        print(i18n.text("serve.at", asked.lang, url=it.url), flush=True)
        if not it.secure and not is_loopback(it.listen[0]):
            print(i18n.text("serve.no_tls", asked.lang), file=sys.stderr, flush=True)
    app = application(store, it, first, carry)
    server = uvicorn.Server(uvicorn.Config(
        app, *listen, ws="websockets-sansio", ws_max_size=LARGEST_MESSAGE, ws_ping_interval=20, ws_ping_timeout=20, proxy_headers=False, server_header=False,
        access_log=False, log_level="warning", timeout_graceful_shutdown=5, timeout_keep_alive=75))
    for asked_to_stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked_to_stop, lambda *_: None)  # uvicorn stops at it, then raises it once more: by then all is done
    server.run()
    return 0 if server.started else 1


def application(store: Store, it: Configuration, first: str, carry: Callable[[argparse.Namespace], int]) -> streamlit.App:
    """The dashboard behind its gate. first: the token of the link for the first administrator, while there is none."""
    PagesManager.uses_pages_directory = False
    backups = Backups(store, backup_folder(it), it.backup_days, it.backup_months)
    sessions = Sessions(store, it.idle, it.longest)
    house = House(store, sessions, it, _from_a_person, tuple(map(source, (*_scripts_of_streamlit(), script(it.base), TAKES_OVER))), bool(first))
    served.sessions, served.backups = sessions, backups
    lend(store)
    sweep(settings.data_folder(), backups.folder)
    entrance = Entrance(house, secrets.token_hex(32), first)

    @asynccontextmanager
    async def lifespan(app: streamlit.App) -> AsyncIterator[None]:
        stopped = threading.Event()
        relay = Relay(settings.data_folder(), carry)
        beside = threading.Thread(target=_beside, args=(house, backups, it, stopped), daemon=True, name="beside")
        beside.start()
        ui_portfolio.keep_warm()
        memory.settle()
        yield
        stopped.set()
        relay.close()
        beside.join(5)
        house.teller.shutdown()
        with suppress(Refused):
            sessions.flush()
        lend(None)
        store.close(checkpoint=True)

    app = streamlit.App(settings.ROOT / "app.py", lifespan=lifespan, middleware=[
        Middleware(PackedPages), Middleware(Gate, house=house, entrance=entrance.app),
        Middleware(Shell, head=head(STATIC, it.base), start=f"{it.base}/", look=first_look),
        Middleware(Packed, folder=STATIC / "static", address=f"{it.base}/static")])
    for name, value in {"server.baseUrlPath": it.base.strip("/"), "server.enableXsrfProtection": True, "server.enableCORS": True,
                        "server.headless": True, "browser.gatherUsageStats": False}.items():
        config.set_option(name, value)
    return app


def _beside(house: House, backups: Backups, it: Configuration, stopped: threading.Event) -> None:
    """What is done beside the pages until the program stops. A full disk stops nothing of it: the next round tries again."""
    tried, rounds = None, 0
    while not stopped.wait(TIDIED):
        memory.tidy()
        rounds += 1
        if rounds % EVERY:
            continue
        house.denied = 0
        with suppress(Refused):
            house.sessions.flush()
        now = house.sessions.now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        if tried != hour and backups.due(it.backup_at, settings.timezone(), now):
            tried = hour  # a try that fails is shown to administrators, and made again in the next hour
            with suppress(Refused):
                backups.make(by=local(""))


def _from_a_person(message: bytes) -> bool:
    """Whether a browser's message is somebody's doing: a page that refreshes itself keeps nobody signed in."""
    said = BackMsg()
    try:
        said.ParseFromString(message)
    except ValueError:  # DecodeError is one: Streamlit itself ends such a connection
        return False
    return not said.rerun_script.is_auto_rerun


def _scripts_of_streamlit() -> list[str]:
    """The scripts that stand in Streamlit's own page."""
    return re.findall(r"<script>(.*?)</script>", (STATIC / "index.html").read_text(encoding="utf-8"), re.DOTALL)


if __name__ == "__main__":
    main(sys.argv[1:])
