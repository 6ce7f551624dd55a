"""A fact as written down (form, JSON line, sheet row) -> a checked Fact, or the Problems that stop it.

Here stands everything that can be said without the journal: types, required fields, ranges, dates, and whether the approved
budget knows the programme, line or indicator. What needs the journal (twice the same number, corrections) is in `journal.py`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, get_args

from scorecard.facts import FACTS, Band, Fact, own_fields
from scorecard.measures import MEASURES
from scorecard.model import Budget, Indicator
from scorecard.problems import Problem
from scorecard.rules import BANDS

RAW_COMMON = ("kind", "op_key", "occurred_on", "programme", "unit", "note", "evidence", "supersedes", "withdraws")
LONGEST_TEXT, MOST_LISTED = 2000, 12
LARGEST_WHOLE = 1_000_000_000
LARGEST = Decimal(10) ** 13
PLACES = {"amount_yuan": 2, "share": 6, "value": 4}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
Budgets = Mapping[tuple[str, int], Budget]


@dataclass(frozen=True)
class Withdrawal:
    """撤回: takes back the fact with the op_key `withdraws`; everything else it has is the withdrawn fact's."""

    op_key: str
    withdraws: str
    kind: str | None
    unit_code: str | None
    note: str | None


class _Wrong(Exception):
    """A value that cannot be read; carries the problem's code and values to the field's name."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise _Wrong("not_text")
    try:
        shown = str(value).strip()
    except ValueError:  # an integer of more digits than Python will print
        raise _Wrong("not_text") from None
    if CONTROL.search(shown):
        raise _Wrong("control_character")
    if len(shown) > LONGEST_TEXT:
        raise _Wrong("text_too_long", longest=LONGEST_TEXT, length=len(shown))
    return shown


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise _Wrong("not_a_number", value=value)
    try:
        written = str(value).strip()
        read = Decimal(written.replace(",", "") if THOUSANDS.fullmatch(written) else written)
    except (InvalidOperation, ValueError):
        raise _Wrong("not_a_number", value=value[:60] if isinstance(value, str) else "…") from None
    if "_" in written:
        raise _Wrong("not_a_number", value=written[:60])
    if not read.is_finite() or abs(read) >= LARGEST:
        raise _Wrong("not_a_number", value=str(value)[:60])
    return read


def _whole(value: object) -> int:
    read = _decimal(value)
    if read != read.to_integral_value() or abs(read) > LARGEST_WHOLE:
        raise _Wrong("not_whole", value=str(value)[:60])
    return int(read)


def _date(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value).strip(), re.ASCII):
            raise ValueError
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise _Wrong("not_a_date", value=str(value)[:60]) from None


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).strip().lower() in ("true", "false"):
        return str(value).strip().lower() == "true"
    raise _Wrong("not_yes_no", value=str(value)[:60])


def _choice(choices: type[StrEnum]) -> Callable[[object], StrEnum]:
    def read(value: object) -> StrEnum:
        try:
            return choices(str(value).strip())
        except ValueError:
            raise _Wrong("not_a_choice", value=str(value)[:60], choices=", ".join(choices)) from None

    return read


def reader(kind_of_value: type) -> Callable[[object], object]:
    """How a field of this Python type is read from what was written down."""
    plain: dict[type, Callable[[object], object]] = {str: _text, int: _whole, Decimal: _decimal, date: _date, bool: _yes_no}
    return plain.get(kind_of_value) or _choice(kind_of_value)


def value_type(fact_field: Any) -> type:
    """The Python type of a fact's own field (`int` of `int | None`)."""
    return next(t for t in get_args(fact_field.type) if t is not type(None))  # type: ignore[no-any-return]


def check(raw: Mapping[str, object], budgets: Budgets, today: date) -> Fact | Withdrawal | list[Problem]:
    """One fact checked: the Fact (or Withdrawal), or every problem found, at least one. Writes nothing.

    raw: the fields of `docs/facts.md`, values as text, numbers, dates or true/false. budgets: the approved budgets by
    (unit code, fiscal year). today: no fact may lie after it.
    """
    return _Check(raw, budgets, today).result()


