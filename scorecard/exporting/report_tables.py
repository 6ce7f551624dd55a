"""What a report says in words and tables, the same on paper, in the file and in the sheet: rows of text, made once."""

from dataclasses import dataclass

from scorecard.exporting.report import Report
from scorecard.i18n import NOTHING, full_day, name_of, tables_text, text
from scorecard.listing import decision_rows
from scorecard.sentences import label, since_sentences, value_text


@dataclass(frozen=True)
class Table:
    """A heading, the columns' names with their share of the width, and rows of text."""

    heading: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


def title(report: Report, lang: str) -> str:
    """Whose report, of which meeting."""
    return text("report.title", lang, unit=name_of(report.budget.unit, lang))


def heading_lines(report: Report, lang: str) -> list[str]:
    """When, where, who; the score; what changed since the meeting before."""
    sealed = report.seal.document
    held = [full_day(report.seal.held_on, lang), sealed.get("venue", ""), sealed["chaired_by"], sealed["present"]]
    lines = [" · ".join(part for part in held if part), text("minutes.score", lang, total=sealed["total_score"] or NOTHING)]
    return lines + ([text("sentence.join", lang).join(since_sentences(report.since, lang))] if report.since else [])


def tables(report: Report, lang: str) -> list[Table]:
    """What changed, what was decided, what was noted; what is empty is left out."""
    names = {i.indicator_id: f"{tables_text([i.form], lang)} · {name_of(i, lang)}" for i in report.budget.indicators}
    found = []
    if report.since:
        moved = [(label(c.after, lang), value_text(c.before, lang), value_text(c.after, lang), text(f"status.{c.before.status}", lang),
                  text(f"status.{c.after.status}", lang)) for c in report.since.moved]
        columns = tuple(text(f"report.column_{name}", lang) for name in ("indicator", "value_then", "value_now", "status_then", "status_now"))
        found.append(Table(text("report.since", lang), columns, (40, 15, 15, 15, 15), tuple(moved)))
    rows = [tuple(row.values()) for row in decision_rows(report.standing, report.budget, lang, report.seal.held_on, report.zone)]
    columns = tuple(text(f"decision.column_{name}", lang) for name in ("wording", "owner", "due", "state", "indicator", "made", "history"))
    found.append(Table(text("since.promises", lang), columns, (28, 9, 12, 10, 14, 12, 15), tuple(rows)))
    noted = tuple((names.get(n.indicator_id, n.indicator_id), n.wording) for n in report.noted)
    found.append(Table(text("report.notes", lang), (text("report.column_indicator", lang), text("meeting.conclusion", lang)), (40, 60), noted))
    return [table for table in found if table.rows]


def indicators(report: Report, lang: str) -> Table:
    """Every indicator as it was sealed."""
    columns = tuple(text(f"report.column_{name}", lang) for name in ("indicator", "target", "value", "status", "sentence"))
    names = {i.indicator_id: f"{tables_text([i.form], lang)} · {name_of(i, lang)}" for i in report.budget.indicators}
    rows = tuple((names.get(i["id"], i["name"]), i["target"][lang], i["read"][lang], text(f"status.{i['status']}", lang), i["sentence"][lang])
                 for i in report.seal.document["indicators"])
    return Table(text("report.indicators", lang), columns, (28, 13, 12, 9, 38), rows)


def foot(report: Report, lang: str) -> str:
    """By which seal it can be checked, or that there is none yet."""
    if not report.sealed:
        return text("report.draft", lang)
    words = text("minutes.sealed", lang, number=report.seal.number, checksum=report.seal.checksum)
    return words + (" " + text("report.differing", lang, names=", ".join(report.differing)) if report.differing else "")
