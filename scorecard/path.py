"""The path of the year as points: what was reached by when, what should be, and between which ends that is drawn; and its words. Pure."""

import calendar
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from scorecard import i18n
from scorecard.assessment import Assessment, Shape
from scorecard.gauges import scale_of
from scorecard.measures import MEASURES, PER_WHOLE, MeasureKind, tally
from scorecard.model import Increment, Plan

Point = tuple[date, Decimal]


def has_path(a: Assessment) -> bool:
    """Whether a path says anything: a day or a word has none, and neither has what has no value and no plan."""
    return a.shape not in (Shape.DEADLINE, Shape.QUALITATIVE) and not (a.value is None and a.expected is None)


def walked(a: Assessment, start: date, today: date) -> list[Point]:
    """The value at the end of every day with a fact, pooled for a rate, up to today's; a sum begins the year at nothing."""
    if a.value is None:
        return []
    seen: list[Increment] = []
    reached = {} if MEASURES[a.indicator.measure].kind in (MeasureKind.RATIO, MeasureKind.LATEST) else {start: Decimal(0)}
    for day, of_day in groupby(sorted(a.increments, key=lambda i: i.occurred_on), key=lambda i: i.occurred_on):
        seen += of_day
        value = tally(a.indicator, seen, a.denominator or Decimal(0)).value
        if value is not None:
            reached[min(max(day, start), today)] = value
    return sorted((reached | {today: a.value}).items())


def planned(a: Assessment, plan: Plan | None, start: date) -> list[Point]:
    """What should be reached by when: by month where that was planned, otherwise straight to the deadline."""
    if a.expected is None:
        return []
    if plan is None:
        return [(start, Decimal(0)), (a.deadline, scale_of(a).goals[0])]
    ends = [date(a.deadline.year, month, calendar.monthrange(a.deadline.year, month)[1]) for month in range(1, 13)]
    return [(start, Decimal(0)), *zip(ends, plan.cumulative, strict=True)]


def heights(a: Assessment, amounts: Sequence[float]) -> tuple[float, float]:
    """Ends of the y axis: from zero, a rate near its target from a little below its least; some room above for labels."""
    scale = scale_of(a)
    low = max((min(amounts) - 1) // 5 * 5, 0.0) if scale.zoomed else min(0.0, *amounts)
    high = max(*amounts, float(scale.high) if scale.zoomed else low + 0.1, low + 0.1)
    return low, low + (high - low) * 1.14


def months(lang: str) -> list[str]:
    """The twelve months, short."""
    return [i18n.text(f"month.m{month}", lang) for month in range(1, 13)]


def target_words(goal: Decimal, a: Assessment, lang: str) -> str:
    """The target, or cap, with its measure word."""
    amount = i18n.with_word(i18n.plain(goal), a.indicator.target.measure_word, lang)
    return i18n.text("chart.cap" if a.shape is Shape.CAP else "chart.target", lang, amount=amount)


def pace_words(key: str, amount: Decimal, a: Assessment, lang: str, *, short: bool = False) -> str:
    """An amount of pace in its message, counts with one place (11.3); `short` leaves out the measure word, but not %."""
    word = a.indicator.target.measure_word
    shown = i18n.number(amount, max(i18n.places_of(word), 1))
    return i18n.text(f"chart.{key}", lang, amount=shown if short and word not in PER_WHOLE else i18n.with_word(shown, word, lang))
