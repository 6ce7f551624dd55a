"""The store: one write path, all or nothing, nothing lost or doubled, two clocks, shut in, and checked whole."""

import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st

import scorecard.writings as writings_module
from scorecard import settings
from scorecard.auth import local
from scorecard.checking import Budgets, Withdrawal
from scorecard.facts import Recall
from scorecard.holding import assign
from scorecard.journal import Recorded
from scorecard.keeping import adopt, set_plan
from scorecard.model import Budget, Evidence, Plan, Rhythm
from scorecard.problems import Refused
from scorecard.store import Store, query

BOTH_STORES = True
UNIT, YEAR = KEY = ("047022", 2025)
YEAR_END = date(2025, 12, 31)
Raw = dict[str, Any]
Record = Callable[..., Recorded]
MakeRaw = Callable[..., Raw]


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [p.code for p in refused.value.problems]


def op_keys(store: Store) -> list[str]:
    return sorted(e.fact.op_key for e in store.entries(*KEY))


def total(evidence: Evidence, measure: str) -> Decimal:
    return sum((i.numerator for i in evidence[measure]), Decimal(0))


def values(evidence: Evidence) -> Mapping[str, list[Raw]]:
    """What the measures found, without the ids and moments of recording."""
    return {name: [{k: v for k, v in vars(i).items() if k not in ("entry_id", "recorded_at")} for i in found] for name, found in evidence.items()}


# --- one write path -------------------------------------------------------------------------------------------------


def test_a_fact_comes_back_as_it_went_in(store: Store, recorded: Record, raw: MakeRaw, checked: Callable[..., list[Any]]) -> None:
    written = [
        raw("recall", brand="示沸", quantity=1200, failed_spot_check=True, status="closed", ended_on="2025-05-01", note="n", evidence="e"),
        raw("training_session"), raw("survey"), raw("payment", amount_yuan="-0.10"), raw("monitoring_point", closed_on="2025-12-01"),
        raw("milestone"), raw("appraisal", evidence_text=""), raw("budget_adjustment")]
    recorded(*written)
    assert {e.fact.op_key: e.fact for e in store.entries(*KEY)} == {f.op_key: f for f in checked(*written)}
    assert {e.recorded_by for e in store.entries(*KEY)} == {"tester"}


def test_the_same_facts_again_change_nothing(store: Store, recorded: Record, raw: MakeRaw) -> None:
    facts = [raw("recall"), raw("payment"), raw("survey")]
    assert recorded(*facts).new == tuple(f["op_key"] for f in facts)
    before = store.entries(*KEY)
    again = recorded(*facts)
    assert (again.new, again.already, again.differing) == ((), tuple(f["op_key"] for f in facts), ())
    assert store.entries(*KEY) == before


def test_other_content_under_the_same_key_is_told_and_not_kept(store: Store, recorded: Record, raw: MakeRaw) -> None:
    recorded(first := raw("recall", lots=1))
    assert recorded(first | {"lots": 7}).differing == (first["op_key"],)
    assert total(store.evidence(*KEY, YEAR_END), "lots") == 1


def test_all_or_nothing(store: Store, recorded: Record, raw: MakeRaw) -> None:
    with pytest.raises(Refused) as refused:
        recorded(raw("recall"), raw("recall", recall_number="1"), raw("recall", recall_number="1"))
    assert codes(refused) == ["duplicate_recall_number"] and refused.value.problems[0].line == 3
    assert op_keys(store) == []


def test_what_the_database_itself_refuses_is_refused_whole(store: Store, recorded: Record, raw: MakeRaw, checked: Callable[..., list[Any]]) -> None:
    good, bad = checked(raw("recall"), raw("recall"))
    with pytest.raises(Refused) as refused:
        store.record([good, replace(bad, lots=0)], by=local("tester"))
    assert codes(refused) == ["not_saved"]
    assert op_keys(store) == []


def test_a_number_is_held_against_the_journal(store: Store, recorded: Record, raw: MakeRaw) -> None:
    recorded(a := raw("payment", voucher="记-1"))
    with pytest.raises(Refused) as refused:
        recorded(raw("payment", voucher="记-1"))
    assert codes(refused) == ["duplicate_voucher"]
    recorded(raw("payment", voucher="记-1", supersedes=a["op_key"], amount_yuan="5.00"))
    assert total(store.evidence(*KEY, YEAR_END), "spending") == 5


