"""Accounts: who there is, what they may do, and the one-time links and passwords they sign in with. Refused where a rule is broken.

A password is kept as an Argon2id hash, a link as the hash of its token. A change of role, state or password ends the account's sign-ins.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from uuid import uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from scorecard.auth import EVERYWHERE, Action, Actor, Deed, Role
from scorecard.problems import Problem, Refused
from scorecard.rows import Row
from scorecard.store import Store

ACCOUNT = re.compile(r"\w[\w.@-]{0,59}")
LONGEST_NAME = 60
SHORTEST, LONGEST = 10, 128
"""Characters of a password (NIST SP 800-63B asks for 8 at the least; longer ones would only cost time to hash)."""
LINK_LASTS = timedelta(hours=24)
FIRST = "administrator"
"""The account name proposed for the first administrator."""
_HASHER = PasswordHasher()


@dataclass(frozen=True)
class Person:
    """An account as it stands. roles: unit code ("*": everywhere) -> role. signed_in_at: last (UTC)."""

    account: str
    display_name: str
    enabled: bool
    has_password: bool
    signed_in_at: datetime | None
    roles: Mapping[str, Role]


def people(store: Store) -> list[Person]:
    """Every account, by its name."""
    roles: dict[str, dict[str, Role]] = {}
    for row in store.ask("account/roles"):
        roles.setdefault(row["account"], {})[row["unit_code"]] = Role(row["role"])
    return [Person(row["account"], row["display_name"], row["state"] == "enabled", row["has_password"], row["signed_in_at"], roles.get(row["account"], {}))
            for row in store.ask("account/standing")]


def person(store: Store, account: str) -> Person:
    """One account. Refused where there is none."""
    found = next((there for there in people(store) if there.account == account), None)
    if found is None:
        raise Refused([Problem("no_account", values={"account": account[:LONGEST_NAME]})])
    return found


def administered(store: Store) -> bool:
    """Whether there is an administrator of everything who can sign in, or has a link to."""
    return any(there.enabled and there.roles.get(EVERYWHERE) is Role.ADMINISTRATOR for there in people(store))


def add(store: Store, account: str, display_name: str, roles: Mapping[str, Role], *, by: Actor) -> str:
    """A new account; the token of the one-time link with which its person sets a password. Refused where the name is taken or no name."""
    account, display_name = account.strip(), " ".join(display_name.split())
    if not ACCOUNT.fullmatch(account):
        raise Refused([Problem("account_name", values={"account": account[:LONGEST_NAME]})])
    if len(display_name) > LONGEST_NAME:
        raise Refused([Problem("display_name", values={"longest": LONGEST_NAME})])
    with store.writing() as moment:
        if any(there.account.casefold() == account.casefold() for there in people(store)):
            raise Refused([Problem("account_taken", values={"account": account})])
        token, link = _link(account, moment, by)
        kept = {"account/insert": [_row(account, by) | {"display_name": display_name, "state": "enabled"}], **link,
                "account/insert_role": [_row(account, by) | {"unit_code": unit, "role": str(role)} for unit, role in roles.items()]}
        store.keep(kept, Deed(by, Action.PEOPLE, "", account, None, {"display_name": display_name, "roles": roles}), judged=False)
    return token


def give(store: Store, account: str, unit_code: str, role: Role | None, *, by: Actor) -> None:
    """A role in a unit (EVERYWHERE: in all), None: none any more. Refused where it would leave nobody to administer."""
    with store.writing():
        before = person(store, account)
        units = {there.unit.unit_code for there in store.units()} | {EVERYWHERE}
        if role and unit_code not in units:
            raise Refused([Problem("unknown_unit", values={"unit": unit_code[:60], "units": ", ".join(sorted(units)[:9])})])
        if before.roles.get(unit_code) is role:
            return
        if unit_code == EVERYWHERE:
            _refuse_last(store, before)
        store.keep({"account/insert_role": [_row(account, by) | {"unit_code": unit_code, "role": str(role or "")}], **_ended(account, "role")},
                   Deed(by, Action.PEOPLE, "", f"{account} {unit_code}", before.roles.get(unit_code), role or "-"), judged=False)


def enable(store: Store, account: str, enabled: bool, *, by: Actor) -> None:
    """Let an account in, or not any more. Refused where it would leave nobody to administer."""
    with store.writing():
        before = person(store, account)
        if before.enabled is enabled:
            return
        if not enabled:
            _refuse_last(store, before)
        state = "enabled" if enabled else "disabled"
        store.keep({"account/insert": [_row(account, by) | {"display_name": before.display_name, "state": state}],
                    **({} if enabled else _ended(account, "disabled"))},
                   Deed(by, Action.PEOPLE, "", account, "disabled" if enabled else "enabled", state), judged=False)


def reset(store: Store, account: str, *, by: Actor) -> str:
    """Take an account's password; the token of a one-time link to set a new one. Links that were given before are void."""
    with store.writing() as moment:
        before = person(store, account)
        token, link = _link(account, moment, by)
        store.keep({"account/use_invitations": [{"account": account}], **link, **_ended(account, "password"),
                    **({"account/set_credential": [{"account": account, "password_hash": ""}]} if before.has_password else {})},
                   Deed(by, Action.PEOPLE, "", account, None, "one-time link"), judged=False)
    return token


