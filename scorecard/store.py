"""The DuckDB store: the only module that runs SQL, and every statement stands in queries/. Returns model objects.

One process, one connection, a cursor for every use (one connection shared between threads gives wrong results). All writes go
through one lock and one transaction each; the journal is only ever inserted into. No foreign keys: DuckDB cannot delete or
copy across them. Money leaves DuckDB through fetchall(), never through a data frame (which would make it float).
"""

import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb

from scorecard import audit, faults, rows, settings
from scorecard.audit import Head, fact_told, facts_told, rows_told
from scorecard.auth import EVERYWHERE, Action, Actor, Deed, not_permitted, permits
from scorecard.books import Books
from scorecard.checking import Withdrawal
from scorecard.facts import Fact
from scorecard.journal import Recorded, Settled, settle
from scorecard.migrations import Migration, needed
from scorecard.model import Evidence
from scorecard.problems import Problem, Refused
from scorecard.rows import LATEST, Ask, Row

TRIES = 3
EMPTIED = ("audit_head", "schema_version")  # tables that a store just made has rows in
Stamp = tuple[datetime, str]  # recorded at (UTC), by whom


@cache
def query(name: str) -> str:
    """The text of queries/<name>.sql."""
    return (settings.QUERIES / f"{name}.sql").read_text(encoding="utf-8")


