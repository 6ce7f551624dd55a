"""Units gathered: as the wall judges them, once each, until something is written of them; files of other units only read."""

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from scorecard import gathering, settings
from scorecard.assessment import Status
from scorecard.auth import local
from scorecard.checking import check
from scorecard.exporting.budget_csv import budget_files
from scorecard.gathering import Asked, Gathered, Gathering, evidence_of
from scorecard.importing.budget_folder import read_budget_folder
from scorecard.keeping import adopt, place_unit
from scorecard.model import Budget, Unit
from scorecard.opening import fill_with_sample
from scorecard.store import Store

ZONE, DAY = ZoneInfo("Asia/Shanghai"), date(2025, 7, 25)
ASKED = Asked(2025, DAY, None)
CODES = ("047022", "100001", "100002")


def filled(path: Path | None, *codes: str) -> Store:
    """A store with the approved budget for each of the units."""
    store = Store(path)
    (budget,) = read_budget_folder(settings.BUDGET_FOLDER)
    adopt(store, [replace(budget, unit=Unit(code, f"单位{code}")) for code in codes], by=local("t"))
    return store


def logged(store: Store, code: str, number: int = 1) -> None:
    """A payment of a unit."""
    raw = {"kind": "payment", "op_key": f"payment-{code}-{number}", "occurred_on": "2025-02-10", "amount_yuan": "12000.00", "budget_line": "运转开支",
           "voucher": f"记-{number}", "compliant": True, "unit": code}
    fact = check(raw, store.budgets(), DAY)
    assert not isinstance(fact, list), fact
    store.record([fact], by=local("tester"))


def all_of(found: Gathering, asked: Asked = ASKED) -> Gathered:
    ready = found.gather(asked, 60)
    assert not ready.waiting
    return ready


# --- the same as one by one --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_of", [date(2025, 1, 1), date(2025, 4, 30), DAY, date(2025, 12, 31)])
@pytest.mark.parametrize("known_at", [None, datetime(2025, 5, 1), datetime(2025, 7, 25, 8)])
def test_many_units_evidence_is_what_each_measure_finds(as_of: date, known_at: datetime | None) -> None:
    store = Store(None)
    fill_with_sample(store)
    adopt(store, [replace(budget, unit=Unit("100001", "另一个")) for budget in store.budgets().values()], by=local("t"))
    logged(store, "100001")
    found = evidence_of(store, ["047022", "100001"], Asked(2025, as_of, known_at))
    assert found == {code: store.evidence(code, 2025, as_of, known_at) for code in found}
    store.close()


def test_whatever_stands_in_the_journal_is_counted_alike(store: Store, recorded: Callable[..., object], raw: Callable[..., dict[str, Any]]) -> None:
    first, wrong, doubt = raw("recall", lots=2), raw("payment"), raw("recall", status="clue")
    recorded(first, wrong, doubt, raw("survey", sent=9, returned=5, valid=0, satisfied=0),
             raw("monitoring_point", closed_on="2025-06-30"), raw("training_session", attended=5, assessed=0, passed=0), raw("budget_adjustment"))
    recorded(first | {"op_key": "again", "lots": 5, "supersedes": first["op_key"]}, {"kind": "payment", "op_key": "gone", "withdraws": wrong["op_key"]})
    for as_of in (date(2025, 6, 29), date(2025, 6, 30), date(2025, 12, 31)):
        assert evidence_of(store, ["047022"], Asked(2025, as_of, None))["047022"] == store.evidence("047022", 2025, as_of)


# --- kept until something is written ----------------------------------------------------------------------------------------


def test_only_a_unit_that_was_written_of_is_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    store = filled(None, *CODES)
    found, seen = Gathering(store, ZONE), list[str]()
    monkeypatch.setattr(gathering, "evidence_of", lambda store, codes, asked: seen.extend(codes) or evidence_of(store, codes, asked))
    first = all_of(found)
    assert sorted(seen) == list(CODES)
    assert all_of(found) is first
    logged(store, "100001")
    second = all_of(found)
    assert seen[3:] == ["100001"]
    assert [s.total.spent_yuan for s in second.summaries] == [0, 12000, 0]
    place_unit(store, "100002", ("市州", "长沙"), by=local("t"))
    assert [s.path for s in all_of(found).summaries] == [(), (), ("市州", "长沙")]
    assert len(seen) == 4  # a folder is not judged
    assert second.stamp != all_of(found).stamp != first.stamp
    store.close()


@pytest.mark.parametrize("unit_count", [1, gathering.AT_ONCE, gathering.AT_ONCE + 1])
def test_however_many_units_all_come(unit_count: int) -> None:
    codes = [f"{n:06}" for n in range(unit_count)]
    store = filled(None, *codes)
    assert [s.unit.unit_code for s in all_of(Gathering(store, ZONE)).summaries] == codes
    store.close()


