"""Hostile texts, files and names: whatever they hold stays words in a cell; and how long a sign-in lasts."""

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from scorecard import accounts, settings
from scorecard.accounts import hash_of
from scorecard.assessment import Situation, assess
from scorecard.auth import EVERYWHERE, Action, Actor, Deed, Role, Way, local
from scorecard.backups import Backups, backups, restore
from scorecard.evaluation import evaluate
from scorecard.exporting import form_xlsx, report_xlsx
from scorecard.exporting.audit_csv import audit_csv
from scorecard.exporting.form_file import file_name
from scorecard.exporting.official_form import self_evaluation_form
from scorecard.facts import FACTS
from scorecard.holding import assign, decide, hold, note, report, seal
from scorecard.importing.budget_folder import read_budget_folder
from scorecard.importing.drafts import Draft, drafts, keep_draft
from scorecard.importing.last_year import draft_of
from scorecard.importing.sources.apart import read_apart
from scorecard.keeping import adopt, place_unit, state
from scorecard.meetings import Meeting, Note, Step
from scorecard.menu import FILES
from scorecard.model import Rhythm, Statement
from scorecard.opening import lend
from scorecard.problems import Problem, Refused
from scorecard.relay import Relay
from scorecard.server import _from_a_person
from scorecard.sessions import Sessions
from scorecard.store import Store
from tests.attacker import message
from tests.test_sheet_file import bomb_lying

KEY, DAY = ("047022", 2025), date(2025, 7, 28)
TRACKER = "127.0.0.1:9/"
HOSTILE = f"<img src=http://{TRACKER}x><script>alert(1)</script>![x](http://{TRACKER}y)"
SQL = "'; drop table entry; -- \" or 1=1 \\ $1 ?"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://evil.example\")")
TEXTS = {kind: [f.name for f in fields(fact) if f.name not in ("op_key", "unit_code", "programme_id", "supersedes", "withdraws", "indicator", "budget_line",
                                                               "economic_code") and "str" in str(f.type)] for kind, fact in FACTS.items() if kind != "reading"}
"""The fields of each kind of fact that take any text; a reading's are those of the others."""
Raw = Callable[..., dict[str, Any]]


# --- what is typed into a field ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("words", [SQL, "read_text('/etc/passwd')", "{{7*7}} ${7*7} %s {0} {x}", HOSTILE])
def test_a_text_is_kept_as_it_was_typed(store: Store, raw: Raw, recorded: Callable[..., object], kind: str, words: str) -> None:
    before = {table: sums["rows"] for table, sums in store.sums().items()}
    recorded(raw(kind, **{name: f"{words}{n}" for n, name in enumerate(TEXTS[kind])}))
    (entry,) = store.entries(*KEY)
    assert [getattr(entry.fact, name) for name in TEXTS[kind]] == [f"{words}{n}" for n in range(len(TEXTS[kind]))]
    after = {table: sums["rows"] for table, sums in store.sums().items()}
    assert {table: rows - before[table] for table, rows in after.items() if rows != before[table]} == {"entry": 1, "audit": 1}
    assert store.check().findings == []


@pytest.mark.parametrize("statement", ["select * from read_text('/etc/passwd')", "select * from read_csv('/etc/passwd')", "select * from '/etc/passwd'",
                                       "copy entry to '/tmp/out.csv'", "attach '/tmp/other.duckdb'", "install httpfs", "load httpfs",
                                       "set enable_external_access = true", "set allowed_directories = ['/etc']", "set lock_configuration = false",
                                       "select * from read_text('http://127.0.0.1:9/')", "export database '/tmp/all'", "select getenv('HOME')"])
def test_the_store_itself_reads_and_writes_no_file_of_others(store: Store, statement: str) -> None:
    with store._cursor() as cursor, pytest.raises(duckdb.Error):
        cursor.execute(statement)


# --- on the pages --------------------------------------------------------------------------------------------------


