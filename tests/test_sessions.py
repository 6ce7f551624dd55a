"""Sign-ins on the server's side: they rest, last and end as they must, and outlive a restart."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scorecard.accounts import hash_of
from scorecard.auth import Actor
from scorecard.sessions import Sessions
from scorecard.store import Store

BOTH_STORES = True
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
NOW = datetime(2026, 1, 15, 9)


class Clock(Sessions):
    """Sign-ins whose clock the test sets."""

    at = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def sessions(store: Store) -> Clock:
    return Clock(store, IDLE, LONGEST)


def test_a_sign_in_lives_and_ends(sessions: Clock, store: Store) -> None:
    token = sessions.begin("wang", "10.0.0.1")
    found = sessions.find(hash_of(token))
    assert found and (found.account, found.address) == ("wang", "10.0.0.1")
    assert sessions.find(token) is None  # what the store keeps is worth nothing as a cookie, and the other way round
    sessions.end(found, "signed out")
    assert sessions.find(hash_of(token)) is None
    assert [(row["subject"], row["after"]) for row in store.ask("audit/all")[-2:]] == [("sign in", '"account"'), ("sign out", '"signed out"')]


def test_every_sign_in_has_a_token_of_its_own(sessions: Clock) -> None:
    assert len({sessions.begin("wang", "") for _ in range(20)}) == 20


def test_it_rests_at_most_so_long(sessions: Clock, store: Store) -> None:
    key = hash_of(sessions.begin("wang", ""))
    sessions.at = NOW + IDLE
    assert sessions.find(key)  # used: rests anew
    sessions.at += IDLE + timedelta(seconds=1)
    assert sessions.find(key) is None
    assert sessions.find(key) is None
    sessions.flush()
    assert store.ask("sign_in/live") == []
    assert store.ask("audit/all")[-1]["after"] == '"idle"'


def test_looking_at_it_does_not_use_it(sessions: Clock) -> None:
    key = hash_of(sessions.begin("wang", ""))
    sessions.at = NOW + IDLE
    assert sessions.find(key, touch=False)
    sessions.at += timedelta(seconds=1)
    assert sessions.find(key, touch=False) is None


def test_it_lasts_at_most_so_long_however_used(sessions: Clock) -> None:
    key = hash_of(sessions.begin("wang", ""))
    for _ in range(25):
        sessions.at += timedelta(minutes=29)
        alive = sessions.find(key)
    assert alive is None


def test_a_restart_signs_nobody_out_and_forgets_no_rest(sessions: Clock, store: Store) -> None:
    key = hash_of(sessions.begin("wang", ""))
    sessions.at = NOW + timedelta(minutes=20)
    sessions.find(key)
    sessions.flush()
    again = Clock(store, IDLE, LONGEST)
    again.at = NOW + timedelta(minutes=49)
    assert again.find(key)
    late = Clock(store, IDLE, LONGEST)
    late.at = NOW + timedelta(minutes=51)
    assert late.find(key) is None


def test_a_clock_set_back_lengthens_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions(store, IDLE, LONGEST)
    first = sessions.now()
    sessions._moment = first + timedelta(hours=1)
    assert sessions.now() == first + timedelta(hours=1)


def test_one_that_ended_writes_nothing_any_more(sessions: Clock, store: Store) -> None:
    token = sessions.begin("wang", "")
    found = sessions.find(hash_of(token))
    assert found
    sessions.end(found, "signed out")
    assert store.roles(Actor("wang", session_id=hash_of(token))) == {}


def test_a_rest_that_cannot_be_written_is_kept_in_memory(sessions: Clock, store: Store, tmp_path: Path) -> None:
    key = hash_of(sessions.begin("wang", ""))
    store.read_only = True
    sessions.flush()
    assert sessions.find(key)
