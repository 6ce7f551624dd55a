"""得分: points by rule. Each rule cites its document in rules.toml; what no rule decides is left to a person, never guessed.

met        达标: the full points                                                         财预〔2020〕10号
positive   正向, missed: actual ÷ target × points                                        财预〔2020〕10号
reverse    反向 (≤), missed: target ÷ actual × points                                    财预〔2020〕10号
band       定性: the share of the points that the appraisal gives, inside its band       财预〔2020〕10号
execution  预算执行率: rate × points, at most the points                                  财预〔2020〕10号
unreported not reported: within the year no score, in a finished year 0
person     a person picks the points, with a reason: a missed deadline, a payment standard (3000元/人), a cost of 0 (it means not
           carried out, not infinite success), a target of 0 that was missed, money without a sign, words, units that differ

Scores have two decimals, half up; the raw ratio stands beside them.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from scorecard.i18n import round_half_up
from scorecard.measures import PER_WHOLE, YUAN_PER
from scorecard.rules import PLACES
from scorecard.target_spelling import AMOUNT, spell
from scorecard.targets import NOTHING, Comparison, Target, parse_target

REMARK = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
FULL, NONE = Decimal(1), Decimal(0)


class Rule(StrEnum):
    """By which rule a score came about."""

    MET = "met"
    POSITIVE = "positive"
    REVERSE = "reverse"
    BAND = "band"
    EXECUTION = "execution"
    UNREPORTED = "unreported"
    PERSON = "person"


@dataclass(frozen=True)
class Ruled:
    """What the rule says: the share of the points (0 to 1, exact), None where nothing or a person must judge."""

    rule: Rule
    ratio: Decimal | None = None
    achieved: Decimal | None = None  # actual ÷ target, uncapped: 1.43 asks for a reason
    why: str | None = None  # where a person must judge: the code of the reason


@dataclass(frozen=True)
class Actual:
    """实际完成值 as read: a number with its measure word, or a day."""

    value: Decimal | None = None
    measure_word: str | None = None
    day: date | None = None
    comparison: Comparison = Comparison.EQUAL


def score_text(target_text: str, actual_text: str, points: Decimal | int | float | str, fiscal_year: int) -> Decimal | None:
    """One row of a paper form by rule: the score in points, two decimals; None where a person must judge.

    The form is one of a finished year: an empty cell is 0, never full marks.
    """
    ruled = rule_text(target_text, actual_text, fiscal_year)
    return None if ruled.ratio is None else round_half_up(Decimal(str(points)) * ruled.ratio, PLACES)


def rule_text(target_text: str, actual_text: str, fiscal_year: int) -> Ruled:
    """The rule for a target and an actual as printed."""
    target = parse_target(target_text, fiscal_year)
    if not isinstance(target, Target):
        bare = parse_target(REMARK.sub("", target_text), fiscal_year)
        same = isinstance(bare, Target) and bare.value is not None and bare == parse_target(actual_text, fiscal_year)
        return Ruled(Rule.MET, FULL, FULL) if same else Ruled(Rule.PERSON, why="target_unclear")
    if NOTHING.fullmatch("".join(actual_text.split())):
        none_is_zero = "无" in actual_text and (target.comparison is Comparison.AT_MOST or target.value == 0)  # 无 can mean: none happened
        return Ruled(Rule.PERSON, why="actual_unclear") if none_is_zero else Ruled(Rule.UNREPORTED, NONE)
    if target.comparison is Comparison.QUALITATIVE:
        return Ruled(Rule.PERSON, why="words")
    actual = read_actual(actual_text, fiscal_year)
    return Ruled(Rule.PERSON, why="actual_unclear") if actual is None else rule_actual(target, actual)


def read_actual(text: str, fiscal_year: int) -> Actual | None:
    """An actual as printed, None where it does not say one number or one day."""
    plain = AMOUNT.fullmatch(spell(text.strip()).text)
    if plain and not plain["join"]:
        return Actual(Decimal(plain["low"].replace(",", "")), plain["word"])
    read = parse_target(text, fiscal_year)
    if not isinstance(read, Target):
        return None
    if read.comparison is Comparison.BEFORE:
        return Actual(day=read.deadline)
    return None if read.value is None else Actual(read.value, read.measure_word, comparison=read.comparison)


def rule_actual(target: Target, actual: Actual) -> Ruled:
    """The rule for a read actual: units first, then the day or the number."""
    if target.deadline is not None:
        if actual.day is None:
            return Ruled(Rule.PERSON, why="actual_unclear")
        return rule_day(target.deadline, actual.day)
    value = _in_word_of(target, actual)
    if value is None or actual.comparison not in (Comparison.EQUAL, target.comparison):
        return Ruled(Rule.PERSON, why="actual_unclear")
    return rule_value(target, value)


def rule_day(deadline: date, completed_on: date | None) -> Ruled:
    """A date indicator: done in time is met; no document gives a formula for a missed day."""
    if completed_on is None:
        return Ruled(Rule.UNREPORTED)
    return Ruled(Rule.MET, FULL, FULL) if completed_on <= deadline else Ruled(Rule.PERSON, why="deadline_missed")


def rule_value(target: Target, value: Decimal) -> Ruled:
    """A number in the target's measure word."""
    low, high = _bounds(target)
    word = target.measure_word or ""
    if low is None and high is None:
        return Ruled(Rule.PERSON, why="words")
    if value < 0:
        return Ruled(Rule.PERSON, why="actual_unclear")
    aim = low if low is not None else high
    achieved = value / aim if aim else None
    money = any(part in YUAN_PER for part in word.split("/"))
    if money and value != aim:
        if "/" in word:
            return Ruled(Rule.PERSON, achieved=achieved, why="payment_standard")
        if value == 0:
            return Ruled(Rule.PERSON, achieved=achieved, why="nothing_spent")
        if target.comparison is Comparison.EQUAL:
            return Ruled(Rule.PERSON, achieved=achieved, why="money_without_sign")
    if low is not None and value < low:
        return Ruled(Rule.POSITIVE, value / low, achieved) if low > 0 else Ruled(Rule.PERSON, why="target_zero")
    if high is not None and value > high:
        return Ruled(Rule.REVERSE, high / value, achieved) if high > 0 else Ruled(Rule.PERSON, why="target_zero")
    return Ruled(Rule.MET, FULL, achieved)


def _bounds(target: Target) -> tuple[Decimal | None, Decimal | None]:
    """Lowest and highest number that meets the target. Without a sign more is better, as in the published forms."""
    if target.comparison is Comparison.RANGE:
        return (target.low if isinstance(target.low, Decimal) else None), (target.high if isinstance(target.high, Decimal) else None)
    if target.comparison is Comparison.AT_MOST:
        return None, target.value
    at_most_all = target.comparison is Comparison.EQUAL and target.value == 0
    return target.value, target.value if at_most_all else None


def _in_word_of(target: Target, actual: Actual) -> Decimal | None:
    """The actual in the target's measure word, None where the two do not fit together."""
    word, own = target.measure_word, actual.measure_word
    if actual.value is None:
        return None
    if word in YUAN_PER and own in YUAN_PER:
        return actual.value * YUAN_PER[own] / YUAN_PER[word]
    if word in PER_WHOLE and own is None:
        aim = max((v for v in (target.value, target.low) if isinstance(v, Decimal)), default=Decimal(0))
        return None if 0 < actual.value <= 1 < aim else actual.value
    return actual.value if own is None or word is None or own == word else None
