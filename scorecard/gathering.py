"""Units gathered: each judged once and kept in memory as its summary, until something is written of that very unit; and units of other files.

What is judged is what the wall shows, found by one query for many units (queries/year/). Work is done by one thread per store; whoever asks
gets what is ready and how many are still to come.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from csv import Error as CsvError
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import InvalidOperation
from pathlib import Path

from scorecard.assessment import Situation, assess
from scorecard.importing.budget_folder import read_budget_folder
from scorecard.measures import MEASURES
from scorecard.model import Budget, Evidence, Increment
from scorecard.portfolio import Origin, UnitSummary, placed, summary
from scorecard.problems import Problem, Refused
from scorecard.rows import ADJUSTMENTS, AT_ONCE, LATEST, keyed
from scorecard.store import Store

KEPT = 4  # days and years kept in memory
Mark = tuple[int, int]  # last written (ns), bytes
UNREADABLE = (KeyError, ValueError, OSError, InvalidOperation, CsvError)


@dataclass(frozen=True)
class Asked:
    """Which year, as of which day, by what was known at which moment (UTC; None: all)."""

    fiscal_year: int
    as_of: date
    known_at: datetime | None


@dataclass(frozen=True)
class Gathered:
    """What is ready; waiting: how many units are still to be judged; stamp: another one once anything here would read differently."""

    summaries: tuple[UnitSummary, ...]
    waiting: int
    problems: tuple[Problem, ...]
    stamp: tuple[object, ...]


class _Year:
    """The summaries of one `Asked`, by unit, each with the stamp of the unit that it was made by."""

    def __init__(self) -> None:
        self.of: dict[str, tuple[datetime, UnitSummary]] = {}
        self.version = -1
        self.stamps: dict[str, datetime] = {}
        self.others: dict[Path, tuple[Mark, list[UnitSummary] | Problem]] = {}
        self.made = 0  # counts what was judged or read
        self.worker: threading.Thread | None = None
        self.ready: Gathered | None = None


class Gathering:
    """The units of a store, and of the files in a folder (None: none), on the clock of a zone. One for all sessions."""

    def __init__(self, store: Store, zone: tzinfo, folder: Path | None = None) -> None:
        self._store, self._zone, self._folder = store, zone, folder
        self._lock = threading.Lock()
        self._years: dict[Asked, _Year] = {}

    def gather(self, asked: Asked, patience: float) -> Gathered:
        """What is ready within so many seconds; the rest is judged meanwhile."""
        with self._lock:
            year = self._years.pop(asked, None) or _Year()
            self._years[asked] = year  # the last asked for stands last
            for old in list(self._years)[:-KEPT]:
                del self._years[old]
            if year.version != self._store.version:
                year.version = self._store.version
                year.stamps = {row["unit_code"]: row["written_at"] for row in self._store.ask("year/stamps", fiscal_year=asked.fiscal_year)}
            there = self._files()
            todo = [code for code, stamp in year.stamps.items() if code not in year.of or year.of[code][0] != stamp]
            files = [path for path, mark in there.items() if path not in year.others or year.others[path][0] != mark]
            if (todo or files) and (year.worker is None or not year.worker.is_alive()):
                year.worker = threading.Thread(target=self._work, args=(asked, year, dict(year.stamps), todo, {f: there[f] for f in files}), daemon=True)
                year.worker.start()
        if year.worker and (todo or files):
            year.worker.join(patience)
        return self._ready(asked, year, there)

    def _ready(self, asked: Asked, year: _Year, there: dict[Path, Mark]) -> Gathered:
        """All that is ready now, made anew only where something changed."""
        with self._lock:
            stamp = (id(self), asked, year.made, self._store.version, self._store.ask("year/last_place")[0]["recorded_at"], tuple(there.items()))
            if year.ready and year.ready.stamp == stamp:
                return year.ready
            own = [year.of[code][1] for code in year.stamps if code in year.of]
            waiting = sum(code not in year.of or year.of[code][0] != stamp for code, stamp in year.stamps.items())
            waiting += sum(path not in year.others or year.others[path][0] != mark for path, mark in there.items())
            read = [year.others[path][1] for path in there if path in year.others]
            others = sorted((s for found in read if not isinstance(found, Problem) for s in found), key=lambda s: s.origin.on if s.origin else date.min)
            codes, problems = {s.unit.unit_code for s in own}, [found for found in read if isinstance(found, Problem)]
            newest = {s.unit.unit_code: s for s in others}  # of a unit in several files the newest stands
            for s in others:
                if s.unit.unit_code in codes or newest[s.unit.unit_code] is not s:
                    problems.append(Problem("unit_twice", values={"unit": s.unit.unit_code, "file": s.origin.file if s.origin else ""}))
            own = placed(own, self._store.units(asked.known_at))
            year.ready = Gathered((*own, *(s for code, s in newest.items() if code not in codes)), waiting, tuple(problems), stamp)
            return year.ready

    def _work(self, asked: Asked, year: _Year, stamps: dict[str, datetime], todo: Sequence[str], files: dict[Path, Mark]) -> None:
        """Judge what is to be judged, a few at a time."""
        for path, mark in files.items():
            found = _read(path, asked, self._zone)
            with self._lock:
                year.others[path], year.made = (mark, found), year.made + 1
        for found in judged(self._store, todo, asked, self._zone):
            with self._lock:
                year.of |= {s.unit.unit_code: (stamps[s.unit.unit_code], s) for s in found}
                year.made += 1
            time.sleep(0)

    def _files(self) -> dict[Path, Mark]:
        """The stores and exported budgets in the folder, each with what tells that it was changed."""
        if self._folder is None or not self._folder.is_dir():
            return {}
        stores = [path for path in self._folder.glob("*.duckdb") if path.resolve() != self._store.path]
        found = {path: _mark(path) for path in sorted([*stores, *self._folder.glob("*/units.csv")])}
        return {path: mark for path, mark in found.items() if mark}


def judged(store: Store, unit_codes: Sequence[str], asked: Asked, zone: tzinfo, origin: Origin | None = None) -> Iterable[list[UnitSummary]]:
    """The summaries of units that have a budget for the year, a few at a time."""
    budgets = store.budgets(asked.known_at, asked.as_of)
    for start in range(0, len(unit_codes), AT_ONCE):
        codes = unit_codes[start:start + AT_ONCE]
        evidence = evidence_of(store, codes, asked)
        situations = [Situation(budgets[code, asked.fiscal_year], evidence[code], asked.as_of, asked.known_at, zone) for code in codes]
        yield [summary(situation, assess(situation), origin) for situation in situations]


def evidence_of(store: Store, unit_codes: Sequence[str], asked: Asked) -> dict[str, Evidence]:
    """What every measure finds, by unit: as `Store.evidence` finds it for one."""
    found = {code: nothing() for code in unit_codes}
    for row in keyed(store.ask, "year/evidence", list(unit_codes), fiscal_year=asked.fiscal_year, as_of=asked.as_of, known_at=asked.known_at or LATEST):
        unit_code, measure, *increment = row.values()
        found[unit_code][measure].append(Increment(*increment))
    return found


def nothing() -> Evidence:
    """What the measures find where nothing was logged."""
    return {measure: [] for measure in (*MEASURES, ADJUSTMENTS)}


# --- units of other files ------------------------------------------------------------------------------------------


def _read(path: Path, asked: Asked, zone: tzinfo) -> list[UnitSummary] | Problem:
    """The units of a store, or of an exported budget (whose indicators are all 未登记), or why it cannot be read."""
    read: Callable[[Path, Asked, tzinfo], list[UnitSummary]] = _read_store if path.suffix == ".duckdb" else _read_export
    try:
        return read(path, asked, zone)
    except Refused as refused:
        return refused.problems[0]
    except UNREADABLE as error:
        return Problem("export_unreadable", values={"path": path.parent.name, "reason": str(error)[:200]})


def _read_store(path: Path, asked: Asked, zone: tzinfo) -> list[UnitSummary]:
    store = Store(path, read_only=True)
    try:
        newest = store.ask("store/marks")[0]["recorded_at"]
        origin = Origin(path.name, newest.replace(tzinfo=UTC).astimezone(zone).date() if newest else _day_of(path, zone))
        codes = [code for code, year in store.budgets() if year == asked.fiscal_year]
        return [s for found in judged(store, codes, asked, zone, origin) for s in found]
    finally:
        store.close()


def _read_export(path: Path, asked: Asked, zone: tzinfo) -> list[UnitSummary]:
    budgets: list[Budget] = [b for b in read_budget_folder(path.parent) if b.fiscal_year == asked.fiscal_year]
    situations = [Situation(budget, nothing(), asked.as_of, asked.known_at, zone) for budget in budgets]
    return [summary(situation, assess(situation), Origin(path.parent.name, _day_of(path, zone))) for situation in situations]


def _mark(path: Path) -> Mark | None:
    """What tells that a store, or any file of an exported budget, was changed; None where it is gone by now."""
    files = [path] if path.suffix == ".duckdb" else sorted(path.parent.glob("*.csv"))
    try:
        return max(file.stat().st_mtime_ns for file in files), sum(file.stat().st_size for file in files)
    except (OSError, ValueError):
        return None


def _day_of(path: Path, zone: tzinfo) -> date:
    """The day it was last written."""
    written, _ = _mark(path) or (0, 0)
    return datetime.fromtimestamp(written / 1e9, zone).date()
