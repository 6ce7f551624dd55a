"""封存: what stood when a meeting ended, as canonical JSON: numbers, sentences, decisions, entries and the rules' version, chained by checksum.

Pure: `holding.seal` asks for the content within the store's write lock, as known at the moment of the seal, so that a fact logged while
sealing is either in it or recorded after it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from scorecard.assessment import Assessment
from scorecard.evaluation import Sheet
from scorecard.i18n import LANGUAGES
from scorecard.meetings import Decision, Meeting, Note
from scorecard.model import Entry
from scorecard.rules import VERSION
from scorecard.sentences import sentence, target_text, value_text


@dataclass(frozen=True)
class Seal:
    """A sealed meeting. number: 1, 2, … per unit; previous: the checksum of the one before, "" for the first."""

    fiscal_year: int
    held_on: date
    number: int
    content: str
    checksum: str
    previous: str
    sealed_at: datetime
    sealed_by: str

    @property
    def document(self) -> dict[str, Any]:
        """What was sealed."""
        return dict(json.loads(self.content))

    @property
    def sound(self) -> bool:
        """Whether the content still has its checksum, and names the one before it."""
        return checksum(self.content) == self.checksum and self.document["previous"] == self.previous


def checksum(content: str) -> str:
    """SHA-256 of a text."""
    return sha256(content.encode()).hexdigest()


def content(meeting: Meeting, assessments: Sequence[Assessment], sheets: Sequence[Sheet], decisions: Sequence[Decision], notes: Sequence[Note],
            entries: Sequence[Entry], known_at: datetime, number: int, previous: str) -> str:
    """The canonical JSON of a meeting as it ends: the same judgement gives the same text, byte for byte."""
    scores = {row.assessment.indicator.indicator_id: row.score for sheet in sheets for row in sheet.rows}
    whole = next((sheet for sheet in sheets if sheet.programme.form == "23"), None)
    document = {
        "number": number, "previous": previous, "rules": VERSION, "known_at": known_at.isoformat(), "held_on": meeting.held_on.isoformat(),
        "chaired_by": meeting.chaired_by, "present": meeting.present, "venue": meeting.venue, "total_score": str(whole.total) if whole else None,
        "indicators": [_indicator(a, scores.get(a.indicator.indicator_id)) for a in assessments],
        "decisions": [{"wording": d.now.wording, "owner": d.now.owner, "due_on": d.now.due_on.isoformat(), "state": str(d.now.state), "reason": d.now.reason,
                       "indicator": d.now.indicator_id, "held_on": d.steps[0].held_on.isoformat(), "id": d.now.decision_id} for d in decisions],
        "notes": [{"indicator": n.indicator_id, "wording": n.wording} for n in notes if n.held_on == meeting.held_on],
        "entries": [entry.entry_id for entry in entries],
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _indicator(a: Assessment, score: object) -> dict[str, object]:
    return {"id": a.indicator.indicator_id, "name": a.indicator.name, "status": str(a.status), "score": None if score is None else str(score),
            "value": None if a.value is None else f"{a.value.normalize():f}", "completed_on": a.completed_on.isoformat() if a.completed_on else None,
            "band": str(a.band) if a.band else None, "read": {lang: value_text(a, lang) for lang in LANGUAGES},
            "target": {lang: target_text(a, lang) for lang in LANGUAGES}, "sentence": {lang: sentence(a, lang) for lang in LANGUAGES}}
