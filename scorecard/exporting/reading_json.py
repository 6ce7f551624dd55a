"""What was read of an official table file, as JSON (`read FILE --json`, docs/command_line.md) and as lines for people."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from scorecard import i18n
from scorecard.i18n import text
from scorecard.importing.columns import COUNTS
from scorecard.importing.indicator_text import Wording
from scorecard.importing.official_table import Doubt, ReadIndicator, Reading, doubt_text
from scorecard.importing.printed import LONG, Funds, PrintedCell, PrintedRow, PrintedTable
from scorecard.importing.settling import Item
from scorecard.importing.table_rules import Check
from scorecard.problems import Problem
from scorecard.targets import Comparison, Fault, Target

SIGNS = {Comparison.AT_LEAST: "≥", Comparison.AT_MOST: "≤", Comparison.EQUAL: "=", Comparison.BEFORE: "≤", Comparison.RANGE: "between"}
GOALS = {"21": ("goal_period", "goal_year"), "22": ("goal_period", "goal_year"), "23": ("duties", "goal_year"), LONG: ("goal_period", "goal_year")}


def reading_document(reading: Reading, checks: Sequence[Check], items: Sequence[Item] = ()) -> dict[str, Any]:
    """Unit, year, tables, cells, indicators as printed; checks; problems; what may read otherwise (doubts); what is to be settled, by its key."""
    counted = {at: 0 for at in ((t, r, c) for t, table in enumerate(reading.tables) for r, row in enumerate(table.rows) for c in range(len(row.cells)))}
    for indicator in reading.indicators:
        counted[indicator.table_at, indicator.row_at, indicator.cell_at] += 1
    return {
        "unit": {"code": reading.unit_code, "name": reading.unit_name or None},
        "units": [{"code": code, "name": name} for name, code in reading.units.items()],
        "year": reading.year, "year_basis": reading.year_basis,
        "tables": [_table(table) for table in reading.tables],
        "cells": [_cell(reading.tables[t], r, reading.tables[t].rows[r].cells[c], count) for (t, r, c), count in counted.items()],
        "indicators": [_indicator(i, reading) for i in reading.indicators],
        "checks": [{"rule": check.rule, "ok": check.holds, "about": check.about, "detail": check.detail} for check in checks],
        "problems": [_problem(p) for p in problems_of(reading, checks)],
        "doubts": [_doubt(d) for d in reading.doubts],
        "to_settle": [{"key": item.key, "code": str(item.about.code)} for item in items]}


def problems_of(reading: Reading, checks: Sequence[Check]) -> list[Problem]:
    """All that must be settled: what cannot be read, and the rules that do not hold."""
    return [*reading.problems, *(check.problem for check in checks if not check.holds)]


def reading_lines(reading: Reading, checks: Sequence[Check], lang: str) -> list[str]:
    """The same for people: what was read, then the problems, then the doubts with how sure the reading is."""
    lines = [text("cli.read_found", lang, unit=reading.unit_name or i18n.NOTHING, code=reading.unit_code or i18n.NOTHING, year=reading.year or i18n.NOTHING,
                  tables=len(reading.tables), cells=sum(len(r.cells) for t in reading.tables for r in t.rows), indicators=len(reading.indicators))]
    lines += [f"{i.indicator_id}  {i.cell.level2}  {i.wording.text}" for i in reading.indicators]
    lines += [text("cli.read_problem", lang, problem=i18n.problem_text(p, lang)) for p in problems_of(reading, checks)]
    return lines + [text("cli.read_doubt", lang, about=d.about, doubt=doubt_text(d, lang), sure=f"{d.confidence:.0%}") for d in reading.doubts]


def _number(value: Decimal | None) -> int | float | None:
    return None if value is None else int(value) if value == value.to_integral_value() else float(value)


def _funds(funds: Funds) -> dict[str, float | None]:
    return {name: None if value is None else float(value) for name, value in funds.items()}


def _table(table: PrintedTable) -> dict[str, Any]:
    return {"table": table.table, "title": table.title, "unit_name": table.unit_name, "money_unit": table.money_unit or None, "notes": list(table.notes),
            "rows": [_row(table.table, row) for row in table.rows]}


def _row(table: str, row: PrintedRow) -> dict[str, Any]:
    goals = {name: getattr(row, name) for name in GOALS[table]}
    return {"row_type": row.row_type, "code": row.code, "name": row.name, "direction": row.direction, "funds": _funds(row.funds)} | goals


def _cell(table: PrintedTable, row_at: int, cell: PrintedCell, count: int) -> dict[str, Any]:
    flag = {"flag": "column_unsure", "confidence": cell.sure} if cell.sure < 1 else {}
    return {"table": table.table, "row": row_at, "owner": table.rows[row_at].name, "level1": cell.level1, "level2": cell.level2, "text": cell.text,
            "n_indicators": count, "place": cell.place.label} | flag


def _indicator(indicator: ReadIndicator, reading: Reading) -> dict[str, Any]:
    wording = indicator.wording
    doubts = reading.doubts_about(indicator)
    flags: dict[str, Any] = {"flag": ",".join(d.code for d in doubts), "confidence": min(d.confidence for d in doubts)} if doubts else {}
    flags |= {"level2_semantic": COUNTS} if any(d.code == "count_under_quality" for d in doubts) else {}
    return {"id": indicator.indicator_id, "table": indicator.table, "owner": indicator.row.name, "direction": indicator.row.direction,
            "level1": indicator.cell.level1, "level2": indicator.cell.level2, "text": wording.text, "name": wording.name} | _target(wording) | flags


def _target(wording: Wording) -> dict[str, Any]:
    """comparator, value, unit, deadline, kind, qualitative_value as `seed/golden.json` names them."""
    target = wording.target
    found: dict[str, Any] = {"comparator": None, "value": None, "unit": wording.measure_word, "deadline": None, "kind": "quantitative",
                             "qualitative_value": None}
    if wording.recurring:
        return found | {"comparator": "≤", "deadline": wording.due, "kind": "deadline", "recurring": wording.recurring}
    if not isinstance(target, Target):
        dated = target.code in (Fault.IMPOSSIBLE_DATE, Fault.MONTH_BOUNDARY)
        return found | {"comparator": "≤" if dated else None, "kind": "deadline" if dated else "unread"}
    found["comparator"] = SIGNS.get(target.comparison)
    if target.deadline:
        return found | {"deadline": target.deadline.isoformat(), "kind": "deadline"}
    if target.wording:
        return found | {"kind": "qualitative", "qualitative_value": target.wording}
    if isinstance(target.low, Decimal) and isinstance(target.high, Decimal):
        return found | {"value": _number(target.low), "value_max": _number(target.high)}
    return found | {"value": _number(target.value)}


def _problem(problem: Problem) -> dict[str, Any]:
    return {"code": str(problem.code), "field": problem.field, "line": problem.line,
            "message": {lang: i18n.problem_text(problem, lang) for lang in i18n.LANGUAGES}}


def _doubt(doubt: Doubt) -> dict[str, Any]:
    return {"code": doubt.code, "about": doubt.about, "confidence": doubt.confidence, "must_settle": doubt.must_settle,
            "message": {lang: doubt_text(doubt, lang) for lang in i18n.LANGUAGES}}
