"""Paths and environment, once."""

import getpass
import os
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "queries"
BUDGET_FOLDER = ROOT / "data" / "budget"
SAMPLE_FACTS = ROOT / "data" / "sample" / "facts.jsonl"
SAMPLE_PLANS = ROOT / "data" / "sample" / "plans.csv"
SAMPLE_MEETINGS = ROOT / "data" / "sample" / "meetings.toml"
SAMPLE_TODAY = date(2025, 7, 25)


def data_folder() -> Path:
    """The folder of performance.duckdb: SCORECARD_DATA, or data/ beside the program."""
    return Path(os.environ.get("SCORECARD_DATA") or ROOT / "data").resolve()


def imports_folder() -> Path:
    """Where imports that are under way are kept."""
    return data_folder() / "imports"


def budget_folder() -> Path | None:
    """The approved tables that a new store begins with: SCORECARD_BUDGET (empty: none, they are imported), or data/budget/."""
    named = os.environ.get("SCORECARD_BUDGET")
    return BUDGET_FOLDER if named is None else Path(named).resolve() if named else None


def units_folder() -> Path | None:
    """The folder of other units' stores and exported budgets, only to be read: SCORECARD_UNITS; None where it is not set."""
    named = os.environ.get("SCORECARD_UNITS")
    return Path(named).resolve() if named else None


def timezone() -> tzinfo:
    """The clock on the unit's wall: SCORECARD_TIMEZONE (Asia/Shanghai), or the machine's own zone."""
    named = os.environ.get("SCORECARD_TIMEZONE")
    # asks the machine for its zone, never for the day
    return ZoneInfo(named) if named else datetime.now().astimezone().tzinfo  # type: ignore[return-value]


def end_of_day(day: date) -> datetime:
    """The last moment of a day on the unit's clock, as naive UTC."""
    end = datetime.combine(day + timedelta(days=1), time(), timezone()) - timedelta(microseconds=1)
    return end.astimezone(UTC).replace(tzinfo=None)


def memory_limit() -> str:
    """How much memory DuckDB may take: SCORECARD_MEMORY, or 2GB."""
    return os.environ.get("SCORECARD_MEMORY") or "2GB"


def recorder() -> str:
    """Who records: SCORECARD_USER, or the name this person signed in to the machine with."""
    try:
        return os.environ.get("SCORECARD_USER") or getpass.getuser()
    except (OSError, KeyError):  # no name for this user on the machine
        return "-"
