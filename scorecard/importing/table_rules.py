"""勾稽关系: the rules that must hold within and between the official tables, each a named check with the numbers in its message."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from scorecard.importing.columns import COST
from scorecard.importing.official_table import PERCENTAGES, ReadIndicator, Reading
from scorecard.importing.printed import Funds, PrintedRow, PrintedTable
from scorecard.measures import YUAN_PER
from scorecard.problems import Problem
from scorecard.targets import Comparison, Target

PARTS = {"places": ("provincial", "transfer"), "incomes": ("general_public", "gov_fund", "fiscal_account", "other"), "natures": ("basic", "project")}
NO_CAP = re.compile("人均|单价|单位成本|标准|每|均价|补助|补贴|工资")
MAY_PASS_WHOLE = re.compile("增长|提高|上升|提升|增幅|增速|超额|超|回报|收益|杠杆|同比|环比")
RATE = re.compile("率|度$|比例|比重|占比|程度|百分比")


@dataclass(frozen=True)
class Check:
    """A rule and whether it holds. about: the indicator or row; detail: the sum in numbers (70+45=115, 120); rows, indicators: what it looks at."""

    rule: str
    holds: bool
    about: str
    detail: str
    rows: tuple[PrintedRow, ...] = ()
    indicators: tuple[ReadIndicator, ...] = ()

    @property
    def problem(self) -> Problem:
        """What a person reads where it does not hold."""
        return Problem(f"rule_{self.rule}", values={"about": self.about, "detail": self.detail})

    @property
    def key(self) -> str:
        """What a settlement names it by."""
        return f"rule:{self.rule}:{self.about}:{self.detail}"


def check_tables(reading: Reading) -> list[Check]:
    """Every check of a reading, those that hold too; each said once, though total and unit row print the same."""
    found = [*_sums_within_rows(reading.tables), *_sums_of_rows(reading.tables), *_project_money(reading), *_caps(reading), *_rates(reading),
             *_dates(reading), *_codes(reading), *_twice(reading.indicators)]
    return list({(c.rule, c.detail, c.about if c.rule not in PARTS else ""): c for c in reversed(found)}.values())[::-1]


def _titled(table: PrintedTable, row: PrintedRow) -> str:
    return f"{table.title} {row.name.rstrip('：: ')}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _added(parts: Iterable[Decimal]) -> str:
    return "+".join(_plain(part) for part in parts)


def _sums_within_rows(tables: Iterable[PrintedTable]) -> Iterator[Check]:
    """Parts = total: where the money goes, by income, 基本 + 项目."""
    for table in tables:
        for row in table.rows:
            total = row.funds.get("total")
            for rule, names in PARTS.items():
                parts = [value for name in names if (value := row.funds.get(name)) is not None]
                if parts and total is not None:
                    yield Check(rule, sum(parts) == total, _titled(table, row), f"{_added(parts)}={_plain(sum(parts, Decimal(0)))} / {_plain(total)}",
                                (row,))


def _sums_of_rows(tables: Iterable[PrintedTable]) -> Iterator[Check]:
    """Projects = their category, categories and projects = their unit, units = 合计."""
    for table in tables:
        units = [row for row in table.rows if row.row_type == "unit"]
        if table.table == "23":
            yield from (_sum_of(table, row, units) for row in table.rows if row.row_type == "total" and units)
            continue
        tops_of_all = units or [row for row in table.rows if row.row_type == "project"]
        yield from (_sum_of(table, row, tops_of_all) for row in table.rows if row.row_type == "total" and tops_of_all)
        for unit in units:
            block = [row for row in table.rows if row.unit == unit.unit and row.row_type in ("category", "project")]
            tops: list[PrintedRow] = []
            under: dict[int, list[PrintedRow]] = {}
            for row in block:
                if row.row_type == "category":
                    tops.append(row)
                elif tops and tops[-1].row_type == "category":
                    under.setdefault(len(tops) - 1, []).append(row)
                else:
                    tops.append(row)
            yield from (_sum_of(table, tops[at], rows) for at, rows in under.items())
            if tops:
                yield _sum_of(table, unit, tops)


def _sum_of(table: PrintedTable, whole: PrintedRow, parts: list[PrintedRow]) -> Check:
    """Whether rows add up to another, in every money column; the first column that does not is named in numbers."""
    broken: tuple[str, list[Decimal], Decimal] | None = None
    for name, value in whole.funds.items():
        there = [amount for row in parts if (amount := row.funds.get(name)) is not None]
        if (value is not None or there) and sum(there, Decimal(0)) != (value or 0):
            broken = broken or (name, there, value or Decimal(0))
    _, amounts, total = broken or ("total", [row.funds.get("total") or Decimal(0) for row in parts], whole.funds.get("total") or Decimal(0))
    detail = f"{_added(amounts)}={_plain(sum(amounts, Decimal(0)))} / {_plain(total)}"
    return Check("rows", broken is None, _titled(table, whole), detail, (whole, *parts))


def _rows_of(reading: Reading, table: str, unit: str) -> list[PrintedRow]:
    return [row for t in reading.tables if t.table == table for row in t.rows if row.unit == unit]


def _unit_funds(reading: Reading, table: str, unit: str) -> Funds | None:
    """The money of a unit's row in a table; where it has no row of its own, its projects' together."""
    rows = _rows_of(reading, table, unit)
    own = next((row.funds for row in rows if row.row_type == "unit"), None)
    if own or not rows:
        return own
    names = rows[0].funds
    return {name: sum((row.funds.get(name) or Decimal(0) for row in rows if row.row_type == "project"), Decimal(0)) for name in names}


def _project_money(reading: Reading) -> Iterator[Check]:
    """21's provincial money + 22 = 23's 项目支出 (the department's budget holds no transfers to cities and counties: note 1 of table 21)."""
    for unit in reading.units:
        whole = _unit_funds(reading, "23", unit)
        parts = [f["total"] if f.get("provincial") is None else f["provincial"] for t in ("21", "22") if (f := _unit_funds(reading, t, unit))]
        amounts = [part for part in parts if part is not None]
        if whole and whole.get("project") is not None and amounts:
            project = whole["project"] or Decimal(0)
            yield Check("project_money", sum(amounts) == project, unit, f"{_added(amounts)}={_plain(sum(amounts, Decimal(0)))} / {_plain(project)}",
                        tuple(row for t in ("21", "22", "23") for row in _rows_of(reading, t, unit) if row.row_type == "unit"))


def _caps(reading: Reading) -> Iterator[Check]:
    """A money cap among the costs stays within its programme's money; a price or a standard is no cap."""
    for indicator in reading.indicators:
        target, total = indicator.wording.target, indicator.row.funds.get("total")
        if not isinstance(target, Target) or total is None or target.value is None or target.comparison is not Comparison.AT_MOST:
            continue
        of_cost = COST.removesuffix("指标") in indicator.cell.level1 + indicator.cell.level2
        if target.measure_word in YUAN_PER and of_cost and not NO_CAP.search(indicator.wording.name):
            unit = YUAN_PER.get(reading.tables[indicator.table_at].money_unit, YUAN_PER["万元"])
            cap = target.value * YUAN_PER[target.measure_word] / unit
            yield Check("cap", cap <= total, f"{indicator.indicator_id} {indicator.wording.name}", f"{_plain(cap)} / {_plain(total)}", (), (indicator,))


def _rates(reading: Reading) -> Iterator[Check]:
    """A rate does not pass 100 %."""
    for indicator in reading.indicators:
        target, name = indicator.wording.target, indicator.wording.name
        if not RATE.search(name) or MAY_PASS_WHOLE.search(name):
            continue
        if isinstance(target, Target) and target.measure_word in PERCENTAGES and target.value is not None:
            whole = 100 if target.measure_word == "%" else 1000
            yield Check("rate", max(target.value, target.high if isinstance(target.high, Decimal) else target.value) <= whole,
                        f"{indicator.indicator_id} {name}", f"{_plain(target.value)}{target.measure_word}", (), (indicator,))


def _dates(reading: Reading) -> Iterator[Check]:
    """A deadline lies in the fiscal year."""
    for indicator in reading.indicators:
        target = indicator.wording.target
        if reading.year and isinstance(target, Target) and target.deadline:
            yield Check("date", target.deadline.year == reading.year, f"{indicator.indicator_id} {indicator.wording.name}", target.deadline.isoformat(),
                        (), (indicator,))


def _codes(reading: Reading) -> Iterator[Check]:
    """A unit has one code, and a code one unit."""
    rows = [row for t in reading.tables for row in t.rows if row.row_type == "unit" and row.code and row.unit]
    pairs = dict.fromkeys((row.code, row.unit) for row in rows)
    for unit in dict.fromkeys(unit for _, unit in pairs):
        codes = [code for code, of in pairs if of == unit and code]
        yield Check("codes", len(codes) == 1, unit, " / ".join(codes), tuple(row for row in rows if row.unit == unit))
    for code, units in ((code, [of for c, of in pairs if c == code]) for code in dict.fromkeys(code for code, _ in pairs)):
        if len(units) > 1:
            yield Check("codes", False, str(code), " / ".join(units), tuple(row for row in rows if row.code == code))


def _twice(indicators: Iterable[ReadIndicator]) -> Iterator[Check]:
    """No indicator stands twice in one row of a table."""
    alike: dict[tuple[int, int, str, str, str], list[ReadIndicator]] = {}
    for i in indicators:
        alike.setdefault((i.table_at, i.row_at, i.cell.level2, i.wording.name, i.wording.text), []).append(i)
    for (_, _, category, name, text), there in alike.items():
        if len(there) > 1:
            yield Check("twice", False, name, f"{category} {text} ×{len(there)}", (), tuple(there))
