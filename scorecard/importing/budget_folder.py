"""A folder of CSV files (units, programmes, budget_lines, indicators, open_questions, and plans where there are any) -> approved Budgets.

Money stands in 万元 as the official tables print it and becomes yuan here. Columns are those of `data/budget/`.
"""

import csv
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from scorecard.i18n import YUAN_PER_WAN
from scorecard.model import Budget, BudgetLine, Dimension, Indicator, OpenQuestion, Plan, Programme, Rhythm, Unit
from scorecard.targets import Comparison, Target
from scorecard.unit_tree import path_of

T = TypeVar("T")
Line = dict[str, str | None]


def read_budget_folder(folder: Path) -> list[Budget]:
    """Every unit's and year's Budget in the folder. KeyError or ValueError where a file lacks a column or a value cannot be read."""
    units = {str(u["unit_code"]): Unit(str(u["unit_code"]), str(u["name"]), u["name_en"]) for u in _lines(folder / "units.csv")}
    programmes = _grouped(folder / "programmes.csv", _programme)
    forms = {(key, p.programme_id): p.form for key, group in programmes.items() for p in group}
    budget_lines = _grouped(folder / "budget_lines.csv", lambda r: BudgetLine(
        str(r["name"]), str(r["programme_id"]), _yuan(r["original_wan"]) or Decimal(0), r["name_en"]))
    indicators = _grouped(folder / "indicators.csv", lambda r: _indicator(r, forms[_key(r), str(r["programme_id"])]))
    questions = _grouped(folder / "open_questions.csv", lambda r: OpenQuestion(
        str(r["question_id"]), tuple(str(r["indicator_ids"] or "").split()), str(r["text_zh"]), str(r["text_en"])))
    plans = _grouped(folder / "plans.csv", _plan) if (folder / "plans.csv").exists() else {}
    return [Budget(units[key[0]], key[1], tuple(found), tuple(budget_lines.get(key, ())), tuple(indicators.get(key, ())),
                   tuple(questions.get(key, ())), tuple(plans.get(key, ()))) for key, found in programmes.items()]


def read_paths(folder: Path) -> dict[str, tuple[str, ...]]:
    """The folder of the tree that each unit of the folder stands in, by unit code, where its units.csv has a column `path`."""
    return {str(u["unit_code"]): path_of(u["path"] or "") for u in _lines(folder / "units.csv") if "path" in u}


def read_plans(path: Path) -> list[Plan]:
    """按月计划: one line an indicator, columns indicator_id and m1 … m12, cumulative by each month's end."""
    return [_plan(row) for row in _lines(path)]


def _plan(row: Line) -> Plan:
    return Plan(str(row["indicator_id"]), tuple(Decimal(str(row[f"m{month}"])) for month in range(1, 13)))


def _lines(path: Path) -> list[Line]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: value or None for name, value in row.items()} for row in csv.DictReader(file)]


def _key(row: Line) -> tuple[str, int]:
    return str(row["unit_code"]), int(row["fiscal_year"] or "")


def _grouped(path: Path, build: Callable[[Line], T]) -> dict[tuple[str, int], list[T]]:
    groups: dict[tuple[str, int], list[T]] = {}
    for row in _lines(path):
        groups.setdefault(_key(row), []).append(build(row))
    return groups


def _yuan(printed_wan: str | None) -> Decimal | None:
    return None if printed_wan is None else Decimal(printed_wan) * YUAN_PER_WAN


def _programme(row: Line) -> Programme:
    values: dict[str, Any] = {f.name: row.get(f.name) for f in fields(Programme) if not f.name.endswith("_yuan")}
    money = {f.name: _yuan(row[f.name.replace("_yuan", "_wan")]) for f in fields(Programme) if f.name.endswith("_yuan")}
    return Programme(**values | money)


def _indicator(row: Line, form: str) -> Indicator:
    low, high, value = (None if row[name] is None else Decimal(str(row[name])) for name in ("low", "high", "value"))
    deadline = date.fromisoformat(row["deadline"]) if row["deadline"] else None
    target = Target(Comparison(str(row["comparison"])), value, low, high, row["measure_word"], deadline, row["wording"])
    given: dict[str, Any] = {f.name: row[f.name] for f in fields(Indicator) if f.name in row}
    return Indicator(**given | {"form": form, "target": target, "dimension": Dimension(str(row["dimension"])), "rhythm": Rhythm(str(row["rhythm"]))})
