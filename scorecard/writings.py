"""What is written into a store: facts, rows of any other kind, denied tries; each in one transaction with its record in the audit trail.

No SQL here: a store runs the statements. The journal is only ever inserted into.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar, cast

from scorecard import audit, rows
from scorecard.audit import Head, fact_told, facts_told, rows_told
from scorecard.auth import EVERYWHERE, Action, Actor, Deed, not_permitted, permits
from scorecard.books import Books
from scorecard.checking import Withdrawal
from scorecard.facts import Fact
from scorecard.journal import Recorded, Settled, settle
from scorecard.model import Evidence
from scorecard.problems import Problem, Refused
from scorecard.rows import LATEST, Row

Stamp = tuple[datetime, str]  # recorded at (UTC), by whom
T = TypeVar("T")


class Writings(Books):
    """What can be written. A cursor is a transaction that is under way, of which nothing is known here."""

    read_only: bool
    _marks: Row
    """What tells that something was written (queries/store/marks.sql), as far as this process knows."""

    _write: AbstractContextManager[Any]
    """Held while somebody of this process writes."""

    @abstractmethod
    def _rows(self, cursor: Any, statement: str, /, **values: object) -> list[Row]:
        """The rows that a query finds, within a transaction."""

    @abstractmethod
    def _many(self, cursor: Any, statement: str, there: Iterable[Row]) -> None:
        """Run a statement for each of some rows."""

    @abstractmethod
    def _alone(self) -> AbstractContextManager[None]:
        """Nobody else writes until the end."""

    @abstractmethod
    def _told(self, keep: bool = True) -> AbstractContextManager[Any]:
        """A transaction, Refused where the store cannot carry it out."""

    @abstractmethod
    def _tried(self, work: Callable[[Any], T]) -> T:
        """What is done in one transaction, done again where that may help; work must do the same thing a second time. Refused in the end."""

    def record(self, facts: Sequence[Fact | Withdrawal], *, by: Actor, lines: Sequence[int] | None = None,
               stamps: Mapping[str, Stamp] | None = None) -> Recorded:
        """The one write path of the journal: all of the facts in one transaction, or none (Refused, with the problems).

        The same op_key again is the same fact and changes nothing. by: who records. lines: where each fact stands in its file.
        stamps: op_key -> when and by whom, only for the made sample; otherwise the clock's moment, one for all.
        """
        with self._writing():
            roles = self.roles(by)
            if foreign := [fact for fact in facts if fact.unit_code and not permits(roles, Action.RECORD, fact.unit_code)]:
                deed = Deed(by, Action.RECORD, foreign[0].unit_code or "", foreign[0].op_key)
                raise self.deny(deed, not_permitted(Action.RECORD))  # before the journal says anything: its words are not for everybody
            deeds: list[Deed] = []

            def insert(cursor: Any) -> tuple[Settled, Row | None]:
                settled, at = self._insert(cursor, facts, lines, by.name, stamps)
                units = sorted({fact.unit_code for fact in settled.new})
                deeds.append(Deed(by, Action.RECORD, units[0] if len(units) == 1 else EVERYWHERE, ", ".join(fact.op_key for fact in settled.new[:3])))
                if any(not permits(roles, Action.RECORD, unit) for unit in units):
                    raise PermissionError
                if not settled.new:
                    return settled, None
                aims = rows.known(partial(self._rows, cursor), [aim for fact in settled.new if (aim := fact.supersedes or fact.withdraws)])
                self._stamp(cursor, {(fact.unit_code, fact.fiscal_year) for fact in settled.new}, at)
                told = deeds[-1].told([fact_told(fact) for fact in aims.values()] or None, facts_told(settled.new))
                return settled, self._audit(cursor, told, "done", at, judged=True)

            try:
                settled, marks = self._tried(insert)
            except PermissionError:
                raise self.deny(deeds[-1], not_permitted(Action.RECORD)) from None
            self._marks = marks or self._marks
        return settled.recorded

    def preview(self, facts: Sequence[Fact | Withdrawal], as_of: date, known_at: datetime | None = None) -> Evidence:
        """What the measures would find, had the facts been recorded (by known_at). Nothing is stored: the transaction is rolled back."""
        with self._write, self._told(keep=False) as cursor:
            self._insert(cursor, facts, None, "", {f.op_key: (known_at, "") for f in facts} if known_at else None)
            there = rows.known(partial(self._rows, cursor), [facts[0].op_key])[facts[0].op_key]
            return rows.evidence(partial(self._rows, cursor), there.unit_code, there.fiscal_year, as_of, known_at or LATEST)

    def keep(self, kept: Mapping[str, Sequence[Row]], deed: Deed, clock: str | None = "recorded_at", judged: bool = True) -> None:
        """Insert rows, by statement, in one transaction with their record in the audit trail, with the clock's moment in the column `clock`.
        Refused where it is not permitted, or the store cannot.

        judged: whether the judgement of indicators may read differently after it (then `version` counts it).
        """
        with self._writing(deed):
            with self._told() as cursor:
                moment = self._clock()
                for statement in (name for name, there in kept.items() if there):
                    self._many(cursor, statement, [row | ({clock: moment} if clock else {}) for row in kept[statement]])
                if judged:
                    self._stamp(cursor, {(row["unit_code"], row["fiscal_year"]) for there in kept.values() for row in there if "fiscal_year" in row}, moment)
                told = deed if deed.after is not None else deed.told(deed.before, rows_told(kept))
                marks = self._audit(cursor, told, "done", moment, judged, any(statement.startswith(("account/", "sign_in/")) for statement in kept))
            self._marks = marks

    def mark_seen(self, seen: Sequence[Row]) -> None:
        """When sign-ins were last used: no deed of anybody, so nothing for the audit trail. Refused where the store cannot."""
        if self.read_only or not seen:
            return
        with self._alone(), self._told() as cursor:
            self._many(cursor, "sign_in/seen", seen)

    def deny(self, deed: Deed, problem: Problem) -> Refused:
        """A denied try, told in the audit trail; what to raise."""
        if not self.read_only:
            with suppress(Refused), self._alone():  # it stays denied, whether or not the disk takes a word of it
                with self._told() as cursor:
                    marks = self._audit(cursor, deed.told(None, {"refused": problem.code}), "denied", self._clock())
                self._marks = marks
        return Refused([problem])

    @contextmanager
    def writing(self) -> Iterator[datetime]:
        """The clock's moment, and until the end nobody else writes: what is read as known at it cannot change any more."""
        with self._writing():
            yield self._clock()

    @contextmanager
    def _writing(self, deed: Deed | None = None) -> Iterator[None]:
        """Nobody else writes until the end; Refused at once where the store is only to be read, or the deed is not permitted."""
        if self.read_only:
            raise Refused([Problem("read_only")])
        with self._alone():
            if deed and not permits(self.roles(deed.by), deed.action, deed.unit_code):
                raise self.deny(deed, not_permitted(deed.action))
            yield

    def _stamp(self, cursor: Any, years: Iterable[tuple[str, int]], at: datetime) -> None:
        """Something was written that the judgement of these units and years rests on."""
        for unit_code, fiscal_year in sorted(years):
            self._rows(cursor, "year/set_stamp", unit_code=unit_code, fiscal_year=fiscal_year, written_at=at)

    def _audit(self, cursor: Any, deed: Deed, outcome: str, at: datetime, judged: bool = False, people: bool = False) -> Row:
        """A deed's record in the audit trail, in the transaction of the deed; the marks that hold once it is committed."""
        before = self._rows(cursor, "store/marks")[0]
        record = audit.record(deed, outcome, at, Head(before["number"], before["hash"]))
        self._rows(cursor, "audit/insert", **record)
        marks = Row(number=record["number"], hash=record["hash"], recorded_at=at, judged=before["judged"] + judged, people=before["people"] + people)
        self._rows(cursor, "audit/set_head", **marks)
        return marks

    def _insert(self, cursor: Any, facts: Sequence[Fact | Withdrawal], lines: Sequence[int] | None, by: str,
                stamps: Mapping[str, Stamp] | None = None) -> tuple[Settled, datetime]:
        settled = settle(facts, lines or range(1, len(facts) + 1), rows.standing(partial(self._rows, cursor), facts))
        if settled.problems:
            raise Refused(settled.problems)
        now = (self._clock(), by)
        if settled.new:
            self._many(cursor, "entry/insert", [rows.entry_row(fact, *(stamps[fact.op_key] if stamps else now)) for fact in settled.new])
        return settled, now[0]

    def _clock(self) -> datetime:
        """The moment of a write: always after the last one, even where the machine's clock went back."""
        last = self._marks["recorded_at"] or datetime.min
        self._marks = self._marks | {"recorded_at": max(datetime.now(UTC).replace(tzinfo=None), last + timedelta(microseconds=1))}
        return cast(datetime, self._marks["recorded_at"])
