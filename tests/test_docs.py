"""The documentation says what is there: commands, packages, links, options, names. What the commands print: test_command_line.py."""

import ast
import os
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit import config

from scorecard import facts, settings
from scorecard.__main__ import main

ROOT = settings.ROOT
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "benchmarks" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
REQUIREMENTS = [line.strip() for name in ("requirements.txt", "requirements-postgres.txt", "requirements-dev.txt")
                for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith(("#", "-r"))]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
MODULES = sorted((ROOT / "scorecard").rglob("*.py"))
NAMED = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def options(section: dict[str, Any], above: str = "") -> Iterator[str]:
    """The options of config.toml with the names of their sections: theme.light.sidebar.backgroundColor."""
    for name, found in section.items():
        yield from options(found, f"{above}{name}.") if isinstance(found, dict) else [f"{above}{name}"]


def shell(page: Path) -> list[str]:
    """The commands that a page shows to be typed, without what # says of them."""
    blocks = re.findall(r"^```(?:sh|bash|console)\n(.*?)^```", read(page), re.DOTALL | re.MULTILINE)
    lines = [re.sub(r"^\$ |\s+#.*$", "", line).strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


def defined(folder: str) -> set[str]:
    """Every name, and every text that is one, in the Python files of a folder."""
    found = set()
    for node in (node for path in (ROOT / folder).rglob("*.py") for node in ast.walk(ast.parse(read(path)))):
        found |= {getattr(node, part, None) for part in ("id", "attr", "name", "arg", "value")} if not isinstance(node, ast.FormattedValue) else set()
    return {name for name in found if isinstance(name, str)}


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_readme_names_the_two_commands_and_make_has_them(command: str) -> None:
    assert command in read(ROOT / "README.md")
    assert re.search(rf"^{command.split()[1]}:", read(ROOT / "Makefile"), re.MULTILINE)


@NAMED
def test_every_make_and_module_named_is_there(page: Path) -> None:
    """`make …`, `python -m …`, in a block or a line."""
    shown = read(page)
    assert [name for name in re.findall(r"`make (\w+)|^make (\w+)", shown, re.MULTILINE)
            if not re.search(rf"^{name[0] or name[1]}:", read(ROOT / "Makefile"), re.MULTILINE)] == []
    for module in re.findall(r"python -m ([\w.]+)", shown):
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), module


def test_the_commands_shown_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every `python -m scorecard …` as it is shown, one after the other, in a folder and with a store of its own."""
    (tmp_path / "facts.jsonl").write_text(re.findall(r"```json\n(.*?)```", read(ROOT / "docs" / "command_line.md"), re.DOTALL)[0], encoding="utf-8")
    shutil.copy(ROOT / "tests" / "files" / "budget" / "seed.xlsx", tmp_path / "预算.xlsx")
    for name in [name for name in os.environ if name.startswith(("SCORECARD_", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path / "store"))
    monkeypatch.setenv("SCORECARD_TIMEZONE", "Asia/Shanghai")
    monkeypatch.chdir(tmp_path)
    commands = [command for page in PAGES for command in shell(page) if command.startswith("python -m scorecard ")]
    assert len(commands) >= 8
    for command in commands:
        assert "…" not in command and "<" not in command, f"{command}: to be typed as it stands"
        status = main(shlex.split(command)[3:])
        out, error = capsys.readouterr()
        assert status == 0, (command, error)
        assert out and not error, command


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_every_package_is_pinned_and_has_its_reason(requirement: str) -> None:
    """Exactly one version; in the README a line of its own, or a word on what it is for among those for tests."""
    name, pinned, version = requirement.partition("==")
    assert pinned and re.fullmatch(r"\d[\w.]*", version), requirement
    reasons = read(ROOT / "README.md").split("## Why these packages")[1]
    assert f"`{name}`" in reasons, name
    if requirement in read(ROOT / "requirements.txt").splitlines():
        assert re.search(rf"^\* `{re.escape(name)}`: \w+ .+", reasons, re.MULTILINE), name


def test_no_package_is_explained_that_is_not_required() -> None:
    reasons = read(ROOT / "README.md").split("## Why these packages")[1].split("\n## ")[0]
    assert set(re.findall(r"`([\w-]+)`", reasons)) == {requirement.partition("==")[0] for requirement in REQUIREMENTS}


@NAMED
def test_every_link_leads_somewhere(page: Path) -> None:
    """Links and pictures to files, and to headings within them."""
    links = re.findall(r"\]\(([^)\s]+)\)|<(?:img|a)[^>]* (?:src|href)=\"([^\"]+)\"", read(page))
    for link in (marked or html for marked, html in links):
        if not link.startswith(("http:", "https:", "mailto:")):
            path, _, anchor = link.partition("#")
            aim = page.parent / path if path else page
            assert aim.exists(), f"{page.name}: {link}"
            headings = {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.*)$", read(aim), re.MULTILINE)} if anchor else {""}
            assert anchor in headings, f"{page.name}: {link}"


@pytest.mark.parametrize("option", list(options(CONFIG)))
def test_every_option_is_one_of_streamlits(option: str) -> None:
    assert option in config._config_options_template, "an option can go with a new version of Streamlit, and is then passed over in silence"


def test_the_hidden_option_that_makes_idle_pages_cheap_is_set() -> None:
    """No documentation of Streamlit lists it (benchmarks/sessions.py says what it is worth)."""
    assert "runner.postScriptGC" in config._config_options_template
    assert CONFIG["runner"]["postScriptGC"] is False


def test_no_telemetry_and_loopback_only() -> None:
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["server"]["address"] == "127.0.0.1"


def test_every_setting_of_the_environment_is_described() -> None:
    """SCORECARD_… in the code, in the README and with the command line: the same."""
    wanted = {name for name in defined("scorecard") if re.fullmatch(r"SCORECARD_[A-Z]+", name)}
    assert wanted
    for page in (ROOT / "README.md", ROOT / "docs" / "command_line.md"):
        assert set(re.findall(r"\bSCORECARD_[A-Z]+", read(page))) == wanted, page.name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_everything_public_says_what_it_is(path: Path) -> None:
    module = ast.parse(read(path))
    named = [node for node in module.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_")]
    assert ast.get_docstring(module)
    assert [node.name for node in named if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("kind", list(facts.FACTS))
def test_every_kind_of_fact_is_described_with_its_fields(kind: str) -> None:
    parts = read(ROOT / "docs" / "facts.md").split("\n## ")
    (part,) = (part for part in parts if f"`{kind}`" in part.splitlines()[0])
    assert [f.name for f in facts.own_fields(facts.FACTS[kind]) if f"`{f.name}`" not in part] == []


def rows_of_glossary() -> list[list[str]]:
    lines = [line for line in read(ROOT / "docs" / "glossary.md").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]


def test_the_glossary_is_one_table_of_three_columns() -> None:
    heading, rule, *rows = rows_of_glossary()
    assert len(heading) == 3 and set("".join(rule)) == {"-"}
    assert len(rows) > 30
    assert [row for row in rows if len(row) != 3 or not row[0] or not row[1]] == []


def test_a_term_stands_once_in_the_glossary() -> None:
    terms = [term for row in rows_of_glossary()[2:] for term in row[0].split("、")]
    assert sorted(terms) == sorted(set(terms))


def test_the_names_of_the_glossary_are_those_of_the_code() -> None:
    named = {name for row in rows_of_glossary()[2:] for name in re.findall("`([^`]+)`", row[1])}
    assert named - defined("scorecard") == set()
