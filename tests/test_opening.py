"""Opening a store: the approved tables on first start, and the sample year, whose figures of 25 July 2025 were worked out beforehand."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scorecard import settings
from scorecard.assessment import Assessment
from scorecard.auth import local
from scorecard.checking import Budgets, check
from scorecard.facts import Fact
from scorecard.i18n import round_half_up
from scorecard.model import Budget
from scorecard.opening import open_sample, open_store
from scorecard.problems import Refused
from scorecard.store import Store

KEY = ("047022", 2025)
JULY, JULY_EVENING = date(2025, 7, 25), datetime(2025, 7, 25, 15, 59, 59)
FIGURES = {
    "21-01": ("stale", "6"), "22-01": ("on_track", "11.86"), "22-02": ("behind", "12.60"), "22-03": ("at_risk", "4"), "22-05": ("on_track", "97.18"),
    "22-06": ("at_risk", "95.83"), "22-07": ("on_track", None), "22-09": ("on_track", "96.43"), "23-01": ("on_track", "54.10"), "23-04": ("unsupported", None),
    "23-05": ("behind", "10"), "23-07": ("done", "1"), "23-08": ("on_track", "99.62"), "23-10": ("on_track", None), "23-12": ("no_entry", None),
    "23-13": ("behind", None)}


@pytest.fixture(scope="module")
def sample() -> Iterator[Store]:
    """The sample year."""
    store = open_sample()
    yield store
    store.close()


@pytest.fixture(scope="module")
def july(sample: Store, judged: Callable[..., dict[str, Assessment]]) -> dict[str, Assessment]:
    """The assessment of 25 July 2025, with what was known that evening."""
    return judged(sample, JULY, JULY_EVENING)


@pytest.mark.parametrize("indicator_id", FIGURES)
def test_the_sample_at_mid_year(indicator_id: str, july: dict[str, Assessment]) -> None:
    status, value = FIGURES[indicator_id]
    found = july[indicator_id]
    assert found.status == status
    assert (found.value if value is None else str(round_half_up(found.value or Decimal(0), len(value.partition(".")[2])))) == value


def test_the_sample_s_pace_at_mid_year(july: dict[str, Assessment]) -> None:
    recalls = july["23-05"]
    assert (round_half_up(recalls.expected or Decimal(0), 2), round_half_up(recalls.required_rate or Decimal(0), 2)) == (Decimal("11.29"), Decimal("1.91"))
    assert {july[i].days_left for i in ("22-07", "23-10")} == {159}


def test_what_was_found_out_later_changes_what_is_known_of_july(
        sample: Store, july: dict[str, Assessment], judged: Callable[..., dict[str, Assessment]]) -> None:
    now = judged(sample, JULY)
    assert july["23-04"].status == "unsupported" and now["23-04"].status == "on_track"  # its evidence came on 5 August


def test_the_sample_is_whole_and_cannot_be_written(sample: Store, raw: Callable[..., dict[str, Any]], checked: Callable[..., list[Fact]]) -> None:
    assert sample.check().findings == []
    with pytest.raises(Refused):
        sample.record(checked(raw("recall")), by=local("tester"))
    assert sample.path is None


def test_every_line_of_the_sample_is_an_entry(sample: Store) -> None:
    lines = [json.loads(line) for line in settings.SAMPLE_FACTS.read_text(encoding="utf-8").splitlines()]
    entries = {e.fact.op_key: e for e in sample.entries(*KEY)}
    assert len(lines) == len(entries) and {line["op_key"] for line in lines} == set(entries)
    for line in lines:
        assert entries[line["op_key"]].recorded_by == line["recorded_by"]
        assert abs(entries[line["op_key"]].recorded_at - datetime.fromisoformat(line["recorded_at"]).replace(tzinfo=None)).total_seconds() < 1


def test_every_fact_of_the_sample_passes_the_check(budgets: Budgets) -> None:
    for line in settings.SAMPLE_FACTS.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        del raw["recorded_at"], raw["recorded_by"]
        assert not isinstance(check(raw, budgets, date(2026, 1, 15)), list), raw


def test_the_store_is_made_on_first_start_with_the_approved_tables_and_no_fact(tmp_path: Path, budget: Budget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("SCORECARD_DATABASE", raising=False)
    store = open_store()
    assert (tmp_path / "data" / "performance.duckdb").is_file()
    assert store.budgets() == {KEY: budget} and store.entries(*KEY) == [] and not store.read_only
    assert store.check().findings == []
    store.close()


def test_a_second_start_changes_nothing(tmp_path: Path, raw: Callable[..., dict[str, Any]], checked: Callable[..., list[Fact]],
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_DATABASE", str(tmp_path / "own.duckdb"))
    first = open_store()
    first.record(checked(raw("recall", op_key="a")), by=local("tester"))
    budgets = dict(first.budgets())
    first.close()
    second = open_store()
    assert second.budgets() == budgets and [e.fact.op_key for e in second.entries(*KEY)] == ["a"]
    second.close()
