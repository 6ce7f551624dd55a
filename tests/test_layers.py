"""The house holds: who may import whom, what stands only in one place, and how long a module may be."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scorecard import settings

ROOT = settings.ROOT
LEVELS = [
    {"problems", "lockout", "memory", "turns", "packed", "shell"}, {"i18n", "settings", "auth", "engines", "faults", "relay"},
    {"targets", "target_spelling", "configuration"}, {"facts"}, {"model"},
    {"measures", "rules", "audit"},
    {"pace", "checking", "scoring", "forecast", "stating", "meetings"},
    {"assessment", "journal", "rows"}, {"budgets", "migrations", "unit_tree", "books", "writings"},
    {"execution", "sentences", "outlook", "evaluation", "changes", "monitoring", "sealing", "importing", "store"}, {"portfolio"},
    {"svg", "palette", "selecting"}, {"gauges"},
    {"cards", "charts", "path", "path_chart", "path_svg", "agenda", "meeting_screens", "ruler", "wall", "exporting", "forms", "listing", "menu",
     "portfolio_cards", "portfolio_chart", "plain_table"},
    {"accounts", "backups", "keeping"}, {"sessions", "provider"}, {"opening", "recording", "gathering", "holding", "adopting", "reminding", "sending"},
    {"gate"}, {"entrance"}, {"ui"}, {"asking"}, {"paperwork", "intake", "administering"},
    {"__main__", "server", "server_local"}, {"pages"}, {"app"}]
"""From the ground up: a module imports what stands on its own level or below (and never in a circle). A new module gets its place here."""
SEE_THE_STORE = {"opening", "recording", "holding", "adopting", "gathering", "sending", "ui", "server", "asking", "paperwork", "intake", "__main__",
                 "accounts", "backups", "keeping", "sessions", "provider", "gate", "entrance", "administering"}
"""The only modules that may import the store: neither the judgement nor importing, exporting, cards or pages do."""
KNOW_TODAY = {"store", "writings", "ui", "settings", "asking", "paperwork", "__main__", "server", "recording", "sessions", "backups"}
"""The only modules that may ask the clock (recording: for the name of a key only; sessions and backups: what they do is of this moment);
all others get as_of or today as a parameter."""
DRAW_WITH_PLOTLY = {"charts", "path_chart", "ruler", "portfolio_chart"}
CATCH_ALL = {"scorecard/importing/fact_file.py", "scorecard/importing/sources/apart.py"}
"""May catch every error, around a parser that raises whatever a broken file makes it stumble on."""


def module_of(path: Path) -> str:
    """The name a file has in LEVELS: `store`, `importing` for all of a package, `pages`, `app`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = parts[1] if parts[0] == "scorecard" else parts[0]
    return "ui" if name.startswith("ui_") else name


def files() -> list[Path]:
    found = [*(ROOT / "scorecard").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "app.py"]
    return [f for f in sorted(found) if f.exists() and f != ROOT / "scorecard" / "__init__.py"]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, with dots; `from scorecard import rows` gives scorecard.rows."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from ([f"scorecard.{alias.name}" for alias in node.names] if node.module == "scorecard" else [node.module or ""])


def outside(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def inside(path: Path) -> set[str]:
    """The names in LEVELS that a file imports."""
    found = set()
    for name in imported(path):
        first, _, rest = name.partition(".")
        if first in ("scorecard", "pages", "app"):
            found.add(rest.split(".")[0] if first == "scorecard" else first)
    return {"ui" if name.startswith("ui_") else name for name in found}


def where(path: Path) -> str:
    return str(path.relative_to(ROOT))


FILES = pytest.mark.parametrize("path", files(), ids=where)


def level(name: str) -> int:
    assert any(name in names for names in LEVELS), f"{name} has no place in LEVELS: give it one"
    return next(n for n, names in enumerate(LEVELS) if name in names)


@FILES
def test_nobody_imports_upward(path: Path) -> None:
    name = module_of(path)
    above = {other for other in inside(path) if level(other) > level(name)}
    assert not above, f"{where(path)} imports {above} from above"


@FILES
def test_only_some_see_the_store(path: Path) -> None:
    if module_of(path) not in SEE_THE_STORE:
        assert not inside(path) & {"store", "opening"}


def test_no_circle() -> None:
    """Files, not levels: two modules of one level may not need each other."""
    needs = {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): set(imported(p)) for p in files()}
    graph = {name: {n for n in wanted if n in needs} for name, wanted in needs.items()}
    done: set[str] = set()

    def walk(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above, name))
        if name not in done:
            for other in graph[name]:
                walk(other, (*above, name))
            done.add(name)

    for name in graph:
        walk(name, ())


@FILES
def test_streamlit_stands_on_top_only(path: Path) -> None:
    if module_of(path) not in ("app", "pages", "ui", "server", "server_local"):
        assert "streamlit" not in outside(path)


@FILES
def test_duckdb_is_the_stores(path: Path) -> None:
    if module_of(path) != "store":
        assert "duckdb" not in outside(path)


def test_logic_starts_without_streamlit_pandas_or_plotly() -> None:
    names = [".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for p in files() if p.parts[-2] != "pages"
             and where(p).startswith("scorecard") and module_of(p) not in ("ui", "server", "server_local", "__main__", *DRAW_WITH_PLOTLY)]
    assert len(names) > 15
    code = "import sys\n" + "".join(f"import {n}\n" for n in names) + "print(sorted({'streamlit', 'pandas', 'plotly'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


@FILES
def test_no_file_is_too_long(path: Path) -> None:
    most = {"app": 80, "pages": 120}.get(module_of(path), 300)
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= most, f"{where(path)} has {lines} lines, {most} at most"


@FILES
def test_no_html_past_the_escaping(path: Path) -> None:
    assert "unsafe_allow_html" not in path.read_text(encoding="utf-8")


@FILES
def test_only_the_top_knows_what_day_it_is(path: Path) -> None:
    if module_of(path) in KNOW_TODAY:
        return
    asked = [n.lineno for n in ast.walk(tree(path)) if isinstance(n, ast.Attribute) and n.attr in ("today", "now", "utcnow")
             and isinstance(n.value, ast.Name | ast.Attribute) and ast.unparse(n.value).split(".")[-1] in ("date", "datetime")]
    assert not asked, f"{where(path)} asks the clock in lines {asked}"


@FILES
def test_no_error_is_swallowed_whole(path: Path) -> None:
    if where(path) in CATCH_ALL:
        return
    bare = [n.lineno for n in ast.walk(tree(path)) if isinstance(n, ast.ExceptHandler)
            and (n.type is None or {ast.unparse(t) for t in ast.walk(n.type) if isinstance(t, ast.Name)} & {"Exception", "BaseException"})]
    assert not bare, f"{where(path)} catches everything in lines {bare}"
