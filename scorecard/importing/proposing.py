"""A reading → the approved budgets it would make, each indicator with the measure that fits its name; `reading` where none fits.

Nothing is decided here for good: every proposal stands on the import page to be changed (`settling.py`, keys indicator:…). What the budget
in force says of the same indicator (measure, line, whole-unit indicator, rhythm, English name) is kept, and within a year its id.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from scorecard.i18n import problem_text, wan
from scorecard.importing.carrying import carry
from scorecard.importing.columns import BENEFIT, COST, OUTPUT, SATISFACTION
from scorecard.importing.official_table import ReadIndicator, doubt_text
from scorecard.importing.printed import PrintedRow
from scorecard.importing.settling import Open, Settlements
from scorecard.importing.table_lines import amount
from scorecard.importing.table_rules import NO_CAP
from scorecard.measures import MEASURES, YUAN_PER
from scorecard.model import Budget, BudgetLine, Dimension, Indicator, OpenQuestion, Programme, Rhythm, Unit
from scorecard.problems import Problem
from scorecard.targets import Comparison, Target

DIMENSIONS = {COST: Dimension.COST, OUTPUT: Dimension.OUTPUT, BENEFIT: Dimension.BENEFIT, SATISFACTION: Dimension.SATISFACTION}
BY_NAME = (  # measure, what its indicator's name says, its measure word
    ("pass_rate", "培训.*(?:通过率|合格率)|学员.*(?:通过率|合格率)", "[%‰]"), ("training_sessions", "培训", "次|期|场|场次|班|个班"),
    ("lots", "召回", "批次|批"), ("recalls", "召回", "次|起|例|件|项"), ("satisfaction", "满意[度率]", "[%‰]"),
    ("execution_rate", "(?:预算|支出|资金|经费).*执行率", "[%‰]"), ("compliant_rate", "(?:资金|经费|支出).*(?:合格率|合规率|规范率)", "[%‰]"),
    ("monitoring_points", "监测点|监测站", "个|处|家"))
RHYTHMS = {"recalls": Rhythm.WEEKLY, "lots": Rhythm.WEEKLY, "spending": Rhythm.WEEKLY, "execution_rate": Rhythm.WEEKLY, "compliant_rate": Rhythm.WEEKLY,
           "completion": Rhythm.MONTHLY, "reading": Rhythm.MONTHLY, "satisfaction": Rhythm.MONTHLY}
COUNTED_ALIKE = {"lots": "recalls"}
LINE_TAIL = re.compile("(?:开展)?(?:的?(?:总|项目)?成本|费用支出|支出成本)$")
BASIC, PROJECT = "基本支出", "项目支出"


@dataclass(frozen=True)
class Proposal:
    """The budgets that a reading would make, and what still keeps one of them from being adopted, with the key that settles it.

    read: for each budget the indicators as read, in the order of its own.
    """

    budgets: tuple[Budget, ...]
    problems: tuple[tuple[str, Problem], ...]
    read: tuple[tuple[ReadIndicator, ...], ...] = ()


def propose(opened: Open, settlements: Settlements, known: Mapping[tuple[str, int], Budget]) -> Proposal:
    """The budgets of a reading, one for each unit; none where its year or unit is not known yet. known: the budgets in force."""
    reading = opened.reading
    if reading.year is None:
        return Proposal((), ())
    budgets, problems, sources = [], [], []
    for name, code in (reading.units or {reading.unit_name: reading.unit_code}).items():
        unit_code = reading.unit_code if name == reading.unit_name else code or settlements.get(f"unit_code:{name}", "").strip()
        if not unit_code:
            continue  # it stands open (`settling.py`)
        budget, read = _budget(opened, Unit(unit_code, name), name)
        budget = _chosen(carry(budget, known), read, settlements)
        budgets.append(budget)
        sources.append(tuple(read))
        problems += [(f"lines:{p.programme_id}", found) for p in budget.programmes if (found := _lines_problem(budget, p))]
    return Proposal(tuple(budgets), tuple(problems), tuple(sources))


def _budget(opened: Open, unit: Unit, name: str) -> tuple[Budget, list[ReadIndicator]]:
    """A unit's budget as proposed by the tables alone, and the indicators as read, in the same order."""
    reading = opened.reading
    rows = {(t, r): row for t, table in enumerate(reading.tables) for r, row in enumerate(table.rows) if row.unit == name and _is_programme(row, table.table)}
    counts = Counter(reading.tables[t].table for t, _ in rows)
    numbers: Counter[str] = Counter()
    ids = {}
    for t, r in rows:
        form = reading.tables[t].table
        numbers[form] += 1
        ids[t, r] = form if counts[form] == 1 else f"{form}-{numbers[form]}"
    programmes = tuple(_programme(ids[at], reading.tables[at[0]].table, row, YUAN_PER.get(reading.tables[at[0]].money_unit, YUAN_PER["万元"]))
                       for at, row in rows.items())
    there = [i for i in reading.indicators if (i.table_at, i.row_at) in ids]
    lines = _lines(programmes, [(ids[i.table_at, i.row_at], i) for i in there])
    indicators = _gathered([_indicator(i, ids[i.table_at, i.row_at], lines) for i in there])
    return Budget(unit, reading.year or 0, programmes, tuple(lines), tuple(indicators), tuple(_questions(opened, there))), there