def test_a_withdrawn_number_can_be_used_again(store: Store, recorded: Record, raw: MakeRaw) -> None:
    recorded(a := raw("recall", recall_number="1"))
    recorded({"op_key": "w", "withdraws": a["op_key"]})
    recorded(raw("recall", recall_number="1", lots=3))
    assert total(store.evidence(*KEY, YEAR_END), "lots") == 3
    assert store.check().findings == []


def test_withdrawing_a_correction_takes_the_whole_fact_back(store: Store, recorded: Record, raw: MakeRaw) -> None:
    recorded(a := raw("recall", recall_number="1"))
    recorded(b := raw("recall", recall_number="1", supersedes=a["op_key"]))
    recorded({"op_key": "w", "withdraws": b["op_key"]})
    assert store.evidence(*KEY, YEAR_END)["recalls"] == []
    recorded(raw("recall", recall_number="1"))
    assert store.check().findings == []


def test_the_journal_tells_what_replaced_an_entry(store: Store, recorded: Record, raw: MakeRaw) -> None:
    recorded(a := raw("recall", recall_number="1", op_key="a"), raw("recall", op_key="c"))
    recorded(raw("recall", recall_number="1", op_key="b", supersedes=a["op_key"]))
    recorded({"op_key": "w", "withdraws": "c"})
    assert {e.fact.op_key: (e.replaced_by, e.replaced_how) for e in store.entries(*KEY)} == {
        "a": ("b", "corrected"), "b": (None, None), "c": ("w", "withdrawn"), "w": (None, None)}
    assert store.entries(*KEY)[0].fact.op_key == "w"
    assert [e.fact.op_key for e in store.entries(*KEY, most=1)] == ["w"]


def test_what_was_last_written_of_each_unit_is_kept_in_step(store: Store, recorded: Record, raw: MakeRaw, budget: Budget) -> None:
    """The rollup that the portfolio reads tells what the tables would, read whole."""
    adopt(store, [replace(budget, unit=replace(budget.unit, unit_code="1")), replace(budget, fiscal_year=2026)], by=local("t"))
    recorded(raw("recall", op_key="a"))
    recorded(raw("payment"))
    set_plan(store, "1", YEAR, Plan("22-03", tuple(Decimal(n) for n in range(12))), by=local("t"))
    with pytest.raises(Refused):
        recorded(raw("recall"), raw("recall", lots=1, recall_number="x"), raw("recall", recall_number="x"))
    recorded({"op_key": "w", "withdraws": "a"})
    assign(store, *KEY, {"22-03": ("李某", Rhythm.MONTHLY)}, by=local("t"))
    with store._cursor() as cursor:
        found = cursor.execute(LAST_WRITTEN).fetchall()
    kept = [(row["unit_code"], year, row["written_at"]) for year in (2025, 2026) for row in store.ask("year/stamps", fiscal_year=year)]
    assert len(kept) == 3 and [row[:2] for row in kept] == [row[:2] for row in found]
    assert all(moment <= stamp < moment + timedelta(seconds=1) for (*_, stamp), (*_, moment) in zip(kept, found, strict=True))  # at the end of an adoption
    before = dict(zip([row[:2] for row in kept], kept, strict=True))
    recorded(raw("payment"))
    assert {key for key, row in before.items() if row[2] not in [s["written_at"] for s in store.ask("year/stamps", fiscal_year=key[1])]} == {KEY}


LAST_WRITTEN = """select unit_code, fiscal_year, max(moment) from (
    select unit_code, fiscal_year, adopted_at as moment from budget_version union all select unit_code, fiscal_year, recorded_at from entry
    union all select unit_code, fiscal_year, recorded_at from plan_month union all select unit_code, fiscal_year, recorded_at from responsibility)
    group by all order by fiscal_year, unit_code"""


def test_sorting_the_journal_changes_nothing_in_it(store: Store, recorded: Record, raw: MakeRaw) -> None:
    recorded(*(raw(kind) for _ in range(40) for kind in ("recall", "payment", "survey")))
    recorded(a := raw("recall", op_key="a"))
    recorded(raw("recall", op_key="b", supersedes="a", recall_number=a["recall_number"]), {"op_key": "w", "withdraws": op_keys(store)[5]})
    before = (store.sums(), store.entries(*KEY), store.evidence(*KEY, YEAR_END))
    assert [store.maintain(), store.maintain()] == [123, 123]
    assert (store.sums(), store.entries(*KEY), store.evidence(*KEY, YEAR_END)) == before
    with store._cursor() as cursor:
        scopes = [scope for scope, in cursor.execute("select scope from entry").fetchall()]
    assert scopes == sorted(scopes) and store.check().findings == []
    assert recorded(a).already == ("a",) and recorded(raw("recall")).new
    with pytest.raises(Refused):
        recorded(raw("recall", recall_number=a["recall_number"]))


