"""预测: how the year will end if it goes on as it went: the value, an 80 % interval, the probability of meeting the target.

E is the share of the plan due so far, R the share still to come (E + R = 1 on a straight line). Before anything is logged the plan
itself is the best guess, so it counts as `prior_share` of a year (rules.toml) of evidence, and every entry pulls away from it.

count     events come at a rate λ per plan year. Gamma–Poisson: λ ~ Gamma(b₀T + n, b₀ + E) with n events and b₀ the prior share;
          events to come ~ negative binomial. Where an entry counts several (lots), an event is an entry and adds the mean size.
spending  payments come like events, of the sizes seen so far. The mean and variance of what is to come (compound Poisson with λ as
          above, and the mean size known only as well as n payments tell) are given to a lognormal.
ratio     beta–binomial: the rate p ~ Beta(kt + hits, k(1 − t) + misses) with t the target and k `prior_trials`; as many trials are
          still to come as came so far, by the plan. A ratio of money has as many trials as payments of one size would give (Kish).

Limits: nothing here knows what is going to happen (a contract signed, a campaign planned); entries are taken as independent of each
other; the trials to come are a number, not a range. There is no forecast where there is no ground for one: `Ground` says why.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate
from statistics import NormalDist

from scorecard.rules import FORECAST

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
LONGEST = 2000  # terms summed one by one; beyond that the normal distribution is as good
NORMAL = NormalDist()


class Ground(StrEnum):
    """Why there is no forecast."""

    QUALITATIVE = "qualitative"  # a band is judged, not counted
    DATE = "date"  # a day to come is known to the people who work towards it
    FEW = "few"  # fewer entries than the rule's minimum
    RETAKE = "retake"  # of 100 %: one miss can only be made good by itself
    UNPACED = "unpaced"  # a typed reading has no path
    NO_TARGET = "no_target"  # nothing to reach


@dataclass(frozen=True)
class Forecast:
    """年底预计 in the target's measure word, with the 80 % interval low..high, and the probability (0..1) of meeting the target.

    A date has no value, only a probability.
    """

    low: Decimal | None
    value: Decimal | None
    high: Decimal | None
    probability: float


def certain(value: Decimal | None, met: bool) -> Forecast:
    """What is over, or can no longer change its judgement."""
    return Forecast(value, value, value, 1.0 if met else 0.0)


def count_to_come(value: Decimal, target: Decimal, due: Decimal, to_come: Decimal, entries: int, cap: bool = False) -> Forecast | Ground:
    """A count to be reached, or not to be passed (cap). due, to_come: E and R."""
    if entries < FORECAST.fewest_entries or value <= 0:
        return Ground.FEW
    size = value / entries
    shape = FORECAST.prior_share * float(target / size) + entries
    rate = FORECAST.prior_share + float(due)
    ahead = float(to_come)
    found = _quantiles(_negative_binomial(shape, rate / (rate + ahead)), shape * ahead / rate, shape * ahead / rate * (1 + ahead / rate))
    low, middle, high = (value + size * k for k in found.at)
    if cap:
        return Forecast(low, middle, high, 1 - found.at_least(math.floor((target - value) / size) + 1))
    return Forecast(low, middle, high, found.at_least(math.ceil((target - value) / size)))


def spending_to_come(spent: Decimal, limit: Decimal, due: Decimal, to_come: Decimal, payments: Sequence[Decimal], cap: bool) -> Forecast | Ground:
    """Money against a limit: to stay at or below it (cap), or to reach it. The prior is the plan: the whole limit in a year."""
    if len(payments) < FORECAST.fewest_payments or spent <= 0 or limit <= 0:
        return Ground.FEW
    count, size = len(payments), float(spent) / len(payments)
    square = sum(float(p) ** 2 for p in payments) / count
    shape = FORECAST.prior_share * float(limit) / size + count
    rate, ahead = FORECAST.prior_share + float(due), float(to_come)
    mean = shape / rate * ahead * size
    variance = shape / rate * ahead * square + (ahead * size) ** 2 * shape / rate**2 + (mean / size) ** 2 * (square - size**2) / count
    room = float(limit - spent)
    if mean <= 0:
        return certain(spent, spent <= limit if cap else spent >= limit)
    sigma = math.sqrt(math.log(1 + variance / mean**2))
    mu = math.log(mean) - sigma**2 / 2
    low, middle, high = (spent + Decimal(math.exp(mu + sigma * NORMAL.inv_cdf(q))) for q in (LOW, MIDDLE, HIGH))
    below = NORMAL.cdf((math.log(room) - mu) / sigma) if room > 0 else 0.0
    return Forecast(low, middle, high, below if cap else 1 - below)


def ratio_to_come(numerator: Decimal, denominator: Decimal, target: Decimal, due: Decimal, to_come: Decimal, trials: float) -> Forecast | Ground:
    """A rate to be on; target and the forecast are fractions. trials: how many independent ones stand in the denominator."""
    if target >= 1 and numerator < denominator:
        return Ground.RETAKE
    if trials < FORECAST.fewest_trials or due <= 0:
        return Ground.FEW
    hits = float(numerator / denominator) * trials
    ahead = round(trials * float(to_come / due))
    now = numerator / denominator
    if ahead == 0:
        return certain(now, now >= target)
    a = FORECAST.prior_trials * min(float(target), 0.99) + hits
    b = FORECAST.prior_trials * (1 - min(float(target), 0.99)) + trials - hits
    p = a / (a + b)
    found = _quantiles(_beta_binomial(ahead, a, b), ahead * p, ahead * p * (1 - p) * (a + b + ahead) / (a + b + 1))
    needed = math.ceil(float(target) * (trials + ahead) - hits - 1e-9)
    low, middle, high = (Decimal((hits + min(k, ahead)) / (trials + ahead)) for k in found.at)
    return Forecast(low, middle, high, found.at_least(needed))


def effective(amounts: Sequence[Decimal]) -> float:
    """How many equal amounts say as much as these (Kish): (Σa)² / Σa²."""
    squares = sum(float(a) ** 2 for a in amounts)
    return float(sum(amounts)) ** 2 / squares if squares else 0.0


# --- distributions of whole numbers ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Spread:
    """Quantiles at LOW, MIDDLE, HIGH, and the probability of at least so many."""

    at: tuple[int, int, int]
    sums: tuple[float, ...]  # cumulative probabilities of 0, 1, 2, …; empty where the normal distribution stands in
    normal: NormalDist

    def at_least(self, number: int) -> float:
        if number <= 0:
            return 1.0
        if not self.sums:
            return 1 - self.normal.cdf(number - 0.5)
        return max(0.0, 1 - self.sums[number - 1]) if number <= len(self.sums) else 0.0


def _quantiles(terms: Iterator[float], mean: float, variance: float) -> _Spread:
    """Sums the terms until nothing is left, or takes the normal distribution of that mean and variance where they are too many."""
    normal = NormalDist(mean, math.sqrt(max(variance, 1e-12)))
    if mean + 8 * normal.stdev > LONGEST:
        low, middle, high = (max(0, round(normal.inv_cdf(q))) for q in (LOW, MIDDLE, HIGH))
        return _Spread((low, middle, high), (), normal)
    sums: list[float] = []
    for total in accumulate(terms):
        sums.append(total)
        if total > 1 - 1e-9 or len(sums) > LONGEST:
            break
    low, middle, high = (next((k for k, total in enumerate(sums) if total >= q), len(sums) - 1) for q in (LOW, MIDDLE, HIGH))
    return _Spread((low, middle, high), tuple(sums), normal)


def _negative_binomial(shape: float, p: float) -> Iterator[float]:
    """Probabilities of 0, 1, 2, … failures before the shape-th success."""
    log, k = shape * math.log(p), 0
    while True:
        yield math.exp(log)
        if p >= 1:
            return
        log += math.log((k + shape) / (k + 1) * (1 - p))
        k += 1


def _beta_binomial(trials: int, a: float, b: float) -> Iterator[float]:
    """Probabilities of 0, 1, …, trials hits."""
    log = math.lgamma(b + trials) + math.lgamma(a + b) - math.lgamma(b) - math.lgamma(a + b + trials)
    for k in range(trials + 1):
        yield math.exp(log)
        if k < trials:
            log += math.log((trials - k) / (k + 1) * (a + k) / (b + trials - k - 1))
