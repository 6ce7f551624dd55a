"""Empty forms for facts, made for one budget: a workbook with a sheet per kind, and a file of example lines.

`importing.fact_file` reads both back. The lists in the workbook's cells and the examples come from the budget itself.
"""

import io
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from scorecard.checking import PLACES, value_type
from scorecard.facts import FACTS, Band, Fact, RecallStatus, own_fields
from scorecard.i18n import name_of, text
from scorecard.measures import MEASURES
from scorecard.model import Budget, Indicator
from scorecard.rules import BANDS

ROWS = 1000
"""How many rows of a sheet offer lists to choose from."""
WORDS: dict[type, str] = {Band: "band", RecallStatus: "recall_status"}
TEXT_FORMAT, DAY_FORMAT, MONEY_FORMAT = "@", "yyyy-mm-dd", "#,##0.00"
READ_ME_LINES = 8


def columns_of(fact_class: type[Fact]) -> list[str]:
    """The columns of a kind's sheet, those that must be filled first."""
    own = sorted(own_fields(fact_class), key=lambda f: not f.metadata["required"])
    programme = ["programme"] if fact_class.own_programme else []
    return ["occurred_on", *programme, *(f.name for f in own), "note", "evidence", "op_key", "supersedes", "withdraws"]


def required_columns(fact_class: type[Fact]) -> set[str]:
    """The columns that a fact of this kind cannot go without."""
    programme = {"programme"} if fact_class.own_programme else set()
    return {"occurred_on"} | programme | {f.name for f in own_fields(fact_class) if f.metadata["required"]}


def fact_template(lang: str, budget: Budget) -> bytes:
    """An empty workbook (.xlsx): a sheet that explains, then one for each kind, required columns marked *."""
    from openpyxl import Workbook  # here: whoever only asks for columns does not wait for it to load

    book = Workbook()
    _read_me(book.active, lang, budget)
    lists = _Lists(book.create_sheet(text("file.lists", lang)))
    for fact_class in FACTS.values():
        _sheet(book.create_sheet(text(f"kind.{fact_class.kind}", lang)), fact_class, lists, lang, budget)
    lists.sheet.sheet_state = "hidden"
    book.move_sheet(lists.sheet, len(FACTS))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def jsonl_template(budget: Budget) -> bytes:
    """One example line for each kind that this budget takes (UTF-8, .jsonl); its texts say that they are to be replaced."""
    lines = [_example(fact_class, budget) for fact_class in FACTS.values()]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines if line).encode()


class _Lists:
    """The hidden sheet that holds what the cells' lists offer, one list a column."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.places: dict[tuple[str, ...], str] = {}

    def place(self, choices: Sequence[str]) -> str:
        """Where the list stands, as a formula; written on first use."""
        key = tuple(choices)
        if key not in self.places:
            column = len(self.places) + 1
            for row, choice in enumerate(key, start=1):
                _put(self.sheet, row, column, choice)
            letter = self.sheet.cell(1, column).column_letter
            self.places[key] = f"'{self.sheet.title}'!${letter}$1:${letter}${len(key)}"
        return self.places[key]


def _put(sheet: Any, row: int, column: int, shown: str) -> Any:
    """A cell that holds text, never a formula."""
    cell = sheet.cell(row, column, shown)
    cell.data_type, cell.number_format, cell.quotePrefix = "s", TEXT_FORMAT, shown.startswith("=")
    return cell


def _read_me(sheet: Any, lang: str, budget: Budget) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.title = text("file.read_me", lang)
    sheet.column_dimensions["A"].width = 100
    title = text("file.template_title", lang, unit=name_of(budget.unit, lang), year=budget.fiscal_year)
    _put(sheet, 1, 1, title).font = Font(bold=True, size=14)
    for number in range(1, READ_ME_LINES + 1):
        _put(sheet, number + 1, 1, text(f"file.read_me_{number}", lang)).alignment = Alignment(wrap_text=True, vertical="top")


def _sheet(sheet: Any, fact_class: type[Fact], lists: _Lists, lang: str, budget: Budget) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    own, required = {f.name: f for f in own_fields(fact_class)}, required_columns(fact_class)
    for column, name in enumerate(columns_of(fact_class), start=1):
        cell = _put(sheet, 1, column, text(f"field.{name}", lang) + (" *" if name in required else ""))
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E6EFFA" if name in required else "F2F2F2")
        cell.comment = Comment(_rule(name, own.get(name), name in required, fact_class, lang, budget), "scorecard", height=150, width=300)
        wanted: type = date if name == "occurred_on" else value_type(own[name]) if name in own else str
        letter = cell.column_letter
        sheet.column_dimensions[letter].width = max(14, 2 * len(str(cell.value)) + 2 if lang == "zh" else len(str(cell.value)) + 4)
        sheet.column_dimensions[letter].number_format = _format(name, wanted)
        choices = _choices(name, wanted, fact_class, lang, budget)
        if choices:
            offered = DataValidation("list", formula1=lists.place(choices), allow_blank=True, showErrorMessage=True)
            offered.error = text("file.choose", lang)
            offered.add(f"{letter}2:{letter}{ROWS + 1}")
            sheet.add_data_validation(offered)
    sheet.freeze_panes = "A2"


def _format(name: str, wanted: type) -> str:
    if wanted is date:
        return DAY_FORMAT
    return MONEY_FORMAT if name == "amount_yuan" else "General" if wanted in (int, Decimal) else TEXT_FORMAT


def _fed(fact_class: type[Fact], budget: Budget) -> list[Indicator]:
    """The indicators that this kind of fact feeds."""
    return [i for i in budget.indicators if MEASURES[i.measure].fact_kind == fact_class.kind]


def _choices(name: str, wanted: type, fact_class: type[Fact], lang: str, budget: Budget) -> list[str]:
    """What a column's cells can be chosen from; empty where anything may be written."""
    if name == "programme":
        return [p.programme_id for p in budget.programmes]
    if name == "budget_line":
        return [line.name for line in budget.budget_lines]
    if name == "indicator":
        return list(dict.fromkeys(i.name for i in _fed(fact_class, budget)))
    if wanted is bool:
        return [text("file.yes", lang), text("file.no", lang)]
    return [text(f"{WORDS[wanted]}.{code}", lang) for code in wanted] if issubclass(wanted, StrEnum) else []


