"""What the tests share: a fresh store with the approved budget, raw facts to start from, and how they are checked, recorded and judged.

Helpers come as fixtures, so that no test module imports another. Today is 15 January 2026 in every test: all of 2025 is past.
"""

import itertools
import os
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import streamlit as st
from argon2 import PasswordHasher
from streamlit.components.v2 import manifest_scanner

from scorecard import accounts, settings, ui
from scorecard.assessment import Assessment, Situation, assess
from scorecard.auth import local
from scorecard.checking import Budgets, check
from scorecard.engines import Place
from scorecard.facts import Fact
from scorecard.importing.budget_folder import read_budget_folder
from scorecard.importing.sources.grids import Cell, Grid
from scorecard.journal import Recorded
from scorecard.keeping import adopt
from scorecard.model import Budget
from scorecard.opening import open_sample
from scorecard.store import Store
from tests.postgres import BINARIES, Cluster
from tests.postgres import cluster as started

TESTS = Path(__file__).parent
KEY = ("047022", 2025)
TODAY = date(2026, 1, 15)
Raw = dict[str, Any]
_bases = tomllib.loads((TESTS / "cases" / "facts.toml").read_text(encoding="utf-8"))["complete"]
_numbers = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def scanned_once() -> Iterator[None]:
    """AppTest looks through every installed package for components before each run of a page, which takes nine tenths of its time: once will do."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session", autouse=True)
def hashed_lightly() -> Iterator[None]:
    """A password's hash is made to take a fifth of a second; an office that a test starts takes it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def today() -> date:
    """The day every test lives on."""
    return TODAY


@pytest.fixture(scope="session")
def cases() -> Callable[[str], dict[str, Any]]:
    """The tables of cases/<name>.toml."""
    return lambda name: tomllib.loads((TESTS / "cases" / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def budgets() -> Budgets:
    """The approved budgets, read from the CSV files, without a store."""
    return {(b.unit.unit_code, b.fiscal_year): b for b in read_budget_folder(settings.BUDGET_FOLDER)}


@pytest.fixture(scope="session")
def budget(budgets: Budgets) -> Budget:
    """The unit's approved budget of 2025."""
    return budgets[KEY]


@pytest.fixture(scope="session")
def raw() -> Callable[..., Raw]:
    """raw("recall", lots=2): a complete raw fact of the kind (cases/facts.toml) with an op_key and number of its own; None leaves a field out."""

    def make(kind: str, **given: object) -> Raw:
        number = next(_numbers)
        own = {"recall": {"recall_number": f"ZH-{number}"}, "payment": {"voucher": f"记-{number}"}}.get(kind, {})
        made = {"kind": kind, "op_key": f"{kind}-{number:06}"} | _bases[kind] | own | given
        return {name: value for name, value in made.items() if value is not None}

    return make


@pytest.fixture(scope="session")
def checked(budgets: Budgets) -> Callable[..., list[Any]]:
    """checked(raw, ...): the Facts and Withdrawals; fails where any has a problem."""

    def all_of(*raws: Mapping[str, object]) -> list[Any]:
        found = [check(r, budgets, TODAY) for r in raws]
        assert not [f for f in found if isinstance(f, list)], found
        return found

    return all_of


@pytest.fixture(scope="session")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's file with the approved budget and no fact, to be copied."""
    path = tmp_path_factory.mktemp("delivered") / "performance.duckdb"
    store = Store(path)
    adopt(store, read_budget_folder(settings.BUDGET_FOLDER), by=local("t"))
    store.close(checkpoint=True)
    return path


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server; skipped where none is installed (a failure under CI)."""
    if not BINARIES:
        reason = "no PostgreSQL server is installed (Debian: postgresql)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with started() as there:
        yield there


@pytest.fixture(scope="session")
def delivered_there(cluster: Cluster) -> str:
    """The name of a PostgreSQL database with the approved budget and no fact, to be copied."""
    place = cluster.database()
    with closing(Store(place)) as store:
        adopt(store, read_budget_folder(settings.BUDGET_FOLDER), by=local("t"))
    return place.database


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Where a test file says BOTH_STORES, its tests of a store run on DuckDB's own file and on PostgreSQL, but for those of the file itself."""
    if "store" in metafunc.fixturenames and getattr(metafunc.module, "BOTH_STORES", False) and metafunc.definition.get_closest_marker("file") is None:
        metafunc.parametrize("store", ["file", "postgres"], indirect=True)


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path, delivered: Path) -> Iterator[Store]:
    """A fresh store with the approved budget and no fact: in a file, or (see above) in a PostgreSQL database."""
    if getattr(request, "param", "file") == "postgres":
        name = request.getfixturevalue("delivered_there")
        place: Place = request.getfixturevalue("cluster").database(template=name)
    else:
        place = Path(shutil.copy(delivered, tmp_path / "performance.duckdb"))
    store = Store(place)
    yield store
    store.close()


_sample = cache(open_sample)


@pytest.fixture
def afresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder of pages that begin with nothing cached; the sample year, which nobody can write to, is made once for all tests."""
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path))
    monkeypatch.setenv("SCORECARD_TIMEZONE", "Asia/Shanghai")
    monkeypatch.setattr(ui, "open_sample", _sample)
    st.cache_resource.clear()
    yield tmp_path
    st.cache_resource.clear()


@pytest.fixture
def recorded(store: Store, checked: Callable[..., list[Fact]]) -> Callable[..., Recorded]:
    """recorded(raw, ..., at=moment): the facts checked and recorded in the store, in one batch."""

    def record(*raws: dict[str, Any], at: datetime | None = None) -> Recorded:
        facts = checked(*raws)
        return store.record(facts, by=local("tester"), stamps={f.op_key: (at, "tester") for f in facts} if at else None)

    return record


@pytest.fixture(scope="session")
def judged() -> Callable[..., dict[str, Assessment]]:
    """judged(store, as_of, known_at): the assessment of every indicator by its id, on the unit's clock."""

    def judge(store: Store, as_of: date, known_at: datetime | None = None) -> dict[str, Assessment]:
        budget, evidence = store.budgets(known_at, as_of)[KEY], store.evidence(*KEY, as_of, known_at)
        situation = Situation(budget, evidence, as_of, known_at, ZoneInfo("Asia/Shanghai"))
        return {a.indicator.indicator_id: a for a in assess(situation)}

    return judge


@pytest.fixture(scope="session")
def drawn() -> Callable[[str], Grid]:
    """A grid from a drawing: a row a line, its cells between |; < belongs to the cell on its left, ^ to the one above, \\n is a line break."""

    def draw(drawing: str) -> Grid:
        rows = [[cell.strip().replace("\\n", "\n") for cell in line.split("|")] for line in drawing.strip().splitlines()]
        cells = []
        for at, row in enumerate(rows):
            for column, word in enumerate(row):
                if word in ("<", "^"):
                    continue
                wide = next((n for n, other in enumerate(row[column + 1:]) if other != "<"), len(row) - column - 1) + 1
                under = [other[column] if column < len(other) else "" for other in rows[at + 1:]]
                tall = next((n for n, other in enumerate(under) if other != "^"), len(under)) + 1
                if word or wide > 1 or tall > 1:
                    cells.append(Cell(word, at, column, tall, wide))
        return Grid("表", tuple(cells))

    return draw
