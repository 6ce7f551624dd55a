"""单位: many units at once. Judged budgets -> a summary of each, ranked; totals of several by rule: amounts are added, rates pooled.

A rate of several units is the sum of their numerators over the sum of their denominators, never an average of rates: money by money, replies
by replies. Money in yuan, rates as fractions; a unit's parts (tables 21 and 22) are in its whole and not added twice.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import reduce

from scorecard.assessment import ACT, CALM, MEND, Assessment, Situation, Status
from scorecard.execution import execute
from scorecard.measures import MEASURES, MeasureKind
from scorecard.model import Dimension, Unit
from scorecard.targets import Comparison
from scorecard.unit_tree import Path, UnitPlace, path_text

ZERO = Decimal(0)
ADDED, POOLED = (MeasureKind.ADDITIVE, MeasureKind.STOCK), (MeasureKind.RATIO,)
Counts = Mapping[Status, int]
FigureKey = tuple[str, str, Comparison]  # measure, measure word, comparison


class Need(StrEnum):
    """What a unit needs: somebody to act (要抓), somebody to fill in (要补), or nothing (平稳); the worst first."""

    ACT = "act"
    MEND = "mend"
    CALM = "calm"


GROUPS = {Need.ACT: ACT, Need.MEND: MEND, Need.CALM: CALM}


class Order(StrEnum):
    """What rows are sorted by."""

    STATUS = "status"
    STALENESS = "staleness"
    CODE = "code"


def number_of(counts: Counts, need: Need) -> int:
    """How many indicators need this."""
    return sum(counts.get(status, 0) for status in GROUPS[need])


def worst(counts: Counts) -> Status | None:
    """The worst status there is; None where there is no indicator."""
    return min((status for status, many in counts.items() if many), key=lambda status: status.severity, default=None)


@dataclass(frozen=True)
class Figure:
    """One measure over units: name of the indicator; value of target, both in its measure word, for amounts; numerator over denominator for
    rates. units: with such an indicator; logged: of these, those with a value; low, high: the targets of a rate."""

    name: str
    name_en: str | None
    units: int = 1
    logged: int = 0
    value: Decimal = ZERO
    target: Decimal = ZERO
    numerator: Decimal = ZERO
    denominator: Decimal = ZERO
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        """Pooled; None where nothing was counted."""
        return self.numerator / self.denominator if self.denominator > 0 else None

    def __add__(self, other: "Figure") -> "Figure":
        ends = [end for end in (self.low, self.high, other.low, other.high) if end is not None]
        first = min(self, other, key=lambda figure: (figure.name, figure.name_en or ""))
        return Figure(first.name, first.name_en, self.units + other.units, self.logged + other.logged, self.value + other.value,
                      self.target + other.target, self.numerator + other.numerator, self.denominator + other.denominator,
                      min(ends, default=None), max(ends, default=None))


@dataclass(frozen=True)
class Total:
    """Units added up: how many, what they need, their indicators by status and dimension, their money, their measures."""

    units: int = 0
    needs: Mapping[Need, int] = field(default_factory=Counter)
    groups: Mapping[Dimension, Counts] = field(default_factory=dict)
    budget_yuan: Decimal = ZERO
    spent_yuan: Decimal = ZERO
    unpaid: int = 0  # units without a payment
    figures: Mapping[FigureKey, Figure] = field(default_factory=dict)

    @property
    def counts(self) -> Counts:
        """All indicators by status."""
        return added(self.groups.values())

    @property
    def rate(self) -> Decimal | None:
        """执行率: all that was spent over all budgets; None where there is none, or nobody spent."""
        return self.spent_yuan / self.budget_yuan if self.budget_yuan > 0 and self.unpaid < self.units else None

    @property
    def calm_share(self) -> Decimal | None:
        """The share of all indicators that need nobody."""
        return share_calm(self.counts)

    def __add__(self, other: "Total") -> "Total":
        figures = dict(self.figures)
        for key, figure in other.figures.items():
            figures[key] = figures[key] + figure if key in figures else figure
        groups = {d: added(found) for d in Dimension if any(found := [t.groups[d] for t in (self, other) if d in t.groups])}
        return Total(self.units + other.units, Counter(self.needs) + Counter(other.needs), groups, self.budget_yuan + other.budget_yuan,
                     self.spent_yuan + other.spent_yuan, self.unpaid + other.unpaid, figures)


def added(several: Iterable[Counts]) -> Counts:
    """Counts of several groups together."""
    sums = Counter[Status]()
    for counts in several:
        sums.update(counts)
    return sums


def share_calm(counts: Counts) -> Decimal | None:
    """The share of indicators that need nobody; None where there is no indicator."""
    many = sum(counts.values())
    return Decimal(number_of(counts, Need.CALM)) / many if many else None


@dataclass(frozen=True)
class Origin:
    """The file a unit was read from, where it is not of this store, and the day that file is of."""

    file: str
    on: date


@dataclass(frozen=True)
class UnitSummary:
    """One unit's year in short, as of a day. money_status: of its execution rate, as the wall has it; where it has no such
    indicator, of all lines against the time gone by (None: nothing was paid yet)."""

    unit: Unit
    path: Path
    fiscal_year: int
    as_of: date
    counts: Counts  # all indicators by status
    total: Total
    money_status: Status | None
    elapsed: Decimal
    last_recorded_on: date | None
    origin: Origin | None = None

    @property
    def need(self) -> Need:
        """What the unit needs, by its worst indicator."""
        return need_of(self.counts)

    @property
    def stale(self) -> int:
        """待更新."""
        return self.counts.get(Status.STALE, 0)


def need_of(counts: Counts) -> Need:
    """What a unit with such indicators needs, by the worst of them."""
    return next((need for need in Need if number_of(counts, need)), Need.CALM)


def summary(situation: Situation, assessments: Sequence[Assessment], origin: Origin | None = None) -> UnitSummary:
    """A judged budget in short; in which folder it stands is put in later (`placed`)."""
    spent = execute(situation, list(assessments))
    groups = {d: Counter(a.status for a in assessments if a.indicator.dimension is d) for d in Dimension}
    counts = Counter(a.status for a in assessments)
    total = Total(1, Counter({need_of(counts): 1}), {d: found for d, found in groups.items() if found}, spent.total.final_yuan, spent.total.spent_yuan,
                  int(not spent.total.payments), _figures(assessments))
    rate = next((a.status for a in assessments if a.indicator.measure == "execution_rate" and a.indicator.form == "23"), spent.total.status)
    ages = [a.days_since for a in assessments if a.days_since is not None]
    return UnitSummary(situation.budget.unit, (), situation.budget.fiscal_year, situation.as_of, counts, total, rate, spent.elapsed,
                       situation.as_of - timedelta(min(ages)) if ages else None, origin)


def _figures(assessments: Sequence[Assessment]) -> dict[FigureKey, Figure]:
    """What can be added over units, by measure: of the whole unit's indicators, not of their parts. Spending is in the money already."""
    ids, found = {a.indicator.indicator_id for a in assessments}, dict[FigureKey, Figure]()
    for a in assessments:
        indicator, measure = a.indicator, MEASURES[a.indicator.measure]
        goal = indicator.target.value
        if indicator.part_of in ids or goal is None or measure.kind not in ADDED + POOLED or (measure.money and measure.kind in ADDED):
            continue
        key, figure = (measure.name, indicator.target.measure_word or "", indicator.target.comparison), None
        if measure.kind in ADDED:
            figure = Figure(indicator.name, indicator.name_en, 1, int(a.value is not None), a.value or ZERO, goal)
        else:
            figure = Figure(indicator.name, indicator.name_en, 1, int(a.denominator is not None), numerator=a.numerator or ZERO,
                            denominator=a.denominator or ZERO, low=goal, high=goal)
        if key not in found:  # a second indicator of one measure counts the same facts again
            found[key] = figure
    return found


