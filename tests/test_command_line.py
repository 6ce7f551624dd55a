"""The command line as scripts outside the project use it: exit status, what is printed, and the shape of the JSON."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import Workbook

from scorecard.__main__ import main
from scorecard.auth import local
from scorecard.settings import ROOT

Line = dict[str, object]


class Ran(NamedTuple):
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command against a store of its own."""
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path / "store"))
    monkeypatch.setenv("SCORECARD_TIMEZONE", "Asia/Shanghai")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for name in ("SCORECARD_DATABASE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object) -> Ran:
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            status = int(stop.code or 0)
        return Ran(status, *capsys.readouterr())

    return run


@pytest.fixture
def load(run: Run, tmp_path: Path) -> Run:
    """Loads lines; --json unless told otherwise."""

    def load(lines: Sequence[Line], *options: str) -> Ran:
        path = tmp_path / "facts.jsonl"
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
        return run("load", path, "--as", "张三", *(options or ("--json",)))

    return load


def payment(number: int, amount: str = "100.00", **more: object) -> Line:
    return {"kind": "payment", "op_key": f"p{number}", "occurred_on": "2025-02-03", "amount_yuan": amount, "budget_line": "运转开支",
            "voucher": f"记-{number}", "compliant": True} | more


def recall(number: int, **more: object) -> Line:
    return {"kind": "recall", "op_key": f"r{number}", "occurred_on": "2025-03-04", "programme": "21", "recall_number": f"ZH-{number}",
            "producer": "某厂", "product": "水壶", "lots": 1} | more


def session(number: int, attended: int, assessed: int, passed: int, **more: object) -> Line:
    return {"kind": "training_session", "op_key": f"t{number}", "occurred_on": "2025-04-05", "programme": "22", "title": f"第{number}期",
            "attended": attended, "assessed": assessed, "passed": passed} | more


def assessed(run: Run, *options: object) -> dict[str, Any]:
    """The indicators by id."""
    ran = run("assess", "--json", *(options or ("--as-of", "2025-12-31")))
    assert ran.status == 0, ran.err + ran.out
    return {indicator["id"]: indicator for indicator in ran.json["indicators"]}


# --- what is stored ------------------------------------------------------------------------------------------------


def test_an_empty_store_has_the_24_indicators_of_the_unit(run: Run) -> None:
    document = run("assess", "--json").json
    assert (document["unit"], document["fiscal_year"], document["as_of"], document["known_at"]) == ("047022", 2025, "2025-12-31", None)
    assert [indicator["id"] for indicator in document["indicators"]] == [
        "21-01", *(f"22-{n:02}" for n in range(1, 10)), *(f"23-{n:02}" for n in range(1, 15))]
    assert {indicator["status"] for indicator in document["indicators"]} == {"no_entry"}
    assert (document["total_score"], document["grade"]) == (0, "poor")
    assert document["execution"]["expenditure_yuan"] == "0.00"
    assert document["execution"]["final_budget_yuan"] == "3360000.00"


def test_the_shape_of_an_indicator(run: Run) -> None:
    indicators = assessed(run)
    assert set(indicators["22-01"]) == {
        "id", "form", "programme", "dimension", "category", "name", "target_text", "comparison", "target_value", "measure_word", "deadline",
        "value", "achievement_rate", "expected_to_date", "required_rate", "forecast", "forecast_low", "forecast_high", "probability", "possibility",
        "no_forecast", "rule", "rule_why", "status", "points", "score", "sentence",
        "last_recorded_at", "completed_on", "band", "days_left"}
    cap, date_indicator, wording = indicators["22-01"], indicators["22-07"], indicators["22-08"]
    assert (cap["comparison"], cap["target_value"], cap["measure_word"], cap["deadline"]) == ("<=", 20.29, "万元", None)
    assert (date_indicator["comparison"], date_indicator["target_value"], date_indicator["deadline"]) == ("before", None, "2025-12-31")
    assert (wording["comparison"], wording["band"]) == ("qualitative", None)
    assert set(cap["sentence"]) == {"zh", "en"}
    assert all(cap["sentence"].values())


def test_the_same_file_again_changes_nothing(run: Run, load: Run) -> None:
    lines = [payment(n) for n in range(5)]
    assert load(lines).json == {"ok": True, "recorded": 5, "already": 0, "differing": []}
    before = run("assess", "--json").out
    again = load(lines)
    assert again.status == 0
    assert again.json == {"ok": True, "recorded": 0, "already": 5, "differing": []}
    assert run("assess", "--json").out == before
    assert run("check", "--json").json == {"ok": True, "entries": {"payment": 5}, "findings": []}


def test_a_known_key_with_other_content_changes_nothing_and_is_named(run: Run, load: Run) -> None:
    load([payment(1)])
    ran = load([payment(1, "200.00"), payment(2)])
    assert ran.json == {"ok": True, "recorded": 1, "already": 1, "differing": ["p1"]}
    assert assessed(run)["22-01"]["value"] == 0.02
    said = load([payment(1, "200.00")], "--lang", "zh")
    assert said.status == 0
    assert "p1" in said.out
    assert "supersedes" in said.out


def test_one_bad_row_of_500_stops_all(run: Run, load: Run) -> None:
    load([recall(1)])
    before = run("assess", "--json").out
    lines = [payment(n) for n in range(500)]
    lines[321] = session(9, attended=50, assessed=50, passed=51)
    refused = load(lines)
    assert refused.status == 1
    assert refused.err == ""
    assert refused.json["ok"] is False
    (problem,) = refused.json["problems"]
    assert (problem["line"], problem["field"], problem["code"]) == (322, "passed", "too_large")
    assert "322" in problem["message"]["zh"]
    assert "51" in problem["message"]["zh"]
    assert "50" in problem["message"]["en"]
    assert run("assess", "--json").out == before
    said = load(lines, "--lang", "en")
    assert said.status == 1
    assert said.out == ""
    assert "322" in said.err
    assert run("assess", "--json").out == before


@pytest.mark.parametrize(("bad", "field", "code"), [
    (payment(9, occurred_on="2099-01-01"), "occurred_on", "outside_year"),
    (session(9, 50, 50, 51), "passed", "too_large"),
    (payment(9, budget_line="差旅"), "budget_line", "unknown_line"),
    (payment(9, amount_yuan="0.001"), "amount_yuan", "too_many_places"),
    (payment(9, compliant=False), "reason", "reason_missing"),
    (recall(9, programme="24"), "programme", "unknown_programme"),
    (recall(9, lots=0), "lots", "too_small"),
    (recall(9, colour="red"), "colour", "unknown_field"),
    (recall(9, kind="recal"), "kind", "unknown_kind"),
    ({k: v for k, v in recall(9).items() if k != "producer"}, "producer", "missing"),
    (recall(9, recall_number="ZH-1"), "recall_number", "duplicate_recall_number"),
    (payment(9, voucher="记-1"), "voucher", "duplicate_voucher"),
    (payment(9, supersedes="nobody"), "supersedes", "no_such_fact"),
])
def test_what_is_refused_and_where(run: Run, load: Run, bad: Line, field: str, code: str) -> None:
    load([recall(1), payment(1)])
    before = run("assess", "--json").out
    refused = load([recall(2), payment(2), bad])
    assert refused.status == 1
    assert [(p["line"], p["field"], p["code"]) for p in refused.json["problems"]] == [(3, field, code)]
    assert run("assess", "--json").out == before


def test_a_day_that_has_not_come_is_refused(run: Run, load: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime

    for module in ("__main__", "asking"):
        monkeypatch.setattr(f"scorecard.{module}.today", lambda: datetime.date(2025, 6, 30))
    refused = load([payment(1, occurred_on="2025-07-01")])
    assert [(p["line"], p["field"], p["code"]) for p in refused.json["problems"]] == [(1, "occurred_on", "in_future")]
    assert load([payment(1, occurred_on="2025-06-30")]).status == 0
    assert run("assess", "--json").json["as_of"] == "2025-06-30"


def test_the_same_number_twice_within_a_file(load: Run) -> None:
    refused = load([recall(1), recall(2, recall_number="ZH-1"), payment(1), payment(2, voucher="记-1")])
    assert {(p["line"], p["code"]) for p in refused.json["problems"]} == {(2, "duplicate_recall_number"), (4, "duplicate_voucher")}


# --- hand-calculated -----------------------------------------------------------------------------------------------


def test_sums_and_pooled_ratios_are_those_on_paper(run: Run, load: Run) -> None:
    loaded = load([
        payment(1, "100000.00"), payment(2, "2900.00", compliant=False, reason="发票抬头有误"), payment(3, "-900.00", note="退款"),
        payment(4, "50000.00", budget_line="召回业务工作"), payment(5, "8000.00", budget_line="市场监督管理专项"),
        {"kind": "budget_adjustment", "op_key": "b1", "occurred_on": "2025-05-06", "budget_line": "市场监督管理专项", "amount_yuan": "40000.00",
         "document": "湘财〔2025〕1号"},
        recall(1, lots=3), recall(2, programme="22", lots=2), recall(3, programme="22", status="clue"),
        session(1, 30, 24, 24), session(2, 30, 26, 24),
        {"kind": "survey", "op_key": "s1", "occurred_on": "2025-06-07", "programme": "22", "sent": 100, "returned": 60, "valid": 40, "satisfied": 40},
        {"kind": "survey", "op_key": "s2", "occurred_on": "2025-06-08", "programme": "22", "sent": 10, "returned": 10, "valid": 10, "satisfied": 8},
        {"kind": "monitoring_point", "op_key": "m1", "occurred_on": "2025-02-01", "programme": "21", "name": "某商场"},
        {"kind": "milestone", "op_key": "d1", "occurred_on": "2025-12-18", "programme": "22", "indicator": "完成时间"},
        {"kind": "appraisal", "op_key": "a1", "occurred_on": "2025-07-10", "programme": "23", "indicator": "保护消费者人身和财产安全", "band": "partly",
         "share": 0.7, "evidence_text": "7月10日前停售 3 种"}])
    assert loaded.json == {"ok": True, "recorded": 16, "already": 0, "differing": []}
    indicators = assessed(run)
    by_money = {name: pytest.approx(100 * hits / base, abs=1e-9) for name, hits, base in (
        ("22-05", 149100, 152000), ("23-08", 157100, 160000), ("23-01", 160000, 3400000))}  # compliant of all; spent of the final budget
    no_value = dict.fromkeys(("22-07", "22-08", "23-04", "23-10", "23-11", "23-12", "23-13"))
    assert {name: indicator["value"] for name, indicator in indicators.items()} == by_money | no_value | {
        "21-01": 3,  # lots of programme 21
        "22-01": 10.2,  # (100000 + 2900 - 900) yuan in 万元
        "22-02": 5,
        "22-03": 1,  # the clue does not count
        "22-04": 2,
        "22-06": 96,  # (24 + 24) / (24 + 26), not the mean of 100 % and 92.3 %
        "23-02": 10.2,
        "23-03": 5,
        "22-09": 96,  # (40 + 8) / (40 + 10), not the mean of 100 % and 80 %
        "23-05": 2,  # recalls of both programmes, each once
        "23-06": 2,
        "23-07": 1,
        "23-09": 96,
        "23-14": 96,
    }
    assert (indicators["22-07"]["completed_on"], indicators["22-07"]["status"], indicators["22-07"]["value"]) == ("2025-12-18", "done", None)
    assert (indicators["23-12"]["band"], indicators["23-12"]["achievement_rate"], indicators["23-12"]["value"]) == ("partly", 0.7, None)
    assert indicators["21-01"]["achievement_rate"] == 0.3
    document = run("assess", "--json", "--as-of", "2025-12-31").json
    execution = document["execution"]
    assert (execution["original_budget_yuan"], execution["final_budget_yuan"], execution["expenditure_yuan"]) == ("3360000.00", "3400000.00", "160000.00")
    assert execution["elapsed_rate"] == 1
    fund = next(line for line in execution["lines"] if line["name"] == "市场监督管理专项")
    assert (fund["final_budget_yuan"], fund["expenditure_yuan"], fund["execution_rate"]) == ("240000.00", "8000.00", pytest.approx(1 / 30, abs=1e-9))
    sums = {check["rule"]: check for check in document["reconciliation"]}
    assert sums["projects"] == {"rule": "projects", "holds": True, "detail": "20.00 + 40.29 = 60.29"}
    assert sums["caps_23"]["holds"] is False
    assert " ≠ 60.29" in sums["caps_23"]["detail"]
    assert sums["recalls_logged"]["detail"] == "3 + 1 ≠ 2"


def test_a_correction_and_what_was_known_before_it(run: Run, load: Run) -> None:
    load([payment(1, "100000.00")])
    recorded_at = assessed(run)["22-01"]["last_recorded_at"]
    assert recorded_at.endswith("Z")
    load([payment(2, "200000.00", supersedes="p1", voucher="记-1")])
    assert assessed(run)["22-01"]["value"] == 20
    assert assessed(run, "--known-at", recorded_at)["22-01"]["value"] == 10
    assert assessed(run, "--known-at", "2000-01-01T00:00:00+08:00")["22-01"]["value"] is None
    load([{"withdraws": "p2", "op_key": "w1"}])
    assert assessed(run)["22-01"]["value"] is None
    document = run("assess", "--json", "--known-at", "2025-07-25T09:30:00").json
    assert document["known_at"] == "2025-07-25T01:30:00Z"  # without an offset: the unit's clock


def test_json_is_sorted_and_the_same_every_time(run: Run, load: Run) -> None:
    load([payment(1), recall(1), session(1, 24, 24, 23)])
    first = run("assess", "--json", "--as-of", "2025-07-25").out
    assert first == run("assess", "--json", "--as-of", "2025-07-25").out
    assert first == json.dumps(json.loads(first), ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    assert '"value": 95.8333333333\n' in first
    assert '"target_value": 20.29,' in first
    assert '"target_value": 10,' in first
    assert "万元" in first
    assert not re.search(r"\.\d{11}", first)


def test_the_filled_workbook_loads_like_the_lines(run: Run, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "满意度调查"
    sheet.append(["发生日期", "计入", "发出份数", "收回份数", "有效份数", "满意份数"])
    sheet.append(["2025-06-07", 22, 60, 50, 50, 48])
    book.save(tmp_path / "facts.xlsx")
    assert run("load", tmp_path / "facts.xlsx", "--json").json["recorded"] == 1
    assert run("load", tmp_path / "facts.xlsx", "--json").json == {"ok": True, "recorded": 0, "already": 1, "differing": []}
    assert assessed(run)["22-09"]["value"] == 96
    sheet.append(["2025-06-08", 22, 60, 50, 50, 51])
    book.save(tmp_path / "facts.xlsx")
    (problem,) = run("load", tmp_path / "facts.xlsx", "--json").json["problems"]
    assert (problem["line"], problem["field"]) == (3, "satisfied")
    assert "满意度调查!3" in problem["message"]["en"]


# --- for people ----------------------------------------------------------------------------------------------------


def test_plain_text_is_a_table_in_the_language_asked_for(run: Run, load: Run) -> None:
    assert load([session(1, 24, 24, 23)], "--lang", "zh").out == "新登记 1 条，已有 0 条\n"
    chinese = run("assess", "--as-of", "2025-07-25").out
    assert "047022" in chinese
    assert "2025-07-25" in chinese
    assert "未登记" in chinese
    assert "=100%" in chinese
    assert "20.00 + 40.29 = 60.29" in chinese
    english = run("--lang", "en", "assess", "--as-of", "2025-07-25").out
    assert "no entry" in english
    assert "Defective Product Recall Service Centre" in english
    assert english == run("assess", "--as-of", "2025-07-25", "--lang", "en").out
    from unicodedata import east_asian_width

    rows = [row for row in chinese.splitlines() if "  22-" in row]
    places = {sum(2 if east_asian_width(letter) in "WF" else 1 for letter in row[:row.index("22-")]) for row in rows}
    assert len(rows) == 9
    assert len(places) == 1


def test_check_names_the_entries_by_kind(run: Run, load: Run) -> None:
    load([payment(1), recall(1)])
    ran = run("check", "--lang", "en")
    assert ran.status == 0
    assert "Payment 1" in ran.out
    assert "Recall 1" in ran.out
    assert ran.err == ""


def test_check_reports_a_fault(run: Run, load: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from scorecard.model import Checked, Finding
    from scorecard.store import Store

    monkeypatch.setattr(Store, "check", lambda self: Checked({"payment": 2}, [Finding("double_number", "记-1", "p1 p2")]))
    assert run("check", "--json").json == {"ok": False, "entries": {"payment": 2}, "findings": [{"rule": "double_number", "op_key": "记-1", "detail": "p1 p2"}]}
    ran = run("check")
    assert ran.status == 1
    assert "记-1" in ran.err


# --- what goes wrong around it -------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [
    (), ("load",), ("nothing",), ("assess", "--as-of", "2025-13-01"), ("assess", "--as-of", "tomorrow"), ("assess", "--known-at", "noon"),
    ("report", "--meeting", "2025-02-30"), ("report", "--meeting", "last"),
    ("assess", "--colour"), ("--lang", "fr", "check"), ("load", "facts.jsonl", "--as", "  "), ("load", "facts.jsonl", "--as", "a\x1bb"),
])
def test_wrong_usage_is_status_2_with_a_sentence(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err


@pytest.mark.parametrize(("arguments", "code"), [
    (("assess", "--unit", "999999"), "unknown_unit"),
    (("assess", "--year", "1999"), "unknown_year"),
    (("assess", "--year", "two"), "unknown_year"),
    (("assess", "--as-of", "2024-12-31"), "before_year"),
    (("report",), "no_meeting_yet"),
    (("report", "--meeting", "2025-07-28"), "no_meeting"),
    (("report", "--year", "1999"), "unknown_year"),
    (("load", "no such file.jsonl"), "file_missing"),
    (("load", "/"), "file_unreadable"),
    (("load", "a\0b"), "file_unreadable"),
])
def test_what_cannot_be_done_is_refused_with_one_sentence(run: Run, arguments: tuple[str, ...], code: str) -> None:
    ran = run(*arguments, "--json")
    assert ran.status == 1
    assert ran.err == ""
    assert [problem["code"] for problem in ran.json["problems"]] == [code]
    said = run(*arguments)
    assert said.status == 1
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1


def test_a_day_after_the_year_is_allowed(run: Run, load: Run) -> None:
    load([session(1, 24, 24, 24)])
    after = run("assess", "--json", "--as-of", "2026-03-01")
    assert after.status == 0
    assert after.json["as_of"] == "2026-03-01"
    assert {i["days_left"] for i in after.json["indicators"]} == {-60}


def test_several_units_must_be_told_apart(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    from scorecard.store import Store

    budgets = Store.budgets

    def two(self: Store, *known_at: Any) -> Any:
        of_one = budgets(self, *known_at)
        other = {("1", year): dataclasses.replace(budget, unit=dataclasses.replace(budget.unit, unit_code="1")) for (_, year), budget in of_one.items()}
        return {**of_one, **other}

    monkeypatch.setattr(Store, "budgets", two)
    assert [p["code"] for p in run("assess", "--json").json["problems"]] == ["several_units"]
    assert run("assess", "--unit", "047022", "--json").json["unit"] == "047022"
    monkeypatch.setattr(Store, "budgets", lambda self, *known_at: {} if known_at else {("1", 1): None})
    assert [p["code"] for p in run("assess", "--json").json["problems"]] == ["no_budget"]


def test_a_store_that_is_no_database_is_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "performance.duckdb").write_bytes(b"no database" * 1000)
    for command in (("assess",), ("check",)):
        ran = run(*command, "--json")
        assert ran.status == 1
        assert [p["code"] for p in ran.json["problems"]] == ["store_unreadable"]


def test_a_folder_that_cannot_be_made_is_one_sentence(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path / "file" / "store"))
    ran = run("check", "--json")
    assert ran.status == 1
    assert [p["code"] for p in ran.json["problems"]] == ["store_unreadable"]


def test_an_unknown_time_zone_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_TIMEZONE", "Mars/Olympus")
    assert [p["code"] for p in run("assess", "--json").json["problems"]] == ["unknown_timezone"]


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "SCORECARD", "PYTHONUTF8", "PYTHONIOENCODING"))}
    return bare | {"SCORECARD_DATA": str(tmp_path / "store")} | more


