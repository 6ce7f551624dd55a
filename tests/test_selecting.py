"""What an address asks for, and what stands in for it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.selecting import Selected, as_date, selected

KEYS = (("047022", 2024), ("047022", 2025), ("047001", 2025))
D = date


@pytest.mark.parametrize(("unit", "year", "as_of", "today", "wanted"), [
    (None, None, None, D(2025, 7, 25), Selected("047001", 2025, D(2025, 7, 25), D(2025, 7, 25))),
    ("047022", None, None, D(2025, 7, 25), Selected("047022", 2025, D(2025, 7, 25), D(2025, 7, 25))),
    ("047022", "2024", None, D(2025, 7, 25), Selected("047022", 2024, D(2024, 12, 31), D(2024, 12, 31))),  # a year that is over: its last day
    ("047022", "2025", None, D(2024, 11, 1), Selected("047022", 2025, D(2025, 1, 1), D(2025, 1, 1))),  # a year to come: its first
    ("047022", "2025", "2025-03-31", D(2025, 7, 25), Selected("047022", 2025, D(2025, 3, 31), D(2025, 7, 25))),
    ("047022", "2025", "2025-09-30", D(2025, 7, 25), Selected("047022", 2025, D(2025, 9, 30), D(2025, 7, 25))),  # a day to come may be looked at
    ("047022", "2024", "2025-03-31", D(2025, 7, 25), Selected("047022", 2024, D(2024, 12, 31), D(2024, 12, 31))),  # a day of another year
    ("nobody", "1999", "31.03.2025", D(2025, 7, 25), Selected("047001", 2025, D(2025, 7, 25), D(2025, 7, 25))),
])
def test_what_an_address_asks_for(unit: str | None, year: str | None, as_of: str | None, today: date, wanted: Selected) -> None:
    assert selected(KEYS, unit, year, as_of, today) == wanted


@given(st.text(max_size=12), st.text(max_size=6), st.text(max_size=12), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_any_address_shows_a_budget_that_is_there(unit: str, year: str, as_of: str, today: date) -> None:
    found = selected(KEYS, unit, year, as_of, today)
    assert (found.unit_code, found.fiscal_year) in KEYS
    assert found.as_of.year == found.default_as_of.year == found.fiscal_year


@pytest.mark.parametrize(("written", "day"), [("2025-07-25", D(2025, 7, 25)), ("2025-02-30", None), ("", None), (None, None), ("yesterday", None)])
def test_a_written_day(written: str | None, day: date | None) -> None:
    assert as_date(written) == day
