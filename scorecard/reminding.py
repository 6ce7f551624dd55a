"""提醒: what is sent after a meeting: to everybody how things stand, to each person what is promised and what wants an entry. Pure: text only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scorecard.assessment import ACT, CALM, MEND, Assessment
from scorecard.i18n import day, full_day, text
from scorecard.meetings import Decision, answering, promises
from scorecard.sentences import label, sentence

SOON = 7  # days ahead that a promise is called due


@dataclass(frozen=True)
class Reminder:
    """A plain text to one person, or to everybody (recipient "")."""

    recipient: str
    title: str
    body: str


def occasion_of(held: Iterable[date], as_of: date) -> date:
    """What a reminder is about: the latest meeting; where none was held, the Monday of the week. Nobody is reminded twice of one occasion."""
    return max((d for d in held if d <= as_of), default=as_of - timedelta(days=as_of.weekday()))


def reminders(decisions: Sequence[Decision], assessments: Sequence[Assessment], unit_name: str, as_of: date, lang: str) -> list[Reminder]:
    """One to everybody, then one to each person who has something open, overdue or stale, by name; nothing to say is no reminder."""
    waiting = promises(decisions, as_of)
    stale = [a for a in assessments if a.status in MEND]
    people = sorted({name for d in waiting for name in answering(d.now.owner)} | {name for a in stale for name in answering(a.indicator.owner)})
    title = text("remind.title", lang, unit=unit_name, day=full_day(as_of, lang))
    found = [Reminder("", title, _everybody(waiting, stale, assessments, as_of, lang))] if waiting or stale else []
    for name in people:
        mine, wanting = [d for d in waiting if name in answering(d.now.owner)], [a for a in stale if name in answering(a.indicator.owner)]
        parts = [text("remind.dear", lang, name=name)]
        parts += _listed("remind.promises", [_promise(d, as_of, lang) for d in mine], lang)
        parts += _listed("remind.to_update", [f"{label(a, lang)}: {sentence(a, lang)}" for a in wanting], lang)
        found.append(Reminder(name, title, "\n".join(parts)))
    return found


def _everybody(waiting: Sequence[Decision], stale: Sequence[Assessment], assessments: Sequence[Assessment], as_of: date, lang: str) -> str:
    act, mend, calm = (sum(a.status in group for a in assessments) for group in (ACT, MEND, CALM))
    parts = [text("remind.counts", lang, act=act, mend=mend, calm=calm)]
    parts += _listed("remind.overdue", [f"{d.now.owner}: {_promise(d, as_of, lang)}" for d in waiting if d.overdue_days(as_of)], lang)
    soon = [d for d in waiting if not d.overdue_days(as_of) and (d.now.due_on - as_of).days <= SOON]
    parts += _listed("remind.soon", [f"{d.now.owner}: {_promise(d, as_of, lang)}" for d in soon], lang)
    nobody = text("remind.nobody", lang)
    parts += _listed("remind.to_update", [f"{label(a, lang)} ({a.indicator.owner or nobody})" for a in stale], lang)
    return "\n".join(parts)


def _listed(heading: str, lines: Sequence[str], lang: str) -> list[str]:
    """A heading with its lines below it; nothing where there are none."""
    return ["", text(heading, lang, many=len(lines)), *(f"{n}. {line}" for n, line in enumerate(lines, start=1))] if lines else []


def _promise(d: Decision, as_of: date, lang: str) -> str:
    late = d.overdue_days(as_of)
    standing = text("decision.overdue", lang, days=late) if late else text("decision.due", lang, day=day(d.now.due_on, lang))
    return text("remind.promise", lang, wording=d.now.wording, standing=standing)
