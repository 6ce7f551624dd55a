"""What is approved, planned, stated and handed in, kept in the store as rows that are only ever added."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from scorecard import rows
from scorecard.auth import EVERYWHERE, Action, Actor, Deed
from scorecard.budgets import adopted
from scorecard.model import Budget, Plan, Statement, Submission
from scorecard.problems import Problem, Refused
from scorecard.rows import Row
from scorecard.store import Store
from scorecard.unit_tree import path_text, read_path


def adopt(store: Store, budgets: Sequence[Budget], *, by: Actor, origin: str = "", checksum: str = "", effective_on: date | None = None) -> None:
    """Store approved budgets, each as the next version of its unit and year, in one transaction; what stood before stays.

    origin, checksum: the file they came from; effective_on: the day of that year from which an adjusted version counts (None: any day).
    """
    with store.writing() as moment:
        last = {(row["unit_code"], row["fiscal_year"]): row["number"] for row in store.ask("budget/last_versions")}
        keys = sorted((b.unit.unit_code, b.fiscal_year) for b in budgets)
        codes = sorted({code for code, _ in keys})
        deed = Deed(by, Action.ADOPT, codes[0] if len(codes) == 1 else EVERYWHERE, f"{origin} {', '.join(f'{code} {year}' for code, year in keys)}".strip(),
                    {f"{code} {year}": last[code, year] for code, year in keys if (code, year) in last} or None,
                    {"checksum": checksum, "effective_on": effective_on, "versions": {f"{code} {year}": last.get((code, year), 0) + 1 for code, year in keys}})
        store.keep(adopted(budgets, last, {"origin": origin, "checksum": checksum, "effective_on": effective_on, "adopted_at": moment, "adopted_by": by.name}),
                   deed, clock=None)


def place_unit(store: Store, unit_code: str, path: Sequence[str], *, by: Actor) -> None:
    """Put a unit into a folder (names from the top down, none for the top itself); Refused where a name or the unit cannot be."""
    there = {found.unit.unit_code: path_text(found.path) for found in store.units()}
    place = path_text(read_path(path))
    if unit_code not in there:
        raise Refused([Problem("unknown_unit", values={"unit": unit_code[:60], "units": ", ".join(list(there)[:9])})])
    store.keep({"budget/insert_place": [{"entry_id": str(uuid4()), "unit_code": unit_code, "path": place, "recorded_by": by.name}]},
               Deed(by, Action.PLACE, unit_code, place, there[unit_code], place), judged=False)


def set_plan(store: Store, unit_code: str, fiscal_year: int, plan: Plan, *, by: Actor) -> None:
    """Enter a plan by month for an indicator; it stands in place of the one before, which stays in the store. Refused where it
    has not twelve months, falls, or the indicator is unknown."""
    budget = store.budgets().get((unit_code, fiscal_year))
    if not (plan.sound and budget and budget.indicator(plan.indicator_id)):
        raise Refused([Problem("plan_unsound", values={"indicator": plan.indicator_id})])
    before = budget.plan(plan.indicator_id)
    store.keep({"budget/insert_plan_month": rows.plan_rows(unit_code, fiscal_year, plan, by.name)},
               Deed(by, Action.PLAN, unit_code, f"{fiscal_year} {plan.indicator_id}", before and before.cumulative, plan.cumulative))


def state(store: Store, unit_code: str, fiscal_year: int, statements: Sequence[Statement], *, by: Actor) -> None:
    """Keep what a person states on a form, in one transaction; what stood there before stays in the store."""
    key = {(s.form, s.programme_id, s.cut_off, s.indicator_id, s.field): s.value for s in store.statements(unit_code, fiscal_year)}
    said = {(s.form, s.programme_id, s.cut_off, s.indicator_id, s.field): s.value for s in statements}
    before = {" ".join(map(str, place)): key[place] for place in said if place in key}
    at: Row = {"unit_code": unit_code, "fiscal_year": fiscal_year, "recorded_by": by.name}
    store.keep({"statement/insert": [at | {"entry_id": str(uuid4())} | vars(statement) for statement in statements]},
               Deed(by, Action.STATE, unit_code, " ".join(sorted({f"{fiscal_year} {s.form} {s.programme_id}" for s in statements})), before or None,
                    {" ".join(map(str, place)): value for place, value in said.items()}))


def submit(store: Store, unit_code: str, fiscal_year: int, form: Submission, *, by: Actor) -> None:
    """Freeze a form as it is handed in; one that was submitted before stays beside it."""
    at: Row = {"submission_id": str(uuid4()), "unit_code": unit_code, "fiscal_year": fiscal_year, "submitted_by": by.name}
    store.keep({"submission/insert": [vars(form) | at]},
               Deed(by, Action.SUBMIT, unit_code, f"{fiscal_year} {form.form} {form.programme_id} {form.cut_off}", None,
                    {"as_of": form.as_of, "checksum": form.checksum, "rules": form.rules_version, "total": form.total}), "submitted_at")
