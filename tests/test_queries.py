"""queries/: every statement says its grain and parameters and fits the schema, and SQL stands nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scorecard import settings
from scorecard.measures import MEASURES
from scorecard.rows import ADJUSTMENTS
from scorecard.store import Store

NO_PLAN = ("postgres/secret", "postgres/settings", "postgres/attach", "postgres/use", "postgres/lock", "postgres/migrate", "postgres/forget",
           "postgres/maintain", "maintain/fill", "maintain/drop_copy",  # of a table that is there for a moment
           "store/harden", "store/allow_directories", "store/checkpoint", "backup/save", "backup/sum")
ALL = sorted(p for p in settings.QUERIES.rglob("*.sql") if not p.parent.name.startswith("schema"))


def name_of(path: Path) -> str:
    return path.relative_to(settings.QUERIES).with_suffix("").as_posix()


def body(path: Path) -> str:
    return "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("--"))


def parameters(path: Path) -> set[str]:
    return set(re.findall(r"\$(\w+)", body(path)))


@pytest.fixture(scope="module")
def empty() -> Iterator[Store]:
    """A migrated store with nothing in it."""
    store = Store(None)
    yield store
    store.close()


EACH = pytest.mark.parametrize("path", ALL, ids=name_of)


@EACH
def test_the_schema_knows_what_it_asks_for(path: Path, empty: Store) -> None:
    if name_of(path) not in NO_PLAN:
        empty._connection.cursor().execute("explain " + body(path), dict.fromkeys(parameters(path))).fetchall()


@EACH
def test_it_begins_by_saying_its_grain_and_parameters(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    comment = " ".join(line[2:].strip() for line in lines[:next(n for n, line in enumerate(lines) if not line.startswith("--"))])
    said = re.fullmatch(r"\S.+ Grain: (.+?)\. Parameters: (.+?)(?:\. .*|\.)", comment)
    assert said, comment
    if said[2] == "one for each column, of its type":
        columns = re.search(r"insert into \w+ \(([^)]*)\)", body(path))
        assert columns and [c.strip() for c in columns[1].split(",")] == re.findall(r"\$(\w+)::", body(path))
    elif said[2] == "none":
        assert parameters(path) == set()
    else:
        assert {pair.split()[0] for pair in said[2].split(", ")} == parameters(path)
        assert all(len(pair.split()) == 2 for pair in said[2].split(", ")), said[2]


@EACH
def test_every_parameter_is_cast(path: Path) -> None:
    if name_of(path) not in NO_PLAN:
        assert re.findall(r"\$\w+(?!\w|::)", body(path)) == []


@EACH
def test_it_is_one_statement(path: Path) -> None:
    if name_of(path) not in ("store/harden", "postgres/settings"):
        assert ";" not in re.sub(r"'[^']*'", "", body(path)).strip().removesuffix(";")


def test_every_measure_has_its_query_and_no_query_is_without_a_measure() -> None:
    assert {p.stem for p in ALL if p.parent.name == "measures"} == {*MEASURES, ADJUSTMENTS}


def test_measures_share_one_shape(empty: Store) -> None:
    columns = set()
    for path in (p for p in ALL if p.parent.name == "measures"):
        cursor = empty._connection.cursor().execute(body(path), dict.fromkeys(parameters(path)))
        columns.add(tuple(c[0] for c in cursor.description))
        assert parameters(path) == {"unit_code", "fiscal_year", "as_of", "known_at"}
    assert len(columns) == 1


def test_no_query_is_left_over() -> None:
    said = "".join(path.read_text(encoding="utf-8") for path in PYTHON)
    found_by_folder = ("measures", "check", "schema")
    assert [name_of(p) for p in ALL if p.parent.name not in found_by_folder and not p.stem.startswith("empty_") and f'"{name_of(p)}"' not in said] == []


def test_migrations_are_numbered_without_a_gap() -> None:
    names = [p.name for p in sorted((settings.QUERIES / "schema").iterdir())]
    assert [int(n.split("_")[0]) for n in names] == list(range(1, len(names) + 1))
    assert all(re.fullmatch(r"\d{3}_[a-z0-9_]+\.sql", n) for n in names)


# --- and nowhere else -----------------------------------------------------------------------------------------------

SQL = re.compile(r"\bselect\b[^.]*\bfrom\b|\binsert\s+into\b|\bupdate\s+\w+\s+set\b|\bdelete\s+from\b|\bcreate\s+table\b|\bdrop\s+table\b", re.IGNORECASE)
PYTHON = [p for p in sorted(settings.ROOT.rglob("*.py")) if not {"tests", ".venv", "build"} & set(p.relative_to(settings.ROOT).parts)]
FILES = pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(settings.ROOT)))


@FILES
def test_no_sql_in_python(path: Path) -> None:
    texts = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    assert [(n.lineno, n.value[:80]) for n in texts if SQL.search(n.value)] == []


@FILES
def test_only_the_store_runs_sql(path: Path) -> None:
    if path.name in ("store.py", "log_peers.py"):  # the benchmark asks SQLite
        return
    calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    assert [c.lineno for c in calls if c.func.attr in ("execute", "executemany", "sql") and ast.unparse(c.func.value) != "execution"] == []  # type: ignore[attr-defined]
