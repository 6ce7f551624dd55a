"""Turns: how many pages run at the same time, and when one waits for the browser."""

import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from scorecard import turns


@pytest.fixture
def interval() -> Iterator[Callable[[], float]]:
    """The seconds after which a thread makes way; as before at the end."""
    before = sys.getswitchinterval()
    yield lambda: round(sys.getswitchinterval(), 6)  # kept in whole microseconds
    sys.setswitchinterval(before)


@pytest.fixture
def all_taken(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Every turn is taken until the event is set."""
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    end, there = threading.Event(), threading.Barrier(turns.TURNS + 1)

    def stay() -> None:
        with turns.turn():
            there.wait(10)
            end.wait(10)

    for _ in range(turns.TURNS):
        threading.Thread(target=stay, daemon=True).start()
    there.wait(10)
    return end


def test_a_run_waits_for_its_turn(all_taken: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 20)
    ran = threading.Event()

    def run() -> None:
        with turns.turn():
            ran.set()

    threading.Thread(target=run, daemon=True).start()
    assert not ran.wait(0.2)
    all_taken.set()
    assert ran.wait(10)


def test_nobody_waits_for_runs_that_take_long(all_taken: threading.Event) -> None:
    with turns.turn():
        assert not all_taken.is_set()
    all_taken.set()


def test_a_run_that_ends_in_an_error_gives_its_turn_back(interval: Callable[[], float]) -> None:
    for _ in range(turns.TURNS * 2):
        with pytest.raises(KeyError), turns.turn():
            raise KeyError
        assert interval() == turns.HOLDS
    assert all(turns._turns.acquire(timeout=5) for _ in range(turns.TURNS))
    turns._turns.release(turns.TURNS)


def test_a_head_is_sent_and_a_heavy_pages_painted_but_never_at_others_cost(
        all_taken: threading.Event, interval: Callable[[], float], monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(turns, "PATIENCE", 20)
    turns.head_there(new=True, heavy=True)
    turns.head_there(new=True, heavy=False)
    assert waited == []
    all_taken.set()
    with turns.turn(), turns.turn():  # both are to be had: no other page is being made
        pass
    with turns.turn():
        turns.head_there(new=True, heavy=True)
        turns.head_there(new=True, heavy=False)
    assert waited == [turns.FRAME, turns.SENT]
    with turns.turn():
        pass
    assert all(turns._turns.acquire(timeout=5) for _ in range(turns.TURNS))  # it kept none
    turns._turns.release(turns.TURNS)


def test_a_run_holds_on_until_its_head_is_there(interval: Callable[[], float]) -> None:
    turns.hold()
    with turns.turn():
        assert interval() == turns.HOLDS
        turns.head_there(new=True, heavy=False)
        assert interval() == turns.MAKES_WAY
    assert interval() == turns.HOLDS


def test_a_run_whose_head_stood_before_makes_way_without_a_wait(interval: Callable[[], float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("it waited"))
    with turns.turn():
        turns.head_there(new=False, heavy=True)
        assert interval() == turns.MAKES_WAY


def test_a_run_among_others_makes_way(interval: Callable[[], float]) -> None:
    turns.hold()
    with turns.turn():
        with turns.turn():
            assert interval() == turns.MAKES_WAY
        assert interval() == turns.MAKES_WAY  # one goes on
    assert interval() == turns.HOLDS