def hostile_store(folder: Path, raw: Raw, checked: Callable[..., list[Any]]) -> Store:
    """A store in which every text a person may type is hostile."""
    store, by = Store(folder / "performance.duckdb"), local("t")
    adopt(store, read_budget_folder(settings.BUDGET_FOLDER), by=by)
    facts = checked(*(raw(kind, **{name: f"{HOSTILE}{n}" for n, name in enumerate(names)}) for kind, names in TEXTS.items()))
    store.record(facts, by=local(HOSTILE))
    hold(store, *KEY, Meeting(DAY, HOSTILE, HOSTILE, HOSTILE), by=by)
    for key in ("d0", "d1"):
        decide(store, *KEY, Step("d0", key, DAY, HOSTILE, "22-03", HOSTILE, date(2025, 8, 4), reason=HOSTILE), by=by)
    note(store, *KEY, Note("n", DAY, "22-03", HOSTILE), by=by)
    assign(store, *KEY, {"22-03": (HOSTILE, Rhythm.MONTHLY)}, by=by)
    place_unit(store, KEY[0], (HOSTILE.replace("/", "")[:40],), by=by)
    state(store, *KEY, [Statement("monitoring", "22", 12, "22-03", field, HOSTILE) for field in ("reason", "measure", "remark")], by=by)
    state(store, *KEY, [Statement("self_evaluation", "22", 0, where, field, HOSTILE) for where, field in (("", "authority"), ("22-03", "reason"))], by=by)
    accounts.add(store, "wang", HOSTILE[:60], {EVERYWHERE: Role.VIEWER}, by=by)
    store.deny(Deed(Actor(HOSTILE, Way.ACCOUNT, HOSTILE), Action.ENTER, HOSTILE, HOSTILE), Problem("sign_in_wrong"))
    seal(store, *KEY, Meeting(DAY, HOSTILE, HOSTILE, HOSTILE), by=local(HOSTILE))
    return store


