"""What an address asks for -> what a page shows: unit, fiscal year and day, each with what stands in for it. No Streamlit here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from scorecard.assessment import Assessment, Situation
from scorecard.model import Budget


@dataclass(frozen=True)
class Selected:
    """Whose budget, which year, as of which day; default_as_of: the day that stands where none is asked for."""

    unit_code: str
    fiscal_year: int
    as_of: date
    default_as_of: date


@dataclass(frozen=True)
class View:
    """The judged budget: what a page shows. `stamp` names it for caches of what is drawn from it."""

    situation: Situation
    assessments: tuple[Assessment, ...]
    stamp: tuple[object, ...]

    @property
    def budget(self) -> Budget:
        """The approved budget."""
        return self.situation.budget

    @property
    def empty(self) -> bool:
        """Whether no fact at all is known."""
        return not any(self.situation.evidence.values())


def selected(keys: Iterable[tuple[str, int]], unit: str | None, year: str | None, as_of: str | None, today: date) -> Selected:
    """The approved budget asked for among `keys` (unit code, fiscal year), else the first unit's, its latest year; at least one is needed.

    The day is the one asked for where it lies in the year; else today inside the year, its last day after it, its first before it.
    """
    there = sorted(keys)
    code = unit if any(unit == c for c, _ in there) else there[0][0]
    years = [y for c, y in there if c == code]
    fiscal_year = int(year) if year and year in map(str, years) else years[-1]
    first, last = date(fiscal_year, 1, 1), date(fiscal_year, 12, 31)
    default = min(max(today, first), last)
    day = as_date(as_of)
    return Selected(str(code), fiscal_year, day if day is not None and first <= day <= last else default, default)


def as_moment(written: str | None, zone: tzinfo) -> datetime | None:
    """A moment written as 2025-07-25T10:15 on the unit's clock (or with its offset), as naive UTC; None for anything else."""
    try:
        at = datetime.fromisoformat(written) if written else None
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC).replace(tzinfo=None) if at else None
    except (ValueError, OverflowError):
        return None


def local_text(at: datetime, zone: tzinfo) -> str:
    """A moment (naive UTC) as it is written in an address, on the unit's clock: `as_moment` takes it back to the microsecond."""
    return at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None).isoformat()


def as_date(written: str | None) -> date | None:
    """A day written as 2025-07-25, None for anything else."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None
