"""The store in PostgreSQL: the same schema, several processes at once, a connection that is lost, and a store brought there and back.

Much more runs on it in the tests of the store itself, of assessment, meetings and roles (BOTH_STORES).
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

import pytest

from scorecard import accounts, engines, settings
from scorecard.auth import EVERYWHERE, Action, Actor, Role, Way, local
from scorecard.backups import Backups, audit_findings, back_up, backups, copy
from scorecard.engines import Server, engine_of, read_place
from scorecard.i18n import problem_text
from scorecard.importing.budget_folder import read_budget_folder
from scorecard.keeping import adopt
from scorecard.opening import fill_with_sample
from scorecard.problems import Refused
from scorecard.sessions import Sessions
from scorecard.store import Store
from tests.office import Office
from tests.postgres import USER, Cluster
from tests.postgres import cluster as started

KEY = ("047022", 2025)
BY = local("tester")
SECOND = 1.0
Check = Callable[..., list[Any]]
MakeRaw = Callable[..., dict[str, Any]]


@pytest.fixture
def place(cluster: Cluster, delivered_there: str) -> Server:
    """A database with the approved budget and no fact."""
    return cluster.database(template=delivered_there)


@pytest.fixture
def own() -> Iterator[Cluster]:
    """A server that a test may stop, and that keeps what it committed."""
    with started(kept=True) as there:
        yield there


def keys(store: Store) -> list[str]:
    return sorted(entry.fact.op_key for entry in store.entries(*KEY))


def soon(what: Callable[[], bool], within: float = SECOND) -> bool:
    """Whether it holds within so many seconds."""
    until = time.monotonic() + within
    while not what() and time.monotonic() < until:
        time.sleep(0.02)
    return what()


# --- named ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "expected"), [
    ("postgres://tester:p%40ss%2F@db.lan:5433/score", Server("db.lan", "5433", "score", "tester", "p@ss/")),
    ("postgresql://db.lan/score", Server("db.lan", "", "score")), ("postgres:", Server()),
    ("postgres:host=db.lan dbname=score user=tester password='it''s'", None),
    (r"postgres:host=db.lan port = 5433 dbname=score user=tester password='it\'s a \\secret'", Server("db.lan", "5433", "score", "tester", r"it's a \secret")),
    ("postgres:host=db.lan service=x", None), ("postgres:db.lan", None), ("postgres://db.lan:port/score", None), ("postgres:host='x", None)])
def test_a_place_as_it_is_named(written: str, expected: Server | None) -> None:
    if expected is None:
        with pytest.raises(Refused) as refused:
            read_place(written)
        assert refused.value.problems[0].code == "place_unreadable" and "p@ss" not in problem_text(refused.value.problems[0], "en")
    else:
        assert read_place(written) == expected


def test_a_file_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_place("own.duckdb") == tmp_path / "own.duckdb" and engine_of(tmp_path).lock == ""


def test_a_password_is_shown_nowhere() -> None:
    there = Server("db.lan", "5433", "score", "tester", "secret")
    assert str(there) == "postgres://tester@db.lan:5433/score" and "secret" not in repr(there)


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    engines._extension.cache_clear()
    monkeypatch.setattr(engines, "PACKAGE", "no_such_package")
    with pytest.raises(Refused) as refused:
        Store(Server())
    engines._extension.cache_clear()
    assert refused.value.problems[0].code == "postgres_not_installed"


# --- the same schema -----------------------------------------------------------------------------------------------

SHAPE = """select table_name, column_name, data_type, is_nullable from information_schema.columns where table_schema = current_schema()
    order by table_name, ordinal_position"""
CHECKS = """select c.relname, count(*) from pg_constraint as k join pg_class as c on c.oid = k.conrelid join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'public' and k.contype {which} group by c.relname order by c.relname collate "C" """


def test_both_variants_of_the_schema_agree(place: Server, cluster: Cluster, tmp_path: Path) -> None:
    def shape(store: Store) -> list[Any]:
        with store._cursor() as cursor:
            return cursor.execute(SHAPE).fetchall()

    with closing(Store(place)) as there, closing(Store(tmp_path / "performance.duckdb")) as here:
        defaults = ("audit_head", "meeting")  # DuckDB adds a column to a table only where it may be empty
        assert [row for row in shape(there) if row[0] not in defaults] == [row for row in shape(here) if row[0] not in defaults]
        assert [row[:3] for row in shape(there)] == [row[:3] for row in shape(here)]
        with here._cursor() as cursor:
            for ours, theirs in (("'CHECK'", "= 'c'"), ("'PRIMARY KEY', 'UNIQUE'", "in ('p', 'u')")):
                expected = cursor.execute("select table_name, count(*) from duckdb_constraints() "
                                          f"where constraint_type in ({ours}) group by all order by 1").fetchall()
                assert cluster.ask(CHECKS.format(which=theirs), place.database) == "\n".join(f"{name}|{many}" for name, many in expected)


def test_every_migration_since_has_both_variants() -> None:
    ours, theirs = ([file.name for file in sorted((settings.QUERIES / folder).iterdir())] for folder in ("schema", "schema_postgres"))
    assert theirs == [name for name in ours if name >= theirs[0]]


def test_texts_are_compared_as_duckdb_asks_for_them(place: Server, cluster: Cluster) -> None:
    assert cluster.ask("""select count(*) from pg_attribute as a join pg_class as c on c.oid = a.attrelid join pg_namespace as n on n.oid = c.relnamespace
        join pg_collation as k on k.oid = a.attcollation where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'schema_version'
        and a.attnum > 0 and k.collname <> 'C'""", place.database) == "0"


def test_a_later_migration_is_applied_in_postgres_own_words(place: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(settings.QUERIES, tmp_path / "queries")
    monkeypatch.setattr(settings, "QUERIES", tmp_path / "queries")
    for folder in ("schema", "schema_postgres"):
        (tmp_path / "queries" / folder / "999_colour.sql").write_text("create table colour (name text);\ninsert into colour values ('红');\n")
    told: list[int] = []
    for _ in range(2):
        with closing(Store(place, before_migration=lambda store, schema: told.append(schema))) as store:
            assert store.sums()["colour"]["rows"] == 1
    assert told == [999]


def test_a_migration_that_fails_leaves_nothing(place: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(settings.QUERIES, tmp_path / "queries")
    monkeypatch.setattr(settings, "QUERIES", tmp_path / "queries")
    bad = [tmp_path / "queries" / folder / "999_colour.sql" for folder in ("schema", "schema_postgres")]
    for file in bad:
        file.write_text("create table colour (name text);\nselect nothing;\n")
    with pytest.raises(Refused):
        Store(place)
    for file in bad:
        file.unlink()
    with closing(Store(place)) as store:
        assert "colour" not in store.sums()


# --- several processes ---------------------------------------------------------------------------------------------


def test_what_one_writes_the_other_sees_within_a_second(place: Server, raw: MakeRaw, checked: Check) -> None:
    with closing(Store(place)) as one, closing(Store(place)) as other:
        version = other.version
        (fact,) = checked(raw("recall"))
        one.record([fact], by=BY)
        assert keys(other) == [fact.op_key]
        assert soon(lambda: other.version > version)
        moments = []
        for store in (one, other, one):
            store.record(checked(raw("recall")), by=BY)
            moments.append(store.entries(*KEY)[0].recorded_at)
        assert moments == sorted(set(moments)) and audit_findings(one, Path("/nowhere")) == []


def test_a_sign_in_of_one_is_known_to_the_other_and_its_end_too(place: Server) -> None:
    with closing(Store(place)) as one, closing(Store(place)) as other:
        accounts.add(one, "zhang", "", {EVERYWHERE: Role.VIEWER}, by=BY)
        here, there = (Sessions(store, timedelta(minutes=30), timedelta(hours=12)) for store in (one, other))
        session = accounts.hash_of(here.begin("zhang", "10.0.0.7"))
        assert soon(lambda: there.find(session) is not None)
        found = there.find(session)
        assert found
        there.end(found, "signed out")
        assert soon(lambda: here.find(session) is None)
        assert other.roles(Actor("zhang", Way.ACCOUNT, "", session)) == {}


def test_one_used_at_another_process_is_not_idle(place: Server) -> None:
    with closing(Store(place)) as one, closing(Store(place)) as other:
        accounts.add(one, "zhang", "", {EVERYWHERE: Role.VIEWER}, by=BY)
        here, there = (Sessions(store, timedelta(seconds=2), timedelta(hours=12)) for store in (one, other))
        session = accounts.hash_of(here.begin("zhang", "10.0.0.7"))
        assert soon(lambda: there.find(session) is not None)
        for _ in range(3):
            time.sleep(0.9)
            assert here.find(session)
            here.flush()
        there.flush()
        assert here.find(session) and there.find(session, touch=False)
        time.sleep(2.1)
        assert here.find(session) is None and there.find(session) is None


def test_one_writes_at_a_time_and_the_other_waits(place: Server, raw: MakeRaw, checked: Check) -> None:
    (fact,) = checked(raw("recall"))
    with closing(Store(place)) as one:
        with one.writing() as moment:
            (process,) = working(place, "a", 1)
            time.sleep(1.5)
            assert process.poll() is None
            one.record([fact], by=BY)
        process.wait(20)
        newest, before = one.entries(*KEY)
        assert newest.fact.op_key == "a-0" and before.fact.op_key == fact.op_key and newest.recorded_at > before.recorded_at > moment


WORKER = """
import sys, time
from datetime import date
from scorecard.auth import local
from scorecard.checking import check
from scorecard.engines import Server
from scorecard.problems import Refused
from scorecard.store import Store
port, database, run, many = sys.argv[1:]
while True:
    try:
        store = Store(Server("127.0.0.1", port, database, "scorecard"))
        budgets = dict(store.budgets().items())
        break
    except Refused:
        time.sleep(0.1)
