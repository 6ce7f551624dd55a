"""Open the store of real facts (its approved tables loaded on first start), or the marked sample year in a store of its own."""

import json
import tomllib
from datetime import date, datetime
from decimal import Decimal

from scorecard import settings
from scorecard.checking import check
from scorecard.importing.budget_folder import read_budget_folder, read_plans
from scorecard.problems import Refused
from scorecard.store import Store


def open_store(deliver: bool = True) -> Store:
    """The unit's store; Refused where another process holds it or it cannot be read. deliver: whether a new one begins with the delivered tables."""
    store = Store(settings.database_path())
    if deliver and (folder := settings.budget_folder()) and not store.budgets():
        store.adopt(read_budget_folder(folder))
    return store


def open_sample() -> Store:
    """The sample year (示例数据): in memory, made afresh from data/sample/, read-only; never mixed with real facts."""
    store = Store(None)
    fill_with_sample(store)
    store.read_only = True
    return store


def fill_with_sample(store: Store) -> None:
    """Puts the sample year into an empty store: budgets, facts, plans, meetings, each as it was recorded."""
    store.adopt(read_budget_folder(settings.BUDGET_FOLDER))
    budgets = store.budgets()
    last_day = date(max(budget.fiscal_year for budget in budgets.values()), 12, 31)
    facts, stamps = [], {}
    for line in settings.SAMPLE_FACTS.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line, parse_float=Decimal)
        stamps[raw["op_key"]] = (datetime.fromisoformat(raw.pop("recorded_at")).replace(tzinfo=None), raw.pop("recorded_by"))
        fact = check(raw, budgets, last_day)
        if isinstance(fact, list):
            raise Refused(fact)
        facts.append(fact)
    store.record(facts, by="", stamps=stamps)
    for plan in read_plans(settings.SAMPLE_PLANS):
        for unit_code, fiscal_year in budgets:
            store.set_plan(unit_code, fiscal_year, plan, by="")
    _keep_meetings(store, *min(budgets))


def _keep_meetings(store: Store, unit_code: str, fiscal_year: int) -> None:
    """The sample's meetings, decisions, notes and owners, each with the moment it was recorded."""
    kept: dict[str, list[dict[str, object]]] = {}
    there = tomllib.loads(settings.SAMPLE_MEETINGS.read_text(encoding="utf-8"))
    for kind, statement in (("meeting", "meeting/insert"), ("step", "decision/insert"), ("note", "note/insert"), ("owner", "budget/insert_responsibility")):
        for n, row in enumerate(there[kind]):
            own: dict[str, object] = {"unit_code": unit_code, "fiscal_year": fiscal_year, "recorded_by": ""}
            key = f"sample-{kind}-{n}"
            own |= {"meeting": {"entry_id": key}, "step": {"entry_id": key, "op_key": key, "state": "open", "reason": ""}, "note": {"op_key": key},
                    "owner": {"entry_id": key}}[kind]
            kept.setdefault(statement, []).append(own | row)
    store.keep(kept, clock=None)