class Store(Books):
    """The approved budgets and the journal of one or more units, in one DuckDB file (or in memory)."""

    def __init__(self, path: Path | None = None, read_only: bool = False, places: Sequence[Path] = (),
                 before_migration: Callable[["Store", int], None] | None = None, upto: int | None = None) -> None:
        """Open or make the store at `path` (None: in memory); read_only: not a byte of it is written. Refused where it is held or cannot be read.

        places: folders it may read and write besides its own. before_migration: called before an older store is brought up, with the first schema
        that it lacks. upto: the schema to bring it to (None: the newest).
        """
        self.path = path
        self.read_only = read_only
        self.version = 0  # counts the writes of this process: what was read at a version is right as long as it stands
        self.people = 0  # counts the writes about people and their sign-ins
        self._write, self._closed = threading.RLock(), False
        self._connect = partial(_connect, path, read_only, [*places, *([path.parent] if path and not read_only else [])])
        self._connection = self._connect()
        try:
            if not read_only:
                self.ask("store/create_schema_version")
            applied = {row["version"]: row for row in self.ask("store/schema_versions")}
            to_apply = needed(applied, upto)
            if read_only and to_apply:
                raise Refused([Problem("schema_older", values={"path": path})])
            if applied and to_apply and before_migration:
                before_migration(self, to_apply[0].version)
            for migration in to_apply:
                self._migrate(migration)
            self._last_recorded_at = (self.ask("store/last_recorded_at")[0]["recorded_at"] if upto is None else None) or datetime.min
        except (Refused, duckdb.Error) as error:
            self.close()
            raise (error if isinstance(error, Refused) else faults.unreadable(path, error)) from error

    def close(self, checkpoint: bool = False) -> None:
        """Let the file go, after whoever writes is done; checkpoint: with everything in the file itself and nothing left in its log."""
        with self._write:
            if checkpoint:
                with suppress(Refused):  # a full disk: what was acknowledged stands in the log, and is read from there
                    self.ask("store/checkpoint")
            self._closed = True
            self._connection.close()

    # --- reading ---------------------------------------------------------------------------------------------------

    def ask(self, statement: str, **values: object) -> list[Row]:
        """The rows that a query of queries/ finds. Refused where the store cannot be read."""
        healed = False
        while True:
            try:
                with self._cursor() as cursor:
                    return self._rows(cursor, statement, **values)
            except duckdb.Error as error:
                if healed or not (healed := self._heal(error)):
                    raise faults.unreadable(self.path, error) from error

    def load(self, folder: Path, tables: Sequence[str]) -> None:
        """Put a backup's Parquet files into a store that was just made, in place of what it began with."""
        with self._write, self._told() as cursor:
            for table in tables:
                if table in EMPTIED:
                    self._rows(cursor, f"backup/empty_{table}")
                cursor.read_parquet(str(folder / f"{table}.parquet")).insert_into(table)

    # --- writing ---------------------------------------------------------------------------------------------------

    def record(self, facts: Sequence[Fact | Withdrawal], *, by: Actor, lines: Sequence[int] | None = None,
               stamps: Mapping[str, Stamp] | None = None) -> Recorded:
        """The one write path of the journal: all of the facts in one transaction, or none (Refused, with the problems).

        The same op_key again is the same fact and changes nothing. by: who records. lines: where each fact stands in its file.
        stamps: op_key -> when and by whom, only for the made sample; otherwise the clock's moment, one for all.
        """
        with self._writing():
            roles = self.roles(by)
            if foreign := [fact for fact in facts if fact.unit_code and not permits(roles, Action.RECORD, fact.unit_code)]:
                deed = Deed(by, Action.RECORD, foreign[0].unit_code or "", foreign[0].op_key)
                raise self.deny(deed, not_permitted(Action.RECORD))  # before the journal says anything: its words are not for everybody
            for attempt in range(TRIES):
                try:
                    with self._transaction() as cursor:
                        settled, at = self._insert(cursor, facts, lines, by.name, stamps)
                        units = sorted({fact.unit_code for fact in settled.new})
                        deed = Deed(by, Action.RECORD, units[0] if len(units) == 1 else EVERYWHERE, ", ".join(fact.op_key for fact in settled.new[:3]))
                        if any(not permits(roles, Action.RECORD, unit) for unit in units):
                            raise PermissionError
                        if settled.new:
                            aims = rows.known(partial(self._rows, cursor), [aim for fact in settled.new if (aim := fact.supersedes or fact.withdraws)])
                            self._audit(cursor, deed.told([fact_told(fact) for fact in aims.values()] or None, facts_told(settled.new)), "done", at)
                    break
                except PermissionError:
                    raise self.deny(deed, not_permitted(deed.action)) from None
                except duckdb.Error as error:
                    reopened = self._heal(error)
                    if attempt == TRIES - 1 or not (reopened or isinstance(error, duckdb.TransactionException | duckdb.ConstraintException)):
                        raise faults.not_saved(self.path, error) from error
            self.version += 1
        return settled.recorded

    def preview(self, facts: Sequence[Fact | Withdrawal], as_of: date, known_at: datetime | None = None) -> Evidence:
        """What the measures would find, had the facts been recorded (by known_at). Nothing is stored: the transaction is rolled back."""
        with self._write, self._told(keep=False) as cursor:
            self._insert(cursor, facts, None, "", {f.op_key: (known_at, "") for f in facts} if known_at else None)
            there = rows.known(partial(self._rows, cursor), [facts[0].op_key])[facts[0].op_key]
            return rows.evidence(partial(self._rows, cursor), there.unit_code, there.fiscal_year, as_of, known_at or LATEST)

    def keep(self, kept: Mapping[str, Sequence[Row]], deed: Deed, clock: str | None = "recorded_at", judged: bool = True) -> None:
        """Insert rows, by statement, in one transaction with their record in the audit trail, with the clock's moment in the column `clock`.
        Refused where it is not permitted, or the store cannot.

        judged: whether the judgement of indicators may read differently after it (then `version` counts it).
        """
        with self._writing(deed):
            with self._told() as cursor:
                moment = self._clock()
                for statement in (name for name, there in kept.items() if there):
                    cursor.executemany(query(statement), [row | ({clock: moment} if clock else {}) for row in kept[statement]])
                self._audit(cursor, deed if deed.after is not None else deed.told(deed.before, rows_told(kept)), "done", moment)
            self.version += judged
            self.people += any(statement.startswith(("account/", "sign_in/")) for statement in kept)

    def mark_seen(self, seen: Sequence[Row]) -> None:
        """When sign-ins were last used: no deed of anybody, so nothing for the audit trail. Refused where the store cannot."""
        if self.read_only or not seen:
            return
        with self._write, self._told() as cursor:
            cursor.executemany(query("sign_in/seen"), list(seen))

    def deny(self, deed: Deed, problem: Problem) -> Refused:
        """A denied try, told in the audit trail; what to raise."""
        if not self.read_only:
            with suppress(Refused), self._write, self._told() as cursor:  # it stays denied, whether or not the disk takes a word of it
                self._audit(cursor, deed.told(None, {"refused": problem.code}), "denied", self._clock())
        return Refused([problem])

    @contextmanager
    def writing(self) -> Iterator[datetime]:
        """The clock's moment, and until the end nobody else writes: what is read as known at it cannot change any more."""
        with self._writing():
            yield self._clock()

    @contextmanager
    def _writing(self, deed: Deed | None = None) -> Iterator[None]:
        """Nobody else writes until the end; Refused at once where the store is only to be read, or the deed is not permitted."""
        if self.read_only:
            raise Refused([Problem("read_only")])
        with self._write:
            if deed and not permits(self.roles(deed.by), deed.action, deed.unit_code):
                raise self.deny(deed, not_permitted(deed.action))
            yield

    def _audit(self, cursor: duckdb.DuckDBPyConnection, deed: Deed, outcome: str, at: datetime) -> None:
        """A deed's record in the audit trail, in the transaction of the deed."""
        record = audit.record(deed, outcome, at, Head(**self._rows(cursor, "audit/head")[0]))
        self._rows(cursor, "audit/insert", **record)
        self._rows(cursor, "audit/set_head", number=record["number"], hash=record["hash"])

    # --- within a transaction --------------------------------------------------------------------------------------

    def _insert(self, cursor: duckdb.DuckDBPyConnection, facts: Sequence[Fact | Withdrawal], lines: Sequence[int] | None, by: str,
                stamps: Mapping[str, Stamp] | None = None) -> tuple[Settled, datetime]:
        settled = settle(facts, lines or range(1, len(facts) + 1), rows.standing(partial(self._rows, cursor), facts))
        if settled.problems:
            raise Refused(settled.problems)
        now = (self._clock(), by)
        if settled.new:
            columns = re.findall(r"\$(\w+)::", query("entry/insert"))
            there = (rows.entry_row(fact, *(stamps[fact.op_key] if stamps else now)) for fact in settled.new)
            cursor.executemany(query("entry/insert"), [dict.fromkeys(columns) | row for row in there])
        return settled, now[0]

    def _clock(self) -> datetime:
        """The moment of a write: always after the last one, even where the machine's clock went back."""
        self._last_recorded_at = max(datetime.now(UTC).replace(tzinfo=None), self._last_recorded_at + timedelta(microseconds=1))
        return self._last_recorded_at

    # --- running SQL -----------------------------------------------------------------------------------------------

    def _cursor(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        return closing(self._connection.cursor())

    @contextmanager
    def _transaction(self, keep: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """One cursor from begin to commit; rolled back on any error, and where nothing is to be kept."""
        with self._cursor() as cursor:
            cursor.begin()
            done = False
            try:
                yield cursor
                done = keep
            finally:
                cursor.commit() if done else cursor.rollback()

    @contextmanager
    def _told(self, keep: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction, Refused where the store cannot carry it out. One that stands although the tidying up behind it failed is done."""
        try:
            with self._transaction(keep) as cursor:
                yield cursor
        except duckdb.Error as error:
            self._heal(error)
            if not faults.stands(error):
                raise faults.not_saved(self.path, error) from error

    @contextmanager
    def reading(self) -> Iterator[Ask]:
        """A function that answers queries, all of one picture, whoever writes meanwhile. Refused where the store cannot be read."""
        try:
            with self._transaction(keep=False) as cursor:
                yield partial(self._rows, cursor)
        except duckdb.Error as error:
            self._heal(error)
            raise faults.unreadable(self.path, error) from error

    def _rows(self, cursor: duckdb.DuckDBPyConnection, statement: str, /, **values: object) -> list[Row]:
        cursor.execute(query(statement), values)
        columns = [c[0] for c in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def _heal(self, error: duckdb.Error) -> bool:
        """Open the file anew where the database shut itself after a fault (a full disk while it tidied up its log); whether it did."""
        if not isinstance(error, duckdb.FatalException | duckdb.ConnectionException) or self.path is None or self._closed:
            return False
        with self._write:
            try:
                self._connection.cursor().execute(query("store/alive"))
                return True  # somebody else did already
            except duckdb.Error:
                self._connection.close()
            self._connection = self._connect()
            return True

    def _migrate(self, migration: Migration) -> None:
        """Apply a migration and its record in one transaction."""
        with self._transaction() as cursor:
            cursor.execute(migration.text)
            self._rows(cursor, "store/record_schema_version", version=migration.version, name=migration.name, sha256=migration.sha256,
                       applied_at=datetime.now(UTC).replace(tzinfo=None))


def _connect(path: Path | None, read_only: bool, places: Sequence[Path]) -> duckdb.DuckDBPyConnection:
    folder = path.parent if path and not read_only else None  # the only one that may be written in
    config: dict[str, Any] = {"memory_limit": settings.memory_limit(), "temp_directory": str(folder / "tmp") if folder else ""}
    try:
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(str(path) if path else ":memory:", config=config, read_only=read_only)
    except (duckdb.Error, OSError) as error:
        raise faults.unreadable(path, error) from error
    try:
        if places:
            connection.execute(query("store/allow_directories"), {"directories": [str(place) for place in places]})
        connection.execute(query("store/harden"))
    except duckdb.InvalidInputException as error:  # this process has it open already, and locked
        connection.close()
        raise Refused([Problem("store_held", values={"path": path, "pid": os.getpid()})]) from error
    return connection