def _rule(name: str, field: Any, required: bool, fact_class: type[Fact], lang: str, budget: Budget) -> str:
    """A column's rule, a line for each part of it."""
    parts = [text("file.required" if required else "file.optional", lang)]
    if field is None or name in ("indicator", "budget_line"):
        parts.append(text(f"file.rule_{name}", lang))
    else:
        wanted = value_type(field)
        kind = "choice" if issubclass(wanted, StrEnum) else "text" if wanted is str else wanted.__name__.lower()
        parts.append(text(f"file.rule_{kind}", lang, places=PLACES.get(name, 0)))
        for limit in ("at_least", "at_most", "not_before"):
            value = field.metadata[limit]
            if value is not None:
                parts.append(text(f"file.rule_{limit}", lang, limit=value if limit == "at_least" else text(f"field.{value}", lang)))
        if name in ("amount_yuan", "reason", "share"):
            bands = " · ".join(f"{text(f'band.{band}', lang)} {low}–{high}" for band, (low, high) in BANDS.items())
            parts.append(text(f"file.rule_{name}", lang, bands=bands))
    if name == "programme":
        parts += [f"{p.programme_id} = {name_of(p, lang)}" for p in budget.programmes]
    if name == "indicator":
        parts += [f"{i.programme_id}: {i.name}" for i in _fed(fact_class, budget)] or [text("file.no_indicator", lang)]
    return "\n".join(parts)


def _example(fact_class: type[Fact], budget: Budget) -> dict[str, object] | None:
    """An example fact on the year's second day; None where the budget has no indicator or line that such a fact could name."""
    fed, own = _fed(fact_class, budget), {f.name: f for f in own_fields(fact_class)}
    if ("indicator" in own and not fed) or ("budget_line" in own and not budget.budget_lines):
        return None
    kind, day = fact_class.kind, f"{budget.fiscal_year}-01-02"
    line: dict[str, object] = {"kind": kind, "op_key": f"example-{kind}", "occurred_on": day}
    if fact_class.own_programme:
        line["programme"] = fed[0].programme_id if fed else budget.programmes[0].programme_id
    for name, field in own.items():
        if field.metadata["required"]:
            line[name] = _example_value(name, value_type(field), fed, budget)
    return line | {"note": text("file.example", "zh")}


def _example_value(name: str, wanted: type, fed: Sequence[Indicator], budget: Budget) -> object:
    if name == "indicator":
        return fed[0].name
    if name == "budget_line":
        return budget.budget_lines[0].name
    if wanted is Decimal:
        low, high = BANDS[Band.ACHIEVED]
        return "1000.00" if name == "amount_yuan" else float((low + high) / 2) if name == "share" else 1
    if issubclass(wanted, StrEnum):
        return str(next(iter(wanted)))
    return True if wanted is bool else 1 if wanted is int else text("file.example", "zh")
