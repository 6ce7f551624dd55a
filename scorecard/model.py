"""The approved budget (plans), and what stands in the journal, as frozen values; the kinds of fact are in `facts.py`.

Money is Decimal yuan (`_yuan`), dates end in `_on`, moments in `_at` (UTC, naive). Source of the fields: the unit's
published tables 21, 22 and 23, and the finance ministry's forms named in `rules.toml`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from scorecard.facts import Fact
from scorecard.targets import Target

# --- the approved budget -------------------------------------------------------------------------------------------


class Dimension(StrEnum):
    """一级指标, in the order of the printed tables."""

    COST = "cost"
    OUTPUT = "output"
    BENEFIT = "benefit"
    SATISFACTION = "satisfaction"


class Rhythm(StrEnum):
    """更新频率: how often an indicator is expected to be refreshed."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


@dataclass(frozen=True)
class Unit:
    """单位, a unit of government with its code (047022)."""

    unit_code: str
    name: str
    name_en: str | None = None


@dataclass(frozen=True)
class Programme:
    """专项 (form 21), 其他项目 (form 22) or 部门整体支出 (form 23), with its money as printed, carry-over excluded."""

    programme_id: str
    form: str
    name: str
    direction: str | None
    total_yuan: Decimal
    provincial_yuan: Decimal | None
    transfer_yuan: Decimal | None
    general_public_yuan: Decimal | None
    government_fund_yuan: Decimal | None
    fiscal_account_yuan: Decimal | None
    other_yuan: Decimal | None
    basic_yuan: Decimal | None
    project_yuan: Decimal | None
    duties: str | None
    period_objective: str | None
    annual_objective: str | None
    name_en: str | None = None


@dataclass(frozen=True)
class BudgetLine:
    """预算项目: a line that payments are booked on, with its 年初预算数."""

    name: str
    programme_id: str
    original_budget_yuan: Decimal
    name_en: str | None = None


@dataclass(frozen=True)
class Indicator:
    """绩效指标 with its target, verbatim (`target_text`) and as confirmed (`target`).

    measure: the name of the measure that feeds it (`measures.py`); budget_line: the line of a spending measure;
    part_of: the whole-unit indicator that gathers this one.
    """

    indicator_id: str
    programme_id: str
    form: str
    dimension: Dimension
    category: str
    name: str
    target_text: str
    cell_text: str
    target: Target
    measure: str
    budget_line: str | None
    part_of: str | None
    rhythm: Rhythm
    name_en: str | None = None
    owner: str = ""  # who answers for it


@dataclass(frozen=True)
class OpenQuestion:
    """待单位明确: a doubt about the approved tables, for the unit to answer; never decided silently."""

    question_id: str
    indicator_ids: tuple[str, ...]
    text_zh: str
    text_en: str


@dataclass(frozen=True)
class Plan:
    """按月计划 of one indicator: cumulative amounts to reach by each month's end, in the target's measure word."""

    indicator_id: str
    cumulative: tuple[Decimal, ...]  # twelve, January first

    @property
    def sound(self) -> bool:
        """Twelve amounts, none negative, none below the month before."""
        return len(self.cumulative) == 12 and self.cumulative[0] >= 0 and all(b >= a for a, b in pairwise(self.cumulative))

    @classmethod
    def of(cls, indicator_id: str, amounts: Sequence[float]) -> "Plan":
        """A plan from typed amounts, kept to two decimals; a month that falls below the one before is raised to it."""
        rounded = [Decimal(f"{amount:.2f}") for amount in amounts]
        return cls(indicator_id, tuple(max(rounded[:month + 1]) for month in range(len(rounded))))


@dataclass(frozen=True)
class Budget:
    """The approved tables of one unit for one fiscal year."""

    unit: Unit
    fiscal_year: int
    programmes: tuple[Programme, ...]
    budget_lines: tuple[BudgetLine, ...]
    indicators: tuple[Indicator, ...]
    open_questions: tuple[OpenQuestion, ...]
    plans: tuple[Plan, ...] = ()

    def programme(self, programme_id: str) -> Programme:
        """The programme with this id; KeyError where there is none."""
        return {p.programme_id: p for p in self.programmes}[programme_id]

    def indicator(self, indicator_id: str) -> Indicator | None:
        """The indicator with this id, or None."""
        return next((i for i in self.indicators if i.indicator_id == indicator_id), None)

    def plan(self, indicator_id: str) -> Plan | None:
        """The plan by month that was entered for the indicator, or None (then the plan is linear)."""
        return next((p for p in self.plans if p.indicator_id == indicator_id), None)

    def questions_about(self, indicator_id: str) -> list[OpenQuestion]:
        """The open questions that name the indicator."""
        return [q for q in self.open_questions if indicator_id in q.indicator_ids]


@dataclass(frozen=True)
class Version:
    """One adoption of a unit's budget for a year. number: 1, 2, …; effective_on: the day it counts from (None: whatever the day).

    origin, checksum: the name and SHA-256 of the file it came from, "" for the delivered tables. adopted_at: UTC.
    """

    version_id: str
    number: int
    effective_on: date | None
    origin: str
    checksum: str
    adopted_at: datetime
    adopted_by: str


# --- the journal ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A fact as it stands in the journal. `replaced_by` is the later entry that corrects or withdraws it, if any."""

    entry_id: str
    fact: Fact
    recorded_at: datetime
    recorded_by: str
    replaced_by: str | None = None
    replaced_how: str | None = None  # "corrected" or "withdrawn"


@dataclass(frozen=True)
class Statement:
    """What a person states on a form about an indicator (or, with indicator_id "", about the programme): a field and its text.

    form: self_evaluation or monitoring; cut_off: the month of a monitoring form, 0 for the whole year. An empty text takes it back.
    """

    form: str
    programme_id: str
    cut_off: int
    indicator_id: str
    field: str
    value: str


@dataclass(frozen=True)
class Submission:
    """A form as it was handed in: the filled form as canonical JSON and its SHA-256, by which rules, when (UTC) and by whom.

    total: the score of a self-evaluation. submitted_at and submitted_by are the store's to fill.
    """

    form: str
    programme_id: str
    cut_off: int
    as_of: date
    content: str
    checksum: str
    rules_version: str
    total: Decimal | None = None
    submitted_at: datetime | None = None
    submitted_by: str = ""


@dataclass(frozen=True)
class Increment:
    """One dated step of a measure: what an entry adds to an indicator's numerator and denominator.

    amount of the step in the measure's own unit (times, lots, yuan, persons); `completed_on`-like measures carry the
    day in occurred_on; an appraisal its share in numerator and its band and evidence in `band`, `evidence_text`.
    """

    programme_id: str
    budget_line: str | None
    indicator_id: str | None
    occurred_on: date
    recorded_at: datetime
    numerator: Decimal
    denominator: Decimal | None
    entry_id: str
    op_key: str
    band: str | None = None
    evidence_text: str | None = None


Evidence = dict[str, list[Increment]]
"""What the measures found for one unit, year, as_of and known_at: measure name -> its increments, by day."""


@dataclass(frozen=True)
class Finding:
    """A fault that `check` found: which rule, where, and what stands there."""

    rule: str
    op_key: str
    detail: str


@dataclass(frozen=True)
class Checked:
    """The outcome of `check`: entries by kind, and the faults (none is right)."""

    entries: dict[str, int]
    findings: list[Finding] = field(default_factory=list)
