"""What stands on the start page before Streamlit does: the page's own wall or nothing at all. In a browser: tests/browser/test_first_look.py."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from scorecard import accounts, settings, ui, ui_visitor
from scorecard.auth import EVERYWHERE, Actor, Role, Way, local
from scorecard.facts import Fact
from scorecard.gate import ACTOR
from scorecard.opening import lend
from scorecard.problems import Problem, Refused
from scorecard.sessions import Sessions
from scorecard.store import Store
from scorecard.ui_wall import first_look

ASKED = re.compile(r'\?[^"]*')


def look(query: str = "", **headers: str) -> str:
    """What a request gets; headers: with _ for -."""
    sent = {"host": "127.0.0.1:8501", "accept-language": "zh-CN,zh;q=0.9"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return first_look({"type": "http", "query_string": query.encode(), "headers": [(name.encode(), value.encode()) for name, value in sent.items()]}).decode()


@pytest.fixture
def here(afresh: Path, delivered: Path, raw: Callable[..., dict[str, Any]], checked: Callable[..., list[Fact]]) -> Iterator[Store]:
    """The store of this machine, with a fact in it."""
    shutil.copy(delivered, afresh / "performance.duckdb")
    store = ui.store_of(False)
    store.record(checked(raw("recall")), by=local("t"))
    yield store
    store.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("query", [{"sample": "1"}, {}, {"sample": "1", "show": "behind,22"}])
def test_it_is_what_the_page_then_draws_in_light_and_dark(here: Store, query: dict[str, str], lang: str) -> None:
    app = AppTest.from_file(str(settings.ROOT / "app.py"), default_timeout=60)
    for name, value in (query | {"lang": lang}).items():
        app.query_params[name] = value
    wall, menu = (json.loads(element.proto.json)["drawing"] for element in sorted(app.run().get("bidi_component"), key=lambda e: -len(e.proto.json)))
    there = look("&".join(f"{name}={value}" for name, value in (query | {"lang": lang}).items()))
    assert there.count(wall) == 1  # once as it is (light), once in the other colours
    assert ASKED.sub("", menu) in ASKED.sub("", there.replace(' aria-current="page"', ""))  # its first menu does not yet know the unit
    assert there.count("<main>") == 2 and there.count('href="indicator?') == 2 * (wall + menu).count('href="indicator?')
    assert there.count(f"<h1>{app.title[0].value}</h1>") == 2


@pytest.mark.parametrize("query", ["as_of=2025-04-30", "known_at=2025-04-30T10:00", "meeting=2025-07-25", "embed=true", "sample=1&embed_options=dark_theme",
                                   "x=1"])
def test_an_address_that_asks_for_more_is_left_to_the_page(here: Store, query: str) -> None:
    assert look() and look(query) == ""


def test_a_wall_under_something_else_is_left_to_the_page(afresh: Path, delivered: Path) -> None:
    shutil.copy(delivered, afresh / "performance.duckdb")
    assert look() == ""  # no fact yet: the page begins with the first step
    ui.store_of(False).close()


def test_a_store_without_a_budget_or_out_of_reach_is_left_to_the_page(afresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert look() == ""
    ui.store_of(False).close()
    monkeypatch.setattr(ui, "store_of", lambda sample: (_ for _ in ()).throw(Refused([Problem("store_held")])))
    assert look() == ""


@pytest.mark.parametrize("headers", [{"host": "10.0.0.5:8501"}, {"host": "another.localhost"}, {"x_forwarded_for": "10.0.0.5"}, {"via": "1.1 nginx"}])
def test_the_local_mode_shows_it_to_this_machine_only(here: Store, headers: dict[str, str]) -> None:
    assert look() and look(**headers) == ""


@pytest.mark.parametrize(("accepted", "heading"), [("zh-CN", "总览"), ("en-US,en;q=0.9", "Overview"), ("fr", "总览"), ("", "总览")])
def test_it_speaks_as_the_browser_does(here: Store, accepted: str, heading: str) -> None:
    assert f"<h1>{heading}</h1>" in look(accept_language=accepted)


def test_in_an_office_it_is_for_whoever_may_see_the_unit(here: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui_visitor.served, "sessions", sessions := Sessions(here, timedelta(minutes=30), timedelta(hours=12)))
    lend(here)

    def asked(name: str, roles: dict[str, Role], signed_in: bool = True) -> str:
        accounts.accept(here, accounts.add(here, name, "", roles, by=local("t")), "correct horse battery", address="")
        session = accounts.hash_of(sessions.begin(name, "10.0.0.1")) if signed_in else "0" * 64
        said = quote(json.dumps(asdict(Actor(name, Way.ACCOUNT, "10.0.0.1", session))))
        return look(host="office.example", **{ACTOR.replace("-", "_"): said})

    try:
        shown = asked("viewer", {EVERYWHERE: Role.VIEWER})
        assert "viewer" in shown and 'href="indicator?' in shown and 'href="people?' not in shown
        assert asked("elsewhere", {"999999": Role.RECORDER}) == "" and asked("nobody", {}) == ""
        assert asked("gone", {EVERYWHERE: Role.ADMINISTRATOR}, signed_in=False) == "" and look() == ""
    finally:
        lend(None)
