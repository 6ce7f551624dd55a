"""What a person waits for after a click, in Chromium, alternating, in one run: `python -m benchmarks.interaction` (`make peers` first).

day: another 基准日 until all 24 gauges show it, against the same wall made with what a user would pick instead (benchmarks/peers/). page: a click in the
menu until the other page's heading stands, and until nothing of the page changes any more, against two empty pages of Streamlit's and (in brackets) two
of ours with menu and head alone. save: 保存 pressed until the page says so, with the figure moved. By the page's own clock, from the browser's time stamp
of the last key, click or choice to the frame before which the page last changed: nobody is asked what the page should say.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import peers
from benchmarks.measuring import CHROMIUM, CHROMIUM_OPTIONS, EMPTY, WALL, served, write

TWO_PAGES, IN_OUR_FRAME = ([*EMPTY[:-1], f"benchmarks/empty/{name}.py"] for name in ("two_pages", "in_our_frame"))
DAYS = ("2025-03-31", "2025-05-31", "2025-07-25")
"""Those that the peers have."""
FAMILIAR, NEW = "a day looked at before", "a day not looked at before"
QUIET, PATIENCE = 500, 20_000
"""Milliseconds without any change after which a page is done, and the most that is waited for one."""
SHOWN = {
    "wall": """[...document.querySelectorAll('a[href*="indicator?"][href*="id="] svg')].map(e => e.textContent).join()""",
    "plotly": "[...document.querySelectorAll('.indicatorlayer .numbers text')].map(e => e.textContent).join()",
    "shadow": """(function deep(root) { let said = [...root.querySelectorAll('.indicatorlayer .numbers text')].map(e => e.textContent).join();
        for (const e of root.querySelectorAll('*')) if (e.shadowRoot) said += deep(e.shadowRoot); return said })(document)""",
    "evidence": "[...document.querySelectorAll('.chart svg')].map(e => e.textContent).join()",
    "page": "`${window.changes} changes`"}
"""What is looked at in every frame: the gauges' words, by how the page is made; of a page, how often something in it changed (not what a table drawn on a
canvas says a third of a second later to those who cannot see it): to read all its words in every frame would cost the page that has the most."""
CLOCK = """for (const what of ['pointerdown', 'keydown', 'input']) addEventListener(what, e => { window.begun ||= e.timeStamp }, true);
window.changes = 0;
const seen = at => at?.closest('[data-testid=stMain]') && !at.closest('canvas');
new MutationObserver(all => { if (all.some(({ target }) => seen(target.closest ? target : target.parentElement))) window.changes++ })
    .observe(document, { subtree: true, childList: true, characterData: true })"""
WATCH = """() => { window.begun = window.changed = window.stoodAt = 0; window.shown = SHOWN;
const look = () => { const now = SHOWN; if (now !== window.shown) { window.shown = now; window.changed = performance.now() }
    if (!window.stoodAt && THERE) window.stoodAt = performance.now();
    window.frame = requestAnimationFrame(look) }; cancelAnimationFrame(window.frame); look() }"""
HEADING = "document.querySelector('[data-testid=stMain] h1')?.textContent === '{}'"
SAVED = "['已保存：召回', '→ {} 次'].every(words => document.querySelector('[data-testid=stMain]')?.textContent.includes(words))"
DONE = f"() => window.changed && window.stoodAt && performance.now() - window.changed > {QUIET}"


@dataclass
class Runner:
    """A page that does something, and how long that took."""

    name: str
    page: Page
    shown: str
    took: dict[str, list[float]] = field(default_factory=dict)

    def timed(self, what: Callable[[], object], there: str = "true") -> tuple[float, float]:
        """Milliseconds from the first event of what is done until something was there, and until the last change."""
        self.page.evaluate(WATCH.replace("SHOWN", SHOWN[self.shown]).replace("THERE", there))
        what()
        self.page.wait_for_function(DONE, polling=50, timeout=PATIENCE)
        begun, stood, changed = self.page.evaluate("() => { cancelAnimationFrame(window.frame); return [window.begun, window.stoodAt, window.changed] }")
        assert begun and stood, (self.name, there)
        return stood - begun, changed - begun

    def note(self, what: str, milliseconds: float) -> None:
        """Keep it."""
        self.took.setdefault(what, []).append(milliseconds)


def opened(browser: Browser, name: str, address: str, shown: str) -> Runner:
    """A page, opened and come to rest."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_init_script(CLOCK)
    page = context.new_page()
    page.goto(address)
    page.wait_for_function(f"() => {{ const said = {SHOWN[shown]}; return said && said.length > 3 }}", timeout=PATIENCE)
    page.wait_for_timeout(2000)
    return Runner(name, page, shown)


