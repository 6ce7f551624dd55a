"""Are the forecast's probabilities true? Simulated years, each looked at on a random day: `python -m benchmarks.forecast`.

The years are drawn wider than the forecast assumes: the true rate of a year lies about a third above or below its target, entries
may come in lots, payments differ in size by a factor of three. Brier score: the mean square of (probability - what came true), 0 is
perfect; against the straight line, which says 1 or 0.
"""

import argparse
import random
from collections.abc import Callable
from decimal import Decimal

from benchmarks.measuring import write
from scorecard.forecast import Forecast, count_to_come, ratio_to_come, spending_to_come

Case = tuple[Forecast, bool, bool, Decimal]  # forecast, what came true, what the straight line says, the value at the end


def arrivals(rate: float, draw: random.Random) -> list[float]:
    """Moments of the year (0..1) at which something happens, `rate` of them on average."""
    moments, now = [], draw.expovariate(rate) if rate > 0 else 2.0
    while now < 1:
        moments.append(now)
        now += draw.expovariate(rate)
    return moments


def count_case(draw: random.Random) -> Case | None:
    """A year of events against a target; every third year in lots of one to four."""
    target = draw.choice((2, 3, 5, 10, 20, 60, 200))
    lots = draw.choice((1, 1, 4))
    true = target * draw.lognormvariate(0, 0.35) / ((1 + lots) / 2)
    events = [(moment, draw.randint(1, lots)) for moment in arrivals(true, draw)]
    seen = draw.uniform(0.15, 0.95)
    so_far = [size for moment, size in events if moment <= seen]
    value, end = Decimal(sum(so_far)), sum(size for _, size in events)
    found = count_to_come(value, Decimal(target), Decimal(seen), Decimal(1 - seen), len(so_far))
    return (found, end >= target, float(value) / seen >= target, Decimal(end)) if isinstance(found, Forecast) and value < target else None


def spending_case(draw: random.Random, cap: bool) -> Case | None:
    """A year of payments against a cap, or against 90 % of a budget."""
    limit, mean = 200_000, 200_000 / draw.choice((12, 24, 60))
    true = limit * draw.lognormvariate(-0.05, 0.2) / mean
    payments = [(moment, Decimal(round(mean * draw.lognormvariate(-0.15, 0.55), 2))) for moment in arrivals(true, draw)]
    seen = draw.uniform(0.15, 0.95)
    so_far = [size for moment, size in payments if moment <= seen]
    spent, end = sum(so_far, Decimal(0)), sum((size for _, size in payments), Decimal(0))
    found = spending_to_come(spent, Decimal(limit), Decimal(seen), Decimal(1 - seen), so_far, cap)
    over = spent > limit
    return (found, (end <= limit) is cap, (float(spent) / seen <= limit) is cap, end) if isinstance(found, Forecast) and not over else None


def ratio_case(draw: random.Random) -> Case | None:
    """A year of replies against a rate."""
    target, trials = draw.choice((0.85, 0.9, 0.95)), draw.choice((30, 80, 200))
    p = draw.betavariate(60 * target, 60 * (1 - target))
    seen = draw.uniform(0.15, 0.95)
    now = max(1, round(trials * seen))
    hits = [draw.random() < p for _ in range(trials)]
    found = ratio_to_come(Decimal(sum(hits[:now])), Decimal(now), Decimal(str(target)), Decimal(seen), Decimal(1 - seen), float(now))
    end = sum(hits) / trials
    return (found, end >= target, sum(hits[:now]) / now >= target, Decimal(end)) if isinstance(found, Forecast) else None


KINDS: dict[str, Callable[[random.Random], Case | None]] = {
    "count": count_case, "cap": lambda draw: spending_case(draw, True), "execution": lambda draw: spending_case(draw, False), "ratio": ratio_case}


def row(name: str, cases: list[Case]) -> list[str]:
    """How often what was given 20, 50, 80 % came true; how often the 80 % interval held; both Brier scores."""
    def came_true(low: float, high: float) -> str:
        said = [came for found, came, _, _ in cases if low <= found.probability < high]
        return f"{100 * sum(said) / len(said):.0f} % of {len(said)}" if said else "—"
    held = sum((found.low or 0) <= end <= (found.high or 0) for found, _, _, end in cases) / len(cases)
    brier = sum((found.probability - came) ** 2 for found, came, _, _ in cases) / len(cases)
    line = sum((straight - came) ** 2 for _, came, straight, _ in cases) / len(cases)
    said = [came_true(low, low + 0.1) for low in (0.15, 0.45, 0.75)]
    return [name, *said, f"{100 * held:.0f} %", f"{brier:.3f}", f"{line:.3f}", f"{brier / line:.2f}"]


def main() -> None:
    """Simulate and write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--years", type=int, default=6000)
    years = asked.parse_args().years
    draw = random.Random(20251231)
    cases = {name: [case for case in (make(draw) for _ in range(years)) if case] for name, make in KINDS.items()}
    rows = [row(name, found) for name, found in cases.items()] + [row("all", [case for found in cases.values() for case in found])]
    write("forecast", ["kind", "given 20 %", "given 50 %", "given 80 %: came true", "interval held (80 %)", "Brier", "straight line", "ratio"], rows)


if __name__ == "__main__":
    main()
