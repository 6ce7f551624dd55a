"""A real server and a real Chromium. Without Chromium the tests are skipped with a reason; under CI=true that is a failure."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from scorecard.store import Store

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"]
expect.set_options(timeout=20_000)  # as long as for a click; in Playwright's own five seconds a busy machine is not done
OUR_OWN_PROBES = ("/_stcore/health", "/_stcore/host-config")  # Streamlit asks below a deep link first, and takes the 404 as its answer


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser, one for all tests of a file: what is left of its event loop would be in the way of others. Chromium without a window where there is one,
    which takes a fifth less time."""
    path = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        reason = "no Chromium on this machine: browser tests not run"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """serve(fill, **settings): starts the dashboard on a store of its own (filled first, or empty), as `make run` does; its address."""
    running: list[subprocess.Popen[bytes]] = []

    def start(fill: Callable[[Store], None] | None = None, **settings: str) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        folder = tmp_path_factory.mktemp("data")
        if fill:
            with closing(Store(folder / "performance.duckdb")) as store:
                fill(store)
        environment = os.environ | {"SCORECARD_DATA": str(folder), "SCORECARD_TIMEZONE": "Asia/Shanghai", "SCORECARD_USER": "tester"} | settings
        running.append(subprocess.Popen([sys.executable, "-m", "scorecard.server", "--server.port", str(port)], cwd=ROOT, env=environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        address = f"http://127.0.0.1:{port}"
        for _ in range(600):  # a busy machine takes its time
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
                return address
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    yield start
    for process in running:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


@pytest.fixture(scope="session")
def sample(serve: Callable[[], str]) -> str:
    """A server for tests that only look (the sample year, an empty store)."""
    return serve()


@pytest.fixture
def context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """context(width, height, locale, dark): a fresh browser context, closed after the test."""
    opened: list[BrowserContext] = []

    def fresh(width: int = 1440, height: int = 900, locale: str = "zh-CN", dark: bool = False) -> BrowserContext:
        made = chromium.new_context(viewport={"width": width, "height": height}, locale=locale, color_scheme="dark" if dark else "light")
        made.set_default_timeout(20_000)
        opened.append(made)
        return made

    yield fresh
    for made in opened:
        made.close()


@pytest.fixture
def heard() -> Callable[[Page], list[str]]:
    """heard(page): a list that fills with the page's console errors and its requests to other hosts."""

    def listen(page: Page) -> list[str]:
        complaints: list[str] = []
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" and not m.location.get("url", "").endswith(OUR_OWN_PROBES) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: complaints.append(r.url) if not r.url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")) else None)
        return complaints

    return listen


def settle(page: Page) -> None:
    """Wait until the page has its heading and Streamlit has nothing more to do."""
    page.wait_for_selector("h1, [role=heading][aria-level='1']")
    page.wait_for_function("() => document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'")
    page.wait_for_selector("#first", state="detached")  # what stood there before the page itself
    page.wait_for_timeout(200)


def pick(page: Page, words: str) -> None:
    """Choose an entry to correct or withdraw, by typing; the list is opened for it where it is not open."""
    page.wait_for_timeout(300)  # what was saved is said while the page still runs
    settle(page)
    if page.get_by_role("combobox", name="选一条来更正或撤回").count() == 0:
        page.locator("summary").filter(has_text="选一条来更正或撤回").click()
        page.wait_for_timeout(300)
        settle(page)
    page.get_by_role("combobox", name="选一条来更正或撤回").click()
    page.keyboard.type(words)
    page.get_by_role("option").filter(has_text=words).wait_for()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    settle(page)


@pytest.fixture
def visit(context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """visit(address, **context): a page opened in a fresh context, settled."""

    def go(address: str, page: Page | None = None, **look: object) -> Page:
        page = page or context(**look).new_page()
        page.goto(address)
        settle(page)
        return page

    return go
