"""Every user text stands in messages.toml in both languages: none missing, none unused, none astray in the code."""

import ast
import csv
import itertools
import re
import string
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from scorecard import auth, facts, forms, i18n, journal, measures, rules, scoring, settings
from scorecard.assessment import Status
from scorecard.checking import RAW_COMMON
from scorecard.exporting import fact_template
from scorecard.importing.table_rules import PARTS
from scorecard.model import Dimension, Rhythm
from scorecard.targets import Fault

ROOT = settings.ROOT
MESSAGES = i18n.messages()
SECTIONS = {key.split(".")[0] for key in MESSAGES}
HAN = re.compile("[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]")  # with its punctuation, without its space
PROSE = re.compile(r"[A-Za-z]{2,}[,.:;]? [A-Za-z]{2,}")
TYPED = re.compile("'[^']*'")
RULES = tomllib.loads((ROOT / "scorecard" / "rules.toml").read_text(encoding="utf-8"))
READ_CHINESE = {
    "meetings": "the marks between names",
    "targets": "the grammar of printed targets",
    "target_spelling": "the grammar of printed targets",
    "svg": "the dates within a sentence, where no line may break",
    "measures": "the yuan of a printed target",
    "scoring": "the yuan of a printed target; a printed cell that says nothing",
    "sentences": "the yuan of a printed target",
    "i18n": "the decimal places of the yuan of a printed target",
    "columns": "the headers of the official tables",
    "wide_table": "the official tables",
    "long_form": "the official tables",
    "bare_text": "the official tables",
    "table_lines": "the lines around the official tables",
    "pdf_file": "blanks between characters",
    "pdf_page": "the radicals that fonts give for characters",
    "pdf_tables": "the numbers of pages",
    "last_year": "the official tables",
    "placing": "what the indicators of each column speak of",
    "indicator_text": "the grammar of printed indicators",
    "official_table": "the grammar of printed indicators",
    "table_rules": "which printed caps and rates keep a rule",
    "proposing": "what a printed indicator counts, by its name; the names of a unit's own budget lines",
    "fact_file": "the full-width asterisk that offices type",
}
"""The only modules with Chinese in their code, and what they read with it; all others take their words from messages.toml."""
Names = dict[str, list[ast.expr | None]]
"""What each name is set to in a piece of code."""
CODED = {"Problem", "wrong", "_Wrong", "_Unreadable"}
"""What makes a Problem out of a code."""


