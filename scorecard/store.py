"""The DuckDB store: the only module that runs SQL, and every statement stands in queries/. Returns model objects.

One process, one connection, a cursor for every use (one connection shared between threads gives wrong results). All writes go
through one lock and one transaction each; the journal is only ever inserted into. No foreign keys: DuckDB cannot delete or
copy across them. Money leaves DuckDB through fetchall(), never through a data frame (which would make it float).
"""

import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb

from scorecard import rows, settings
from scorecard.budgets import StoredBudgets, adopted
from scorecard.checking import Budgets, Withdrawal
from scorecard.facts import Fact
from scorecard.journal import Recorded, Settled, Standing, number_of, settle
from scorecard.migrations import Migration, needed
from scorecard.model import Budget, Checked, Entry, Evidence, Finding, Plan, Statement, Submission, Unit, Version
from scorecard.problems import Problem, Refused
from scorecard.rows import Ask, Row
from scorecard.unit_tree import UnitPlace, path_of, path_text, read_path

LATEST = datetime(9999, 12, 31)  # known_at of everything that is known
TRIES = 3
Stamp = tuple[datetime, str]  # recorded at (UTC), by whom


@cache
def query(name: str) -> str:
    """The text of queries/<name>.sql."""
    return (settings.QUERIES / f"{name}.sql").read_text(encoding="utf-8")


