"""data/budget/ is the published tables, field by field, as they stand in golden/seed_2025.json; and the reader of such a folder."""

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scorecard import settings
from scorecard.importing.budget_folder import read_budget_folder
from scorecard.measures import MEASURES
from scorecard.model import Budget, Dimension, Indicator
from scorecard.targets import Target, parse_target

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "golden" / "seed_2025.json").read_text(encoding="utf-8"))
DIMENSIONS = {"成本指标": Dimension.COST, "产出指标": Dimension.OUTPUT, "效益指标": Dimension.BENEFIT, "满意度指标": Dimension.SATISFACTION}
MONEY = {"total": "total", "provincial": "provincial", "transfer": "transfer", "general_public": "general_public", "gov_fund": "government_fund",
         "fiscal_account": "fiscal_account", "other": "other", "basic": "basic", "project": "project"}
PROGRAMMES = {p["form"]: p for p in GOLDEN["programmes"]}
INDICATORS = {i["id"]: i for i in GOLDEN["indicators"]}


def decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def of(budget: Budget, indicator_id: str) -> Indicator:
    found = budget.indicator(indicator_id)
    assert found is not None
    return found


def test_one_unit_one_year(budget: Budget) -> None:
    assert (budget.unit.unit_code, budget.unit.name, budget.fiscal_year) == (GOLDEN["unit_code"], GOLDEN["unit_name"], GOLDEN["fiscal_year"])
    assert len(read_budget_folder(settings.BUDGET_FOLDER)) == 1


def test_24_indicators_1_and_9_and_14(budget: Budget) -> None:
    assert [i.indicator_id for i in budget.indicators] == [i["id"] for i in GOLDEN["indicators"]]
    assert {form: sum(i.form == form for i in budget.indicators) for form in PROGRAMMES} == {"21": 1, "22": 9, "23": 14}


@pytest.mark.parametrize("form", PROGRAMMES)
def test_programme(form: str, budget: Budget) -> None:
    golden, programme = PROGRAMMES[form], budget.programme(form)
    assert (programme.form, programme.name, programme.direction) == (form, golden["name"], golden["direction"])
    for text in ("duties", "period_objective", "annual_objective"):
        assert getattr(programme, text) == golden[text]
    for printed, ours in MONEY.items():
        yuan = getattr(programme, f"{ours}_yuan")
        assert yuan is None or isinstance(yuan, Decimal)
        assert (None if yuan is None else yuan / 10_000) == decimal(golden["money_wan"].get(printed)), printed


@pytest.mark.parametrize("indicator_id", INDICATORS)
def test_indicator(indicator_id: str, budget: Budget) -> None:
    golden, indicator = INDICATORS[indicator_id], of(budget, indicator_id)
    assert (indicator.form, indicator.programme_id) == (golden["form"], golden["form"])
    assert (indicator.dimension, indicator.category) == (DIMENSIONS[golden["dimension"]], golden["category"])
    assert (indicator.name, indicator.target_text) == (golden["name"], golden["text"])
    target = indicator.target
    assert (target.comparison, target.value, target.measure_word) == (golden["comparison"], decimal(golden["value"]), golden["measure_word"])
    assert (target.deadline.isoformat() if target.deadline else None, target.wording) == (golden["deadline"], golden["wording"])
    assert (target.low, target.high) == (None, None)
    assert indicator.name_en and indicator.measure in MEASURES


def test_every_printed_cell_verbatim(budget: Budget) -> None:
    cells: dict[tuple[str, Dimension, str, str], int] = {}
    for i in budget.indicators:
        key = (i.form, i.dimension, i.category, i.cell_text)
        cells[key] = cells.get(key, 0) + 1
        assert i.target_text in i.cell_text
    assert cells == {(c["form"], DIMENSIONS[c["dimension"]], c["category"], c["text"]): c["indicators"] for c in GOLDEN["cells"]}


def test_the_sums_of_the_tables(budget: Budget) -> None:
    money = {form: budget.programme(form) for form in PROGRAMMES}
    whole, other, special = money["23"], money["22"], money["21"]
    assert whole.total_yuan == Decimal(3_360_000) == (whole.basic_yuan or 0) + (whole.project_yuan or 0) == whole.general_public_yuan
    assert (whole.basic_yuan, whole.project_yuan) == (Decimal(2_757_100), Decimal(602_900))
    assert special.total_yuan + other.total_yuan == whole.project_yuan and (special.total_yuan, other.total_yuan) == (200_000, 402_900)
    caps = [of(budget, i).target.value or 0 for i in ("22-01", "22-02")]
    assert sum(caps) * 10_000 == other.total_yuan
    counts = [of(budget, i).target.value or 0 for i in ("21-01", "22-03", "23-05")]
    assert counts[0] + counts[1] == counts[2]


