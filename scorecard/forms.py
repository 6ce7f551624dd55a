"""What the short form of a kind of fact asks for: its fields in order, their choices and sensible defaults. No Streamlit here."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from scorecard.checking import value_type
from scorecard.facts import FACTS, Band, Fact, RecallStatus, own_fields
from scorecard.i18n import field_name, name_of, plain, tables_text, text
from scorecard.measures import MEASURES
from scorecard.model import Budget, Indicator
from scorecard.rules import BANDS

ECONOMIC_CODES = ("30201", "30202", "30211", "30214", "30215", "30216", "30218", "30226", "30227")
DEFAULTS: Mapping[str, Any] = {"lots": 1, "compliant": True, "band": Band.ACHIEVED, "status": RecallStatus.RECALL}
LONG_TEXTS = ("evidence_text", "note")
FILLED = ("share",)  # left empty, the form fills it: the middle of the band
LIKELIEST = ("22", "21", "long", "23")  # whose programmes facts are logged for, most often first


@dataclass(frozen=True)
class FormField:
    """One question of a form: kind is text, long, whole, decimal, yes_no, day or choice; choices: value -> words."""

    name: str
    label: str
    kind: str
    required: bool
    short: bool  # stands in the short form; else under "more"
    choices: Mapping[str, str] | None
    default: Any


def form_fields(kind: str, budget: Budget, lang: str, corrected: Fact | None = None) -> list[FormField]:
    """The form of a kind of fact, filled from the fact that is to be corrected."""
    fact_class = FACTS[kind]
    found = [_field(f, kind, budget, lang, corrected) for f in own_fields(fact_class)]
    if fact_class.own_programme and "indicator" not in {f.name for f in found}:
        choices = programme_choices(budget, lang)
        default = corrected.programme_id if corrected is not None else _likely_programme(kind, budget) or next(iter(choices))
        found.insert(0, FormField("programme", field_name("programme", lang), "choice", True, True, choices, default))
    return found


def programme_choices(budget: Budget, lang: str) -> dict[str, str]:
    """Programme id -> words, the likeliest to be logged for first: other projects, then funds, then the whole unit."""
    return {p.programme_id: f"{name_of(p, lang)} {tables_text([p.form], lang)}"
            for p in sorted(budget.programmes, key=lambda p: LIKELIEST.index(p.form))}


def loggable(budget: Budget) -> list[str]:
    """The kinds that can be logged for this budget: those logged by an indicator's name only where an indicator takes them."""
    named = [kind for kind, c in FACTS.items() if "indicator" in {f.name for f in own_fields(c)}]
    return [kind for kind in FACTS if kind not in named or fed_indicators(kind, budget)]


def fed_indicators(kind: str, budget: Budget) -> list[Indicator]:
    """The indicators that facts of this kind, logged by name, feed."""
    return [i for i in budget.indicators if MEASURES[i.measure].fact_kind == kind]


def _likely_programme(kind: str, budget: Budget) -> str | None:
    """The programme whose own indicator this kind feeds: an other project's first, then a fund's, then the whole unit's."""
    forms = {i.form: i.programme_id for i in reversed(fed_indicators(kind, budget))}
    return next((forms[form] for form in LIKELIEST if form in forms), None)


def _field(fact_field: Any, kind: str, budget: Budget, lang: str, corrected: Fact | None) -> FormField:
    name, rule, of_type = fact_field.name, fact_field.metadata, value_type(fact_field)
    choices = _choices(name, kind, of_type, budget, lang)
    shapes = {str: "long" if name in LONG_TEXTS else "text", int: "whole", Decimal: "decimal", bool: "yes_no"}
    default = getattr(corrected, name) if corrected is not None else DEFAULTS.get(name)
    if isinstance(default, Decimal):
        default = f"{default:.2f}" if name in ("amount_yuan", "share") else plain(default)
    required = rule["required"] and not rule["blank"] and name not in FILLED
    return FormField(name, field_name(name, lang), "choice" if choices else shapes.get(of_type, "day"), required, rule["form"], choices, default)


def _choices(name: str, kind: str, of_type: type, budget: Budget, lang: str) -> Mapping[str, str] | None:
    if name == "budget_line":
        return {b.name: name_of(b, lang) for b in budget.budget_lines}
    if name == "indicator":
        return {i.indicator_id: f"{tables_text([i.form], lang)} {name_of(i, lang)}" for i in fed_indicators(kind, budget)}
    if name == "economic_code":
        return {code: f"{code} {text(f'economic.c{code}', lang)}" for code in ECONOMIC_CODES}
    if name == "band":
        return {band: f"{text(f'band.{band}', lang)} {plain(BANDS[band][0])}–{plain(BANDS[band][1])}" for band in Band}
    if issubclass(of_type, StrEnum):
        return {value: text(f"recall_status.{value}", lang) for value in of_type}
    return None


def raw_fact(kind: str, answers: Mapping[str, object], budget: Budget, op_key: str, supersedes: str | None) -> dict[str, object]:
    """What the form says as a fact written down, for `checking.check`."""
    indicator = budget.indicator(str(answers.get("indicator")))
    placed: dict[str, object] = {"programme": indicator.programme_id} if indicator else {}
    if answers.get("band") and not answers.get("share"):
        answers = {**answers, "share": sum(BANDS[Band(str(answers["band"]))]) / 2}
    return {"kind": kind, "op_key": op_key, "unit": budget.unit.unit_code, "supersedes": supersedes, **placed, **answers}
