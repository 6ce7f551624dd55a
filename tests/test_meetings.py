"""Meetings and decisions: what is read from what was typed, how a decision goes on, and what stands in the store."""

import threading
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scorecard.auth import local
from scorecard.holding import decide, decided, hold, meetings
from scorecard.meetings import Decision, DecisionState, Meeting, Step, decisions, promises, read_decision, read_step
from scorecard.problems import Problem, Refused
from scorecard.store import Store

BOTH_STORES = True
KEY, MONDAY = ("047022", 2025), date(2025, 7, 28)


def made(key: str = "a", due_on: date = date(2025, 8, 4), **more: Any) -> Step:
    return Step(key, key, MONDAY, "约谈某电器", "22-03", "李某", due_on, **more)


def test_a_decision_as_typed() -> None:
    step = read_decision({"wording": " 约谈某电器 ", "owner": "李某", "due_on": date(2025, 8, 4), "indicator_id": "22-03"}, MONDAY, "a")
    assert step == made()


@pytest.mark.parametrize(("typed", "codes"), [
    ({}, ["missing", "missing", "missing"]), ({"wording": "x", "owner": "y", "due_on": date(2025, 7, 27)}, ["due_before_meeting"]),
    ({"wording": "长" * 501, "owner": "名" * 61, "due_on": MONDAY}, ["text_too_long", "text_too_long"])])
def test_what_is_wrong_with_a_decision_is_said(typed: dict[str, object], codes: list[str]) -> None:
    found = read_decision(typed, MONDAY, "a")
    assert isinstance(found, list) and [p.code for p in found] == codes


def test_it_goes_on_step_by_step() -> None:
    decision = Decision((made(),))
    assert decision.open and decision.overdue_days(date(2025, 8, 4)) == 0 and decision.overdue_days(date(2025, 8, 6)) == 2
    moved = read_step(decision, DecisionState.MOVED, "等检测报告", date(2025, 8, 11), "b")
    assert isinstance(moved, Step) and moved.due_on == date(2025, 8, 11)
    later = Decision((made(), moved))
    assert later.open and later.overdue_days(date(2025, 8, 6)) == 0
    done = read_step(later, DecisionState.DONE, "", None, "c")
    assert isinstance(done, Step) and not Decision((*later.steps, done)).open
    assert Decision((*later.steps, done)).overdue_days(date(2026, 1, 1)) == 0


@pytest.mark.parametrize(("state", "reason", "due_on", "codes"), [
    (DecisionState.MOVED, "", date(2025, 8, 11), ["decision_reason"]), (DecisionState.MOVED, "x", date(2025, 8, 4), ["moved_earlier"]),
    (DecisionState.MOVED, "x", None, ["moved_earlier"]), (DecisionState.DROPPED, " ", None, ["decision_reason"]),
    (DecisionState.DONE, "长" * 501, None, ["text_too_long"])])
def test_what_is_wrong_with_a_step_is_said(state: DecisionState, reason: str, due_on: date | None, codes: list[str]) -> None:
    found = read_step(Decision((made(),)), state, reason, due_on, "b")
    assert isinstance(found, list) and [p.code for p in found] == codes
    closed = Decision((made(), made("b", state=DecisionState.DONE)))
    again = read_step(closed, state, reason, due_on, "c")
    assert isinstance(again, list) and "decision_closed" in [p.code for p in again if isinstance(p, Problem)]


def test_promises_stand_longest_overdue_first() -> None:
    found = decisions([made("a", date(2025, 8, 11)), made("b", date(2025, 7, 30)), made("c"), Step("c", "d", MONDAY, "x", "", "y", MONDAY, DecisionState.DONE)])
    assert [d.now.decision_id for d in promises(found, date(2025, 8, 6))] == ["b", "a"]


def test_they_stand_in_the_store_as_known_at_a_moment(store: Store) -> None:
    decide(store, *KEY, made(), by=local("tester"))
    before = decided(store, *KEY)[0].now.recorded_at
    moved = replace(made(), op_key="b", state=DecisionState.MOVED, reason="等报告", due_on=date(2025, 8, 11))
    decide(store, *KEY, moved, by=local("other"))
    decide(store, *KEY, made(), by=local("again"))  # the same key: the same step
    (now,) = decided(store, *KEY)
    assert [(s.state, s.recorded_by) for s in now.steps] == [("open", "tester"), ("moved", "other")]
    assert [len(d.steps) for d in decided(store, *KEY, before)] == [1]
    assert store.check().findings == []


def test_a_meeting_is_stated_anew_and_its_first_moment_stays(store: Store) -> None:
    hold(store, *KEY, Meeting(MONDAY, "王某"), by=local("tester"))
    hold(store, *KEY, Meeting(date(2025, 7, 21)), by=local("tester"))
    hold(store, *KEY, Meeting(MONDAY, "王某", "李某、张某"), by=local("tester"))
    found = meetings(store, *KEY)
    assert [(m.held_on, m.chaired_by, m.present) for m in found] == [(MONDAY, "王某", "李某、张某"), (date(2025, 7, 21), "", "")]
    assert found[0].opened_at is not None and found[1].opened_at is not None and found[0].opened_at < found[1].opened_at


def test_two_people_in_one_meeting_lose_nothing(store: Store) -> None:
    def add(person: str) -> None:
        for n in range(25):
            decide(store, *KEY, made(f"{person}{n}"), by=local(person))
    people = [threading.Thread(target=add, args=(person,)) for person in "甲乙丙丁"]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(decided(store, *KEY)) == 100


def test_the_sample_takes_no_decision(store: Store) -> None:
    store.read_only = True
    with pytest.raises(Refused):
        decide(store, *KEY, made(), by=local("tester"))
