"""例会 and 议定事项: meetings, what is decided in them, and how a decision goes on. Pure; `holding.py` reads and keeps them.

A decision is made of steps, each a row of its own: made (open), moved to a later day, done, dropped. The last step says where it stands;
a moved one is open still. It is overdue where its day has passed and it is neither done nor dropped.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from scorecard.problems import Problem

LONGEST_WORDING, LONGEST_NAME = 500, 60
_BETWEEN = re.compile("[\u3001,\uff0c;\uff1b/]")


class DecisionState(StrEnum):
    """Where a decision stands."""

    OPEN = "open"
    MOVED = "moved"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Meeting:
    """A meeting: the day, who chairs it, who is present, where. opened_at: when it was first stated (UTC)."""

    held_on: date
    chaired_by: str = ""
    present: str = ""
    venue: str = ""
    opened_at: datetime | None = None


@dataclass(frozen=True)
class Place:
    """Where a meeting is: the item on the screen, since when, and since when there is one (UTC)."""

    item: str
    arrived_at: datetime
    began_at: datetime


@dataclass(frozen=True)
class Note:
    """结论: what a meeting says of an indicator, without anything to be done."""

    op_key: str
    held_on: date
    indicator_id: str
    wording: str
    recorded_at: datetime | None = None
    recorded_by: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a decision. indicator_id: "" where it is about none. reason: why it is moved or dropped, or how it was done."""

    decision_id: str
    op_key: str
    held_on: date
    wording: str
    indicator_id: str
    owner: str
    due_on: date
    state: DecisionState = DecisionState.OPEN
    reason: str = ""
    recorded_at: datetime | None = None
    recorded_by: str = ""


@dataclass(frozen=True)
class Decision:
    """议定事项 with its history, the first step first, at least one."""

    steps: tuple[Step, ...]

    @property
    def now(self) -> Step:
        """The last step."""
        return self.steps[-1]

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.now.state in (DecisionState.OPEN, DecisionState.MOVED)

    def overdue_days(self, as_of: date) -> int:
        """Days past its day; 0 where it is not overdue."""
        return max((as_of - self.now.due_on).days, 0) if self.open else 0


def decisions(steps: Iterable[Step]) -> list[Decision]:
    """Steps in the order they were recorded -> decisions, each once, in the order they were made."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.decision_id, []).append(step)
    return [Decision(tuple(history)) for history in found.values()]


def promises(all_of_them: Sequence[Decision], as_of: date) -> list[Decision]:
    """The open ones, the longest overdue first, then by their day."""
    return sorted((d for d in all_of_them if d.open), key=lambda d: (d.now.due_on, d.steps[0].recorded_at or datetime.min, d.now.decision_id))


def answering(owner: str) -> list[str]:
    """The people a field of owners names: several may stand in it, with 、 or a comma between."""
    return [name for name in (part.strip() for part in _BETWEEN.split(owner)) if name]


def read_decision(typed: Mapping[str, object], held_on: date, op_key: str) -> Step | list[Problem]:
    """A new decision as typed (wording, owner, due_on, indicator_id), or every problem."""
    wording, owner = (str(typed.get(name) or "").strip() for name in ("wording", "owner"))
    due_on = typed.get("due_on")
    problems = _texts({"wording": wording, "owner": owner})
    if not isinstance(due_on, date):
        problems.append(Problem("missing", "due_on"))
    elif due_on < held_on:
        problems.append(Problem("due_before_meeting", "due_on", values={"day": held_on.isoformat()}))
    if problems or not isinstance(due_on, date):
        return problems
    return Step(op_key, op_key, held_on, wording, str(typed.get("indicator_id") or ""), owner, due_on)


def read_conclusion(typed: Mapping[str, object], held_on: date, op_key: str) -> Step | Note | list[Problem]:
    """What is typed for an item: with an owner or a day it is a decision, without either a note on its indicator; or every problem."""
    indicator_id, wording = str(typed.get("indicator_id") or ""), str(typed.get("wording") or "").strip()
    if not indicator_id or str(typed.get("owner") or "").strip() or typed.get("due_on"):
        return read_decision(typed, held_on, op_key)
    problems = _texts({"wording": wording})
    return problems or Note(op_key, held_on, indicator_id, wording)


def read_step(decision: Decision, state: DecisionState, reason: str, due_on: date | None, op_key: str) -> Step | list[Problem]:
    """How a decision goes on: done, dropped (why), or moved to a later day (why); or every problem."""
    now, said = decision.now, reason.strip()
    problems = [] if len(said) <= LONGEST_WORDING else [Problem("text_too_long", "reason", values={"longest": LONGEST_WORDING, "length": len(said)})]
    if not decision.open:
        problems.append(Problem("decision_closed", values={"name": now.wording}))
    if state in (DecisionState.MOVED, DecisionState.DROPPED) and not said:
        problems.append(Problem("decision_reason", "reason"))
    if state is DecisionState.MOVED and (due_on is None or due_on <= now.due_on):
        problems.append(Problem("moved_earlier", "due_on", values={"day": now.due_on.isoformat()}))
    if problems:
        return problems
    moved = due_on if state is DecisionState.MOVED and due_on else now.due_on
    return replace(now, op_key=op_key, state=state, reason=said, due_on=moved, recorded_at=None, recorded_by="")


def _texts(said: Mapping[str, str]) -> list[Problem]:
    longest = {"wording": LONGEST_WORDING, "owner": LONGEST_NAME}
    return [Problem("missing", name) if not words else Problem("text_too_long", name, values={"longest": longest[name], "length": len(words)})
            for name, words in said.items() if not words or len(words) > longest[name]]
