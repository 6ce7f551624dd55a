"""The store: the only module that runs SQL, and every statement stands in queries/. Returns model objects.

One process, one connection, a cursor for every use (one connection shared between threads gives wrong results). All writes go
through one lock (of all processes, where the engine has several) and one transaction each; the journal is only ever inserted into,
or sorted as it is (`maintain`).
No foreign keys: DuckDB cannot delete or copy across them. Money leaves DuckDB through fetchall(), never through a data frame
(which would make it float).
"""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

import duckdb

from scorecard import faults, settings
from scorecard.engines import Engine, Place, Server, engine_of
from scorecard.migrations import Migration, needed
from scorecard.problems import Problem, Refused
from scorecard.rows import Ask, Row
from scorecard.writings import Writings

TRIES = 3
PASSING = (duckdb.TransactionException, duckdb.ConstraintException)
EMPTIED = ("audit_head", "schema_version")  # tables that a store just made has rows in
POLLED = 0.5  # seconds after which it is asked anew whether another process wrote
T = TypeVar("T")


@cache
def query(name: str) -> str:
    """The text of queries/<name>.sql."""
    return (settings.QUERIES / f"{name}.sql").read_text(encoding="utf-8")


class Store(Writings):
    """The approved budgets and the journal of one or more units, in one DuckDB file, in memory, or in a PostgreSQL database."""

    def __init__(self, place: Place = None, read_only: bool = False, places: Sequence[Path] = (),
                 before_migration: Callable[["Store", int], None] | None = None, upto: int | None = None) -> None:
        """Open or make the store at `place` (None: in memory); read_only: not a byte of it is written. Refused where it is held or cannot be read.

        places: folders it may read and write besides its own. before_migration: called before an older store is brought up, with the first schema
        that it lacks. upto: the schema to bring it to (None: the newest).
        """
        self.place, self.path = place, place if isinstance(place, Path) else None
        self.read_only = read_only
        self._marks, self._looked = Row(recorded_at=None, judged=0, people=0), time.monotonic()
        self._write, self._depth, self._opened, self._closed = threading.RLock(), 0, False, False
        self._engine = engine_of(place)
        self._connect = partial(_connect, place, self._engine, read_only, [*places, *([self.folder] if self.folder and not read_only else [])])
        self._connection = self._connect()
        try:
            with nullcontext() if read_only else self._alone():
                if not read_only:
                    self.ask("store/create_schema_version")
                applied = {row["version"]: row for row in self.ask("store/schema_versions")}
                to_apply = needed(applied, self._engine.schema, upto)
                if read_only and to_apply:
                    raise Refused([Problem("schema_older", values={"path": place})])
                if applied and to_apply and before_migration:
                    before_migration(self, to_apply[0].version)
                for migration in to_apply:
                    self._migrate(migration)
            if upto is None:
                self._see()
                self._opened = True
        except (Refused, duckdb.Error) as error:
            self.close()
            raise (faults.opening(error) if isinstance(error, Refused) else faults.unreadable(place, error)) from error

    @property
    def folder(self) -> Path | None:
        """The one folder that it may write in; None for memory."""
        return self.path.parent if self.path else settings.data_folder() if isinstance(self.place, Server) else None

    @property
    def shared(self) -> bool:
        """Whether other processes may write to it as well."""
        return bool(self._engine.lock)

    @property
    def version(self) -> int:
        """Counts the writes that judgements rest on: what was read at a version is right as long as it stands."""
        self._look()
        return int(self._marks["judged"])

    @property
    def people(self) -> int:
        """Counts the writes about people and their sign-ins."""
        self._look()
        return int(self._marks["people"])

    def close(self, checkpoint: bool = False) -> None:
        """Let the place go, after whoever writes is done; checkpoint: with everything in the file itself and nothing left in its log."""
        with self._write:
            if checkpoint:
                self._tidy()
            self._closed = True
            self._connection.close()

    def _tidy(self) -> None:
        """Everything into the file itself; PostgreSQL does that of its own accord."""
        if not self.shared:
            with suppress(Refused):  # a full disk: what was acknowledged stands in the log, and is read from there
                self.ask("store/checkpoint")

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
                    raise faults.unreadable(self.place, error) from error

    def load(self, folder: Path, tables: Sequence[str]) -> None:
        """Put a backup's Parquet files into a store that was just made, in place of what it began with."""
        with self._alone(), self._told() as cursor:
            for table in tables:
                if table in EMPTIED:
                    self._rows(cursor, f"backup/empty_{table}")
                cursor.read_parquet(str(folder / f"{table}.parquet")).insert_into(table)

    def maintain(self) -> int:
        """Sort the journal, so that a unit's entries stand beside each other; how many there are. Refused, with nothing changed, where that fails."""
        if self.read_only:
            raise Refused([Problem("read_only")])
        with self._alone():
            with self._told() as cursor:
                before, *_ = self._rows(cursor, "backup/sum", table_name="entry")
                for statement in self._engine.maintain:
                    self._rows(cursor, statement)
                if self._rows(cursor, "backup/sum", table_name="entry") != [before]:
                    raise Refused([Problem("store_damaged", values={"path": self.place, "reason": "entry"})])
            self._tidy()
        return int(before["rows"])

    # --- writing ---------------------------------------------------------------------------------------------------

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else writes until the end: no other thread, and no other process where the engine has several."""
        with self._write, faults.writing(), ExitStack() as others:
            if self._engine.lock and not self._depth:
                try:
                    self._rows(others.enter_context(self._transaction(keep=False)), self._engine.lock)
                    if self._opened:
                        self._see()
                except duckdb.Error as error:
                    raise faults.not_saved(self.place, error) from error
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1

    def _see(self) -> None:
        """What was written by now, by whichever process."""
        self._looked = time.monotonic()
        there = self.ask("store/marks")[0]
        self._marks = max(self._marks, there, key=lambda marks: (marks["judged"] + marks["people"], marks["recorded_at"] or datetime.min))

    def _look(self) -> None:
        """What other processes wrote, now and then; where the store cannot be asked, whoever reads it next is told."""
        if self._engine.lock and time.monotonic() - self._looked > POLLED:
            with suppress(Refused):
                self._see()

    # --- running SQL -----------------------------------------------------------------------------------------------

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with closing(self._connection.cursor()) as cursor:
            if self._engine.each:
                cursor.execute(query(self._engine.each))
            yield cursor

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
                if done:
                    cursor.commit()
                else:
                    with suppress(duckdb.Error):  # a transaction that is gone already, with the connection
                        cursor.rollback()

    @contextmanager
    def _told(self, keep: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction, Refused where the store cannot carry it out. One that stands although the tidying up behind it failed is done."""
        try:
            with self._transaction(keep) as cursor:
                yield cursor
        except duckdb.Error as error:
            self._heal(error)
            if not faults.stands(error):
                raise faults.not_saved(self.place, error) from error

    @contextmanager
    def reading(self) -> Iterator[Ask]:
        """A function that answers queries, all of one picture, whoever writes meanwhile. Refused where the store cannot be read."""
        try:
            with self._transaction(keep=False) as cursor:
                yield partial(self._rows, cursor)
        except duckdb.Error as error:
            self._heal(error)
            raise faults.unreadable(self.place, error) from error

    def _rows(self, cursor: duckdb.DuckDBPyConnection, statement: str, /, **values: object) -> list[Row]:
        cursor.execute(query(statement), values)
        columns = [c[0] for c in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def _many(self, cursor: duckdb.DuckDBPyConnection, statement: str, there: Iterable[Row]) -> None:
        cursor.executemany(query(statement), list(there))

    def _tried(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """What is done in one transaction, done again where that may help: the store was opened anew, or somebody else was quicker. Refused in the end."""
        for attempt in range(TRIES):
            try:
                with self._transaction() as cursor:
                    done = work(cursor)
                if attempt:
                    self._see()  # the try before may stand
                return done
            except duckdb.Error as error:
                reopened = self._heal(error)
                if attempt == TRIES - 1 or not (reopened or isinstance(error, PASSING) or faults.passes(error)):
                    raise faults.not_saved(self.place, error) from error
        raise AssertionError

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
            if migration.text and self._engine.migrate:
                self._rows(cursor, self._engine.migrate, text=migration.text)
            elif migration.text:
                cursor.execute(migration.text)
            self._rows(cursor, "store/record_schema_version", version=migration.version, name=migration.name, sha256=migration.sha256,
                       applied_at=datetime.now(UTC).replace(tzinfo=None))
        if self._engine.migrate:
            self.ask("postgres/forget")


def _connect(place: Place, engine: Engine, read_only: bool, places: Sequence[Path]) -> duckdb.DuckDBPyConnection:
    folder = places[-1] if places and not read_only else None
    path = str(place) if isinstance(place, Path) else ":memory:"
    try:
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(path, read_only=read_only and isinstance(place, Path), config={
            "memory_limit": settings.memory_limit(), "temp_directory": str(folder / "tmp") if folder else ""})
    except (duckdb.Error, OSError) as error:
        raise faults.unreadable(place, error) from error
    try:
        if engine.extension:
            connection.load_extension(str(engine.extension))
        for statement, values in engine.opening:
            connection.execute(query(statement), values or None)
        if places:
            connection.execute(query("store/allow_directories"), {"directories": [str(there) for there in places]})
        connection.execute(query("store/harden"))
    except duckdb.Error as error:
        connection.close()
        if isinstance(error, duckdb.InvalidInputException) and not engine.opening:  # this process has it open already, and locked
            raise Refused([Problem("store_held", values={"path": place, "pid": os.getpid()})]) from error
        raise faults.unreadable(place, error) from error
    return connection
