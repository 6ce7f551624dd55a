"""The audit trail: a chain in which nothing can be edited, left out or cut without being found."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard import audit
from scorecard.audit import MOST_KEPT, Head, hash_of, record, verify
from scorecard.auth import Action, Actor, Deed, local

NOW = datetime(2026, 1, 15, 9)
TEXT = st.text(max_size=30)


def chain(length: int = 5) -> tuple[list[dict[str, Any]], Head]:
    rows, head = [], Head(0, "")
    for n in range(length):
        deed = Deed(Actor(f"wang{n}", address="10.0.0.1"), Action.RECORD, "047022", f"fact {n}", None, {"value": n})
        rows.append(record(deed, "done", NOW + timedelta(seconds=n), head))
        head = Head(rows[-1]["number"], rows[-1]["hash"])
    return rows, head


def rules(rows: list[dict[str, Any]], head: Head, *backed_up: Head) -> list[str]:
    return [finding.rule for finding in verify(rows, head, backed_up)]


def test_a_whole_chain_is_found_whole() -> None:
    rows, head = chain()
    assert rules(rows, head) == []
    assert rules([], Head(0, "")) == []
    assert [row["number"] for row in rows] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("column", ["recorded_at", "actor", "way", "address", "unit_code", "action", "outcome", "subject", "before", "after"])
def test_every_edited_column_is_found(column: str) -> None:
    rows, head = chain()
    rows[2][column] = NOW if column == "recorded_at" else "other"
    assert "audit_edited" in rules(rows, head)


def test_one_edited_with_its_hash_breaks_the_chain() -> None:
    rows, head = chain()
    rows[2]["actor"] = "other"
    rows[2]["hash"] = hash_of(rows[2])
    assert rules(rows, head) == ["audit_removed"]


@given(st.integers(0, 8), st.integers(1, 4))
def test_any_gap_is_found(first: int, many: int) -> None:
    rows, head = chain(9)
    del rows[first:first + many]
    assert set(rules(rows, head)) & {"audit_removed", "audit_cut"}


def test_a_cut_end_is_missed_by_the_head_and_by_the_backups() -> None:
    rows, head = chain()
    assert rules(rows[:3], head) == ["audit_cut"]
    forged = Head(3, rows[2]["hash"])  # whoever cuts the end may change the head, too
    assert rules(rows[:3], forged) == []
    assert rules(rows[:3], forged, Head(5, rows[4]["hash"][:12])) == ["audit_other_backup"]
    assert rules(rows, head, Head(5, rows[4]["hash"][:12]), Head(0, "")) == []


def test_a_chain_made_anew_differs_from_the_backups() -> None:
    rows, head = chain()
    again, other = [], Head(0, "")
    for row in rows:
        again.append(record(Deed(Actor("other"), Action.RECORD), "done", row["recorded_at"], other))
        other = Head(again[-1]["number"], again[-1]["hash"])
    assert rules(again, other) == []
    assert rules(again, other, Head(head.number, head.hash[:12])) == ["audit_other_backup"]


@given(TEXT, TEXT)
def test_two_different_values_never_read_the_same(a: str, b: str) -> None:
    assert (audit.kept({"a": a, "b": b}) == audit.kept({"a": b, "b": a})) == (a == b)


def test_what_is_long_is_told_by_its_checksum() -> None:
    assert json.loads(audit.kept("x" * MOST_KEPT)).keys() == {"characters", "sha256"}
    assert audit.kept(None) == audit.kept("") == ""
    assert audit.kept({"amount": Decimal("12.50"), "on": NOW.date()}) == '{"amount":"12.5","on":"2026-01-15"}'


def test_a_secret_never_stands_in_it() -> None:
    told = audit.rows_told({"account/set_credential": [{"account": "wang", "password_hash": "$argon2id$…"}],
                            "account/insert_invitation": [{"token_hash": "ab", "expires_at": NOW}]})
    assert "argon2" not in audit.canonical(told) and "ab" not in told["account/insert_invitation"][0].values()


@pytest.mark.parametrize("many", [1, 5, 20, 21, 100])
def test_a_batch_of_any_length_is_held_against_the_journal(many: int, raw: Callable[..., Any], checked: Callable[..., list[Any]]) -> None:
    facts, at = checked(*(raw("recall", note="长" * 400) for _ in range(many))), datetime(2025, 3, 4)
    deed = Deed(local("t"), Action.RECORD, "047022", "").told(None, audit.facts_told(facts))
    row = audit.record(deed, "done", at, Head(0, ""))
    assert audit.unlike([row], {at: facts}) == []
    assert [found.rule for found in audit.unlike([row], {at: facts[1:]})] == ["journal_differs"]


def test_the_checksum_of_facts_is_that_of_what_they_say(raw: Callable[..., Any], checked: Callable[..., list[Any]]) -> None:
    one, two = checked(raw("recall", op_key="a", recall_number="1"), raw("payment", op_key="b", voucher="2"))
    assert audit.digest([one, two]) == audit.digest([two, one]) != audit.digest([one])
    assert audit.facts_told([one])["entries"][0]["recall_number"] == "1"
    assert audit.facts_told([one] * 100).keys() == {"facts", "sha256"}
