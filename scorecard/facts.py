"""The facts a unit's staff log, by kind, as frozen values; `docs/facts.md` lists their fields for people.

Adding a kind: a class here, its columns in a new queries/schema/ file, its measure's query and line in measures.py, its words.
"""

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar


class RecallStatus(StrEnum):
    """线索, 调查, 召回, 实施, 总结; a recall counts from RECALL on."""

    CLUE = "clue"
    INVESTIGATION = "investigation"
    RECALL = "recall"
    UNDER_WAY = "under_way"
    CLOSED = "closed"


class Band(StrEnum):
    """定性评价的档次: 达成, 部分达成, 未达成."""

    ACHIEVED = "achieved"
    PARTLY = "partly"
    NOT_ACHIEVED = "not_achieved"


def spec(*, required: bool = False, at_least: int | None = None, at_most: str | None = None, not_before: str | None = None,
         blank: bool = False, form: bool = True) -> Any:
    """A fact's own field: required or not; at_least a number; at_most / not_before another field; blank text allowed;
    form=False keeps it out of the short form (it stands under "more")."""
    rule = {"required": required, "at_least": at_least, "at_most": at_most, "not_before": not_before, "blank": blank, "form": form}
    return field(default=None, metadata=rule)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What every fact carries. `op_key` makes a fact unique: the same key again is the same fact.

    supersedes / withdraws: the op_key of the fact that this one corrects / takes back.
    """

    kind: ClassVar[str]
    own_programme: ClassVar[bool] = True  # False: the budget line says the programme

    op_key: str
    unit_code: str
    fiscal_year: int
    programme_id: str
    occurred_on: date
    note: str | None = None
    evidence: str | None = None
    supersedes: str | None = None
    withdraws: str | None = None


@dataclass(frozen=True, kw_only=True)
class Recall(Fact):
    """召回, occurred_on = the day it was announced."""

    kind: ClassVar[str] = "recall"
    recall_number: str | None = spec(required=True)
    producer: str | None = spec(required=True)
    product: str | None = spec(required=True)
    lots: int | None = spec(required=True, at_least=1)
    brand: str | None = spec(form=False)
    model: str | None = spec(form=False)
    quantity: int | None = spec(at_least=0, form=False)
    measure_word: str | None = spec(form=False)
    failed_spot_check: bool | None = spec(form=False)
    status: RecallStatus | None = spec(form=False)
    planned_end: date | None = spec(not_before="occurred_on", form=False)
    ended_on: date | None = spec(not_before="occurred_on", form=False)


@dataclass(frozen=True, kw_only=True)
class TrainingSession(Fact):
    """质量培训班."""

    kind: ClassVar[str] = "training_session"
    title: str | None = spec(required=True)
    place: str | None = spec(form=False)
    attended: int | None = spec(required=True, at_least=0)
    assessed: int | None = spec(required=True, at_least=0, at_most="attended")
    passed: int | None = spec(required=True, at_least=0, at_most="assessed")


@dataclass(frozen=True, kw_only=True)
class Survey(Fact):
    """满意度调查."""

    kind: ClassVar[str] = "survey"
    sent: int | None = spec(required=True, at_least=0)
    returned: int | None = spec(required=True, at_least=0, at_most="sent")
    valid: int | None = spec(required=True, at_least=0, at_most="returned")
    satisfied: int | None = spec(required=True, at_least=0, at_most="valid")


@dataclass(frozen=True, kw_only=True)
class Payment(Fact):
    """支出; a negative amount is a refund."""

    kind: ClassVar[str] = "payment"
    own_programme: ClassVar[bool] = False
    amount_yuan: Decimal | None = spec(required=True)
    budget_line: str | None = spec(required=True)
    voucher: str | None = spec(required=True)
    economic_code: str | None = spec()
    compliant: bool | None = spec(required=True)
    reason: str | None = spec()


@dataclass(frozen=True, kw_only=True)
class MonitoringPoint(Fact):
    """风险监测点, in force from occurred_on until closed_on."""

    kind: ClassVar[str] = "monitoring_point"
    name: str | None = spec(required=True)
    place_kind: str | None = spec()
    address: str | None = spec()
    closed_on: date | None = spec(not_before="occurred_on", form=False)


@dataclass(frozen=True, kw_only=True)
class Milestone(Fact):
    """完成: a deadline indicator's work was completed on occurred_on. `indicator` is its id once checked."""

    kind: ClassVar[str] = "milestone"
    indicator: str | None = spec(required=True)


@dataclass(frozen=True, kw_only=True)
class Appraisal(Fact):
    """定性评价 of a qualitative indicator; blank evidence is kept and judged 待佐证."""

    kind: ClassVar[str] = "appraisal"
    indicator: str | None = spec(required=True)
    band: Band | None = spec(required=True)
    share: Decimal | None = spec(required=True)
    evidence_text: str | None = spec(required=True, blank=True)


@dataclass(frozen=True, kw_only=True)
class Reading(Fact):
    """读数: a value typed for an indicator that no other fact feeds, in the target's measure word."""

    kind: ClassVar[str] = "reading"
    indicator: str | None = spec(required=True)
    value: Decimal | None = spec(required=True)


@dataclass(frozen=True, kw_only=True)
class BudgetAdjustment(Fact):
    """预算调整 of a line, with its document; 年初预算数 + adjustments = 全年预算数."""

    kind: ClassVar[str] = "budget_adjustment"
    own_programme: ClassVar[bool] = False
    budget_line: str | None = spec(required=True)
    amount_yuan: Decimal | None = spec(required=True)
    document: str | None = spec(required=True)


FACTS: dict[str, type[Fact]] = {c.kind: c for c in (
    Recall, TrainingSession, Survey, Payment, MonitoringPoint, Milestone, Appraisal, Reading, BudgetAdjustment)}
COMMON_FIELDS = tuple(f.name for f in fields(Fact))


def own_fields(fact_class: type[Fact]) -> list[Any]:
    """The dataclass fields that only this kind of fact has, in the order of its form."""
    return [f for f in fields(fact_class) if f.name not in COMMON_FIELDS]