class _Check:
    """Holds what has been read and what was found wrong while one fact is checked."""

    def __init__(self, raw: Mapping[str, object], budgets: Budgets, today: date) -> None:
        self.raw = {str(k): v for k, v in raw.items() if v is not None and (v != "" or k == "evidence_text")}
        self.budgets, self.today = budgets, today
        self.problems: list[Problem] = []

    def wrong(self, code: str, field: str | None = None, **values: object) -> None:
        self.problems.append(Problem(code, field, values=values))

    def read(self, name: str, read: Callable[[object], object], required: bool = False, blank: bool = False) -> Any:
        if name not in self.raw:
            if required:
                self.wrong("missing", name)
            return None
        try:
            value = read(self.raw[name])
        except _Wrong as wrong:
            self.wrong(wrong.code, name, **wrong.values)
            return None
        if value == "" and not blank:
            if required:
                self.wrong("missing", name)
            return None
        return value

    def result(self) -> Fact | Withdrawal | list[Problem]:
        op_key = self.read("op_key", _text, required=True)
        note, evidence = self.read("note", _text), self.read("evidence", _text)
        supersedes, withdraws = self.read("supersedes", _text), self.read("withdraws", _text)
        kind, unit_code = self.read("kind", _text, required=not withdraws), self.unit()
        if supersedes and withdraws:
            self.wrong("supersedes_and_withdraws", "withdraws")
        if kind and kind not in FACTS:
            self.wrong("unknown_kind", "kind", kind=kind[:60], kinds=", ".join(FACTS))
            return self.problems
        if withdraws:
            self.unknown_fields(FACTS[kind] if kind else None)
            return self.problems or Withdrawal(op_key, withdraws, kind, unit_code, note)
        if not kind:
            return self.problems
        fact_class = FACTS[kind]
        self.unknown_fields(fact_class)
        occurred_on = self.read("occurred_on", _date, required=True)
        budget = self.budget(unit_code, occurred_on)
        own = self.own(fact_class, occurred_on)
        programme_id = self.placed(fact_class, own, budget)
        if self.problems or budget is None or programme_id is None:
            return self.problems
        return fact_class(op_key=op_key, unit_code=budget.unit.unit_code, fiscal_year=budget.fiscal_year, programme_id=programme_id,
                          occurred_on=occurred_on, note=note, evidence=evidence, supersedes=supersedes, **own)

    def unknown_fields(self, fact_class: type[Fact] | None) -> None:
        known = {*RAW_COMMON, *(f.name for c in ([fact_class] if fact_class else FACTS.values()) for f in own_fields(c))}
        for name in sorted(self.raw.keys() - known):
            self.wrong("unknown_field", name[:60])

    def unit(self) -> str | None:
        codes = sorted({code for code, _ in self.budgets})
        code = self.read("unit", _text)
        if code is None and "unit" not in self.raw and len(codes) == 1:
            return codes[0]
        if code is None or code not in codes:
            self.wrong("unknown_unit", "unit", unit=str(code or "")[:60], units=", ".join(codes[:9]))
            return None
        return str(code)

    def budget(self, unit_code: str | None, occurred_on: date | None) -> Budget | None:
        if unit_code is None or occurred_on is None:
            return None
        years = sorted(year for code, year in self.budgets if code == unit_code)
        if occurred_on.year not in years:
            self.wrong("outside_year", "occurred_on", day=occurred_on.isoformat(), years=", ".join(map(str, years)))
        elif occurred_on > self.today:
            self.wrong("in_future", "occurred_on", day=occurred_on.isoformat(), today=self.today.isoformat())
        return self.budgets.get((unit_code, occurred_on.year))

    def own(self, fact_class: type[Fact], occurred_on: date | None) -> dict[str, Any]:
        own: dict[str, Any] = {}
        for f in own_fields(fact_class):
            rule = f.metadata
            value = own[f.name] = self.read(f.name, reader(value_type(f)), rule["required"], rule["blank"])
            if value is None:
                continue
            if rule["at_least"] is not None and value < rule["at_least"]:
                self.wrong("too_small", f.name, value=value, least=rule["at_least"])
            limit = own.get(rule["at_most"] or "")
            if limit is not None and value > limit:
                self.wrong("too_large", f.name, value=value, limit=limit, of=f"field.{rule['at_most']}")
            if rule["not_before"] and occurred_on and value < occurred_on:
                self.wrong("before_start", f.name, day=value.isoformat(), start=occurred_on.isoformat())
            if isinstance(value, Decimal) and value != round(value, PLACES[f.name]):
                self.wrong("too_many_places", f.name, value=value, places=PLACES[f.name])
        if own.get("amount_yuan") == 0:
            self.wrong("zero_amount", "amount_yuan")
        if own.get("compliant") is False and not own.get("reason"):
            self.wrong("reason_missing", "reason")
        if own.get("band") and own.get("share") is not None:
            low, high = BANDS[Band(own["band"])]
            if not low <= own["share"] <= high:
                self.wrong("share_outside_band", "share", share=own["share"], low=low, high=high, band=f"band.{own['band']}")
        return own

    def placed(self, fact_class: type[Fact], own: dict[str, Any], budget: Budget | None) -> str | None:
        """The programme the fact belongs to; puts the indicator's id in place of its name."""
        named = self.read("programme", _text, required=fact_class.own_programme)
        if budget is None:
            return None
        programme_id = self.programme(str(named), budget) if named else None
        if not fact_class.own_programme and own.get("budget_line"):
            line = next((b for b in budget.budget_lines if b.name == own["budget_line"]), None)
            if line is None:
                self.wrong("unknown_line", "budget_line", line_name=own["budget_line"][:60], known=_listed([b.name for b in budget.budget_lines]))
                return None
            if programme_id and programme_id != line.programme_id:
                self.wrong("line_of_other_programme", "programme", line_name=line.name, programme=line.programme_id)
            return line.programme_id
        if programme_id and own.get("indicator"):
            own["indicator"] = self.indicator(fact_class, own["indicator"], programme_id, budget)
        return programme_id

    def programme(self, named: str, budget: Budget) -> str | None:
        found = [p.programme_id for p in budget.programmes if p.programme_id == named] or [
            p.programme_id for p in budget.programmes if p.form == named]
        if len(found) == 1:
            return found[0]
        self.wrong("several_programmes" if found else "unknown_programme", "programme", programme=named[:60],
                   known=_listed(found or [p.programme_id for p in budget.programmes]))
        return None

    def indicator(self, fact_class: type[Fact], named: str, programme_id: str, budget: Budget) -> str | None:
        mine = [i for i in budget.indicators if i.programme_id == programme_id]
        fed = [i for i in mine if MEASURES[i.measure].fact_kind == fact_class.kind]
        found = next((i for i in mine if named in (i.name, i.indicator_id)), None)
        if found is None:
            self.wrong("unknown_indicator", "indicator", indicator=named[:60], known=_listed([i.name for i in fed]))
        elif found not in fed:
            self.wrong("indicator_not_fed", "indicator", indicator=found.name, kind=f"kind.{MEASURES[found.measure].fact_kind}")
        return found.indicator_id if isinstance(found, Indicator) else None


def _listed(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(names[:MOST_LISTED])