def test_the_lines_are_the_money_of_the_programmes(budget: Budget) -> None:
    lines = {line.name: (line.programme_id, line.original_budget_yuan) for line in budget.budget_lines}
    assert lines == {"运转开支": ("22", 202_900), "召回业务工作": ("22", 200_000), "市场监督管理专项": ("21", 200_000), "基本支出": ("23", 2_757_100)}
    for form in ("21", "22"):
        assert sum(yuan for programme_id, yuan in lines.values() if programme_id == form) == budget.programme(form).total_yuan
    assert sum(yuan for _, yuan in lines.values()) == budget.programme("23").total_yuan


def test_what_22_and_23_share_is_gathered(budget: Budget) -> None:
    assert {i.indicator_id: i.part_of for i in budget.indicators if i.part_of} == {
        "21-01": "23-05", "22-01": "23-02", "22-02": "23-03", "22-03": "23-05", "22-04": "23-06", "22-05": "23-08", "22-06": "23-09", "22-07": "23-10",
        "22-08": "23-11", "22-09": "23-14"}
    for i in budget.indicators:
        if i.part_of:
            whole = of(budget, i.part_of)
            assert whole.form == "23" and MEASURES[whole.measure].fact_kind == MEASURES[i.measure].fact_kind


def test_eight_open_questions_in_both_languages(budget: Budget) -> None:
    known = {i.indicator_id for i in budget.indicators}
    assert len(budget.open_questions) == 8 == len({q.question_id for q in budget.open_questions})
    for question in budget.open_questions:
        assert question.indicator_ids and set(question.indicator_ids) <= known
        assert re.search(r"[\u4e00-\u9fff]", question.text_zh) and not re.search(r"[\u4e00-\u9fff]", question.text_en)
        assert len(question.text_zh) > 20 and len(question.text_en) > 20
    about = {i: [q.question_id for q in budget.questions_about(i)] for i in known}
    assert {i for i, questions in about.items() if questions} == {"21-01", "22-03", "23-05", "22-08", "23-02", "23-03", "23-01", "22-06", "23-09", "23-07"}


@pytest.mark.parametrize("indicator_id", INDICATORS)
def test_the_stored_target_is_what_the_printed_text_reads_as(indicator_id: str, budget: Budget) -> None:
    indicator = of(budget, indicator_id)
    read = parse_target(indicator.target_text, budget.fiscal_year)
    assert isinstance(read, Target), read
    if INDICATORS[indicator_id]["comparison"] == "qualitative":  # the name runs into the wording: only the wording's end is certain
        assert read.comparison == indicator.target.comparison and (read.wording or "").endswith(indicator.target.wording or "?")
    else:
        assert read == indicator.target


# --- any such folder ------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of data/budget/ to change."""
    return Path(shutil.copytree(settings.BUDGET_FOLDER, tmp_path / "budget"))


def test_a_byte_order_mark_and_other_line_ends_do_no_harm(folder: Path, budget: Budget) -> None:
    for file in folder.iterdir():
        file.write_bytes("\ufeff".encode() + file.read_text(encoding="utf-8").replace("\n", "\r\n").encode())
    assert read_budget_folder(folder) == [budget]


def test_two_years_are_two_budgets(folder: Path, budget: Budget) -> None:
    for file in folder.iterdir():
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        if file.name != "units.csv":
            file.write_text("".join(lines + [line.replace("047022,2025,", "047022,2026,", 1) for line in lines[1:]]), encoding="utf-8")
    found = read_budget_folder(folder)
    assert [b.fiscal_year for b in found] == [2025, 2026]
    assert found[0] == budget and found[1].indicators == budget.indicators


@pytest.mark.parametrize(("name", "old", "new"), [
    ("indicators.csv", "comparison", "compared"), ("programmes.csv", "total_wan", "total"), ("indicators.csv", ",output,", ",outputs,"),
    ("indicators.csv", ",>=,10,", ",≥,10,"), ("budget_lines.csv", "programme_id", "programme"),
    ("indicators.csv", "047022,2025,21-01,21", "047022,2025,21-01,24")])
def test_what_cannot_be_read_is_not_guessed(name: str, old: str, new: str, folder: Path) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises((KeyError, ValueError)):
        read_budget_folder(folder)
