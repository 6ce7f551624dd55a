"""The served mode as a process of its own, with accounts, for the tests that attack it, break it, or look at it in a browser."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import httpx2

from scorecard import accounts, settings
from scorecard.auth import EVERYWHERE, Role, local
from scorecard.engines import Server
from scorecard.importing.budget_folder import read_budget_folder
from scorecard.keeping import adopt
from scorecard.store import Store

PASSWORD = "correct horse battery"
PEOPLE = {"viewer": {EVERYWHERE: Role.VIEWER}, "recorder": {EVERYWHERE: Role.RECORDER}, "boss": {EVERYWHERE: Role.ADMINISTRATOR},
          "elsewhere": {"999999": Role.ADMINISTRATOR}}


class Office:
    """A served dashboard on a data folder of its own. people: account -> roles, each with PASSWORD (a role may be of a unit that is not there).
    place: the PostgreSQL database of its store, in place of a file."""

    def __init__(self, folder: Path, configuration: str = "", people: Mapping[str, Mapping[str, Role]] = PEOPLE,
                 fill: Callable[[Store], None] | None = None, place: Server | None = None, **environment: str) -> None:
        self.folder, self.process = folder, None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "server.toml").write_text(f'listen = "127.0.0.1:{self.port}"\n' + (configuration or f'url = "{self.url}"\n'), encoding="utf-8")
        self.environment = os.environ | {"SCORECARD_DATA": str(folder), "SCORECARD_TIMEZONE": "Asia/Shanghai", "SCORECARD_USER": "tester",
                                         "LC_ALL": "C.UTF-8"} | environment
        if place:
            self.environment["SCORECARD_DATABASE"] = f"postgres://{place.user}@{place.host}:{place.port}/{place.database}"
        elif (folder / "performance.duckdb").exists():
            return
        with closing(Store(place or folder / "performance.duckdb")) as store:
            if not store.budgets():
                adopt(store, read_budget_folder(settings.BUDGET_FOLDER), by=local("t"))
                for account, roles in people.items():
                    token = accounts.add(store, account, account, roles, by=local("t"))
                    accounts.accept(store, token, PASSWORD, address="")
                if fill:
                    fill(store)

    def start(self, wait: float = 30) -> "Office":
        """Start it, and wait until it answers."""
        self.log = (self.folder / "serve.log").open("ab")
        self.process = subprocess.Popen([sys.executable, "-m", "scorecard", "serve"], cwd=settings.ROOT, env=self.environment, stdout=self.log, stderr=self.log)
        until = time.monotonic() + wait
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{self.base}/healthz", timeout=2)
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError((self.folder / "serve.log").read_text(encoding="utf-8")[-3000:])

    base = ""

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop it; its exit status."""
        assert self.process
        self.process.send_signal(how)
        return self.process.wait(40)

    def command(self, *arguments: str, status: int | None = 0) -> subprocess.CompletedProcess[str]:
        """A command of the command line on its data folder, whether or not it runs."""
        done = subprocess.run([sys.executable, "-m", "scorecard", *arguments], cwd=settings.ROOT, env=self.environment, capture_output=True, text=True,
                              encoding="utf-8", timeout=120)
        assert status is None or done.returncode == status, (arguments, done.stdout, done.stderr)
        return done

    def visitor(self, account: str = "", password: str = PASSWORD) -> httpx2.Client:
        """Somebody with a browser's headers, signed in where an account is named. Redirects are not followed."""
        client = httpx2.Client(base_url=self.url, headers={"Origin": self.url, "Accept": "text/html", "Accept-Language": "zh-CN"}, timeout=20)
        if account:
            assert client.post("/sign-in", data={"account": account, "password": password, "next": "/"}).status_code == 303
        return client
