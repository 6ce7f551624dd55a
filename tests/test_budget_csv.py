"""Budgets as CSV and back: the same, whatever stands in them."""

import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard import settings as paths
from scorecard.exporting.budget_csv import COLUMNS, budget_files
from scorecard.importing.budget_folder import read_budget_folder
from scorecard.model import Budget, Plan

DELIVERED = read_budget_folder(paths.BUDGET_FOLDER)[0]
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), min_size=1, max_size=40).filter(lambda word: word.strip() == word)


def back(folder: Path, *budgets: Budget) -> list[Budget]:
    for name, content in budget_files(budgets).items():
        (folder / name).write_bytes(content)
    return read_budget_folder(folder)


def test_the_delivered_files_are_written_as_they_stand(tmp_path: Path) -> None:
    assert back(tmp_path, DELIVERED) == [DELIVERED]
    for name in COLUMNS.keys() - {"plans"}:
        delivered = (paths.BUDGET_FOLDER / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()
        written = (tmp_path / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()
        assert written[0] == delivered[0] and len(written) == len(delivered)


@settings(deadline=None, max_examples=60)
@given(WORDS, WORDS, st.decimals(0, 10**9, places=2), st.lists(st.decimals(0, 10**6, places=4), min_size=12, max_size=12))
def test_any_texts_amounts_and_plans_come_back(name: str, duties: str, money: Decimal, months: list[Decimal]) -> None:
    first = DELIVERED.indicators[0]
    plan = Plan(first.indicator_id, tuple(months))
    budget = replace(DELIVERED, programmes=(replace(DELIVERED.programmes[0], duties=duties, total_yuan=money), *DELIVERED.programmes[1:]),
                     indicators=(replace(first, name=name, target_text=duties), *DELIVERED.indicators[1:]), plans=(plan,))
    other = replace(DELIVERED, unit=replace(DELIVERED.unit, unit_code="009009", name=name, name_en=None))
    with tempfile.TemporaryDirectory() as folder:
        assert back(Path(folder), budget, other) == [budget, other]
