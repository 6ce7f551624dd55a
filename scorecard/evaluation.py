"""自评: the points of every indicator of one form, budget execution, total and grade; as it stands, or if the pace holds.

Always an estimate until a form is submitted. Within the year an indicator that nothing was reported for has no score; in a finished
year it has 0. What no rule decides (`Rule.PERSON`) has no score until a person gives the points, with a reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from scorecard.assessment import Assessment, Shape, Situation
from scorecard.execution import LineExecution, execute, money_of
from scorecard.forecast import Forecast
from scorecard.i18n import round_half_up
from scorecard.model import Dimension, Indicator, Programme, Statement
from scorecard.outlook import outlook
from scorecard.problems import Problem
from scorecard.rules import ASKS_ABOVE, PLACES, POINTS, POINTS_WITH_COST, Grade, grade_of
from scorecard.scoring import FULL, NONE, Rule, Ruled, rule_day, rule_value
from scorecard.stating import stated

WHOLE = Decimal(100)
FORM = "self_evaluation"


@dataclass(frozen=True)
class Given:
    """What a person enters for an indicator: points where no rule decides, or points taken off; with a reason."""

    points: Decimal | None = None
    deduction: Decimal = NONE
    reason: str = ""


@dataclass(frozen=True)
class ScoreRow:
    """One indicator on the form: 分值, by which rule, 得分 (None: not yet known)."""

    assessment: Assessment
    points: Decimal
    ruled: Ruled
    given: Given = Given()

    @property
    def score(self) -> Decimal | None:
        """得分, two decimals half up: a person's points where no rule decides, less what was taken off, never below 0."""
        by_rule = None if self.ruled.ratio is None else round_half_up(self.points * self.ruled.ratio, PLACES)
        found = self.given.points if self.ruled.rule is Rule.PERSON else by_rule
        return None if found is None else max(found - self.given.deduction, NONE)

    @property
    def asks_reason(self) -> bool:
        """Whether the form wants a reason: points missing, far above the target, or points that a person gave or took."""
        far = self.ruled.achieved is not None and self.ruled.achieved > ASKS_ABOVE and self.assessment.shape is not Shape.CAP
        return far or self.ruled.rule is Rule.PERSON or self.given.deduction > 0 or (self.score is not None and self.score < self.points)


@dataclass(frozen=True)
class Sheet:
    """自评表 of one programme. missing: groups that have no indicator, whose points went to the others; money: its lines' sum;
    stated: what a person wrote about the form as a whole."""

    programme: Programme
    rows: tuple[ScoreRow, ...]
    execution_points: Decimal
    execution_rate: Decimal | None
    missing: tuple[Dimension, ...]
    with_cost: bool
    money: LineExecution
    stated: Mapping[str, str]

    @property
    def execution_score(self) -> Decimal | None:
        """预算执行率得分: rate × points, at most the points; None where there is no budget."""
        return None if self.execution_rate is None else round_half_up(self.execution_points * min(max(self.execution_rate, NONE), FULL), PLACES)

    @property
    def total(self) -> Decimal:
        """总分 of what has a score."""
        return sum((row.score or NONE for row in self.rows), self.execution_score or NONE)

    @property
    def open_points(self) -> Decimal:
        """Points that nobody can score yet."""
        return sum((row.points for row in self.rows if row.score is None), NONE if self.execution_score is not None else self.execution_points)

    @property
    def lacking(self) -> list[tuple[Assessment | None, str]]:
        """What a form that is submitted still wants, by indicator (None: the form as a whole): a score, a reason, 实际完成情况."""
        whole: list[tuple[Assessment | None, str]] = [(None, name) for name in ("objective_actual",) if not self.stated.get(name)]
        whole += [(row.assessment, "score") for row in self.rows if row.score is None]
        return whole + [(row.assessment, "reason") for row in self.rows if row.score is not None and row.asks_reason and not row.given.reason]

    @property
    def grade(self) -> Grade | None:
        """等级; None while points are open."""
        return None if self.open_points else grade_of(self.total)


