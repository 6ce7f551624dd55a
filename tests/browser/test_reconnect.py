"""The served mode killed under an open form, in a real browser: the page comes back by itself with what was typed, and nothing is saved twice."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scorecard.backups import audit_findings
from scorecard.store import Store
from tests.office import Office

KEY = ("047022", 2025)
SAVED, ALREADY = "已保存：召回", "已经保存过"


@pytest.fixture
def office(chromium: object, tmp_path: Path) -> Iterator[Office]:
    there = Office(tmp_path / "data").start()
    yield there
    if there.process and there.process.poll() is None:
        there.stop()


@pytest.fixture
def form(office: Office, context: Callable[..., BrowserContext]) -> Page:
    """The form, opened by somebody who may fill it."""
    fresh, client = context(), office.visitor("recorder")
    fresh.add_cookies([{"name": name, "value": value, "url": office.url, "sameSite": "Strict"} for name, value in client.cookies.items()])
    client.close()
    page = fresh.new_page()
    page.goto(f"{office.url}/record")
    settled(page)
    return page


def settled(page: Page) -> None:
    """Connected, and nothing more to do."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]", timeout=60_000)
    page.wait_for_timeout(300)


def typed(page: Page, **fields: str) -> None:
    for label, value in fields.items():
        asked = page.get_by_label(f"{label} *", exact=True)
        expect(asked).to_have_count(1)
        asked.fill(value)
        page.keyboard.press("Tab")
        page.wait_for_timeout(250)


def holds(page: Page, **fields: str) -> None:
    for label, value in fields.items():
        expect(page.get_by_label(f"{label} *", exact=True)).to_have_value(value)


def came_back(office: Office, page: Page) -> None:
    """The server started again on its port; the page finds it without being touched."""
    page.wait_for_selector("[data-testid=stApp]:not([data-test-connection-state=CONNECTED])", timeout=60_000)
    office.start()
    settled(page)


def recalls(office: Office) -> list[str]:
    """The numbers of all recalls in the journal of an office that is stopped; the store is sound."""
    with closing(Store(office.folder / "performance.duckdb")) as store:
        assert store.check().findings == [] and audit_findings(store, office.folder / "backups") == []
        return [str(vars(entry.fact)["recall_number"]) for entry in store.entries(*KEY)]


def test_a_form_half_filled_outlives_a_kill_of_the_server(office: Office, form: Page) -> None:
    typed(form, 召回编号="ZH-2025-101", 生产者="某电器")
    address = form.url
    office.stop(signal.SIGKILL)
    came_back(office, form)
    assert form.url == address
    holds(form, 召回编号="ZH-2025-101", 生产者="某电器", 产品="")
    typed(form, 产品="电热毯")
    form.get_by_role("button", name="保存").click()
    expect(form.get_by_text(SAVED)).to_be_visible()
    assert office.stop() == 0 and recalls(office) == ["ZH-2025-101"]


def test_saved_and_killed_before_the_answer_is_one_entry_and_said_so(office: Office, form: Page) -> None:
    """Killed as soon as the log grows: the commit stands, and the browser hears nothing of it. Where the answer was faster than the kill, or the kill than
    the commit: once more."""
    log, tried = office.folder / "performance.duckdb.wal", []
    for number in ("ZH-2025-102", "ZH-2025-104", "ZH-2025-105", "ZH-2025-106", "ZH-2025-107"):
        content = {"召回编号": number, "生产者": "某电器", "产品": "电热毯"}
        tried.append(number)
        typed(form, **content)
        before, done = log.stat().st_size if log.exists() else 0, threading.Event()

        def watch(before: int = before, done: threading.Event = done) -> None:
            until = time.monotonic() + 30
            while time.monotonic() < until and (log.stat().st_size if log.exists() else 0) == before:
                time.sleep(0.001)
            office.stop(signal.SIGKILL)
            done.set()

        threading.Thread(target=watch).start()
        form.get_by_role("button", name="保存").click(no_wait_after=True)
        assert done.wait(40)
        came_back(office, form)
        if form.get_by_text(SAVED).count() == 0:
            holds(form, **content)
            form.get_by_role("button", name="保存").click()
            expect(form.get_by_text(SAVED).or_(form.get_by_text(ALREADY))).to_be_visible()
            if form.get_by_text(ALREADY).count():
                break
        form.goto(f"{office.url}/record")
        settled(form)
    expect(form.get_by_text(ALREADY)).to_be_visible()
    assert office.stop() == 0 and sorted(recalls(office)) == tried


def test_the_same_address_saved_twice_is_one_entry_and_said_so(office: Office, form: Page) -> None:
    content = {"召回编号": "ZH-2025-103", "生产者": "某电器", "产品": "电热毯"}
    for said in (SAVED, ALREADY):
        form.goto(f"{office.url}/record?op=of-my-own")
        settled(form)
        typed(form, **content)
        form.get_by_role("button", name="保存").click()
        expect(form.get_by_text(said)).to_be_visible()
    assert office.stop() == 0 and recalls(office) == ["ZH-2025-103"]
