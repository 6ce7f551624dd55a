"""Facts + plans + rules + as_of -> the Assessment of every indicator."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Any

from scorecard.facts import Band
from scorecard.measures import MEASURES, PER_WHOLE, MeasureKind, feeding, final_budget, tally, within
from scorecard.model import Budget, Evidence, Increment, Indicator
from scorecard.pace import elapsed_rate, expected_to_date, hits_needed, next_step, pace_of, required_rate, spare_misses
from scorecard.rules import RULES, Rules
from scorecard.targets import Comparison


class Status(StrEnum):
    """状态, in order of severity; the same order sorts everything."""

    MISSED = "missed"
    AT_RISK = "at_risk"
    BEHIND = "behind"
    UNSUPPORTED = "unsupported"
    STALE = "stale"
    NO_ENTRY = "no_entry"
    ON_TRACK = "on_track"
    DONE = "done"

    @property
    def severity(self) -> int:
        """0 for the worst."""
        return list(Status).index(self)


ACT = (Status.MISSED, Status.AT_RISK, Status.BEHIND)  # 要抓
MEND = (Status.UNSUPPORTED, Status.STALE, Status.NO_ENTRY)  # 要补
CALM = (Status.ON_TRACK, Status.DONE)  # 平稳


class Shape(StrEnum):
    """How an indicator is judged, and so how its gauge is drawn."""

    COUNT = "count"  # at least so many, paced
    CAP = "cap"  # at most so much, paced
    RATIO = "ratio"  # a rate to be on, no pace
    EQUAL = "equal"  # a rate whose target is 100 %
    EXECUTION = "execution"  # a rate with a pace
    DEADLINE = "deadline"  # a day
    QUALITATIVE = "qualitative"  # a band


@dataclass(frozen=True)
class Assessment:
    """One indicator judged as of a day, with what was known at a moment.

    value, expected, required_rate: in the target's printed measure word (万元, %, 次); required_rate is per month to the
    deadline (for a cap: what may still be spent per month). achievement_rate: fraction. numerator / denominator: the pooled
    parts of a ratio (persons, replies, yuan). spare: for a ratio on target, how many more misses it bears; for one off
    target, how many more hits in a row bring it back (None where none can).
    """

    indicator: Indicator
    shape: Shape
    status: Status
    as_of: date
    deadline: date
    days_left: int  # to the deadline; negative once it is past
    closed: bool  # the deadline has passed: no more can be done
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    achievement_rate: Decimal | None = None
    expected: Decimal | None = None
    planned: bool = False  # expected comes from a plan by month, not from the straight line
    next_step: tuple[int, Decimal] | None = None  # (month, cumulative amount) of the plan's next step
    required_rate: Decimal | None = None
    elapsed: Decimal | None = None  # share of the year gone by
    spare: int | None = None
    completed_on: date | None = None
    band: Band | None = None
    evidence_text: str | None = None
    evidence_on: date | None = None
    last_recorded_at: datetime | None = None
    days_since: int | None = None  # since the last entry, seen from as_of
    hindsight: bool = False  # the last entry was recorded after as_of: days_since counts from the day it happened
    stale_after: int = 0  # days without an entry after which the indicator is stale
    increments: tuple[Increment, ...] = ()


@dataclass(frozen=True)
class Situation:
    """What an assessment starts from: the approved budget, what the measures found, and the two clocks."""

    budget: Budget
    evidence: Evidence
    as_of: date
    known_at: datetime | None = None  # UTC
    zone: tzinfo = UTC
    rules: Rules = RULES

    def day_of(self, moment: datetime) -> date:
        """The unit's calendar day of a UTC moment."""
        return moment.replace(tzinfo=UTC).astimezone(self.zone).date()

    def closed(self, deadline: date) -> bool:
        """Whether the deadline has passed: as_of lies after it, or on it with that day known to be over."""
        over = self.known_at is None or self.day_of(self.known_at) > deadline
        return self.as_of > deadline or (self.as_of == deadline and over)


def assess(situation: Situation) -> list[Assessment]:
    """Every indicator of the budget, in the order of its tables."""
    return [_assess(indicator, situation) for indicator in situation.budget.indicators]


