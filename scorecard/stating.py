"""What people state on the official forms, read back and taken in. A statement is a field and its text; an empty text takes it back."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from scorecard.model import Statement
from scorecard.problems import Problem

LONGEST_TEXT = 500
LARGEST_WAN = Decimal(10) ** 9
HEADING = ("authority", "objective_actual", "filled_by", "phone", "head")
"""Texts about a form as a whole: 主管部门, 实际完成情况, 填表人, 联系电话, 单位负责人."""
MONEY = ("carried_original_wan", "carried_final_wan", "carried_spent_wan", "other_original_wan", "other_final_wan", "other_spent_wan")
"""上年结转资金 and 其他资金 in 万元, which no fact tells apart: original and final budget, spent."""


def stated(statements: Iterable[Statement], form: str, programme_id: str, cut_off: int = 0) -> dict[str, dict[str, str]]:
    """The fields of one form by indicator id ("": the form as a whole)."""
    found: dict[str, dict[str, str]] = {"": {}}
    for s in statements:
        if (s.form, s.programme_id, s.cut_off) == (form, programme_id, cut_off):
            found.setdefault(s.indicator_id, {})[s.field] = s.value
    return found


def text_of(typed: object) -> str:
    """A typed text; ValueError where it is too long."""
    words = str(typed if typed is not None else "").strip()
    if len(words) > LONGEST_TEXT:
        raise ValueError(words[:40])
    return words


def wan_of(typed: object) -> str:
    """A typed amount in 万元, empty for none; ValueError where it is none, negative or beyond all budgets."""
    words = text_of(typed).replace(",", "")
    try:
        amount = Decimal(words or 0)
    except InvalidOperation:
        raise ValueError(words[:40]) from None
    if not (amount.is_finite() and 0 <= amount < LARGEST_WAN):
        raise ValueError(words[:40])
    return f"{amount:f}" if words else ""


def read_heading(form: str, programme_id: str, cut_off: int, typed: Mapping[str, object],
                 whole_wan: Mapping[str, Decimal] | None = None) -> list[Statement] | list[Problem]:
    """The statements about a form as a whole (fields of HEADING; those that end in _wan are amounts), or every problem: nothing then is kept.

    whole_wan: original, final and spent of all the money in 万元, of which what is carried over or from other sources is a part.
    """
    found, problems = list[Statement](), list[Problem]()
    for field, value in typed.items():
        try:
            written = wan_of(value) if field.endswith("_wan") else text_of(value)
            found.append(Statement(form, programme_id, cut_off, "", field, written))
        except ValueError:
            problems.append(Problem("stated_amount" if field.endswith("_wan") else "stated_text", values={
                "name": f"form_field.{field}", "longest": LONGEST_TEXT, "value": str(value)[:40]}))
    said = {s.field: Decimal(s.value) for s in found if s.field in MONEY and s.value}
    for name, most in (whole_wan or {}).items():
        parts = sum((said.get(f"{source}_{name}_wan", Decimal(0)) for source in ("carried", "other")), Decimal(0))
        if parts > most:
            problems.append(Problem("stated_above_whole", values={"name": f"form_field.carried_{name}_wan", "parts": parts, "whole": f"{most:.2f}"}))
    return problems or found
