"""The main job in a real browser: log a fact through the form, and the wall moves, stays moved, and others see it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import pick

Visit = Callable[..., Page]


def settle(page: Page) -> None:
    """Wait until Streamlit has nothing more to do."""
    page.wait_for_timeout(300)
    page.wait_for_function("() => document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'")


@pytest.fixture(scope="module")
def address(serve: Callable[[], str]) -> str:
    """A server of this file's own: its store is written to."""
    return serve()


def alt(page: Page, indicator_id: str) -> str:
    """The alternative text of an indicator's card or strip on the wall (not of its alert, which comes first)."""
    return str(page.locator(f'a[href*="id={indicator_id}"] svg').last.get_attribute("aria-label"))


def fill(page: Page, **fields: str) -> None:
    for label, value in fields.items():
        asked = page.get_by_label(f"{label} *", exact=True)
        expect(asked).to_have_count(1)  # while the page runs, the form before it may still stand
        asked.fill(value)
        page.keyboard.press("Tab")
        page.wait_for_timeout(250)


def save(page: Page, clicks: int = 1) -> None:
    page.get_by_role("button", name="保存").click(click_count=clicks)


def test_the_empty_wall_shows_24_targets_and_a_first_step(
        address: str, visit: Visit, heard: Callable[[Page], list[str]], context: Callable[..., BrowserContext]) -> None:
    page = context().new_page()
    complaints = heard(page)
    visit(address, page)
    expect(page.locator('a[href*="indicator?"][href*="id="] svg')).to_have_count(24)
    expect(page.get_by_text("第一步：登记今年的第一件事")).to_be_visible()
    assert "未登记" in alt(page, "22-03")
    assert complaints == []


def test_a_recall_logged_once_moves_tables_22_and_23(address: str, visit: Visit) -> None:
    page = visit(f"{address}/record")
    fill(page, 召回编号="ZH-2025-001", 生产者="<img src=x onerror=alert(1)>", 产品="=1+1")
    expect(page.get_by_label("22表 · 缺陷产品召回次数：— → 1 次")).to_be_visible()
    save(page)
    expect(page.get_by_text("已保存：召回")).to_be_visible()
    expect(page.get_by_text("<img src=x onerror=alert(1)>").first).to_be_visible()  # as text, and run as nothing
    for indicator_id in ("22-03", "23-05"):
        visit(address, page)
        assert "1 次" in alt(page, indicator_id)
    assert "未登记" in alt(page, "21-01")
    page.reload()
    page.wait_for_selector('a[href*="id=23-05"] svg')
    assert "1 次" in alt(page, "23-05")
    assert "1 次" in alt(visit(address), "22-03")  # a second browser


def test_a_double_click_saves_once(address: str, visit: Visit) -> None:
    page = visit(f"{address}/record")
    fill(page, 召回编号="ZH-2025-002", 生产者="某电器", 产品="电热毯")
    save(page, clicks=2)
    expect(page.get_by_text("已保存：召回").or_(page.get_by_text("已经保存过，没有重复登记：召回"))).to_be_visible()  # the answer to the first, or second
    assert "2 次" in alt(visit(address), "23-05")


def test_what_is_wrong_is_said_and_nothing_is_stored(address: str, visit: Visit) -> None:
    page = visit(f"{address}/record")
    page.get_by_text("质量培训班", exact=True).click()
    fill(page, 培训班名称="第一期", 参加人数="50", 考核人数="50", 通过人数="51")
    save(page)
    expect(page.get_by_text("51 多于“考核人数”的 50")).to_be_visible()
    assert "未登记" in alt(visit(address), "22-04")


def test_correcting_and_withdrawing(address: str, visit: Visit) -> None:
    page = visit(f"{address}/record")
    pick(page, "ZH-2025-002")
    page.get_by_role("button", name="更正").click()
    expect(page.get_by_text("更正：召回")).to_be_visible()
    fill(page, 批次数="3")
    save(page)
    expect(page.get_by_text("已更正：召回")).to_be_visible()
    pick(page, "ZH-2025-002")
    page.get_by_role("button", name="撤回").click()
    page.get_by_role("button", name="确认撤回").click()
    expect(page.get_by_text("已撤回：召回")).to_be_visible()
    assert "1 次" in alt(visit(address), "23-05")


def test_a_file_with_one_bad_row_of_500_is_refused_whole(address: str, visit: Visit, tmp_path: Path) -> None:
    rows = [{"kind": "payment", "op_key": f"file-{n}", "occurred_on": "2025-05-06", "amount_yuan": "10.00", "budget_line": "运转开支",
             "voucher": f"记-{n:04}", "compliant": True} for n in range(500)]
    bad, good = tmp_path / "bad.jsonl", tmp_path / "good.jsonl"
    good.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    rows[321]["budget_line"] = "没有这一项"
    bad.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    page = visit(f"{address}/load_file")
    page.locator("input[type=file]").set_input_files(bad)
    expect(page.get_by_text("第 322 行")).to_be_visible()
    assert "未登记" in alt(visit(address), "22-01")
    visit(f"{address}/load_file", page)
    page.locator("input[type=file]").set_input_files(good)
    page.get_by_role("button", name="全部登记").click()
    expect(page.get_by_text("已登记 500 条")).to_be_visible()
    assert "0.50" in alt(visit(address), "22-01")


def test_an_official_form_is_filled_downloaded_and_handed_in(address: str, visit: Visit, tmp_path: Path) -> None:
    page = visit(f"{address}/monitoring")
    page.get_by_text("21表", exact=False).first.click()
    expect(page.get_by_role("heading", name="还差 1 项")).to_be_visible()
    visit(f"{address}/official_form", page)
    page.get_by_text("绩效运行监控表", exact=True).first.click()
    page.get_by_text("21表", exact=False).first.click()
    expect(page.get_by_role("region", name="专项资金绩效运行监控表")).to_be_visible()
    for name, beginning in (("Excel", b"PK"), ("Word", b"PK"), ("PDF", b"%PDF")):
        with page.expect_download() as started:
            page.get_by_role("button", name=name).click()
        file = tmp_path / started.value.suggested_filename
        started.value.save_as(file)
        assert file.read_bytes().startswith(beginning) and "专项资金绩效运行监控表" in file.name
    expect(page.get_by_role("button", name="提交这张表")).to_be_disabled()


def type_into(page: Page, row: int, share: float, words: str) -> None:
    """Types into a cell of the page's last table: its row below the header, and where across it, as a share of its width."""
    box = page.get_by_test_id("stDataFrame").last.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * share, box["y"] + 35 * row + 17)
    page.wait_for_timeout(300)
    editor = page.locator("#portal textarea")
    if not editor.count():  # a click on the chosen cell has opened it already
        page.keyboard.press("Enter")
    editor.fill(words)
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)


def test_points_are_set_on_the_self_evaluation(address: str, visit: Visit) -> None:
    page = visit(f"{address}/self_evaluation")
    page.get_by_text("21表", exact=False).first.click()
    expect(page.get_by_text("召回不合格产品批次数").first).to_be_attached()
    page.wait_for_timeout(800)
    page.get_by_text("设分值、人定得分和扣分").click()
    page.get_by_role("button", name="保存").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    type_into(page, 1, 0.35, "20")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("分值合计是 110")).to_be_visible()
    type_into(page, 2, 0.35, "80")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("/ 20.00")).to_be_visible()
    page.reload()
    page.get_by_text("21表", exact=False).first.click()
    expect(page.get_by_text("/ 20.00")).to_be_visible()