# --- two clocks -----------------------------------------------------------------------------------------------------

MAY, JUNE = datetime(2025, 5, 1, 8), datetime(2025, 6, 1, 8)


def test_before_a_correction_the_old_value_stood(store: Store, recorded: Record, raw: MakeRaw) -> None:
    recorded(a := raw("payment", amount_yuan="1860.00", voucher="记-1"), at=MAY)
    recorded(raw("payment", amount_yuan="1680.00", voucher="记-1", supersedes=a["op_key"]), at=JUNE)
    for known_at, amount in ((MAY - timedelta(seconds=1), 0), (MAY, 1860), (JUNE - timedelta(microseconds=1), 1860), (JUNE, 1680), (None, 1680)):
        assert total(store.evidence(*KEY, YEAR_END, known_at), "spending") == amount
    assert [(e.fact.op_key, e.replaced_by) for e in store.entries(*KEY, MAY)] == [(a["op_key"], None)]


def test_before_a_withdrawal_the_fact_counted(store: Store, recorded: Record, raw: MakeRaw) -> None:
    recorded(a := raw("recall"), at=MAY)
    recorded({"op_key": "w", "withdraws": a["op_key"]}, at=JUNE)
    assert [total(store.evidence(*KEY, YEAR_END, at), "recalls") for at in (MAY, JUNE - timedelta(microseconds=1), JUNE)] == [1, 1, 0]


def test_a_fact_counts_from_its_day_on(store: Store, recorded: Record, raw: MakeRaw) -> None:
    recorded(raw("recall", occurred_on="2025-03-04"))
    assert [total(store.evidence(*KEY, date(2025, 3, day)), "recalls") for day in (3, 4, 5)] == [0, 1, 1]


def test_a_correction_of_the_day_moves_the_fact(store: Store, recorded: Record, raw: MakeRaw) -> None:
    recorded(a := raw("recall", occurred_on="2025-03-04", recall_number="1"))
    recorded(raw("recall", occurred_on="2025-09-04", recall_number="1", supersedes=a["op_key"]))
    assert [total(store.evidence(*KEY, date(2025, month, 30)), "recalls") for month in (6, 9)] == [0, 1]


def _clock_stands_at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.replace(tzinfo=tz)

    monkeypatch.setattr(writings_module, "datetime", Stopped)


