"""New facts held against the journal: the same again, corrections, withdrawals, numbers given twice. Pure: no store."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from scorecard.checking import Withdrawal
from scorecard.facts import Fact
from scorecard.journal import Settled, Standing, number_of, settle

EMPTY = Standing({}, {}, {})
Make = Callable[..., Fact]


@pytest.fixture
def recall(raw: Callable[..., dict[str, Any]], checked: Callable[..., list[Any]]) -> Make:
    """recall("a", number="1"): a checked recall with the op_key "a"."""
    return lambda op_key, number=None, **given: checked(raw("recall", op_key=op_key, recall_number=number or op_key, **given))[0]


@pytest.fixture
def payment(raw: Callable[..., dict[str, Any]], checked: Callable[..., list[Any]]) -> Make:
    """payment("p", number="记-1"): a checked payment."""
    return lambda op_key, number=None, **given: checked(raw("payment", op_key=op_key, voucher=number or op_key, **given))[0]


def withdraw(op_key: str, withdraws: str, kind: str | None = None) -> Withdrawal:
    return Withdrawal(op_key, withdraws, kind, "047022", None)


def batch(*facts: Fact | Withdrawal, standing: Standing = EMPTY) -> Settled:
    return settle(facts, range(1, len(facts) + 1), standing)


def after(*facts: Fact | Withdrawal) -> Standing:
    """The journal once the facts were settled, as the store would hand it over."""
    new = batch(*facts).new
    replaced = {aim: f.op_key for f in new if (aim := f.supersedes or f.withdraws)}
    return Standing({f.op_key: f for f in new}, replaced, {n: f.op_key for f in new if (n := number_of(f)) and f.op_key not in replaced})


def said(settled: Settled) -> list[tuple[str, str | None, int | None]]:
    return [(p.code, p.field, p.line) for p in settled.problems]


# --- the same again -------------------------------------------------------------------------------------------------


def test_the_same_fact_again_changes_nothing(recall: Make) -> None:
    a = recall("a")
    again = batch(a, standing=after(a))
    assert (again.new, again.already, again.differing, again.problems) == ([], ["a"], [], [])


def test_the_same_key_twice_in_one_batch_is_one_fact(recall: Make) -> None:
    a = recall("a")
    assert (batch(a, a).new, batch(a, a).already) == ([a], ["a"])


def test_the_same_key_with_other_content_is_kept_as_it_was_and_told(recall: Make) -> None:
    a = recall("a")
    again = batch(replace(a, lots=5), standing=after(a))
    assert (again.new, again.already, again.differing, again.problems) == ([], ["a"], ["a"], [])
    assert batch(a, replace(a, lots=5)).differing == ["a"]


def test_a_withdrawal_again_changes_nothing(recall: Make) -> None:
    standing = after(recall("a"), withdraw("w", "a"))
    again = batch(withdraw("w", "a"), standing=standing)
    assert (again.new, again.already, again.differing, again.problems) == ([], ["w"], [], [])
    assert batch(withdraw("w", "b"), standing=standing).differing == ["w"]


def test_a_fact_loaded_again_after_it_was_corrected_stays_corrected(recall: Make) -> None:
    a, b = recall("a"), recall("b", "a", supersedes="a")
    again = batch(a, b, standing=after(a, b))
    assert (again.new, again.already, again.problems) == ([], ["a", "b"], [])


# --- corrections and withdrawals ------------------------------------------------------------------------------------


def test_a_correction_keeps_the_number_of_what_it_corrects(recall: Make) -> None:
    a, b = recall("a", "ZH-1"), recall("b", "ZH-1", supersedes="a", lots=2)
    assert batch(b, standing=after(a)).new == [b]
    assert batch(a, b).new == [a, b]


def test_a_correction_may_stand_before_its_original(recall: Make) -> None:
    a, b = recall("a", "ZH-1"), recall("b", "ZH-1", supersedes="a")
    assert said(batch(b, a)) == []


def test_a_chain_of_corrections_in_any_order(recall: Make) -> None:
    a, b, c = recall("a", "1"), recall("b", "1", supersedes="a"), recall("c", "1", supersedes="b")
    for order in permutations((a, b, c, withdraw("w", "c"))):
        assert said(batch(*order)) == [], [getattr(f, "op_key", f) for f in order]


def test_a_withdrawal_becomes_an_entry_of_what_it_withdraws(payment: Make) -> None:
    p = payment("p", amount_yuan="12.34")
    (written,) = batch(withdraw("w", "p"), standing=after(p)).new
    assert (written.kind, written.op_key, written.withdraws, written.supersedes) == ("payment", "w", "p", None)
    assert (written.programme_id, written.occurred_on, written.fiscal_year) == (p.programme_id, p.occurred_on, 2025)


@pytest.mark.parametrize("second", ["correct", "withdraw"])
@pytest.mark.parametrize("first", ["correct", "withdraw"])
@pytest.mark.parametrize("together", [True, False])
def test_a_fact_is_replaced_once(first: str, second: str, together: bool, recall: Make) -> None:
    def how(word: str, op_key: str) -> Fact | Withdrawal:
        return recall(op_key, "1", supersedes="a") if word == "correct" else withdraw(op_key, "a")

    a = recall("a", "1")
    found = batch(a, how(first, "b"), how(second, "c")) if together else batch(how(second, "c"), standing=after(a, how(first, "b")))
    assert ("already_replaced", "supersedes" if second == "correct" else "withdraws", 3 if together else 1) in said(found)


@pytest.mark.parametrize("aim", ["nobody", "self"])
def test_correcting_what_is_not_there(aim: str, recall: Make) -> None:
    assert ("no_such_fact", "supersedes", 1) in said(batch(recall("self", supersedes=aim)))
    assert ("no_such_fact", "withdraws", 1) in said(batch(withdraw("self", aim)))


def test_a_withdrawal_cannot_be_corrected_or_withdrawn(recall: Make) -> None:
    standing = after(recall("a", "1"), withdraw("w", "a"))
    assert said(batch(recall("b", "1", supersedes="w"), standing=standing)) == [("no_such_fact", "supersedes", 1)]
    assert said(batch(withdraw("v", "w"), standing=standing)) == [("no_such_fact", "withdraws", 1)]
    assert said(batch(recall("a", "1"), withdraw("w", "a"), withdraw("v", "w"))) == [("no_such_fact", "withdraws", 3)]


def test_a_correction_is_of_the_same_kind(recall: Make, payment: Make) -> None:
    assert said(batch(recall("a"), payment("p", supersedes="a"))) == [("other_kind", "supersedes", 2)]
    assert said(batch(recall("a"), withdraw("w", "a", "payment"))) == [("other_kind", "withdraws", 2)]
    assert said(batch(recall("a"), withdraw("w", "a", "recall"))) == []


def test_a_correction_is_of_the_same_unit_and_year(recall: Make) -> None:
    a, b = recall("a", "1"), recall("b", "1", supersedes="a")
    assert said(batch(a, replace(b, fiscal_year=2026))) == [("other_year", "supersedes", 2)]
    assert said(batch(a, replace(b, unit_code="999999"))) == [("other_year", "supersedes", 2)]


def test_facts_that_correct_each_other(recall: Make) -> None:
    a, b = recall("a", supersedes="b"), recall("b", supersedes="a")
    assert [code for code, _, _ in said(batch(a, b))] == ["circular", "circular"]
    ring = [recall("a", supersedes="c"), recall("b", supersedes="a"), recall("c", supersedes="b")]
    assert {code for code, _, _ in said(batch(*ring))} == {"circular"}


# --- numbers --------------------------------------------------------------------------------------------------------


def test_a_recall_number_twice(recall: Make) -> None:
    assert said(batch(recall("a", "1"), recall("b", "1"))) == [("duplicate_recall_number", "recall_number", 2)]
    found = batch(recall("b", "1"), standing=after(recall("a", "1")))
    assert said(found) == [("duplicate_recall_number", "recall_number", 1)]
    assert found.problems[0].values == {"number": "1", "op_key": "a"}


def test_a_voucher_twice(payment: Make) -> None:
    assert said(batch(payment("a", "1"), payment("b", "1"))) == [("duplicate_voucher", "voucher", 2)]
    assert said(batch(payment("b", "1"), standing=after(payment("a", "1")))) == [("duplicate_voucher", "voucher", 1)]


def test_a_recall_and_a_payment_may_bear_one_number(recall: Make, payment: Make) -> None:
    assert said(batch(recall("a", "1"), payment("b", "1"))) == []


def test_another_unit_or_year_may_use_the_number(recall: Make) -> None:
    a, b = recall("a", "1"), recall("b", "1")
    assert said(batch(a, replace(b, unit_code="999999"), replace(b, op_key="c", fiscal_year=2026))) == []


def test_the_number_of_a_withdrawn_fact_is_free_again(recall: Make) -> None:
    a, again = recall("a", "1"), recall("b", "1")
    assert said(batch(again, standing=after(a, withdraw("w", "a")))) == []
    for order in permutations((a, withdraw("w", "a"), again)):
        assert said(batch(*order)) == []


def test_a_correction_cannot_take_the_number_of_another_fact(recall: Make) -> None:
    standing = after(recall("a", "1"), recall("b", "2"))
    assert said(batch(recall("c", "1", supersedes="b"), standing=standing)) == [("duplicate_recall_number", "recall_number", 1)]


def test_a_number_that_a_correction_gave_up_is_free(recall: Make) -> None:
    a, b, c = recall("a", "1"), recall("b", "2", supersedes="a"), recall("c", "1")
    for order in permutations((a, b, c)):
        assert said(batch(*order)) == []
    assert said(batch(c, standing=after(a, b))) == []


def test_two_corrections_may_swap_numbers(recall: Make) -> None:
    a, b = recall("a", "1"), recall("b", "2")
    assert said(batch(recall("c", "2", supersedes="a"), recall("d", "1", supersedes="b"), standing=after(a, b))) == []


def test_every_problem_is_told_with_its_line(recall: Make) -> None:
    facts: Sequence[Fact | Withdrawal] = [recall("a", "1"), recall("b", "1"), withdraw("w", "x"), recall("c", "1")]
    found = settle(facts, [2, 3, 5, 8], EMPTY)
    assert sorted(said(found), key=lambda s: s[2] or 0) == [
        ("duplicate_recall_number", "recall_number", 3), ("no_such_fact", "withdraws", 5), ("duplicate_recall_number", "recall_number", 8)]
