"""The self-evaluation by rule: points that sum to 100, the year's two ends, what a person gives and takes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard import settings
from scorecard.assessment import Situation, assess
from scorecard.auth import local
from scorecard.evaluation import FORM, Given, Sheet, default_points, evaluate, given_stated, points_stated, read_entered
from scorecard.keeping import state
from scorecard.model import Budget, Dimension, Statement
from scorecard.opening import open_sample
from scorecard.problems import Problem
from scorecard.rules import Grade, grade_of
from scorecard.scoring import Rule, Ruled
from scorecard.store import Store

KEY = ("047022", 2025)


def evaluated(store: Store, day: date, **more: object) -> dict[str, Sheet]:
    """The sheets of all three forms as of a day."""
    situation = Situation(store.budgets()[KEY], store.evidence(*KEY, day, None), day, None, settings.timezone())
    assessments = assess(situation)
    return {p.form: evaluate(p, assessments, situation, **more) for p in situation.budget.programmes}  # type: ignore[arg-type]


def stated(sheet: Sheet, values: dict[tuple[str, str], str]) -> tuple[Statement, ...]:
    """Statements on the form of a sheet, by indicator id and field."""
    return tuple(Statement(FORM, sheet.programme.programme_id, 0, i, field, value) for (i, field), value in values.items())


@pytest.fixture(scope="module")
def sample() -> Store:
    """The sample year, read-only."""
    return open_sample()


@given(data=st.data())
def test_points_always_sum_to_what_execution_leaves(budget: Budget, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(budget.indicators), min_size=1, unique_by=lambda i: i.indicator_id))
    points, missing = default_points(chosen)
    assert set(points) == {i.indicator_id for i in chosen}
    assert sum(points.values()) == 90
    assert all(p > 0 and p == round(p, 2) for p in points.values())
    assert not {i.dimension for i in chosen} & set(missing)


def test_points_by_rule_with_cost_indicators(budget: Budget) -> None:
    points, missing = default_points([i for i in budget.indicators if i.form == "22"])
    assert missing == ()
    assert [points[f"22-0{n}"] for n in range(1, 10)] == [10, 10, 8, 8, 8, 8, 8, 20, 10]


def test_a_missing_group_gives_its_points_to_the_others(budget: Budget) -> None:
    points, missing = default_points([i for i in budget.indicators if i.form == "21"])
    assert points == {"21-01": 90}
    assert missing == (Dimension.BENEFIT, Dimension.SATISFACTION)


def test_the_sample_year_at_its_end(sample: Store) -> None:
    sheets = evaluated(sample, date(2025, 12, 31))
    assert [(form, sheets[form].total, sheets[form].grade) for form in ("21", "22", "23")] == [
        ("21", Decimal("99.45"), Grade.EXCELLENT), ("22", Decimal("98.52"), Grade.EXCELLENT), ("23", Decimal("96.06"), Grade.EXCELLENT)]
    assert all(sheet.open_points == 0 for sheet in sheets.values())


def test_within_the_year_what_was_not_reported_has_no_score(sample: Store) -> None:
    whole = evaluated(sample, date(2025, 7, 25))["23"]
    unreported = [row for row in whole.rows if row.score is None]
    assert {row.assessment.indicator.indicator_id for row in unreported} == {"23-10", "23-12"}
    assert whole.open_points == sum(row.points for row in unreported)
    assert whole.grade is None
    assert whole.total == Decimal("69.99")


def test_an_empty_year_has_nothing_within_it_and_nought_at_its_end(store: Store) -> None:
    assert evaluated(store, date(2025, 7, 25))["23"].total == 0
    assert all(row.score is None for row in evaluated(store, date(2025, 7, 25))["23"].rows)
    over = evaluated(store, date(2026, 1, 5))["23"]
    assert [row.score for row in over.rows] == [0] * 14
    assert (over.total, over.grade) == (0, Grade.POOR)


def test_the_total_is_the_sum_of_its_rows_on_every_month_end(sample: Store) -> None:
    for month in range(1, 13):
        for sheet in evaluated(sample, date(2025, month, 28)).values():
            assert sheet.total == sum((row.score or 0 for row in sheet.rows), sheet.execution_score or 0)
            assert sum(row.points for row in sheet.rows) + sheet.execution_points == 100
            assert 0 <= sheet.total <= 100 - sheet.open_points


def test_if_the_pace_holds_the_total_is_not_that_of_today(sample: Store) -> None:
    now, ahead = (evaluated(sample, date(2025, 7, 25), ahead=ahead)["23"] for ahead in (False, True))
    assert ahead.total > now.total


def test_what_a_person_gives_and_takes(sample: Store) -> None:
    plain = evaluated(sample, date(2025, 12, 31))["23"]
    given_by = stated(plain, {("23-05", "deduction"): "1.50", ("23-05", "reason"): "目标偏低", ("23-10", "given"): "3", ("23-10", "reason"): "晚了一个月"})
    judged = evaluated(sample, date(2025, 12, 31), statements=given_by)["23"]
    rows = {row.assessment.indicator.indicator_id: row for row in judged.rows}
    assert judged.total == plain.total - Decimal("1.50")
    assert rows["23-05"].asks_reason
    assert rows["23-10"].score == rows["23-10"].points  # met by rule: a person's points stand only where no rule decides
    late = replace(rows["23-10"], ruled=replace(rows["23-10"].ruled, rule=Rule.PERSON, ratio=None))
    assert late.score == 3


def test_the_units_own_points_stand(sample: Store) -> None:
    own = stated(evaluated(sample, date(2025, 12, 31))["21"], {("", "points"): "20", ("21-01", "points"): "80"})
    sheet = evaluated(sample, date(2025, 12, 31), statements=own)["21"]
    assert (sheet.execution_points, sheet.rows[0].points, sheet.total) == (20, 80, Decimal("98.90"))


@pytest.mark.parametrize(("total", "grade"), [("100", "excellent"), ("90", "excellent"), ("89.99", "good"), ("80", "good"), ("79.99", "fair"), ("60", "fair"),
                                              ("59.99", "poor"), ("0", "poor")])
def test_grades(total: str, grade: str) -> None:
    assert grade_of(Decimal(total)) is Grade(grade)


def entered(sheet: Sheet) -> dict[str, tuple[object, ...]]:
    """The page's table as it stands."""
    table: dict[str, tuple[object, ...]] = {"execution": (str(sheet.execution_points), None, None, "")}
    table |= {row.assessment.indicator.indicator_id: (str(row.points), None, None, "") for row in sheet.rows}
    return table


