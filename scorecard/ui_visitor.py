"""Who looks at the page, and what they may do: asked for anew on every run, in the local mode and the served one.

Local: whoever sits at the machine, reached under its own name and no other. Served: what the gate put into one header (gate.ACTOR), held
against the sign-ins and roles as they are now.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

import streamlit as st

from scorecard import settings
from scorecard.audit import Head
from scorecard.auth import Action, Actor, Deed, Role, Way, local, not_permitted, permits, permits_somewhere
from scorecard.backups import Backups, audit_verified
from scorecard.configuration import Configuration, is_loopback, read_configuration
from scorecard.gate import ACTOR
from scorecard.i18n import problem_text, text
from scorecard.menu import NEEDED
from scorecard.model import Finding
from scorecard.opening import backup_folder
from scorecard.problems import Problem
from scorecard.selecting import local_text
from scorecard.sessions import Sessions
from scorecard.store import Store

PROXIED = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "via", "x-real-ip")
"""Headers that say the page came through somebody else."""


class Served:
    """What the served mode hands to the pages; nothing of it in the local mode."""

    def __init__(self) -> None:
        self.sessions: Sessions | None = None
        self.backups: Backups | None = None


served = Served()


def actor() -> Actor | None:
    """Who acts; None where nobody is signed in (any more)."""
    return actor_of(st.context.headers)


def actor_of(headers: Mapping[str, str]) -> Actor | None:
    """The same, from a request's headers."""
    if served.sessions is None:
        return local(settings.recorder())
    try:
        said = json.loads(unquote(headers.get(ACTOR) or ""))
        found = Actor(said["name"], Way(said["way"]), said["address"], said["session_id"])
    except (ValueError, KeyError, TypeError):
        return None
    if found.way is Way.LOCAL or (found.way is Way.ACCOUNT and served.sessions.find(found.session_id, touch=False) is None):
        return None
    return found


def admit(page: str, store: Store, lang: str) -> bool:
    """Whether the visitor may see a page at all; if not, it says why, and what to do."""
    if served.sessions is None:
        if not reached_locally(st.context.headers):
            st.error(text("visitor.local_only", lang), icon=":material/block:")
            return False
        return True
    found = actor()
    roles = store.roles(found) if found else {}
    if found is None:
        st.warning(text("visitor.signed_out", lang), icon=":material/lock:")
    elif not roles:
        st.warning(text("visitor.no_role", lang, account=found.name), icon=":material/person_off:")
    elif not permits_somewhere(roles, NEEDED.get(page, Action.VIEW)):
        refuse(store, found, NEEDED[page], "", page, lang)
    else:
        return True
    return False


def refuse(store: Store, by: Actor, action: Action, unit_code: str, subject: str, lang: str) -> None:
    """Say that something is not permitted, and tell it in the audit trail."""
    denied = store.deny(Deed(by, action, unit_code, subject), not_permitted(action))
    st.error(problem_text(denied.problems[0], lang), icon=":material/block:")


def link_of(token: str) -> str:
    """The address of a one-time link, as whoever gets it must open it."""
    return read_configuration(settings.data_folder()).link(token)


def moment(at: datetime | None) -> str:
    """A moment (UTC) on the unit's clock, "" for none."""
    return local_text(at, settings.timezone()).replace("T", " ")[:16] if at else ""


def keeper(store: Store) -> tuple[Backups, Configuration]:
    """What makes the backups, and by which rules."""
    it = read_configuration(settings.data_folder())
    return served.backups or Backups(store, backup_folder(it), it.backup_days, it.backup_months), it


def verified(store: Store) -> tuple[list[Finding], Head]:
    """What is wrong with the audit trail, and its last record."""
    return audit_verified(store, backup_folder())


def backup_trouble(roles: Mapping[str, Role]) -> Problem | None:
    """What is wrong with the backups, for those whose business it is."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return served.backups.trouble(now) if served.backups and permits(roles, Action.BACKUP) else None


def name_shown(roles: Mapping[str, Role], by: Actor, lang: str) -> str:
    """The visitor in one line, for the menu: name and highest role; "" in the local mode."""
    if by.way is Way.LOCAL:
        return ""
    highest = max(roles.values(), key=list(Role).index, default=None)
    return f"{by.name or text('visitor.anonymous', lang)} · {text(f'role.{highest}', lang) if highest else '—'}"


def reached_locally(headers: Mapping[str, str]) -> bool:
    """Whether this machine itself asks, under its own name. A name that merely points here could be another site's."""
    host = headers.get("Host") or "localhost"
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return is_loopback(name) and not any(headers.get(header) for header in PROXIED)