@pytest.fixture
def opened(afresh: Path) -> Iterator[Callable[..., AppTest]]:
    """opened(store, page, **query): a page on a store."""

    def go(store: Store, page: str, **query: str) -> AppTest:
        lend(store)
        app = AppTest.from_file(str(settings.ROOT / "app.py"), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app = app.run() if page == "overview" else app.switch_page(FILES[page]).run()
        assert not app.exception
        return app

    yield go
    lend(None)


PLAIN = {"text", "dataframe", "arrow_data_frame", "code", "selectbox", "multiselect", "text_input", "text_area", "plotly_chart", "download_button"}
"""Elements that show a text as it is; a drawing escapes it, and everything else reads it as markdown."""


def shown(node: Any) -> Iterator[tuple[str, Any]]:
    """Every element and block of a page: its kind and what is sent of it."""
    if getattr(node, "proto", None) is not None:
        yield str(node.type), node.proto
    for child in getattr(node, "children", {}).values():
        yield from shown(child)


def live(app: AppTest) -> list[str]:
    """Where the hostile text stands as something a browser would follow: markdown, or a drawing that did not escape it."""
    found: list[str] = []
    for kind, proto in shown(app._tree):
        said = str(proto.label if hasattr(proto, "label") else "") if kind in PLAIN else re.sub(r'(?m)^\s*\w*(id|key|hash|url|alt)\w*: ".*"$', "", str(proto))
        if kind == "bidi_component":
            found += [f"drawing: {there}" for there in re.findall(r"<(?:img|script)[^>]*>", json.loads(proto.json)["drawing"])]
        elif TRACKER in said:
            found.append(f"{kind}: {said[max(0, said.find(TRACKER) - 60):][:120]}")
    return found


QUERIES: dict[str, list[dict[str, str]]] = {"indicator": [{"id": "22-03"}, {"id": "23-05"}, {"id": "22-07"}], "mine": [{"person": HOSTILE}],
                                            "meeting": [{"as_of": "2025-07-28"}, {"as_of": "2025-07-28", "item": "i:22-03"}],
                                            "agenda": [{"as_of": "2025-07-28"}, {"as_of": "2025-08-04"}], "sealed": [{"meeting": "2025-07-28"}]}
ODD = {"saved": HOSTILE, "correct": HOSTILE, "op": HOSTILE, "id": HOSTILE, "show": HOSTILE, "folder": HOSTILE, "item": HOSTILE, "made": HOSTILE,
       "adopted": HOSTILE, "loaded": HOSTILE, "draft": HOSTILE}
READING = ("overview", "indicator", "record", "load_file", "sealed", "mine", "portfolio", "import_tables", "owners", "backups", "meeting")
"""Pages that read more from the address than whose budget it is."""


def test_no_page_follows_what_a_text_tells_it(tmp_path: Path, raw: Raw, checked: Callable[..., list[Any]], opened: Callable[..., AppTest]) -> None:
    store = hostile_store(tmp_path, raw, checked)
    newest = store.entries(*KEY)[0].fact.op_key
    wrong, seen = {}, 0
    for page in FILES:
        for query in [{}, *QUERIES.get(page, []), *([{"saved": newest}, {"correct": newest}] if page == "record" else [])]:
            app = opened(store, page, **query)
            seen += sum(TRACKER in str(proto) for _, proto in shown(app._tree))
            if found := live(app):
                wrong[f"{page} {query}"[:60]] = found[:2]
    store.close()
    assert seen > 30 and not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


def test_no_page_follows_what_its_address_tells_it(store: Store, opened: Callable[..., AppTest]) -> None:
    wrong = {page: found for page in READING if (found := live(opened(store, page, **ODD)))}
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


def test_no_page_follows_what_an_imported_table_tells_it(tmp_path: Path, store: Store, opened: Callable[..., AppTest]) -> None:
    """Names of units, programmes and indicators come from files that others wrote."""
    (old,) = store.budgets().values()
    hostile = replace(old, unit=replace(old.unit, name=f"甲{HOSTILE}", name_en=None),
                      programmes=tuple(replace(p, name=f"{p.name}{HOSTILE}") for p in old.programmes),
                      indicators=tuple(replace(i, name=f"{i.name}{HOSTILE}", name_en=None) for i in old.indicators),
                      budget_lines=tuple(replace(line, name=f"{line.name}{HOSTILE}") for line in old.budget_lines))
    draft = Draft(f"{HOSTILE}.csv", draft_of(hostile, 2026).encode(), HOSTILE, datetime(2026, 1, 15))
    keep_draft(tmp_path / "imports", draft)
    wrong = {}
    for query in ({}, {"draft": draft.checksum}):
        if found := live(opened(store, "import_tables", **query)):
            wrong[f"import {list(query)}"] = found[:2]
    adopt(store, [hostile], by=local("t"))
    for page in FILES:
        if found := live(opened(store, page)):
            wrong[page] = found[:2]
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


# --- in what is exported -------------------------------------------------------------------------------------------


def test_no_cell_of_the_audit_trail_is_a_formula(store: Store) -> None:
    for n, words in enumerate(FORMULAS):
        store.deny(Deed(Actor(words, Way.ACCOUNT, words), Action.ENTER, words, f"{words}{n}"), Problem("sign_in_wrong"))
    rows = list(csv.reader(io.StringIO(audit_csv(store.ask("audit/all")).decode("utf-8-sig"))))
    assert len(rows) == len(store.ask("audit/all")) + 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_no_cell_of_a_workbook_is_a_formula(store: Store) -> None:
    by = local("t")
    hold(store, *KEY, Meeting(DAY, FORMULAS[0], FORMULAS[1], FORMULAS[2]), by=by)
    for n, words in enumerate(FORMULAS):
        decide(store, *KEY, Step(f"d{n}", f"d{n}", DAY, words.strip(), "22-03", words.strip(), date(2025, 8, 4), reason=words.strip()), by=by)
        note(store, *KEY, Note(f"n{n}", DAY, "22-03", words.strip()), by=by)
    assign(store, *KEY, {"22-03": (FORMULAS[5], Rhythm.MONTHLY)}, by=by)
    state(store, *KEY, [Statement("self_evaluation", "22", 0, "", name, FORMULAS[0]) for name in ("authority", "objective_actual", "filled_by", "head")], by=by)
    budget = store.budgets()[KEY]
    situation = Situation(budget, store.evidence(*KEY, DAY), DAY, None, ZoneInfo("Asia/Shanghai"))
    sheet = evaluate(next(p for p in budget.programmes if p.form == "22"), assess(situation), situation, store.statements(*KEY))
    form = self_evaluation_form(sheet, budget.unit, 2025, DAY, None)
    for content in (report_xlsx.write(report(store, *KEY, DAY), "zh"), form_xlsx.write(form)):
        cells = [cell for page in openpyxl.load_workbook(io.BytesIO(content)) for row in page.iter_rows() for cell in row if cell.value is not None]
        assert any(str(cell.value).endswith("=1+1") for cell in cells) and not [cell.value for cell in cells if cell.data_type == "f"]


# --- files and names -----------------------------------------------------------------------------------------------


def test_a_file_that_unpacks_to_far_more_is_refused_in_words() -> None:
    source = read_apart("table.xlsx", bomb_lying(100))
    assert [problem.code for problem in source.problems] == ["not_xlsx"] and not source.grids


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "..\\..\\x", "a/b.csv", "x" * 5000, "CON", "\x00", ""])
def test_a_file_name_leads_nowhere(tmp_path: Path, name: str) -> None:
    draft = Draft(name, b"content", name, datetime(2026, 1, 15))
    keep_draft(tmp_path / "in" / "imports", draft)
    assert drafts(tmp_path / "in" / "imports") == [draft]
    assert sorted(path.name for path in tmp_path.rglob("*")) == sorted(["in", "imports", f"{draft.checksum}.json"])


