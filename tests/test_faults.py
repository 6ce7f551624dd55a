"""Nothing is lost, whatever happens: full and read-only disks, kills, torn and damaged files, clocks, crowds; and what backups give back.

The small and the read-only disks are real ones, mounted for the test: skipped where that is not permitted, but not under CI=true as root.
"""

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

import scorecard.store as store_module
import scorecard.writings as writings_module
from benchmarks.office import Visitor, cookie_of, typed
from scorecard import settings
from scorecard.audit import Head
from scorecard.auth import Action, Actor, Deed, Way, local
from scorecard.backups import Backups, audit_findings, back_up, backups, restore, superseded
from scorecard.i18n import problem_text
from scorecard.journal import Recorded
from scorecard.keeping import adopt, set_plan
from scorecard.model import Budget, Plan
from scorecard.opening import open_store
from scorecard.problems import Refused
from scorecard.store import Store, query
from tests.office import Office

KEY = ("047022", 2025)
BY = local("tester")
PLAN = Plan("22-03", tuple(Decimal(n) for n in range(12)))
Raw = dict[str, Any]
Record = Callable[..., Recorded]
MakeRaw = Callable[..., Raw]
Check = Callable[..., list[Any]]


def told(what: Callable[[], object], *codes: str) -> None:
    """It is refused, for one of these reasons, in whole sentences."""
    with pytest.raises(Refused) as refused:
        what()
    assert {problem.code for problem in refused.value.problems} <= set(codes), refused.value.problems
    for problem in refused.value.problems:
        zh, en = problem_text(problem, "zh"), problem_text(problem, "en")
        assert any("一" <= letter <= "鿿" for letter in zh) and "Traceback" not in zh + en and "[Errno" not in zh + en, (zh, en)
        assert " " in en and not any(place in zh + en for place in ("{reason}", "{path}", "{file}")), (zh, en)


def keys(store: Store) -> set[str]:
    return {entry.fact.op_key for entry in store.entries(*KEY)}


def sound(store: Store, folder: Path | None = None) -> bool:
    """The store reads whole, and its trail tells of the journal as it stands."""
    assert store.path
    return store.check().findings == [] and audit_findings(store, folder or store.path.parent / "backups") == []


# --- a full disk ----------------------------------------------------------------------------------------------------


def mounted(place: Path, *options: str) -> None:
    """A disk of its own at a place, or the test is skipped."""
    place.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", *options, str(place)], capture_output=True, text=True, check=False) if shutil.which("mount") else None
    if done is None or done.returncode:
        reason = f"no disk can be mounted here: {done.stderr.strip() if done else 'there is no mount'}"
        if os.environ.get("CI") == "true" and os.geteuid() == 0:
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """disk(megabytes): a small disk of its own."""
    places: list[Path] = []

    def make(megabytes: int) -> Path:
        places.append(tmp_path / f"disk{len(places)}")
        mounted(places[-1], "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs")
        return places[-1]

    yield make
    for place in places:
        subprocess.run(["umount", "-l", str(place)], check=False)


def fill(place: Path, leave: int = 0) -> Path:
    """Fill a disk but for some bytes; the file that does it."""
    kept, ballast = place / "kept", place / "ballast"
    kept.write_bytes(bytes(leave))
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(bytes(65536)) == 65536:
            pass
    with suppress(OSError), (place / "rest").open("wb", buffering=0) as file:
        while file.write(bytes(4096)) == 4096:
            pass
    kept.unlink()
    return ballast


@pytest.fixture
def full(disk: Callable[[int], Path], budget: Budget) -> Iterator[Store]:
    """A store on a small disk."""
    with closing(Store(disk(48) / "data" / "performance.duckdb")) as store:
        adopt(store, [budget], by=BY)
        yield store


