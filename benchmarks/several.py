"""Several processes on one store in PostgreSQL: `python -m benchmarks.several [--processes 4] [--facts 10000]`.

Each process logs its share, one fact a transaction, as fast as it can; then every fact must be there once, and the store must read whole.
Beside them a process that only looks: how long after a fact was acknowledged does it know that something was written (`version`)?
"""

import argparse
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles

from benchmarks.measuring import ROOT, write
from scorecard import settings
from scorecard.auth import local
from scorecard.backups import audit_findings
from scorecard.importing.budget_folder import read_budget_folder
from scorecard.keeping import adopt
from scorecard.store import Store
from tests.postgres import cluster
from tests.test_postgres import KEY, WORKER


def main() -> None:
    """Log, look and write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--processes", type=int, default=4)
    asked.add_argument("--facts", type=int, default=10_000)
    given = asked.parse_args()
    share = given.facts // given.processes
    with cluster(kept=True) as server:
        place = server.database()
        with closing(Store(place)) as store:
            adopt(store, read_budget_folder(settings.BUDGET_FOLDER), by=local("-"))
            start = time.perf_counter()
            processes = [subprocess.Popen([sys.executable, "-c", WORKER, place.port, place.database, f"p{n}", str(share)], cwd=ROOT, stdout=subprocess.DEVNULL)
                         for n in range(given.processes)]
            assert [process.wait() for process in processes] == [0] * given.processes
            took = time.perf_counter() - start
            there = Counter(entry.fact.op_key for entry in store.entries(*KEY))
            lost = given.processes * share - len(there)
            twice = sum(many - 1 for many in there.values())
            findings = len(store.check().findings) + len(audit_findings(store, Path("/nowhere")))
            known = []
            with closing(Store(place)) as other:
                for n in range(20):
                    seen = other.version
                    subprocess.run([sys.executable, "-c", WORKER, place.port, place.database, f"look{n}", "1"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
                    done = time.perf_counter()
                    while other.version == seen:
                        time.sleep(0.005)
                    known.append(time.perf_counter() - done)
        rows = [["facts acknowledged", f"{given.processes * share:,}"], ["lost", str(lost)], ["twice", str(twice)], ["findings of `check`", str(findings)],
                ["a second, all processes", f"{given.processes * share / took:.0f}"],
                ["known to another process after", f"{median(known):.2f} s, 95 %: {quantiles(known, n=20)[-1]:.2f} s"]]
    write("several", [f"{given.processes} processes, PostgreSQL", ""], rows)


if __name__ == "__main__":
    main()
