"""The ruler of money beside result: whole width, money never in a status colour, every row also in words."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from scorecard import ruler
from scorecard.assessment import Situation, Status, assess
from scorecard.execution import MoneyAndResult, execute
from scorecard.opening import open_sample
from scorecard.palette import DARK, LIGHT, Palette

JULY = date(2025, 7, 25)


@pytest.fixture(scope="module")
def rows() -> list[MoneyAndResult]:
    """The sample's three programmes on 25 July."""
    store = open_sample()
    situation = Situation(store.budgets()["047022", 2025], store.evidence("047022", 2025, JULY), JULY)
    return execute(situation, assess(situation)).programmes


def with_status(row: MoneyAndResult, status: Status) -> MoneyAndResult:
    """The row with its result in another status."""
    assert row.result is not None
    return replace(row, result=replace(row.result, status=status))


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda p: p.name)
def test_money_is_never_in_a_status_colour(rows: list[MoneyAndResult], palette: Palette) -> None:
    every = [with_status(rows[0], status) for status in Status]
    figure = ruler.money_and_result_figure(every, Decimal("0.564"), JULY, palette, "zh")
    squares = [trace for trace in figure.data if trace.marker.size == 13]
    assert {trace.marker.color for trace in squares} == {palette.accent}
    assert len(squares) == len(Status)
    assert figure.layout.shapes[0].x0 == pytest.approx(0.564)
    signs = {(trace.marker.symbol, trace.text) for trace in figure.data if trace.marker.size == 18}
    assert len(signs) == len(Status)


def test_marks_stand_at_their_rates(rows: list[MoneyAndResult]) -> None:
    figure = ruler.money_and_result_figure(rows, Decimal("0.564"), JULY, LIGHT, "zh")
    squares = [trace.x[0] for trace in figure.data if trace.marker.size == 13]
    assert squares == [pytest.approx(float(row.money_rate or 0)) for row in rows]


def test_rates_off_the_ruler_stand_at_its_end_with_their_number(rows: list[MoneyAndResult]) -> None:
    off = [replace(rows[0], money_rate=Decimal("1.2"), result_rate=Decimal("-0.1"))]
    figure = ruler.money_and_result_figure(off, Decimal("1.5"), JULY, LIGHT, "en")
    said = " ".join(label.text for label in figure.layout.annotations)
    assert "120.0%" in said
    assert "-10.0%" in said
    assert all(0 <= x <= 1 for trace in figure.data for x in trace.x)


def test_nothing_logged_draws_no_mark(rows: list[MoneyAndResult]) -> None:
    bare = [replace(rows[0], money_rate=None, result_rate=None, result=None, verdict="nothing")]
    figure = ruler.money_and_result_figure(bare, Decimal(0), JULY, DARK, "zh")
    assert not figure.data
    assert not ruler.money_and_result_figure([], Decimal(0), JULY, DARK, "zh").data


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_row_is_also_a_sentence(rows: list[MoneyAndResult], lang: str) -> None:
    said = [ruler.row_sentence(row, lang) for row in rows]
    assert "54.1%" in said[0]
    assert "20.7" in said[1]
    assert not re.search(r"[{}]", " ".join(said))