def points_stated(statements: Iterable[Statement], programme: Programme) -> dict[str, Decimal]:
    """The unit's own 分值 of a programme's form, by indicator id and `execution`; empty where the rule's stand."""
    return {i or "execution": Decimal(f["points"]) for i, f in stated(statements, FORM, programme.programme_id).items() if "points" in f}


def given_stated(statements: Iterable[Statement], programme: Programme) -> dict[str, Given]:
    """What a person gave, took and explained, by indicator id."""
    return {i: Given(Decimal(f["given"]) if "given" in f else None, Decimal(f.get("deduction", 0)), f.get("reason", ""))
            for i, f in stated(statements, FORM, programme.programme_id).items() if f.keys() & {"given", "deduction", "reason"}}


def restate(sheet: Sheet, points: Mapping[str, Decimal], given: Mapping[str, Given]) -> list[Statement] | list[Problem]:
    """The statements for new points and a person's scores, or what is wrong with them: nothing then is kept.

    Points are positive and sum to 100. Points given or taken lie between 0 and the indicator's points, and need a reason.
    """
    problems = [Problem("points_sum", values={"sum": sum(points.values(), NONE)})] if points and sum(points.values(), NONE) != WHOLE else []
    problems += [Problem("points_range", values={"name": _named(sheet, i)}) for i, p in points.items()
                 if not (NONE <= p <= WHOLE and p == round_half_up(p, PLACES))]
    most = {row.assessment.indicator.indicator_id: row.points for row in sheet.rows} | dict(points)
    decided = {row.assessment.indicator.indicator_id for row in sheet.rows if row.ruled.rule is not Rule.PERSON}
    for i, entered in given.items():
        if entered.points is not None and i in decided:  # it would stand for nothing, and nobody would see that
            problems.append(Problem("given_by_rule", values={"name": _named(sheet, i)}))
        if not all(NONE <= amount <= most[i] for amount in (entered.points or NONE, entered.deduction)):
            problems.append(Problem("given_range", values={"name": _named(sheet, i), "points": most[i]}))
        if (entered.points is not None or entered.deduction) and not entered.reason.strip():
            problems.append(Problem("given_reason", values={"name": _named(sheet, i)}))
    if problems:
        return problems

    def statement(indicator_id: str, field: str, value: object) -> Statement:
        return Statement(FORM, sheet.programme.programme_id, 0, "" if indicator_id == "execution" else indicator_id, field, str(value))
    found = [statement(i, "points", p) for i, p in points.items()]
    for i, entered in given.items():
        found.append(statement(i, "given", "" if entered.points is None else entered.points))
        found += [statement(i, "deduction", entered.deduction or ""), statement(i, "reason", entered.reason.strip())]
    return found


def read_entered(sheet: Sheet, entered: Mapping[str, Sequence[object]]) -> list[Statement] | list[Problem]:
    """The page's table, by indicator id and `execution`: (points, given, deduction, reason) as typed; as `restate` gives it."""
    problems: list[Problem] = []

    def amount(of: str, typed: object) -> Decimal | None:
        written = str(typed if typed is not None else "").strip()
        try:
            read = Decimal(written) if written else None
            if read is not None and not read.is_finite():
                raise InvalidOperation
            return read
        except InvalidOperation:
            problems.append(Problem("points_number", values={"name": _named(sheet, of), "value": written[:40]}))
            return None
    points = {i: amount(i, cells[0]) or NONE for i, cells in entered.items()}
    given = {i: Given(amount(i, cells[1]), amount(i, cells[2]) or NONE, str(cells[3] or "")) for i, cells in entered.items() if i != "execution"}
    return problems or restate(sheet, points, given)


def _named(sheet: Sheet, indicator_id: str) -> Indicator | str:
    """What a problem names: the indicator, or budget execution."""
    return next((row.assessment.indicator for row in sheet.rows if row.assessment.indicator.indicator_id == indicator_id), "points.execution")


