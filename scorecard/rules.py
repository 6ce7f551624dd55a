"""The parameters of the judgement, read once from rules.toml, where each stands with its source."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from scorecard.facts import Band
from scorecard.model import Rhythm

with Path(__file__).with_name("rules.toml").open("rb") as _file:
    _toml = tomllib.load(_file)


@dataclass(frozen=True)
class Rules:
    """Thresholds of pace (fractions of plan), of a near deadline (days) and of staleness (days per rhythm)."""

    on_track: Decimal
    behind: Decimal
    near_days: int
    stale_after: dict[Rhythm, int]


BANDS = {band: (Decimal(_toml["bands"][band][0]), Decimal(_toml["bands"][band][1])) for band in Band}
"""Lowest and highest share of the points within each band of a qualitative appraisal."""

RULES = Rules(
    on_track=Decimal(_toml["pace"]["on_track"]),
    behind=Decimal(_toml["pace"]["behind"]),
    near_days=_toml["deadline"]["near_days"],
    stale_after={r: _toml["staleness"]["periods"] * _toml["staleness"][f"{r}_days"] for r in Rhythm},
)


@dataclass(frozen=True)
class ForecastRules:
    """Weights of the plan, fewest entries, and the probabilities from which the monitoring form's answer is proposed."""

    prior_share: float
    prior_trials: float
    fewest_entries: int
    fewest_payments: int
    fewest_trials: int
    certain: float
    impossible: float


FORECAST = ForecastRules(**{name: value for name, value in _toml["forecast"].items() if name not in ("source", "sure")})


class Grade(StrEnum):
    """等级 of a self-evaluation."""

    EXCELLENT = "excellent"  # 优
    GOOD = "good"  # 良
    FAIR = "fair"  # 中
    POOR = "poor"  # 差


def _points(section: str) -> dict[str, Decimal]:
    return {name: Decimal(value) for name, value in _toml[section].items() if name not in ("source", "sure")}


POINTS, POINTS_WITH_COST = _points("points"), _points("points_with_cost")
"""分值 of 预算执行率 (execution) and of each first-level group, together 100; without and with cost indicators."""

PLACES = int(_toml["scoring"]["places"])
"""Decimal places of a score."""

ASKS_ABOVE = Decimal(_toml["deviation"]["asks_above"])
"""Actual ÷ target above which a reason is asked for."""

VERSION = sha256(Path(__file__).with_name("rules.toml").read_bytes()).hexdigest()[:12]
"""Names the rules on a form that was scored by them."""


def grade_of(total: Decimal) -> Grade:
    """The grade of a total of 100 points."""
    return next((grade for grade in Grade if grade is not Grade.POOR and total >= _toml["grades"][grade]), Grade.POOR)


def source_of(section: str) -> tuple[str, str]:
    """Where a section of rules.toml comes from, and how sure that is: read, recall or ours."""
    return _toml[section]["source"], _toml[section]["sure"]


SURE = float(_toml["import"]["confirm_below"])
"""From how sure a reading of an official table enters without being confirmed."""

DOUBTS = {code: float(confidence) for code, confidence in _toml["doubts"].items() if code not in ("source", "sure")}
"""How sure a reading is, by the kind of doubt about it."""
