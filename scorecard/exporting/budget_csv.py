"""Approved budgets as the CSV files that `importing/budget_folder.py` reads back: five tables and the plans by month. Money in 万元."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal

from scorecard.i18n import YUAN_PER_WAN
from scorecard.model import Budget, Indicator, Programme
from scorecard.unit_tree import UnitPlace, path_text

KEY = ("unit_code", "fiscal_year")
TARGET = ("comparison", "value", "low", "high", "measure_word", "deadline", "wording")
MONEY = tuple(f.name for f in fields(Programme) if f.name.endswith("_yuan"))
COLUMNS: dict[str, tuple[str, ...]] = {
    "units": ("unit_code", "name", "name_en", "path"),
    "programmes": (*KEY, "programme_id", "form", "name", "name_en", "direction", *(name.replace("_yuan", "_wan") for name in MONEY), "duties",
                   "period_objective", "annual_objective"),
    "budget_lines": (*KEY, "name", "name_en", "programme_id", "original_wan"),
    "indicators": (*KEY, "indicator_id", "programme_id", "dimension", "category", "name", "name_en", "target_text", "cell_text", *TARGET, "measure",
                   "budget_line", "part_of", "rhythm"),
    "open_questions": (*KEY, "question_id", "indicator_ids", "text_zh", "text_en"),
    "plans": (*KEY, "indicator_id", *(f"m{month}" for month in range(1, 13)))}


def budget_files(budgets: Iterable[Budget], places: Iterable[UnitPlace] = ()) -> dict[str, bytes]:
    """File name -> its content (UTF-8 with a mark at its head, for spreadsheets); places: the folders that the units stand in."""
    paths = {place.unit.unit_code: path_text(place.path) for place in places}
    lines: dict[str, list[Mapping[str, object]]] = {name: [] for name in COLUMNS}
    units = {}
    for b in budgets:
        units[b.unit.unit_code] = vars(b.unit) | {"path": paths.get(b.unit.unit_code, "")}
        key: dict[str, object] = {"unit_code": b.unit.unit_code, "fiscal_year": b.fiscal_year}
        lines["programmes"] += [key | vars(p) | {name.replace("_yuan", "_wan"): _wan(getattr(p, name)) for name in MONEY} for p in b.programmes]
        lines["budget_lines"] += [key | vars(line) | {"original_wan": _wan(line.original_budget_yuan)} for line in b.budget_lines]
        lines["indicators"] += [key | _indicator(i) for i in b.indicators]
        lines["open_questions"] += [key | vars(q) | {"indicator_ids": " ".join(q.indicator_ids)} for q in b.open_questions]
        lines["plans"] += [key | {"indicator_id": p.indicator_id} | {f"m{n}": amount for n, amount in enumerate(p.cumulative, start=1)} for p in b.plans]
    lines["units"] = list(units.values())
    return {f"{name}.csv": _written(COLUMNS[name], rows) for name, rows in lines.items()}


def _indicator(i: Indicator) -> dict[str, object]:
    return vars(i) | {name: getattr(i.target, name) for name in TARGET}


def _wan(yuan: Decimal | None) -> Decimal | None:
    return None if yuan is None else yuan / YUAN_PER_WAN


def _written(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in row.items()} for row in rows)
    return out.getvalue().encode("utf-8-sig")
