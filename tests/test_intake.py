"""The commands around official tables: read writes nothing, import writes once all is settled, export-budget comes back equal."""

import json
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from scorecard.__main__ import main
from scorecard.auth import local
from scorecard.keeping import place_unit
from scorecard.model import Budget
from scorecard.store import Store

FILES = Path(__file__).parent / "files" / "budget"
KEY = ("047022", 2025)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("SCORECARD_DATA", str(folder))
    return folder


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    """The exit status, and what is printed on stdout as JSON."""

    def command(*arguments: str) -> tuple[int, Any]:
        status = main([*arguments, "--json"])
        return status, json.loads(capsys.readouterr().out)

    return command


def kept(data: Path) -> dict[tuple[str, int], Budget]:
    with closing(Store(data / "performance.duckdb")) as store:
        return dict(store.budgets())


def settled(run: Callable[..., tuple[int, Any]], file: Path, folder: Path) -> Path:
    _, document = run("read", str(file))
    path = folder / "settled.json"
    path.write_text(json.dumps({item["key"]: "按公布的执行" for item in document["to_settle"]}), encoding="utf-8")
    return path


def test_read_writes_nothing_at_all(run: Callable[..., tuple[int, Any]], data: Path) -> None:
    status, document = run("read", str(FILES / "seed.xlsx"))
    assert (status, document["unit"]["code"], document["year"], len(document["cells"]), len(document["indicators"])) == (0, "047022", 2025, 16, 24)
    assert {item["code"] for item in document["to_settle"]} == {"whole_rate", "doubled_word", "count_under_quality"}
    assert not data.exists()


@pytest.mark.parametrize("name", ["seed.xlsx", "seed.xls"])
def test_import_waits_until_everything_is_settled(run: Callable[..., tuple[int, Any]], data: Path, tmp_path: Path, name: str) -> None:
    status, said = run("import", str(FILES / name))
    assert (status, said["problems"][0]["code"]) == (1, "import_open") and {p["code"] for p in said["problems"][1:]} == {"import_doubt"}
    assert kept(data) == {}
    answers = settled(run, FILES / name, tmp_path)
    assert run("import", str(FILES / name), "--settled", str(answers)) == (0, {"ok": True, "adopted": [{"indicators": 24, "unit": "047022", "year": 2025}]})
    assert [len(b.indicators) for b in kept(data).values()] == [24]
    assert run("import", str(FILES / name), "--settled", str(answers)) == (0, {"ok": True, "adopted": []})


def test_the_units_own_file_changes_no_target_of_the_delivered_budget(run: Callable[..., tuple[int, Any]], data: Path, tmp_path: Path, budget: Budget) -> None:
    answers = settled(run, FILES / "seed.xlsx", tmp_path)
    run("check")  # a new store begins with the delivered budget
    status, said = run("import", str(FILES / "seed.xlsx"), "--settled", str(answers))
    assert (status, said["adopted"]) == (0, [])
    assert kept(data)[KEY].indicators == budget.indicators


def test_a_budget_written_as_csv_comes_back_equal(run: Callable[..., tuple[int, Any]], data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("seed.xlsx", "h1.xlsx"):
        run("import", str(FILES / name), "--settled", str(settled(run, FILES / name, tmp_path)))
    first = kept(data)
    assert len(first) == 2
    with closing(Store(data / "performance.duckdb")) as store:
        place_unit(store, "047022", ("省局", "直属单位"), by=local("t"))
        places = store.units()
    assert run("export-budget", str(tmp_path / "out"))[0] == 0
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path / "other"))
    status, said = run("import", str(tmp_path / "out"))
    assert status == 0 and len(said["adopted"]) == 2
    assert kept(tmp_path / "other") == first
    with closing(Store(tmp_path / "other" / "performance.duckdb")) as store:
        assert store.units() == places
    assert run("import", str(tmp_path / "out")) == (0, {"ok": True, "adopted": []})
    run("export-budget", str(tmp_path / "again"))
    for file in (tmp_path / "out").iterdir():
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes()


@pytest.mark.parametrize(("arguments", "code"), [
    (("read", "missing.xlsx"), "file_missing"), (("import", "missing.xlsx"), "file_missing"),
    (("read", str(FILES / "h8_duty_roster.xlsx")), "no_official_table"),
    (("import", str(FILES / "h8_duty_roster.xlsx")), "no_official_table"), (("import", str(FILES)), "budget_folder"),
    (("read", str(FILES)), "file_unreadable")])
def test_what_cannot_be_read_is_said(run: Callable[..., tuple[int, Any]], data: Path, arguments: tuple[str, str], code: str) -> None:
    status, said = run(*arguments)
    assert (status, said["problems"][0]["code"]) == (1, code)
    assert not data.exists() or kept(data) == {}


@pytest.mark.parametrize("written", ["[]", "{", '{"a": 1}'])
def test_settlements_of_another_shape_are_wrong_usage(data: Path, tmp_path: Path, written: str) -> None:
    (tmp_path / "settled.json").write_text(written, encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(["import", str(FILES / "seed.xlsx"), "--settled", str(tmp_path / "settled.json")])
    assert stopped.value.code == 2


def test_a_day_outside_the_year_is_refused(run: Callable[..., tuple[int, Any]], data: Path, tmp_path: Path) -> None:
    status, said = run("import", str(FILES / "seed.xlsx"), "--settled", str(settled(run, FILES / "seed.xlsx", tmp_path)), "--effective", "2024-07-01")
    assert (status, said["problems"][0]["code"]) == (1, "effective_outside_year") and kept(data) == {}


def test_no_file_changes_a_byte_of_the_store_unless_it_is_imported(run: Callable[..., tuple[int, Any]], data: Path, tmp_path: Path) -> None:
    run("check")  # makes the store
    before = sha256((data / "performance.duckdb").read_bytes()).hexdigest()
    whole = {name: (FILES / name).read_bytes() for name in ("seed.xlsx", "seed.xls", "seed.pdf", "locked.pdf", "h7_broken.xlsx", "h8_duty_roster.xlsx")}
    hostile = whole | {f"cut {name}": content[:len(content) // 2] for name, content in whole.items()} | {
        "nothing.pdf": b"", "zeros.xls": bytes(9_999), "text.xlsx": "预算22表\n".encode() * 500, "quotes.csv": b'"' * 9_999}
    for name, content in hostile.items():
        (tmp_path / name).write_bytes(content)
        for command in ("read", "import"):
            status, said = run(command, str(tmp_path / name))
            assert status in (0, 1) and (status == 0 or said["problems"]), (command, name)
    assert sha256((data / "performance.duckdb").read_bytes()).hexdigest() == before
    assert [path.name for path in data.iterdir()] == ["performance.duckdb"]