# --- another day ---------------------------------------------------------------------------------------------------


def day_of_ours(page: Page, day: str) -> Callable[[], object]:
    """The header's field opened, with the year and the month typed; what is left is the click on the day."""
    year = page.get_by_test_id("stDateInput").locator("[data-type=year]")
    if not year.count():
        page.get_by_test_id("stPopover").get_by_role("button").click()
    year.click()
    page.keyboard.type(day[:7].replace("-", ""))
    cell = page.locator("[role=gridcell]").get_by_text(str(int(day[8:])), exact=True)
    cell.wait_for()
    page.wait_for_timeout(300)
    return cell.click


def day_of_streamlit(page: Page, day: str) -> Callable[[], object]:
    """The list opened; what is left is the click on the day. Evidence's list is found the same way."""
    page.get_by_role("combobox").click()
    option = page.get_by_role("option", name=day)
    option.wait_for()
    page.wait_for_timeout(300)
    return option.click


def day_of_dash(page: Page, day: str) -> Callable[[], object]:
    """The same."""
    page.locator("#day").click()
    option = page.get_by_text(day, exact=True).last
    option.wait_for()
    page.wait_for_timeout(300)
    return option.click


def day_of_panel(page: Page, day: str) -> Callable[[], object]:
    """A list of the browser's own: the choice itself."""
    return lambda: page.locator("select").select_option(day)


GESTURES: dict[str, Callable[[Page, str], Callable[[], object]]] = {"wall": day_of_ours, "plai": day_of_streamlit, "Dash": day_of_dash,
                                                                    "Pane": day_of_panel, "Evid": day_of_streamlit}


def days(runners: Sequence[Runner], rounds: int) -> None:
    """Every runner to another day in turn; ours to one that nobody looked at, too. A day must show the same whenever it is shown."""
    said: dict[tuple[str, str], str] = {}
    for turn in range(rounds + len(DAYS)):  # the first turns only warm up
        day = DAYS[turn % len(DAYS)]
        for runner in runners:
            last = GESTURES[runner.name[:4]](runner.page, day)
            _, changed = runner.timed(last)
            shown = str(runner.page.evaluate("() => window.shown"))
            assert said.setdefault((runner.name, day), shown) == shown, (runner.name, day)
            if turn >= len(DAYS):
                runner.note(FAMILIAR, changed)
        ours = runners[0]
        new = f"2025-{turn // 15 + 1:02}-{turn % 15 + 7:02}"  # in a month's calendar these stand once
        _, changed = ours.timed(day_of_ours(ours.page, new))
        if turn >= len(DAYS):
            ours.note(NEW, changed)


# --- another page --------------------------------------------------------------------------------------------------

PAGES = {"indicator": "缺陷产品召回次数", "budget": "预算执行", "portfolio": "单位", "agenda": "周例会", "record": "填报", "": "总览"}
"""Address -> heading (the page of one indicator has that of the first one)."""


def pages(ours: Runner, empty: Runner, framed: Runner, rounds: int) -> None:
    """From page to page by the menu, in the menu's order and round again; the empty pages in turn with ours."""
    for turn in range(rounds + 1):
        for at, (path, heading) in enumerate(PAGES.items()):
            words, first = "二一"[at % 2], ("record", "./")[at % 2]
            for runner, link, name in ((ours, ours.page.locator(f'nav a[href^="{path or "./"}?"]'), path or "wall"),
                                       (empty, empty.page.get_by_test_id("stSidebarNavLink").nth((at + 1) % 2), "empty"),
                                       (framed, framed.page.locator(f'nav a[href^="{first}?"]'), "empty")):
                stood, changed = runner.timed(link.click, HEADING.format(heading if runner is ours else words))
                if turn:
                    runner.note(f"{name}, heading", stood)
                    runner.note(f"{name}, all", changed)


# --- saved ---------------------------------------------------------------------------------------------------------


def save(runner: Runner, rounds: int) -> None:
    """A recall typed, and saved: the page must say so and show both tables' figure one higher."""
    for turn in range(rounds + 1):
        for label, words in (("召回编号", f"ZH-{turn:03}"), ("生产者", "某电器"), ("产品", "电热毯")):
            asked = runner.page.get_by_label(f"{label} *", exact=True)
            asked.fill(words)
            runner.page.keyboard.press("Tab")
            runner.page.wait_for_timeout(500)
        button = runner.page.get_by_role("button", name="保存")
        stood, changed = runner.timed(button.click, SAVED.format(turn + 1))
        if turn:
            runner.note("said", stood)
            runner.note("all", changed)


