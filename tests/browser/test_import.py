"""Official tables through the page in a real browser: read, settled beside the file, confirmed; next year's, and an adjustment, over them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

FILES = Path(__file__).parents[1] / "files" / "budget"
UNIT = "湖南省市场监督管理局缺陷产品召回服务中心"
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def office(serve: Callable[..., str]) -> str:
    """A server whose store holds no budget yet; the tests of this file build on one another's."""
    return serve(SCORECARD_BUDGET="")


def ready(page: Page) -> None:
    page.wait_for_timeout(400)
    page.wait_for_function("() => document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'")
    page.wait_for_timeout(200)


def drop(page: Page, file: Path) -> None:
    page.set_input_files("input[type=file]", str(file))
    page.wait_for_url("**/import_tables?*draft=*")
    ready(page)


def settle_all(page: Page, times: int = 0) -> int:
    """Confirm whatever stands open, one after the other; how many are settled then."""
    while page.get_by_role("button", name="按原样确认").count():
        page.get_by_role("button", name="按原样确认").click()
        times += 1
        expect(page.get_by_text(f"已处理 {times} /")).to_be_visible()
        ready(page)
    return times


def confirm(page: Page) -> None:
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("已导入：")).to_be_visible()
    ready(page)


def gauges(page: Page) -> int:
    return page.locator('a[href*="indicator?"][href*="id="] svg').count()


def rewritten(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """The unit's workbook with other texts."""
    book = load_workbook(FILES / "seed.xlsx")
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
        for old, new in changes:
            cell.value = cell.value.replace(old, new)
    book.save(folder / name)
    return folder / name


def test_a_store_without_a_budget_leads_to_the_import(office: str, visit: Visit) -> None:
    page = visit(office)
    page.get_by_role("link", name="导入预算").last.click()
    expect(page.get_by_text("拖入批复的绩效目标表")).to_be_visible()


def test_the_units_pdf_is_settled_and_confirmed_and_the_wall_shows_24_gauges(office: str, visit: Visit, heard: Callable[[Page], list[str]]) -> None:
    page = visit(f"{office}/import_tables")
    complaints = heard(page)
    drop(page, FILES / "seed.pdf")
    expect(page.get_by_text("16 个单元格")).to_be_visible()
    expect(page.get_by_role("button", name="确认导入")).to_be_disabled()
    expect(page.get_by_alt_text("seed.pdf").or_(page.locator("[data-testid=stImage] img"))).to_be_visible()
    left = page.url
    page.get_by_role("button", name="按原样确认").click()
    expect(page.get_by_text("已处理 1 / 4 项")).to_be_visible()
    page.goto(f"{office}/import_tables")  # left half done, and gone on with
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_text("已处理 1 / 4 项")).to_be_visible()
    assert page.url.partition("draft=")[2] == left.partition("draft=")[2]
    ready(page)
    assert settle_all(page, 1) == 4
    confirm(page)
    page.get_by_role("link", name="看总览").click()
    expect(page.get_by_text(f"{UNIT} · 2025 年度")).to_be_visible()
    ready(page)
    assert gauges(page) == 24 and complaints == []


def test_next_year_is_imported_over_this_one(office: str, visit: Visit, tmp_path: Path) -> None:
    page = visit(f"{office}/import_tables")
    drop(page, rewritten(tmp_path, "next.xlsx", ("2025", "2026"), ("≥10批次", "≥15批次")))
    expect(page.get_by_text("2026 年度").first).to_be_visible()
    settle_all(page)
    confirm(page)
    for year, target in (("2026", "≥15"), ("2025", "≥10")):
        assert gauges(visit(f"{office}/?unit=047022&year={year}")) == 24
        expect(visit(f"{office}/indicator?unit=047022&year={year}&id=21-01").get_by_text(f"召回不合格产品批次数{target}批次").first).to_be_visible()


def test_an_adjustment_counts_from_its_day_and_the_past_keeps_the_old(office: str, visit: Visit, tmp_path: Path) -> None:
    page = visit(f"{office}/import_tables?year=2025")
    drop(page, rewritten(tmp_path, "adjusted.xlsx", ("≥10批次", "≥12批次")))
    settle_all(page)
    expect(page.get_by_text("变更 1")).to_be_visible()
    day = page.get_by_test_id("stDateInput").locator("[contenteditable], input").first
    day.click()
    page.keyboard.type("20250701")
    page.keyboard.press("Enter")
    ready(page)
    page.keyboard.press("Escape")
    confirm(page)
    for day_of, target in (("2025-06-30", "≥10"), ("2025-07-01", "≥12")):
        page = visit(f"{office}/indicator?unit=047022&year=2025&as_of={day_of}&id=21-01")
        expect(page.get_by_text(f"召回不合格产品批次数{target}批次").first).to_be_visible()


@pytest.mark.parametrize("look", [{}, {"dark": True}, {"width": 390, "height": 844}], ids=["light", "dark", "phone"])
def test_the_page_of_an_import_is_whole_and_accessible(office: str, visit: Visit, look: dict[str, Any]) -> None:
    page = visit(f"{office}/import_tables", **look)
    drop(page, FILES / "h7_broken.pdf")
    page.wait_for_timeout(800)
    for selector in ("html", "[data-testid=stMain]"):
        inner, outer = page.eval_on_selector(selector, "e => [e.scrollWidth, e.clientWidth]")
        assert inner <= outer, selector
    found = [(v["id"], node["html"][:300]) for v in Axe().run(page).response["violations"] for node in v["nodes"]
             if "stFileUploaderDropzone" not in node["html"]]
    assert found == []
    page.get_by_role("button", name="放弃").click()
    ready(page)


def test_what_is_no_table_is_said_and_nothing_is_begun(office: str, visit: Visit) -> None:
    page = visit(f"{office}/import_tables")
    page.set_input_files("input[type=file]", str(FILES / "h8_duty_roster.xlsx"))
    expect(page.get_by_text("没有找到绩效目标表")).to_be_visible()
    assert "draft=" not in page.url
