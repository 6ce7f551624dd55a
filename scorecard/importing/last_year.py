"""A new year's draft: last year's programmes as an official table, to be corrected where the new one differs, then read like any other."""

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal

from scorecard.i18n import YUAN_PER_WAN, plain
from scorecard.importing.columns import STANDARD
from scorecard.importing.printed import FUNDS, LONG
from scorecard.model import Budget, Programme

TITLES = {"21": "省级专项资金绩效目标表", "22": "其他项目支出绩效目标表", "23": "整体支出绩效目标表"}
FUND_HEADERS = {"total": "资金总额", "provincial": "省级支出", "transfer": "对市县转移支付", "general_public": "一般公共预算", "gov_fund": "政府性基金拨款",
                "fiscal_account": "财政专户管理资金", "other": "其他资金", "basic": "基本支出", "project": "项目支出"}
FIELDS = {"gov_fund": "government_fund"}


def draft_of(budget: Budget, year: int) -> str:
    """The tables of a budget as tab-separated cells, for another year: its dates moved there, all else as printed."""
    out = io.StringIO()
    writer = csv.writer(out, "excel-tab", lineterminator="\n")
    for form in dict.fromkeys(p.form for p in budget.programmes):
        writer.writerows(_table(budget, form, year))
    return out.getvalue()


def _table(budget: Budget, form: str, year: int) -> Iterator[list[str]]:
    kind = "22" if form == LONG else form
    programmes = [p for p in budget.programmes if p.form == form]
    printed = {i.category for i in budget.indicators if i.form == form}
    columns = sorted(printed | {"数量指标", "质量指标", "时效指标", "社会效益指标"}, key=lambda c: STANDARD.index(c) if c in STANDARD else len(STANDARD))
    goals = ["部门职能职责概述", "整体绩效目标"] if kind == "23" else ["实施期绩效目标", "年度绩效目标"]
    yield [f"预算{kind}表"]
    yield [f"{year}年{TITLES[kind]}"]
    yield [f"填报单位：{budget.unit.name}", "", "单位：万元"]
    yield ["单位代码", "单位（专项）名称", "支出方向", *(FUND_HEADERS[fund] for fund in FUNDS[kind]), *goals, *columns]
    unit = [budget.unit.unit_code, budget.unit.name, ""]
    if kind == "23":
        yield from ([*unit, *_money(p, kind), p.duties or "", p.annual_objective or "", *_cells(budget, p, columns, year)] for p in programmes)
        return
    yield [*unit, *(_wan(sum((getattr(p, f"{FIELDS.get(fund, fund)}_yuan") or Decimal(0) for p in programmes), Decimal(0))) for fund in FUNDS[kind])]
    for p in programmes:
        yield ["", p.name, p.direction or "", *_money(p, kind), p.period_objective or "", p.annual_objective or "", *_cells(budget, p, columns, year)]


def _money(programme: Programme, kind: str) -> list[str]:
    amounts: list[Decimal | None] = [getattr(programme, f"{FIELDS.get(fund, fund)}_yuan") for fund in FUNDS[kind]]
    return [_wan(amount) for amount in amounts]


def _wan(yuan: Decimal | None) -> str:
    return "" if yuan is None else plain(yuan / YUAN_PER_WAN)


def _cells(budget: Budget, programme: Programme, columns: list[str], year: int) -> list[str]:
    own = [i for i in budget.indicators if i.programme_id == programme.programme_id]
    return ["；".join(re.sub(rf"{budget.fiscal_year}(?=\D)", str(year), i.target_text) for i in own if i.category == column) for column in columns]
