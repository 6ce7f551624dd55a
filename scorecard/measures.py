"""Which measure feeds an indicator, and of what kind it is. The counting itself is a query in queries/measures/.

A measure's increments come from the store as `Evidence`; this module only says how they are put together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scorecard.model import Budget, Evidence, Increment, Indicator

PER_WHOLE = {"%": Decimal(100), "‰": Decimal(1000)}
YUAN_PER = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "百万元": Decimal(1_000_000), "亿元": Decimal(100_000_000)}


class MeasureKind(StrEnum):
    """How the increments of a measure make a value."""

    ADDITIVE = "additive"  # numerators are summed
    RATIO = "ratio"  # sum of numerators / sum of denominators, pooled
    EXECUTION = "execution"  # sum of numerators / final budget: a ratio with a pace
    STOCK = "stock"  # numerators (+1, -1) are summed: what is in force
    LATEST = "latest"  # the latest increment stands
    DATE = "date"  # the day of completion
    BAND = "band"  # the latest appraisal's band


@dataclass(frozen=True)
class Measure:
    """A measure: its query's name, its kind, and the kind of fact that feeds it."""

    name: str
    kind: MeasureKind
    fact_kind: str
    money: bool = False


MEASURES = {m.name: m for m in (
    Measure("recalls", MeasureKind.ADDITIVE, "recall"),
    Measure("lots", MeasureKind.ADDITIVE, "recall"),
    Measure("training_sessions", MeasureKind.ADDITIVE, "training_session"),
    Measure("pass_rate", MeasureKind.RATIO, "training_session"),
    Measure("satisfaction", MeasureKind.RATIO, "survey"),
    Measure("spending", MeasureKind.ADDITIVE, "payment", money=True),
    Measure("execution_rate", MeasureKind.EXECUTION, "payment", money=True),
    Measure("compliant_rate", MeasureKind.RATIO, "payment", money=True),
    Measure("monitoring_points", MeasureKind.STOCK, "monitoring_point"),
    Measure("completion", MeasureKind.DATE, "milestone"),
    Measure("appraisal", MeasureKind.BAND, "appraisal"),
    Measure("reading", MeasureKind.LATEST, "reading"),
)}


@dataclass(frozen=True)
class Tally:
    """What the increments of an indicator come to: value in the target's printed measure word, None where nothing was logged."""

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def feeding(indicator: Indicator, budget: Budget, evidence: Evidence) -> list[Increment]:
    """The increments that feed an indicator: its programme's, or for a whole-unit indicator all of the unit's, each fact once.

    Completion: a part is also complete when the whole is, and the whole when every one of its parts is (the last one's day).
    """
    found = evidence[indicator.measure]
    measure = MEASURES[indicator.measure]
    if indicator.budget_line:
        return [i for i in found if i.budget_line == indicator.budget_line]
    if measure.kind is MeasureKind.DATE:
        return _completing(indicator, budget, found)
    if measure.kind in (MeasureKind.BAND, MeasureKind.LATEST):
        return [i for i in found if i.indicator_id == indicator.indicator_id]
    return within(indicator, found)


def within(indicator: Indicator, increments: Iterable[Increment]) -> list[Increment]:
    """The increments of the indicator's programme; all of them for a whole-unit indicator (form 23)."""
    return [i for i in increments if indicator.form == "23" or i.programme_id == indicator.programme_id]


def _completing(indicator: Indicator, budget: Budget, found: list[Increment]) -> list[Increment]:
    of: dict[str | None, list[Increment]] = {}
    for increment in found:
        of.setdefault(increment.indicator_id, []).append(increment)
    if own := of.get(indicator.indicator_id):
        return own
    parts = [i.indicator_id for i in budget.indicators if i.part_of == indicator.indicator_id]
    if parts and all(part in of for part in parts):
        return sorted((i for part in parts for i in of[part]), key=lambda i: (i.occurred_on, i.op_key))
    return of.get(indicator.part_of, []) if indicator.part_of else []


def tally(indicator: Indicator, increments: list[Increment], final_budget_yuan: Decimal) -> Tally:
    """Put the increments together by the measure's kind. A ratio over nothing has no value."""
    kind = MEASURES[indicator.measure].kind
    if not increments or kind in (MeasureKind.DATE, MeasureKind.BAND):
        return Tally(None)
    word = indicator.target.measure_word or ""
    numerator = sum((i.numerator for i in increments), Decimal(0))
    if kind is MeasureKind.LATEST:
        return Tally(increments[-1].numerator)
    if kind in (MeasureKind.RATIO, MeasureKind.EXECUTION):
        denominator = final_budget_yuan if kind is MeasureKind.EXECUTION else sum((i.denominator or Decimal(0) for i in increments), Decimal(0))
        if denominator <= 0:
            return Tally(None, numerator, denominator)
        return Tally(numerator / denominator * PER_WHOLE.get(word, Decimal(1)), numerator, denominator)
    return Tally(numerator / YUAN_PER.get(word, Decimal(1)) if MEASURES[indicator.measure].money else numerator, numerator)


def final_budget(indicator: Indicator, budget: Budget, evidence: Evidence) -> Decimal:
    """全年预算数 of the indicator's lines: original budget + adjustments, in yuan."""
    lines = [b for b in budget.budget_lines if indicator.form == "23" or b.programme_id == indicator.programme_id]
    adjusted = within(indicator, evidence["budget_adjustments"])
    return sum((b.original_budget_yuan for b in lines), Decimal(0)) + sum((i.numerator for i in adjusted), Decimal(0))