def test_a_store_held_by_another_process_says_by_which(run: Run, tmp_path: Path) -> None:
    hold = "import sys; from scorecard.opening import open_store; store = open_store(); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", hold], cwd=ROOT, env=environment(tmp_path), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            (tmp_path / "facts.jsonl").write_text(json.dumps(payment(1)) + "\n", encoding="utf-8")
            for command in (("assess",), ("check",), ("load", tmp_path / "facts.jsonl")):
                ran = run(*command)
                assert ran.status == 1
                assert ran.out == ""
                assert str(holder.pid) in ran.err
                assert "Traceback" not in ran.err
        finally:
            holder.communicate("")
    assert run("check").status == 0


def test_output_is_utf8_in_a_bare_locale(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scorecard", "assess"]
    for more in ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"}):
        ran = subprocess.run(command, cwd=ROOT, env=environment(tmp_path, **more), capture_output=True, check=False)
        assert ran.returncode == 0, ran.stderr
        assert "未登记" in ran.stdout.decode("utf-8")
    english = subprocess.run(command, cwd=ROOT, env=environment(tmp_path, LANG="en_GB.UTF-8"), capture_output=True, check=False)
    assert "no entry" in english.stdout.decode("utf-8")


def test_a_reader_who_has_seen_enough_gives_no_traceback(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-m", "scorecard", "assess", "--json"], cwd=ROOT, env=environment(tmp_path), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_half_a_character_in_a_file_does_not_break_the_answer(run: Run, tmp_path: Path) -> None:
    (tmp_path / "facts.jsonl").write_bytes(b'{"kind": "survey", "op_key": "\\ud800", "sent": "\\ud800", "\\udfff": 1}\n')
    ran = run("load", tmp_path / "facts.jsonl", "--json")
    assert ran.status == 1
    assert len(ran.json["problems"]) >= 2
    assert run("load", tmp_path / "facts.jsonl").status == 1


def test_the_examples_of_the_documentation_run(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "command_line.md").read_text(encoding="utf-8")
    (facts,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    (tmp_path / "facts.jsonl").write_text(facts, encoding="utf-8")
    shutil.copy(ROOT / "tests" / "files" / "budget" / "seed.xlsx", tmp_path / "预算.xlsx")
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^python -m scorecard (.*)$", page, re.MULTILINE)
    assert len(commands) >= 8
    printed = []
    for command in commands:
        ran = run(*shlex.split(command))
        assert ran.status == 0, ran
        printed.append(ran.out.strip())
    assert printed[0] in page
    assert printed[1] in page
    assert set(json.loads(printed[4])["indicators"][0]) <= set(re.findall(r"`(\w+)`", page))


def test_scores_sum_to_their_total_and_say_their_rule(run: Run) -> None:
    document = run("score", "--json").json
    assert [form["form"] for form in document["forms"]] == ["23", "22", "21"]
    for form in document["forms"]:
        scored = sum(row["score"] or 0 for row in form["indicators"]) + form["execution"]["score"]
        assert form["total_score"] == pytest.approx(scored)
        assert sum(row["points"] for row in form["indicators"]) + form["execution"]["points"] == pytest.approx(100)
        assert all(row["rule"] and row["source"] and row["sure"] in ("read", "recall", "ours") for row in form["indicators"])
    assert run("score").out.count("预算执行率") >= 3


@pytest.fixture
def held(run: Run) -> None:
    """Two meetings in the command's store, the first of them sealed."""
    from contextlib import closing
    from datetime import date

    from scorecard.holding import hold, seal
    from scorecard.meetings import Meeting
    from scorecard.opening import open_store

    with closing(open_store()) as store:
        for day in (date(2025, 7, 21), date(2025, 7, 28)):
            hold(store, "047022", 2025, Meeting(day, "周某"), by=local("t"))
        seal(store, "047022", 2025, Meeting(date(2025, 7, 21), "周某"), by=local("t"))


@pytest.mark.usefixtures("held")
def test_a_meeting_is_written_into_a_folder_that_is_made(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    latest = run("report", "--out", out, "--json").json
    assert (latest["ok"], latest["meeting"], latest["sealed"]) == (True, "2025-07-28", False)
    assert sorted(str(path) for path in out.iterdir()) == sorted(latest["files"].values())
    assert sorted(path.suffix for path in out.iterdir()) == [".docx", ".html", ".pdf", ".xlsx"]
    assert all(path.stat().st_size > 1000 and path.name.startswith("047022_2025-07-28_") for path in out.iterdir())
    said = run("report", "--meeting", "2025-07-21", "--unit", "047022", "--year", "2025", "--out", out, "--lang", "en")
    assert (said.status, said.err, len(said.out.splitlines())) == (0, "", 4)
    assert len(list(out.iterdir())) == 8 and all(Path(line.removeprefix("Written: ")).is_file() for line in said.out.splitlines())
    assert "草稿" in run("report", "--out", out).out


@pytest.mark.usefixtures("held")
def test_a_report_that_cannot_be_written_is_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert [p["code"] for p in run("report", "--out", tmp_path / "file", "--json").json["problems"]] == ["file_unwritable"]
    (problem,) = run("report", "--meeting", "2025-07-22", "--json").json["problems"]
    assert problem["code"] == "no_meeting" and "2025-07-28" in problem["message"]["zh"]


@pytest.mark.usefixtures("held")
def test_the_report_of_the_documentation_is_written(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a meeting was held; without one (as in the other test of the examples) there is nothing to write."""
    page = (ROOT / "docs" / "command_line.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^\$ python -m scorecard (report .*)$", page, re.MULTILINE)
    assert len(commands) == 2
    printed = [run(*shlex.split(command)) for command in commands]
    assert [ran.status for ran in printed] == [0, 0]
    assert printed[0].out.strip().replace("\\", "/") in page
    assert set(printed[1].json) <= set(re.findall(r"`(\w+)`", page))
