"""The approved budgets of a store: each one read when it is first asked for, so that a thousand units cost what one does.

No SQL here: a store hands in `reading`, which gives a function that answers queries, all of one picture.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import date, datetime
from functools import cached_property
from uuid import uuid4

from scorecard import rows
from scorecard.model import Budget, Unit
from scorecard.problems import Problem, Refused
from scorecard.rows import Ask, Key, Row

Reading = Callable[[], AbstractContextManager[Ask]]


class StoredBudgets(Mapping[Key, Budget]):
    """(unit code, fiscal year) -> the version in force on a day (None: the newest), as known at a moment (UTC); kept once it was read."""

    def __init__(self, reading: Reading, known_at: datetime, as_of: date | None) -> None:
        self._reading, self._known_at, self._as_of = reading, known_at, as_of
        self._read: dict[Key, Budget] = {}

    def __getitem__(self, key: Key) -> Budget:
        if key not in self._read:
            with self._reading() as ask:
                self._read[key] = _budget(ask, *key, self._known_at, self._as_of)
        return self._read[key]

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[Key]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    @cached_property
    def _keys(self) -> dict[Key, None]:
        """In order; every version of a budget is of a unit and year that has a first one, whatever the clocks."""
        with self._reading() as ask:
            return {(row["unit_code"], row["fiscal_year"]): None for row in ask("budget/keys")}


def _budget(ask: Ask, unit_code: str, fiscal_year: int, known_at: datetime, as_of: date | None) -> Budget:
    """One budget with its plans by month, rhythms and owners; KeyError where the unit has none for the year."""
    of: Row = {"unit_code": unit_code, "fiscal_year": fiscal_year}
    found = ask("budget/in_force", **of, known_at=known_at, as_of=as_of)
    if not found:
        raise KeyError((unit_code, fiscal_year))
    version = of | {"version": found[0]["number"]}
    return Budget(
        Unit(unit_code, found[0]["name"], found[0]["name_en"]), fiscal_year,
        tuple(map(rows.programme, ask("budget/programmes", **version))),
        tuple(map(rows.budget_line, ask("budget/budget_lines", **version))),
        tuple(map(rows.indicator, ask("budget/indicators", **version, known_at=known_at))),
        tuple(map(rows.open_question, ask("budget/open_questions", **version))),
        rows.plans(ask("budget/plan_months", **of, known_at=known_at)))


def adopted(budgets: Sequence[Budget], last: Mapping[Key, int], adopted_as: Row) -> dict[str, list[Row]]:
    """The rows of budgets, each as the version after the last one of its unit and year, by the statement that inserts them.

    adopted_as: when, by whom, from which file, effective from which day. Refused where that day lies outside a budget's year.
    """
    day = adopted_as["effective_on"]
    outside = sorted({b.fiscal_year for b in budgets if day and b.fiscal_year != day.year})
    if outside:
        raise Refused([Problem("effective_outside_year", values={"day": day.isoformat(), "year": outside[0]})])
    kept: dict[str, list[Row]] = {}
    for budget in budgets:
        number = last.get((budget.unit.unit_code, budget.fiscal_year), 0) + 1
        version: Row = {"version_id": str(uuid4()), "fiscal_year": budget.fiscal_year, "number": number, **asdict(budget.unit), **adopted_as}
        kept.setdefault("budget/insert_version", []).append(version)
        for statement, there in rows.budget_rows(budget, number).items():
            kept.setdefault(statement, []).extend(there)
    return kept
