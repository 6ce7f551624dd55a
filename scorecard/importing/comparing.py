"""What importing a budget changes against the one in force: new, changed and dropped indicators, programmes, lines. Nothing is decided here."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scorecard.model import Budget, Indicator


class Turn(StrEnum):
    """What becomes of something: it is new, it changes, it is dropped."""

    NEW = "new"
    CHANGED = "changed"
    DROPPED = "dropped"


@dataclass(frozen=True)
class TargetChange:
    """An indicator that comes, changes or goes; before, after: None where it is not there. fields: what of it changes."""

    turn: Turn
    before: Indicator | None
    after: Indicator | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class MoneyChange:
    """A programme's or budget line's money (yuan) that comes, changes or goes."""

    turn: Turn
    name: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class Differences:
    """All that changes; same: how many indicators stay as they are."""

    targets: tuple[TargetChange, ...]
    money: tuple[MoneyChange, ...]
    same: int

    @property
    def any(self) -> bool:
        """Whether anything changes at all."""
        return bool(self.targets or self.money)


def differences(before: Budget | None, after: Budget) -> Differences:
    """From the budget in force (None: none yet) to the one that would stand in its place."""
    targets = tuple(_targets(before, after))
    return Differences(targets, tuple(_money(before, after)), len(after.indicators) - sum(t.after is not None for t in targets))


def _targets(before: Budget | None, after: Budget) -> Iterator[TargetChange]:
    old = {i.indicator_id: i for i in before.indicators} if before else {}
    for i in after.indicators:
        was = old.pop(i.indicator_id, None)
        if was is None:
            yield TargetChange(Turn.NEW, None, i)
        elif fields := tuple(name for name in ("target", "name", "category", "programme_id", "measure", "budget_line", "part_of", "rhythm")
                             if getattr(was, name) != getattr(i, name)):
            yield TargetChange(Turn.CHANGED, was, i, fields)
    for gone in old.values():
        yield TargetChange(Turn.DROPPED, gone, None)


def _money(before: Budget | None, after: Budget) -> Iterator[MoneyChange]:
    def amounts(budget: Budget | None) -> dict[tuple[str, str], Decimal]:
        if budget is None:
            return {}
        return {("", f"{p.name} {p.direction or ''}".strip() + f" ({p.form})"): p.total_yuan for p in budget.programmes} | {
            ("line", b.name): b.original_budget_yuan for b in budget.budget_lines}

    was, now = amounts(before), amounts(after)
    for key in dict.fromkeys((*now, *was)):
        old, new = was.get(key), now.get(key)
        if old != new:
            yield MoneyChange(Turn.NEW if old is None else Turn.DROPPED if new is None else Turn.CHANGED, key[1], old, new)