def test_moments_of_recording_rise_when_the_clock_goes_back(
        store: Store, recorded: Record, raw: MakeRaw, checked: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    recorded(raw("recall", op_key="a"))
    _clock_stands_at(datetime(2001, 1, 1), monkeypatch)
    recorded(raw("recall", op_key="b"))
    store.close()
    with_store = Store(store.place)
    with_store.record(checked(raw("recall", op_key="c")), by=local("tester"))
    moments = [e.recorded_at for e in sorted(with_store.entries(*KEY), key=lambda e: e.fact.op_key)]
    assert moments == sorted(set(moments)) and len(moments) == 3
    with_store.close()


def test_the_moment_of_recording_is_utc(store: Store, recorded: Record, raw: MakeRaw) -> None:
    recorded(raw("recall"))
    (entry,) = store.entries(*KEY)
    assert entry.recorded_at.tzinfo is None
    assert abs(datetime.now(UTC).replace(tzinfo=None) - entry.recorded_at) < timedelta(minutes=1)


# --- the plan by month ----------------------------------------------------------------------------------------------

SLOW, FAST = (tuple(Decimal(n) for n in numbers) for numbers in ((0, 0, 0, 0, 0, 1, 2, 4, 6, 8, 9, 10), (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10)))


def test_a_plan_is_kept_and_the_last_one_stands(store: Store) -> None:
    assert store.budgets()[KEY].plan("22-03") is None
    set_plan(store, *KEY, Plan("22-03", SLOW), by=local("tester"))
    assert store.budgets()[KEY].plan("22-03") == Plan("22-03", SLOW)
    between = datetime.now(UTC).replace(tzinfo=None)
    time.sleep(0.002)
    set_plan(store, *KEY, Plan("22-03", FAST), by=local("tester"))
    set_plan(store, *KEY, Plan("23-05", SLOW), by=local("tester"))
    assert store.budgets()[KEY].plan("22-03") == Plan("22-03", FAST)
    assert store.budgets(between)[KEY].plan("22-03") == Plan("22-03", SLOW)
    assert store.budgets(between)[KEY].plan("23-05") is None


def test_a_plan_stands_in_place_of_the_one_before_even_after_a_restart_with_the_clock_gone_back(
        tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    set_plan(store, *KEY, Plan("22-03", SLOW), by=local("tester"))
    store.close()
    _clock_stands_at(datetime(2001, 1, 1), monkeypatch)
    reopened = Store(store.place)
    set_plan(reopened, *KEY, Plan("22-03", FAST), by=local("tester"))
    assert reopened.budgets()[KEY].plan("22-03") == Plan("22-03", FAST)
    reopened.close()


@pytest.mark.parametrize("plan", [
    Plan("22-03", SLOW[:11]), Plan("22-03", (*SLOW, Decimal(10))), Plan("99-99", SLOW), Plan("22-03", tuple(reversed(SLOW)))],
    ids=["eleven months", "thirteen months", "an indicator nobody knows", "falling"])
def test_a_plan_that_cannot_be_is_refused(plan: Plan, store: Store) -> None:
    with pytest.raises(Refused):
        set_plan(store, *KEY, plan, by=local("tester"))
    assert store.budgets()[KEY].plans == ()


# --- preview, read-only ---------------------------------------------------------------------------------------------


def test_a_preview_shows_what_would_be_and_leaves_nothing(store: Store, recorded: Record, raw: MakeRaw, checked: Callable[..., list[Any]]) -> None:
    recorded(raw("payment", amount_yuan="1.00"))
    version, facts = store.version, checked(raw("payment", amount_yuan="2.50", op_key="p"))
    assert total(store.preview(facts[:1], YEAR_END), "spending") == Decimal("3.50")
    assert total(store.evidence(*KEY, YEAR_END), "spending") == 1
    assert (store.version, len(op_keys(store))) == (version, 1)
    assert store.record(facts, by=local("tester")).new == ("p",)
    assert total(store.preview(facts[:1], YEAR_END), "spending") == Decimal("3.50")


def test_a_preview_of_what_is_refused_is_refused(store: Store, recorded: Record, raw: MakeRaw, checked: Callable[..., list[Any]]) -> None:
    recorded(raw("recall", recall_number="1"))
    with pytest.raises(Refused) as refused:
        store.preview(checked(raw("recall", recall_number="1")), YEAR_END)
    assert codes(refused) == ["duplicate_recall_number"]


def test_a_read_only_store_refuses_every_write(store: Store, budget: Budget, raw: MakeRaw, recorded: Record) -> None:
    store.read_only = True
    for write in (lambda: recorded(raw("recall")), lambda: adopt(store, [replace(budget, fiscal_year=2026)], by=local("t")),
                  lambda: set_plan(store, *KEY, Plan("22-03", SLOW), by=local("tester"))):
        with pytest.raises(Refused) as refused:
            write()
        assert codes(refused) == ["read_only"]
    assert op_keys(store) == [] and list(store.budgets()) == [KEY]


# --- money and the approved budget ----------------------------------------------------------------------------------


def test_money_stays_decimal_to_the_fen(store: Store, recorded: Record, raw: MakeRaw) -> None:
    amounts = ["0.10", "0.20", "9999999999999.99", "-0.01", "-9999999999999.99"]
    recorded(*(raw("payment", amount_yuan=a) for a in amounts))
    found = store.evidence(*KEY, YEAR_END)
    assert all(type(i.numerator) is Decimal for increments in found.values() for i in increments)
    assert total(found, "spending") == Decimal("0.29")


def test_the_budget_comes_back_as_it_was_approved(store: Store, budgets: Budgets) -> None:
    assert store.budgets() == budgets


def test_budgets_that_cannot_all_be_kept_are_refused_whole(store: Store, budget: Budget) -> None:
    other = replace(budget, fiscal_year=2026)
    with pytest.raises(Refused) as refused:
        adopt(store, [other, budget, budget], by=local("t"))  # one version cannot be two budgets
    assert codes(refused) == ["not_saved"]
    assert list(store.budgets()) == [KEY] and len(store.versions(*KEY)) == 1


# --- what loading order cannot change -------------------------------------------------------------------------------

DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31)).map(date.isoformat)
DRAWN = st.one_of(
    st.fixed_dictionaries({"kind": st.just("recall"), "occurred_on": DAYS, "programme": st.sampled_from(["21", "22"]), "lots": st.integers(1, 4),
                           "status": st.sampled_from([None, "clue", "investigation", "recall", "under_way", "closed"])}),
    st.fixed_dictionaries({"kind": st.just("payment"), "occurred_on": DAYS, "amount_yuan": st.integers(1, 10**7).map(lambda fen: str(Decimal(fen) / 100)),
                           "budget_line": st.sampled_from(["运转开支", "基本支出", "市场监督管理专项"])}),
    st.fixed_dictionaries({"kind": st.just("training_session"), "occurred_on": DAYS, "passed": st.integers(0, 48)}),
    st.fixed_dictionaries({"kind": st.just("appraisal"), "occurred_on": DAYS, "share": st.sampled_from(["0.8", "0.9"])}),
    st.fixed_dictionaries({"kind": st.just("monitoring_point"), "occurred_on": st.just("2025-02-01"), "closed_on": DAYS.filter(lambda d: d > "2025-02-01")}))
