"""The wall with its 24 gauges against an empty Streamlit page, in Chromium, alternating, in one run: `python -m benchmarks.page_load`.

cold: a fresh browser profile. warm: the same profile again (scripts and fonts come from its cache), in a new tab, and in the same
tab after another page. hot: the open page reloaded (they come from memory, compiled). Ready, by the page's own clock from the start of
the navigation: the wall's 24 linked gauges are complete pictures; the empty page's heading stands.
"""

import argparse
import statistics

from playwright.sync_api import BrowserContext, Page, sync_playwright

from benchmarks.measuring import CHROMIUM, CHROMIUM_OPTIONS, EMPTY, WALL, served, write

HOW = ("cold", "warm, new tab", "warm, same tab", "hot")
READY = {
    "wall": """(() => { const drawn = [...document.querySelectorAll('a[href*="indicator?"][href*="id="] svg')];
        return drawn.length >= 24 })()""",
    "empty": "!!document.querySelector('h1')"}
WATCH = "const look = () => {{ if ({ready}) window.readyAt = performance.now(); else requestAnimationFrame(look) }}; look()"


def ready_ms(page: Page) -> float:
    """When the page was ready, ms after its navigation began."""
    page.wait_for_function("() => window.readyAt", polling=50)
    return float(page.evaluate("() => window.readyAt"))


def visits(context: BrowserContext, address: str) -> tuple[list[list[float]], tuple[int, int, int]]:
    """One profile's visits in the order of HOW, ms each; bytes, requests and requests to other hosts of the first."""
    page = context.new_page()
    sizes: list[int] = []
    strangers: list[str] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.on("request", lambda request: None if request.url.startswith((address.split("/?")[0], "data:", "blob:")) else strangers.append(request.url))
    page.goto(address)
    cold = ready_ms(page)
    page.wait_for_timeout(300)
    cost = (sum(sizes), len(sizes), len(strangers))
    page.close()
    page = context.new_page()
    page.goto(address)
    warm, again, hot = ready_ms(page), [], []
    for _ in range(3):
        page.goto("about:blank")
        page.goto(address)
        again.append(ready_ms(page))
    for _ in range(3):
        page.reload()
        hot.append(ready_ms(page))
    return [[cold], [warm], again, hot], cost


def main() -> None:
    """Measure and write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=9)
    rounds = asked.parse_args().rounds
    took: dict[tuple[str, str], list[float]] = {(page, how): [] for page in READY for how in HOW}
    cost: dict[str, tuple[int, int, int]] = {}
    with served(WALL) as (wall, _), served(EMPTY) as (empty, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        addresses = {"wall": f"{wall}/?sample=1", "empty": f"{empty}/"}
        for turn in range(rounds + 1):  # the first turn only warms the servers up
            for name, ready in READY.items():
                context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
                context.add_init_script(WATCH.format(ready=ready))
                measured, cost[name] = visits(context, addresses[name])
                context.close()
                for how, milliseconds in zip(HOW, measured, strict=True):
                    took[name, how] += milliseconds if turn else []
        browser.close()
    rows = []
    for how in HOW:
        ours, bare = (statistics.median(took[name, how]) for name in ("wall", "empty"))
        rows.append([how, f"{ours:.0f} ms", f"{bare:.0f} ms", f"{ours / bare:.2f}"])
    for at, what in enumerate(("bytes, cold", "requests, cold", "requests to other hosts")):
        ours, bare = cost["wall"][at], cost["empty"][at]
        rows.append([what, f"{ours:,}", f"{bare:,}", f"{ours / bare:.2f}" if bare else "—"])
    write("page_load", ["", "wall, 24 gauges", "empty page", "ratio"], rows)


if __name__ == "__main__":
    main()
