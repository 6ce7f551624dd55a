"""What the options of the command line name: a unit and year, a day, a moment, a month; wrong usage as a sentence."""

import argparse
import json
import os
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

from scorecard import i18n, settings
from scorecard.assessment import Situation
from scorecard.auth import Actor, local
from scorecard.checking import CONTROL, Budgets
from scorecard.model import Budget, Statement
from scorecard.monitoring import cut_off, last_whole_month
from scorecard.opening import opened
from scorecard.problems import Problem, Refused

LONGEST_NAME = 100  # characters of a person's name


class Usage(Exception):
    """A command asked for in a wrong way; its text is the sentence to print."""


def asked_for(asked: argparse.Namespace) -> tuple[Situation, tuple[Statement, ...]]:
    """What --unit, --year, --as-of and --known-at name, and what people stated on its forms."""
    known_at = moment_of(asked)
    with opened() as store:
        budget = budget_of(store.budgets(known_at), asked)
        key, as_of = (budget.unit.unit_code, budget.fiscal_year), as_of_day(asked, budget.fiscal_year)
        if asked.command == "form" and asked.form == "monitoring":
            as_of = min(as_of, cut_off(budget.fiscal_year, month_of(asked, budget.fiscal_year, as_of)))
        return Situation(store.budgets(known_at, as_of)[key], store.evidence(*key, as_of, known_at), as_of, known_at, zone()), store.statements(*key, known_at)


def budget_of(budgets: Budgets, asked: argparse.Namespace) -> Budget:
    """The budget that --unit and --year name: the only unit, the latest year."""
    codes = sorted({code for code, _ in budgets})
    if asked.unit is None and len(codes) != 1:
        raise Refused([Problem("several_units" if codes else "no_budget", values={"units": ", ".join(codes)})])
    code = codes[0] if asked.unit is None else asked.unit
    years = sorted(year for unit, year in budgets if unit == code)
    if not years:
        raise Refused([Problem("unknown_unit", values={"unit": code[:60], "units": ", ".join(codes)})])
    year = str(years[-1]) if asked.year is None else asked.year
    if year not in map(str, years):
        raise Refused([Problem("unknown_year", values={"year": year[:60], "years": ", ".join(map(str, years))})])
    return budgets[code, int(year)]


def month_of(asked: argparse.Namespace, year: int, as_of: date) -> int:
    """--month; else the last one that is over."""
    if asked.month is None:
        return last_whole_month(year, min(as_of, date(year, 12, 31)))
    if asked.month not in map(str, range(1, 13)):
        raise Usage(i18n.text("cli.not_a_month", asked.lang, value=asked.month[:20]))
    return int(asked.month)


def as_of_day(asked: argparse.Namespace, year: int) -> date:
    """--as-of; else today inside the year, its last day after it, its first day before it."""
    first = date(year, 1, 1)
    if asked.as_of is None:
        return min(max(today(), first), date(year, 12, 31))
    as_of = day_of(asked.as_of, asked.lang)
    if as_of < first:
        raise Refused([Problem("before_year", values={"day": as_of, "first": first})])
    return as_of


def day_of(written: str, lang: str) -> date:
    """A day as YYYY-MM-DD."""
    try:
        return datetime.strptime(written, "%Y-%m-%d").date()
    except ValueError:
        raise Usage(i18n.text("cli.not_a_day", lang, value=written)) from None


def moment_of(asked: argparse.Namespace) -> datetime | None:
    """--known-at as naive UTC; without an offset it is the unit's own clock."""
    if asked.known_at is None:
        return None
    try:
        at = datetime.fromisoformat(asked.known_at)
        return (at if at.tzinfo else at.replace(tzinfo=zone())).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise Usage(i18n.text("cli.not_a_moment", asked.lang, value=asked.known_at)) from None


def as_json(document: object) -> str:
    """Sorted by key: the same from run to run."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)


def user_of(asked: argparse.Namespace) -> Actor:
    """Who records: --as, or whoever runs the program."""
    try:
        by: str = (asked.user if vars(asked).get("as") is None else vars(asked)["as"]).strip()
    except (KeyError, OSError, ImportError):  # the machine does not know its user
        by = ""
    if not by or len(by) > LONGEST_NAME or CONTROL.search(by):
        raise Usage(i18n.text("cli.user_needed", asked.lang, longest=LONGEST_NAME))
    return local(by)


def content_of(path: Path, most: int) -> bytes:
    """A file's bytes, one more than `most` at the most, so that whoever reads them can say it is too large. Refused where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError:
        raise Refused([Problem("file_missing", values={"path": path})]) from None
    except (OSError, ValueError) as error:  # ValueError: a path that holds a NUL
        raise Refused([Problem("file_unreadable", values={"path": path, "reason": getattr(error, "strerror", None) or error})]) from None


def zone() -> tzinfo:
    """The unit's clock; Refused where SCORECARD_TIMEZONE names none."""
    try:
        return settings.timezone()
    except (KeyError, ValueError, OSError):
        raise Refused([Problem("unknown_timezone", values={"name": os.environ.get("SCORECARD_TIMEZONE", "")[:60]})]) from None


def today() -> date:
    """The day on the unit's clock."""
    return datetime.now(zone()).date()
