"""What can be read of a store, as model objects. No SQL here: a store answers the queries (`ask`), or several of one picture (`reading`)."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime

from scorecard import rows, settings
from scorecard.auth import EVERYWHERE, Actor, Role, Way
from scorecard.budgets import StoredBudgets
from scorecard.checking import Budgets
from scorecard.model import Checked, Entry, Evidence, Finding, Statement, Submission, Unit, Version
from scorecard.rows import LATEST, Ask, Row
from scorecard.unit_tree import UnitPlace, path_of


class Books(ABC):
    """The approved budgets, the journal, and what was stated and handed in."""

    @abstractmethod
    def ask(self, statement: str, **values: object) -> list[Row]:
        """The rows that a query finds."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[Ask]:
        """A function that answers queries, all of one picture, whoever writes meanwhile."""

    def budgets(self, known_at: datetime | None = None, as_of: date | None = None) -> Budgets:
        """The approved budgets by (unit code, fiscal year), in the version in force on a day (None: the newest) as known at a moment (UTC)."""
        return StoredBudgets(self.reading, known_at or LATEST, as_of)

    def versions(self, unit_code: str, fiscal_year: int) -> tuple[Version, ...]:
        """Every version of a unit's budget for a year, the newest last."""
        return tuple(Version(**row) for row in self.ask("budget/versions", unit_code=unit_code, fiscal_year=fiscal_year))

    def units(self, known_at: datetime | None = None) -> tuple[UnitPlace, ...]:
        """Every unit that has a budget, by code, with the folder it stands in (() where it was placed in none)."""
        found = self.ask("budget/units", known_at=known_at or LATEST)
        return tuple(UnitPlace(Unit(row["unit_code"], row["name"], row["name_en"]), path_of(row["path"])) for row in found)

    def evidence(self, unit_code: str, fiscal_year: int, as_of: date, known_at: datetime | None = None) -> Evidence:
        """What every measure finds for a unit and year: as of a day, as known at a moment (UTC; None: now); one picture, whoever writes."""
        with self.reading() as ask:
            return rows.evidence(ask, unit_code, fiscal_year, as_of, known_at or LATEST)

    def entries(self, unit_code: str, fiscal_year: int, known_at: datetime | None = None, most: int = 100_000) -> list[Entry]:
        """The journal of a unit and year, newest first, each entry with what replaced it."""
        return [rows.entry(row) for row in self.ask("entry/latest", unit_code=unit_code, fiscal_year=fiscal_year, known_at=known_at or LATEST, most=most)]

    def statements(self, unit_code: str, fiscal_year: int, known_at: datetime | None = None) -> tuple[Statement, ...]:
        """What people state on the forms of a unit and year, as known at a moment."""
        found = self.ask("statement/standing", unit_code=unit_code, fiscal_year=fiscal_year, known_at=known_at or LATEST)
        return tuple(Statement(**row) for row in found)

    def submissions(self, unit_code: str, fiscal_year: int) -> tuple[Submission, ...]:
        """The submitted forms of a unit and year, newest first."""
        return tuple(Submission(**row) for row in self.ask("submission/submitted", unit_code=unit_code, fiscal_year=fiscal_year))

    def roles(self, actor: Actor) -> Mapping[str, Role]:
        """What an actor may do now, by unit code: looked up, never remembered."""
        if actor.way in (Way.LOCAL, Way.ANONYMOUS):
            return {EVERYWHERE: Role.ADMINISTRATOR if actor.way is Way.LOCAL else Role.VIEWER}
        return {row["unit_code"]: Role(row["role"]) for row in self.ask("account/acting", account=actor.name, session_id=actor.session_id)}

    def sums(self) -> dict[str, Row]:
        """Every table read whole: its rows and the checksum of all their values, in one picture."""
        with self.reading() as ask:
            return {row["table_name"]: ask("backup/sum", table_name=row["table_name"])[0] for row in ask("backup/tables")}

    def check(self) -> Checked:
        """Read the whole store, every value of it, and hold it against its rules (queries/check/). Refused where a part cannot be read."""
        self.sums()
        rules = [file.stem for file in sorted((settings.QUERIES / "check").glob("*.sql"))]
        found = [Finding(rule, str(row["op_key"]), str(row["detail"])) for rule in rules for row in self.ask(f"check/{rule}")]
        return Checked({row["kind"]: row["entries"] for row in self.ask("entry/counts")}, found)