@pytest.mark.parametrize("tidied_up", [False, True])
def test_a_full_disk_loses_nothing_and_freed_space_is_enough(tidied_up: bool, full: Store, raw: MakeRaw, checked: Check) -> None:
    assert full.path
    before, *late = checked(raw("payment"), *(raw("recall") for _ in range(20)))  # more than what is left of the log's last page
    full.record([before], by=BY)
    ballast = fill(full.path.parents[1])
    with suppress(Refused):  # the log's last page takes one or two writes still
        while True:
            set_plan(full, *KEY, PLAN, by=BY)
    sums = full.sums()
    told(lambda: full.record(late, by=BY), "disk_full")
    if tidied_up:  # the database shuts itself when it cannot tidy up its log
        told(lambda: full.ask("store/checkpoint"), "disk_full")
    told(lambda: full.record(late, by=BY), "disk_full")
    told(lambda: set_plan(full, *KEY, PLAN, by=BY), "disk_full")
    assert full.sums() == sums and full.preview(late, date(2025, 12, 31)) and sound(full)
    ballast.unlink()
    assert full.record(late, by=BY).new == tuple(fact.op_key for fact in late)
    assert keys(full) == {before.op_key, *(fact.op_key for fact in late)} and sound(full)
    full.close(checkpoint=True)
    with closing(Store(full.path)) as again:
        assert keys(again) == {before.op_key, *(fact.op_key for fact in late)} and sound(again)


def test_a_store_closed_on_a_full_disk_keeps_everything_in_its_log(full: Store, raw: MakeRaw, checked: Check) -> None:
    assert full.path
    full.record(checked(raw("payment")), by=BY)
    sums, ballast = full.sums(), fill(full.path.parents[1])
    full.close(checkpoint=True)  # as the served mode does when it is stopped
    told(full.sums, "store_unreadable")  # and nobody opens it again by asking
    ballast.unlink()
    with closing(Store(full.path)) as again:
        assert again.sums() == sums


