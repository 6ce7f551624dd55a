"""The parameters of the judgement: their values, and that each says where it comes from."""

import tomllib
from decimal import Decimal

import pytest

from scorecard import settings
from scorecard.facts import Band
from scorecard.model import Rhythm
from scorecard.rules import BANDS, RULES

TOML = tomllib.loads((settings.ROOT / "scorecard" / "rules.toml").read_text(encoding="utf-8"))


def test_thresholds() -> None:
    assert (RULES.on_track, RULES.behind, RULES.near_days) == (Decimal("0.95"), Decimal("0.75"), 14)
    assert RULES.stale_after == {Rhythm.WEEKLY: 21, Rhythm.MONTHLY: 93, Rhythm.QUARTERLY: 276}


def test_bands_meet_at_their_edges_and_cover_everything() -> None:
    assert BANDS[Band.NOT_ACHIEVED] == (0, Decimal("0.60")) and BANDS[Band.ACHIEVED][1] == 1
    assert BANDS[Band.NOT_ACHIEVED][1] == BANDS[Band.PARTLY][0] and BANDS[Band.PARTLY][1] == BANDS[Band.ACHIEVED][0] == Decimal("0.80")


@pytest.mark.parametrize("section", TOML)
def test_each_says_where_it_comes_from_and_how_sure_that_is(section: str) -> None:
    assert TOML[section]["source"] and TOML[section]["sure"] in ("read", "recall", "ours")