def _is_programme(row: PrintedRow, table: str) -> bool:
    return row.row_type == ("unit" if table == "23" else "project")


def _programme(programme_id: str, form: str, row: PrintedRow, unit: Decimal) -> Programme:
    def yuan(name: str) -> Decimal | None:
        value = row.funds.get(name)
        return None if value is None else value * unit

    return Programme(programme_id, form, row.name, row.direction, yuan("total") or Decimal(0), yuan("provincial"), yuan("transfer"), yuan("general_public"),
                     yuan("gov_fund"), yuan("fiscal_account"), yuan("other"), yuan("basic"), yuan("project"), row.duties, row.goal_period, row.goal_year)


def _cap(indicator: ReadIndicator) -> Decimal | None:
    """A money cap in yuan, or None: a price or a standard is none."""
    target = indicator.wording.target
    if isinstance(target, Target) and target.comparison is Comparison.AT_MOST and target.value is not None and target.measure_word in YUAN_PER:
        return None if NO_CAP.search(indicator.wording.name) else target.value * YUAN_PER[target.measure_word]
    return None


def _lines(programmes: Sequence[Programme], indicators: Sequence[tuple[str, ReadIndicator]]) -> list[BudgetLine]:
    """预算项目: where a programme's caps add up to its money, one a cap; otherwise one for the programme; and the unit's 基本支出."""
    lines: list[BudgetLine] = []
    parts = [p for p in programmes if p.form != "23"]
    for programme in programmes:
        if programme.form == "23":
            basic, project = programme.basic_yuan, programme.project_yuan
            lines += [BudgetLine(BASIC, programme.programme_id, basic)] if basic else []
            if not parts:
                rest = project if basic else programme.total_yuan
                lines += [BudgetLine(PROJECT, programme.programme_id, rest)] if rest else []
            continue
        caps = [(LINE_TAIL.sub("", i.wording.name) or i.wording.name, cap) for of, i in indicators
                if of == programme.programme_id and (cap := _cap(i)) is not None]
        money = programme.provincial_yuan if programme.provincial_yuan is not None else programme.total_yuan
        if len(caps) > 1 and sum(cap for _, cap in caps) == money and len({name for name, _ in caps}) == len(caps):
            lines += [BudgetLine(name, programme.programme_id, cap) for name, cap in caps]
        else:
            apart = programme.direction and sum(p.name == programme.name for p in parts) > 1
            lines.append(BudgetLine(f"{programme.name}（{programme.direction}）" if apart else programme.name, programme.programme_id, money))
    return _named_apart(lines)


def _named_apart(lines: Iterable[BudgetLine]) -> list[BudgetLine]:
    """A line's name tells it apart within its unit and year: a second one of the same name gets its programme's id."""
    found: dict[str, BudgetLine] = {}
    for line in lines:
        name = line.name if line.name not in found else f"{line.name}（{line.programme_id}）"
        found[name] = replace(line, name=name)
    return list(found.values())


def _indicator(indicator: ReadIndicator, programme_id: str, lines: Sequence[BudgetLine]) -> Indicator:
    wording, cell = indicator.wording, indicator.cell
    target = wording.target if isinstance(wording.target, Target) else Target(Comparison.QUALITATIVE, wording=wording.text)
    measure, line = _measure(indicator, target, programme_id, lines)
    return Indicator(indicator.indicator_id, programme_id, indicator.table, DIMENSIONS.get(cell.level1, Dimension.OUTPUT), cell.level2, wording.name,
                     wording.text.replace("\n", ""), cell.text, target, measure, line, None, RHYTHMS.get(measure, Rhythm.QUARTERLY))


def _measure(indicator: ReadIndicator, target: Target, programme_id: str, lines: Sequence[BudgetLine]) -> tuple[str, str | None]:
    """The measure that fits an indicator's name, and the line of a spending measure."""
    name, word = indicator.wording.name, target.measure_word or ""
    if target.comparison is Comparison.QUALITATIVE or target.wording:
        return "appraisal", None
    if target.deadline:
        return "completion", None
    if (cap := _cap(indicator)) is not None:
        line = next((b for b in lines if b.name in (name, LINE_TAIL.sub("", name)) and (indicator.table == "23" or b.programme_id == programme_id)), None)
        own = [b for b in lines if b.programme_id == programme_id]
        if line is None and len(own) == 1 and own[0].original_budget_yuan == cap:
            line = own[0]
        return ("spending", line.name) if line else ("reading", None)
    return next((measure for measure, words, unit in BY_NAME if re.search(words, name) and re.fullmatch(unit, word)), "reading"), None


