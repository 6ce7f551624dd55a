"""Does the finance office's page of 1,000 units come as fast as one unit's wall? `python -m benchmarks.units_page`.

Pages in Chromium, in turn, in one run: the wall in a store of one unit, the wall of one of 1,000, the page of all 1,000, and one of words only.
Each is reached by its address (a wall then is judged for the first time), and by the menu from another page, as people do. Below an address of its
own any page comes later than the start: Streamlit first asks for its server there. Ready: every linked picture of the
wall, or of the first page of units, is drawn. Nothing is measured before the units were judged once, which the server does when it starts.
"""

import argparse
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from benchmarks.many_units import DAY, YEAR, built, code
from benchmarks.measuring import CHROMIUM, CHROMIUM_OPTIONS, WALL, served, write

WALL_READY = """document.querySelectorAll('[data-testid=stMain] a[href*="indicator?"] svg').length >= 24"""
UNITS_READY = """document.querySelectorAll('[data-testid=stMain] a[href*="unit="] svg').length >= 50"""
PAGES = {"wall, 1 unit": ("", WALL_READY), "wall, of many units": ("", WALL_READY), "all units": ("portfolio", UNITS_READY),
         "for comparison: a page of words": ("decisions", "!!document.querySelector('h1')")}
WATCH = "() => {{ window.readyAt = 0; const look = () => {{ if ({ready}) window.readyAt = performance.now(); else requestAnimationFrame(look) }}; look() }}"


def by_menu(page: Page, address: str, query: str, path: str, ready: str) -> float:
    """Milliseconds from the click in the menu of another page."""
    page.goto(f"{address}/budget?{query}")
    page.wait_for_selector("h1")
    page.wait_for_timeout(1200)
    start = page.evaluate("() => performance.now()")
    page.evaluate(WATCH.format(ready=ready))
    page.locator(f'nav a[href^="{path or "./"}?"]').click()
    page.wait_for_function("() => window.readyAt", polling=20)
    return float(page.evaluate("() => window.readyAt")) - float(start)


def by_address(page: Page, address: str, query: str, path: str, ready: str) -> float:
    """Milliseconds from the start of the navigation."""
    page.goto("about:blank")
    page.goto(f"{address}/{path}?{query}")
    page.evaluate(WATCH.format(ready=ready))
    page.wait_for_function("() => window.readyAt", polling=20, timeout=120_000)
    return float(page.evaluate("() => window.readyAt"))


def main() -> None:
    """Build, measure in turn and write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--units", type=int, default=1000)
    asked.add_argument("--rounds", type=int, default=9)
    given = asked.parse_args()
    took: dict[tuple[str, str], list[float]] = {(name, how): [] for name in PAGES for how in ("menu", "address")}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data = {units: Path(folder) / str(units) for units in (1, given.units)}
        for units, place in data.items():
            place.mkdir()
            built(place / "performance.duckdb", units)
        with served(WALL, data=data[1]) as (one, _), served(WALL, data=data[given.units]) as (many, _):
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
            page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
            start = time.perf_counter()
            page.goto(f"{many}/portfolio?unit={code(2)}&year={YEAR}&as_of={DAY}")
            page.wait_for_function(f"() => {UNITS_READY} && !document.querySelector('[data-testid=stProgress]')", polling=200, timeout=1_800_000)
            judged = time.perf_counter() - start
            for turn in range(given.rounds + 2):  # the first two turns only warm up
                for name, (path, ready) in PAGES.items():
                    unit = code(1) if name == "wall, 1 unit" else code(2)
                    day = DAY - timedelta(days=turn) if path == "" else DAY  # a wall that nobody looked at before; the units, judged once
                    query = f"unit={unit}&year={YEAR}&as_of={day}"
                    for how, measured in (("address", by_address), ("menu", by_menu)):
                        milliseconds = measured(page, one if name == "wall, 1 unit" else many, query, path, ready)
                        took[name, how] += [milliseconds] if turn > 1 else []
            browser.close()
    rows = []
    for how in ("menu", "address"):
        base = median(took["wall, 1 unit", how])
        rows += [[f"{name}, by {'the menu' if how == 'menu' else 'its address'}", f"{median(took[name, how]):.0f} ms", f"{median(took[name, how]) / base:.2f}"]
                 for name in PAGES if how == "address" or PAGES[name][0] != "decisions"]  # its heading is that of the page before it
    rows.append(["all units judged after a start, in the background", f"{judged:.0f} s", ""])
    write("units_page" if given.units == 1000 else f"units_page_{given.units}", ["", "ready", "ratio to the wall of 1 unit"], rows)


if __name__ == "__main__":
    main()
