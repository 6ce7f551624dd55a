"""The wall with its 24 gauges against an empty Streamlit page and against the same page made with what a user would pick instead (benchmarks/peers/),
in Chromium, alternating, in one run: `python -m benchmarks.page_load` (`make peers` first).

cold: a fresh browser profile. warm: the same profile again (scripts and fonts come from its cache), in a new tab, and in the same
tab after another page. hot: the open page reloaded (they come from memory, compiled). By the page's own clock from the start of the navigation:
first, when the first gauge's number can be read; drawn, when all 24 stand (of the empty page: its heading); live, when they are the page's own, and
not the first look that ours has before Streamlit stands (scorecard/ui_wall.py). On loopback our local mode stands
in the race; on the slow link (Chromium's own brake) the served one, which compresses.
"""

import argparse
import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks import peers
from benchmarks.measuring import CHROMIUM, CHROMIUM_OPTIONS, EMPTY, WALL, served, write
from benchmarks.office import cookie_of
from tests.office import Office

HOW = ("cold", "warm, new tab", "warm, same tab", "hot")
TOOK = ("first", "drawn", "live")
AGAIN = 2  # visits of the last two kinds in one profile
COUNTS = {
    "wall": """(document.getElementById('first')?.shadowRoot || document).querySelectorAll('a[href*="indicator?"][href*="id="] svg').length""",
    "empty": "document.querySelector('h1') ? 24 : 0",
    "evidence": "document.querySelectorAll('.chart:has(svg text)').length",
    "plotly": "document.querySelectorAll('.indicatorlayer .numbers text').length",
    "shadow": """(function deep(root) { let n = root.querySelectorAll('.indicatorlayer .numbers text').length;
        for (const e of root.querySelectorAll('*')) if (e.shadowRoot) n += deep(e.shadowRoot); return n })(document)"""}
"""How many gauges stand, by how the page is made."""
WATCH = """window.moved = 0;
new PerformanceObserver(l => l.getEntries().forEach(e => window.moved += e.value)).observe({type: 'layout-shift', buffered: true});
const look = () => { const n = COUNT; if (n && !window.firstAt) window.firstAt = performance.now();
    if (n >= 24 && !window.drawnAt) window.drawnAt = performance.now();
    if (n >= 24 && !document.getElementById('first')) window.liveAt = performance.now(); else requestAnimationFrame(look) }; look()"""
LINK = {"offline": False, "latency": 30, "downloadThroughput": 20e6 / 8, "uploadThroughput": 20e6 / 8}


@dataclass
class Runner:
    """One page of the race, and what was measured of it."""

    name: str
    address: str
    count: str
    cookies: str = ""
    first: dict[str, list[float]] = field(default_factory=lambda: {how: [] for how in HOW})
    drawn: dict[str, list[float]] = field(default_factory=lambda: {how: [] for how in HOW})
    live: dict[str, list[float]] = field(default_factory=lambda: {how: [] for how in HOW})
    cost: tuple[int, int, int, float, float] = (0, 0, 0, 0, 0)
    """Of a cold visit: bytes, requests, requests to other hosts, ms of the main thread, layout shift."""


def visit(runner: Runner, page: Page, how: str, counted: bool, reload: bool = False) -> None:
    """One visit, noted where it counts."""
    page.reload() if reload else page.goto(runner.address)
    page.wait_for_function("() => window.liveAt", polling=50, timeout=120_000)
    if counted:
        for took in TOOK:
            getattr(runner, took)[how].append(float(page.evaluate(f"window.{took}At")))


def opened(context: BrowserContext, link: bool) -> Page:
    """A new tab, slowed down where it is to be."""
    page = context.new_page()
    if link:
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", LINK)
    return page


def race(runner: Runner, browser: Browser, counted: bool, link: bool) -> None:
    """One profile's visits in the order of HOW."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_init_script(WATCH.replace("COUNT", COUNTS[runner.count]))
    for cookie in filter(None, runner.cookies.split("; ")):
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": runner.address.split("/?")[0]}])
    page = opened(context, link)
    sizes: list[int] = []
    strangers: list[str] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Performance.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    own = (runner.address.split("/?")[0].rstrip("/"), "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(own) else strangers.append(request.url))
    visit(runner, page, "cold", counted)
    page.wait_for_timeout(500)
    busy = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}["TaskDuration"] * 1000
    runner.cost = (sum(sizes), len(sizes), len(strangers), busy, float(page.evaluate("window.moved")))
    page.close()
    page = opened(context, link)
    visit(runner, page, "warm, new tab", counted)
    for _ in range(AGAIN):
        page.goto(f"{own[0]}/_stcore/health")  # another page of the site (of most peers: that there is none)
        visit(runner, page, "warm, same tab", counted)
    for _ in range(AGAIN):
        visit(runner, page, "hot", counted, reload=True)
    context.close()


def table(runners: list[Runner]) -> list[list[str]]:
    """Each row with its figure, and in brackets ours divided by it."""
    ours = runners[0]

    def ms(of: Runner, took: str, how: str) -> str:
        mine, its = (statistics.median(getattr(r, took)[how]) for r in (ours, of))
        return f"{its:.0f} ms" + (f" ({mine / its:.2f})" if of is not ours else "")

    rows = [[f"{how}, {took}", *(ms(r, took, how) for r in runners)] for how in HOW for took in TOOK]
    for at, (what, form) in enumerate((("bytes, cold", "{:,.0f}"), ("requests, cold", "{:.0f}"), ("requests to other hosts", "{:.0f}"),
                                       ("main thread, cold", "{:.0f} ms"), ("layout shift", "{:.3f}"))):
        rows.append([what, *(form.format(r.cost[at]) for r in runners)])
    return rows


def main() -> None:
    """Measure and write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--link-rounds", type=int, default=3)
    rounds = asked.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        peers.figures(folder / "figures.json")
        office = Office(folder / "data").start()
        stack.callback(office.stop)
        wall, _ = stack.enter_context(served(WALL))
        empty, _ = stack.enter_context(served(EMPTY))
        others = {name: stack.enter_context(peers.started(name, folder / "figures.json"))[0] + "/" for name in peers.PEERS}
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        for name, link, count, ours in (("page_load", False, rounds.rounds, Runner("wall, local", f"{wall}/?sample=1", "wall")),
                                        ("page_load_link", True, rounds.link_rounds,
                                         Runner("wall, served", f"{office.url}/?sample=1", "wall", cookie_of(office, "viewer")))):
            runners = [ours, Runner("empty Streamlit page", f"{empty}/", "empty"),
                       *(Runner(other, address, peers.kind(other)) for other, address in others.items())]
            for turn in range(count + 1):  # the first turn only warms the servers up
                for runner in runners:
                    race(runner, browser, bool(turn), link)
            write(name, ["ms (ours ÷ its)", *(r.name for r in runners)], table(runners))
        browser.close()


if __name__ == "__main__":
    main()
