"""Which indicator gets which forecast, through the sample year and in the cases that decide the form's answer."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from scorecard import settings
from scorecard.assessment import Assessment, Shape, Situation, assess
from scorecard.forecast import Forecast, Ground
from scorecard.opening import open_sample
from scorecard.outlook import Possibility, outlook, possibility
from scorecard.store import Store

KEY = ("047022", 2025)


@pytest.fixture(scope="module")
def sample() -> Store:
    """The sample year, read-only."""
    return open_sample()


def judged(sample: Store, day: date) -> tuple[Situation, list[Assessment]]:
    """The sample year as of a day, with all that was recorded later too."""
    situation = Situation(sample.budgets()[KEY], sample.evidence(*KEY, day, None), day, None, settings.timezone())
    return situation, assess(situation)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_indicator_on_every_third_day_of_the_sample_year(sample: Store, month: int) -> None:
    for step in range(0, 31, 3):
        day = date(2025, month, 1) + timedelta(step)
        if day.month != month:
            return
        situation, assessments = judged(sample, day)
        for a in assessments:
            found = outlook(a, situation)
            if isinstance(found, Ground):
                assert possibility(found) is None
                continue
            assert 0 <= found.probability <= 1
            if found.value is not None and found.low is not None and found.high is not None:
                assert found.low <= found.value <= found.high, (day, a.indicator.indicator_id)
            target = a.indicator.target.value
            if a.shape is Shape.COUNT and a.value is not None and target is not None and a.value >= target:
                assert found.probability == 1
            if a.shape is Shape.CAP and a.value is not None and target is not None and a.value > target:
                assert found.probability == 0


def test_what_has_no_ground_says_so(sample: Store) -> None:
    situation, assessments = judged(sample, date(2025, 7, 25))
    told = {a.indicator.indicator_id: outlook(a, situation) for a in assessments}
    assert told["23-13"] is Ground.QUALITATIVE
    assert told["23-10"] is Ground.DATE
    assert told["23-09"] is Ground.RETAKE
    situation, assessments = judged(sample, date(2025, 1, 2))
    assert outlook(assessments[0], situation) is Ground.FEW


def test_recalls_at_mid_year_are_in_doubt(sample: Store) -> None:
    situation, assessments = judged(sample, date(2025, 7, 25))
    found = outlook(next(a for a in assessments if a.indicator.indicator_id == "23-05"), situation)
    assert isinstance(found, Forecast)
    assert found.value is not None
    assert 14 <= found.value <= 20
    assert 0.1 < found.probability < 0.5


@pytest.mark.parametrize(("probability", "answer"), [
    (1.0, "certain"), (0.85, "certain"), (0.84, "possible"), (0.06, "possible"), (0.05, "impossible"), (0.0, "impossible")])
def test_the_forms_answer(probability: float, answer: str) -> None:
    assert possibility(Forecast(None, Decimal(1), None, probability)) is Possibility(answer)
