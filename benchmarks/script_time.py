"""One run of the wall's script against one of an empty page's, both under AppTest in one process: `python -m benchmarks.script_time`."""

import logging
import os
import statistics
import tempfile
import time

from streamlit.testing.v1 import AppTest

from benchmarks.measuring import ROOT, write

RUNS = 40


def median_ms(page: AppTest) -> float:
    """The median time of a run, ms."""
    took = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        page.run()
        took.append(time.perf_counter() - begin)
    return statistics.median(took) * 1000


def main() -> None:
    """Measure and write."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SCORECARD_DATA"] = folder
        empty = AppTest.from_file(str(ROOT / "benchmarks" / "empty" / "app.py"), default_timeout=60).run()
        wall = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        wall.query_params["sample"] = "1"
        wall.run().run()
        pairs = [(median_ms(wall), median_ms(empty)) for _ in range(3)]  # alternating
    ours, bare = (statistics.median(pair[at] for pair in pairs) for at in (0, 1))
    write("script_time", ["", "wall, 24 gauges", "empty page", "ratio"], [["script run", f"{ours:.1f} ms", f"{bare:.1f} ms", f"{ours / bare:.1f}"]])


if __name__ == "__main__":
    main()
