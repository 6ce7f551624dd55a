"""What a report says in words and tables, the same on paper, in the file and in the sheet: rows of text, made once, clean of what no file may hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC

from scorecard.exporting.report import Report
from scorecard.i18n import NOTHING, day, full_day, name_of, tables_text, text
from scorecard.listing import decision_rows
from scorecard.sentences import label, since_sentences, value_text
from scorecard.svg import clean

DECISION = ("wording", "owner", "due", "state", "indicator", "made", "history")
"""The columns of the decisions."""


@dataclass(frozen=True)
class Table:
    """A heading, the columns' names with their share of the width, rows of text, and what is said under them."""

    heading: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    below: str = ""


def title(report: Report, lang: str) -> str:
    """Whose report, of which meeting."""
    return clean(text("report.title", lang, unit=name_of(report.budget.unit, lang)))


def held(report: Report, lang: str) -> list[str]:
    """时间、地点、主持、出席, as sealed; older seals know no place."""
    sealed = report.seal.document
    said = {"time": full_day(report.seal.held_on, lang), "venue": sealed.get("venue", ""), "chair": sealed["chaired_by"], "present": sealed["present"]}
    return [text(f"minutes.{name}", lang, said=clean(words) or NOTHING) for name, words in said.items()]


def heading_lines(report: Report, lang: str) -> list[str]:
    """When, where, who; what changed since the meeting before; the score, and how many entries it rests on."""
    sealed = report.seal.document
    return [" · ".join(held(report, lang)), since_line(report, lang), text("report.rests_on", lang, total=sealed["total_score"] or NOTHING,
                                                                            entries=len(sealed["entries"]))]


def since_line(report: Report, lang: str) -> str:
    """What changed, and since which day; or that there was no meeting before."""
    if report.since is None:
        return text("report.first", lang)
    before = report.since.since.replace(tzinfo=UTC).astimezone(report.zone).date()
    return text("report.since_said", lang, day=day(before, lang), said=text("sentence.join", lang).join(since_sentences(report.since, lang)))


def tables(report: Report, lang: str) -> list[Table]:
    """What changed, what was decided, what was noted; what is empty is left out."""
    found = [_changes(report, lang)] if report.since else []
    rows = (row.values() for row in decision_rows(report.standing, report.budget, lang, report.seal.held_on, report.zone))
    columns = [text(f"decision.column_{name}", lang) for name in DECISION]
    found.append(_table(text("since.promises", lang), columns, (28, 9, 12, 10, 14, 12, 15), rows))
    names = _names(report, lang)
    noted = ((names.get(n.indicator_id, n.indicator_id), n.wording) for n in report.noted)
    found.append(_table(text("report.notes", lang), (text("report.column_indicator", lang), text("meeting.conclusion", lang)), (40, 60), noted))
    return [table for table in found if table.rows or table.below]


def indicators(report: Report, lang: str) -> Table:
    """Every indicator as it was sealed."""
    columns = [text(f"report.column_{name}", lang) for name in ("indicator", "target", "value", "status", "sentence")]
    names = _names(report, lang)
    rows = ((names.get(i["id"], i["name"]), i["target"][lang], i["read"][lang], text(f"status.{i['status']}", lang), i["sentence"][lang])
            for i in report.seal.document["indicators"])
    return _table(text("report.indicators", lang), columns, (28, 13, 12, 9, 38), rows)


def foot(report: Report, lang: str) -> str:
    """By which seal it can be checked, or that there is none yet."""
    if not report.sealed:
        return text("report.draft", lang)
    words = text("minutes.sealed", lang, number=report.seal.number, checksum=report.seal.checksum)
    return words + (" " + text("report.differing", lang, names=", ".join(report.differing)) if report.differing else "")


def _changes(report: Report, lang: str) -> Table:
    """What reads differently than then; what moved behind a figure that reads the same is named below."""
    moved = report.since.moved if report.since else []
    seen = [c for c in moved if c.turn or value_text(c.before, lang) != value_text(c.after, lang)]
    rows = ((label(c.after, lang), value_text(c.before, lang), value_text(c.after, lang), text(f"status.{c.before.status}", lang),
             text(f"status.{c.after.status}", lang)) for c in seen)
    columns = [text(f"report.column_{name}", lang) for name in ("indicator", "value_then", "value_now", "status_then", "status_now")]
    rest = text("header.and", lang).join(label(c.after, lang) for c in moved if c not in seen)
    return _table(text("report.since", lang), columns, (40, 15, 15, 15, 15), rows, text("since.hidden", lang, names=rest) if rest else "")


def _names(report: Report, lang: str) -> dict[str, str]:
    return {i.indicator_id: f"{tables_text([i.form], lang)} · {name_of(i, lang)}" for i in report.budget.indicators}


def _table(heading: str, columns: Sequence[str], widths: tuple[int, ...], rows: Iterable[Iterable[str]], below: str = "") -> Table:
    return Table(heading, tuple(columns), widths, tuple(tuple(clean(cell) for cell in row) for row in rows), clean(below))