for n in range(int(many)):
    key = f"{run}-{n}"
    fact = check({"kind": "payment", "op_key": key, "occurred_on": "2025-02-10", "amount_yuan": "1.00", "budget_line": "运转开支", "voucher": key,
                  "compliant": True}, budgets, date(2026, 1, 15))
    while True:
        try:
            store.record([fact], by=local("worker"))
            break
        except Refused as refused:
            assert refused.problems[0].code == "lost_while_saving", refused.problems
            time.sleep(0.1)
    print(key, flush=True)
"""


def working(place: Server, runs: str, many: int) -> list[subprocess.Popen[str]]:
    return [subprocess.Popen([sys.executable, "-c", WORKER, place.port, place.database, run, str(many)], cwd=settings.ROOT, stdout=subprocess.PIPE, text=True)
            for run in runs]


def test_four_processes_lose_nothing_and_double_nothing(place: Server) -> None:
    processes = working(place, "abcd", 25)
    assert [process.wait(120) for process in processes] == [0] * 4
    with closing(Store(place)) as store:
        assert keys(store) == sorted(f"{run}-{n}" for run in "abcd" for n in range(25))
        assert store.check().findings == [] and audit_findings(store, Path("/nowhere")) == []
        assert len({entry.recorded_at for entry in store.entries(*KEY)}) == 100


def test_killed_processes_and_a_restarted_server_lose_nothing_acknowledged(own: Cluster) -> None:
    place = own.database()
    with closing(Store(place)) as store:
        adopt(store, read_budget_folder(settings.BUDGET_FOLDER), by=BY)
        processes = working(place, "abcd", 100_000)
        for process in processes:
            assert process.stdout and process.stdout.readline()
        time.sleep(random.uniform(0.2, 0.6))
        os.kill(processes[0].pid, signal.SIGKILL)
        time.sleep(random.uniform(0, 0.3))
        own.stop("immediate")  # as if its machine had failed
        own.start()
        time.sleep(1.5)
        for process in processes[1:]:
            assert process.poll() is None  # they went on by themselves
            os.kill(process.pid, signal.SIGKILL)
        acknowledged = {f"{run}-0" for run in "abcd"} | {line for process in processes for line in process.communicate()[0].split()}
        there = keys(store)
        assert acknowledged <= set(there) and len(there) <= len(acknowledged) + 4 and len(there) == len(set(there))
        assert store.check().findings == [] and audit_findings(store, Path("/nowhere")) == []


def test_a_lost_connection_is_said_in_a_sentence_and_recovers_by_itself(own: Cluster, raw: MakeRaw, checked: Check) -> None:
    place = own.database()
    with closing(Store(place)) as store:
        adopt(store, read_budget_folder(settings.BUDGET_FOLDER), by=BY)
        before, fact = checked(raw("recall"), raw("payment"))
        store.record([before], by=BY)
        own.stop("immediate")
        for attempt, code in ((lambda: keys(store), "store_out_of_reach"), (lambda: store.record([fact], by=BY), "lost_while_saving"),
                              (lambda: Store(place), "store_out_of_reach")):
            with pytest.raises(Refused) as refused:
                attempt()
            (problem,) = refused.value.problems
            zh = problem_text(problem, "zh")
            assert problem.code == code and "refused" in zh and "Postgres" not in zh and (str(place) in zh) == (code == "store_out_of_reach")
        assert store.version >= 0  # what stands in memory is still shown
        own.start()
        assert keys(store) == [before.op_key]
        assert store.record([fact], by=BY).new == (fact.op_key,) and keys(store) == sorted([before.op_key, fact.op_key])


def test_what_is_read_for_a_write_when_the_connection_goes_is_a_lost_write(own: Cluster, raw: MakeRaw, checked: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Store(own.database())) as store:
        adopt(store, read_budget_folder(settings.BUDGET_FOLDER), by=BY)
        see, (fact,) = store._see, checked(raw("payment"))
        monkeypatch.setattr(store, "_see", lambda: (own.stop("immediate"), see()))  # after the lock, before what is read behind it
        with pytest.raises(Refused) as refused:
            store.record([fact], by=BY)
        assert [problem.code for problem in refused.value.problems] == ["lost_while_saving"]
        monkeypatch.undo()
        own.start()
        assert store.record([fact], by=BY).new == (fact.op_key,)


def test_a_connection_lost_while_a_store_is_opened_is_not_told_as_a_lost_write(own: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    place, ask = own.database(), Store.ask
    Store(place).close()
    for reached in ("store/create_schema_version", "store/marks"):  # behind the lock

        def until(store: Store, statement: str, *, reached: str = reached, **values: object) -> list[dict[str, Any]]:
            if statement == reached:
                own.stop("immediate")
            return ask(store, statement, **values)

        monkeypatch.setattr(Store, "ask", until)
        with pytest.raises(Refused) as refused:
            Store(place)
        assert [(problem.code, problem.values["path"]) for problem in refused.value.problems] == [("store_out_of_reach", place)]
        monkeypatch.undo()
        own.start()
        Store(place).close()


def test_a_connection_that_an_administrator_ended_is_made_anew(place: Server, cluster: Cluster, raw: MakeRaw, checked: Check) -> None:
    with closing(Store(place)) as store:
        for n in range(3):
            store.record(checked(raw("recall")), by=BY)
            cluster.ask(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{place.database}'")
            assert len(keys(store)) == n + 1


@pytest.mark.parametrize("setting", ["enable_external_access = true", "lock_configuration = false", "pg_use_ctid_scan = true", "memory_limit = '64GB'"])
def test_the_settings_are_locked(setting: str, place: Server) -> None:
    import duckdb
    with closing(Store(place)) as store, store._cursor() as cursor, pytest.raises(duckdb.Error):
        cursor.execute(f"set {setting}")


# --- two of the served mode ----------------------------------------------------------------------------------------


def test_two_offices_on_one_store_are_one(cluster: Cluster, tmp_path: Path, raw: MakeRaw) -> None:
    place = cluster.database()
    first, second = Office(tmp_path / "one", place=place), Office(tmp_path / "two", place=place)
    first.start(), second.start()
    try:
        with closing(first.visitor("recorder")) as here:
            session = here.cookies["scorecard"]
            with closing(second.visitor()) as there:
                there.cookies.set("scorecard", session)
                assert there.get("/account").status_code == 200  # signed in there the very moment it is here
                facts = tmp_path / "facts.jsonl"
                facts.write_text(json.dumps(raw("recall"), ensure_ascii=False) + "\n", encoding="utf-8")
                second.command("load", str(facts))  # beside a running office: the store is held by nobody
                assert json.loads(first.command("check", "--json").stdout)["entries"] == {"recall": 1}
                second.stop(signal.SIGKILL)
                assert here.get("/account").status_code == 200
                second.start()
                assert there.get("/account").status_code == 200
                there.post("/sign-out", headers={"origin": second.url})
                assert soon(lambda: here.get("/account").status_code != 200)
    finally:
        first.stop(), second.stop()


def test_an_office_whose_database_is_away_says_so_and_goes_on_when_it_is_back(own: Cluster, tmp_path: Path) -> None:
    office = Office(tmp_path / "office", place=own.database()).start()
    try:
        with closing(office.visitor("viewer")) as here:
            own.stop("immediate")
            assert here.get("/healthz").status_code == 503
            away = here.get("/account")
            assert away.status_code in (200, 503) and "Traceback" not in away.text
            own.start()
            assert here.get("/healthz").json()["ok"] and here.get("/account").status_code == 200
    finally:
        office.stop()


def test_one_unit_is_read_by_the_index_and_in_one_picture(place: Server) -> None:
    """Not in parts of the table, by several connections: that costs the time of the whole, and each sees another moment."""
    with closing(Store(place)) as store, store._cursor() as cursor:
        assert cursor.execute("select current_setting('pg_use_ctid_scan'), current_setting('pg_pool_max_connections')").fetchall() == [(False, 32)]


# --- there and back ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the sample year in it."""
    path = tmp_path_factory.mktemp("sample") / "performance.duckdb"
    with closing(Store(path)) as store:
        fill_with_sample(store)
        accounts.add(store, "zhang", "张某", {EVERYWHERE: Role.RECORDER}, by=BY)
    return path


