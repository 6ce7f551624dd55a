"""Roles and what each may do: the matrix that pages show, docs print, and every write of the store is held against.

A role is given for one unit, or everywhere. What concerns the whole installation (people, audit trail, backups) needs it everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from scorecard.problems import Problem


class Role(StrEnum):
    """查看, 填报, 管理员: each may do what the one before may."""

    VIEWER = "VIEWER"
    RECORDER = "RECORDER"
    ADMINISTRATOR = "ADMINISTRATOR"


class Action(StrEnum):
    """What is permitted or denied."""

    ENTER = "enter"
    VIEW = "view"
    RECORD = "record"
    STATE = "state"
    MEET = "meet"
    PLAN = "plan"
    ASSIGN = "assign"
    SUBMIT = "submit"
    SEAL = "seal"
    ADOPT = "adopt"
    PLACE = "place"
    REMIND = "remind"
    PEOPLE = "people"
    AUDIT = "audit"
    BACKUP = "backup"


EVERYWHERE = "*"
"""The unit code of a role that is given for all units."""
WHOLE = frozenset({Action.PEOPLE, Action.AUDIT, Action.BACKUP})
"""What concerns all units at once."""
MATRIX: Mapping[Role, frozenset[Action]] = {
    Role.VIEWER: frozenset({Action.ENTER, Action.VIEW}),
    Role.RECORDER: frozenset({Action.ENTER, Action.VIEW, Action.RECORD, Action.STATE, Action.MEET}),
    Role.ADMINISTRATOR: frozenset(Action),
}


class Way(StrEnum):
    """How an actor came: on the machine itself, signed in, named by a trusted proxy, or without a name where that is switched on."""

    LOCAL = "local"
    ACCOUNT = "account"
    PROXY = "proxy"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class Actor:
    """Who acts, from which address. What an account may do is looked up at every write, never kept here."""

    name: str
    way: Way = Way.ACCOUNT
    address: str = ""
    session_id: str = ""


@dataclass(frozen=True)
class Deed:
    """What somebody does, for the audit trail: to which unit ("" for none), about what, what stood there before and after."""

    by: Actor
    action: Action
    unit_code: str = ""
    subject: str = ""
    before: object = None
    after: object = None

    def told(self, before: object, after: object) -> "Deed":
        """The same with what stood there before and after."""
        return replace(self, before=before, after=after)


def local(name: str) -> Actor:
    """Whoever works on the machine itself: nobody else can reach the program there, so everything is theirs."""
    return Actor(name, Way.LOCAL)


def permits(roles: Mapping[str, Role], action: Action, unit_code: str = "") -> bool:
    """Whether somebody with these roles (unit code -> role) may do something; "" for what belongs to no unit: to look, any role will do.

    To sign in and out and to change one's own password needs no role: whoever does it has shown who they are.
    """
    if action is Action.ENTER:
        return True
    everywhere = roles.get(EVERYWHERE)
    if everywhere and action in MATRIX[everywhere]:
        return True
    if action in WHOLE:
        return False
    if not unit_code:
        return action is Action.VIEW and bool(roles)
    role = roles.get(unit_code)
    return role is not None and action in MATRIX[role]


def permits_somewhere(roles: Mapping[str, Role], action: Action) -> bool:
    """Whether there is a unit for which somebody may do something."""
    return any(permits(roles, action, "" if code == EVERYWHERE else code) for code in roles)


def not_permitted(action: Action) -> Problem:
    """What somebody is told who may not do something."""
    return Problem("not_permitted", values={"action": f"action.{action}"})


def read_role(written: str) -> Role | None:
    """A role by its name, in any case; None for none of ours."""
    return Role(written.strip().upper()) if written.strip().upper() in Role.__members__ else None
