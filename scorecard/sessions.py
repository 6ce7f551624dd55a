"""Sign-ins on the server's side: a cookie holds a random token, the store its hash; ended here, it is worth nothing, wherever it was copied to.

Who is signed in is kept in memory and read anew whenever something about people was written; when each was last seen goes to the store
once a minute (`flush`), so that a restart signs nobody out.
"""

import secrets
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from scorecard.accounts import hash_of
from scorecard.auth import Action, Actor, Deed, Way
from scorecard.store import Store


@dataclass(frozen=True)
class SignIn:
    """One sign-in: whose, in which way, since when, last used (UTC)."""

    session_id: str
    account: str
    way: str
    address: str
    began_at: datetime
    seen_at: datetime


class Sessions:
    """The sign-ins that live. idle: how long one may rest; longest: how long it lasts at the most."""

    def __init__(self, store: Store, idle: timedelta, longest: timedelta) -> None:
        self._store, self._idle, self._longest = store, idle, longest
        self._lock = threading.Lock()
        self._live: dict[str, SignIn] = {}
        self._lapsed: dict[str, tuple[SignIn, str]] = {}
        self._flushed: dict[str, datetime] = {}
        self._people = -1
        self._moment = datetime.min

    def now(self) -> datetime:
        """The moment (UTC), which never goes back: a clock set back must not lengthen a sign-in."""
        self._moment = max(self._moment, datetime.now(UTC).replace(tzinfo=None))
        return self._moment

    def begin(self, account: str, address: str, way: Way = Way.ACCOUNT) -> str:
        """Sign an account in, whose person has shown who they are; the token for the cookie, never one that was there before."""
        token, now = secrets.token_urlsafe(32), self.now()
        row = {"session_id": hash_of(token), "account": account, "way": str(way), "address": address, "began_at": now, "seen_at": now}
        self._store.keep({"sign_in/insert": [row]}, Deed(Actor(account, way, address, hash_of(token)), Action.ENTER, "", "sign in", None, str(way)),
                         clock=None, judged=False)
        return token

    def find(self, session_id: str, touch: bool = True) -> SignIn | None:
        """A sign-in that lives, by the hash of its token; touch: it is being used by a person. One that has rested too long, or lasted, ends:
        at once here, in the store with the next `flush` (who asks must not wait for a write)."""
        now = self.now()
        with self._lock:
            self._read()
            found, why = self._standing(session_id, now)
            if (found is None or why == "idle") and self._store.shared:  # it may have begun, or been used, at another process just now
                self._read(anew=True)
                found, why = self._standing(session_id, now)
        if found is None:
            return None
        if why:
            with self._lock:
                self._live.pop(session_id, None)
                self._lapsed[session_id] = (found, why)
            return None
        if touch:
            with self._lock:
                if session_id in self._live:
                    self._live[session_id] = found = replace(found, seen_at=now)
        return found

    def _standing(self, session_id: str, now: datetime) -> tuple[SignIn | None, str]:
        """A sign-in, and why it has ended by itself ("": it has not)."""
        found = self._live.get(session_id)
        if found is None:
            return None, ""
        return found, "idle" if now - found.seen_at > self._idle else "longest" if now - found.began_at > self._longest else ""

    def end(self, it: SignIn, why: str) -> None:
        """End a sign-in."""
        self._store.keep({"sign_in/end": [{"session_id": it.session_id, "ended_why": why}]},
                         Deed(Actor(it.account, Way(it.way), it.address, it.session_id), Action.ENTER, "", "sign out", None, why), judged=False)

    def flush(self) -> None:
        """Write down when each was last seen; end those that rested too long."""
        with self._lock:
            self._read()
            live = dict(self._live)
        for session_id in live:
            self.find(session_id, touch=False)
        for session_id, (it, why) in dict(self._lapsed).items():
            self.end(it, why)
            del self._lapsed[session_id]
        seen = [{"session_id": it.session_id, "seen_at": it.seen_at} for it in live.values() if self._flushed.get(it.session_id) != it.seen_at]
        self._store.mark_seen(seen)
        self._flushed = {it.session_id: it.seen_at for it in live.values()}

    def _read(self, anew: bool = False) -> None:
        """Who lives, where something about people was written since; anew: in any case."""
        people = self._store.people
        if anew or self._people != people:
            self._people = people
            there = {row["session_id"]: SignIn(**row) for row in self._store.ask("sign_in/live")}
            self._live = {key: replace(it, seen_at=max(it.seen_at, self._live[key].seen_at)) if key in self._live else it
                          for key, it in there.items() if key not in self._lapsed}
