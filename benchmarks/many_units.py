"""Does a store of 1,000 units judge one of them as fast as a store of one? `python -m benchmarks.many_units`.

Every unit has the sample year: 24 indicators, its facts, plans and owners, logged day by day beside all the others. Judging is what the
wall needs: the budget, what the measures find, the assessments. Both stores are opened anew for every reading, in turn; nothing is kept between.
"""

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

from benchmarks.measuring import write
from scorecard import settings
from scorecard.assessment import Situation, assess
from scorecard.auth import Action, Deed, local
from scorecard.opening import fill_with_sample
from scorecard.store import Store

FIRST, YEAR, DAY = "047022", 2025, date(2025, 7, 25)
COPIED = ("budget_version", "programme", "budget_line", "indicator", "open_question", "plan_month", "responsibility", "unit_written", "entry")


def code(number: int) -> str:
    """The code of a unit: the first has its own, the others are copies of it."""
    return FIRST if number == 1 else f"1{number:05}"


def built(path: Path, units: int) -> Path:
    """A store of so many units."""
    store = Store(path)
    fill_with_sample(store)
    if units > 1:
        store.keep({f"../benchmarks/many_units/copy_{table}": [{"units": units}] for table in COPIED},
                   Deed(local("-"), Action.ADOPT, "", "copies"), clock=None)
    store.close()
    return path


def judged(store: Store, unit_code: str) -> float:
    """Seconds to judge a unit."""
    start, known_at = time.perf_counter(), settings.end_of_day(DAY)
    situation = Situation(store.budgets(known_at, DAY)[unit_code, YEAR], store.evidence(unit_code, YEAR, DAY, known_at), DAY, known_at, settings.timezone())
    assessments = assess(situation)
    seconds = time.perf_counter() - start
    assert len(assessments) == 24 and any(a.increments for a in assessments)
    return seconds


def timed(path: Path, units: int, number: int) -> list[float]:
    """Seconds to open the store, for the very first judgement in it, and for a unit that nobody looked at before; number: of the reading."""
    start = time.perf_counter()
    store = Store(path)
    opened = time.perf_counter() - start
    first, other = (code(1 + (2 * number + n) * 7 % units) for n in (0, 1))
    seconds = [opened, judged(store, first), judged(store, other)]
    store.close()
    return seconds


def main() -> None:
    """Build, measure in turn and write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--units", type=int, default=1000)
    asked.add_argument("--times", type=int, default=25)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stores = {units: built(Path(folder) / f"{units}.duckdb", units) for units in (1, given.units)}
        found: dict[int, list[list[float]]] = {units: [] for units in stores}
        for number in range(given.times):
            for units, path in stores.items():
                found[units].append(timed(path, units, number))
    rows = []
    for n, name in enumerate(("open the store", "the first judgement of all", "judge a unit not looked at before")):
        one, many = (1000 * median(seconds[n] for seconds in found[units]) for units in (1, given.units))
        rows.append([name, f"{one:.1f} ms", f"{many:.1f} ms", f"{many / one:.2f}"])
    write("many_units", ["", "1 unit", f"{given.units:,} units", "ratio"], rows)


if __name__ == "__main__":
    main()
