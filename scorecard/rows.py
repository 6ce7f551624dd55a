"""Rows of the store as model objects, and back. No SQL here: only which column is which field."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from scorecard.checking import Withdrawal
from scorecard.facts import FACTS, Band, Fact, RecallStatus, own_fields
from scorecard.journal import Standing, number_of
from scorecard.measures import MEASURES
from scorecard.model import Budget, BudgetLine, Dimension, Entry, Evidence, Increment, Indicator, OpenQuestion, Plan, Programme, Rhythm
from scorecard.targets import Comparison, Target

Row = dict[str, Any]
Key = tuple[str, int]
Ask = Callable[..., list[Row]]  # (statement, **values) -> what it finds
ADJUSTMENTS = "budget_adjustments"
AT_ONCE = 20
"""How many keys stand in a statement that takes them one by one (queries/entry/by_op_keys.sql)."""
LATEST = datetime(9999, 12, 31)
"""known_at of everything that is known."""
OWN_COLUMNS: Row = {f.name: None for fact_class in FACTS.values() for f in own_fields(fact_class)}
"""What only some kinds of entries have."""
TARGET_COLUMNS = {"comparison": "comparison", "target_value": "value", "target_low": "low", "target_high": "high",
                  "measure_word": "measure_word", "deadline": "deadline", "wording": "wording"}


def programme(row: Row) -> Programme:
    """A row of `programme`."""
    return Programme(**row)


def budget_line(row: Row) -> BudgetLine:
    """A row of `budget_line`."""
    return BudgetLine(**row)


def indicator(row: Row) -> Indicator:
    """A row of `indicator`; its target columns become a Target."""
    target = {name: row.pop(column) for column, name in TARGET_COLUMNS.items()}
    target |= {name: target[name].normalize() + 0 for name in ("value", "low", "high") if target[name] is not None}
    target["comparison"] = Comparison(target["comparison"])
    row |= {"dimension": Dimension(row["dimension"]), "rhythm": Rhythm(row["rhythm"]), "target": Target(**target)}
    if row["measure"] not in MEASURES:
        raise KeyError(row["measure"])
    return Indicator(**row)


def indicator_row(thing: Indicator) -> Row:
    """An Indicator as the columns of `indicator`."""
    row = dict(vars(thing))
    target, _ = row.pop("target"), row.pop("owner")  # who answers for it is entered later
    return row | {column: getattr(target, name) for column, name in TARGET_COLUMNS.items()}


def open_question(row: Row) -> OpenQuestion:
    """A row of `open_question`; the indicators are listed with blanks between."""
    return OpenQuestion(**row | {"indicator_ids": tuple(row["indicator_ids"].split())})


def question_row(question: OpenQuestion) -> Row:
    """An OpenQuestion as the columns of `open_question`."""
    return vars(question) | {"indicator_ids": " ".join(question.indicator_ids)}


def budget_rows(budget: Budget, version: int) -> dict[str, list[Row]]:
    """A version of a budget as rows, by the statement that inserts them."""
    key: Row = {"unit_code": budget.unit.unit_code, "fiscal_year": budget.fiscal_year, "version": version}
    there: dict[str, list[Row]] = {
        "budget/insert_programme": [vars(p) for p in budget.programmes], "budget/insert_budget_line": [vars(b) for b in budget.budget_lines],
        "budget/insert_indicator": [indicator_row(i) for i in budget.indicators],
        "budget/insert_open_question": [question_row(q) for q in budget.open_questions]}
    return {statement: [key | row | {"position": position} for position, row in enumerate(found)] for statement, found in there.items()}


def plans(months: Sequence[Row]) -> tuple[Plan, ...]:
    """Rows of the plans in force, ordered by indicator and month, as Plans."""
    by_indicator: dict[str, list[Decimal]] = {}
    for month in months:
        by_indicator.setdefault(month["indicator_id"], []).append(month["cumulative"])
    return tuple(Plan(indicator_id, tuple(cumulative)) for indicator_id, cumulative in by_indicator.items())


def plan_rows(unit_code: str, fiscal_year: int, plan: Plan, by: str) -> list[Row]:
    """A plan that is entered, as rows of `plan_month`."""
    key: Row = {"entry_id": str(uuid4()), "unit_code": unit_code, "fiscal_year": fiscal_year, "indicator_id": plan.indicator_id, "recorded_by": by}
    return [key | {"month": n, "cumulative": amount} for n, amount in enumerate(plan.cumulative, start=1)]


def fact(row: Row) -> Fact:
    """A row of `entry` as the fact it holds."""
    fact_class = FACTS[row["kind"]]
    own = {f.name: row[f.name] for f in own_fields(fact_class)}
    own |= {name: None if own[name] is None else choices(own[name])
            for name, choices in (("band", Band), ("status", RecallStatus)) if name in own}
    return fact_class(**own, **{name: row[name] for name in (
        "op_key", "unit_code", "fiscal_year", "programme_id", "occurred_on", "note", "evidence", "supersedes", "withdraws")})


def entry_row(fact: Fact, recorded_at: datetime, recorded_by: str) -> Row:
    """A fact as the columns of a new entry."""
    scope = f"{fact.unit_code} {fact.fiscal_year} {fact.kind}"
    return OWN_COLUMNS | vars(fact) | {"entry_id": str(uuid4()), "kind": fact.kind, "scope": scope, "recorded_at": recorded_at, "recorded_by": recorded_by}


def entry(row: Row) -> Entry:
    """A row of entry/latest.sql."""
    return Entry(row["entry_id"], fact(row), row["recorded_at"], row["recorded_by"], row["replaced_by"], row["replaced_how"])


def increment(row: Row) -> Increment:
    """A row of any query in queries/measures/; integers become Decimals."""
    indicator_id = row.pop("indicator")
    numbers = {name: None if row[name] is None else Decimal(row[name]) for name in ("numerator", "denominator")}
    return Increment(**row | numbers, indicator_id=indicator_id)


def evidence(ask: Ask, unit_code: str, fiscal_year: int, as_of: date, known_at: datetime) -> Evidence:
    """What every measure finds for a unit and year: as of a day, as known at a moment."""
    asked = {"unit_code": unit_code, "fiscal_year": fiscal_year, "as_of": as_of, "known_at": known_at}
    return {name: [increment(row) for row in ask(f"measures/{name}", **asked)] for name in (*MEASURES, ADJUSTMENTS)}


def keyed(ask: Ask, statement: str, keys: Sequence[str], **values: object) -> list[Row]:
    """What a query finds for some keys that it takes one by one, AT_ONCE at a time; the last ones are repeated."""
    parts = (keys[start:start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
    return [row for part in parts for row in ask(statement, **{f"key_{n + 1}": part[min(n, len(part) - 1)] for n in range(AT_ONCE)}, **values)]


def known(ask: Ask, op_keys: Sequence[str]) -> dict[str, Fact]:
    """The facts that stand in the journal under these keys."""
    return {row["op_key"]: fact(row) for row in keyed(ask, "entry/by_op_keys", op_keys)}


def standing(ask: Ask, facts: Sequence[Fact | Withdrawal]) -> Standing:
    """What of the journal bears on some new facts."""
    aims = {f.withdraws if isinstance(f, Withdrawal) else f.supersedes for f in facts} - {None, ""}
    there = known(ask, sorted({f.op_key for f in facts} | {a for a in aims if a}))
    units = sorted({fact.unit_code for op_key, fact in there.items() if op_key in aims})
    replaced = {r["op_key"]: r["replaced_by"] for unit in units for r in ask("entry/replacements", unit_code=unit) if r["op_key"] in aims}
    wanted: dict[str, set[str]] = {}
    for unit, _, _, number in (n for f in facts if isinstance(f, Fact) and (n := number_of(f))):
        wanted.setdefault(unit, set()).add(number)
    taken = [r for unit, numbers in wanted.items() for r in ask("entry/numbers", unit_code=unit, numbers=sorted(numbers))]
    return Standing(there, replaced, {(r["unit_code"], r["fiscal_year"], r["kind"], r["number"]): r["op_key"] for r in taken})
