"""A meeting -> 例会纪要 as a Word document in the customary order: time, place, chair, present, progress, problems, decisions; and its checksum."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from scorecard.assessment import ACT, MEND
from scorecard.exporting.form_docx import blank, mark, say
from scorecard.exporting.report import Report
from scorecard.exporting.report_tables import foot, held, since_line
from scorecard.i18n import NOTHING, full_day, name_of, text
from scorecard.svg import clean

MARGIN, SIZE, TITLE, HEADING, SMALL = 22.0, 11.0, 16.0, 13.0, 10.0
LEFT, CENTER = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
PROGRESS, DECISIONS = (78, 36, 30, 22), (70, 24, 36, 36)
"""Widths of the columns, mm: together as wide as the page between its margins."""


def write(report: Report, lang: str) -> bytes:
    """The document's bytes; every figure as it was sealed. One that is not sealed says so first."""
    document = blank(MARGIN, SIZE)
    _chinese(document)
    say(document.add_paragraph(), clean(text("minutes.title", lang, unit=name_of(report.budget.unit, lang))), CENTER, True, TITLE)
    if not report.sealed:
        say(document.add_paragraph(), foot(report, lang), CENTER, True, SIZE)
    _lines(document, held(report, lang))
    _progress(document, report, lang)
    _problems(document, report, lang)
    _decisions(document, report, lang)
    if report.sealed:
        say(document.add_paragraph(), foot(report, lang), LEFT)
    _page_number(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _progress(document: Any, report: Report, lang: str) -> None:
    """What changed, the score, every indicator, what was concluded of them."""
    sealed, names = report.seal.document, _names(report, lang)
    _heading(document, text("minutes.progress", lang))
    score = text("report.rests_on", lang, total=sealed["total_score"] or NOTHING, entries=len(sealed["entries"]))
    _lines(document, (since_line(report, lang), score))
    _table(document, [text(f"report.column_{name}", lang) for name in ("indicator", "target", "value", "status")], PROGRESS,
           [(names[i["id"]], i["target"][lang], i["read"][lang], text(f"status.{i['status']}", lang)) for i in sealed["indicators"]])
    noted = sealed.get("notes", ())
    if noted:
        _heading(document, text("report.notes", lang), SIZE)
    _lines(document, (text("meeting.noted", lang, name=names.get(n["indicator"], n["indicator"]), wording=n["wording"]) for n in noted))


def _problems(document: Any, report: Report, lang: str) -> None:
    """What is to be acted on or filled in, the worst of the tables' order kept."""
    names = _names(report, lang)
    _heading(document, text("minutes.problems", lang))
    troubled = [i for i in report.seal.document["indicators"] if i["status"] in (*ACT, *MEND)]
    lines = (f"{n}. " + text("meeting.noted", lang, name=names[i["id"]], wording=i["sentence"][lang]) for n, i in enumerate(troubled, start=1))
    _lines(document, lines if troubled else (text("minutes.no_problems", lang),))


def _decisions(document: Any, report: Report, lang: str) -> None:
    """What is still to be done, and what this meeting decided."""
    sealed = report.seal.document
    _heading(document, text("minutes.decisions", lang))
    decided = [d for d in sealed["decisions"] if d["state"] in ("open", "moved") or d["held_on"] == sealed["held_on"]]
    if not decided:
        _lines(document, (text("minutes.no_decisions", lang),))
        return
    _table(document, [text(f"decision.column_{name}", lang) for name in ("wording", "owner", "due", "state")], DECISIONS,
           [(d["wording"], d["owner"], full_day(date.fromisoformat(d["due_on"]), lang), _standing(d, report.seal.held_on, lang)) for d in decided])


def _standing(decision: Mapping[str, str], held_on: date, lang: str) -> str:
    """Where a decision stood: overdue by so many days, or its state; and why."""
    late = (held_on - date.fromisoformat(decision["due_on"])).days if decision["state"] in ("open", "moved") else 0
    state = text("decision.overdue", lang, days=late) if late > 0 else text(f"decision.state_{decision['state']}", lang)
    return text("meeting.noted", lang, name=state, wording=decision["reason"]) if decision["reason"] else state


def _names(report: Report, lang: str) -> dict[str, str]:
    """The indicators' numbers and names: as sealed, but in the reader's language where the budget has it."""
    today = {i.indicator_id: name_of(i, lang) for i in report.budget.indicators}
    return {i["id"]: f"{i['id']} {today.get(i['id'], i['name'])}" for i in report.seal.document["indicators"]}


def _heading(document: Any, words: str, size: float = HEADING) -> None:
    """A heading that never stands alone at the foot of a page."""
    paragraph = document.add_paragraph()
    say(paragraph, words, LEFT, True, size)
    paragraph.paragraph_format.keep_with_next = True


def _lines(document: Any, lines: Any) -> None:
    for line in lines:
        say(document.add_paragraph(), clean(line), LEFT, size=SIZE)


def _table(document: Any, head: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
    """A table with a head that is repeated on every page; widths in mm."""
    table = document.add_table(1 + len(rows), len(head))
    table.style, table.autofit = "Table Grid", False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Mm(wide)
    for n, (row, cells) in enumerate(zip(table.rows, [head, *rows], strict=True)):
        if n == 0:
            mark(row, "w:tblHeader")
        if sum(len(words) for words in cells) < 300:  # a longer one may go on over the page, or it would leave one half empty
            mark(row, "w:cantSplit")
        for cell, wide, words in zip(row.cells, widths, cells, strict=True):
            cell.width = Mm(wide)
            say(cell.paragraphs[0], clean(words), CENTER if n == 0 else LEFT, n == 0, SMALL)


def _chinese(document: Any) -> None:
    """Says that its Chinese is mainland Chinese: else punctuation is drawn in the middle, as in Taiwan."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _page_number(document: Any) -> None:
    """The page's number at its foot."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = CENTER
    paragraph._p.append(field)