def shape_of(indicator: Indicator) -> Shape:
    """How the indicator is judged, from its comparison first: a cost indicator is not a cap because it is a cost."""
    target, kind = indicator.target, MEASURES[indicator.measure].kind
    if target.comparison is Comparison.QUALITATIVE or kind is MeasureKind.BAND:
        return Shape.QUALITATIVE
    if target.deadline is not None or kind is MeasureKind.DATE:
        return Shape.DEADLINE
    if target.comparison is Comparison.AT_MOST:
        return Shape.CAP
    if kind is MeasureKind.EXECUTION:
        return Shape.EXECUTION
    if kind is MeasureKind.RATIO or target.measure_word in PER_WHOLE:
        return Shape.EQUAL if target.value == PER_WHOLE.get(target.measure_word or "") else Shape.RATIO
    return Shape.COUNT


def _paced(indicator: Indicator) -> bool:
    """A count, a sum or a stock grows with the year; a ratio, and a typed rate (3000 元/人), does not."""
    kind, word = MEASURES[indicator.measure].kind, indicator.target.measure_word or ""
    return kind in (MeasureKind.ADDITIVE, MeasureKind.STOCK, MeasureKind.EXECUTION) or (
        kind is MeasureKind.LATEST and indicator.target.comparison is not Comparison.AT_MOST and word not in PER_WHOLE and "/" not in word)


def _assess(indicator: Indicator, situation: Situation) -> Assessment:
    found = feeding(indicator, situation.budget, situation.evidence)
    year_end = date(situation.budget.fiscal_year, 12, 31)
    shape = shape_of(indicator)
    seen = found
    if shape is Shape.DEADLINE:  # work on the way to a day shows in all that the programme logs
        seen = within(indicator, (i for increments in situation.evidence.values() for i in increments))
    deadline = indicator.target.deadline or year_end
    blank = Assessment(
        indicator=indicator, shape=shape, status=Status.NO_ENTRY, as_of=situation.as_of, deadline=deadline,
        days_left=(deadline - situation.as_of).days, closed=situation.closed(deadline), increments=tuple(found),
        elapsed=elapsed_rate(situation.as_of, year_end), stale_after=situation.rules.stale_after[indicator.rhythm],
        **_freshness(seen, situation))
    if shape is Shape.DEADLINE:
        return _judge_deadline(blank, bool(seen), situation.rules)
    if shape is Shape.QUALITATIVE:
        return _judge_qualitative(blank)
    return _judge_number(_valued(blank, situation), situation.rules)


def _freshness(seen: Sequence[Increment], situation: Situation) -> dict[str, Any]:
    """When the last entry was made, and how long ago that is seen from as_of.

    An entry recorded after as_of (the past filled in later) counts from the day it happened: nothing is fresh only because
    somebody typed it in later.
    """
    if not seen:
        return {}
    latest = max(i.recorded_at for i in seen)
    days = [day if (day := situation.day_of(i.recorded_at)) <= situation.as_of else i.occurred_on for i in seen]
    return {"last_recorded_at": latest, "days_since": (situation.as_of - max(days)).days, "hindsight": situation.day_of(latest) > situation.as_of}


def _stale(a: Assessment) -> bool:
    """Whether nobody refreshed it within its rhythm; not where it was seen to after its time was over."""
    return a.days_since is not None and a.days_since > a.stale_after and not (a.closed and a.hindsight)


def _valued(a: Assessment, situation: Situation) -> Assessment:
    """Value, rate, expected and required amounts of a numeric indicator."""
    indicator, target = a.indicator, a.indicator.target
    counted = tally(indicator, list(a.increments), final_budget(indicator, situation.budget, situation.evidence))
    aim = target.value if target.value is not None else target.low if isinstance(target.low, Decimal) else None
    plan = situation.budget.plan(indicator.indicator_id)
    a = replace(a, value=counted.value, numerator=counted.numerator, denominator=counted.denominator, planned=plan is not None,
                next_step=next_step(plan, situation.as_of))
    if aim is None:
        return a
    if _paced(indicator):
        a = replace(a, expected=expected_to_date(aim, situation.as_of, a.deadline, plan))
    if counted.value is None:
        return a
    return replace(
        a, achievement_rate=counted.value / aim if aim else None, spare=_spare(a, aim),
        required_rate=required_rate(counted.value, aim, a.days_left) if _paced(indicator) and not a.closed else None)