# --- the tables ----------------------------------------------------------------------------------------------------


def spread(took: Iterable[float]) -> tuple[float, float]:
    """p50 and p95."""
    every = list(took)
    return statistics.median(every), statistics.quantiles(every, n=20)[18]


def row(what: str, who: str, took: Sequence[float], ours: Sequence[float] = (), its: Sequence[float] = ()) -> list[str]:
    """A row: what, who, p50, p95, and our p50 and p95 divided by its, where there is such a pair."""
    ratios = [f"{mine / other:.2f}" for mine, other in zip(spread(ours), spread(its), strict=True)] if ours else ["", ""]
    return [what, who, *(f"{milliseconds:.0f} ms" for milliseconds in spread(took)), *ratios]


@contextmanager
def beside_nothing() -> Iterator[tuple[ExitStack, Browser, str]]:
    """A server of the wall and a browser of its own for what is measured, and an end to all that was started for it: what idles beside it costs it, too."""
    with ExitStack() as stack:
        wall, _ = stack.enter_context(served(WALL))
        yield stack, stack.enter_context(sync_playwright()).chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS), wall


def day_rows(rounds: int) -> list[list[str]]:
    """Another day, against the peers."""
    with beside_nothing() as (stack, browser, wall):
        figures = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "figures.json"
        peers.figures(figures)
        runners = [opened(browser, "wall", f"{wall}/?sample=1", "wall")]
        for name in peers.PEERS:
            address, _ = stack.enter_context(peers.started(name, figures))
            runners.append(opened(browser, name, f"{address}/", peers.kind(name)))
        days(runners, rounds)
    ours = runners[0].took
    return [row("another day", f"wall, {what}", ours[what]) for what in (FAMILIAR, NEW)] + [
        row("another day", runner.name, runner.took[FAMILIAR], ours[FAMILIAR], runner.took[FAMILIAR]) for runner in runners[1:]]


def page_rows(rounds: int) -> list[list[str]]:
    """Another page, against the empty ones."""
    rows = []
    with beside_nothing() as (stack, browser, wall):
        empty, framed = (stack.enter_context(served(command))[0] for command in (TWO_PAGES, IN_OUR_FRAME))
        ours_at, empty_at = opened(browser, "wall", f"{wall}/?sample=1", "page"), opened(browser, "empty", f"{empty}/", "page")
        framed_at = opened(browser, "framed", f"{framed}/?sample=1", "page")
        pages(ours_at, empty_at, framed_at, rounds)
    for until in ("heading", "all"):
        its, bare = empty_at.took[f"empty, {until}"], framed_at.took[f"empty, {until}"]
        rows += [row(f"another page, {until}", "empty pages, Streamlit's own menu", its),
                 row(f"another page, {until}", "empty pages, our menu and head", bare, bare, its)]
        for path in PAGES:
            took = ours_at.took[f"{path or 'wall'}, {until}"]
            cells = row(f"another page, {until}", f"ours: {path or 'wall'}", took, took, its)
            beside = row("", "", took, took, bare)
            rows.append([*cells[:-2], *(f"{of_its} ({of_bare})" for of_its, of_bare in zip(cells[-2:], beside[-2:], strict=True))])
    return rows


def save_rows(rounds: int) -> list[list[str]]:
    """An entry saved."""
    with beside_nothing() as (_, browser, wall):
        form = opened(browser, "form", f"{wall}/record", "page")
        save(form, rounds)
    return [row("save", until, form.took[until]) for until in ("said", "all")]


PARTS: dict[str, Callable[[int], list[list[str]]]] = {"day": day_rows, "page": page_rows, "save": save_rows}


def main() -> None:
    """Measure and write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=21)
    asked.add_argument("--only", choices=PARTS)
    given = asked.parse_args()
    rows = [cells for part, measured in PARTS.items() if given.only in (None, part) for cells in measured(given.rounds)]
    header = ["from the last click or key", "until it stands", "p50", "p95", "p50, ours ÷ its", "p95, ours ÷ its"]
    if given.only is None:
        write("interaction", header, rows)
    else:
        print("\n".join(" | ".join(cells) for cells in [header, *rows]))


if __name__ == "__main__":
    main()
