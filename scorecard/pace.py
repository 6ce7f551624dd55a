"""Pace: what was to be reached by a day, what it takes from here, and how far a ratio is from its target.

时间过半、任务过半: half the year, half the task. The plan is linear over the fiscal year unless a plan by month was entered.
How the year will end stands in `forecast.py`.
"""

import calendar
import math
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from scorecard.model import Plan
from scorecard.rules import Rules

DAYS_PER_MONTH = Decimal("365.25") / 12


def elapsed_rate(as_of: date, until: date) -> Decimal:
    """序时进度: the share of the time from 1 January to `until` that has gone by at the end of `as_of`, 0 to 1."""
    start = date(until.year, 1, 1)
    gone, whole = (as_of - start).days + 1, (until - start).days + 1
    return min(max(Decimal(gone) / Decimal(whole), Decimal(0)), Decimal(1))


def expected_to_date(target: Decimal, as_of: date, until: date, plan: Plan | None) -> Decimal:
    """应完成 at the end of `as_of`, in the target's measure word: by the plan by month (straight within a month), or linear."""
    if plan is None or as_of.year != until.year:
        return target * elapsed_rate(as_of, until)
    before = plan.cumulative[as_of.month - 2] if as_of.month > 1 else Decimal(0)
    share = Decimal(as_of.day) / calendar.monthrange(as_of.year, as_of.month)[1]
    return before + (plan.cumulative[as_of.month - 1] - before) * share


def next_step(plan: Plan | None, as_of: date) -> tuple[int, Decimal] | None:
    """The next month, this one included, at whose end the plan asks for more than at the end of last month."""
    if plan is None:
        return None
    now = plan.cumulative[as_of.month - 2] if as_of.month > 1 else Decimal(0)
    return next(((month, amount) for month, amount in enumerate(plan.cumulative, start=1) if month >= as_of.month and amount > now), None)


def required_rate(value: Decimal, target: Decimal, days_left: int) -> Decimal | None:
    """今后每月须: (target - value) per month over the days left; for a cap what may still be spent per month. None once it is met
    or no day is left."""
    return (target - value) / (Decimal(days_left) / DAYS_PER_MONTH) if days_left > 0 and target > value else None


def pace_of(value: Decimal, expected: Decimal, rules: Rules, cap: bool = False) -> str:
    """`on_track`, `behind` or `at_risk`: value over expected, or for a cap expected over value (money ahead of plan is the risk)."""
    ahead, of = (expected, value) if cap else (value, expected)
    if of <= 0 or ahead >= of * rules.on_track:
        return "on_track"
    return "behind" if ahead >= of * rules.behind else "at_risk"


def spare_misses(numerator: Decimal, denominator: Decimal, target: Decimal) -> int:
    """How many more misses a ratio on its target (a fraction > 0) bears before it falls below."""
    return int((numerator / target - denominator).to_integral_value(ROUND_FLOOR))


def hits_needed(numerator: Decimal, denominator: Decimal, target: Decimal) -> int | None:
    """How many more hits in a row bring a ratio back to its target (a fraction); None for 100 %, where only a retake can."""
    if target >= 1:
        return None
    return math.ceil(((target * denominator - numerator) / (1 - target)).to_integral_value(ROUND_CEILING))
