"""A new year's draft from last year's budget: the same programmes, targets and money, its dates in the new year."""

from datetime import date
from decimal import Decimal

from scorecard.importing.last_year import draft_of
from scorecard.importing.proposing import propose
from scorecard.importing.settling import settle
from scorecard.importing.sources.pasted import read_pasted
from scorecard.model import Budget

KEY = ("047022", 2025)


def test_it_is_read_like_any_other_table_and_says_the_same(budget: Budget) -> None:
    opened = settle(read_pasted(draft_of(budget, 2026)), {})
    assert opened.problems == () and {doubt.code for doubt in opened.doubts} <= {"whole_rate", "doubled_word", "count_under_quality", "nameless"}
    (new,) = propose(opened, {}, {KEY: budget}).budgets
    assert (new.unit, new.fiscal_year) == (budget.unit, 2026)

    def money(b: Budget) -> set[tuple[str, str, str | None, Decimal]]:
        return {(p.form, p.name, p.direction, p.total_yuan) for p in b.programmes}

    assert money(new) == money(budget) and len(new.indicators) == len(budget.indicators)
    old = {(i.form, i.category, i.name): i for i in budget.indicators}
    for i in new.indicators:
        was = old[i.form, i.category, i.name]
        assert (i.measure, i.rhythm, i.budget_line) == (was.measure, was.rhythm, was.budget_line)
        assert i.target == was.target or (was.target.deadline == date(2025, 12, 31) and i.target.deadline == date(2026, 12, 31))
