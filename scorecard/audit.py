"""The audit trail: each record carries the hash of the one before it, so that an edited, removed or cut one is found. Pure.

hash = SHA-256 of the record's fields as canonical JSON, `previous` among them; numbers run 1, 2, 3 … without a gap.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any

from scorecard.auth import Deed
from scorecard.facts import Fact
from scorecard.model import Finding

Row = Mapping[str, Any]
MOST_KEPT = 4000
"""Characters of what stood before or after; of more, its number, length and checksum are kept."""
MOST_FACTS = 20
SECRET = ("password_hash", "token_hash")
"""Columns that never stand in the trail."""
OF_THE_WRITE = ("entry_id", "unit_code", "fiscal_year", "recorded_at", "recorded_by", "scope")
"""Columns that the record itself says already."""


@dataclass(frozen=True)
class Head:
    """The last record: its number (0: none yet) and hash."""

    number: int
    hash: str


def plain(value: object) -> Any:
    """A value as JSON has it, the same before and after it went through the database."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return value


def canonical(value: object) -> str:
    """Canonical JSON: the same value gives the same text."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def kept(value: object) -> str:
    """What of a value stands in the trail: its canonical JSON, or its checksum where that is long; "" for nothing."""
    if value is None or value == "":
        return ""
    written = canonical(value)
    return written if len(written) <= MOST_KEPT else canonical({"characters": len(written), "sha256": sha256(written.encode()).hexdigest()})


def rows_told(rows: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """Rows that are inserted, by statement, as the trail tells of them."""
    return {statement: [{name: value for name, value in row.items() if name not in OF_THE_WRITE and name not in SECRET} for row in there]
            for statement, there in rows.items() if there}


def fact_told(fact: Fact) -> dict[str, Any]:
    """A fact as the trail tells of it: what it says, not what it leaves open."""
    return {"kind": fact.kind} | {name: value for name, value in vars(fact).items() if value is not None}


def facts_told(facts: Sequence[Fact]) -> dict[str, Any]:
    """Facts of one write: each of a few, in any case their number and checksum (held against the journal by `unlike`)."""
    told: dict[str, Any] = {"facts": len(facts), "sha256": digest(facts)}
    entries = {"entries": [fact_told(fact) for fact in facts]} if len(facts) <= MOST_FACTS else {}
    return told | (entries if len(canonical(told | entries)) <= MOST_KEPT else {})  # the checksum must stay readable


def digest(facts: Iterable[Fact]) -> str:
    """The checksum of facts, whatever their order."""
    return sha256("\n".join(sorted(canonical(fact_told(fact)) for fact in facts)).encode()).hexdigest()


def record(deed: Deed, outcome: str, at: datetime, head: Head) -> dict[str, Any]:
    """The record after the last one. outcome: done or denied."""
    fields = {"number": head.number + 1, "recorded_at": at, "actor": deed.by.name, "way": str(deed.by.way), "address": deed.by.address,
              "unit_code": deed.unit_code, "action": str(deed.action), "outcome": outcome, "subject": deed.subject[:500],
              "before": kept(deed.before), "after": kept(deed.after), "previous": head.hash}
    return fields | {"hash": hash_of(fields)}


def hash_of(fields: Row) -> str:
    """The hash of a record's fields."""
    return sha256(canonical({name: value for name, value in fields.items() if name != "hash"}).encode()).hexdigest()


def verify(records: Iterable[Row], head: Head, backed_up: Iterable[Head] = ()) -> list[Finding]:
    """What is wrong with the trail: records edited, removed or cut. head: what the store says is the last; backed_up: what backups' names say was."""
    found, last, hashes = list[Finding](), Head(0, ""), dict[int, str]()
    for row in records:
        if row["number"] != last.number + 1 or row["previous"] != last.hash:
            found.append(Finding("audit_removed", str(row["number"]), str(last.number)))
        if hash_of(row) != row["hash"]:
            found.append(Finding("audit_edited", str(row["number"]), str(row["recorded_at"])))
        last = Head(row["number"], row["hash"])
        hashes[last.number] = last.hash
    if last != head:
        found.append(Finding("audit_cut", str(head.number), str(last.number)))
    found += [Finding("audit_other_backup", str(there.number), there.hash) for there in backed_up
              if there.number and not hashes.get(there.number, "").startswith(there.hash)]
    return found


def unlike(records: Iterable[Row], facts: Mapping[datetime, Sequence[Fact]]) -> list[Finding]:
    """Writes of the journal that no longer read as the trail tells. facts: the journal, by the moment of recording; before the trail nothing is told."""
    told = {row["recorded_at"]: (row["number"], json.loads(row["after"])) for row in records
            if row["action"] == "record" and row["outcome"] == "done" and row["after"]}
    first = min(told, default=None)
    found = [Finding("journal_differs", str(number), at.isoformat()) for at, (number, after) in told.items()
             if "facts" in after and digest(facts.get(at, ())) != after["sha256"]]  # records up to November 2026 may hold another checksum, of their own text
    return found + [Finding("journal_untold", at.isoformat(), str(len(there))) for at, there in facts.items() if first and at > first and at not in told]
