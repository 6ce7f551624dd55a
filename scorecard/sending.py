"""Sends reminders through apprise (mail, 企业微信, 钉钉, 飞书, any webhook), as `reminders.toml` in the data folder says; never one twice.

Each is claimed in the store before it goes out and marked after it: two schedulers at once cannot both send it, and one whose sender died
in between is not sent again but reported. What failed is tried again by the next run. The store knows a channel by a checksum, never its secrets.
"""

import logging
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scorecard.auth import Action, Actor, Deed
from scorecard.problems import Problem, Refused
from scorecard.reminding import Reminder
from scorecard.store import Store

TRIES, PAUSE = 2, 3.0  # seconds between a try and the next
PATIENCE = 15.0  # seconds a channel may take to answer: what it took but answered late must not come to it again
CUT = "…"  # the last line of a text that a channel does not take whole
_SILENT = logging.NullHandler()


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
    there = _toml(path) if path.exists() else {}
    people = there.get("people", {})
    problems = [Problem("channels_unknown", values={"path": path, "name": _plain(name)}) for name in there if name not in ("everyone", "people")]
    lists = [("everyone", there.get("everyone", [])), *(people.items() if isinstance(people, dict) else [("people", people)])]
    for name, addresses in lists:
        problems += _wrong_addresses(path, name, addresses)
    if problems:
        raise Refused(problems)
    of_people: dict[str, tuple[str, ...]] = {}
    for name, addresses in people.items():
        of_people[name.strip()] = (*of_people.get(name.strip(), ()), *addresses)
    return Channels(tuple(there.get("everyone", ())), of_people)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # with the mark that Notepad puts before it
    except tomllib.TOMLDecodeError as error:  # its words quote the file
        line = re.search(r"at line (\d+)", str(error))
        raise Refused([Problem("channels_unreadable", line=int(line[1]) if line else None, values={"path": path, "reason": "TOML"})]) from None
    except (UnicodeDecodeError, OSError) as error:
        reason = getattr(error, "strerror", None) or "UTF-8"
        raise Refused([Problem("channels_unreadable", values={"path": path, "reason": reason})]) from None


def _wrong_addresses(path: Path, name: str, addresses: object) -> list[Problem]:
    at: dict[str, object] = {"path": path, "name": _plain(name)}
    if not isinstance(addresses, list) or not all(isinstance(a, str) for a in addresses):
        return [Problem("channels_no_list", values=at)]
    return [Problem("channel_unknown", values=at | {"number": n, "kind": _kind(a)}) for n, a in enumerate(addresses, start=1) if _service(a) is None]


def _plain(name: str) -> str:
    """A name in the file, which may be an address by mistake: nothing that follows its kind."""
    return name.partition("://")[0][:60]


def _kind(address: str) -> str:
    """The kind an address begins with; without one it may be a bare key, of which nothing is told."""
    kind = re.match(r"([a-z]{2,15})://", address, re.IGNORECASE)
    return kind[1] if kind else "?"


def send(store: Store, unit_code: str, fiscal_year: int, occasion: date, texts: Sequence[Reminder], channels: Channels, *, by: Actor,
         pause: float | None = None) -> Outcome:
    """Send each reminder over each of its channels, once; a dead channel is tried twice, reported, and stops nothing."""
    outcome = Outcome()
    for it in texts:
        for number, address in enumerate(channels.of(it.recipient), start=1):
            service = _service(address)
            name = f"{it.recipient or '*'} {number} {_shown(service)}"
            row = {"unit_code": unit_code, "fiscal_year": fiscal_year, "occasion": occasion, "recipient": it.recipient,
                   "channel": sha256(address.encode()).hexdigest()[:32], "recorded_by": by.name}
            steps, state = _claim(store, row, by)
            if state:
                (outcome.already if state == "sent" else outcome.unknown).append(name)
                continue
            done, reason = _deliver(service, it, PAUSE if pause is None else pause)
            _mark(store, row, by, steps + 1, "sent" if done else "failed", reason)
            (outcome.sent if done else outcome.failed).append(f"{name} ({reason})" if reason else name)
    return outcome


def _claim(store: Store, row: Mapping[str, Any], by: Actor) -> tuple[int, str]:
    """Take a reminder for sending: how many steps it has now, and "" where it was free; else where it stands."""
    with store.writing():
        standing = {(found["recipient"], found["channel"]): found
                    for found in store.ask("reminder/standing", **{name: row[name] for name in ("unit_code", "fiscal_year", "occasion")})}
        found = standing.get((row["recipient"], row["channel"]))
        if found and found["state"] != "failed":
            return found["steps"], found["state"]
        steps = (found["steps"] if found else 0) + 1
        _mark(store, row, by, steps, "claimed")
        return steps, ""


def _mark(store: Store, row: Mapping[str, Any], by: Actor, step: int, state: str, reason: str = "") -> None:
    key = "|".join(str(part) for part in (row["unit_code"], row["fiscal_year"], row["occasion"], row["recipient"], row["channel"], step))
    store.keep({"reminder/insert": [dict(row) | {"op_key": key, "state": state, "detail": reason}]},
               Deed(by, Action.REMIND, row["unit_code"], f"{row['occasion']} {row['recipient']}", None, {"state": state, "detail": reason}), judged=False)


def _deliver(service: Any, it: Reminder, pause: float) -> tuple[bool, str]:
    """Whether a channel took a reminder, at the second try if not at the first; the number it refused it with, where it gave one."""
    import apprise

    channel = apprise.Apprise()  # it catches what a service raises, and makes plain text what the service wants
    channel.add(service)
    service.retry, service.wait = TRIES - 1, pause  # apprise's own second try passes over who of several recipients was reached by the first
    body = _fitting(it.body, service.body_maxlen - len(it.title.encode()) - 16)
    tries = [one for found in channel.notify(body=body, title=it.title, body_format=apprise.NotifyFormat.TEXT) for one in found]
    if tries and tries[-1]:  # not the result as a whole: `?optional=yes` makes that a success, whatever became of it
        return True, ""
    refused = re.search(r"error=(\d{3})\b", " ".join(entry.message for one in tries[-1:] for entry in one))
    return False, f"HTTP {refused[1]}" if refused else ""


def _fitting(body: str, room: int) -> str:
    """The whole lines that a channel takes, room in bytes; the file has the rest. One message, never several: half of it cannot be lost."""
    if len(body.encode()) <= room:
        return body
    kept, used = [], len(CUT.encode())
    for line in body.split("\n"):
        used += len(line.encode()) + 1
        if used > room:
            break
        kept.append(line)
    return "\n".join([*kept, CUT])


def _service(address: str) -> Any:
    """What apprise makes of an address; None for one it does not know. It writes nothing anywhere: its words may hold secrets."""
    import apprise  # only who reminds somebody waits for it to load

    for name in ("apprise", "urllib3"):
        logging.getLogger(name).propagate = False
        logging.getLogger(name).addHandler(_SILENT)
    service = apprise.Apprise.instantiate(address, suppress_exceptions=True)
    if service is not None:
        service.socket_read_timeout = max(service.socket_read_timeout, PATIENCE)
    return service


def _shown(service: Any) -> str:
    """A channel without its secrets: its kind and host. apprise hides a password, not the path, the user or the header of a webhook."""
    address = urlsplit(service.url(privacy=True))
    return f"{address.scheme}://{address.netloc.rpartition('@')[2]}"
