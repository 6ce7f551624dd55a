"""A file of facts: what is read, what is refused, and that the empty form which is filled comes back."""

import datetime
import io
import json
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from scorecard.checking import check, value_type
from scorecard.exporting.fact_template import columns_of, fact_template, jsonl_template, required_columns
from scorecard.facts import FACTS, Payment, own_fields
from scorecard.i18n import LANGUAGES, problem_text, text
from scorecard.importing import fact_file
from scorecard.importing.budget_folder import read_budget_folder
from scorecard.importing.fact_file import SheetRow, check_facts, read_fact_file
from scorecard.journal import Standing, settle
from scorecard.problems import Problem
from scorecard.settings import BUDGET_FOLDER, ROOT

BUDGET = read_budget_folder(BUDGET_FOLDER)[0]
BUDGETS = {(BUDGET.unit.unit_code, BUDGET.fiscal_year): BUDGET}
TODAY = datetime.date(2025, 12, 31)
DAY = datetime.date(2025, 3, 4)
SURVEY = ["发生日期", "计入", "发出份数", "收回份数", "有效份数", "满意份数"]


def codes(problems: list[Problem]) -> list[str]:
    for problem in problems:  # every problem can be said, in both languages
        assert all(problem_text(problem, lang) for lang in LANGUAGES)
    return [problem.code for problem in problems]