def test_a_store_goes_there_and_comes_back_the_same(sample: Path, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path))
    place = cluster.database()
    before = sample.read_bytes()
    rows = copy(sample, place, by=BY)
    assert sample.read_bytes() == before and rows["entry"] > 100 and rows["account"] == 1
    copy(place, tmp_path / "back.duckdb", by=BY)
    with closing(Store(sample, read_only=True)) as one, closing(Store(place)) as two, closing(Store(tmp_path / "back.duckdb")) as three:
        own = ("audit", "audit_head", "schema_version")  # each copy is told in the trail of where it went
        first, second, third = ({table: sums for table, sums in store.sums().items() if table not in own} for store in (one, two, three))
        assert first == second == third
        found, *others = (audit_findings(store, Path("/nowhere")) for store in (one, two, three))
        assert others == [found, found]  # the sample's facts bear made moments, of which the trail does not tell
    with pytest.raises(Refused) as refused:
        copy(sample, place, by=BY)
    assert refused.value.problems[0].code == "copy_not_empty"
    assert not list((tmp_path / "tmp").glob("*"))


def test_a_backup_of_it_is_restored_into_a_file(place: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raw: MakeRaw, checked: Check) -> None:
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path))
    with closing(Store(place)) as store:
        store.record(checked(raw("recall", op_key="a")), by=BY)
        made = back_up(store, tmp_path / "backups", store.entries(*KEY)[0].recorded_at)
    run("restore", str(made), data=tmp_path / "restored")
    with closing(Store(tmp_path / "restored" / "performance.duckdb")) as again:
        assert keys(again) == ["a"]
    assert run("restore", str(made), data=tmp_path, place=place, status=1).count("copy-store") == 1


