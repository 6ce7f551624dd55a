"""预算执行: lines and programmes with their money, money beside result (双监控), and the sums that must agree.

Everything in yuan (Decimal); rates are fractions; words are made by i18n where they are shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from scorecard.assessment import Assessment, Shape, Situation, Status
from scorecard.i18n import plain, wan
from scorecard.measures import MEASURES
from scorecard.model import Budget, BudgetLine, Increment, Programme
from scorecard.pace import elapsed_rate, pace_of

CLOSE = Decimal("0.05")
"""Money and result within five points of each other count as in step."""


@dataclass(frozen=True)
class LineExecution:
    """One budget line, or the total of all (line None): 年初预算数 + 调整 = 全年预算数, 执行数, 执行率, its cap where it has one."""

    line: BudgetLine | None
    original_yuan: Decimal
    adjusted_yuan: Decimal
    spent_yuan: Decimal
    payments: int
    cap_yuan: Decimal | None = None
    status: Status | None = None  # None: nothing was paid yet
    fast: bool = False  # off plan because money runs ahead of time (else behind it)

    @property
    def name(self) -> str | None:
        """The line's name; None for the total."""
        return self.line.name if self.line else None

    @property
    def final_yuan(self) -> Decimal:
        """全年预算数."""
        return self.original_yuan + self.adjusted_yuan

    @property
    def rate(self) -> Decimal | None:
        """执行率, a fraction of the final budget; None where there is none, or nothing was paid yet."""
        return self.form_rate if self.payments else None

    @property
    def form_rate(self) -> Decimal | None:
        """执行率 as the official forms have it: 0 where nothing was paid yet; None where there is no budget."""
        return self.spent_yuan / self.final_yuan if self.final_yuan > 0 else None


@dataclass(frozen=True)
class MoneyAndResult:
    """双监控 of one programme: the money's rate beside the result's (its leading count's achievement), as fractions."""

    programme: Programme
    money_rate: Decimal | None
    result_rate: Decimal | None
    result: Assessment | None
    verdict: str  # message key under [verdict]

    @property
    def gap(self) -> Decimal:
        """Money minus result."""
        return (self.money_rate or Decimal(0)) - (self.result_rate or Decimal(0))


@dataclass(frozen=True)
class Execution:
    """The unit's money as of a day."""

    lines: list[LineExecution]
    total: LineExecution
    elapsed: Decimal
    not_compliant_yuan: Decimal
    not_compliant: int
    programmes: list[MoneyAndResult]


@dataclass(frozen=True)
class SumCheck:
    """A sum that must agree. A difference is a question to the unit (Q), never an error of the program."""

    rule: str  # message key under [sum]
    holds: bool
    left: str
    right: str
    difference: str


def execute(situation: Situation, assessments: list[Assessment]) -> Execution:
    """Spending per line and in total, and money beside result per programme."""
    budget = situation.budget
    year = situation.as_of.replace(year=budget.fiscal_year, month=12, day=31)
    elapsed = elapsed_rate(situation.as_of, year)
    lines = [_line(line, situation, elapsed) for line in budget.budget_lines]
    paid = situation.evidence["compliant_rate"]
    bad = [i for i in paid if i.denominator is not None and i.numerator != i.denominator]
    return Execution(
        lines=lines, total=_total(lines, situation, elapsed), elapsed=elapsed, not_compliant=len(bad),
        not_compliant_yuan=sum((i.denominator - i.numerator for i in bad if i.denominator is not None), Decimal(0)),
        programmes=[_beside(p, lines, assessments) for p in budget.programmes])


def _sum(increments: Iterable[Increment]) -> Decimal:
    return sum((i.numerator for i in increments), Decimal(0))


def _judged(spent: Decimal, final: Decimal, cap: Decimal | None, elapsed: Decimal, situation: Situation) -> tuple[Status, bool]:
    """A line against the straight line: ahead of it is a risk for a cap, behind it for the execution rate."""
    limit = cap if cap is not None else final
    if spent > limit:
        return Status.AT_RISK, True
    fast = Status(pace_of(spent, limit * elapsed, situation.rules, cap=True))
    if cap is not None or fast is not Status.ON_TRACK:
        return fast, True
    return Status(pace_of(spent, final * elapsed, situation.rules)), False


def _line(line: BudgetLine, situation: Situation, elapsed: Decimal) -> LineExecution:
    paid = [i for i in situation.evidence["spending"] if i.budget_line == line.name]
    adjusted = _sum(i for i in situation.evidence["budget_adjustments"] if i.budget_line == line.name)
    cap = next((i.target.value for i in situation.budget.indicators if i.budget_line == line.name and i.target.comparison == "<="), None)
    cap_yuan = cap * 10_000 if cap is not None else None
    spent = _sum(paid)
    status, fast = _judged(spent, line.original_budget_yuan + adjusted, cap_yuan, elapsed, situation) if paid else (None, False)
    return LineExecution(line, line.original_budget_yuan, adjusted, spent, len(paid), cap_yuan, status, fast)


def _total(lines: list[LineExecution], situation: Situation, elapsed: Decimal) -> LineExecution:
    original, adjusted, spent = (sum((getattr(li, n) for li in lines), Decimal(0)) for n in ("original_yuan", "adjusted_yuan", "spent_yuan"))
    payments = sum(li.payments for li in lines)
    status, fast = _judged(spent, original + adjusted, None, elapsed, situation) if payments else (None, False)
    return LineExecution(None, original, adjusted, spent, payments, None, status, fast)