def total_of(summaries: Iterable[UnitSummary]) -> Total:
    """Units added up."""
    return reduce(Total.__add__, (s.total for s in summaries), Total())


def placed(summaries: Iterable[UnitSummary], places: Iterable[UnitPlace]) -> list[UnitSummary]:
    """Each unit of this store in its folder; what was read from a file stands at the top."""
    folders = {place.unit.unit_code: place.path for place in places if place.path}
    return [replace(s, path=folders[s.unit.unit_code]) if s.origin is None and s.unit.unit_code in folders else s for s in summaries]


def ranked(summaries: Iterable[UnitSummary], order: Order) -> list[UnitSummary]:
    """By status: most to act on, then most to fill in, first; by staleness: most out of date, then longest without an entry, first."""
    def status(s: UnitSummary) -> tuple[object, ...]:
        return -number_of(s.counts, Need.ACT), -number_of(s.counts, Need.MEND), (worst(s.counts) or Status.DONE).severity, s.unit.unit_code

    def staleness(s: UnitSummary) -> tuple[object, ...]:
        return -s.stale, s.last_recorded_on or date.min, s.unit.unit_code

    return sorted(summaries, key={Order.STATUS: status, Order.STALENESS: staleness, Order.CODE: lambda s: s.unit.unit_code}[order])


def by_folder(ordered: Sequence[UnitSummary], order: Order) -> list[UnitSummary]:
    """Rows folder by folder, kept in their order within; by code the folders stand by name, else as their first unit does."""
    first = {path: n for n, path in reversed(list(enumerate(s.path for s in ordered)))}
    return sorted(ordered, key=lambda s: (s.path,) if order is Order.CODE else (first[s.path],))


def in_folder(summaries: Iterable[UnitSummary], folder: Path) -> list[UnitSummary]:
    """The units in a folder or anywhere below it."""
    return [s for s in summaries if s.path[:len(folder)] == folder]


def matching(summaries: Iterable[UnitSummary], asked: str) -> list[UnitSummary]:
    """The units whose code, name or folder holds what was typed, whatever its case."""
    wanted = asked.strip().casefold()
    return [s for s in summaries if wanted in " ".join((s.unit.unit_code, s.unit.name, s.unit.name_en or "", path_text(s.path))).casefold()]


def apart(summaries: Iterable[UnitSummary]) -> dict[Path, Total]:
    """Every folder with what stands right in it, not below."""
    found: dict[Path, list[UnitSummary]] = {}
    for s in summaries:
        found.setdefault(s.path, []).append(s)
    return {path: total_of(own) for path, own in found.items()}


def rollup(summaries: Sequence[UnitSummary]) -> dict[Path, Total]:
    """Every folder with all that stands in it or below it, by name; () is the whole."""
    found: dict[Path, list[UnitSummary]] = {}
    for s in summaries:
        for depth in range(len(s.path) + 1):
            found.setdefault(s.path[:depth], []).append(s)
    return {path: total_of(found[path]) for path in sorted(found)}
