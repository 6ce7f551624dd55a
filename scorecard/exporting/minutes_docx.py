"""A meeting -> 例会纪要 as a Word document in the customary order: time, place, chair, present, progress, problems, decisions; and its checksum."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from scorecard.assessment import ACT, MEND
from scorecard.exporting.form_docx import blank, mark, say
from scorecard.exporting.report import Report
from scorecard.i18n import NOTHING, full_day, name_of, text
from scorecard.sentences import since_sentences
from scorecard.svg import clean

MARGIN, SIZE, TITLE, HEADING = 22.0, 11.0, 16.0, 13.0
LEFT, CENTER = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER


def write(report: Report, lang: str) -> bytes:
    """The document's bytes; every figure as it was sealed. One that is not sealed says so first."""
    sealed, document = report.seal.document, blank(MARGIN, SIZE)
    say(document.add_paragraph(), text("minutes.title", lang, unit=clean(name_of(report.budget.unit, lang))), CENTER, True, TITLE)
    if not report.sealed:
        say(document.add_paragraph(), text("report.draft", lang), CENTER, True, SIZE)
    held = (("time", full_day(report.seal.held_on, lang)), ("venue", sealed.get("venue", "")), ("chair", sealed["chaired_by"]),
            ("present", sealed["present"]))
    for name, said in held:
        say(document.add_paragraph(), text(f"minutes.{name}", lang, said=clean(said) or NOTHING), LEFT, size=SIZE)
    _heading(document, text("minutes.progress", lang))
    say(document.add_paragraph(), text("minutes.score", lang, total=sealed["total_score"] or NOTHING), LEFT, size=SIZE)
    for line in since_sentences(report.since, lang) if report.since else ():
        say(document.add_paragraph(), line, LEFT, size=SIZE)
    found = sealed["indicators"]
    _table(document, [text(f"sealed.column_{name}", lang) for name in ("indicator", "target", "value", "status")], (70, 35, 30, 25),
           [(f"{i['id']} {i['name']}", i["target"][lang], i["read"][lang], text(f"status.{i['status']}", lang)) for i in found])
    names = {i["id"]: f"{i['id']} {i['name']}" for i in found}
    for n in sealed.get("notes", ()):
        say(document.add_paragraph(), clean(text("meeting.noted", lang, name=names.get(n["indicator"], n["indicator"]), wording=n["wording"])), LEFT, size=SIZE)
    _heading(document, text("minutes.problems", lang))
    troubled = [i for i in found if i["status"] in (*ACT, *MEND)]
    for n, i in enumerate(troubled, start=1):
        say(document.add_paragraph(), clean(f"{n}. {i['id']} {i['name']}: {i['sentence'][lang]}"), LEFT, size=SIZE)
    if not troubled:
        say(document.add_paragraph(), text("minutes.no_problems", lang), LEFT, size=SIZE)
    _heading(document, text("minutes.decisions", lang))
    decided = [d for d in sealed["decisions"] if d["state"] in ("open", "moved") or d["held_on"] == sealed["held_on"]]
    if decided:
        _table(document, [text(f"decision.column_{name}", lang) for name in ("wording", "owner", "due", "state")], (85, 25, 30, 20),
               [(d["wording"], d["owner"], full_day(date.fromisoformat(d["due_on"]), lang), text(f"decision.state_{d['state']}", lang)) for d in decided])
    else:
        say(document.add_paragraph(), text("minutes.no_decisions", lang), LEFT, size=SIZE)
    if report.sealed:
        say(document.add_paragraph(), text("minutes.sealed", lang, number=report.seal.number, checksum=report.seal.checksum), LEFT)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _heading(document: Any, words: str) -> None:
    """A heading that never stands alone at the foot of a page."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    say(paragraph, words, LEFT, True, HEADING)


def _table(document: Any, head: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
    """A table with a head that is repeated on every page; widths in mm."""
    table = document.add_table(1 + len(rows), len(head))
    table.style, table.autofit = "Table Grid", False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Mm(wide)
    for n, (row, cells) in enumerate(zip(table.rows, [head, *rows], strict=True)):
        mark(row, "w:cantSplit")
        if n == 0:
            mark(row, "w:tblHeader")
        for cell, wide, words in zip(row.cells, widths, cells, strict=True):
            cell.width = Mm(wide)
            say(cell.paragraphs[0], clean(words), CENTER if n == 0 else LEFT, n == 0, 10)