def test_a_log_that_cannot_be_tidied_up_at_a_commit_undoes_that_commit_alone(
        disk: Callable[[int], Path], budget: Budget, raw: MakeRaw, checked: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database tidies up its log of its own accord, and shuts itself where the disk is too full for it."""
    monkeypatch.setattr(store_module, "query", lambda name: ("set checkpoint_threshold = '60KB';" if name == "store/harden" else "") + query(name))
    small = disk(32)
    with closing(Store(small / "data" / "performance.duckdb")) as store:
        adopt(store, [budget], by=BY)
        sums, version, ballast = store.sums(), store.version, fill(small, leave=600_000)
        told(lambda: set_plan(store, *KEY, PLAN, by=BY), "disk_full")
        told(lambda: store.record(checked(raw("payment")), by=BY), "disk_full")
        assert store.sums() == sums and store.version == version and sound(store)
        ballast.unlink()
        set_plan(store, *KEY, PLAN, by=BY)
        store.record(checked(raw("payment")), by=BY)
        assert store.ask("backup/sum", table_name="plan_month")[0]["rows"] == 12 and len(keys(store)) == 1 and sound(store)


def test_what_was_committed_is_not_called_lost_because_the_tidying_up_failed(
        store: Store, raw: MakeRaw, checked: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    carry_out = store._transaction

    @contextmanager
    def committed(keep: bool = True) -> Iterator[Any]:
        with carry_out(keep) as cursor:
            yield cursor
        if keep:
            monkeypatch.undo()  # the database opens anew, and is well again
            raise duckdb.FatalException("FATAL Error: Transaction COMMIT succeeded and is durable, but the autocheckpoint failed. Reopen the database instance")

    for n, write in enumerate((lambda: set_plan(store, *KEY, PLAN, by=BY), lambda: store.record(checked(raw("payment", op_key="a")), by=BY))):
        version = store.version
        monkeypatch.setattr(store, "_transaction", committed)
        write()
        assert store.version == version + 1 and len(keys(store)) == n
    assert store.ask("backup/sum", table_name="plan_month")[0]["rows"] == 12 and sound(store)


def test_a_backup_on_a_full_disk_says_so_and_leaves_nothing(full: Store) -> None:
    assert full.path
    kept = Backups(full, full.path.parent / "backups")
    ballast = fill(full.path.parents[1], leave=100_000)
    told(lambda: kept.make(by=BY), "disk_full", "backup_failed")
    assert kept.failure and kept.trouble(datetime(2026, 1, 1)) == kept.failure
    assert not any(path.is_file() for part in ("tmp", "backups") for path in (full.path.parent / part).rglob("*"))
    ballast.unlink()
    made = kept.make(by=BY)
    assert kept.failure is None and [backup.path for backup in backups(kept.folder)] == [made] and sound(full)


def test_a_backup_to_another_disk_that_is_full_leaves_no_half_there(store: Store, disk: Callable[[int], Path]) -> None:
    there = disk(1)
    kept, ballast = Backups(store, there / "backups"), fill(there, leave=40_000)
    told(lambda: kept.make(by=BY), "backup_failed")
    assert kept.failure and kept.failure.code == "backup_failed" and list((there / "backups").iterdir()) == []
    ballast.unlink()
    assert kept.make(by=BY).parent == there / "backups" and kept.failure is None


def test_a_restore_onto_a_disk_too_small_leaves_nothing_there(store: Store, record_many: None, tmp_path: Path, disk: Callable[[int], Path]) -> None:
    made = back_up(store, tmp_path / "backups", datetime(2026, 1, 1))
    for megabytes in (2, 5):
        there = disk(megabytes) / "performance.duckdb"
        try:
            restore(made, there, by=BY)
        except Refused:
            told(partial(restore, made, there, by=BY), "restore_failed")
            assert list(there.parent.iterdir()) == []
        else:
            with closing(Store(there)) as restored:
                assert keys(restored) == keys(store)


# --- a read-only disk -----------------------------------------------------------------------------------------------


def test_a_store_on_a_read_only_disk_is_not_opened_and_not_touched(full: Store) -> None:
    assert full.path
    sums = full.sums()
    full.close(checkpoint=True)
    before = full.path.read_bytes()
    mounted(full.path.parents[1], "-o", "remount,ro")
    told(lambda: Store(full.path), "store_unreadable", "disk_read_only")
    with closing(Store(full.path, read_only=True)) as seen:
        assert seen.sums() == sums
    assert full.path.read_bytes() == before and [path.name for path in full.path.parent.iterdir()] == [full.path.name]


def test_a_disk_that_turns_read_only_under_a_running_store_takes_nothing(tmp_path: Path, budget: Budget, raw: MakeRaw, checked: Check) -> None:
    """As a disk with errors does: the kernel lets nothing more be written."""
    if shutil.which("mkfs.ext4", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is None:
        pytest.skip("no mkfs.ext4 here: a disk with errors cannot be made")
    image, place = tmp_path / "image", tmp_path / "place"
    with image.open("wb") as file:
        file.truncate(32 << 20)
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True, env=os.environ | {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"})
    mounted(place, "-o", "loop", str(image))
    try:
        store = Store(place / "data" / "performance.duckdb")
        adopt(store, [budget], by=BY)
        store.record(checked(raw("payment", op_key="before")), by=BY)
        subprocess.run(["mount", "-o", "remount,abort", str(place)], check=True, capture_output=True)
        told(lambda: store.record(checked(raw("payment", op_key="late")), by=BY), "disk_read_only")
        told(lambda: set_plan(store, *KEY, PLAN, by=BY), "disk_read_only")
        kept = Backups(store, place / "data" / "backups")
        told(lambda: kept.make(by=BY), "backup_failed", "disk_read_only")
        assert keys(store) == {"before"} and kept.failure
        store.close()
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


# --- killed, torn, damaged ------------------------------------------------------------------------------------------

KILLED = """
import os, sys
from datetime import date
from pathlib import Path
from scorecard.auth import local
from scorecard.checking import check
from scorecard.importing.budget_folder import read_budget_folder
from scorecard.keeping import adopt
from scorecard import settings
from scorecard.store import Store
store = Store(Path(sys.argv[1]))
adopt(store, read_budget_folder(settings.BUDGET_FOLDER), by=local("t"))
budgets = store.budgets()
for n in range(25):
    facts = [check({"kind": "payment", "op_key": f"{n}-{of}", "occurred_on": "2025-02-10", "amount_yuan": "1.00", "budget_line": "运转开支",
                    "voucher": f"{n}-{of}", "compliant": True}, budgets, date(2026, 1, 15)) for of in range(3)]
    store.record(facts, by=local("t"))
os.kill(os.getpid(), 9)
"""


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose process was killed after 25 writes of three facts each: all of it stands in its log."""
    path = tmp_path_factory.mktemp("killed") / "performance.duckdb"
    assert subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=settings.ROOT, check=False).returncode == -9
    return path


