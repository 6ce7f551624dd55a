"""The agenda of a meeting: its parts in order, old promises first, each indicator once."""

from datetime import date, datetime, timedelta

import pytest

from scorecard.agenda import TROUBLED, Item, Part, agenda, beside, rest
from scorecard.assessment import Assessment, Situation, Status, assess
from scorecard.changes import compare
from scorecard.evaluation import Sheet, evaluate_all
from scorecard.holding import decided
from scorecard.meetings import promises
from scorecard.opening import open_sample
from scorecard.settings import end_of_day, timezone
from scorecard.store import Store

BOTH_STORES = True
KEY = ("047022", 2025)


def judged(store: Store, day: date, moment: datetime | None) -> tuple[list[Assessment], list[Sheet]]:
    """Every indicator and form as of a day, as known at a moment."""
    situation = Situation(store.budgets(moment)[KEY], store.evidence(*KEY, day, moment), day, moment, timezone())
    return assess(situation), evaluate_all(assess(situation), situation)


@pytest.fixture(scope="module")
def sample() -> Store:
    return open_sample()


def held(store: Store, day: date) -> tuple[list[Item], dict[str, Status]]:
    then = day - timedelta(days=7)
    before, now = (judged(store, d, end_of_day(d)) for d in (then, day))
    since = compare(before[0], now[0], (before[1], now[1]), [], end_of_day(then))
    return agenda(decided(store, *KEY, end_of_day(day)), now[0], since.moved, day), {a.indicator.indicator_id: a.status for a in now[0]}


@pytest.mark.parametrize("week", range(1, 52, 3))
def test_the_parts_stand_in_order_and_every_indicator_is_seen_once(sample: Store, week: int) -> None:
    day = date(2025, 1, 6) + timedelta(weeks=week)
    items, status = held(sample, day)
    order = list(Part)
    assert [order.index(item.part) for item in items] == sorted(order.index(item.part) for item in items)
    assert len({item.key for item in items}) == len(items) and items[-1].key == "close"
    there = [item.indicator_id for item in items if item.part in (Part.TROUBLED, Part.CHANGED) and item.indicator_id]
    assert len(set(there)) == len(there)
    assert {status[i] for i in there if status[i] not in TROUBLED} <= {Status.ON_TRACK, Status.DONE, Status.NO_ENTRY}
    red = [status[item.indicator_id].severity for item in items if item.part is Part.TROUBLED]
    assert red == sorted(red)
    left = rest(items, [a for a in judged(sample, day, end_of_day(day))[0]])
    assert not {a.indicator.indicator_id for a in left} & set(there) and all(a.status not in TROUBLED for a in left)


def test_promises_come_first_the_longest_overdue_before_all(sample: Store) -> None:
    items, _ = held(sample, date(2025, 7, 28))
    waiting = promises(decided(sample, *KEY), date(2025, 7, 28))
    assert [item.decision_id for item in items[:3]] == [d.now.decision_id for d in waiting] == ["sample-1", "sample-3", "sample-4"]
    assert all(item.part is Part.PROMISES for item in items[:3]) and items[3].part is Part.TROUBLED


def test_an_empty_year_has_one_screen_and_the_close(store: Store) -> None:
    assert [item.key for item in agenda([], judged(store, date(2025, 7, 28), None)[0], [], date(2025, 7, 28))] == ["rest", "close"]


@pytest.mark.parametrize(("key", "step", "found"), [("a", 1, "b"), ("a", -1, "a"), ("c", 1, "c"), ("c", -2, "a"), ("gone", 1, "a")])
def test_the_next_item_and_the_one_before(key: str, step: int, found: str) -> None:
    assert beside([Item(k, Part.REST) for k in "abc"], key, step) == found