def _spare(a: Assessment, aim: Decimal) -> int | None:
    """Misses a counted ratio bears, or hits it needs; None for money, for caps, and where no number of hits helps."""
    word = a.indicator.target.measure_word or ""
    if a.shape not in (Shape.RATIO, Shape.EQUAL) or MEASURES[a.indicator.measure].money or a.numerator is None or not a.denominator:
        return None
    fraction = aim / PER_WHOLE.get(word, Decimal(1))
    if fraction <= 0:
        return None
    met = a.numerator >= fraction * a.denominator
    return spare_misses(a.numerator, a.denominator, fraction) if met else hits_needed(a.numerator, a.denominator, fraction)


def _judge_number(a: Assessment, rules: Rules) -> Assessment:
    target, value = a.indicator.target, a.value
    low = target.low if isinstance(target.low, Decimal) else None
    high = target.high if isinstance(target.high, Decimal) else None
    if target.comparison is Comparison.AT_LEAST:
        low = target.value
    elif target.comparison is Comparison.AT_MOST:
        high = target.value
    elif target.comparison is Comparison.EQUAL:
        low = high = target.value
    if a.shape is Shape.EXECUTION:  # more than the whole budget is overspent, whatever the target
        high = PER_WHOLE.get(target.measure_word or "", Decimal(1))
    if value is None or (low is None and high is None):
        return replace(a, status=Status.NO_ENTRY if value is None else Status.UNSUPPORTED)
    too_little, too_much = low is not None and value < low, high is not None and value > high
    lasting = (a.shape is Shape.EXECUTION and not too_much) or (a.shape is Shape.COUNT and high is None)  # once reached it stays reached
    if a.closed and (too_little or too_much):
        status = Status.MISSED
    elif lasting and not too_little:
        status = Status.DONE
    elif too_much:  # money over its cap does not come back by itself, however old the last entry is
        status = Status.AT_RISK
    elif _stale(a):
        status = Status.STALE
    elif a.closed:
        status = Status.DONE
    elif too_little:
        status = Status(pace_of(value, a.expected, rules)) if a.expected is not None else Status.AT_RISK
    elif a.shape is Shape.CAP and a.expected is not None:
        status = Status(pace_of(value, a.expected, rules, cap=True))
    else:
        status = Status.ON_TRACK
    return replace(a, status=status)


def _judge_deadline(a: Assessment, any_entry: bool, rules: Rules) -> Assessment:
    completed_on = max((i.occurred_on for i in a.increments), default=None)
    if completed_on is not None:
        in_time = completed_on <= a.deadline
        return replace(a, completed_on=completed_on, status=Status.DONE if in_time else Status.MISSED,
                       achievement_rate=Decimal(1) if in_time else None)
    if not any_entry:
        return a
    if a.closed:
        status = Status.MISSED
    elif _stale(a):
        status = Status.STALE
    else:
        status = Status.BEHIND if a.days_left <= rules.near_days else Status.ON_TRACK
    return replace(a, status=status)


def _judge_qualitative(a: Assessment) -> Assessment:
    if not a.increments:
        return a
    latest = a.increments[-1]
    band = Band(str(latest.band))
    evidenced = bool(latest.evidence_text and latest.evidence_text.strip())
    if not evidenced:
        status = Status.UNSUPPORTED
    elif a.closed and band is not Band.ACHIEVED:
        status = Status.MISSED
    elif _stale(a):
        status = Status.STALE
    else:
        open_status = {Band.ACHIEVED: Status.ON_TRACK, Band.PARTLY: Status.BEHIND, Band.NOT_ACHIEVED: Status.AT_RISK}
        status = Status.DONE if a.closed else open_status[band]
    return replace(a, status=status, band=band, achievement_rate=latest.numerator, evidence_on=latest.occurred_on,
                   evidence_text=latest.evidence_text)