def default_points(indicators: Sequence[Indicator]) -> tuple[dict[str, Decimal], tuple[Dimension, ...]]:
    """分值 of each indicator by its id, and the groups that are missing.

    Budget execution keeps its points; the groups that are there share the rest in the rule's proportion (a missing group's points go
    to the others), split evenly within a group, two decimals, the last of a group taking what is left over: the sum is exact.
    """
    there = [d for d in Dimension if any(i.dimension is d for i in indicators)]
    rule = POINTS_WITH_COST if Dimension.COST in there else POINTS
    rest, of_there = WHOLE - rule["execution"], sum((rule[d] for d in there), NONE)
    points: dict[str, Decimal] = {}
    left = rest
    for place, dimension in enumerate(there, start=1):
        group = [i for i in indicators if i.dimension is dimension]
        share = left if place == len(there) else round_half_up(rest * rule[dimension] / of_there, PLACES)
        left -= share
        each = round_half_up(share / len(group), PLACES)
        points |= {i.indicator_id: each for i in group[:-1]}
        points[group[-1].indicator_id] = share - each * (len(group) - 1)
    return points, tuple(Dimension(name) for name in rule if name != "execution" and name not in there)


def rule_of(a: Assessment, finished: bool) -> Ruled:
    """By which rule an indicator is scored as it stands. finished: the year is over."""
    nothing = Ruled(Rule.UNREPORTED, NONE if finished else None)
    if a.shape is Shape.QUALITATIVE:
        if a.band is None:
            return nothing
        return Ruled(Rule.BAND, a.achievement_rate) if a.evidence_text and a.evidence_text.strip() else Ruled(Rule.PERSON, why="no_evidence")
    if a.shape is Shape.DEADLINE:
        if a.completed_on is None and a.closed and a.last_recorded_at is not None:
            return Ruled(Rule.PERSON, why="deadline_missed")
        return nothing if a.completed_on is None else rule_day(a.deadline, a.completed_on)
    return nothing if a.value is None else rule_value(a.indicator.target, a.value)


def rule_ahead(a: Assessment, situation: Situation, finished: bool) -> Ruled:
    """By which rule it will be scored if the pace holds: the forecast's value where there is one, else as it stands."""
    found = outlook(a, situation)
    if isinstance(found, Forecast) and found.value is not None:
        return rule_value(a.indicator.target, found.value)
    if a.shape is Shape.DEADLINE and a.completed_on is None and not a.closed:
        return Ruled(Rule.MET, FULL, FULL)  # nothing says it will not be done in time
    return rule_of(a, finished)


def evaluate_all(assessments: Sequence[Assessment], situation: Situation, statements: Sequence[Statement] = ()) -> list[Sheet]:
    """The form of every programme as it stands, with what people stated."""
    return [evaluate(p, assessments, situation, statements) for p in situation.budget.programmes]


def evaluate(programme: Programme, assessments: Sequence[Assessment], situation: Situation,
             statements: Sequence[Statement] = (), ahead: bool = False) -> Sheet:
    """The form of one programme, with what people stated, else by rule. ahead: if the pace holds."""
    own = [a for a in assessments if a.indicator.programme_id == programme.programme_id]
    by_rule, missing = default_points([a.indicator for a in own])
    finished = situation.closed(date(situation.budget.fiscal_year, 12, 31))
    by_rule["execution"] = POINTS["execution"]
    chosen = by_rule | points_stated(statements, programme)
    if sum((chosen[i] for i in by_rule), NONE) != WHOLE:  # stated for other indicators than an adjusted budget has
        chosen = by_rule
    given = given_stated(statements, programme)
    rows = tuple(ScoreRow(a, chosen[a.indicator.indicator_id], rule_ahead(a, situation, finished) if ahead else rule_of(a, finished),
                          given.get(a.indicator.indicator_id, Given())) for a in own)
    execution = execute(situation, list(assessments))
    money = money_of(programme, situation, execution)
    rate = _execution_rate(money, execution.elapsed, ahead and not finished)
    with_cost = any(a.indicator.dimension is Dimension.COST for a in own)
    return Sheet(programme, rows, chosen["execution"], rate, missing, with_cost, money, stated(statements, FORM, programme.programme_id)[""])


def _execution_rate(money: LineExecution, elapsed: Decimal, ahead: bool) -> Decimal | None:
    """执行数 ÷ 全年预算数 (adjusted); None where there is no budget. ahead: on a straight line to the year's end."""
    rate = money.form_rate
    return min(rate / elapsed, FULL) if rate is not None and ahead and elapsed > 0 else rate
