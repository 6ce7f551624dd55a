"""Who looks at the page: only this machine in the local mode; in the served mode whom the gate names, looked up again."""

import json
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from scorecard import ui_visitor
from scorecard.accounts import accept, add, give, hash_of
from scorecard.auth import EVERYWHERE, Actor, Role, Way, local
from scorecard.backups import Backups
from scorecard.gate import ACTOR
from scorecard.problems import Problem
from scorecard.sessions import Sessions
from scorecard.store import Store
from scorecard.ui_visitor import served


@pytest.fixture
def headers(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the page was asked for with."""
    found: dict[str, str] = {}
    monkeypatch.setattr(ui_visitor, "st", SimpleNamespace(context=SimpleNamespace(headers=found), error=lambda *_, **__: None, warning=lambda *_, **__: None))
    return found


@pytest.fixture
def sessions(store: Store) -> Iterator[Sessions]:
    served.sessions = Sessions(store, timedelta(minutes=30), timedelta(hours=12))
    yield served.sessions
    served.sessions = served.backups = None


@pytest.mark.parametrize(("asked", "admitted"), [
    ({"Host": "127.0.0.1:8501"}, True), ({"Host": "localhost:8501"}, True), ({"Host": "[::1]:8501"}, True), ({}, True),
    ({"Host": "10.0.0.5:8501"}, False), ({"Host": "evil.example"}, False), ({"Host": "127.0.0.1.evil.example"}, False), ({"Host": "a]b["}, False),
    ({"Host": "127.0.0.1", "x-forwarded-for": "10.0.0.5"}, False), ({"Host": "127.0.0.1", "forwarded": "for=1"}, False),
    ({"Host": "127.0.0.1", "via": "1.1 nginx"}, False)])
def test_the_local_mode_is_for_this_machine_only(headers: dict[str, str], store: Store, asked: dict[str, str], admitted: bool) -> None:
    headers |= asked
    assert ui_visitor.admit("overview", store, "zh") is admitted


def test_a_header_names_nobody_in_the_local_mode(headers: dict[str, str]) -> None:
    headers[ACTOR] = quote(json.dumps(vars(Actor("boss"))))
    found = ui_visitor.actor()
    assert found and found.way is Way.LOCAL and found.name != "boss"


def named(headers: dict[str, str], actor: Actor) -> None:
    headers[ACTOR] = quote(json.dumps(vars(actor)))


def test_who_is_signed_in_is_looked_up_on_every_run(headers: dict[str, str], store: Store, sessions: Sessions) -> None:
    accept(store, add(store, "wang", "", {EVERYWHERE: Role.RECORDER}, by=local("t")), "correct horse battery", address="")
    actor = Actor("wang", session_id=hash_of(sessions.begin("wang", "10.0.0.1")), address="10.0.0.1")
    named(headers, actor)
    assert ui_visitor.actor() == actor
    assert ui_visitor.admit("record", store, "zh") and not ui_visitor.admit("people", store, "zh")
    assert store.ask("audit/all")[-1]["action"] == "people"
    give(store, "wang", EVERYWHERE, Role.VIEWER, by=local("t"))
    assert ui_visitor.actor() is None
    assert not ui_visitor.admit("overview", store, "zh")


@pytest.mark.parametrize("said", ["", "%7B", "%5B1%5D", quote('{"name": "boss"}'), quote(json.dumps(vars(Actor("boss", Way.LOCAL)))),
                                  quote(json.dumps(vars(Actor("boss", session_id="0" * 64)))), quote(json.dumps(vars(Actor("boss")) | {"way": "king"}))])
def test_what_the_gate_did_not_say_names_nobody(headers: dict[str, str], store: Store, sessions: Sessions, said: str) -> None:
    headers[ACTOR] = said
    assert ui_visitor.actor() is None
    assert not ui_visitor.admit("overview", store, "zh")


def test_an_account_without_a_role_sees_nothing(headers: dict[str, str], store: Store, sessions: Sessions) -> None:
    named(headers, Actor("nobody", Way.PROXY))
    assert not ui_visitor.admit("overview", store, "zh")


def test_what_is_wrong_with_the_backups_is_told_to_administrators(store: Store, sessions: Sessions, tmp_path: object) -> None:
    served.backups = Backups(store, store.path.parent / "backups")  # type: ignore[union-attr]
    assert ui_visitor.backup_trouble({EVERYWHERE: Role.ADMINISTRATOR}) is None
    served.backups.failure = Problem("backup_failed")
    assert ui_visitor.backup_trouble({EVERYWHERE: Role.ADMINISTRATOR}) == Problem("backup_failed")
    assert ui_visitor.backup_trouble({"047022": Role.ADMINISTRATOR}) is None
    assert ui_visitor.backup_trouble({EVERYWHERE: Role.RECORDER}) is None