def sources() -> list[Path]:
    return [*sorted((ROOT / "scorecard").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py")), ROOT / "app.py"]


def seen() -> list[Path]:
    """The files that speak to Streamlit."""
    return [p for p in sources() if "pages" in p.parts or p.name == "app.py" or p.stem == "ui" or p.stem.startswith("ui_")]


def where(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def texts(path: Path) -> tuple[ast.Constant, ...]:
    """Every text in the code of a file, those within f-strings too; not the docstrings."""
    alone = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    return tuple(n for n in ast.walk(tree(path)) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in alone)


@cache
def literals(path: Path) -> frozenset[str]:
    """The texts that stand in a file whole."""
    inside = {id(part) for node in ast.walk(tree(path)) if isinstance(node, ast.JoinedStr) for part in node.values}
    return frozenset(str(node.value) for node in texts(path) if id(node) not in inside)


def called(path: Path, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in names:
            yield node


def asked(path: Path) -> Iterator[ast.expr]:
    """The key in every call of i18n.text and i18n.has."""
    for call in called(path, {"text", "has"}):
        of_i18n = path.stem != "svg" if isinstance(call.func, ast.Name) else ast.unparse(call.func.value) == "i18n"
        if of_i18n:
            yield call.args[0]


def column(table: str, name: str) -> set[str]:
    """What a column of the approved tables holds."""
    with (ROOT / "data" / "budget" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row[name] for row in csv.DictReader(file)} - {""}


def constants(node: ast.expr | None, names: Names | None = None) -> set[str] | None:
    """All that an expression can be where it is written out: "a", "a" if … else "b", a name set to nothing else. None where it is not."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        some = [constants(node.body, names), constants(node.orelse, names)]
    elif isinstance(node, ast.Name) and names and names.get(node.id):
        some = [constants(value) for value in names[node.id]]
    else:
        return None
    return None if None in some else {word for words in some for word in words or ()}


def joined(several: Iterable[Names]) -> Names:
    found: Names = {}
    for names in several:
        for name, values in names.items():
            found[name] = [*found.get(name, []), *values]
    return found


def named(target: ast.expr, value: ast.expr | None) -> Names:
    """What target = value sets each name to; None for what is not written out."""
    if isinstance(target, ast.Name):
        return {target.id: [value]}
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        return joined(named(*pair) for pair in zip(target.elts, value.elts, strict=True))
    if isinstance(target, ast.Tuple) and isinstance(value, ast.IfExp):
        return joined((named(target, value.body), named(target, value.orelse)))
    return {name.id: [None] for name in ast.walk(target) if isinstance(name, ast.Name)}


def assigned(scope: ast.AST) -> Names:
    return joined(named(target, node.value) for node in ast.walk(scope) if isinstance(node, ast.Assign) for target in node.targets)


def gone_through(loop: ast.For | ast.comprehension) -> Names:
    """What a loop sets its names to, where it goes through a tuple."""
    many = loop.iter.elts if isinstance(loop.iter, ast.Tuple | ast.List) else [None]
    return joined(named(loop.target, one) for one in many)


@cache
def calls() -> dict[str, list[ast.Call]]:
    """Every call in the code, by the name of what is called."""
    found: dict[str, list[ast.Call]] = {}
    for call in (node for path in sources() for node in ast.walk(tree(path)) if isinstance(node, ast.Call)):
        found.setdefault(getattr(call.func, "attr", getattr(call.func, "id", "")), []).append(call)
    return found


def handed(function: ast.FunctionDef) -> Names:
    """What the callers of a function hand over for each of its arguments."""
    own = [argument.arg for argument in function.args.args]
    return joined({name: [call.args[place] if place < len(call.args) else None]} for call in calls().get(function.name, []) for place, name in enumerate(own))


def made(path: Path) -> Iterator[tuple[str, list[set[str] | None]]]:
    """The f-strings that make a key of messages.toml: its shape, a \\0 for each blank, and what each blank can be (None: not written out)."""
    shown = {id(key) for first in asked(path) for key in ast.walk(first)}

    def visit(node: ast.AST, names: Names) -> Iterator[tuple[str, list[set[str] | None]]]:
        if isinstance(node, ast.FunctionDef):
            names = {**names, **{argument.arg: [None] for argument in node.args.args}, **joined((handed(node), assigned(node)))}
        elif isinstance(node, ast.Lambda):
            names = {**names, **{argument.arg: [None] for argument in node.args.args}}
        elif isinstance(node, ast.For):
            names = {**names, **gone_through(node)}
        for loop in getattr(node, "generators", []):
            names = {**names, **gone_through(loop)}
        if isinstance(node, ast.JoinedStr):
            shape = "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values)
            if id(node) in shown or (shape.split(".")[0] in SECTIONS and re.fullmatch(r"[a-z_]+\.[a-z_\0]*", shape)):
                yield shape, [constants(part.value, names) for part in node.values if isinstance(part, ast.FormattedValue)]
        for child in ast.iter_child_nodes(node):
            yield from visit(child, names)

    yield from visit(tree(path), assigned(tree(path)))


def codes() -> set[str]:
    """The codes of all problems."""
    found = {str(fault) for fault in Fault} | {f"duplicate_{field}" for field in journal.UNIQUE.values()} | {f"rule_{rule}" for rule in PARTS}
    found |= {word for word in literals(ROOT / "scorecard" / "configuration.py") if word.startswith("configuration_")}
    told = [n for n in ast.walk(tree(ROOT / "scorecard" / "faults.py")) if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) in ("tells", "code")]
    found |= {word.value for node in told for word in ast.walk(node.value) if isinstance(word, ast.Constant) and isinstance(word.value, str)}
    for path in sources():
        found |= {word for call in called(path, {"tell"}) if len(call.args) == 3 for word in constants(call.args[2]) or ()}
        for call in called(path, CODED):
            found |= (constants(call.args[0]) or set()) if call.args else set()
        found |= {f"rule_{rule}" for call in called(path, {"Check"}) for rule in constants(call.args[0]) or ()}
        for function in (n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef)):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Problem" and call.args and isinstance(call.args[0], ast.Name):
                    found |= constants(call.args[0], assigned(function)) or set()
    return found


def whys() -> set[str]:
    """The reasons for which a person must give the points."""
    return {word for call in calls()["Ruled"] for keyword in call.keywords if keyword.arg == "why" for word in constants(keyword.value) or ()}


def verdicts() -> set[str]:
    return {word for value in assigned(tree(ROOT / "scorecard" / "execution.py"))["verdict"] for word in constants(value) or ()}


def sums() -> set[str]:
    """The rules of the sums that must agree: handed to a check, or gone through one by one."""
    path = ROOT / "scorecard" / "execution.py"
    found = [call.args[0] for call in called(path, {"_money_check", "_count_check", "SumCheck"})]
    found += [value for loop in ast.walk(tree(path)) if isinstance(loop, ast.comprehension) for value in gone_through(loop).get("rule", [])]
    return {word for node in found for word in constants(node) or ()}


def findings() -> set[str]:
    """The rules that Python holds the audit trail against."""
    return {word for call in called(ROOT / "scorecard" / "audit.py", {"Finding"}) for word in constants(call.args[0]) or ()}


OWN = {f.name for kind in facts.FACTS.values() for f in facts.own_fields(kind)}
COMMON = {name for kind in facts.FACTS.values() for name in fact_template.columns_of(kind)} - OWN
RATIOS = [m.name for m in measures.MEASURES.values() if m.kind is measures.MeasureKind.RATIO and not m.money]
CLOSED: dict[str, Iterable[str]] = {
    "status.": Status, "dimension.": Dimension, "rhythm.": Rhythm, "band.": facts.Band, "recall_status.": facts.RecallStatus, "rule.": scoring.Rule,
    "grade.": rules.Grade, "sure.": {section["sure"] for section in RULES.values() if "sure" in section}, "why.": whys(),
    "verdict.": verdicts(), "sum.": sums(),
    "language.": i18n.LANGUAGES, "kind.": (*facts.FACTS, "withdrawal"), "month.m": [str(month) for month in range(1, 13)], "economic.c": forms.ECONOMIC_CODES,
    "doubt.": rules.DOUBTS,
    "field.": OWN | set(RAW_COMMON) | {"wording", "owner", "due_on"}, "problem.": codes(),
    "finding.": {path.stem for path in (ROOT / "queries" / "check").glob("*.sql")} | findings(),
    "role.": {*auth.Role, "everywhere"}, "action.": auth.Action, "way.": auth.Way, "outcome.": ("done", "denied"),
    "page.": [path.stem for path in (ROOT / "pages").rglob("*.py")],
    "file.read_me_": [str(number) for number in range(1, fact_template.READ_ME_LINES + 1)],
    "file.rule_": COMMON | {"indicator", "budget_line", "amount_yuan", "reason", "share", "text", "int", "decimal", "date", "bool", "choice",
                            "at_least", "at_most", "not_before"}}
"""What begins so has a message for each of these, and no other."""
OPEN: dict[str, Iterable[str]] = {
    "category.": column("indicators", "category"), "measure_word.": column("indicators", "measure_word") - {"%", "‰"},  # and those of tables to come
    "card.": Rhythm, "listing.": ("corrected", "withdrawn"), "headline.": ("act", "mend", "calm"),
    "gauge.": [f"{when}_{part}" for when in ("on_time", "early", "late", "today", "left", "over") for part in ("number", "words")],
    "sentence.": [f"{name}_{word}" for name in RATIOS for word in ("all", "some", "missing", "retake", "bears", "needs")],

    "cli.help_": ("load", "assess", "check", "file", "as", "unit", "year", "as_of", "known_at", "json", "lang",
                  "serve_check", "backup_dir", "user_do", "user_account", "user_role",
                  "user_unit", "user_name", "audit_do", "audit_most")}
"""What begins so has a message for each of these, among others."""


@pytest.mark.parametrize("key", sorted(MESSAGES))
def test_both_languages_say_the_same_with_the_same_blanks(key: str) -> None:
    pair = MESSAGES[key]
    assert set(pair) == {"zh", "en"}
    assert all(words.strip() for words in pair.values())
    blanks = {lang: {name for _, name, _, _ in string.Formatter().parse(words) if name is not None} for lang, words in pair.items()}
    if key.startswith("format."):  # 7月25日, 25 Jul: a number or a name of the month
        assert blanks["zh"] - {"month"} == blanks["en"] - {"month_name"}
    else:
        assert blanks["zh"] == blanks["en"]


@pytest.mark.parametrize("key", sorted(MESSAGES))
def test_english_holds_no_chinese(key: str) -> None:
    told = TYPED.sub("", MESSAGES[key]["en"])  # what is to be typed stands in quotes
    assert not HAN.search(told) or key == "language.zh"  # named in its own language


@pytest.mark.parametrize("path", sources(), ids=where)
def test_no_message_is_missing(path: Path) -> None:
    assert {key for key in literals(path) if re.fullmatch(r"[a-z_]+\.\w+", key) and key.split(".")[0] in SECTIONS} - MESSAGES.keys() - {"app.py"} == set()
    for shape, blanks in made(path):
        alike = re.compile(re.escape(shape).replace("\0", ".+"))
        assert any(alike.fullmatch(key) for key in MESSAGES), f"{where(path)}: {shape!r} makes no key"
        if None not in blanks:
            for words in itertools.product(*(sorted(b or ()) for b in blanks)):
                filled = iter(words)
                assert i18n.has(re.sub("\0", lambda _, filled=filled: next(filled), shape)), f"{where(path)}: {shape!r} with {words}"


@pytest.mark.parametrize("path", sources(), ids=where)
def test_a_text_is_asked_for_by_a_key(path: Path) -> None:
    """text("…") with a key written out names a message, whatever it looks like."""
    assert [key for first in asked(path) for key in constants(first) or () if key not in MESSAGES] == []


@pytest.mark.parametrize(("prefix", "values"), CLOSED.items(), ids=list(CLOSED))
def test_every_value_has_its_word_and_no_word_is_left_over(prefix: str, values: Iterable[str]) -> None:
    assert {key.removeprefix(prefix) for key in MESSAGES if key.startswith(prefix)} == {str(value) for value in values}


@pytest.mark.parametrize("key", [prefix + value for prefix, values in OPEN.items() for value in sorted(values)])
def test_what_the_code_puts_together_is_there(key: str) -> None:
    assert i18n.has(key)


def used() -> set[str]:
    """Keys that the code names, or makes of an f-string: what is known to fill it, else any word of the code or a number."""
    words = {word.strip("-").replace("-", "_") for path in sources() for word in literals(path)}
    found = {key for path in sources() for key in literals(path)} & MESSAGES.keys()
    for shape, blanks in {(shape, tuple(b and frozenset(b) for b in blanks)) for path in sources() for shape, blanks in made(path)}:
        if shape.startswith("\0") and blanks[0] is None:
            continue  # band or recall_status, says the type of a field: both are CLOSED
        alike = re.compile(re.escape(shape).replace("\0", "(.+)"))
        for key, match in ((key, alike.fullmatch(key)) for key in MESSAGES):
            if match and all(word in (known or words) or word.isdigit() for word, known in zip(match.groups(), blanks, strict=True)):
                found.add(key)
    return found


def test_no_message_is_unused() -> None:
    page = (ROOT / "scorecard" / "entrance_page.html").read_text(encoding="utf-8")
    asked_by_the_page = set(re.findall(r"t\('([a-z_.]+)'", page))
    assert asked_by_the_page <= MESSAGES.keys()
    rest = {key for key in MESSAGES if not key.startswith((*CLOSED, "category.", "measure_word."))}
    assert sorted(rest - used() - asked_by_the_page) == []


def test_a_problem_is_never_made_of_an_unknown_code() -> None:
    """Every Problem's code is written out, or is one of those that codes() looks up, or handed on from another problem."""
    handed_on = {"code", "outcome", "wrong.code", "unreadable.code", "self.code", "f'rule_{self.rule}'"}
    odd = [f"{where(path)}:{call.lineno}" for path in sources() for call in called(path, CODED)
           if call.args and constants(call.args[0]) is None and ast.unparse(call.args[0]) not in handed_on]
    assert odd == []


@pytest.mark.parametrize("path", sources(), ids=where)
def test_no_chinese_stands_in_code(path: Path) -> None:
    if path.stem not in READ_CHINESE:
        assert [(node.lineno, node.value) for node in texts(path) if HAN.search(str(node.value))] == []


@pytest.mark.parametrize("name", READ_CHINESE)
def test_who_may_read_chinese_does(name: str) -> None:
    (path,) = (p for p in sources() if p.stem == name)
    assert any(HAN.search(str(node.value)) for node in texts(path)), f"{name} needs no place in READ_CHINESE"


@pytest.mark.parametrize("path", seen(), ids=where)
def test_no_english_sentence_is_shown_from_code(path: Path) -> None:
    """No two English words in a row in any text of a page, be it an argument, a keyword or part of an f-string."""
    assert [(node.lineno, node.value) for node in texts(path) if PROSE.search(re.sub("<[^>]*>?", "", str(node.value)))] == []


@pytest.mark.parametrize("path", seen(), ids=where)
def test_no_label_is_written_in_code(path: Path) -> None:
    """What Streamlit shows is asked of text(): the first argument of an element is never a word."""
    shows = {"title", "header", "subheader", "markdown", "caption", "text", "write", "info", "success", "warning", "error", "button", "toggle", "checkbox",
             "selectbox", "multiselect", "pills", "segmented_control", "text_input", "text_area", "number_input", "date_input", "radio", "metric",
             "expander", "popover", "tabs", "download_button", "file_uploader", "link_button", "toast", "slider"}
    said = [(call.lineno, a.value) for call in called(path, shows) if getattr(getattr(call.func, "value", None), "id", "") != "i18n"
            and isinstance(call.func, ast.Attribute)
            for a in call.args[:1] if isinstance(a, ast.Constant) and re.search("[A-Za-z]{2,}", str(a.value))]
    assert said == []
