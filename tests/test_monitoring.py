"""The monitoring form: what stands at the cut-off, what is proposed, what a person states, what is missing."""

from datetime import date
from decimal import Decimal

import pytest

from scorecard import settings
from scorecard.assessment import Situation, assess
from scorecard.auth import local
from scorecard.forecast import Forecast, Ground
from scorecard.keeping import state
from scorecard.model import Statement
from scorecard.monitoring import FORM, MonitoringSheet, ReasonCategory, cut_off, last_whole_month, monitor, read_entered
from scorecard.opening import open_sample
from scorecard.outlook import Possibility
from scorecard.problems import Problem
from scorecard.store import Store

KEY = ("047022", 2025)


def sheet_of(store: Store, form: str, month: int, statements: tuple[Statement, ...] = ()) -> MonitoringSheet:
    day = cut_off(2025, month)
    situation = Situation(store.budgets()[KEY], store.evidence(*KEY, day, None), day, None, settings.timezone())
    programme = next(p for p in situation.budget.programmes if p.form == form)
    return monitor(programme, assess(situation), situation, statements, month)


@pytest.fixture(scope="module")
def sample() -> Store:
    return open_sample()


@pytest.mark.parametrize(("year", "month", "day"), [(2025, 1, 31), (2025, 2, 28), (2024, 2, 29), (2025, 12, 31)])
def test_a_cut_off_is_the_months_last_day(year: int, month: int, day: int) -> None:
    assert cut_off(year, month) == date(year, month, day)


@pytest.mark.parametrize(("day", "month"), [("2025-07-25", 6), ("2025-07-31", 7), ("2025-01-10", 1), ("2025-12-31", 12), ("2025-03-01", 2)])
def test_a_form_is_made_for_the_last_month_that_is_over(day: str, month: int) -> None:
    assert last_whole_month(2025, date.fromisoformat(day)) == month


def test_money_and_state_at_the_cut_off(sample: Store) -> None:
    june = sheet_of(sample, "23", 6)
    assert june.as_of == date(2025, 6, 30)
    assert june.money.spent_yuan == sum(i.numerator for i in sample.evidence(*KEY, date(2025, 6, 30))["spending"])
    assert june.money.original_yuan == 3_360_000
    assert june.forecast_yuan and june.money.spent_yuan < june.forecast_yuan
    assert len(june.rows) == 14
    assert {type(row.ahead) for row in june.rows} == {Forecast, Ground}


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_of_the_sample_year_has_a_form(sample: Store, month: int) -> None:
    for form in ("21", "22", "23"):
        sheet = sheet_of(sample, form, month)
        assert sheet.forecast_yuan is None or sheet.forecast_yuan >= sheet.money.spent_yuan
        assert len(sheet.missing) == len(sheet.rows) + (sheet.forecast_yuan is None)


def test_a_reason_and_a_measure_are_wanted_unless_it_is_certain(store: Store) -> None:
    sheet = sheet_of(store, "22", 6)
    entered = {"22-01": {"possibility": "certain"}, "22-02": {"possibility": "possible", "reason": " 采购延后 "},
               "22-03": {"possibility": "impossible", "categories": ["staff", "other"], "reason": "缺人", "measure": "补招"}}
    statements = read_entered(sheet, entered)
    assert all(isinstance(s, Statement) for s in statements)
    state(store, *KEY, [s for s in statements if isinstance(s, Statement)], by=local("tester"))
    rows = {row.assessment.indicator.indicator_id: row for row in sheet_of(store, "22", 6, store.statements(*KEY)).rows}
    assert rows["22-01"].missing == ()
    assert rows["22-02"].missing == ("categories", "measure") and rows["22-02"].reason == "采购延后"
    assert rows["22-03"].missing == () and rows["22-03"].categories == (ReasonCategory.STAFF, ReasonCategory.OTHER)
    assert rows["22-04"].missing == ("possibility",)
    assert all(row.confirmed is None for row in sheet_of(store, "22", 7, store.statements(*KEY)).rows)  # another month's form is another form


def test_a_persons_forecast_of_spending_stands(store: Store) -> None:
    assert sheet_of(store, "22", 6).missing[0] == (None, "forecast_wan")  # nothing was paid: nothing to go by
    said = (Statement(FORM, "22", 6, "", "forecast_wan", "38.5"),)
    assert sheet_of(store, "22", 6, said).forecast_yuan == Decimal(385_000)


@pytest.mark.parametrize(("field", "value", "code"), [
    ("possibility", "perhaps", "monitoring_possibility"), ("categories", ["weather"], "monitoring_categories"), ("reason", "长" * 501, "stated_text")])
def test_what_is_wrong_is_said_and_nothing_is_kept(store: Store, field: str, value: object, code: str) -> None:
    found = read_entered(sheet_of(store, "22", 6), {"22-01": {"remark": "好"}, "22-02": {field: value}})
    assert [p.code for p in found if isinstance(p, Problem)] == [code]
    assert len(found) == 1


def test_the_proposal_is_only_a_proposal(sample: Store) -> None:
    rows = sheet_of(sample, "23", 6).rows
    assert {row.proposed for row in rows} >= {Possibility.CERTAIN, Possibility.POSSIBLE, None}
    assert all(row.confirmed is None and row.missing == ("possibility",) for row in rows)
