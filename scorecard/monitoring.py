"""绩效运行监控: the monitoring form of one programme for a cut-off month: money, each indicator's state, forecast and possibility.

The state is as of the month's last day. Forecast and possibility are proposals from the facts; a person confirms 完成目标可能性, and
unless it is 确定能 names a reason (category and text) and a measure (财预〔2019〕136号). A draft may lack anything; `missing` says what.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from scorecard.assessment import Assessment, Situation
from scorecard.execution import LineExecution, execute, lines_of, money_of
from scorecard.forecast import Forecast, Ground, certain, spending_to_come
from scorecard.i18n import YUAN_PER_WAN
from scorecard.model import Programme, Statement
from scorecard.outlook import Possibility, outlook, possibility
from scorecard.problems import Problem
from scorecard.stating import LONGEST_TEXT, stated, text_of

FORM = "monitoring"
TEXTS = ("reason", "measure", "remark", "forecast")


class ReasonCategory(StrEnum):
    """偏差原因 by category, in the form's order."""

    FUNDING = "funding"  # 经费保障
    SYSTEM = "system"  # 制度保障
    STAFF = "staff"  # 人员保障
    EQUIPMENT = "equipment"  # 硬件条件保障
    OTHER = "other"  # 其他


@dataclass(frozen=True)
class MonitoringRow:
    """One indicator: as it stands, how the year will end (or why that cannot be said), and what a person states about it."""

    assessment: Assessment
    ahead: Forecast | Ground
    confirmed: Possibility | None = None
    categories: tuple[ReasonCategory, ...] = ()
    reason: str = ""
    measure: str = ""
    remark: str = ""
    forecast: str = ""  # 全年预计 in a person's words; empty: the forecast's

    @property
    def proposed(self) -> Possibility | None:
        """完成目标可能性 that the forecast proposes."""
        return possibility(self.ahead)

    @property
    def missing(self) -> tuple[str, ...]:
        """What the form still wants: possibility; unless it is 确定能 a category, a reason and a measure."""
        if self.confirmed is None:
            return ("possibility",)
        if self.confirmed is Possibility.CERTAIN:
            return ()
        there = {"categories": self.categories, "reason": self.reason, "measure": self.measure}
        return tuple(name for name, said in there.items() if not said)


@dataclass(frozen=True)
class MonitoringSheet:
    """绩效运行监控表 of one programme for January to `month`. money: its lines' sum; stated: what a person wrote about the whole form."""

    programme: Programme
    month: int
    as_of: date
    money: LineExecution
    ahead: Forecast | Ground
    rows: tuple[MonitoringRow, ...]
    stated: Mapping[str, str]

    @property
    def forecast_yuan(self) -> Decimal | None:
        """全年预计执行数: a person's, else the forecast's; None where there is neither."""
        if "forecast_wan" in self.stated:
            return Decimal(self.stated["forecast_wan"]) * YUAN_PER_WAN
        return self.ahead.value if isinstance(self.ahead, Forecast) else None

    @property
    def missing(self) -> list[tuple[Assessment | None, str]]:
        """What is not filled in yet, by indicator (None: the form as a whole)."""
        whole: list[tuple[Assessment | None, str]] = [] if self.forecast_yuan is not None else [(None, "forecast_wan")]
        return whole + [(row.assessment, name) for row in self.rows for name in row.missing]


def cut_off(fiscal_year: int, month: int) -> date:
    """The last day of a month."""
    return date(fiscal_year, month, monthrange(fiscal_year, month)[1])


def last_whole_month(fiscal_year: int, as_of: date) -> int:
    """The month that a form made on a day is likely for: the last one that is over, January at least."""
    return max(as_of.month if as_of == cut_off(fiscal_year, as_of.month) else as_of.month - 1, 1)


def monitor(programme: Programme, assessments: Sequence[Assessment], situation: Situation, statements: Iterable[Statement], month: int) -> MonitoringSheet:
    """The form of one programme. The situation is as of the cut-off (a month that is not over: as of today)."""
    money = execute(situation, list(assessments))
    own, names = money_of(programme, situation, money), {line.name for line in lines_of(programme, money.lines)}
    payments = [i.numerator for i in situation.evidence["spending"] if i.budget_line in names]
    ahead = spending_to_come(own.spent_yuan, own.final_yuan, money.elapsed, 1 - money.elapsed, payments, cap=True)
    if situation.closed(date(situation.budget.fiscal_year, 12, 31)):
        ahead = certain(own.spent_yuan, met=True)
    said = stated(statements, FORM, programme.programme_id, month)
    rows = tuple(_row(a, situation, said.get(a.indicator.indicator_id, {})) for a in assessments if a.indicator.programme_id == programme.programme_id)
    return MonitoringSheet(programme, month, situation.as_of, own, ahead, rows, said[""])


def _row(a: Assessment, situation: Situation, said: Mapping[str, str]) -> MonitoringRow:
    categories = tuple(c for c in ReasonCategory if c in said.get("categories", "").split())
    confirmed = Possibility(said["possibility"]) if "possibility" in said else None
    return MonitoringRow(a, outlook(a, situation), confirmed, categories, **{name: said.get(name, "") for name in TEXTS})


def read_entered(sheet: MonitoringSheet, typed: Mapping[str, Mapping[str, object]]) -> list[Statement] | list[Problem]:
    """What was typed about the indicators, by their ids -> statements, or every problem; nothing then is kept.

    typed: field -> value, as a row of the page's table holds it: possibility, categories (a list), reason, measure, remark, forecast.
    """
    named = {row.assessment.indicator.indicator_id: row.assessment.indicator for row in sheet.rows}
    found, problems = list[Statement](), list[Problem]()
    for indicator_id, fields in typed.items():
        for field, value in fields.items():
            try:
                found.append(Statement(FORM, sheet.programme.programme_id, sheet.month, indicator_id, field, _written(field, value)))
            except ValueError:
                problems.append(Problem("monitoring_possibility" if field == "possibility" else "monitoring_categories" if field == "categories" else
                                        "stated_text", values={"name": named[indicator_id], "longest": LONGEST_TEXT}))
    return problems or found


def _written(field: str, value: object) -> str:
    """One field as it is stated; ValueError where it cannot be."""
    if field == "categories":
        return " ".join(ReasonCategory(str(c)) for c in (value if isinstance(value, list | tuple) else []))
    words = text_of(value)
    return Possibility(words) if field == "possibility" and words else words
