"""Sheets -> what `python -m scorecard score` prints: points, score, rule and citation per indicator; with --json a document.

Numbers are points; ratios are fractions of the points before rounding. What cannot be scored yet is null. An estimate, until submitted.
"""

from collections.abc import Sequence

from scorecard.evaluation import ScoreRow, Sheet
from scorecard.exporting.assessment_json import Document, aligned, as_number
from scorecard.i18n import name_of, number, tables_text, text
from scorecard.rules import VERSION, source_of
from scorecard.scoring import Rule
from scorecard.sentences import grade_text, how_scored, target_text, value_text

SECTIONS = {Rule.BAND: "bands"}


def score_document(sheets: Sequence[Sheet], unit_code: str, fiscal_year: int, as_of: str) -> Document:
    """Every form of a unit and year, ready for json.dumps."""
    return {"unit": unit_code, "fiscal_year": fiscal_year, "as_of": as_of, "rules": VERSION, "forms": [_form(sheet) for sheet in sheets]}


def score_table(sheets: Sequence[Sheet], lang: str) -> str:
    """The same for people: form by form, an aligned row for each indicator."""
    told = []
    for sheet in sheets:
        told.append(f"{tables_text([sheet.programme.form], lang)} {name_of(sheet.programme, lang)}: {number(sheet.total, 2)} · {grade_text(sheet, lang)}")
        rows = [["", text("points.execution", lang), "", "", number(sheet.execution_points, 2), number(sheet.execution_score, 2), text("rule.execution", lang)]]
        rows += [[r.assessment.indicator.indicator_id, name_of(r.assessment.indicator, lang), target_text(r.assessment, lang), value_text(r.assessment, lang),
                  number(r.points, 2), number(r.score, 2), how_scored(r.ruled, lang)] for r in sheet.rows]
        told += [*aligned(rows), ""]
    return "\n".join(told).rstrip()


def _form(sheet: Sheet) -> Document:
    source, sure = source_of("points_with_cost" if sheet.with_cost else "points")
    return {
        "form": sheet.programme.form,
        "programme": sheet.programme.programme_id,
        "indicators": [_row(row) for row in sheet.rows],
        "execution": {"points": as_number(sheet.execution_points), "rate": as_number(sheet.execution_rate), "score": as_number(sheet.execution_score)},
        "total_score": as_number(sheet.total),
        "open_points": as_number(sheet.open_points),
        "grade": str(sheet.grade) if sheet.grade else None,
        "missing_groups": [str(dimension) for dimension in sheet.missing],
        "points_source": source,
        "points_sure": sure,
    }


def _row(row: ScoreRow) -> Document:
    source, sure = source_of(SECTIONS.get(row.ruled.rule, "scoring"))
    return {
        "id": row.assessment.indicator.indicator_id,
        "points": as_number(row.points),
        "ratio": as_number(row.ruled.ratio),
        "score": as_number(row.score),
        "rule": str(row.ruled.rule),
        "rule_why": row.ruled.why,
        "source": source,
        "sure": sure,
        "given": as_number(row.given.points),
        "deduction": as_number(row.given.deduction),
        "reason": row.given.reason,
        "asks_reason": row.asks_reason,
    }
