"""The import page under AppTest: each kind of file, both languages; settled, taken back, confirmed. What a browser adds stands in tests/browser/."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from scorecard import settings, ui
from scorecard.adopting import adopt_reading
from scorecard.auth import local
from scorecard.i18n import text
from scorecard.importing.drafts import Draft, drafts, keep_draft
from scorecard.importing.proposing import propose
from scorecard.importing.settling import settle
from scorecard.importing.sources.apart import read_apart
from scorecard.menu import FILES

BUDGETS = Path(__file__).parent / "files" / "budget"
Open = Callable[..., AppTest]


@pytest.fixture
def opened(afresh: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """opened(file, **query): the import page with a file under way, on a store without a budget (with the delivered one: delivered=True)."""

    def go(file: str = "", delivered: bool = False, lang: str = "zh") -> AppTest:
        if not delivered:
            monkeypatch.setenv("SCORECARD_BUDGET", "")
        app = AppTest.from_file(str(settings.ROOT / "app.py"), default_timeout=60)
        app.query_params["lang"] = lang
        if file:
            draft = Draft(file, (BUDGETS / file).read_bytes(), "张三", datetime(2026, 1, 15))
            keep_draft(afresh / "imports", draft)
            app.query_params["draft"] = draft.checksum
        return app.switch_page(FILES["import_tables"]).run()

    yield go
    ui._real_store().close()


def press(app: AppTest, key: str, nth: int = 0) -> AppTest:
    words = text(key, "zh")
    return [button for button in app.button if words in button.label][nth].click().run()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("file", ["seed.pdf", "seed_nolines.pdf", "seed.xls", "h1.xlsx", "h3.xlsx", "h7_broken.xlsx", "seed_raw.txt"])
def test_every_kind_of_file_is_shown_with_what_stands_open_first(opened: Open, file: str, lang: str) -> None:
    app = opened(file, lang=lang)
    assert not app.exception
    headings = [h.value for h in app.header]
    assert headings.index(text("import.to_settle", lang)) == 0 if file != "h3.xlsx" else text("import.to_settle", lang) in headings
    assert any(text("import.as_printed", lang) in button.label for button in app.button) or file == "h3.xlsx"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_open_item_has_its_fix(opened: Open, lang: str) -> None:
    """Each of a broken file's faults in turn: its sentence, and something to do about it."""
    app = opened("h7_broken.xlsx", lang=lang)
    box = next(b for b in app.selectbox if b.label.startswith(text("import.item", lang, open=7)[:4]))
    assert len(box.options) == 7
    for n in range(7):
        app = next(b for b in app.selectbox if b.label == box.label).select_index(n).run()
        assert not app.exception
        assert any(text("import.save_fix", lang) in b.label for b in app.button) and app.text_input


def test_a_whole_import(opened: Open, tmp_path: Path) -> None:
    app = opened("seed.xlsx")
    assert app.button[-1].disabled
    app = press(app, "import.as_printed")
    settled = drafts(tmp_path / "imports")[0].settlements
    assert list(settled.values()) == [text("import.confirmed", "zh")]
    while any(text("import.as_printed", "zh") in b.label for b in app.button):
        app = press(app, "import.as_printed")
    assert not app.exception and not ui._real_store().budgets()
    app = press(app, "import.confirm")
    assert [len(b.indicators) for b in ui._real_store().budgets().values()] == [24]
    assert any(text("import.adopted", "zh", what="")[:3] in s.value for s in app.success) and drafts(tmp_path / "imports") == []
    (version,) = ui._real_store().versions("047022", 2025)
    assert version.origin == "seed.xlsx"


def test_a_broken_rule_stands_only_with_a_reason(opened: Open, tmp_path: Path) -> None:
    app = press(opened("h7_broken.xlsx"), "import.as_printed")
    assert [e.value for e in app.error] == [text("import.reason_needed", "zh")] and not drafts(tmp_path / "imports")[0].settlements
    reason = next(t for t in app.text_input if t.label == text("import.reason", "zh"))
    reason.input("批复如此")
    press(app, "import.as_printed")
    assert list(drafts(tmp_path / "imports")[0].settlements.values()) == ["批复如此"]


def test_a_corrected_cell_is_read_anew_and_can_be_taken_back(opened: Open, tmp_path: Path) -> None:
    app = opened("seed.xlsx")
    area = next(t for t in app.text_area if t.label == text("import.lines", "zh"))
    assert area.value == "资金使用合格率≥95%\n质量培训班学员通过率≥100%"
    area.input("资金使用合格率≥95%\n质量培训班学员通过率≥98%")
    app = press(app, "import.save_fix")
    (key,) = drafts(tmp_path / "imports")[0].settlements
    assert key.startswith("cell:") and key.endswith(":text")
    assert not any("学员通过率≥100%" in option for box in app.selectbox[:1] for option in box.options)


def test_the_file_that_is_in_force_changes_nothing(opened: Open) -> None:
    app = opened("seed.xlsx", delivered=True)
    while any(text("import.as_printed", "zh") in b.label for b in app.button):
        app = press(app, "import.as_printed")
    assert any(text("import.nothing_changes", "zh") == i.value for i in app.info)


def test_a_new_year_opens_with_last_years_programmes(opened: Open, tmp_path: Path) -> None:
    app = opened(delivered=True)
    words = text("import.new_year", "zh", old=2025, new=2026)
    app = next(b for b in app.button if b.label == words).click().run()
    assert not app.exception and len(drafts(tmp_path / "imports")) == 1
    while any(text("import.as_printed", "zh") in b.label for b in app.button):
        app = press(app, "import.as_printed")
    press(app, "import.confirm")
    budgets = ui._real_store().budgets()
    assert set(budgets) == {("047022", 2025), ("047022", 2026)} and len(budgets["047022", 2026].indicators) == 24


def test_left_resumed_and_discarded(opened: Open, tmp_path: Path) -> None:
    app = press(opened("seed.xlsx"), "import.leave")
    app = press(app, "import.resume")
    assert any(text("import.to_settle", "zh") == h.value for h in app.header)
    app = press(app, "import.discard")
    assert drafts(tmp_path / "imports") == [] and not any(text("import.to_settle", "zh") == h.value for h in app.header)


@pytest.mark.parametrize("file", ["h1.xlsx", "h3.xlsx", "seed_raw.txt"])
def test_every_page_opens_with_an_imported_budget(opened: Open, file: str) -> None:
    """Another unit's tables, many programmes, the national form: whatever is imported, no page stumbles over it."""
    opened()
    store, content = ui._real_store(), (BUDGETS / file).read_bytes()
    given = {"unit_code": "009001", "unit_name": "某某中学", "year": "2025" if file != "h1.xlsx" else "2026"}
    source = read_apart(file, content)
    answers = given | {item.key: "已确认" for item in settle(source, given).items}
    problems = propose(settle(source, answers), answers, {}).problems
    assert not problems
    (budget, *_) = adopt_reading(store, settle(source, answers), answers, file, content, by=local("张三"))
    for page in FILES:
        for lang in ("zh", "en"):
            app = AppTest.from_file(str(settings.ROOT / "app.py"), default_timeout=60)
            app.query_params["lang"] = lang
            assert not app.switch_page(FILES[page]).run().exception, page
    assert len(store.budgets()[budget.unit.unit_code, budget.fiscal_year].indicators) == len(budget.indicators)