def test_what_is_stated_stands_until_it_is_stated_anew(store: Store) -> None:
    sheet = evaluated(store, date(2026, 1, 5))["22"]
    late = Ruled(Rule.PERSON, why="deadline_missed")
    sheet = replace(sheet, rows=tuple(replace(row, ruled=late) if row.assessment.indicator.indicator_id == "22-07" else row for row in sheet.rows))
    found = read_entered(sheet, entered(sheet) | {
        "22-01": ("9", None, None, ""), "22-02": ("11", None, None, ""), "22-07": ("8", "4.5", None, " 逾期一月 "), "22-03": ("8", None, "1", "目标偏低")})
    statements = [s for s in found if not isinstance(s, Problem)]
    assert len(statements) == len(found)
    state(store, *KEY, statements, by=local("tester"))
    stated, programme = store.statements(*KEY), sheet.programme
    assert points_stated(stated, programme)["22-01"] == 9 and points_stated(stated, programme)["execution"] == 10
    assert given_stated(stated, programme) == {"22-07": Given(Decimal("4.5"), Decimal(0), "逾期一月"), "22-03": Given(None, Decimal(1), "目标偏低")}
    again = read_entered(sheet, entered(sheet))
    state(store, *KEY, [s for s in again if not isinstance(s, Problem)], by=local("tester"))
    assert given_stated(store.statements(*KEY), programme) == {}
    assert points_stated(store.statements(*KEY), programme)["22-02"] == 10


@pytest.mark.parametrize(("row", "code"), [
    (("11", None, None, ""), "points_sum"), (("ten", None, None, ""), "points_number"), (("10.001", None, None, ""), "points_range"),
    (("10", "4", None, ""), "given_reason"), (("10", "11", None, "x"), "given_range"), (("10", None, "10.5", "x"), "given_range"),
    (("10", None, "-1", "x"), "given_range"), (("1e30", None, None, ""), "points_range"), (("10", "4", None, "x"), "given_by_rule"),
    (("NaN", None, None, ""), "points_number"), (("10", "1e999999999", None, "x"), "given_range")])
def test_what_is_wrong_is_said_and_nothing_is_kept(store: Store, row: tuple[object, ...], code: str) -> None:
    sheet = evaluated(store, date(2026, 1, 5))["22"]
    found = read_entered(sheet, entered(sheet) | {"22-01": row})
    assert code in {p.code for p in found if isinstance(p, Problem)}
    assert all(isinstance(p, Problem) for p in found)