def test_a_torn_log_gives_whole_writes_and_a_trail_that_agrees(killed: Path, tmp_path: Path) -> None:
    log = killed.with_name("performance.duckdb.wal").read_bytes()
    copy, counts = tmp_path / "copy" / "performance.duckdb", list[int]()
    whole = tmp_path / "whole"
    shutil.copytree(killed.parent, whole)
    with closing(Store(whole / "performance.duckdb")) as store:
        head = Head(**store.ask("audit/head")[0])
        assert sound(store) and len(keys(store)) == 75
    for cut in (*sorted(random.Random(1).sample(range(len(log) // 2, len(log)), 8)), len(log) - 1, len(log)):
        shutil.rmtree(copy.parent, ignore_errors=True)
        (copy.parent / "backups" / f"20260101T000000Z-{head.number:06}-{head.hash[:12]}").mkdir(parents=True)
        shutil.copy(killed, copy)
        copy.with_name("performance.duckdb.wal").write_bytes(log[:cut])
        with closing(Store(copy)) as store:
            there = keys(store)
            assert len(there) % 3 == 0 and there == {f"{n}-{of}" for n in range(len(there) // 3) for of in range(3)}
            assert sound(store, tmp_path / "none")
            lost = [] if len(there) == 75 else ["audit_other_backup"]  # a backup tells of what is gone
            assert [found.rule for found in audit_findings(store, copy.parent / "backups")] == lost
        counts.append(len(there))
    assert counts == sorted(counts) and counts[0] < counts[-2] < counts[-1] == 75


def test_a_damaged_log_is_named_and_nothing_is_made_of_it(killed: Path, tmp_path: Path) -> None:
    log, named = killed.with_name("performance.duckdb.wal").read_bytes(), 0
    for at in random.Random(2).sample(range(200, len(log)), 8):
        copy = tmp_path / str(at) / "performance.duckdb"
        copy.parent.mkdir()
        shutil.copy(killed, copy)
        copy.with_name("performance.duckdb.wal").write_bytes(log[:at] + bytes([log[at] ^ 0x55]) + log[at + 1:])
        try:
            with closing(Store(copy)) as store:  # a length that reads as if the log ended there
                assert sound(store) and len(keys(store)) % 3 == 0
        except Refused:
            told(partial(Store, copy), "store_damaged", "store_unreadable")
            named += 1
    assert named >= 6


def test_a_damaged_file_is_named_and_never_read_wrongly(store: Store, record_many: None, tmp_path: Path) -> None:
    assert store.path
    sums, seen = store.sums(), {"the same": 0, "named": 0}
    store.close(checkpoint=True)
    data, chance = store.path.read_bytes(), random.Random(3)
    for n, at in enumerate(sorted([0, 5000, 9000, *chance.sample(range(12288, len(data)), 22)])):
        length = 1 if n % 2 else 512
        damaged = tmp_path / f"damaged{n}.duckdb"
        damaged.write_bytes(data[:at] + bytes(byte ^ chance.randrange(1, 256) for byte in data[at:at + length]) + data[at + length:])
        try:
            with closing(Store(damaged)) as opened:
                assert opened.sums() == sums and opened.check().findings == []
                seen["the same"] += 1  # nothing stood there
        except Refused:
            def read(path: Path = damaged) -> None:
                with closing(Store(path)) as opened:
                    opened.check()

            told(read, "store_damaged", "store_unreadable")
            seen["named"] += 1
        damaged.unlink()
    assert seen["named"] >= 8, seen


@pytest.fixture
def record_many(store: Store, raw: MakeRaw, checked: Check) -> None:
    """Some hundred facts and a plan in the store."""
    store.record(checked(*(raw("payment", note="说明" * 20) for _ in range(300)), *(raw("recall") for _ in range(50))), by=BY)
    set_plan(store, *KEY, PLAN, by=BY)


# --- the served mode ------------------------------------------------------------------------------------------------


def test_commands_work_while_an_office_runs_and_after_it_was_killed(tmp_path: Path, raw: MakeRaw) -> None:
    office, file = Office(tmp_path / "data").start(), tmp_path / "facts.jsonl"
    assert office.process
    try:
        with pytest.raises(Refused) as refused:
            Store(office.folder / "performance.duckdb")
        assert refused.value.problems[0].code == "store_held" and refused.value.problems[0].values["pid"] == str(office.process.pid)
        file.write_text("\n".join(json.dumps(raw("payment", op_key=f"first-{n}"), ensure_ascii=False) for n in range(3)), encoding="utf-8")
        commands = [("load", str(file)), ("assess", "--year", "2025"), ("check",), ("user", "list"), ("backup",), ("audit", "verify")]
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(lambda command: office.command(*command, "--json"), commands))
        assert json.loads(done[0].stdout)["recorded"] == 3 and json.loads(done[5].stdout)["findings"] == []
        assert (office.folder / "control.json").stat().st_mode & 0o077 == 0
    finally:
        office.process.kill()
        office.process.wait()
    assert (office.folder / "control.json").exists()
    assert json.loads(office.command("load", str(file), "--json").stdout)["already"] == 3
    assert json.loads(office.command("check", "--json").stdout)["entries"] == {"payment": 3}


def test_a_stop_while_people_save_ends_with_0_and_everything_in_the_file(tmp_path: Path) -> None:
    office, saved = Office(tmp_path / "data").start(), list[str]()
    cookie = cookie_of(office, "recorder")

    async def saves(name: str, enough: asyncio.Event) -> None:
        with suppress(Exception):  # until the server goes away
            async with Visitor(office, cookie) as visitor:
                for n in range(1000):
                    key = f"{name}-{n}"
                    await visitor.save(key, await visitor.form(key), **typed(key))
                    saved.append(key)
                    if len(saved) >= 6:
                        enough.set()

    async def all_of_it() -> int:
        enough = asyncio.Event()
        people = [asyncio.create_task(saves(f"person{n}", enough)) for n in range(3)]
        await asyncio.wait_for(enough.wait(), 60)
        status = await asyncio.to_thread(office.stop)
        await asyncio.gather(*people)
        return status

    assert asyncio.run(all_of_it()) == 0
    assert not (office.folder / "control.json").exists() and not (office.folder / "performance.duckdb.wal").exists()
    with closing(Store(office.folder / "performance.duckdb")) as store:
        assert set(saved) <= keys(store) and sound(store)


# --- clocks and crowds ----------------------------------------------------------------------------------------------


def test_the_trail_and_the_journal_rise_though_the_clock_goes_back(
        store: Store, raw: MakeRaw, checked: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        hours = 0

        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            cls.hours -= 1
            return datetime(2026, 1, 15, tzinfo=UTC) + timedelta(hours=cls.hours)

    monkeypatch.setattr(writings_module, "datetime", Clock)
    assert store.path
    for op_key in ("a", "b"):
        store.record(checked(raw("payment", op_key=op_key)), by=BY)
        set_plan(store, *KEY, PLAN, by=BY)
    store.close()
    with closing(Store(store.path)) as again:
        again.record(checked(raw("payment", op_key="c")), by=BY)
        moments = [row["recorded_at"] for row in again.ask("audit/all")]
        assert moments == sorted(set(moments))
        assert [entry.fact.op_key for entry in sorted(again.entries(*KEY), key=lambda entry: entry.recorded_at)] == ["a", "b", "c"]
        assert sound(again)


def at_once(*doings: Callable[[], object]) -> list[object]:
    """Several doings at the same moment: what each gives, or its refusal."""
    gate = threading.Barrier(len(doings))

    def one(doing: Callable[[], object]) -> object:
        gate.wait()
        try:
            return doing()
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(one, doings))


def test_one_key_sent_by_four_at_once_is_one_entry(store: Store, raw: MakeRaw, checked: Check) -> None:
    for n in range(5):
        fact = checked(raw("recall", op_key=f"once-{n}"))
        done = at_once(*[lambda fact=fact: store.record(fact, by=BY)] * 4)  # type: ignore[misc]
        assert sorted(len(one.new) for one in done if isinstance(one, Recorded)) == [0, 0, 0, 1]
    assert len(store.entries(*KEY)) == 5 and sound(store)


def test_of_two_who_correct_one_entry_one_is_told(store: Store, raw: MakeRaw, checked: Check) -> None:
    original = raw("recall", op_key="original")
    store.record(checked(original), by=BY)
    two = [checked(original | {"op_key": op_key, "supersedes": "original", "lots": lots}) for op_key, lots in (("mine", 2), ("yours", 3))]
    done = at_once(*(lambda fact=fact: store.record(fact, by=BY) for fact in two))  # type: ignore[misc]
    (told_off,) = [one for one in done if isinstance(one, Refused)]
    assert told_off.problems[0].code == "already_replaced" and len(keys(store)) == 2
    assert len([entry for entry in store.entries(*KEY) if entry.replaced_by is None]) == 1 and sound(store)


# --- the schema before ----------------------------------------------------------------------------------------------


def test_an_older_store_is_backed_up_before_it_is_brought_up_and_keeps_every_row(
        store: Store, record_many: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newest, folder = back_up(store, tmp_path / "newest", datetime(2026, 1, 1)), tmp_path / "office"
    folder.mkdir()
    with closing(Store(folder / "performance.duckdb", places=[newest], upto=9)) as old:
        old.load(newest, sorted(old.sums().keys() - {"schema_version"}))
        before = old.sums()
    assert before["entry"]["rows"] == 350 and "audit" not in before
    monkeypatch.setenv("SCORECARD_DATA", str(folder))
    with closing(open_store()) as brought_up:
        after = brought_up.sums()
        assert {table: after[table] for table in before if table != "schema_version"} == {t: s for t, s in before.items() if t != "schema_version"}
        assert sound(brought_up) and after["schema_version"]["rows"] == before["schema_version"]["rows"] + 2
        (made,) = backups(folder / "backups")
        assert made.before == "010" and made.path.name.endswith("-none-before-010")
        brought_up.record([], by=BY)
    back = tmp_path / "back" / "performance.duckdb"
    back.parent.mkdir()
    restore(made.path, back, by=BY)
    with closing(Store(back)) as again:
        assert {table: again.sums()[table] for table in before if table != "schema_version"} == {t: s for t, s in before.items() if t != "schema_version"}


def test_an_older_store_whose_backup_fails_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(tmp_path / "performance.duckdb", upto=9).close(checkpoint=True)
    before = (tmp_path / "performance.duckdb").read_bytes()
    (tmp_path / "backups").write_text("a file where the folder should be")
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path))
    with pytest.raises((Refused, OSError)):
        open_store()
    with closing(Store(tmp_path / "performance.duckdb", upto=9)) as old:
        assert [row["version"] for row in old.ask("store/schema_versions")][-1] == 9
    assert len(before) == (tmp_path / "performance.duckdb").stat().st_size


# --- backups --------------------------------------------------------------------------------------------------------


def test_what_is_restored_is_row_by_row_what_was_backed_up(store: Store, record_many: None, tmp_path: Path) -> None:
    before = store.sums()
    made = Backups(store, tmp_path / "backups").make(by=BY)
    back = tmp_path / "elsewhere" / "performance.duckdb"
    back.parent.mkdir()
    assert restore(made, back, by=BY)["tables"]["entry"]["rows"] == 350
    with closing(Store(back)) as restored:
        after = restored.sums()
        assert before.keys() == after.keys()
        assert {table for table in before if before[table] != after[table]} == {"audit", "audit_head"}
        assert after["audit"]["rows"] == before["audit"]["rows"] + 1 and restored.ask("audit/all")[:-1] == store.ask("audit/all")[:-1]
        assert sound(restored, tmp_path / "backups") and restored.check().entries == store.check().entries
        told(lambda: restore(made, back, by=BY), "restore_not_empty")
    assert [path.name for path in back.parent.iterdir()] == ["performance.duckdb"] or back.with_name("performance.duckdb.wal").exists()


def _cut(backup: Path) -> None:
    file = backup / "entry.parquet"
    file.write_bytes(file.read_bytes()[:-100])


def _edit(backup: Path) -> None:
    file = backup / "entry.parquet"
    there = bytearray(file.read_bytes())
    there[len(there) // 2] ^= 1
    file.write_bytes(there)


def _manifest(**given: object) -> Callable[[Path], None]:
    def change(backup: Path) -> None:
        there = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
        (backup / "manifest.json").write_text(json.dumps(there | given), encoding="utf-8")

    return change


def _table(name: str, **given: object) -> Callable[[Path], None]:
    """Another table in the manifest; nothing given: one less."""
    def change(backup: Path) -> None:
        there = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
        there["tables"][name] = there["tables"]["entry"] | given
        if not given:
            del there["tables"][name]
        (backup / "manifest.json").write_text(json.dumps(there), encoding="utf-8")

    return change


@pytest.mark.parametrize("damage", [
    _cut, _edit, lambda backup: (backup / "entry.parquet").unlink(), lambda backup: (backup / "manifest.json").unlink(),
    lambda backup: (backup / "manifest.json").write_text("{"), lambda backup: (backup / "manifest.json").write_text("[]"), lambda backup: shutil.rmtree(backup),
    _manifest(schema=9), _manifest(schema="x"), _manifest(schema=99), _manifest(audit={"number": 1, "hash": ""}), _manifest(audit=3), _manifest(tables={}),
    _table("entry"), _table("entry", rows=1), _table("entry", checksum="1"), _table("entry", bytes=1), _table("../entry", rows=1), _table("nothing", rows=1)])
def test_a_damaged_backup_is_refused_and_nothing_is_left(damage: Callable[[Path], None], one_backup: Path, tmp_path: Path) -> None:
    backup, back = tmp_path / one_backup.name, tmp_path / "back"
    shutil.copytree(one_backup, backup)
    damage(backup)
    back.mkdir()
    told(lambda: restore(backup, back / "performance.duckdb", by=BY), "backup_damaged")
    assert list(back.iterdir()) == []


@pytest.fixture(scope="module")
def one_backup(tmp_path_factory: pytest.TempPathFactory, budget: Budget, raw: MakeRaw, checked: Check) -> Path:
    """A backup to be damaged."""
    folder = tmp_path_factory.mktemp("one")
    with closing(Store(folder / "performance.duckdb")) as store:
        adopt(store, [budget], by=BY)
        store.record(checked(raw("payment"), raw("recall")), by=BY)
        return back_up(store, folder / "backups", datetime(2026, 1, 1))


def test_a_backup_never_has_more_than_its_own_folder_there(one_backup: Path) -> None:
    assert [path.name for path in one_backup.parent.iterdir()] == [one_backup.name]
    assert not any((one_backup.parents[1] / "tmp").iterdir())


@pytest.mark.parametrize("made, gone", [
    ([], []),
    (["2026-03-15"], []),
    (["2020-01-01"], []),  # the only one stays, however old
    (["2020-01-01", "2020-01-02"], ["2020-01-01"]),
    (["2026-03-01", "2026-03-14", "2026-03-15"], []),
    (["2026-02-03", "2026-02-20", "2026-03-15"], ["2026-02-20"]),  # of a month, the first
    (["2025-04-10", "2025-04-11", "2025-03-31", "2026-03-15"], ["2025-03-31", "2025-04-11"]),  # twelve months, this one among them
    (["2026-03-01", "2026-03-02", "2026-03-15"], []),  # fourteen days back to the day
    (["2026-02-27", "2026-02-28", "2026-03-15"], ["2026-02-28"]),
    (["2026-03-20", "2026-03-15"], []),  # made while the clock was wrong
])
def test_which_backups_are_superseded(made: list[str], gone: list[str]) -> None:
    there = [datetime.fromisoformat(day) for day in made]
    assert superseded(there, datetime(2026, 3, 15, 2, 30), 14 if "2026-03-01" not in made else 15, 12) == [datetime.fromisoformat(day) for day in gone]


def test_what_is_superseded_goes_and_the_rest_stays(store: Store, tmp_path: Path) -> None:
    kept = Backups(store, tmp_path / "backups", days=1, months=0)
    (tmp_path / "backups" / "of somebody else").mkdir(parents=True)
    for day in range(1, 4):
        kept.make(by=BY, now=datetime(2026, 1, day))
    assert [backup.made_at.day for backup in backups(kept.folder)] == [3, 2] and (kept.folder / "of somebody else").exists()
    kept.make(by=BY, folder=tmp_path / "by hand", now=datetime(2026, 3, 1))
    assert len(backups(kept.folder)) == 2 and sound(store, kept.folder)


@pytest.mark.parametrize("newest, now, due", [
    (None, "2026-01-15T00:00", True),
    ("2026-01-14T18:30", "2026-01-15T12:00", False),  # made at half past two in Shanghai
    ("2026-01-14T18:29", "2026-01-15T12:00", True),
    ("2026-01-13T18:30", "2026-01-14T18:29", False),  # a minute to go
    ("2026-01-13T18:30", "2026-01-14T18:30", True),
    ("2026-01-10T18:30", "2026-01-15T00:00", True),  # switched off for days
    ("2026-01-16T00:00", "2026-01-15T00:00", False),  # a clock set back makes no more of them
])
def test_when_the_backup_of_the_day_is_due(newest: str | None, now: str, due: bool, store: Store, tmp_path: Path) -> None:
    if newest:
        (tmp_path / f"{datetime.fromisoformat(newest):%Y%m%dT%H%M%SZ}-000001-0123456789ab").mkdir()
    assert Backups(store, tmp_path).due(time(2, 30), ZoneInfo("Asia/Shanghai"), datetime.fromisoformat(now)) is due


# --- the audit trail ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement, rules", [
    ("update audit set actor = 'somebody' where number = 3", {"audit_edited"}),
    ("update audit set after = replace(after, 'sha256\":\"', 'sha256\":\"0') where number = 3", {"audit_edited", "journal_differs"}),
    ("update audit set outcome = 'denied' where number = 4", {"audit_edited", "journal_untold"}),
    ("delete from audit where number = 2", {"audit_removed"}),
    ("delete from audit where number = (select max(number) from audit)", {"audit_cut", "journal_untold"}),
    ("delete from audit", {"audit_cut"}),
    ("delete from audit where number > 2; update audit_head set number = 2, hash = (select hash from audit where number = 2)",
     {"audit_other_backup"}),
    ("update entry set amount_yuan = 1 where op_key = 'first'", {"journal_differs"}),
    ("update entry set recorded_at = recorded_at + interval 1 second where op_key = 'first'", {"journal_differs", "journal_untold"}),
    ("delete from entry where op_key = 'second'", {"journal_differs"}),
    ("insert into entry by name select * replace ('x' as entry_id, 'x' as op_key, 'x' as voucher, recorded_at + interval 1 second as recorded_at) "
     "from entry where op_key = 'second'", {"journal_untold"}),
    ("insert into entry by name select * replace ('x' as entry_id, 'x' as op_key, 'x' as voucher) from entry where op_key = 'second'", {"journal_differs"}),
])
def test_what_was_done_behind_the_programs_back_is_found(statement: str, rules: set[str], trailed: Path, tmp_path: Path) -> None:
    shutil.copy(trailed, tmp_path)
    with closing(duckdb.connect(str(tmp_path / trailed.name))) as connection:
        connection.execute(statement)
    with closing(Store(tmp_path / trailed.name)) as store:
        assert rules <= {found.rule for found in audit_findings(store, trailed.parent / "backups")}


@pytest.fixture(scope="module")
def trailed(tmp_path_factory: pytest.TempPathFactory, budget: Budget, raw: MakeRaw, checked: Check) -> Path:
    """A store with a trail of some length, and a backup before the last write."""
    path = tmp_path_factory.mktemp("trailed") / "performance.duckdb"
    with closing(Store(path)) as store:
        adopt(store, [budget], by=BY)
        for op_key in ("zeroth", "first", "second"):
            store.record(checked(raw("payment", op_key=op_key)), by=BY)
        Backups(store, path.parent / "backups").make(by=BY)
        store.record(checked(raw("payment", op_key="last")), by=BY)
        assert sound(store)
        store.close(checkpoint=True)
    return path


def test_the_trail_is_found_whole_while_others_write(store: Store, raw: MakeRaw, checked: Check, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            store.record(checked(raw("payment")), by=BY)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        found = [audit_findings(store, tmp_path) for _ in range(15)]
        stop.set()
        writing.result()
    assert found == [[]] * 15


def test_a_denied_try_on_a_full_disk_stays_denied(full: Store) -> None:
    assert full.path
    fill(full.path.parents[1])
    nobody = Actor("nobody", Way.ACCOUNT, "10.0.0.1", "none")
    told(lambda: full.keep({}, Deed(nobody, Action.PLAN, KEY[0]), judged=False), "not_permitted")
