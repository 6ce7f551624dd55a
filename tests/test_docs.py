"""The documentation says what is there: commands, packages, links, options, names. Commands of docs/command_line.md: test_command_line.py."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from streamlit import config

from scorecard import facts, settings

ROOT = settings.ROOT
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "benchmarks" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
REQUIREMENTS = [line.strip() for name in ("requirements.txt", "requirements-dev.txt") for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
                if line.strip() and not line.startswith(("#", "-r"))]
OPTIONS = [f"{section}.{name}" for section, found in tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")).items()
           if section != "theme" for name in found]
MODULES = sorted((ROOT / "scorecard").rglob("*.py"))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_readme_names_the_two_commands_and_make_has_them(command: str) -> None:
    assert command in read(ROOT / "README.md")
    assert re.search(rf"^{command.split()[1]}:", read(ROOT / "Makefile"), re.MULTILINE)


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_every_package_is_pinned_and_has_its_reason(requirement: str) -> None:
    name, pinned, version = requirement.partition("==")
    assert pinned and version, requirement
    assert re.search(rf"\b{re.escape(name)}\b", read(ROOT / "README.md"), re.IGNORECASE), name


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", read(page))
    assert [link for link in links if not link.startswith("http") and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_is_one_of_streamlits(option: str) -> None:
    assert option in config._config_options_template, "a hidden option can go with a new version of Streamlit"


def test_no_telemetry_and_loopback_only() -> None:
    options = tomllib.loads(read(ROOT / ".streamlit" / "config.toml"))
    assert options["browser"]["gatherUsageStats"] is False
    assert options["server"]["address"] == "127.0.0.1"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_everything_public_says_what_it_is(path: Path) -> None:
    module = ast.parse(read(path))
    named = [node for node in module.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]
    assert ast.get_docstring(module)
    assert [node.name for node in named if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("kind", list(facts.FACTS))
def test_every_kind_of_fact_is_described(kind: str) -> None:
    assert f"`{kind}`" in read(ROOT / "docs" / "facts.md")


def test_a_term_stands_once_in_the_glossary() -> None:
    terms = re.findall(r"^\| ([^|]+?) \|", read(ROOT / "docs" / "glossary.md"), re.MULTILINE)
    assert len(terms) > 30
    assert len(terms) == len(set(terms))