REPLACED = st.sampled_from([None, None, None, "correct", "withdraw", "correct twice"])


def _journal(drawn: list[tuple[Raw, str | None]], raw: MakeRaw) -> list[list[Raw]]:
    """Facts in generations: the originals, then what replaces them, then what replaces those."""
    generations: list[list[Raw]] = [[], [], []]
    for given_fields, replaced in drawn:
        first = raw(**given_fields)
        generations[0].append(first)
        if replaced == "withdraw":
            generations[1].append({"op_key": first["op_key"] + "-w", "withdraws": first["op_key"]})
        elif replaced:
            for number in range(1, 3 if replaced == "correct twice" else 2):
                before = generations[number - 1][-1]
                generations[number].append(first | {"op_key": f"{first['op_key']}-{number}", "supersedes": before["op_key"], "occurred_on": "2025-01-15"})
    return generations


@examples(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow],
          phases=[Phase.explicit, Phase.generate])  # no shrinking: each try opens two stores
@given(drawn=st.lists(st.tuples(DRAWN, REPLACED), min_size=1, max_size=9), seed=st.randoms(use_true_random=False))
def test_values_never_depend_on_the_order_of_loading(
        drawn: list[tuple[Raw, str | None]], seed: random.Random, raw: MakeRaw, checked: Callable[..., list[Any]], budget: Budget) -> None:
    generations = _journal(drawn, raw)
    at_once = [f for generation in generations for f in generation]
    seed.shuffle(at_once)
    one_by_one = []
    for generation in generations:
        seed.shuffle(generation)
        one_by_one += generation
    first, second = Store(None), Store(None)
    for store in (first, second):
        adopt(store, [budget], by=local("t"))
    first.record(checked(*at_once), by=local("tester"))
    for fact in checked(*one_by_one):
        second.record([fact], by=local("tester"))
    for as_of in (date(2025, 3, 31), date(2025, 6, 30), YEAR_END):
        assert values(first.evidence(*KEY, as_of)) == values(second.evidence(*KEY, as_of))
    before = first.entries(*KEY)
    seed.shuffle(at_once)
    assert first.record(checked(*at_once), by=local("tester")).new == ()
    assert first.entries(*KEY) == before
    assert first.check().findings == [] == second.check().findings
    first.close(), second.close()


# --- many at once, and death ----------------------------------------------------------------------------------------


def test_eight_threads_lose_nothing_and_double_nothing(store: Store, raw: MakeRaw, checked: Callable[..., list[Any]]) -> None:
    """120 facts each; neighbours share half of theirs, so that the same fact arrives from two threads at once."""
    shares = [checked(*(raw("payment", op_key=f"p{n}", voucher=f"记-{n}", amount_yuan="1.00") for n in range(60 * k, 60 * k + 120))) for k in range(8)]
    written: list[str] = []
    failed: list[BaseException] = []

    def work(share: list[Any]) -> None:
        try:
            for start in range(0, 120, 10):
                written.extend(store.record(share[start:start + 10], by=local("tester")).new)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(written) == op_keys(store) == sorted(f"p{n}" for n in range(60 * 9))
    assert total(store.evidence(*KEY, YEAR_END), "spending") == 60 * 9
    assert store.check().findings == []


