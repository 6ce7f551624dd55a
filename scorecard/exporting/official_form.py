"""Sheets -> official forms as filled tables: which value goes by which name into the layouts of data/forms/. In Chinese: they are handed in.

Money in 万元, points with two decimals, what nobody stated or knows —. A form that was not submitted says that it is an estimate.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from scorecard import evaluation, monitoring
from scorecard.evaluation import ScoreRow, Sheet
from scorecard.execution import LineExecution
from scorecard.exporting.form_table import FormTable, fill
from scorecard.forecast import Forecast
from scorecard.i18n import NOTHING, YUAN_PER_WAN, amount, full_day, percent, places_of, round_half_up, text
from scorecard.model import Programme, Submission, Unit
from scorecard.monitoring import MonitoringRow, MonitoringSheet, ReasonCategory
from scorecard.outlook import Possibility
from scorecard.rules import VERSION
from scorecard.sentences import grade_text, target_text, value_text
from scorecard.svg import clean

ZH = "zh"
TICK, BLANK = "√", "　　　　"


def self_evaluation_form(sheet: Sheet, unit: Unit, fiscal_year: int, as_of: date, signed: tuple[date, str] | None = None) -> FormTable:
    """项目支出绩效自评表, for the whole unit 部门整体支出绩效自评表. signed: the day it was submitted and by whom; None: an estimate."""
    programme, said = sheet.programme, sheet.stated
    groups = text("header.and", ZH).join(text(f"dimension.{d}", ZH) for d in sheet.missing)
    values: dict[str, object] = _common(programme, said, unit, fiscal_year, as_of, signed) | {**_money(sheet.money, said),
        "notes": text("evaluation.missing", ZH, groups=groups) if sheet.missing else "",
        "execution_points": sheet.execution_points, "execution_rate": percent(sheet.execution_rate), "execution_score": sheet.execution_score,
        "objective_actual": said.get("objective_actual", ""), "all_points": sum((row.points for row in sheet.rows), sheet.execution_points),
        "total": sheet.total, "grade": grade_text(sheet, ZH),
        "indicators": [_scored(row) for row in sheet.rows]}
    values |= {name: _wan(getattr(programme, f"{name}_yuan")) for name in ("general_public", "government_fund", "fiscal_account", "other", "basic", "project")}
    return fill("unit_self_evaluation" if programme.form == "23" else "project_self_evaluation", _clean(values))


def monitoring_form(sheet: MonitoringSheet, unit: Unit, fiscal_year: int, signed: tuple[date, str] | None = None) -> FormTable:
    """绩效运行监控表 of January to the sheet's month. signed: the day it was submitted and by whom; None: a draft."""
    values = _common(sheet.programme, sheet.stated, unit, fiscal_year, sheet.as_of, signed) | {**_money(sheet.money, sheet.stated),
        "kind": text(f"form_note.kind_{sheet.programme.form}", ZH), "month": sheet.month, "notes": "", "forecast": _wan(sheet.forecast_yuan),
        "execution_rate": percent(sheet.money.form_rate),
        "indicators": [_monitored(row) for row in sheet.rows]}
    return fill("monitoring", _clean(values))


def frozen(sheet: Sheet | MonitoringSheet, table: FormTable, as_of: date) -> Submission:
    """A form as it is handed in, to be kept as it is."""
    total = sheet.total if isinstance(sheet, Sheet) else None
    return Submission(*_names(sheet), as_of, table.as_json(), table.checksum, VERSION, total)


def handed_in(submissions: Iterable[Submission], sheet: Sheet | MonitoringSheet) -> list[Submission]:
    """Those of a form that were handed in, in the order given (the store's: newest first)."""
    return [s for s in submissions if (s.form, s.programme_id, s.cut_off) == _names(sheet)]


def _names(sheet: Sheet | MonitoringSheet) -> tuple[str, str, int]:
    """What tells one form from another: which form, of which programme, for which month (0: the year)."""
    of = (evaluation.FORM, 0) if isinstance(sheet, Sheet) else (monitoring.FORM, sheet.month)
    return of[0], sheet.programme.programme_id, of[1]


def _common(programme: Programme, said: Mapping[str, str], unit: Unit, fiscal_year: int, as_of: date, signed: tuple[date, str] | None) -> dict[str, object]:
    day, by = signed if signed else (None, None)
    return {
        "fiscal_year": fiscal_year, "name": programme.name, "unit": unit.name, "authority": said.get("authority") or NOTHING,
        "objective": programme.annual_objective or NOTHING, "filled_by": said.get("filled_by") or by or BLANK, "phone": said.get("phone") or BLANK,
        "filled_on": full_day(day, ZH) if day else BLANK, "head": said.get("head") or BLANK,
        "state": "" if signed else text("form_note.not_submitted", ZH, day=full_day(as_of, ZH)), "seal": text("form_note.rules", ZH, version=VERSION),
    }


def _money(money: LineExecution, said: Mapping[str, str]) -> Mapping[str, object]:
    """The programme's money in 万元, and apart from it what a person stated to be carried over or from other sources."""
    whole = {"original": money.original_yuan, "final": money.final_yuan, "spent": money.spent_yuan}
    apart = {f"{source}_{name}": Decimal(said[f"{source}_{name}_wan"]) if f"{source}_{name}_wan" in said else None
             for source in ("carried", "other") for name in whole}
    own = {f"own_{name}": _wan(yuan - YUAN_PER_WAN * sum((apart[f"{source}_{name}"] or Decimal(0) for source in ("carried", "other")), Decimal(0)))
           for name, yuan in whole.items()}
    return {name: _wan(yuan) for name, yuan in whole.items()} | apart | own


def _wan(yuan: Decimal | None) -> Decimal | None:
    return None if yuan is None else yuan / YUAN_PER_WAN


def _scored(row: ScoreRow) -> dict[str, object]:
    indicator = row.assessment.indicator
    return {"dimension": text(f"dimension.{indicator.dimension}", ZH), "category": indicator.category, "name": indicator.name,
            "target": target_text(row.assessment, ZH), "actual": value_text(row.assessment, ZH), "points": row.points,
            "score": row.score, "reason": row.given.reason}


def _monitored(row: MonitoringRow) -> dict[str, object]:
    a = row.assessment
    measure = text("form_note.measure", ZH, measure=row.measure) if row.measure else ""
    ticks: dict[str, object] = {str(c): TICK if c in row.categories else "" for c in ReasonCategory}
    ticks |= {str(p): TICK if p is row.confirmed else "" for p in Possibility}
    return ticks | {"dimension": text(f"dimension.{a.indicator.dimension}", ZH), "category": a.indicator.category, "name": a.indicator.name,
                    "target": target_text(a, ZH), "actual": value_text(a, ZH), "forecast": row.forecast or forecast_text(row, ZH) or NOTHING,
                    "reason": text("sentence.join", ZH).join(said for said in (row.reason, measure) if said), "remark": row.remark}


def forecast_text(row: MonitoringRow, lang: str) -> str:
    """全年预计 that the forecast proposes, in the target's measure word; empty where there is none."""
    word = row.assessment.indicator.target.measure_word
    found = row.ahead.value if isinstance(row.ahead, Forecast) else None
    return "" if found is None else amount(round_half_up(found, places_of(word)), word, lang)


def _clean(values: dict[str, object]) -> dict[str, object]:
    """Without characters that no document can hold."""
    def cleaned(value: object) -> object:
        if isinstance(value, list):
            return [{name: cleaned(inner) for name, inner in row.items()} for row in value]
        return clean(value) if isinstance(value, str) else value
    return {name: cleaned(value) for name, value in values.items()}
