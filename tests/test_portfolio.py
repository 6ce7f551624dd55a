"""Many units at once: totals by rule, what a unit needs, order of rows, folders."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.assessment import Situation, Status, assess
from scorecard.measures import MEASURES
from scorecard.model import Budget, Dimension, Unit
from scorecard.portfolio import (
    Figure,
    Need,
    Order,
    Origin,
    Total,
    UnitSummary,
    added,
    apart,
    by_folder,
    in_folder,
    matching,
    need_of,
    placed,
    ranked,
    rollup,
    share_calm,
    summary,
    total_of,
    worst,
)
from scorecard.rows import ADJUSTMENTS
from scorecard.store import Store
from scorecard.targets import Comparison
from scorecard.unit_tree import UnitPlace

RECALLS, REPLIES = ("recalls", "次", Comparison.AT_LEAST), ("satisfaction", "%", Comparison.AT_LEAST)
DAY = date(2025, 7, 25)


def unit(code: str = "1", path: str = "", statuses: str = "on_track", budget: object = 100, spent: object = 0, *, logged: date | None = DAY,
         figures: dict[Any, Figure] | None = None, origin: Origin | None = None) -> UnitSummary:
    counts = Counter(Status(s) for s in statuses.split())
    total = Total(1, Counter({need_of(counts): 1}), {Dimension.OUTPUT: counts} if counts else {}, Decimal(str(budget)), Decimal(str(spent)),
                  int(not spent), figures or {})
    return UnitSummary(Unit(code, f"单位{code}", f"Unit {code}"), tuple(path.split("/")) if path else (), 2025, DAY, counts, total, None, Decimal("0.5"),
                       logged, origin)


def recalls(value: int, target: int) -> Figure:
    return Figure("召回", None, 1, 1, Decimal(value), Decimal(target))


def replies(satisfied: int, valid: int, target: int = 95) -> Figure:
    return Figure("满意度", None, 1, int(valid > 0), numerator=Decimal(satisfied), denominator=Decimal(valid), low=Decimal(target), high=Decimal(target))


units = st.builds(
    unit, st.text("0123456789", min_size=1, max_size=6), st.sampled_from(["", "省局", "市州", "市州/长沙", "市州/株洲/城区"]),
    st.lists(st.sampled_from([str(s) for s in Status]), max_size=6).map(" ".join), st.integers(0, 10**9), st.integers(0, 10**9),
    logged=st.none() | st.integers(0, 200).map(lambda days: DAY - timedelta(days)),
    figures=st.dictionaries(st.sampled_from([RECALLS]), st.builds(recalls, st.integers(0, 99), st.integers(0, 99)), max_size=1) | st.builds(
        lambda hits, misses, target: {REPLIES: replies(hits, hits + misses, target)}, st.integers(0, 99), st.integers(0, 99), st.integers(80, 100)))


# --- totals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("money", "rate"), [
    ([(100, 50)], "0.5"),
    ([(100, 100), (300, 0)], "0.25"),  # the average of rates would say one half
    ([(100, 90), (900, 90)], "0.18"),
    ([(0, 0), (200, 50)], "0.25"),
    ([(0, 0)], None),
    ([(100, 0), (100, 0)], None),  # nobody paid anything yet
])
def test_money_is_weighted_by_budgets(money: list[tuple[int, int]], rate: str | None) -> None:
    assert total_of(unit(budget=budget, spent=spent) for budget, spent in money).rate == (None if rate is None else Decimal(rate))


def test_amounts_are_added_and_rates_pooled() -> None:
    total = total_of([unit("1", figures={RECALLS: recalls(12, 20), REPLIES: replies(9, 10)}),
                      unit("2", figures={RECALLS: recalls(28, 20), REPLIES: replies(100, 200, 98)}), unit("3", figures={REPLIES: replies(0, 0)})])
    assert (total.figures[RECALLS].value, total.figures[RECALLS].target, total.figures[RECALLS].units) == (40, 40, 2)
    pooled = total.figures[REPLIES]
    assert pooled.rate == Decimal(109) / 210  # not the average of 0.9 and 0.5
    assert (pooled.low, pooled.high, pooled.units, pooled.logged) == (95, 98, 3, 2)
    assert total.figures[RECALLS].rate is None


@given(st.lists(units, max_size=12), st.integers(0, 12))
def test_the_total_of_totals_is_the_total(several: list[UnitSummary], cut: int) -> None:
    assert total_of(several[:cut]) + total_of(several[cut:]) == total_of(several) == total_of(reversed(several))
    assert sum(total_of(several).needs.values()) == len(several) == total_of(several).units
    assert rollup(several).get((), Total()) == total_of(several) == sum(apart(several).values(), Total())


@given(st.lists(units, min_size=1, max_size=8))
def test_a_rate_of_all_lies_between_those_of_the_units(several: list[UnitSummary]) -> None:
    total, rates = total_of(several), [s.total.spent_yuan / s.total.budget_yuan for s in several if s.total.budget_yuan]
    if total.rate is not None and len(rates) == len(several):
        assert min(rates) <= total.rate * (1 + Decimal("1e-20")) and total.rate <= max(rates) * (1 + Decimal("1e-20"))
    assert total.calm_share is None or 0 <= total.calm_share <= 1
    assert sum(total.counts.values()) == sum(sum(s.counts.values()) for s in several)


# --- what a unit needs, and the order of rows ------------------------------------------------------------------------


@pytest.mark.parametrize(("statuses", "need", "the_worst", "calm"), [
    ("on_track done", Need.CALM, "on_track", "1"), ("on_track stale", Need.MEND, "stale", "0.5"), ("no_entry", Need.MEND, "no_entry", "0"),
    ("behind no_entry done done", Need.ACT, "behind", "0.5"), ("missed at_risk", Need.ACT, "missed", "0"), ("", Need.CALM, None, None)])
def test_a_unit_needs_what_its_worst_indicator_needs(statuses: str, need: Need, the_worst: str | None, calm: str | None) -> None:
    found = unit(statuses=statuses)
    assert (found.need, worst(found.counts)) == (need, the_worst)
    assert share_calm(found.counts) == (None if calm is None else Decimal(calm))


ROWS = [unit("1", "乙", "behind stale", logged=DAY), unit("2", "甲", "missed behind", logged=DAY - timedelta(9)), unit("3", "乙", "on_track", logged=None),
        unit("4", "甲/丙", "stale stale", logged=DAY - timedelta(30)), unit("5", "", "no_entry", logged=None)]


@pytest.mark.parametrize(("order", "codes", "in_folders"), [
    (Order.STATUS, "21453", "21345"), (Order.STALENESS, "41352", "41352"), (Order.CODE, "12345", "51324")])
def test_rows_are_ranked_and_stand_in_their_folders(order: Order, codes: str, in_folders: str) -> None:
    rows = ranked(ROWS, order)
    assert "".join(s.unit.unit_code for s in rows) == codes
    assert "".join(s.unit.unit_code for s in by_folder(rows, order)) == in_folders


@given(st.lists(units, max_size=12), st.sampled_from(Order))
def test_no_row_is_lost_and_a_folder_stands_in_one_piece(several: list[UnitSummary], order: Order) -> None:
    rows = by_folder(ranked(several, order), order)
    assert sorted(map(id, rows)) == sorted(map(id, several))
    pieces = [s.path for n, s in enumerate(rows) if n == 0 or rows[n - 1].path != s.path]
    assert len(pieces) == len(set(pieces))


@pytest.mark.parametrize(("asked", "codes"), [("", "12345"), ("3", "3"), ("单位4", "4"), ("UNIT 5", "5"), (" 甲 ", "24"), ("nowhere", "")])
def test_units_are_found_by_code_name_or_folder(asked: str, codes: str) -> None:
    assert "".join(s.unit.unit_code for s in matching(ROWS, asked)) == codes


def test_folders_hold_what_is_below_them() -> None:
    assert [s.unit.unit_code for s in in_folder(ROWS, ("甲",))] == ["2", "4"]
    assert {path: total.units for path, total in rollup(ROWS).items()} == {(): 5, ("乙",): 2, ("甲",): 2, ("甲", "丙"): 1}
    assert {path: total.units for path, total in apart(ROWS).items()} == {(): 1, ("乙",): 2, ("甲",): 1, ("甲", "丙"): 1}


def test_only_units_of_this_store_stand_in_its_folders() -> None:
    ours, other = unit("1"), unit("2", origin=Origin("b.duckdb", DAY))
    places = [UnitPlace(ours.unit, ("甲",)), UnitPlace(other.unit, ("甲",))]
    assert [s.path for s in placed([ours, other], places)] == [("甲",), ()]


# --- from a judged budget ----------------------------------------------------------------------------------------------


def test_a_summary_says_what_the_wall_says(store: Store, recorded: Callable[..., object], raw: Callable[..., dict[str, Any]], budget: Budget) -> None:
    recorded(raw("recall", occurred_on="2025-02-03"), raw("payment", occurred_on="2025-03-01", amount_yuan="12000.00"))
    situation = Situation(budget, store.evidence("047022", 2025, DAY), DAY)
    judged = assess(situation)
    found = summary(situation, judged)
    assert found.counts == Counter(a.status for a in judged) == added(found.total.groups.values())
    assert {d: sum(counts.values()) for d, counts in found.total.groups.items()} == Counter(i.dimension for i in budget.indicators)
    assert (found.total.spent_yuan, found.total.budget_yuan, found.total.unpaid) == (12000, 3_360_000, 0)
    assert found.last_recorded_on == date(2025, 3, 1)  # logged after the day looked at: it counts from the day it happened
    rate = next(a for a in judged if a.indicator.measure == "execution_rate")
    assert found.money_status is rate.status
    assert total_of([found]).figures[RECALLS].value == 1
    assert total_of([found]).figures[RECALLS].target == 20  # the whole unit's, not again those of its parts


def test_nothing_logged_is_nothing_spent(budget: Budget) -> None:
    situation = Situation(budget, {measure: [] for measure in (*MEASURES, ADJUSTMENTS)}, DAY)
    found = summary(situation, assess(situation))
    assert (found.total.rate, found.money_status, found.last_recorded_on, found.need, found.total.unpaid) == (None, Status.NO_ENTRY, None, Need.MEND, 1)
    assert all(figure.logged == 0 for figure in found.total.figures.values())