def test_what_is_read_while_others_write_belongs_together(store: Store, raw: MakeRaw, checked: Callable[..., list[Any]]) -> None:
    """Each batch holds one recall and one payment of 1 yuan: whoever reads sees as many of the one as of the other."""
    batches = [checked(raw("recall"), raw("payment", amount_yuan="1.00")) for _ in range(60)]
    writer = threading.Thread(target=lambda: [store.record(b, by=local("tester")) for b in batches])
    writer.start()
    torn = []
    while writer.is_alive():
        found = store.evidence(*KEY, YEAR_END)
        sums = {total(found, name) for name in ("recalls", "lots", "spending", "execution_rate", "compliant_rate")}
        torn += [sums] if len(sums) > 1 else []
    writer.join()
    assert torn == []


WORKER = """
import sys
from datetime import date
from pathlib import Path
from scorecard.checking import check
from scorecard.auth import local
from scorecard.store import Store
store = Store(Path(sys.argv[1]))
budgets, run = store.budgets(), sys.argv[2]
for n in range(100_000):
    key = f"{run}-{n}"
    fact = check({"kind": "payment", "op_key": key, "occurred_on": "2025-02-10", "amount_yuan": "1.00", "budget_line": "运转开支", "voucher": key,
                  "compliant": True}, budgets, date(2026, 1, 15))
    store.record([fact], by=local("worker"))
    print(key, flush=True)
"""


def test_killed_at_any_moment_every_acknowledged_fact_is_there(tmp_path: Path, budget: Budget) -> None:
    path, acknowledged = tmp_path / "performance.duckdb", set()
    first = Store(path)
    adopt(first, [budget], by=local("t"))
    first.close()
    for run in range(6):
        worker = subprocess.Popen([sys.executable, "-c", WORKER, str(path), f"run{run}"], cwd=settings.ROOT, stdout=subprocess.PIPE, text=True)
        assert worker.stdout
        for _ in range(random.randint(1, 8)):
            acknowledged.add(worker.stdout.readline().strip())
        time.sleep(random.uniform(0, 0.03))
        os.kill(worker.pid, signal.SIGKILL)
        acknowledged |= {line.strip() for line in worker.stdout.read().splitlines() if line.strip()}
        worker.wait()
        reopened = Store(path)
        there = set(op_keys(reopened))
        assert acknowledged <= there and len(there) <= len(acknowledged) + run + 1  # at most the one that was under way each time
        assert reopened.check().findings == []
        reopened.close()


@pytest.mark.file
def test_a_second_process_is_told_who_holds_the_store(store: Store, tmp_path: Path) -> None:
    attempt = ("import sys\nfrom pathlib import Path\nfrom scorecard.problems import Refused\nfrom scorecard.store import Store\n"
               "try:\n    Store(Path(sys.argv[1]))\nexcept Refused as refused:\n    print(*[(p.code, p.values['pid']) for p in refused.problems])")
    done = subprocess.run([sys.executable, "-c", attempt, str(tmp_path / "performance.duckdb")], cwd=settings.ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == str(("store_held", str(os.getpid()))), done.stderr


def test_a_file_that_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "performance.duckdb").write_text("not a database" * 1000)
    with pytest.raises(Refused) as refused:
        Store(tmp_path / "performance.duckdb")
    assert codes(refused) == ["store_unreadable"]


def test_the_folder_of_the_store_is_made(tmp_path: Path) -> None:
    Store(tmp_path / "a" / "b" / "performance.duckdb").close()
    assert (tmp_path / "a" / "b" / "performance.duckdb").is_file()


# --- shut in --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", [
    "select * from read_text('/etc/passwd')", "select * from read_csv('/etc/passwd')", "select * from glob('/etc/*')",
    "copy entry to '{beside}/entry.csv'", "copy entry from '/etc/passwd'", "attach '{beside}/other.duckdb' as other", "export database '{beside}'",
    "install httpfs", "load '{beside}/x.duckdb_extension'", "select getenv('HOME')"])
@pytest.mark.parametrize("in_memory", [False, True], ids=["file", "memory"])
def test_no_file_and_no_extension_is_reached_from_within(statement: str, in_memory: bool, store: Store, tmp_path: Path) -> None:
    beside = tmp_path.with_name(tmp_path.name + "-beside")
    beside.mkdir(exist_ok=True)
    inside = Store(None) if in_memory else store
    with pytest.raises(duckdb.Error), inside._cursor() as cursor:
        cursor.execute(statement.format(beside=beside)).fetchall()
    assert list(beside.iterdir()) == []