def workbook(sheets: Mapping[str, list[list[Any]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(parts: Mapping[str, bytes], like: bytes) -> bytes:
    """A workbook with some of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(like)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return out.getvalue()


# --- lines of JSON -------------------------------------------------------------------------------------------------


def test_lines_with_bom_crlf_and_blanks_keep_their_numbers() -> None:
    content = '\ufeff{"kind": "survey", "valid": 40}\r\n\r\n  \n{"kind": "payment", "amount_yuan": 0.10, "note": "a\u2028b"}'.encode()
    rows, problems = read_fact_file("FACTS.JSONL", content)
    assert problems == []
    assert rows == [(1, {"kind": "survey", "valid": 40}), (4, {"kind": "payment", "amount_yuan": Decimal("0.10"), "note": "a\u2028b"})]
    assert str(rows[1][1]["amount_yuan"]) == "0.10"  # never through a float


@pytest.mark.parametrize(("line", "code", "field"), [
    ('{"kind": "survey"', "not_json", None),
    ('{"kind": "survey"} {"kind": "survey"}', "not_json", None),
    ("召回一次", "not_json", None),
    ("[" * 100_000, "not_json", None),
    ("9" * 5000, "not_json", None),
    ('{"value": 1e9999999999999999999999}', "not_json", None),
    ('["kind"]', "not_object", None),
    ('"kind"', "not_object", None),
    ("null", "not_object", None),
    ("12", "not_object", None),
    ('{"kind": "recall", "lots": 1, "lots": 2}', "duplicate_key", "lots"),
    ('{"value": NaN}', "json_constant", None),
    ('{"value": -Infinity}', "json_constant", None),
    ('{"note": {"a": 1}}', "not_plain", "note"),
    ('{"note": ["a"]}', "not_plain", "note"),
])
def test_a_bad_line_is_named_and_the_others_are_read(line: str, code: str, field: str | None) -> None:
    rows, problems = read_fact_file("facts.jsonl", f'{{"kind": "survey"}}\n{line}\n{{"kind": "recall"}}\n'.encode())
    assert [number for number, _ in rows] == [1, 3]
    assert codes(problems) == [code]
    assert (problems[0].line, problems[0].field) == (2, field)


def test_bytes_that_are_not_utf8_name_the_line() -> None:
    rows, problems = read_fact_file("facts.jsonl", '{"kind": "survey"}\n{"note": "召回"}\n'.encode("gb18030"))
    assert rows == []
    assert codes(problems) == ["not_utf8"]
    assert problems[0].line == 2


@given(st.binary(max_size=300), st.sampled_from(["a.jsonl", "a.xlsx", "a", "", "a.xls", "/\0.xlsx"]))
def test_any_bytes_give_problems_and_never_an_exception(content: bytes, name: str) -> None:
    _, problems = read_fact_file(name, content)
    codes(problems)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["kind", "op_key", "occurred_on", "programme", "value", "amount_yuan", "note", "lots", "share", "字"]),
                       st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.decimals(), st.sampled_from([*FACTS, "21", "2025-03-04"]))))
def test_whatever_a_row_holds_is_checked_without_an_exception(row: dict[str, object]) -> None:
    facts, lines, problems = check_facts([(7, row)], BUDGETS, TODAY)
    assert len(facts) == len(lines)
    assert bool(facts) != bool(problems)
    assert all(problem.line == 7 for problem in problems)
    codes(problems)


# --- workbooks -----------------------------------------------------------------------------------------------------


def test_a_sheet_reads_labels_dates_words_and_numbers() -> None:
    content = workbook({
        "召回": [["发生日期", "Counts for", "recall_number", "生产者 *", "产品", "批次数＊", "来自抽检不合格", "进展", "型号"],
               [datetime.datetime(2025, 3, 4), 21, "ZH-1", " 某厂 ", "水壶", 2.0, "是", "实施", 12.0], [None] * 9, ["", " "],
               ["2025-03-05", "22", "ZH-2", "某厂", "水壶", 1, False, "recall", 0.1 + 0.2]],
        "Payment": [["occurred_on", "amount_yuan", "budget_line", "voucher", "compliant"], [DAY, 0.1 + 0.2, "运转开支", 12.0, "NO"]],
        "Sheet1": []})
    rows, problems = read_fact_file("三月.XLSX", content)
    assert problems == []
    first, second, third = (row for _, row in rows)
    assert first | {"op_key": ""} == {
        "kind": "recall", "occurred_on": DAY, "programme": "21", "recall_number": "ZH-1", "producer": "某厂", "product": "水壶", "lots": 2,
        "failed_spot_check": True, "status": "under_way", "model": "12", "op_key": ""}
    assert (second["occurred_on"], second["failed_spot_check"], second["status"], second["model"]) == ("2025-03-05", False, "recall", "0.3")
    assert (third["amount_yuan"], third["voucher"], third["compliant"]) == (Decimal("0.3"), "12", False)
    assert [int(line) for line, _ in rows] == [2, 5, 2]
    assert [str(line) for line, _ in rows] == ["召回!2", "召回!5", "Payment!2"]


def test_a_row_number_of_a_sheet_is_a_number_that_shows_its_sheet() -> None:
    line = SheetRow("召回", 5)
    assert json.dumps({"line": line}, indent=1) == '{\n "line": 5\n}'
    assert problem_text(Problem("missing", "lots").at_line(line), "zh").startswith("第 召回!5 行")


def test_the_made_key_is_the_same_for_the_same_content() -> None:
    row = [DAY, "22", 60, 50, 48, 46]
    plain = workbook({"满意度调查": [SURVEY, row]})
    turned = workbook({"survey": [SURVEY[::-1], [], [46.0, 48, 50, 60, 22, datetime.datetime(2025, 3, 4)]]})
    other = workbook({"满意度调查": [SURVEY, [DAY, "22", 60, 50, 48, 47]]})
    keys = [read_fact_file("a.xlsx", content)[0][0][1]["op_key"] for content in (plain, plain, turned, other)]
    assert keys[0] == keys[1] == keys[2] != keys[3]
    assert str(keys[0]).startswith("xlsx-")


def test_two_rows_that_are_the_same_ask_for_a_difference() -> None:
    row = [DAY, "22", 60, 50, 48, 46]
    rows, problems = read_fact_file("a.xlsx", workbook({"满意度调查": [SURVEY, row, row]}))
    assert codes(problems) == ["identical_rows"]
    assert str(problems[0].line) == "满意度调查!3"
    assert len(rows) == 1
    rows, problems = read_fact_file("a.xlsx", workbook({"满意度调查": [[*SURVEY, "登记编号"], [*row, "甲"], [*row, "乙"]]}))
    assert problems == []
    assert [r["op_key"] for _, r in rows] == ["甲", "乙"]


def test_blank_evidence_is_blank_and_not_forgotten() -> None:
    sheet: list[list[Any]] = [["发生日期", "计入", "指标", "档次", "share", "evidence_text"],
                              [DAY, "22", "预防缺陷产品伤害，督促企业产品质量", "部分达成", 0.7, None]]
    rows, problems = read_fact_file("a.xlsx", workbook({"定性评价": sheet}))
    assert problems == []
    assert rows[0][1]["evidence_text"] == ""
    assert rows[0][1]["band"] == "partly"
    assert check_facts(rows, BUDGETS, TODAY)[2] == []


@pytest.mark.parametrize(("sheets", "code", "place"), [
    ({"满意度调查": [SURVEY, [DAY, "22", 60, 50, 48, "=D2-C2"]]}, "formula", "F2"),
    ({"满意度调查": [SURVEY, [DAY, "22", 60, 50, 48, "#REF!"]]}, "cell_error", "F2"),
    ({"满意度调查": [SURVEY, [DAY, "22", 60, 50, 48, 46, "合计"]]}, "column_without_header", "G2"),
    ({"满意度调查": [[*SURVEY, "负责人"], [DAY, "22", 60, 50, 48, 46]]}, "unknown_column", "G1"),
    ({"满意度调查": [[*SURVEY, "=1+1"], [DAY, "22", 60, 50, 48, 46]]}, "unknown_column", "G1"),
    ({"满意度调查": [[*SURVEY, "satisfied"], [DAY, "22", 60, 50, 48, 46]]}, "double_column", "G1"),
    ({"支出": [["凭证号"], [datetime.datetime(2025, 3, 1)]]}, "date_in_text", "A2"),
    ({"三月": [SURVEY, [DAY, "22", 60, 50, 48, 46]]}, "unknown_sheet", None),
    ({"Sheet1": []}, "no_fact_sheet", None),
])
def test_a_sheet_that_cannot_be_read_says_where(sheets: Mapping[str, list[list[Any]]], code: str, place: str | None) -> None:
    rows, problems = read_fact_file("a.xlsx", workbook(sheets))
    assert rows == []
    assert codes(problems) == [code]
    assert problems[0].values.get("cell") == place
    assert place is None or place in problem_text(problems[0], "zh")


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "支出"
    sheet["A1"], sheet["A2"] = "备注", "=HYPERLINK(1)"
    sheet["A2"].data_type = "s"
    out = io.BytesIO()
    book.save(out)
    rows, problems = read_fact_file("a.xlsx", out.getvalue())
    assert problems == []
    assert rows[0][1]["note"] == "=HYPERLINK(1)"


# --- files that mean harm ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "content", "code"), [
    ("a.xls", b"\xd0\xcf\x11\xe0", "file_kind"),
    ("a.csv", b"kind\nsurvey\n", "file_kind"),
    ("", b"", "file_kind"),
    ("a.xlsx", b"", "not_xlsx"),
    ("a.xlsx", b'{"kind": "survey"}', "not_xlsx"),
    ("a.xlsx", b"\xd0\xcf\x11\xe0 locked by a password", "not_xlsx"),
    ("a.xlsx", workbook({"召回": []})[:-30], "not_xlsx"),
    ("a.jsonl", workbook({"召回": []}), "not_utf8"),
])
def test_a_file_that_is_not_what_its_name_says(name: str, content: bytes, code: str) -> None:
    rows, problems = read_fact_file(name, content)
    assert rows == []
    assert codes(problems) == [code]


def test_a_zip_that_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("letter.txt", "no workbook")
    assert codes(read_fact_file("a.xlsx", out.getvalue())[1]) == ["not_xlsx"]


def test_a_file_larger_than_allowed_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(read_fact_file("a.jsonl", bytes(fact_file.LARGEST_FILE + 1))[1]) == ["file_too_large"]
    monkeypatch.setattr(fact_file, "MOST_ROWS", 3)
    rows, problems = read_fact_file("a.jsonl", b'{"kind": "survey"}\n' * 4)
    assert rows == []
    assert codes(problems) == ["too_many_rows"]
    assert problems[0].line == 4
    rows, problems = read_fact_file("a.xlsx", workbook({"满意度调查": [SURVEY, *([DAY, "22", n, n, n, n] for n in range(4))]}))
    assert rows == []
    assert codes(problems) == ["too_many_rows"]


def test_a_workbook_that_would_unpack_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"xl/worksheets/sheet1.xml": bytes(fact_file.LARGEST_UNPACKED)}, workbook({"召回": [["产品"]]}))
    assert len(bomb) < 1_000_000
    monkeypatch.setattr(fact_file, "_Workbook", None)  # reading would fail
    assert codes(read_fact_file("a.xlsx", bomb)[1]) == ["unpacked_too_large"]


@pytest.mark.parametrize("xml", [
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "' + b"a" * 1000 + b'">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (b"" if n == 0 else b"%d" % (n - 1)) * 100) for n in range(8)) + b"]><worksheet>&a7;</worksheet>",
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>',
    b"<worksheet><sheetData><row r='1'>",
    b"\xff\xfe\x00",
    b"",
])
def test_hostile_xml_is_refused(xml: bytes) -> None:
    rows, problems = read_fact_file("a.xlsx", zipped({"xl/worksheets/sheet1.xml": xml}, workbook({"召回": [["产品"]]})))
    assert rows == []
    assert codes(problems) in (["not_xlsx"], ["no_fact_sheet"])


def test_a_row_number_beyond_the_last_row_ends_the_reading() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    far = (f'<worksheet xmlns="{main}"><dimension ref="A1:A1"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>产品</t></is></c></row>'
           '<row r="2000000000"><c r="A2000000000" t="inlineStr"><is><t>水壶</t></is></c></row></sheetData></worksheet>')
    rows, problems = read_fact_file("a.xlsx", zipped({"xl/worksheets/sheet1.xml": far.encode()}, workbook({"召回": [["产品"]]})))
    assert rows == []
    assert codes(problems) == ["too_many_rows"]


def test_the_size_that_a_sheet_claims_is_not_believed() -> None:
    content = workbook({"满意度调查": [SURVEY, [DAY, "22", 60, 50, 48, 46]]})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b'ref="A1:F2"' in sheet
    rows, problems = read_fact_file("a.xlsx", zipped({"xl/worksheets/sheet1.xml": sheet.replace(b'ref="A1:F2"', b'ref="A1:A1"')}, content))
    assert problems == []
    assert rows[0][1]["satisfied"] == 46


# --- the empty forms -----------------------------------------------------------------------------------------------


def answer(name: str, wanted: type, lang: str) -> tuple[object, object]:
    """What a person puts into a cell, and what is to be read."""
    if wanted is bool:
        return text("file.yes", lang), True
    if wanted is datetime.date:
        return datetime.datetime(2025, 3, 4), DAY
    if wanted in fact_file.CHOICE_WORDS:
        code = list(wanted)[-1]  # type: ignore[call-overload]
        return text(f"{fact_file.CHOICE_WORDS[wanted]}.{code}", lang), str(code)
    return (12.5, Decimal("12.5")) if wanted is Decimal else (7, 7) if wanted is int else (f"{name}甲", f"{name}甲")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", FACTS)
def test_the_filled_form_comes_back(kind: str, lang: str) -> None:
    book = load_workbook(io.BytesIO(fact_template(lang, BUDGET)))
    sheet = book[text(f"kind.{kind}", lang)]
    types = {"occurred_on": datetime.date} | {f.name: value_type(f) for f in own_fields(FACTS[kind])}
    expected: dict[str, object] = {"kind": kind}
    for column, name in enumerate(columns_of(FACTS[kind]), start=1):
        cell, expected[name] = answer(name, types.get(name, str), lang)
        sheet.cell(2, column).value = cell
    out = io.BytesIO()
    book.save(out)
    rows, problems = read_fact_file("a.xlsx", out.getvalue())
    assert problems == []
    assert [(str(line), row) for line, row in rows] == [(f"{sheet.title}!2", expected)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_empty_form_has_a_sheet_for_each_kind_with_rules_and_lists(lang: str) -> None:
    content = fact_template(lang, BUDGET)
    assert read_fact_file("a.xlsx", content) == ([], [])
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == [text("file.read_me", lang), *(text(f"kind.{kind}", lang) for kind in FACTS), text("file.lists", lang)]
    assert book[text("file.lists", lang)].sheet_state == "hidden"
    for kind, fact_class in FACTS.items():
        head = book[text(f"kind.{kind}", lang)][1]
        assert {name for name, cell in zip(columns_of(fact_class), head, strict=True) if cell.value.endswith(" *")} == required_columns(fact_class)
        assert all(cell.comment.text for cell in head)
    offered = {str(v.sqref).split("2:")[0]: v.formula1 for v in book[text("kind.payment", lang)].data_validations.dataValidation}
    lists = book[text("file.lists", lang)]
    names = columns_of(Payment)
    column = offered[book[text("kind.payment", lang)].cell(1, names.index("budget_line") + 1).column_letter].split("$")[1]
    assert [cell.value for cell in lists[column] if cell.value] == [line.name for line in BUDGET.budget_lines]


def test_a_name_that_looks_like_a_formula_stays_a_text_in_the_form() -> None:
    import dataclasses

    line = dataclasses.replace(BUDGET.budget_lines[0], name="=1+1")
    book = load_workbook(io.BytesIO(fact_template("zh", dataclasses.replace(BUDGET, budget_lines=(line,)))))
    cells = [cell for row in book[text("file.lists", "zh")].iter_rows() for cell in row if cell.value == "=1+1"]
    assert cells
    assert all(cell.data_type == "s" or cell.quotePrefix for cell in cells)


def test_every_example_line_is_a_fact_of_the_budget() -> None:
    rows, problems = read_fact_file("a.jsonl", jsonl_template(BUDGET))
    assert problems == []
    facts, _, found = check_facts(rows, BUDGETS, TODAY)
    assert found == []
    assert [fact.kind for fact in facts if not isinstance(fact, list)] == [kind for kind in FACTS if kind != "reading"]  # no indicator is read
    assert not isinstance(check(rows[0][1], BUDGETS, TODAY), list)


def test_the_examples_of_the_documentation_are_facts_and_every_field_is_named() -> None:
    page = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
    rows, problems = read_fact_file("a.jsonl", "".join(re.findall(r"```json\n(.*?)```", page, re.DOTALL)).encode())
    assert problems == []
    facts, lines, found = check_facts(rows, BUDGETS, TODAY)
    assert found == []
    assert settle(facts, lines, Standing({}, {}, {})).problems == []
    for kind, fact_class in FACTS.items():
        (section,) = re.findall(rf"^## [^\n]*`{kind}`(.*?)^## ", page, re.DOTALL | re.MULTILINE)
        assert {f.name for f in own_fields(fact_class)} <= set(re.findall(r"`(\w+)`", section)), kind
