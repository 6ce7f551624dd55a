"""An Assessment -> 年底预计 and 完成目标可能性: which forecast an indicator gets, in its printed measure word, or why none."""

from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

from scorecard.assessment import Assessment, Shape, Situation, Status
from scorecard.forecast import Forecast, Ground, certain, count_to_come, effective, ratio_to_come, spending_to_come
from scorecard.measures import MEASURES, PER_WHOLE, YUAN_PER, MeasureKind
from scorecard.rules import FORECAST


class Possibility(StrEnum):
    """完成目标可能性 of the monitoring form."""

    CERTAIN = "certain"  # 确定能
    POSSIBLE = "possible"  # 有可能
    IMPOSSIBLE = "impossible"  # 完全不可能


def outlook(a: Assessment, situation: Situation) -> Forecast | Ground:
    """How the year will end for one indicator, or why that cannot be said."""
    kind, target = MEASURES[a.indicator.measure].kind, a.indicator.target
    if a.shape is Shape.QUALITATIVE:
        return Ground.QUALITATIVE
    if a.shape is Shape.DEADLINE:
        over = a.completed_on is not None or a.closed
        return certain(None, a.status is Status.DONE) if over else Ground.DATE
    if a.value is None:
        return Ground.FEW
    if target.value is None:
        return Ground.NO_TARGET
    if a.closed:
        return certain(a.value, a.status is Status.DONE)
    if a.shape in (Shape.RATIO, Shape.EQUAL):
        return _ratio(a, target.value) if kind is MeasureKind.RATIO else Ground.UNPACED
    if kind not in (MeasureKind.ADDITIVE, MeasureKind.STOCK, MeasureKind.EXECUTION) or a.expected is None:
        return Ground.UNPACED
    return _paced(a, target.value, situation)


def possibility(found: Forecast | Ground) -> Possibility | None:
    """What is proposed for the form, for a person to confirm; None where there is no forecast."""
    if isinstance(found, Ground):
        return None
    if found.probability >= FORECAST.certain:
        return Possibility.CERTAIN
    return Possibility.IMPOSSIBLE if found.probability <= FORECAST.impossible else Possibility.POSSIBLE


def _paced(a: Assessment, aim: Decimal, situation: Situation) -> Forecast | Ground:
    """A count or money, by the share of the plan that was due and the share that is still to come."""
    value, expected, cap = a.value or Decimal(0), a.expected or Decimal(0), a.shape is Shape.CAP
    if aim <= 0:
        return Ground.NO_TARGET
    plan = situation.budget.plan(a.indicator.indicator_id)
    due = expected / aim
    to_come = max((plan.cumulative[-1] if plan else aim) / aim - due, Decimal(0))
    sizes = [i.numerator for i in a.increments]
    if a.shape is Shape.EXECUTION:
        whole = PER_WHOLE.get(a.indicator.target.measure_word or "", Decimal(1))
        if not a.denominator or a.numerator is None:
            return Ground.FEW
        if value > whole:  # overspent: no payment to come mends that
            return certain(value, met=False)
        return _scaled(spending_to_come(a.numerator, aim / whole * a.denominator, due, to_come, sizes, cap=False), whole / a.denominator)
    if MEASURES[a.indicator.measure].money:
        per = YUAN_PER.get(a.indicator.target.measure_word or "", Decimal(1))
        if cap and value > aim:
            return certain(value, met=False)
        return _scaled(spending_to_come(value * per, aim * per, due, to_come, sizes, cap), 1 / per)
    return count_to_come(value, aim, due, to_come, sum(size > 0 for size in sizes), cap)


def _ratio(a: Assessment, aim: Decimal) -> Forecast | Ground:
    """A pooled rate; money has as many trials as equal payments would give."""
    if not a.denominator or a.numerator is None or a.elapsed is None:
        return Ground.FEW
    whole = PER_WHOLE.get(a.indicator.target.measure_word or "", Decimal(1))
    money = MEASURES[a.indicator.measure].money
    trials = effective([i.denominator or Decimal(0) for i in a.increments]) if money else float(a.denominator)
    return _scaled(ratio_to_come(a.numerator, a.denominator, aim / whole, a.elapsed, 1 - a.elapsed, trials), whole)


def _scaled(found: Forecast | Ground, factor: Decimal) -> Forecast | Ground:
    """The forecast in another measure word."""
    if isinstance(found, Ground) or found.value is None or found.low is None or found.high is None:
        return found
    return replace(found, low=found.low * factor, value=found.value * factor, high=found.high * factor)