def test_its_daily_backup_is_left_to_those_who_run_the_server(place: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path))
    with closing(Store(place)) as store:
        keeper, now = Backups(store, tmp_path / "backups"), datetime(2026, 3, 1)
        assert not keeper.due(time_of_day(2), UTC, now) and keeper.trouble(now + timedelta(days=9)) is None
        keeper.make(by=BY, now=now)  # but one more can be made here at any moment
        assert keeper.trouble(now + timedelta(days=9)) is None and len(backups(tmp_path / "backups")) == 1


def run(*arguments: str, data: Path, place: Server | None = None, status: int = 0) -> str:
    """What a command of the command line says."""
    own = {"SCORECARD_DATA": str(data), "SCORECARD_TIMEZONE": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "SCORECARD_USER": "tester"}
    own |= {"SCORECARD_DATABASE": f"postgres:host=127.0.0.1 port={place.port} dbname={place.database} user={USER}"} if place else {}
    done = subprocess.run([sys.executable, "-m", "scorecard", *arguments], cwd=settings.ROOT, env=os.environ | own, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_same_judgement_comes_from_both_byte_for_byte(sample: Path, cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    shutil.copy(sample, tmp_path / "here" / "performance.duckdb")
    place = cluster.database()
    run("copy-store", str(sample), str(read_place(f"postgres://{USER}@127.0.0.1:{place.port}/{place.database}")), data=tmp_path)
    for asked in (("assess", "--json"), ("assess", "--as-of", "2025-05-31", "--json"), ("assess", "--known-at", "2025-06-01T00:00:00Z", "--json"),
                  ("score", "--json")):
        assert run(*asked, data=tmp_path / "here") == run(*asked, data=tmp_path, place=place)


def test_migrating_is_opening_and_it_is_said(cluster: Cluster, tmp_path: Path) -> None:
    place = cluster.database()
    assert str(place) in run("migrate", data=tmp_path, place=place)
    with closing(Store(place)) as store:
        assert store.budgets() == {}


def test_what_may_be_done_is_held_in_every_process(place: Server, raw: MakeRaw, checked: Check) -> None:
    with closing(Store(place)) as one, closing(Store(place)) as other:
        accounts.add(one, "zhang", "", {EVERYWHERE: Role.RECORDER}, by=BY)
        accounts.accept(one, accounts.reset(one, "zhang", by=BY), "correct horse battery", address="")
        actor = Actor("zhang", Way.PROXY, "10.0.0.8")
        (first, second) = checked(raw("recall"), raw("recall"))
        other.record([first], by=actor)
        accounts.give(one, "zhang", EVERYWHERE, Role.VIEWER, by=BY)
        with pytest.raises(Refused) as refused:
            other.record([second], by=actor)
        assert refused.value.problems[0].values["action"] == f"action.{Action.RECORD}"
        assert keys(one) == [first.op_key]


def test_the_day_is_as_good_there_as_here(place: Server, raw: MakeRaw, checked: Check) -> None:
    """Moments to the microsecond, days, money to the fen, null and the empty text, whatever characters."""
    with closing(Store(place)) as store:
        odd = "“引号” 'x' \"y\" \\ 100% $1 {} \t — 𠮷 é"
        facts = checked(raw("payment", amount_yuan="-9999999999.99", note=odd), raw("recall", note=odd, lots=1), raw("appraisal", evidence_text=""))
        store.record(facts, by=local(odd[:40]))
        assert {entry.fact for entry in store.entries(*KEY)} == {replace(fact) for fact in facts}
        assert {entry.recorded_by for entry in store.entries(*KEY)} == {odd[:40]}
        assert store.evidence(*KEY, date(2025, 12, 31))["spending"][0].numerator == facts[0].amount_yuan
