"""Every user text stands in messages.toml in both languages: none missing, none unused, none astray in the code."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from scorecard import facts, settings
from scorecard.assessment import Status
from scorecard.i18n import messages
from scorecard.model import Dimension, Rhythm
from scorecard.targets import Fault

ROOT = settings.ROOT
HAN = re.compile("[\u3400-\u9fff]")
READ_CHINESE = {
    "targets", "target_spelling",  # the grammar of printed targets
    "sentences",  # measure words as printed
    "svg",  # where a line may break
    "scoring",  # measure words and empty cells as printed
    "measures",  # measure words as printed
    "facts",  # names of budget lines and of fact files' columns
    "budget_folder", "fact_file",  # what files say
    "i18n",  # measure words and their translations
    "charts", "path_chart",  # number formats of a Chinese chart
}
"""Modules that read Chinese as printed in tables and files; all others take their words from messages.toml."""


def sources() -> list[Path]:
    return [*sorted((ROOT / "scorecard").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py")), ROOT / "app.py"]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def docstrings(module: ast.Module) -> set[int]:
    """The lines of docstrings and of strings that stand alone."""
    return {node.value.lineno for node in ast.walk(module) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}


def strings(path: Path) -> Iterator[ast.Constant]:
    """Every text in the code of a file."""
    alone = docstrings(tree(path))
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.lineno not in alone:
            yield node


def prefixes() -> set[str]:
    """What the f-strings that look like keys begin with: status., kind., headline. …"""
    found = set()
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                begins = str(node.values[0].value)
                if re.fullmatch(r"[a-z_]+\.[a-z_]*", begins):
                    found.add(begins)
    return found


def literals() -> set[str]:
    return {str(node.value) for path in sources() for node in strings(path)}


@pytest.mark.parametrize("key", sorted(messages()))
def test_both_languages_say_the_same_with_the_same_blanks(key: str) -> None:
    pair = messages()[key]
    assert set(pair) == {"zh", "en"}
    assert pair["zh"].strip() and pair["en"].strip()
    blanks = [{name for _, name, _, _ in string.Formatter().parse(words) if name} for words in pair.values()]
    assert {name.removesuffix("_name") for name in blanks[0]} == {name.removesuffix("_name") for name in blanks[1]}  # 7月, Jul: month, month_name


@pytest.mark.parametrize("key", sorted(messages()))
def test_english_holds_no_chinese(key: str) -> None:
    told = re.sub("'[^']*'", "", messages()[key]["en"])  # what is to be typed stands in quotes
    assert not HAN.search(told) or key.startswith("language.")


def test_no_message_is_missing() -> None:
    keys, wanted = set(messages()), set()
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and node.args and getattr(node.func, "attr", getattr(node.func, "id", "")) == "text":
                first = node.args[0]
                choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                begins = [str(c.values[0].value) for c in choices if isinstance(c, ast.JoinedStr) and isinstance(c.values[0], ast.Constant)]
                assert all(any(key.startswith(prefix) for key in keys) for prefix in begins), (path, begins)
                wanted |= {str(c.value) for c in choices if isinstance(c, ast.Constant) and re.fullmatch(r"[a-z_]+\.\w+", str(c.value))}
    assert wanted - keys == set()


@pytest.mark.parametrize("key", [
    *(f"status.{s}" for s in Status), *(f"dimension.{d}" for d in Dimension), *(f"rhythm.{r}" for r in Rhythm), *(f"problem.{f}" for f in Fault),
    *(f"kind.{k}" for k in facts.FACTS), *(f"band.{b}" for b in facts.Band), *(f"month.m{m}" for m in range(1, 13))])
def test_every_value_has_its_word(key: str) -> None:
    assert key in messages()


def test_no_message_is_unused() -> None:
    known, begins = literals(), prefixes()
    unused = set()
    for key in messages():
        section, _, name = key.partition(".")
        by_name = section in ("problem", "field", "economic", "category", "measure_word", "finding", "sum", "verdict", "file") and (
            name in known or name.removeprefix("c") in known or section in ("economic", "category", "measure_word"))
        if key not in known and not by_name and not any(key.startswith(prefix) for prefix in begins):
            unused.add(key)
    assert unused == set()


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_chinese_stands_in_code(path: Path) -> None:
    if path.stem not in READ_CHINESE:
        assert [(node.lineno, node.value) for node in strings(path) if HAN.search(str(node.value))] == []


@pytest.mark.parametrize("path", [p for p in sources() if "pages" in p.parts or p.name in ("app.py", "ui.py")], ids=lambda path: path.name)
def test_no_english_sentence_is_shown_from_code(path: Path) -> None:
    shown = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "st":
            shown += [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str) and re.search("[A-Za-z]{3,} [a-z]", a.value)]
    assert shown == []
