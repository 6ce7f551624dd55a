"""Sends reminders through apprise (mail, 企业微信, 钉钉, 飞书, any webhook), as `reminders.toml` in the data folder says; never one twice.

Each is claimed in the store before it goes out and marked after it: two schedulers at once cannot both send it, and one whose sender died
in between is not sent again but reported. What failed is tried again by the next run. The store knows a channel by a checksum, never its secrets.
"""

import logging
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from scorecard.problems import Problem, Refused
from scorecard.reminding import Reminder
from scorecard.store import Store

TRIES, PAUSE = 2, 3.0  # seconds between a try and the next


@dataclass(frozen=True)
class Channels:
    """Addresses as apprise writes them: for everybody, and for each person."""

    everyone: tuple[str, ...] = ()
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, recipient: str) -> tuple[str, ...]:
        """The addresses of a person, or of everybody ("")."""
        return self.people.get(recipient, ()) if recipient else self.everyone


@dataclass
class Outcome:
    """What became of the reminders, each by recipient and channel (without its secrets)."""

    sent: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read_channels(path: Path) -> Channels:
    """The channels of a settings file; none where there is no file. Refused, without a secret, where something in it is wrong."""
    if not path.exists():
        return Channels()
    try:
        there = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise Refused([Problem("channels_unreadable", values={"path": path, "reason": type(error).__name__})]) from None
    problems = [Problem("channels_unknown", values={"path": path, "name": name[:60]}) for name in there if name not in ("everyone", "people")]
    people: Any = there.get("people", {})
    lists: dict[str, Any] = {"everyone": there.get("everyone", [])} | (people if isinstance(people, dict) else {"people": people})
    for name, addresses in lists.items():
        if not isinstance(addresses, list) or not all(isinstance(a, str) for a in addresses):
            problems.append(Problem("channels_no_list", values={"path": path, "name": name[:60]}))
        else:
            problems += [Problem("channel_unknown", values={"path": path, "name": name[:60], "number": n, "kind": a.partition("://")[0][:20]})
                         for n, a in enumerate(addresses, start=1) if _service(a) is None]
    if problems:
        raise Refused(problems)
    return Channels(tuple(lists["everyone"]), {name: tuple(addresses) for name, addresses in people.items()})


def send(store: Store, unit_code: str, fiscal_year: int, occasion: date, texts: Sequence[Reminder], channels: Channels, *, by: str,
         pause: float | None = None) -> Outcome:
    """Send each reminder over each of its channels, once; a dead channel is tried twice, reported, and stops nothing."""
    outcome = Outcome()
    for it in texts:
        for address in channels.of(it.recipient):
            service = _service(address)
            name = f"{it.recipient or '*'} {_shown(service)}"
            row = {"unit_code": unit_code, "fiscal_year": fiscal_year, "occasion": occasion, "recipient": it.recipient,
                   "channel": sha256(address.encode()).hexdigest()[:32], "recorded_by": by}
            steps, state = _claim(store, row)
            if state:
                (outcome.already if state == "sent" else outcome.unknown).append(name)
                continue
            done = _deliver(service, it, PAUSE if pause is None else pause)
            _mark(store, row, steps + 1, "sent" if done else "failed")
            (outcome.sent if done else outcome.failed).append(name)
    return outcome


def _claim(store: Store, row: Mapping[str, Any]) -> tuple[int, str]:
    """Take a reminder for sending: how many steps it has now, and "" where it was free; else where it stands."""
    with store.writing():
        standing = {(found["recipient"], found["channel"]): found
                    for found in store.ask("reminder/standing", **{name: row[name] for name in ("unit_code", "fiscal_year", "occasion")})}
        found = standing.get((row["recipient"], row["channel"]))
        if found and found["state"] != "failed":
            return found["steps"], found["state"]
        steps = (found["steps"] if found else 0) + 1
        _mark(store, row, steps, "claimed")
        return steps, ""


def _mark(store: Store, row: Mapping[str, Any], step: int, state: str) -> None:
    key = "|".join((row["unit_code"], row["occasion"].isoformat(), row["recipient"], row["channel"], str(step)))
    store.keep({"reminder/insert": [dict(row) | {"op_key": key, "state": state, "detail": ""}]}, judged=False)


def _deliver(service: Any, it: Reminder, pause: float) -> bool:
    for attempt in range(TRIES):
        if service.notify(body=it.body, title=it.title):
            return True
        if attempt < TRIES - 1:
            time.sleep(pause)
    return False


def _service(address: str) -> Any:
    """What apprise makes of an address; None for one it does not know. It writes nothing anywhere: its own words may hold secrets."""
    import apprise  # only who reminds somebody waits for it to load

    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    return apprise.Apprise.instantiate(address, suppress_exceptions=True)


def _shown(service: Any) -> str:
    """A channel without its secrets."""
    return str(service.url(privacy=True)).partition("?")[0]
