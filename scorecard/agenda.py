"""议程 of a meeting by rule: ① open promises, overdue first; ② red and stale; ③ what changed; ④ the rest on one screen; ⑤ what was decided. Pure.

It is made from what was known when the meeting began, so that logging a fact or keeping a promise while it runs moves no item.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scorecard.assessment import ACT, Assessment, Status
from scorecard.changes import Change, read
from scorecard.meetings import Decision, promises
from scorecard.wall import first_to_see

TROUBLED = (*ACT, Status.UNSUPPORTED, Status.STALE)
"""What stands alone on the screen under ②. Where nothing was ever logged there is nothing to talk about: that stands with the rest."""


class Part(StrEnum):
    """The parts of an agenda, in its order."""

    PROMISES = "promises"
    TROUBLED = "troubled"
    CHANGED = "changed"
    REST = "rest"
    CLOSE = "close"


@dataclass(frozen=True)
class Item:
    """What comes onto the screen at once. key: its name in the store; forms: the tables that say the same."""

    key: str
    part: Part
    decision_id: str = ""
    indicator_id: str = ""
    forms: tuple[str, ...] = ()


def agenda(decisions: Sequence[Decision], assessments: Sequence[Assessment], moved: Sequence[Change], as_of: date) -> list[Item]:
    """The items of a meeting; moved: what changed since the one before, worse first."""
    items = [Item(f"d:{d.now.decision_id}", Part.PROMISES, d.now.decision_id, d.now.indicator_id) for d in promises(decisions, as_of)]
    troubled = [(a, forms) for a, forms in first_to_see(assessments) if a.status in TROUBLED]
    items += [Item(f"i:{a.indicator.indicator_id}", Part.TROUBLED, "", a.indicator.indicator_id, tuple(forms)) for a, forms in troubled]
    shown = {a.indicator.indicator_id for a, _ in troubled}
    if moved:
        items.append(Item("changes", Part.CHANGED))
    changed = {c.after.indicator.indicator_id for c in moved if c.turn or read(c.before) != read(c.after)}
    for change in moved:
        indicator = change.after.indicator
        alone = indicator.part_of not in shown | changed  # a part whose whole is on the screen is seen with it
        if indicator.indicator_id in changed - shown and alone and change.after.status not in TROUBLED:
            items.append(Item(f"i:{indicator.indicator_id}", Part.CHANGED, "", indicator.indicator_id, (indicator.form,)))
    if rest(items, assessments):
        items.append(Item("rest", Part.REST))
    return [*items, Item("close", Part.CLOSE)]


def rest(items: Sequence[Item], assessments: Sequence[Assessment]) -> list[Assessment]:
    """What no item of ② or ③ shows, worst first."""
    shown = {item.indicator_id for item in items if item.part in (Part.TROUBLED, Part.CHANGED)}
    return sorted((a for a in assessments if a.indicator.indicator_id not in shown and a.status not in TROUBLED), key=lambda a: a.status.severity)


def beside(items: Sequence[Item], key: str, step: int) -> str:
    """The key of the item so many steps on (or back), the first or the last at the ends; the first one's where there is none of this key."""
    keys = [item.key for item in items]
    return keys[min(max(keys.index(key) + step, 0), len(keys) - 1)] if key in keys else keys[0]
