"""Turns: how many pages run at the same time, and when one waits for the browser."""

import threading
import time

import pytest

from scorecard import turns


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


def test_a_run_that_ends_in_an_error_gives_its_turn_back() -> None:
    for _ in range(turns.TURNS * 2):
        with pytest.raises(KeyError), turns.turn():
            raise KeyError
    assert all(turns._turns.acquire(timeout=5) for _ in range(turns.TURNS))
    turns._turns.release(turns.TURNS)


def test_a_run_waits_for_its_head_to_be_painted_but_never_at_others_cost(all_taken: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(turns, "PATIENCE", 20)
    turns.paint()
    assert waited == []
    all_taken.set()
    with turns.turn(), turns.turn():  # both are to be had: no other page is being made
        pass
    with turns.turn():
        turns.paint()
    assert waited == [turns.FRAME]
    with turns.turn():
        pass
    assert all(turns._turns.acquire(timeout=5) for _ in range(turns.TURNS))  # it kept none
    turns._turns.release(turns.TURNS)