def test_who_asks_while_units_are_judged_gets_what_is_ready() -> None:
    store = filled(None, *CODES)
    found = Gathering(store, ZONE)
    ready = found.gather(ASKED, 0)
    assert len(ready.summaries) + ready.waiting == 3
    assert len(all_of(found).summaries) == 3
    store.close()


def test_a_year_or_a_store_without_budgets_has_no_units() -> None:
    store, empty = filled(None, "047022"), Store(None)
    assert all_of(Gathering(store, ZONE), Asked(2024, date(2024, 12, 31), None)).summaries == ()
    assert all_of(Gathering(empty, ZONE)).summaries == ()
    store.close()
    empty.close()


# --- other units' files --------------------------------------------------------------------------------------------------


def sums(folder: Path) -> dict[str, str]:
    return {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(folder.rglob("*")) if f.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Other units' files: a store with an entry, an exported budget, and four that cannot be read."""
    there = tmp_path / "units"
    (there / "export").mkdir(parents=True)
    store = filled(there / "a.duckdb", "200001")
    logged(store, "200001")
    store.close()
    shutil.rmtree(there / "tmp", ignore_errors=True)
    (budget,) = read_budget_folder(settings.BUDGET_FOLDER)
    for name, content in budget_files([replace(budget, unit=Unit("200002", "导出的单位"))]).items():
        (there / "export" / name).write_bytes(content)
    for file in (there / "export").iterdir():
        os.utime(file, (datetime(2025, 6, 1, tzinfo=UTC).timestamp(),) * 2)
    (there / "torn.duckdb").write_bytes(b"not a database at all")
    with duckdb.connect(str(there / "strange.duckdb")) as strange:
        strange.sql("create table t as select 1 as n")
    old = Store(there / "old.duckdb")
    old._connection.execute("delete from schema_version where version = (select max(version) from schema_version)")
    old.close()
    (there / "broken").mkdir()
    (there / "broken" / "units.csv").write_text("name\nx\n", encoding="utf-8")
    return there


def test_other_units_are_read_and_not_a_byte_is_written(folder: Path) -> None:
    store, before = filled(None, "047022"), sums(folder)
    ready = all_of(Gathering(store, ZONE, folder))
    assert sums(folder) == before
    by_code = {s.unit.unit_code: s for s in ready.summaries}
    assert by_code.keys() == {"047022", "200001", "200002"}
    assert by_code["047022"].origin is None
    assert by_code["200001"].origin == gathering.Origin("a.duckdb", datetime.now(ZONE).date())
    assert by_code["200001"].total.spent_yuan == 12000
    assert by_code["200002"].origin == gathering.Origin("export", date(2025, 6, 1))
    assert by_code["200002"].counts == {Status.NO_ENTRY: 24}
    assert sorted(p.code for p in ready.problems) == ["export_unreadable", "schema_older", "store_unreadable", "store_unreadable"]
    store.close()


def test_a_file_that_changed_is_read_again(folder: Path) -> None:
    store = filled(None, "047022")
    found = Gathering(store, ZONE, folder)
    first = all_of(found)
    assert all_of(found) is first
    (folder / "export" / "units.csv").unlink()
    assert {s.unit.unit_code for s in all_of(found).summaries} == {"047022", "200001"}
    store.close()


def test_a_unit_is_counted_once(folder: Path) -> None:
    shutil.copy(folder / "a.duckdb", folder / "b.duckdb")
    store = filled(None, "047022", "200002")
    ready = all_of(Gathering(store, ZONE, folder))
    assert [s.unit.unit_code for s in ready.summaries] == ["047022", "200002", "200001"]
    assert [s.origin is None for s in ready.summaries] == [True, True, False]
    twice = [p.values["unit"] for p in ready.problems if p.code == "unit_twice"]
    assert sorted(twice) == ["200001", "200002"]
    store.close()


def test_our_own_store_in_the_folder_is_not_another(tmp_path: Path) -> None:
    store = filled(tmp_path / "performance.duckdb", "047022")
    ready = all_of(Gathering(store, ZONE, tmp_path))
    assert (len(ready.summaries), ready.problems) == (1, ())
    store.close()


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    store = filled(None, "047022")
    assert all_of(Gathering(store, ZONE, tmp_path / "nowhere")).problems == ()
    store.close()


def test_an_exported_budget_is_what_was_exported(budget: Budget, folder: Path) -> None:
    (read,) = read_budget_folder(folder / "export")
    assert read.indicators == budget.indicators