class Store:
    """The approved budgets and the journal of one or more units, in one DuckDB file (or in memory)."""

    def __init__(self, path: Path | None = None, read_only: bool = False) -> None:
        """Open or make the store at `path` (None: in memory); read_only: not a byte of it is written. Refused where it is held or cannot be read."""
        self.path = path
        self.read_only = read_only
        self.version = 0  # counts the writes of this process: what was read at a version is right as long as it stands
        self._write = threading.RLock()
        self._connection = _connect(path, read_only)
        try:
            if not read_only:
                self.ask("store/create_schema_version")
            to_apply = needed({row["version"]: row for row in self.ask("store/schema_versions")})
            if read_only and to_apply:
                raise Refused([Problem("schema_older", values={"path": path})])
            for migration in to_apply:
                self._migrate(migration)
            self._last_recorded_at = self.ask("store/last_recorded_at")[0]["recorded_at"] or datetime.min
        except (Refused, duckdb.Error) as error:
            self.close()
            raise error if isinstance(error, Refused) or not read_only else _unreadable(path, error) from error

    def close(self) -> None:
        """Let the file go."""
        with self._write:
            self._connection.close()

    # --- reading ---------------------------------------------------------------------------------------------------

    def budgets(self, known_at: datetime | None = None, as_of: date | None = None) -> Budgets:
        """The approved budgets by (unit code, fiscal year), in the version in force on a day (None: the newest) as known at a moment (UTC)."""
        return StoredBudgets(self._reading, known_at or LATEST, as_of)

    def versions(self, unit_code: str, fiscal_year: int) -> tuple[Version, ...]:
        """Every version of a unit's budget for a year, the newest last."""
        return tuple(Version(**row) for row in self.ask("budget/versions", unit_code=unit_code, fiscal_year=fiscal_year))

    def units(self, known_at: datetime | None = None) -> tuple[UnitPlace, ...]:
        """Every unit that has a budget, by code, with the folder it stands in (() where it was placed in none)."""
        found = self.ask("budget/units", known_at=known_at or LATEST)
        return tuple(UnitPlace(Unit(row["unit_code"], row["name"], row["name_en"]), path_of(row["path"])) for row in found)

    def evidence(self, unit_code: str, fiscal_year: int, as_of: date, known_at: datetime | None = None) -> Evidence:
        """What every measure finds for a unit and year: as of a day, as known at a moment (UTC; None: now); one picture, whoever writes."""
        with self._reading() as ask:
            return rows.evidence(ask, unit_code, fiscal_year, as_of, known_at or LATEST)

    def entries(self, unit_code: str, fiscal_year: int, known_at: datetime | None = None, most: int = 100_000) -> list[Entry]:
        """The journal of a unit and year, newest first, each entry with what replaced it."""
        return [rows.entry(row) for row in self.ask("entry/latest", unit_code=unit_code, fiscal_year=fiscal_year, known_at=known_at or LATEST, most=most)]

    def statements(self, unit_code: str, fiscal_year: int, known_at: datetime | None = None) -> tuple[Statement, ...]:
        """What people state on the forms of a unit and year, as known at a moment."""
        found = self.ask("statement/standing", unit_code=unit_code, fiscal_year=fiscal_year, known_at=known_at or LATEST)
        return tuple(Statement(**row) for row in found)

    def submissions(self, unit_code: str, fiscal_year: int) -> tuple[Submission, ...]:
        """The submitted forms of a unit and year, newest first."""
        return tuple(Submission(**row) for row in self.ask("submission/submitted", unit_code=unit_code, fiscal_year=fiscal_year))

    def ask(self, statement: str, **values: object) -> list[Row]:
        """The rows that a query of queries/ finds."""
        with self._cursor() as cursor:
            return self._rows(cursor, statement, **values)

    def check(self) -> Checked:
        """Read the whole store and hold it against its rules (queries/check/)."""
        with self._cursor() as cursor:
            out = Checked({row["kind"]: row["entries"] for row in self._rows(cursor, "entry/counts")})
            for file in sorted((settings.QUERIES / "check").glob("*.sql")):
                for row in self._rows(cursor, f"check/{file.stem}"):
                    out.findings.append(Finding(file.stem, str(row["op_key"]), str(row["detail"])))
        return out

    # --- writing ---------------------------------------------------------------------------------------------------

    def record(self, facts: Sequence[Fact | Withdrawal], *, by: str, lines: Sequence[int] | None = None,
               stamps: Mapping[str, Stamp] | None = None) -> Recorded:
        """The one write path of the journal: all of the facts in one transaction, or none (Refused, with the problems).

        The same op_key again is the same fact and changes nothing. by: who records. lines: where each fact stands in its file.
        stamps: op_key -> when and by whom, only for the made sample; otherwise the clock's moment, one for all.
        """
        self._refuse_read_only()
        with self._write:
            for attempt in range(TRIES):
                try:
                    with self._transaction() as cursor:
                        settled = self._insert(cursor, facts, lines, by, stamps)
                    break
                except duckdb.Error as error:
                    if attempt == TRIES - 1 or not isinstance(error, duckdb.TransactionException | duckdb.ConstraintException):
                        raise Refused([Problem("not_saved", values={"reason": str(error)[:200]})]) from error
            self.version += 1
        return settled.recorded

    def preview(self, facts: Sequence[Fact | Withdrawal], as_of: date, known_at: datetime | None = None) -> Evidence:
        """What the measures would find, had the facts been recorded (by known_at). Nothing is stored: the transaction is rolled back."""
        with self._write, self._transaction(keep=False) as cursor:
            self._insert(cursor, facts, None, "", {f.op_key: (known_at, "") for f in facts} if known_at else None)
            there = self._known(cursor, [facts[0].op_key])[facts[0].op_key]
            return rows.evidence(partial(self._rows, cursor), there.unit_code, there.fiscal_year, as_of, known_at or LATEST)

    def keep(self, kept: Mapping[str, Sequence[Row]], clock: str | None = "recorded_at", judged: bool = True) -> None:
        """Insert rows, by statement, in one transaction, with the clock's moment in the column `clock`. Refused where the store cannot.

        judged: whether the judgement of indicators may read differently after it (then `version` counts it).
        """
        self._refuse_read_only()
        try:
            with self._write, self._transaction() as cursor:
                at = {clock: self._clock()} if clock else {}
                for statement in (name for name, there in kept.items() if there):
                    cursor.executemany(query(statement), [row | at for row in kept[statement]])
        except duckdb.Error as error:
            raise Refused([Problem("not_saved", values={"reason": str(error)[:200]})]) from error
        self.version += judged

    @contextmanager
    def writing(self) -> Iterator[datetime]:
        """The clock's moment, and until the end nobody else writes: what is read as known at it cannot change any more."""
        self._refuse_read_only()
        with self._write:
            yield self._clock()

    def adopt(self, budgets: Sequence[Budget], *, by: str = "", origin: str = "", checksum: str = "", effective_on: date | None = None) -> None:
        """Store approved budgets, each as the next version of its unit and year, in one transaction; what stood before stays.

        origin, checksum: the file they came from; effective_on: the day of that year from which an adjusted version counts (None: any day).
        """
        with self.writing() as moment:
            last = {(row["unit_code"], row["fiscal_year"]): row["number"] for row in self.ask("budget/last_versions")}
            self.keep(adopted(budgets, last, {"origin": origin, "checksum": checksum, "effective_on": effective_on, "adopted_at": moment, "adopted_by": by}),
                      clock=None)

    def place_unit(self, unit_code: str, path: Sequence[str], *, by: str = "") -> None:
        """Put a unit into a folder (names from the top down, none for the top itself); Refused where a name or the unit cannot be."""
        place, codes = path_text(read_path(path)), [there.unit.unit_code for there in self.units()]
        if unit_code not in codes:
            raise Refused([Problem("unknown_unit", values={"unit": unit_code[:60], "units": ", ".join(codes[:9])})])
        self.keep({"budget/insert_place": [{"entry_id": str(uuid4()), "unit_code": unit_code, "path": place, "recorded_by": by}]}, judged=False)

    def set_plan(self, unit_code: str, fiscal_year: int, plan: Plan, *, by: str) -> None:
        """Enter a plan by month for an indicator; it stands in place of the one before, which stays in the store. Refused where it
        has not twelve months, falls, or the indicator is unknown."""
        budget = self.budgets().get((unit_code, fiscal_year))
        if not (plan.sound and budget and budget.indicator(plan.indicator_id)):
            raise Refused([Problem("plan_unsound", values={"indicator": plan.indicator_id})])
        self.keep({"budget/insert_plan_month": rows.plan_rows(unit_code, fiscal_year, plan, by)})

    def state(self, unit_code: str, fiscal_year: int, statements: Sequence[Statement], *, by: str) -> None:
        """Keep what a person states on a form, in one transaction; what stood there before stays in the store."""
        at: Row = {"unit_code": unit_code, "fiscal_year": fiscal_year, "recorded_by": by}
        self.keep({"statement/insert": [at | {"entry_id": str(uuid4())} | vars(statement) for statement in statements]})

    def submit(self, unit_code: str, fiscal_year: int, form: Submission, *, by: str) -> None:
        """Freeze a form as it is handed in; one that was submitted before stays beside it."""
        at: Row = {"submission_id": str(uuid4()), "unit_code": unit_code, "fiscal_year": fiscal_year, "submitted_by": by}
        self.keep({"submission/insert": [vars(form) | at]}, "submitted_at")

    # --- within a transaction --------------------------------------------------------------------------------------

    def _insert(self, cursor: duckdb.DuckDBPyConnection, facts: Sequence[Fact | Withdrawal], lines: Sequence[int] | None, by: str,
                stamps: Mapping[str, Stamp] | None = None) -> Settled:
        settled = settle(facts, lines or range(1, len(facts) + 1), self._standing(cursor, facts))
        if settled.problems:
            raise Refused(settled.problems)
        if settled.new:
            columns, now = re.findall(r"\$(\w+)::", query("entry/insert")), (self._clock(), by)
            there = (rows.entry_row(fact, *(stamps[fact.op_key] if stamps else now)) for fact in settled.new)
            cursor.executemany(query("entry/insert"), [dict.fromkeys(columns) | row for row in there])
        return settled

    def _standing(self, cursor: duckdb.DuckDBPyConnection, facts: Sequence[Fact | Withdrawal]) -> Standing:
        aims = {f.withdraws if isinstance(f, Withdrawal) else f.supersedes for f in facts}
        known = self._known(cursor, [*{f.op_key for f in facts}, *(a for a in aims if a)])
        replaced = {r["op_key"]: r["replaced_by"] for r in self._rows(cursor, "entry/replacements", op_keys=[a for a in aims if a])}
        wanted = [n for f in facts if isinstance(f, Fact) and (n := number_of(f))]
        taken = self._rows(cursor, "entry/numbers", unit_codes=list({n[0] for n in wanted}), numbers=list({n[3] for n in wanted})) if wanted else []
        return Standing(known, replaced, {(r["unit_code"], r["fiscal_year"], r["kind"], r["number"]): r["op_key"] for r in taken})

    def _known(self, cursor: duckdb.DuckDBPyConnection, op_keys: Sequence[str]) -> dict[str, Fact]:
        return {row["op_key"]: rows.fact(row) for row in self._rows(cursor, "entry/by_op_keys", op_keys=list(op_keys))}

    def _clock(self) -> datetime:
        """The moment of a write: always after the last one, even where the machine's clock went back."""
        self._last_recorded_at = max(datetime.now(UTC).replace(tzinfo=None), self._last_recorded_at + timedelta(microseconds=1))
        return self._last_recorded_at

    # --- running SQL -----------------------------------------------------------------------------------------------

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

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
    def _reading(self) -> Iterator[Ask]:
        """A function that answers queries, all of one picture, whoever writes meanwhile."""
        with self._transaction(keep=False) as cursor:
            yield partial(self._rows, cursor)

    def _rows(self, cursor: duckdb.DuckDBPyConnection, statement: str, /, **values: object) -> list[Row]:
        cursor.execute(query(statement), values)
        columns = [c[0] for c in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def _migrate(self, migration: Migration) -> None:
        """Apply a migration and its record in one transaction."""
        with self._transaction() as cursor:
            cursor.execute(migration.text)
            self._rows(cursor, "store/record_schema_version", version=migration.version, name=migration.name, sha256=migration.sha256,
                       applied_at=datetime.now(UTC).replace(tzinfo=None))

    def _refuse_read_only(self) -> None:
        if self.read_only:
            raise Refused([Problem("read_only")])


def _unreadable(path: Path | None, error: Exception) -> Refused:
    holder = re.search(r"\(PID (\d+)\)", str(error))
    held, unreadable = {"path": path, "pid": holder and holder[1]}, {"path": path, "reason": str(error)[:200]}
    return Refused([Problem("store_held", values=held) if holder else Problem("store_unreadable", values=unreadable)])


def _connect(path: Path | None, read_only: bool) -> duckdb.DuckDBPyConnection:
    folder = path.parent if path and not read_only else None  # the only one that may be written in
    config: dict[str, Any] = {"memory_limit": settings.memory_limit(), "temp_directory": str(folder / "tmp") if folder else ""}
    try:
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(str(path) if path else ":memory:", config=config, read_only=read_only)
    except (duckdb.Error, OSError) as error:
        raise _unreadable(path, error) from error
    try:
        if folder:
            connection.execute(query("store/allow_directories"), {"directories": [str(folder)]})
        connection.execute(query("store/harden"))
    except duckdb.InvalidInputException as error:  # this process has it open already, and locked
        connection.close()
        raise Refused([Problem("store_held", values={"path": path, "pid": os.getpid()})]) from error
    return connection