def invited(store: Store, token: str, moment: datetime) -> str | None:
    """The account a one-time link is for; None where it is unknown, used or has lapsed."""
    found = store.ask("account/invitation", token_hash=hash_of(token), moment=moment)
    return str(found[0]["account"]) if found else None


def accept(store: Store, token: str, password: str, *, address: str) -> str:
    """Set a password with a one-time link, once; the account. Refused where the link or the password will not do."""
    with store.writing() as moment:
        account = invited(store, token, moment)
        if account is None:
            raise store.deny(Deed(Actor("", address=address), Action.ENTER, "", "one-time link"), Problem("link_void"))
        refuse_weak(password, account)
        hashed = _HASHER.hash(password)
        _keep_password(store, account, hashed, Actor(account, address=address))
    return account


def change_password(store: Store, account: str, old: str, new: str, *, by: Actor) -> None:
    """Change one's own password; every other sign-in of the account ends. Refused where the old one is wrong or the new one will not do."""
    if not verified(store, account, old):
        raise store.deny(Deed(by, Action.ENTER, "", "password"), Problem("password_wrong"))
    refuse_weak(new, account)
    _keep_password(store, account, _HASHER.hash(new), by)


def verified(store: Store, account: str, password: str) -> bool:
    """Whether a password is the account's, and the account is let in; as slow for one that does not exist."""
    found = store.ask("account/credential", account=account)
    enabled = any(row["account"] == account and row["state"] == "enabled" for row in store.ask("account/standing"))
    try:
        kept = found[0]["password_hash"] if found else ""
        return _HASHER.verify(kept or _nobodys(), password[:LONGEST + 1]) and enabled and bool(kept)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def refuse_weak(password: str, account: str) -> None:
    """Refused where a password is too short, too long, one character over and over, or the account's name."""
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 4 or (account and account.casefold() in password.casefold() and len(account) > 3):
        raise Refused([Problem("password_weak", values={"shortest": SHORTEST, "longest": LONGEST})])


def hash_of(token: str) -> str:
    """What is kept of a token: whoever reads the store cannot use it."""
    return sha256(token.encode()).hexdigest()


@cache
def _nobodys() -> str:
    """A hash to verify against where there is no such account, so that both take as long."""
    return _HASHER.hash(secrets.token_urlsafe())


def _keep_password(store: Store, account: str, hashed: str, by: Actor) -> None:
    store.keep({"account/set_credential": [{"account": account, "password_hash": hashed}], "account/use_invitations": [{"account": account}],
                **_ended(account, "password", by.session_id)}, Deed(by, Action.ENTER, "", "password", None, "changed"), judged=False)


def _refuse_last(store: Store, there: Person) -> None:
    others = [p for p in people(store) if p.account != there.account and p.enabled and p.roles.get(EVERYWHERE) is Role.ADMINISTRATOR]
    if there.roles.get(EVERYWHERE) is Role.ADMINISTRATOR and not others:
        raise Refused([Problem("last_administrator", values={"account": there.account})])


def _row(account: str, by: Actor) -> Row:
    return {"entry_id": str(uuid4()), "account": account, "recorded_by": by.name}


def _link(account: str, moment: datetime, by: Actor) -> tuple[str, dict[str, list[Row]]]:
    token = secrets.token_urlsafe(32)
    return token, {"account/insert_invitation": [{"token_hash": hash_of(token), "account": account, "expires_at": moment + LINK_LASTS,
                                                  "recorded_by": by.name}]}


def _ended(account: str, why: str, but: str = "") -> dict[str, list[Row]]:
    return {"sign_in/end_of_account": [{"account": account, "but": but, "ended_why": why}]}
