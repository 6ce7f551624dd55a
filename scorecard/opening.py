"""Open the store of real facts (its approved tables loaded on first start), or the marked sample year in a store of its own."""

import json
import time
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from scorecard import settings
from scorecard.auth import Action, Deed, local
from scorecard.backups import before_migration
from scorecard.checking import check
from scorecard.configuration import Configuration, read_configuration
from scorecard.engines import store_place
from scorecard.importing.budget_folder import read_budget_folder, read_plans
from scorecard.keeping import adopt, set_plan
from scorecard.problems import Refused
from scorecard.store import Store

_lent: list[Store] = []


def open_store(deliver: bool = True, patience: float = 0) -> Store:
    """The unit's store; Refused where another process holds it (longer than patience, in seconds) or it cannot be read.

    deliver: whether a new one begins with the delivered tables. An older one is backed up before it is brought up.
    """
    until = time.monotonic() + patience
    while True:
        try:
            store = Store(store_place(), before_migration=lambda store, schema: before_migration(backup_folder())(store, schema))
            break
        except Refused as refused:
            if refused.problems[0].code != "store_held" or time.monotonic() > until:
                raise
            time.sleep(0.1)
    if deliver and (folder := settings.budget_folder()) and not store.budgets():
        adopt(store, read_budget_folder(folder), by=local(""), origin=folder.name)
    return store


@contextmanager
def opened(deliver: bool = True) -> Iterator[Store]:
    """The unit's store for a command: the one that this process has open already, else opened and let go again."""
    if _lent:
        yield _lent[0]
        return
    with closing(open_store(deliver)) as store:
        yield store


def lend(store: Store | None) -> None:
    """The store that this process has open, for `opened`; None: not any more."""
    _lent[:] = [store] if store else []


def lent() -> Store | None:
    """The store that this process has open already."""
    return _lent[0] if _lent else None


def backup_folder(configuration: Configuration | None = None) -> Path:
    """Where the backups stand."""
    return (configuration or read_configuration(settings.data_folder())).backup_folder or settings.data_folder() / "backups"


def open_sample() -> Store:
    """The sample year (示例数据): in memory, made afresh from data/sample/, read-only; never mixed with real facts."""
    store = Store(None)
    fill_with_sample(store)
    store.read_only = True
    return store


def fill_with_sample(store: Store) -> None:
    """Puts the sample year into an empty store: budgets, facts, plans, meetings, each as it was recorded."""
    adopt(store, read_budget_folder(settings.BUDGET_FOLDER), by=local(""))
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
    store.record(facts, by=local(""), stamps=stamps)
    for plan in read_plans(settings.SAMPLE_PLANS):
        for unit_code, fiscal_year in budgets:
            set_plan(store, unit_code, fiscal_year, plan, by=local(""))
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
    store.keep(kept, Deed(local(""), Action.MEET, unit_code, "sample"), clock=None)
