"""What is written of a meeting: minutes and weekly report. One object that `holding.report` reads and every writer takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from scorecard.assessment import Assessment
from scorecard.changes import Since
from scorecard.i18n import LANGUAGES
from scorecard.meetings import Decision, Note
from scorecard.model import Budget
from scorecard.sealing import Seal
from scorecard.sentences import value_text


@dataclass(frozen=True)
class Report:
    """A meeting as known when it was sealed, or as known now where it is not (then `seal` has number 0 and no checksum stands for it).

    assessments: every indicator as of the meeting's day; since: against the meeting before (None: it is the first); decisions: all that
    were known; zone: the unit's clock.
    """

    budget: Budget
    seal: Seal
    assessments: tuple[Assessment, ...]
    since: Since | None
    decisions: tuple[Decision, ...]
    notes: tuple[Note, ...]
    zone: tzinfo

    @property
    def sealed(self) -> bool:
        """Whether the meeting was sealed."""
        return self.seal.number > 0

    @property
    def standing(self) -> Sequence[Decision]:
        """What the meeting had before it or decided itself: open ones, and those of its day."""
        return [d for d in self.decisions if d.open or d.steps[0].held_on == self.seal.held_on]

    @property
    def noted(self) -> Sequence[Note]:
        """What this meeting noted."""
        return [n for n in self.notes if n.held_on == self.seal.held_on]

    @property
    def differing(self) -> list[str]:
        """Indicators that today's program reads differently from the seal (its rules were changed since); what was sealed counts."""
        was = {i["id"]: i["read"] for i in self.seal.document["indicators"]}
        return [a.indicator.indicator_id for a in self.assessments
                if was.get(a.indicator.indicator_id) != {lang: value_text(a, lang) for lang in LANGUAGES}]