def _gathered(indicators: Sequence[Indicator]) -> Iterable[Indicator]:
    """Which indicator of table 23 gathers each of tables 21 and 22: the one that counts the same, where there is just one."""
    wholes = [i for i in indicators if i.form == "23"]
    for indicator in indicators:
        alike = [w for w in wholes if indicator.form in ("21", "22") and _counts(w) == _counts(indicator) and _same_thing(indicator, w)]
        yield replace(indicator, part_of=alike[0].indicator_id if len(alike) == 1 else None)


def _chosen(budget: Budget, read: Sequence[ReadIndicator], settlements: Settlements) -> Budget:
    """A budget with what a person chose for its indicators and lines laid over what was proposed and carried over."""
    programmes = {p.programme_id for p in budget.programmes}
    lines = {(b.programme_id, b.name): b for b in budget.budget_lines}
    for key, value in settlements.items():
        kind, _, rest = key.partition(":")
        programme_id, _, name = rest.partition(":")
        if kind == "line" and programme_id in programmes and name:
            money = _yuan(value)
            old = lines.pop((programme_id, name), None)
            if money is not None:
                lines[programme_id, name] = replace(old, original_budget_yuan=money) if old else BudgetLine(name, programme_id, money)
    there = {name for _, name in lines}
    ids = {i.indicator_id for i in budget.indicators}
    indicators = []
    for indicator, source in zip(budget.indicators, read, strict=True):
        said = {field: settlements.get(f"indicator:{source.key}:{field}") for field in ("name", "measure", "budget_line", "part_of", "rhythm")}
        measure = said["measure"] if said["measure"] in MEASURES else indicator.measure
        line = indicator.budget_line if said["budget_line"] is None else said["budget_line"]
        part_of = indicator.part_of if said["part_of"] is None else said["part_of"]
        rhythm = Rhythm(said["rhythm"]) if said["rhythm"] in list(Rhythm) else indicator.rhythm
        indicators.append(replace(indicator, name=(said["name"] or "").strip() or indicator.name, measure=measure, rhythm=rhythm,
                                  budget_line=line if measure == "spending" and line in there else None, part_of=part_of if part_of in ids else None))
    return replace(budget, budget_lines=tuple(lines.values()), indicators=tuple(indicators))


def _yuan(text: str) -> Decimal | None:
    """An amount in yuan as settled; None: no such line (any more)."""
    try:
        return amount(text)
    except ValueError:
        return None


def _lines_problem(budget: Budget, programme: Programme) -> Problem | None:
    """The lines of a programme must add up to its money, those of the whole unit included."""
    lines = [b.original_budget_yuan for b in budget.budget_lines if programme.form == "23" or b.programme_id == programme.programme_id]
    money = programme.total_yuan if programme.form == "23" or programme.provincial_yuan is None else programme.provincial_yuan
    total = sum(lines, Decimal(0))
    if total == money:
        return None
    return Problem("lines_differ", values={"programme": programme.name, "lines": wan(total), "money": wan(money)})


def _counts(indicator: Indicator) -> str:
    return COUNTED_ALIKE.get(indicator.measure, indicator.measure)


def _same_thing(part: Indicator, whole: Indicator) -> bool:
    """Whether both speak of one thing: a spending of one line, a text that begins alike; other measures say it themselves."""
    if part.measure == "spending":
        return part.budget_line == whole.budget_line
    if part.measure in ("appraisal", "reading"):
        shorter = min(len(part.name), len(whole.name))
        return part.name[:max(4, shorter * 2 // 3)] == whole.name[:max(4, shorter * 2 // 3)]
    return True


def _questions(opened: Open, indicators: Sequence[ReadIndicator]) -> Iterable[OpenQuestion]:
    """待单位明确: what was confirmed or is sure enough, but could be read otherwise; and the rules that the printed tables do not keep."""
    ids = {i.indicator_id for i in indicators}
    found: dict[tuple[str, str], list[str]] = {}
    for doubt in opened.reading.doubts:
        if doubt.about in ids and doubt.unit == indicators[0].unit and not (doubt.code == "column_unsure" and not doubt.must_settle):
            found.setdefault((doubt_text(doubt, "zh"), doubt_text(doubt, "en")), []).append(doubt.about)
    for check in opened.checks:
        if not check.holds:
            indicator_id = check.about.split(" ")[0]
            found.setdefault((problem_text(check.problem, "zh"), problem_text(check.problem, "en")), []).extend([indicator_id] if indicator_id in ids else [])
    for number, ((zh, en), about) in enumerate(found.items(), start=1):
        yield OpenQuestion(f"Q{number}", tuple(about), zh, en)