def test_a_unit_code_leads_nowhere(tmp_path: Path, store: Store) -> None:
    (old,) = store.budgets().values()
    situation = Situation(old, store.evidence(*KEY, DAY), DAY, None, ZoneInfo("Asia/Shanghai"))
    sheet = evaluate(old.programmes[0], assess(situation), situation, ())
    named = file_name(self_evaluation_form(sheet, old.unit, 2025, DAY, None), "../../evil", 2025, "a/b", "xlsx")
    assert "/" not in named and ".." not in named


def test_a_backup_that_names_a_path_is_no_backup(tmp_path: Path, store: Store) -> None:
    made = Backups(store, tmp_path / "backups").make(by=local("t"))
    (tmp_path / "backups" / "..hidden").mkdir()
    (tmp_path / "backups" / f"{made.name}-before-011; rm").mkdir()
    assert [backup.path for backup in backups(tmp_path / "backups")] == [made]
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    for table in ("../../evil", "/etc/passwd", "entry; drop table entry", "entry.parquet'--"):
        hostile = manifest | {"tables": manifest["tables"] | {table: manifest["tables"]["entry"]}}
        (made / "manifest.json").write_text(json.dumps(hostile), encoding="utf-8")
        with pytest.raises(Refused) as refused:
            restore(made, tmp_path / "there" / "performance.duckdb", by=local("t"))
        assert refused.value.problems[0].code == "backup_damaged" and not (tmp_path / "there").exists()


def test_the_command_line_of_a_running_server_is_for_its_owner_only(tmp_path: Path) -> None:
    carried: list[object] = []
    relay = Relay(tmp_path, lambda asked: carried.append(asked) or 0)  # type: ignore[func-returns-value]
    there = json.loads((tmp_path / "control.json").read_text(encoding="utf-8"))
    assert os.stat(tmp_path / "control.json").st_mode & 0o077 == 0 and len(there["key"]) == 64
    for key in (b"", b"guess", there["key"][:-1].encode()):
        with pytest.raises((AuthenticationError, OSError, EOFError)):
            Client(("127.0.0.1", there["port"]), authkey=key)
    relay.close()
    assert carried == [] and not (tmp_path / "control.json").exists()


# --- how long a sign-in lasts --------------------------------------------------------------------------------------


def test_a_sign_in_lapses_and_a_page_that_refreshes_itself_does_not_keep_it(store: Store) -> None:
    accounts.add(store, "wang", "", {EVERYWHERE: Role.RECORDER}, by=local("t"))
    at = datetime(2026, 1, 15, 9)
    sessions = Sessions(store, timedelta(minutes=30), timedelta(hours=2))
    sessions.now = lambda: at  # type: ignore[method-assign]
    key, busy = (hash_of(sessions.begin("wang", "")) for _ in range(2))
    own, auto = _from_a_person(message("record")), _from_a_person(message("meeting", auto=True))
    assert (own, auto) == (True, False)
    for _ in range(3):
        at += timedelta(minutes=11)
        sessions.find(busy, own)
        sessions.find(key, auto)
    assert sessions.find(key) is None and sessions.find(busy) is not None  # 33 minutes at rest
    for _ in range(8):
        at += timedelta(minutes=11)
        sessions.find(busy, own)
    assert sessions.find(busy) is None  # two hours in all
    sessions.flush()
    assert store.roles(Actor("wang", Way.ACCOUNT, "", key)) == {} and store.ask("sign_in/live") == []