def lines_of(programme: Programme, lines: Iterable[LineExecution]) -> list[LineExecution]:
    """The lines that a programme's money is on: its own, for the whole unit all."""
    return [line for line in lines if line.line and (programme.form == "23" or line.line.programme_id == programme.programme_id)]


def money_of(programme: Programme, situation: Situation, execution: Execution) -> LineExecution:
    """The sum of a programme's lines."""
    return _total(lines_of(programme, execution.lines), situation, execution.elapsed)


def _beside(programme: Programme, lines: list[LineExecution], assessments: list[Assessment]) -> MoneyAndResult:
    """The programme's money (all lines for form 23) beside its first paced count, the result it exists for."""
    mine = lines_of(programme, lines)
    final, spent = sum((li.final_yuan for li in mine), Decimal(0)), sum((li.spent_yuan for li in mine), Decimal(0))
    money = spent / final if final > 0 and any(li.payments for li in mine) else None
    result = next((a for a in assessments if a.indicator.programme_id == programme.programme_id and a.shape is Shape.COUNT
                   and MEASURES[a.indicator.measure].fact_kind != "payment"), None)
    rate = result.achievement_rate if result else None
    if money is None or rate is None:
        verdict = "nothing"
    elif result and result.status is Status.STALE:
        verdict = "result_stale"
    elif abs(money - rate) <= CLOSE:
        verdict = "in_step"
    else:
        verdict = "money_ahead" if money > rate else "result_ahead"
    return MoneyAndResult(programme, money, rate, result, verdict)


def reconcile(situation: Situation) -> list[SumCheck]:
    """The sums that must agree between tables 21, 22 and 23 and between lines and facts, as far as the unit has them."""
    budget, spent = situation.budget, situation.evidence["spending"]
    of_form = {form: [p for p in budget.programmes if p.form == form] for form in ("21", "22", "23")}
    whole = of_form["23"][0] if of_form["23"] else None
    projects = of_form["21"] + of_form["22"]
    checks = []
    if whole and whole.basic_yuan is not None and whole.project_yuan is not None:
        checks.append(_money_check("basic_and_project", [whole.basic_yuan, whole.project_yuan], whole.total_yuan))
    if whole and whole.project_yuan is not None and projects:
        checks.append(_money_check("projects", [p.total_yuan for p in projects], whole.project_yuan))
    sources = (whole.general_public_yuan, whole.government_fund_yuan, whole.fiscal_account_yuan, whole.other_yuan) if whole else ()
    if whole and (income := [m for m in sources if m is not None]):
        checks.append(_money_check("income", income, whole.total_yuan))
    caps22 = _caps(budget, "22")
    if caps22:
        checks.append(_money_check("caps_22", caps22, sum((p.total_yuan for p in of_form["22"]), Decimal(0))))
    if whole:
        checks.append(_money_check("lines", [b.original_budget_yuan for b in budget.budget_lines], whole.total_yuan))
    per_line = [_sum(i for i in spent if i.budget_line == b.name) for b in budget.budget_lines]
    checks.append(_money_check("spent", per_line, _sum(situation.evidence["execution_rate"])))
    checks += _recall_checks(situation, of_form)
    caps23 = _caps(budget, "23")
    if caps23 and whole and whole.project_yuan is not None:
        checks.append(_money_check("caps_23", caps23, whole.project_yuan))
    return checks


def _caps(budget: Budget, form: str) -> list[Decimal]:
    return [i.target.value * 10_000 for i in budget.indicators if i.form == form and i.measure == "spending" and i.target.value is not None]


def _money_check(rule: str, parts: list[Decimal], whole: Decimal) -> SumCheck:
    difference = abs(whole - sum(parts, Decimal(0)))
    return SumCheck(rule, not difference, " + ".join(wan(p) for p in parts), wan(whole), wan(difference))


def _recall_checks(situation: Situation, of_form: dict[str, list[Programme]]) -> list[SumCheck]:
    """Recalls of 21 (in lots) and 22 against 23's: the targets, and what was logged; equal only if one lot is one recall."""
    indicators = situation.budget.indicators
    targets = {form: next((i.target.value for i in indicators if i.form == form and i.measure in ("recalls", "lots")), None) for form in of_form}
    if any(value is None for value in targets.values()):
        return []
    lots = [i for i in situation.evidence["lots"] if i.programme_id in {p.programme_id for p in of_form["21"]}]
    recalls = [i for i in situation.evidence["recalls"] if i.programme_id in {p.programme_id for p in of_form["22"]}]
    logged = (_sum(lots), _sum(recalls), _sum(situation.evidence["recalls"]))
    return [_count_check(rule, *(n or Decimal(0) for n in numbers)) for rule, numbers in (
        ("recall_targets", (targets["21"], targets["22"], targets["23"])), ("recalls_logged", logged))]


def _count_check(rule: str, first: Decimal, second: Decimal, whole: Decimal) -> SumCheck:
    difference = abs(whole - first - second)
    return SumCheck(rule, not difference, f"{plain(first)} + {plain(second)}", plain(whole), plain(difference))
