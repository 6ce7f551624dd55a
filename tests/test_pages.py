"""Every page under AppTest: both languages, empty and sample, good input and bad. What a browser adds stands in tests/browser/."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.state.query_params import QueryParams
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from scorecard import recording, settings, turns, ui, ui_entries
from scorecard.auth import local
from scorecard.holding import assign, decided, hold, meetings, place, seal
from scorecard.i18n import text
from scorecard.keeping import adopt, place_unit, state
from scorecard.meetings import Meeting
from scorecard.menu import FILES
from scorecard.model import Rhythm, Statement
from scorecard.problems import Problem, Refused

PAGES = tuple(FILES)
LANGS = ("zh", "en")
LINKED = re.compile(r'<a href="indicator\?[^>]*id=[^>]*><svg role="img" aria-label="([^"]*)"')
Open = Callable[..., AppTest]


@pytest.fixture
def opened(afresh: Path, delivered: Path) -> Iterator[Open]:
    """opened(page, **query): the app at a page, run once, on an empty store of its own."""
    shutil.copy(delivered, afresh / "performance.duckdb")
    started: list[AppTest] = []

    def go(page: str = "overview", **query: str) -> AppTest:
        app = AppTest.from_file(str(settings.ROOT / "app.py"), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        started.append(app)
        return app.run() if page == "overview" else app.switch_page(FILES[page]).run()

    yield go
    if any(not app.error for app in started):
        ui._real_store().close()


def html(app: AppTest) -> str:
    """What our own drawings put on the page."""
    return "".join(json.loads(element.proto.json)["drawing"] for element in app.get("bidi_component"))


def alts(app: AppTest) -> list[str]:
    """What is read out for the wall's linked pictures."""
    return LINKED.findall(html(app))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("sample", ["0", "1"], ids=["empty", "sample"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs(opened: Open, page: str, sample: str, lang: str) -> None:
    app = opened(page, lang=lang, sample=sample)
    assert not app.exception
    assert not app.error
    if page == "meeting" and sample == "1":
        assert 'role="heading"' in html(app)
    elif page != "indicator":
        assert app.title[0].value == text(f"page.{page}", lang)


@pytest.mark.parametrize(("page", "heavy"), [("indicator", True), ("budget", True), ("portfolio", True), ("agenda", True), ("overview", False),
                                             ("record", False)])
def test_nothing_holds_up_the_head(opened: Open, monkeypatch: pytest.MonkeyPatch, page: str, heavy: bool) -> None:
    said: list[bool] = []
    monkeypatch.setattr(turns, "head_there", lambda new, heavy: [said.append(new and heavy), st.stop()])
    app = opened(page, sample="1")
    assert said == [heavy]
    (menu,) = app.get("bidi_component")  # and with it no drawing of the page's own
    assert "<nav" in menu.proto.json and len(app.title) == 1
    assert not [kind for kind in ("plotly_chart", "arrow_data_frame", "metric", "selectbox", "header", "form") if app.get(kind)]


def test_only_a_new_head_is_waited_for(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[bool] = []
    monkeypatch.setattr(turns, "head_there", lambda new, heavy: waited.append(new) if new else None)
    app = opened("indicator", sample="1", id="21-01")
    assert waited == [True]
    app.run()
    assert len(waited) == 1  # a field of the page has changed
    app.selectbox(key="indicator_21-01").set_value("22-03").run()
    assert len(waited) == 2
    app.switch_page(FILES["budget"]).run()
    assert len(waited) == 3


@pytest.mark.parametrize("lang", LANGS)
def test_the_empty_wall_has_24_targets_and_a_first_step(opened: Open, lang: str) -> None:
    app = opened(lang=lang)
    assert len(alts(app)) == 24
    assert all(text("status.no_entry", lang) in alt for alt in alts(app))
    assert text("overview.first_step", lang) in [m.value for m in app.markdown]


def test_the_sample_wall_reads_as_it_was_on_25_july(opened: Open) -> None:
    told = "\n".join(alts(opened(sample="1")))
    assert "缺陷产品召回次数：关注。应完成 11.3 次，实际 10 次，差 1.3 次；要达标，今后每月须 1.9 次" in told
    assert "召回业务工作开展成本：关注。花得快：应在 11.29 万元内，已用 12.60；今后每月不超 1.42 万元" in told
    assert len(set(re.findall(r'indicator\?[^"]*id=(\d\d-\d\d)', html(opened(sample="1"))))) == 24


def test_the_filter_keeps_what_it_says(opened: Open) -> None:
    def groups(show: str) -> str:
        return html(opened(sample="1", show=show)).split('id="show-21"')[1]

    at_risk = LINKED.findall(groups("at_risk"))
    assert len(at_risk) == 3
    assert all("滞后" in alt for alt in at_risk)
    assert set(re.findall(r"id=(\d\d)-\d\d", groups("22"))) == {"22"}
    assert len(LINKED.findall(groups("22"))) == 9
    both = html(opened(sample="1", show="at_risk,23"))
    assert re.search(r'id="show-at_risk" href="\./\?[^"]*show=23"', both)  # pressed again, it goes
    assert re.search(r'id="show-behind" href="\./\?[^"]*show=at_risk%2C23%2Cbehind"', both)
    assert "没有符合的指标" in html(opened(sample="1", show="done,21"))


@pytest.mark.parametrize("indicator_id", [f"{form}-{n:02}" for form, many in (("21", 1), ("22", 9), ("23", 14)) for n in range(1, many + 1)])
def test_every_indicator_has_its_page(opened: Open, indicator_id: str) -> None:
    app = opened("indicator", sample="1", id=indicator_id)
    assert not app.exception
    assert app.query_params["id"] == [indicator_id] or app.query_params["id"] == indicator_id
    app.session_state["indicator_sql"] = True  # opened
    assert any("select" in code.value for code in app.run().code)


def test_an_indicators_entries_are_text_the_latest_first_and_all_to_sort_on_request(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def listed(app: AppTest) -> list[str]:
        return re.findall(r"<tr><td nowrap>(2025-\d\d-\d\d)</td>", html(app))

    monkeypatch.setattr(ui_entries, "LATEST", 6)
    app = opened("indicator", sample="1", id="21-01")
    assert app.header[-1].value == text("indicator.entries", "zh", many=6)  # no more than these
    assert len(listed(app)) == 6 and listed(app) == sorted(listed(app), reverse=True) and not app.get("arrow_data_frame")
    monkeypatch.setattr(ui_entries, "LATEST", 3)
    ui._drawn.clear()
    app.run()
    assert app.header[-1].value.startswith(text("indicator.entries", "zh", many=6)) and text("indicator.latest", "zh", many=3) in app.header[-1].value
    assert len(listed(app)) == 3
    app.session_state["every_entry"] = True  # opened
    app.run()
    assert len(app.dataframe[0].value) == 6 and list(app.dataframe[0].value[text("listing.occurred", "zh")][:3]) == listed(app)


def test_the_journals_latest_are_text_on_the_form(opened: Open) -> None:
    app = fill(opened("record"), "recall", FORMS["recall"] | {"recall_number": "ZH-<b>1"})
    assert journal() == ["recall"]
    assert "ZH-&lt;b&gt;1 · " in html(app) and not app.get("arrow_data_frame")


def test_a_past_day_says_so_and_leads_back(opened: Open) -> None:
    app = opened(sample="1", as_of="2025-04-30")
    back = next(b for b in app.button if b.label == "回到最新")
    back.click().run()
    assert "as_of" not in app.query_params


def test_the_selection_outlives_a_change_of_page(opened: Open) -> None:
    app = opened(sample="1", as_of="2025-04-30", lang="en")
    app.query_params.clear()
    app.switch_page("pages/monitoring/budget.py").run()
    assert app.title[0].value == "Execution"
    assert "2025-04-30" in app.query_params["as_of"]


def test_money_and_sums(opened: Open) -> None:
    app = opened("budget", sample="1")
    assert [m.value for m in app.metric] == ["336.00 万元", "181.78 万元", "54.1%", "0.69 万元"]


@pytest.mark.parametrize("query", [
    {"year": "abc", "as_of": "2025-99-99", "id": "<script>alert(1)</script>", "unit": "none", "correct": "nothing", "op": "x" * 3000, "meeting": "never"},
    {"as_of": "2030-01-01", "lang": "xx", "saved": "nothing", "sample": "maybe", "known_at": "soon", "show": "all"}],
                         ids=["year and day", "language and sample"])
@pytest.mark.parametrize("page", PAGES)
def test_no_address_breaks_a_page(opened: Open, page: str, query: dict[str, str]) -> None:
    app = opened(page, **query)
    assert not app.exception


# --- logging -------------------------------------------------------------------------------------------------------

FORMS = {
    "recall": {"recall_number": "ZH-1", "producer": "某电器", "product": "电热毯"},
    "training_session": {"title": "第一期", "attended": 50, "assessed": 50, "passed": 49},
    "survey": {"sent": 60, "returned": 58, "valid": 56, "satisfied": 54},
    "payment": {"amount_yuan": "3250.00", "budget_line": "运转开支", "voucher": "记-1"},
    "monitoring_point": {"name": "社区一号"},
    "milestone": {"indicator": "22-07"},
    "appraisal": {"indicator": "22-08", "evidence_text": "7月10日约谈 12 家企业"},
    "budget_adjustment": {"budget_line": "基本支出", "amount_yuan": "-100.00", "document": "湘财〔2025〕1号"},
}


def fill(app: AppTest, kind: str, answers: dict[str, object]) -> AppTest:
    """Choose a kind, answer its fields, press save."""
    if kind != "recall":
        app.button_group(key="record_kind").set_value(kind).run()
    for widget in (*app.text_input, *app.number_input, *app.selectbox, *app.text_area):
        field = (widget.key or "").rpartition(".")[2]
        if field in answers:
            widget.set_value(answers[field])
    return app.button(key="record_save").click().run()


def journal() -> list[str]:
    return [entry.fact.kind for entry in ui._real_store().entries("047022", 2025)]


@pytest.mark.parametrize("kind", FORMS)
def test_every_kind_is_logged_through_its_form(opened: Open, kind: str) -> None:
    app = fill(opened("record"), kind, FORMS[kind])
    assert not app.exception
    assert journal() == [kind]
    assert [s.value for s in app.success] == [f"已保存：{text(f'kind.{kind}', 'zh')}"]
    assert app.button_group(key="record_kind").value == kind, "the next one is often of the same kind"
    assert {w.value for w in app.text_input} <= {"", None}, "and begins empty"


@pytest.mark.parametrize(("kind", "wrong", "said"), [
    ("training_session", {"passed": 51}, "通过人数：51 多于“考核人数”的 50"),
    ("payment", {"amount_yuan": "12,5"}, "不是数字"),
    ("payment", {"amount_yuan": "1.234"}, "小数位太多"),
    ("recall", {"recall_number": ""}, "召回编号：必填"),
    ("survey", {"satisfied": 57}, "57 多于“有效份数”的 56"),
])
def test_what_is_wrong_is_said_and_nothing_is_stored(opened: Open, kind: str, wrong: dict[str, object], said: str) -> None:
    app = fill(opened("record"), kind, FORMS[kind] | wrong)
    assert not app.exception
    assert any(said in t.value for t in app.text)
    assert journal() == []


def test_no_address_on_the_way_is_a_new_form_that_does_not_say_what_was_saved(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server may be killed between any two messages, and the browser then asks for the last address it was told."""
    told: list[set[str]] = []
    send = QueryParams._send_query_param_msg

    def heard(params: QueryParams) -> None:
        told.append(set(params.to_dict()))
        send(params)

    app = opened("record")
    monkeypatch.setattr(QueryParams, "_send_query_param_msg", heard)
    fill(app, "recall", FORMS["recall"])
    assert len(told) >= 2 and all("op" in address or "saved" in address for address in told) and "saved" in told[-1]


def test_a_number_used_twice_is_refused(opened: Open) -> None:
    app = fill(opened("record"), "recall", FORMS["recall"])
    app = fill(app, "recall", FORMS["recall"])
    assert any("已经登记过" in t.value for t in app.text)
    assert journal() == ["recall"]


def test_a_plan_by_month_is_made_by_whoever_opens_it(opened: Open) -> None:
    app = opened("indicator", id="23-05")
    assert not app.number_input and not app.code  # what nobody opened is not there
    app.session_state["indicator_plan"] = app.session_state["indicator_sql"] = True
    app.run()
    assert [field.key for field in app.number_input] == [f"plan_23-05_{month}" for month in range(12)]  # in the order they are read on a phone
    assert app.number_input(key="plan_23-05_11").value == 20 and "from entry" in app.code[0].value
    for month in range(12):
        app.number_input(key=f"plan_23-05_{month}").set_value(0.0 if month < 6 else 20.0)
    next(button for button in app.button if button.label == text("indicator.plan_save", "zh")).click().run()
    assert not app.exception and len(app.number_input) == 12
    assert ui.store_of(False).budgets()["047022", 2025].plan("23-05").cumulative == (Decimal(0),) * 6 + (Decimal(20),) * 6


def test_correcting_and_withdrawing(opened: Open) -> None:
    app = fill(opened("record"), "recall", FORMS["recall"])
    first = ui._real_store().entries("047022", 2025)[0].fact.op_key
    app.query_params.pop("saved", None)
    app.query_params["correct"] = first
    app.run()
    app = fill(app, "recall", {"product": "电饭锅"})
    newest = ui._real_store().entries("047022", 2025)[0]
    assert (newest.fact.supersedes, getattr(newest.fact, "product", "")) == (first, "电饭锅")
    assert not any(s.key and s.key.startswith("pick.") for s in app.selectbox)  # the year's entries are not listed until asked for
    app.session_state["record_change"] = True
    picker = next(s for s in app.run().selectbox if s.key and s.key.startswith("pick."))
    picker.set_value(newest.fact.op_key).run()
    app.button(key="record_withdraw").click().run()
    assert ui._real_store().entries("047022", 2025)[0].fact.withdraws == newest.fact.op_key
    assert ui._real_store().check().findings == []


def test_the_sample_takes_no_entry(opened: Open) -> None:
    app = opened("record", sample="1")
    assert "record_save" not in {b.key for b in app.button}
    assert app.info[0].value == text("problem.read_only", "zh")


def test_a_store_held_by_another_process_is_said_in_a_sentence(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def held() -> None:
        raise Refused([Problem("store_held", values={"path": "x.duckdb", "pid": "4711"})])

    monkeypatch.setattr(ui, "open_store", held)
    app = opened()
    assert not app.exception
    assert "4711" in app.error[0].value


def test_the_form_asks_for_the_latest_day(opened: Open) -> None:
    app = opened("record")
    assert any(d.value == date(2025, 12, 31) for d in app.date_input)


def test_the_self_evaluation_is_an_estimate_that_a_trial_moves_and_nothing_saves(opened: Open) -> None:
    app = opened("self_evaluation", sample="1")
    assert next(m.value for m in app.metric) == "65.49"
    told = next(m.value for m in app.markdown if "预估得分 65.49 →" in m.value)
    assert "66.15（+0.66）" in told
    app.number_input(key="trial_number").set_value(0).run()
    assert not any("预估得分 65.49 →" in m.value for m in app.markdown)
    assert next(m.value for m in app.metric) == "65.49"
    assert not app.exception


@pytest.mark.parametrize("kind", ["training_session", "survey", "payment", "monitoring_point"])
def test_every_kind_can_be_tried(opened: Open, kind: str) -> None:
    app = opened("self_evaluation", sample="1")
    app.button_group(key="trial_kind").set_value(kind).run()
    assert not app.exception
    assert any("预估得分 65.49 →" in m.value for m in app.markdown)


# --- the forms -----------------------------------------------------------------------------------------------------


def on_form(opened: Open, page: str, kind: str = "monitoring", programme: str = "21", **query: str) -> AppTest:
    app = opened(page, **query)
    if page == "official_form":
        app.button_group(key="kind").set_value(kind).run()
    return app.button_group(key="programme").set_value(programme).run()


def button(app: AppTest, label: str) -> Button:
    return next(b for b in app.button if label in b.label)


def test_proposals_are_adopted_as_a_draft(opened: Open) -> None:
    app = on_form(opened, "monitoring", programme="22")
    for n in range(3):
        fact = {"kind": "training_session", "op_key": f"t{n}", "programme": "22", "title": "班", "attended": 50, "assessed": 50, "passed": 50,
                "occurred_on": "2025-03-01"}
        assert recording.save(ui._real_store(), fact, today=date(2026, 1, 1), by=local("tester")) == []
    app.run()
    button(app, "采用全部提议").click().run()
    assert not app.exception and not app.error
    stated = {s.indicator_id: s.value for s in ui._real_store().statements("047022", 2025)}
    assert stated["22-04"] == "certain"
    assert "22-03" not in stated  # nothing was logged: nothing to propose


def test_a_form_is_handed_in_and_kept_while_facts_go_on(opened: Open) -> None:
    app = on_form(opened, "official_form")
    store = ui._real_store()
    state(store, "047022", 2025, [Statement("monitoring", "21", 12, "21-01", "possibility", "certain")], by=local("tester"))
    app.text_input(key="monitoring_12_21_forecast_wan").set_value("20")
    app.text_input(key="monitoring_12_21_filled_by").set_value("李㙍")
    button(app, "保存").click().run()
    assert not app.exception
    button(app, "确认提交").click().run()
    (kept,) = store.submissions("047022", 2025)
    assert "李㙍" in kept.content and kept.cut_off == 12
    assert any("已提交" in m.value for m in app.markdown)
    assert any(kept.checksum[:16] in t.value for t in app.text)
    state(store, "047022", 2025, [Statement("monitoring", "21", 12, "", "filled_by", "别人")], by=local("tester"))
    app.run()
    assert [s.content for s in store.submissions("047022", 2025)] == [kept.content]


def test_a_form_that_lacks_something_cannot_be_handed_in(opened: Open) -> None:
    for lang in LANGS:
        app = on_form(opened, "official_form", kind="self_evaluation", programme="22", lang=lang)
        assert any(text("lacking.objective_actual", lang) in t.value for t in app.text)
        with pytest.raises(StopIteration):
            button(app, text("official_form.submit_now", lang)).click()


def test_an_amount_that_is_none_is_refused_in_words(opened: Open) -> None:
    app = on_form(opened, "official_form")
    app.text_input(key="monitoring_12_21_forecast_wan").set_value("many")
    button(app, "保存").click().run()
    assert any("不是金额" in t.value for t in app.text)
    assert ui._real_store().statements("047022", 2025) == ()


# --- the meeting ---------------------------------------------------------------------------------------------------


def test_what_changed_is_said_and_drawn(opened: Open) -> None:
    app = opened("changes", sample="1")
    assert any("平稳 13→12" in m.value for m in app.markdown)
    assert "8 次 → 10 次" in html(app)
    assert any("1 项好转，1 项变差" in m.value for m in app.markdown)


@pytest.mark.parametrize("lang", LANGS)
def test_an_adjusted_budget_shows_from_its_day_on(opened: Open, lang: str) -> None:
    app = opened("overview", lang=lang)
    store = ui._real_store()
    old = store.budgets()["047022", 2025]
    recalls = old.indicator("22-03")
    assert recalls
    kept = [replace(i, target=replace(i.target, value=Decimal(12))) if i == recalls else i for i in old.indicators if i.indicator_id != "22-04"]
    adopt(store, [replace(old, unit=replace(old.unit, name="改名后的中心", name_en="Renamed centre"), indicators=tuple(kept))], effective_on=date(2025, 7, 1),
          by=local("t"))
    for as_of, shown, target, renamed in (("2025-06-30", 24, "≥10", False), ("2025-07-01", 23, "≥12", True)):
        app = opened("indicator", lang=lang, as_of=as_of, id="22-03")
        assert len(next(box for box in app.selectbox if str(box.key).startswith("indicator_")).options) == shown
        assert any(target in c.value for c in app.caption)
        app = opened("overview", lang=lang, as_of=as_of)
        assert any("改名后的中心" in c.value or "Renamed centre" in c.value for c in app.caption) is renamed
        for page in PAGES:
            assert not opened(page, lang=lang, as_of=as_of).exception, page
    app = opened("changes", lang=lang, as_of="2025-07-02")
    assert [t.value.partition("≥")[2] for t in app.text if "≥10" in t.value] == ["10 次 → ≥12 次" if lang == "zh" else "10 times → ≥12 times"]
    assert sum("质量培训班" in t.value or "Training sessions" in t.value for t in app.text) == 1


def test_a_budget_in_the_long_form_opens_every_page(opened: Open) -> None:
    opened("overview")
    store = ui._real_store()
    old = store.budgets()["047022", 2025]
    of_long = {p.programme_id for p in old.programmes if p.form == "22"}
    adopt(store, [replace(old, programmes=tuple(replace(p, form="long") if p.programme_id in of_long else p for p in old.programmes),
                         indicators=tuple(replace(i, form="long") if i.programme_id in of_long else i for i in old.indicators))], by=local("t"))
    for page in PAGES:
        assert not opened(page).exception, page


def test_a_decision_is_made_moved_and_done(opened: Open) -> None:
    app = opened("decisions")
    key = app.query_params["op"][0] if isinstance(app.query_params["op"], list) else app.query_params["op"]
    button(app, "记下").click().run()
    assert sum("必须填写" in t.value or "请填写" in t.value or "事项" in t.value for t in app.text) >= 1
    app.text_area(key=f"wording_{key}").set_value("=约谈 <b>某电器</b>")
    app.text_input(key=f"owner_{key}").set_value("李某")
    app.date_input(key=f"due_on_{key}").set_value(date(2026, 1, 5))
    button(app, "记下").click().run()
    assert not app.exception
    ((decision,), store) = decided(ui._real_store(), "047022", 2025), ui._real_store()
    assert (decision.now.wording, decision.now.owner, decision.open) == ("=约谈 <b>某电器</b>", "李某", True)
    key = app.query_params["op"][0] if isinstance(app.query_params["op"], list) else app.query_params["op"]
    app.text_input(key=f"why_{key}").set_value("约好了")
    button(app, "保存变动").click().run()
    assert not app.exception
    (decision,) = decided(store, "047022", 2025)
    assert [s.state for s in decision.steps] == ["open", "done"]
    assert not any("保存变动" in b.label for b in app.button)


@pytest.mark.parametrize("lang", LANGS)
def test_a_form_saved_before_is_not_taken_for_saved_once_it_is_changed(opened: Open, lang: str) -> None:
    """Back in the browser, something changed, saved again: the entry stands as it was, and the page does not say that this was saved."""
    fact = {"kind": "recall", "op_key": "kept", "programme": "22", "occurred_on": "2025-07-01", "recall_number": "A-1", "producer": "x", "product": "y"}
    app = opened("record", lang=lang, op="kept")
    store = ui._real_store()
    for lots, said in ((1, []), (1, []), (2, ["saved_with_other_content"])):
        assert [p.code for p in recording.save(store, fact | {"lots": lots}, today=date(2026, 1, 1), by=local("tester"))] == said
    for label, words in (("recall_number", "A-1"), ("producer", "x"), ("product", "another")):
        next(asked for asked in app.text_input if str(asked.key).endswith(f".{label}")).set_value(words)
    app.button(key="record_save").click().run()
    assert f"• {text('problem.saved_with_other_content', lang)}" in [t.value for t in app.text] and not app.success
    assert [(e.fact.product, e.fact.lots) for e in store.entries("047022", 2025)] == [("y", 1)]


def test_a_meeting_is_sealed_and_later_corrections_stand_beside_it(opened: Open) -> None:
    for lang in LANGS:
        app = opened("sealed", lang=lang)
        assert any(text("sealed.none", lang) in i.value for i in app.info)
    store = ui._real_store()
    hold(store, "047022", 2025, Meeting(date(2025, 7, 28), "王某"), by=local("tester"))
    app.run()
    button(app, text("sealed.seal_now", "en")).click().run()
    assert not app.exception
    assert app.query_params["meeting"] in ("2025-07-28", ["2025-07-28"])
    assert any(text("sealed.unchanged", "en") in c.value for c in app.caption)
    fact = {"kind": "training_session", "op_key": "t", "programme": "22", "title": "班", "attended": 5, "assessed": 5, "passed": 5, "occurred_on": "2025-03-01"}
    assert recording.save(store, fact, today=date(2026, 1, 1), by=local("tester")) == []
    app.run()
    assert not app.exception
    assert any(text("sealed.changed", "en", many=4) in c.value for c in app.caption)


def test_a_sealed_meeting_opens_any_page_as_it_was_known(opened: Open) -> None:
    """时光机: `?meeting=` is that day, as known when it was sealed; the bar says so and leads back."""
    app = opened("agenda", as_of="2025-07-28")
    store, key = ui._real_store(), ("047022", 2025)
    fill = {"kind": "recall", "programme": "22", "occurred_on": "2025-07-01", "recall_number": "A-1", "producer": "x", "product": "y", "lots": "1"}
    assert recording.save(store, fill | {"op_key": "a"}, today=date(2026, 1, 1), by=local("t")) == []
    hold(store, *key, Meeting(date(2025, 7, 28)), by=local("t"))
    seal(store, *key, Meeting(date(2025, 7, 28)), by=local("t"))
    assert recording.save(store, fill | {"op_key": "b", "recall_number": "A-2"}, today=date(2026, 1, 1), by=local("t")) == []
    app = opened(meeting="2025-07-28")
    assert any("登记时 1 次" in alt for alt in alts(app)) and not any("2 次" in alt for alt in alts(app))
    assert any("按" in m.value and "所知" in m.value for m in app.markdown)
    button(app, "回到最新").click().run()
    assert "known_at" not in app.query_params and any("2 次" in alt for alt in alts(app))


def test_owners_and_rhythm_are_kept_and_found_again(opened: Open) -> None:
    app = opened("owners")
    assert not app.exception
    assign(ui._real_store(), "047022", 2025, {"22-03": ("李某、王某", Rhythm.MONTHLY)}, by=local("t"))
    app = opened("mine", person="王某")
    assert not app.exception and app.selectbox(key="person").value == "王某"
    assert app.selectbox(key="person").options == ["李某", "王某"]
    assert "缺陷产品召回次数" in html(app)


def test_the_agenda_begins_a_meeting_and_finds_its_place_again(opened: Open) -> None:
    app = opened("agenda", as_of="2025-07-28")
    app.text_input[0].set_value("周某")
    button(app, "开始例会").click().run()
    store, key = ui._real_store(), ("047022", 2025)
    assert not app.exception
    (meeting,), there = meetings(store, *key), place(store, *key, date(2025, 7, 28))
    assert (meeting.held_on, meeting.chaired_by) == (date(2025, 7, 28), "周某") and there is not None and there.item == "rest"
    app = opened("meeting", as_of="2025-07-28")
    button(app, "下一项").click().run()
    there = place(store, *key, date(2025, 7, 28))
    assert not app.exception and there is not None and there.item == "close"
    assert "本次新定 0 件" in html(opened("meeting", as_of="2025-07-28"))


# --- many units ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def three_units(opened: Open) -> Open:
    """Beside the unit whose tables are delivered two more, one of them in a folder; nothing logged."""
    opened("mine")
    store = ui._real_store()
    (budget,) = store.budgets().values()
    adopt(store, [replace(budget, unit=replace(budget.unit, unit_code=code, name=name, name_en=None)) for code, name in (("1", "甲站"), ("2", "乙站"))],
          by=local("t"))
    place_unit(store, "2", ("市州", "长沙"), by=local("t"))
    return opened


def unit_links(app: AppTest) -> list[str]:
    return re.findall(r'id="unit-([^"]*)"', html(app))


@pytest.mark.parametrize("lang", LANGS)
def test_all_units_at_once_each_leading_to_its_wall(three_units: Open, lang: str) -> None:
    app = three_units("portfolio", lang=lang)
    assert not app.exception and not app.error
    assert sorted(unit_links(app)) == ["047022", "1", "2"]
    assert re.search(r'<a id="unit-2" href="\./\?[^"]*unit=2&amp;year=2025"', html(app))
    assert f"{text('headline.mend', lang)} 3" in html(app)
    assert "市州/长沙" in html(app)


def test_units_are_filtered_by_folder_and_by_what_is_typed(three_units: Open) -> None:
    app = three_units("portfolio", folder="市州")
    assert unit_links(app) == ["2"]
    assert sorted(unit_links(three_units("portfolio", folder="nowhere"))) == ["047022", "1", "2"]
    app = three_units("portfolio")
    app.text_input(key="search").set_value("甲站").run()
    assert unit_links(app) == ["1"]
    app.text_input(key="search").set_value("没有").run()
    assert unit_links(app) == [] and text("portfolio.no_hit", "zh") in [i.value for i in app.info]


def test_a_unit_is_put_into_a_folder(three_units: Open) -> None:
    app = three_units("portfolio")

    def save(folder: str) -> None:
        app.session_state["placing"] = True
        app.run()
        app.session_state["placing"] = True  # a test has no browser that keeps it open
        app.text_input[-1].set_value(folder)
        next(b for b in app.button if b.label.startswith(text("portfolio.place_save", "zh"))).click().run()
        assert not app.exception

    save("省局//")
    assert any("•" in t.value for t in app.text)  # a folder in it has no name
    save("省局/直属")
    assert "省局/直属" in html(app)


@pytest.mark.parametrize("lang", LANGS)
def test_money_against_result_is_drawn_only_when_it_is_looked_at(three_units: Open, lang: str) -> None:
    app = three_units("portfolio", lang=lang)
    assert not app.get("plotly_chart")
    app.session_state["beside"] = True
    app.run()
    assert len(app.get("plotly_chart")) == 1 and not app.exception


def test_a_store_without_budgets_leads_to_the_import(opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_BUDGET", "")
    (tmp_path / "performance.duckdb").unlink()
    app = opened("portfolio", lang="zh")
    assert not app.exception and not app.error
    assert any("年度的预算" in i.value for i in app.info)
