"""自上次例会以来: what was known then against what is known now, computed from the two clocks and never from copies.

Then: as of the day of the last meeting, by what had been recorded until its end. Now: as of today, by what is recorded now. An entry of a day
before the meeting that was recorded after it is a change like any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from scorecard.assessment import ACT, CALM, MEND, Assessment, Shape, Status
from scorecard.evaluation import Sheet
from scorecard.model import Entry


@dataclass(frozen=True)
class Change:
    """One indicator then and now, with its score on its form (None: not yet known)."""

    before: Assessment
    after: Assessment
    score_before: Decimal | None = None
    score_after: Decimal | None = None

    @property
    def turn(self) -> int:
        """-1 the status is worse, 1 it is better, 0 the same."""
        then, now = self.before.status.severity, self.after.status.severity
        return (now > then) - (now < then)

    @property
    def changed(self) -> bool:
        """Whether value, status or score read differently. A date indicator only where its day of completion or its status changed."""
        return read(self.before) != read(self.after) or self.score_before != self.score_after

    @property
    def retargeted(self) -> bool:
        """Whether the budget was adjusted in between and gives another target."""
        return self.before.indicator.target != self.after.indicator.target


@dataclass(frozen=True)
class Since:
    """Everything that changed. since: the moment that "then" ends (UTC). entries: what was recorded after it, newest first.

    changes: every indicator that was there then and is there now; now: every one there is now; went: what an adjusted budget no longer
    has; all in the tables' order.
    """

    since: datetime
    changes: tuple[Change, ...]
    entries: tuple[Entry, ...]
    total_before: Decimal | None
    total_after: Decimal | None
    now: tuple[Assessment, ...]
    went: tuple[Assessment, ...]

    @property
    def moved(self) -> list[Change]:
        """What reads differently: worse first, then better, then the rest; the tables' order within."""
        order = {-1: 0, 1: 1, 0: 2}
        return sorted((change for change in self.changes if change.changed), key=lambda change: order[change.turn])

    @property
    def same(self) -> list[Change]:
        """What reads as it did, with the target it had."""
        return [change for change in self.changes if not change.changed and not change.retargeted]

    @property
    def retargeted(self) -> list[Change]:
        """What has another target."""
        return [change for change in self.changes if change.retargeted]

    @property
    def came(self) -> list[Assessment]:
        """What an adjusted budget has that was not there then."""
        then = {change.after.indicator.indicator_id for change in self.changes}
        return [a for a in self.now if a.indicator.indicator_id not in then]

    @property
    def adjusted(self) -> bool:
        """Whether the budget itself reads differently."""
        return bool(self.retargeted or self.came or self.went)

    def count(self, group: Sequence[Status], then: bool) -> int:
        """How many indicators were (then) or are in a group of statuses."""
        there = [*(change.before for change in self.changes), *self.went] if then else self.now
        return sum(a.status in group for a in there)

    @property
    def groups(self) -> dict[str, tuple[int, int]]:
        """要抓, 要补, 平稳: how many then and now."""
        return {name: (self.count(group, True), self.count(group, False)) for name, group in (("act", ACT), ("mend", MEND), ("calm", CALM))}

    @property
    def new(self) -> list[Entry]:
        """Entries that were neither corrections nor withdrawals."""
        return [entry for entry in self.entries if not entry.fact.supersedes and not entry.fact.withdraws]

    @property
    def corrected(self) -> list[Entry]:
        """Corrections."""
        return [entry for entry in self.entries if entry.fact.supersedes]

    @property
    def withdrawn(self) -> list[Entry]:
        """Withdrawals."""
        return [entry for entry in self.entries if entry.fact.withdraws]


def read(a: Assessment) -> tuple[object, ...]:
    """What a person reads of an indicator: two that read the same have not changed."""
    return (a.completed_on, a.status) if a.shape is Shape.DEADLINE else (a.value, a.status, a.band, a.achievement_rate)


def compare(before: Sequence[Assessment], after: Sequence[Assessment], sheets: tuple[Sequence[Sheet], Sequence[Sheet]], entries: Sequence[Entry],
            since: datetime) -> Since:
    """Two judgements of one unit's year, with their forms; entries: the journal, of which what was recorded after `since`, and happened by the day
    of the later judgement, is kept."""
    then, now = (_scores(each) for each in sheets)
    ids = {a.indicator.indicator_id: a for a in before}
    changes = [Change(ids[a.indicator.indicator_id], a, then.get(a.indicator.indicator_id), now.get(a.indicator.indicator_id)) for a in after
               if a.indicator.indicator_id in ids]
    ids_now = {a.indicator.indicator_id for a in after}
    went = tuple(a for a in before if a.indicator.indicator_id not in ids_now)
    total_before, total_after = (next((sheet.total for sheet in each if sheet.programme.form == "23"), None) for each in sheets)
    kept = tuple(e for e in entries if e.recorded_at > since and all(e.fact.occurred_on <= a.as_of for a in after[:1]))
    return Since(since, tuple(changes), kept, total_before, total_after, tuple(after), went)


def _scores(sheets: Sequence[Sheet]) -> Mapping[str, Decimal | None]:
    return {row.assessment.indicator.indicator_id: row.score for sheet in sheets for row in sheet.rows}