@pytest.mark.parametrize("setting", ["enable_external_access = true", "lock_configuration = false", "allowed_directories = ['/']",
                                     "autoinstall_known_extensions = true", "memory_limit = '64GB'"])
def test_the_settings_are_locked(setting: str, store: Store) -> None:
    with pytest.raises(duckdb.Error):
        store._connection.cursor().execute(f"set {setting}")


# --- migrations -----------------------------------------------------------------------------------------------------


def _versions(store: Store) -> list[tuple[int, str, str]]:
    return store._connection.cursor().execute(query("store/schema_versions")).fetchall()


@pytest.mark.file
def test_each_migration_is_recorded_once_with_its_checksum(store: Store, tmp_path: Path) -> None:
    files = sorted((settings.QUERIES / "schema").glob("*.sql"))
    expected = [(n, f.name, hashlib.sha256(f.read_bytes()).hexdigest()) for n, f in enumerate(files, start=1)]
    assert _versions(store) == expected
    store.close()
    reopened = Store(tmp_path / "performance.duckdb")
    assert _versions(reopened) == expected
    reopened.close()


@pytest.fixture
def own_queries(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of queries/ that the store reads, to change migrations in."""
    copy = tmp_path_factory.mktemp("program") / "queries"
    shutil.copytree(settings.QUERIES, copy)
    monkeypatch.setattr(settings, "QUERIES", copy)
    return copy


@pytest.mark.file
def test_a_changed_migration_is_refused(store: Store, tmp_path: Path, own_queries: Path) -> None:
    store.close()
    file = next((own_queries / "schema").glob("001*.sql"))
    file.write_text(file.read_text() + "\n-- changed\n")
    with pytest.raises(Refused) as refused:
        Store(tmp_path / "performance.duckdb")
    assert codes(refused) == ["schema_differs"]


@pytest.mark.file
def test_a_new_migration_is_applied_to_a_store_in_use(store: Store, recorded: Record, raw: MakeRaw, tmp_path: Path, own_queries: Path) -> None:
    recorded(raw("recall", op_key="a"))
    store.close()
    number = len(list((own_queries / "schema").glob("*.sql"))) + 1
    (own_queries / "schema" / f"{number:03}_colour.sql").write_text("create table colour (name varchar);\ncreate table shade (name varchar);\n")
    reopened = Store(tmp_path / "performance.duckdb")
    assert [v[0] for v in _versions(reopened)] == list(range(1, number + 1))
    assert op_keys(reopened) == ["a"]
    reopened.close()


@pytest.mark.file
def test_a_migration_that_fails_leaves_nothing(store: Store, tmp_path: Path, own_queries: Path) -> None:
    store.close()
    number = len(list((own_queries / "schema").glob("*.sql"))) + 1
    bad = own_queries / "schema" / f"{number:03}_colour.sql"
    bad.write_text("create table colour (name varchar);\ncreate table entry (name varchar);\n")
    with pytest.raises((Refused, duckdb.Error)):
        Store(tmp_path / "performance.duckdb")
    bad.write_text("create table colour (name varchar);\n")
    reopened = Store(tmp_path / "performance.duckdb")
    assert [v[0] for v in _versions(reopened)] == list(range(1, number + 1))
    reopened.close()


# --- check ----------------------------------------------------------------------------------------------------------


def plant(store: Store, **columns: object) -> None:
    """A row in the journal that no write path would let in."""
    empty = dict.fromkeys(re.findall(r"\$(\w+)::", query("entry/insert")))
    row = empty | {"entry_id": columns["op_key"], "unit_code": UNIT, "fiscal_year": YEAR, "kind": "recall", "programme_id": "22", "lots": 1,
                   "occurred_on": date(2025, 3, 4), "recorded_at": datetime(2025, 3, 4), "recorded_by": "x", "recall_number": columns["op_key"]}
    row |= columns
    with store._cursor() as cursor:
        cursor.execute(query("entry/insert"), row | {"scope": f"{row['unit_code']} {row['fiscal_year']} {row['kind']}"})


PLANTED: dict[str, tuple[list[Raw], list[tuple[str, str]]]] = {
    "a programme nobody approved": ([{"op_key": "a", "programme_id": "99"}], [("unknown_budget", "a")]),
    "a line nobody approved": ([{"op_key": "a", "kind": "payment", "budget_line": "招待费"}], [("unknown_budget", "a")]),
    "an indicator nobody approved": ([{"op_key": "a", "kind": "milestone", "indicator": "99-1"}], [("unknown_budget", "a")]),
    "a unit nobody knows": ([{"op_key": "a", "unit_code": "999999"}], [("unknown_budget", "a")]),
    "a kind nobody knows": ([{"op_key": "a", "kind": "holiday"}], [("unknown_kind", "a")]),
    "a recall number twice": ([{"op_key": "a", "recall_number": "1"}, {"op_key": "b", "recall_number": "1"}], [("double_number", "1")]),
    "a voucher twice": ([{"op_key": k, "kind": "payment", "voucher": "1", "budget_line": "基本支出", "programme_id": "23"} for k in "ab"],
                        [("double_number", "1")]),
    "a correction of nothing": ([{"op_key": "a", "supersedes": "z"}], [("dangling_replacement", "a")]),
    "a withdrawal of nothing": ([{"op_key": "a", "withdraws": "z"}], [("dangling_replacement", "a")]),
    "a correction of another kind": ([{"op_key": "a"}, {"op_key": "b", "kind": "survey", "supersedes": "a"}], [("dangling_replacement", "b")]),
    "a correction in another year": ([{"op_key": "a"}, {"op_key": "b", "fiscal_year": 2024, "occurred_on": date(2024, 1, 1), "supersedes": "a"}],
                                     [("dangling_replacement", "b"), ("unknown_budget", "b")]),
    "a withdrawal withdrawn": ([{"op_key": "a"}, {"op_key": "b", "withdraws": "a"}, {"op_key": "c", "withdraws": "b"}], [("dangling_replacement", "c")]),
    "two corrections of one fact": ([{"op_key": "a", "recall_number": "1"}, {"op_key": "b", "supersedes": "a"}, {"op_key": "c", "supersedes": "a"}],
                                    [("double_replacement", "a")]),
    "two facts that correct each other": ([{"op_key": "a", "supersedes": "b"}, {"op_key": "b", "supersedes": "a"}], [("circular", "a"), ("circular", "b")]),
    "a day outside its year": ([{"op_key": "a", "occurred_on": date(2024, 12, 31)}], [("outside_year", "a")]),
}


@pytest.mark.parametrize("case", PLANTED)
def test_check_finds_a_planted_fault(case: str, store: Store, recorded: Record, raw: MakeRaw) -> None:
    planted, found = PLANTED[case]
    recorded(raw("recall"), raw("payment"), raw("milestone"))
    assert store.check().findings == []
    for columns in planted:
        plant(store, **columns)
    assert sorted((f.rule, f.op_key) for f in store.check().findings) == sorted(found)


@pytest.mark.parametrize(("statement", "found"), [
    ("update budget_line set original_budget_yuan = 1 where name = '基本支出'", ("lines_differ_from_total", UNIT)),
    ("delete from budget_line where name = '运转开支'", ("lines_differ_from_total", UNIT)),
    ("update indicator set programme_id = '99' where indicator_id = '22-03'", ("indicator_of_no_programme", "22-03")),
    ("update indicator set budget_line = '招待费' where indicator_id = '22-01'", ("indicator_of_no_programme", "22-01")),
    ("update indicator set part_of = '99-1' where indicator_id = '22-03'", ("indicator_of_no_programme", "22-03"))])
def test_check_finds_a_fault_in_the_budget(statement: str, found: tuple[str, str], store: Store) -> None:
    with store._cursor() as cursor:
        cursor.execute(statement)
    assert found in [(f.rule, f.op_key) for f in store.check().findings]


def test_check_counts_the_entries(store: Store, recorded: Record, raw: MakeRaw) -> None:
    recorded(raw("recall", op_key="a"), raw("recall"), raw("survey"), {"op_key": "w", "withdraws": "a"})
    assert store.check().entries == {"recall": 3, "survey": 1}


def test_a_withdrawal_is_an_entry_of_its_fact(store: Store, recorded: Record, raw: MakeRaw, checked: Callable[..., list[Any]]) -> None:
    recorded(raw("recall", op_key="a", programme="21"))
    (withdrawal,) = checked({"op_key": "w", "withdraws": "a", "note": "重复"})
    assert isinstance(withdrawal, Withdrawal)
    store.record([withdrawal], by=local("tester"))
    entry = store.entries(*KEY)[0]
    assert isinstance(entry.fact, Recall)
    assert (entry.fact.programme_id, entry.fact.occurred_on, entry.fact.withdraws, entry.fact.note) == ("21", date(2025, 3, 4), "a", "重复")
