"""How the year will end: what always holds, and cases that can be checked by hand. Calibration: benchmarks/forecast.py."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.forecast import Forecast, Ground, count_to_come, effective, ratio_to_come, spending_to_come

SHARES = st.decimals("0.01", "1", places=3)
HALF = Decimal("0.5")


@given(value=st.integers(1, 500), target=st.integers(1, 500), due=SHARES, entries=st.integers(1, 500), cap=st.booleans())
def test_a_count(value: int, target: int, due: Decimal, entries: int, cap: bool) -> None:
    found = count_to_come(Decimal(value), Decimal(target), due, 1 - due, min(entries, value), cap)
    assert isinstance(found, Forecast)
    assert found.low is not None and found.value is not None and found.high is not None
    assert value <= found.low <= found.value <= found.high
    assert 0 <= found.probability <= 1
    if value >= target and not cap:
        assert found.probability == 1
    if value > target and cap:
        assert found.probability == 0


@given(spent=st.decimals("1", "300000", places=2), due=SHARES, payments=st.integers(3, 60), cap=st.booleans())
def test_spending(spent: Decimal, due: Decimal, payments: int, cap: bool) -> None:
    found = spending_to_come(spent, Decimal(200_000), due, 1 - due, [spent / payments] * payments, cap)
    assert isinstance(found, Forecast)
    assert found.low is not None and found.value is not None and found.high is not None
    assert spent - Decimal("0.01") <= found.low <= found.value <= found.high
    assert 0 <= found.probability <= 1
    if spent > 200_000:
        assert found.probability == (0 if cap else 1)


@given(hits=st.integers(0, 300), misses=st.integers(0, 60), due=SHARES, target=st.sampled_from(["0.8", "0.95", "1"]))
def test_a_ratio(hits: int, misses: int, due: Decimal, target: str) -> None:
    if hits + misses == 0:
        return
    found = ratio_to_come(Decimal(hits), Decimal(hits + misses), Decimal(target), due, 1 - due, float(hits + misses))
    if isinstance(found, Ground):
        assert found is (Ground.RETAKE if target == "1" and misses else Ground.FEW)
    else:
        assert found.low is not None and found.value is not None and found.high is not None
        assert 0 <= found.low <= found.value <= found.high <= 1
        assert 0 <= found.probability <= 1


def test_at_the_end_nothing_is_open() -> None:
    assert count_to_come(Decimal(9), Decimal(10), Decimal(1), Decimal(0), 9) == Forecast(Decimal(9), Decimal(9), Decimal(9), 0.0)
    assert ratio_to_come(Decimal(56), Decimal(60), Decimal("0.9"), Decimal(1), Decimal(0), 60.0) == Forecast(*[Decimal(56) / 60] * 3, 1.0)


def test_one_more_of_the_same_by_hand() -> None:
    """3 events in half a year towards 4: λ ~ Gamma(0.25·4 + 3, 0.25 + 0.5); none to come has probability (0.75 ÷ 1.25)⁴."""
    found = count_to_come(Decimal(3), Decimal(4), HALF, HALF, 3)
    assert isinstance(found, Forecast)
    assert found.probability == pytest.approx(1 - (0.75 / 1.25) ** 4)


def test_all_of_one_hundred_per_cent_by_hand() -> None:
    """20 of 20 in half a year, 20 to come, Beta(9.9 + 20, 0.1): the product of (29.9 + k) ÷ (30 + k) over the 20."""
    found = ratio_to_come(Decimal(20), Decimal(20), Decimal(1), HALF, HALF, 20.0)
    assert isinstance(found, Forecast)
    assert found.probability == pytest.approx(math.prod((29.9 + k) / (30 + k) for k in range(20)))


def test_too_little_is_said_and_not_guessed() -> None:
    assert count_to_come(Decimal(0), Decimal(4), HALF, HALF, 0) is Ground.FEW
    assert spending_to_come(Decimal(5000), Decimal(200_000), HALF, HALF, [Decimal(5000)], True) is Ground.FEW
    assert ratio_to_come(Decimal(5), Decimal(5), Decimal("0.95"), HALF, HALF, 5.0) is Ground.FEW
    assert ratio_to_come(Decimal(46), Decimal(48), Decimal(1), HALF, HALF, 48.0) is Ground.RETAKE


def test_many_terms_are_as_good_as_the_normal_distribution() -> None:
    near, far = (count_to_come(Decimal(n), Decimal(2 * n), HALF, HALF, n) for n in (850, 1000))
    assert isinstance(near, Forecast) and isinstance(far, Forecast)
    assert near.probability == pytest.approx(far.probability, abs=0.02)


def test_effective_number() -> None:
    assert effective([Decimal(5)] * 7) == pytest.approx(7)
    assert effective([Decimal(100), Decimal(1)]) == pytest.approx(101**2 / 10001)
    assert effective([]) == 0
