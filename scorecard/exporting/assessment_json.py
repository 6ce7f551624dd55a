"""Assessments -> what `python -m scorecard assess` prints: with --json a document, whose shape scripts outside the project rely on;
else an aligned table for people.

Numbers stand in the target's printed measure word (20.29 with 万元, 95 with %), rates are fractions, money is text in yuan with two
places, dates are ISO text, moments UTC with a Z. What does not apply is null; `no_forecast` says why there is no forecast. Points
and scores are an estimate by rule; `total_score` and `grade` are those of the whole unit's form (23), `open_points` what nobody can score yet.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from unicodedata import east_asian_width

from scorecard.assessment import Assessment, Situation
from scorecard.checking import CONTROL
from scorecard.evaluation import ScoreRow, evaluate_all
from scorecard.execution import LineExecution, SumCheck, execute, reconcile
from scorecard.forecast import Forecast, Ground
from scorecard.i18n import LANGUAGES, name_of, percent, round_half_up, text, wan
from scorecard.model import Statement
from scorecard.outlook import outlook, possibility
from scorecard.sentences import sentence, target_text, value_text

Document = dict[str, object]
PLACES = 10


def assessment_document(situation: Situation, assessments: Sequence[Assessment], statements: Sequence[Statement] = ()) -> Document:
    """Everything that was judged for one unit and year, ready for json.dumps; the same situation gives the same document."""
    execution = execute(situation, list(assessments))
    total = _line(execution.total)
    del total["name"]
    sheets = evaluate_all(assessments, situation, statements)
    scored = {row.assessment.indicator.indicator_id: row for sheet in sheets for row in sheet.rows}
    whole = next((sheet for sheet in sheets if sheet.programme.form == "23"), None)
    return {
        "unit": situation.budget.unit.unit_code,
        "fiscal_year": situation.budget.fiscal_year,
        "as_of": situation.as_of.isoformat(),
        "known_at": moment_text(situation.known_at),
        "indicators": [_indicator(a, outlook(a, situation), scored[a.indicator.indicator_id]) for a in assessments],
        "execution": total | {"elapsed_rate": as_number(execution.elapsed), "lines": [_line(line) for line in execution.lines]},
        "total_score": as_number(whole.total) if whole else None,
        "open_points": as_number(whole.open_points) if whole else None,
        "grade": str(whole.grade) if whole and whole.grade else None,
        "reconciliation": [{"rule": check.rule, "holds": check.holds, "detail": sum_text(check)} for check in reconcile(situation)],
    }


def assessment_table(situation: Situation, assessments: Sequence[Assessment], lang: str) -> str:
    """The same for people: unit and day, money, an aligned row for each indicator, the sums that must agree."""
    budget, execution = situation.budget, execute(situation, list(assessments))
    total, moment = execution.total, situation.known_at
    known = text("cli.known_at", lang, at=f"{moment:%Y-%m-%d %H:%M:%S} UTC") if moment else ""
    rows = [[text(f"cli.column_{column}", lang) for column in ("status", "id", "name", "value", "target", "sentence")]]
    rows += [[text(f"status.{a.status}", lang), a.indicator.indicator_id, name_of(a.indicator, lang), value_text(a, lang),
              target_text(a, lang), sentence(a, lang)] for a in assessments]
    sums = [[text("cli.holds" if check.holds else "cli.differs", lang), text(f"sum.{check.rule}", lang), sum_text(check)]
            for check in reconcile(situation)]
    header = text("cli.header", lang, unit=name_of(budget.unit, lang), code=budget.unit.unit_code, year=budget.fiscal_year,
                  day=situation.as_of, known=known)
    money = text("cli.execution", lang, spent=wan(total.spent_yuan), final=wan(total.final_yuan), rate=percent(total.rate),
                 elapsed=percent(execution.elapsed))
    return "\n".join((header, money, "", *aligned(rows), "", text("cli.reconciliation", lang), *aligned(sums)))


def aligned(rows: list[list[str]]) -> list[str]:
    """Lines with aligned columns for a terminal, where a Chinese character is as wide as two letters; the last column runs free."""
    shown = [[" ".join(CONTROL.sub("", cell).split()) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*shown, strict=True)]
    return ["  ".join(cell + " " * (wide - _width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in shown]


def _width(shown: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in shown)


def sum_text(check: SumCheck) -> str:
    """A sum that must agree, written out: 20.00 + 40.29 = 60.29, or with ≠."""
    return f"{check.left} {'=' if check.holds else '≠'} {check.right}"


def _indicator(a: Assessment, ahead: Forecast | Ground, row: ScoreRow) -> Document:
    indicator, target, found = a.indicator, a.indicator.target, ahead if isinstance(ahead, Forecast) else None
    answer = possibility(ahead)
    return {
        "id": indicator.indicator_id,
        "form": indicator.form,
        "programme": indicator.programme_id,
        "dimension": str(indicator.dimension),
        "category": indicator.category,
        "name": indicator.name,
        "target_text": indicator.target_text,
        "comparison": str(target.comparison),
        "target_value": as_number(target.value),
        "measure_word": target.measure_word,
        "deadline": _day(target.deadline),
        "days_left": a.days_left,
        "value": as_number(a.value),
        "achievement_rate": as_number(a.achievement_rate),
        "expected_to_date": as_number(a.expected),
        "required_rate": as_number(a.required_rate),
        "forecast": as_number(found.value) if found else None,
        "forecast_low": as_number(found.low) if found else None,
        "forecast_high": as_number(found.high) if found else None,
        "probability": round(found.probability, 4) if found else None,
        "possibility": str(answer) if answer else None,
        "no_forecast": None if found else str(ahead),
        "completed_on": _day(a.completed_on),
        "band": str(a.band) if a.band else None,
        "status": str(a.status),
        "points": as_number(row.points),
        "score": as_number(row.score),
        "rule": str(row.ruled.rule),
        "rule_why": row.ruled.why,
        "sentence": {lang: sentence(a, lang) for lang in LANGUAGES},
        "last_recorded_at": moment_text(a.last_recorded_at),
    }


def _line(line: LineExecution) -> Document:
    return {
        "name": line.name,
        "original_budget_yuan": _yuan(line.original_yuan),
        "adjusted_yuan": _yuan(line.adjusted_yuan),
        "final_budget_yuan": _yuan(line.final_yuan),
        "expenditure_yuan": _yuan(line.spent_yuan),
        "execution_rate": as_number(line.rate),
    }


def as_number(value: Decimal | None) -> int | float | None:
    """A JSON number without float noise: 10, not 10.0; 20.29; a fraction without end to ten places."""
    if value is None:
        return None
    rounded = round_half_up(value, PLACES)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def _yuan(amount: Decimal) -> str:
    return f"{round_half_up(amount, 2):f}"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def moment_text(at: datetime | None) -> str | None:
    """A naive UTC moment as ISO text: 2025-07-25T01:30:00Z."""
    return at.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z") if at else None
