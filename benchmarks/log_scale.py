"""Does it stay as fast with many entries? `python -m benchmarks.log_scale [--entries 10000 100000 …] [--postgres]`.

Each store holds units of about 10,000 entries each, as many as it takes; every unit has the sample year's 24 indicators and its facts many
times over. Each is asked in a process of its own, which opens it anew: for the wall of units that nobody looked at before, the journal's
first page, what is known since a week ago, what changed in the portfolio, and saving one fact. Memory is the process's peak.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from benchmarks.many_units import COPIED, YEAR, code, judged
from benchmarks.measuring import write
from scorecard import settings
from scorecard.auth import Action, Deed, local
from scorecard.checking import check
from scorecard.engines import Place, Server, read_place
from scorecard.opening import fill_with_sample
from scorecard.store import Store
from tests.postgres import USER, cluster

COPIES, OF_ONE = 42, 237  # times the sample's entries
AT_ONCE = 400  # units written in one statement
ROOM = "14GB"  # of memory, to build with; asked is with what a store has by itself
TIMES = 15


def built(place: Place, entries: int) -> int:
    """Fill a store with so many entries; how many units it has."""
    units = max(2, 1 + round(entries / (COPIES * OF_ONE)))
    os.environ["SCORECARD_MEMORY"] = ROOM
    with closing(Store(place)) as store:
        fill_with_sample(store)
        deed = Deed(local("-"), Action.ADOPT, "", "copies")
        for table in COPIED:
            if table != "entry":
                store.keep({f"../benchmarks/many_units/copy_{table}": [{"units": units}]}, deed, clock=None)
        for first in range(2, units + 1, AT_ONCE):
            copies = {"first": first, "last": min(first + AT_ONCE - 1, units), "copies": COPIES}
            store.keep({"../benchmarks/log_scale/fill_entry": [copies]}, deed, clock=None)
    return units


def asked(place: Place, units: int) -> dict[str, float]:
    """Seconds of each question, and the peak of memory in MB; run in a process of its own."""
    start = time.perf_counter()
    store = Store(place)
    found = {"open the store": time.perf_counter() - start}
    others = [code(2 + n * 7919 % (units - 1)) for n in range(4 * TIMES)]
    day, week = date(YEAR, 7, 25), timedelta(days=7)

    def seconds(what: Callable[[str], object], of: list[str]) -> float:
        taken = []
        for unit in of:
            start = time.perf_counter()
            what(unit)
            taken.append(time.perf_counter() - start)
        return median(taken)

    def saved(unit: str) -> None:
        raw = {"kind": "payment", "op_key": f"new-{unit}-{time.time_ns()}", "occurred_on": "2025-02-10", "amount_yuan": "1.00", "budget_line": "运转开支",
               "voucher": f"new-{time.time_ns()}", "compliant": True, "unit": unit}
        fact = check(raw, budgets, day)
        assert not isinstance(fact, list), fact
        store.record([fact], by=local("-"))

    found["the wall's judgement"] = seconds(lambda unit: judged(store, unit), others[:TIMES])
    found["the journal's first page"] = seconds(lambda unit: store.entries(unit, YEAR, most=200), others[TIMES:2 * TIMES])
    found["what was known a week ago"] = seconds(lambda unit: store.evidence(unit, YEAR, day, settings.end_of_day(day - week)), others[2 * TIMES:3 * TIMES])
    found["what changed in the portfolio"] = seconds(lambda unit: store.ask("year/stamps", fiscal_year=YEAR), others[:TIMES])
    budgets = store.budgets()
    budgets[others[0], YEAR]
    found["save a fact"] = seconds(saved, others[3 * TIMES:])
    store.close()
    (peak,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return found | {"memory": int(peak.split()[1]) / 1024}


def apart(place: Path | Server, units: int) -> dict[str, float]:
    """The same from a process of its own."""
    words = str(place) if isinstance(place, Path) else f"postgres://{place.user}@{place.host}:{place.port}/{place.database}"
    done = subprocess.run([sys.executable, "-m", "benchmarks.log_scale", "--ask", words, str(units)], capture_output=True, text=True, check=True,
                          env={name: value for name, value in os.environ.items() if name != "SCORECARD_MEMORY"})
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def main() -> None:
    """Build, ask and write."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--entries", type=int, nargs="+", default=[10_000, 100_000, 10_000_000, 100_000_000])
    wanted.add_argument("--postgres", type=int, nargs="*", default=[100_000, 10_000_000], help="entries in PostgreSQL")
    wanted.add_argument("--ask", nargs=2)
    given = wanted.parse_args()
    if given.ask:
        print(json.dumps(asked(read_place(given.ask[0]), int(given.ask[1]))))
        return
    found: dict[str, dict[str, float]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for entries in given.entries:
            path = folder / f"{entries}.duckdb"
            start = time.perf_counter()
            units = built(path, entries)
            print(f"{entries:,} built in {time.perf_counter() - start:.0f} s, {path.stat().st_size / 2**20:,.0f} MB, {units} units", file=sys.stderr)
            found[f"{entries:,}"] = apart(path, units)
            print(found[f"{entries:,}"], file=sys.stderr)
            if entries != max(given.entries):
                path.unlink()
        for entries in given.postgres:
            with cluster(kept=True) as server:
                place = server.database()
                assert place.user == USER
                start = time.perf_counter()
                units = built(place, entries)
                server.ask("analyze", place.database)
                print(f"PostgreSQL, {entries:,} built in {time.perf_counter() - start:.0f} s", file=sys.stderr)
                found[f"PostgreSQL, {entries:,}"] = apart(place, units)
                print(found[f"PostgreSQL, {entries:,}"], file=sys.stderr)
    first = found.get("100,000") or next(iter(found.values()))
    rows = [[what, *(f"{it[what]:,.0f} MB" if what == "memory" else f"{1000 * it[what]:,.1f} ms ({it[what] / first[what]:.2f})" for it in found.values())]
            for what in first]
    write("log_scale", ["entries (÷ 100,000 in a file)", *found], rows)


if __name__ == "__main__":
    main()
