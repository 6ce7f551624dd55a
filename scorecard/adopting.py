"""What was read and settled enters the store: all budgets of a file in one transaction, or none. What the store has already is left alone."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

from scorecard.auth import Actor
from scorecard.importing.budget_folder import read_budget_folder, read_paths
from scorecard.importing.comparing import differences
from scorecard.importing.proposing import propose
from scorecard.importing.settling import Item, Open, Settlements
from scorecard.keeping import adopt, place_unit, set_plan
from scorecard.model import Budget
from scorecard.problems import Problem, Refused
from scorecard.store import Store


def adopt_reading(store: Store, opened: Open, settlements: Settlements, name: str, content: bytes, *, by: Actor,
                  effective_on: date | None = None) -> list[Budget]:
    """Adopt the budgets of a reading, and return those that the store did not have so. Refused while anything stands open.

    effective_on: from which day a budget stands in place of the year's one before it; meetings before that day keep the old.
    """
    proposal = propose(opened, settlements, store.budgets())
    if not opened.settled:
        raise Refused([Problem("import_open", values={"count": len(opened.items)}), *map(_said, opened.items)])
    if proposal.problems:
        raise Refused([problem for _, problem in proposal.problems])
    there = store.budgets()
    new = [b for b in proposal.budgets if differences(there.get((b.unit.unit_code, b.fiscal_year)), b).any]
    if new:
        adopt(store, new, by=by, origin=name, checksum=sha256(content).hexdigest(), effective_on=effective_on)
    return new


def adopt_folder(store: Store, folder: Path, *, by: Actor, effective_on: date | None = None) -> list[Budget]:
    """Adopt the budgets of a folder of CSV files with their plans and places, and return those that the store did not have so."""
    try:
        budgets, paths = read_budget_folder(folder), read_paths(folder)
    except (OSError, ValueError, KeyError, ArithmeticError) as error:
        raise Refused([Problem("budget_folder", values={"path": folder, "reason": f"{type(error).__name__}: {error}"[:200]})]) from None
    there = store.budgets()
    new = [b for b in budgets if _differs(there.get((b.unit.unit_code, b.fiscal_year)), b)]
    if new:
        adopt(store, new, by=by, origin=folder.name, effective_on=effective_on)
    for budget in budgets:
        key = (budget.unit.unit_code, budget.fiscal_year)
        in_force: Mapping[str, object] = {plan.indicator_id: plan for plan in there[key].plans} if key in there else {}
        for plan in budget.plans:
            if in_force.get(plan.indicator_id) != plan:
                set_plan(store, *key, plan, by=by)
    for place in store.units():
        if (path := paths.get(place.unit.unit_code, place.path)) != place.path:
            place_unit(store, place.unit.unit_code, path, by=by)
    return new


def _said(item: Item) -> Problem:
    return item.about if isinstance(item.about, Problem) else Problem("import_doubt", values={"text": item.about.text, "item": item.key})


def _differs(before: Budget | None, after: Budget) -> bool:
    """Whether anything that a folder holds reads differently; names and open questions too."""
    kept = ("unit", "programmes", "budget_lines", "open_questions")
    return before is None or differences(before, after).any or any(getattr(before, name) != getattr(after, name) for name in kept)

