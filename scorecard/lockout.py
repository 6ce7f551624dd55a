"""Whoever fails to sign in waits: longer each time, by account and by address. Pure; the moment is a parameter.

After FREE failures each further one doubles the wait, up to LONGEST; a success, or LONGEST without a failure, forgets them.
"""

from datetime import datetime, timedelta

FREE = {"account": 5, "address": 20}
"""How many failures cost nothing: fewer for one account than for an address, behind which a whole office may sit."""
LONGEST = timedelta(minutes=15)
MOST = 10_000
"""How many accounts and addresses are remembered."""
Key = tuple[str, str]


class Lockout:
    """The failures by account and by address."""

    def __init__(self) -> None:
        self._failed: dict[Key, tuple[int, datetime]] = {}

    def wait(self, account: str, address: str, now: datetime) -> timedelta:
        """How long to wait still before this account may be tried from this address; none: it may be."""
        return max((self._wait(key, now) for key in _keys(account, address)), default=timedelta())

    def fail(self, account: str, address: str, at: datetime) -> None:
        """A try failed."""
        for key in _keys(account, address):
            many, last = self._failed.pop(key, (0, at))
            self._failed[key] = (1 if at - last > LONGEST else many + 1, at)  # the last one stands last
        for old in list(self._failed)[:-MOST]:
            del self._failed[old]

    def succeed(self, account: str) -> None:
        """An account signed in. Its address still waits for what failed from it on others."""
        self._failed.pop(("account", account.casefold()), None)

    def _wait(self, key: Key, now: datetime) -> timedelta:
        many, last = self._failed.get(key, (0, now))
        if many < FREE[key[0]]:
            return timedelta()
        lasts = min(LONGEST, timedelta(seconds=2 ** min(many - FREE[key[0]] + 1, 20)))
        return max(timedelta(), last + lasts - now)


def _keys(account: str, address: str) -> tuple[Key, Key]:
    return ("account", account.casefold()), ("address", address)
