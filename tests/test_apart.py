"""Any file, read in a process of its own: the content decides what it is, hostile files end in words, within a gigabyte and twenty seconds."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from random import Random

import pytest

from scorecard import settings
from scorecard.i18n import LANGUAGES, problem_text
from scorecard.importing.sources import apart
from scorecard.importing.sources.apart import LARGEST_FILE, MOST_MEMORY, read_apart, read_here
from scorecard.importing.sources.grids import Source, as_plain, from_plain
from scorecard.importing.sources.sheet_file import read_sheets
from tests.test_sheet_file import FILES, MAIN, NOTHING, OLE, bomb_lying, laughing, made, ods, ods_cell, sheet, small, zipped

SAMPLES = sorted(p.name for p in FILES.glob("*.xls*"))
MEASURE = """
import json, resource, sys, time
from scorecard.importing.sources.apart import read_apart
content, begun = sys.stdin.buffer.read(), time.perf_counter()
source = read_apart("file.xlsx", content)
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
print(json.dumps([[p.code for p in source.problems], len(source.grids), used, time.perf_counter() - begun]))
"""
FUZZ = """
import io, json, random, sys, zipfile
from collections import Counter
from pathlib import Path
from scorecard.exporting.reading_json import reading_document
from scorecard.importing.proposing import propose
from scorecard.importing.settling import settle
from scorecard.importing.sources.apart import _limit, read_here
from scorecard.importing.sources.grids import as_plain

_limit(300)
paths = sorted(Path(sys.argv[1]).iterdir())
files = [p.read_bytes() for p in paths if p.suffix in (".xls", ".xlsx", ".txt") or (p.suffix == ".pdf" and p.stat().st_size < 100_000)]
chance, seen = random.Random(20250725), Counter()


def damaged(content):
    content = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 10, 50))):
        at, to = chance.randrange(len(content)), chance.randrange(len(content))
        how = chance.randrange(6)
        if how == 0:
            content[at] = chance.randrange(256)
        elif how == 1:
            content[at] ^= 1 << chance.randrange(8)
        elif how == 2:
            content[at:at + 4] = chance.choice((bytes(4), b"\\xff" * 4, b"\\xff\\xff\\xff\\x7f", chance.randbytes(4)))
        elif how == 3:
            content[at:at] = content[to:to + chance.randrange(200)]
        elif how == 4 and len(content) > 100:
            del content[at:at + chance.randrange(1, 60)]
        elif chance.random() < 0.1 and len(content) > 100:
            del content[max(at, 20):]
    return bytes(content) or b"x"


def inside(content):  # the parts damaged, the archive whole
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        hit = chance.choice(old.namelist())
        for name in old.namelist():
            new.writestr(name, damaged(old.read(name)) if name == hit else old.read(name))
    return out.getvalue()


for n in range(400):
    file = files[n % len(files)]
    source = read_here(inside(file) if file.startswith(b"PK") and n % 3 else damaged(file))
    json.dumps(as_plain(source))
    opened = settle(source, {})
    reading_document(opened.reading, opened.checks, opened.items)
    propose(opened, {}, {})
    seen[source.problems[0].code if source.problems else "read"] += 1
print(json.dumps(seen))
"""


def codes(source: Source) -> list[str]:
    for problem in source.problems:
        assert all(problem_text(problem, lang) for lang in LANGUAGES)
    return [problem.code for problem in source.problems]


# --- what is read --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_read_apart_is_the_same(name: str) -> None:
    content = (FILES / name).read_bytes()
    assert read_apart(name, content) == read_sheets(content)


@pytest.mark.parametrize("name", ["批复.pdf", "a.txt", "a", "", "../../a.xlsx", "a\0b.xls", "\ud800.xlsx", "a" * 5000])
def test_the_content_decides_and_not_the_name(name: str) -> None:
    assert [grid.place for grid in read_apart(name, (FILES / "seed.xls").read_bytes()).grids] == ["预算21表", "预算22表", "预算23表"]


@pytest.mark.parametrize(("content", "kind", "codes_of_it"), [
    ("名称\t数量\n召回\t10".encode("gb18030"), "sheet", []), ("名称,数量,质量\n召回,10,20".encode("utf-8-sig"), "sheet", []),
    ("预算22表\n名称".encode(), "text", []), ("预算22表\n名称\t数量".encode("utf-16"), "text", []),
    (b"", "text", ["file_empty"]), (b" \r\n", "text", ["file_empty"]),
    (Random(1).randbytes(5000), "text", ["file_unknown"]), (b"\0" * 5000, "text", ["file_unknown"]),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "text", ["file_unknown"]),
    (b"<html><table><tr><td>1</td></tr></table></html>", "text", ["no_table_file"]),
    (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "text", ["no_table_file"]), (b"{\\rtf1 a}", "text", ["no_table_file"]),
    (zipped({"word/document.xml": b"<w/>"}), "sheet", ["no_table_file"]), (zipped({"a.txt": b"x"}), "sheet", ["no_table_file"]),
    (zipped({"a.txt": b"%PDF-1.7"}, packing=zipfile.ZIP_STORED), "sheet", ["no_table_file"]),
])
def test_what_a_file_is_its_bytes_say(content: bytes, kind: str, codes_of_it: list[str]) -> None:
    source = read_apart("a.xlsx", content)
    assert (source.kind, codes(source)) == (kind, codes_of_it)


@pytest.mark.parametrize("before", [b"", b"x" * 1000])
def test_a_pdf_goes_to_its_own_reader(before: bytes) -> None:
    source = read_apart("a.xlsx", before + b"%PDF-1.7\n%%EOF\n")
    assert codes(source) and not {"file_unknown", "no_table_file"} & set(codes(source))


def test_a_file_too_large_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(apart.subprocess, "run")
    assert codes(read_apart("a.xlsx", bytes(LARGEST_FILE + 1))) == ["file_too_large"]


def test_what_takes_too_long_is_given_up() -> None:
    assert codes(read_apart("a.xlsx", small(), seconds=0.001)) == ["reading_took_too_long"]


def test_a_reader_that_cannot_start_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart.sys, "executable", "/nowhere/python")
    assert codes(read_apart("a.xlsx", small())) == ["file_broken"]


def test_the_process_needs_little_to_start() -> None:
    loaded = ("import sys, scorecard.importing.sources.apart, scorecard.importing.sources.sheet_file\n"
              "print({'streamlit', 'pandas', 'duckdb', 'numpy', 'openpyxl'} & sys.modules.keys())")
    done = subprocess.run([sys.executable, "-c", loaded], cwd=settings.ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_what_is_handed_over_comes_back_the_same() -> None:
    source = read_sheets((FILES / "h1.xlsx").read_bytes())
    assert from_plain(json.loads(json.dumps(as_plain(source)))) == source


# --- hostile files -------------------------------------------------------------------------------------------------


def strings(length: int, cells: int) -> bytes:
    """Cells that all name the same long text."""
    text = "".join(chr(0x4E00 + n % 20_000) for n in range(length))
    rows = ("<row>" + "<c t='s'><v>0</v></c>" * 100 + "</row>") * (cells // 100)
    return zipped({"xl/sharedStrings.xml": f"<sst xmlns='{MAIN}'><si><t>{text}</t></si></sst>".encode()}, sheet(rows), zipfile.ZIP_STORED)


def nested(depth: int) -> bytes:
    content = small()
    for _ in range(depth):
        content = zipped({"a.zip": content})
    return content


STORED = zipfile.ZIP_STORED
FARTHEST = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
HOSTILE: dict[str, tuple[bytes, set[str]]] = {
    "ten million cells": (sheet(("<row>" + "<c><v>1</v></c>" * 1000 + "</row>") * 10_000, zipfile.ZIP_DEFLATED), {"unpacked_too_large"}),
    "two million cells": (sheet(("<row>" + "<c><v>1</v></c>" * 1000 + "</row>") * 1_800, STORED), {"sheet_too_large"}),
    "two million cells without content": (sheet("<row>" + "<c/>" * 2_000_000 + "</row>", STORED), set()),
    "one cell in the farthest corner": (sheet(FARTHEST), {"sheet_too_large"}),
    "the farthest corner, in small letters": (sheet(FARTHEST.replace("XFD1048576", "xfd1048576")), {"sheet_too_large", "file_broken", "not_xlsx"}),
    "a row beyond all rows": (sheet("<row r='1'><c r='A1'><v>1</v></c></row><row r='4294967295'><c><v>1</v></c></row>"), {"sheet_too_large"}),
    "a row of five thousand digits": (sheet(f"<row r='{'9' * 5000}'><c><v>1</v></c></row>"), {"not_xlsx"}),
    "a hundred thousand cells": (sheet(("<row>" + "<c><v>1</v></c>" * 100 + "</row>") * 1000, STORED), set()),
    "gigabytes of the same text": (strings(1_000_000, 20_000), {"file_broken", "too_much_content", "not_xlsx"}),
    "more text than memory": (strings(30_000, 200_000), {"file_broken", "too_much_content", "not_xlsx"}),
    "a hundred thousand elements deep": (sheet("<row>" + "<c>" * 1_000_000, STORED), {"not_xlsx"}),
    "a million attributes": (sheet("<row " + " ".join(f"a{n}='1'" for n in range(1_000_000)) + "/>", STORED), {"file_broken", "not_xlsx"} | {"read"}),
    "two million styles": (zipped({"xl/styles.xml": b"<styleSheet><cellXfs>" + b"<xf/>" * 2_000_000 + b"</cellXfs></styleSheet>"}, small(), STORED),
                           {"file_broken", "not_xlsx", "reading_took_too_long"} | {"read"}),
    "entities that laugh": (laughing("xl/sharedStrings.xml"), {"workbook_odd"}),
    "a size that lies": (bomb_lying(39_000_000), {"workbook_odd"}),
    "a size that lies, small": (bomb_lying(1000), {"workbook_odd", "not_xlsx"}),
    "archives within archives": (nested(20), {"no_table_file"}),
    "an .ods that repeats": (ods(f'<table:table-row table:number-rows-repeated="1048576">{ods_cell("1")}</table:table-row>'), {"sheet_too_large"}),
    "an .ods of nothing": (ods(NOTHING.format(n=2_000_000_000) * 100), set()),
    "an .ods whose repeats are no numbers": (ods(NOTHING.format(n="x")), {"not_xlsx"}),
    "an .xls of nothing": (OLE, {"file_broken", "not_xlsx"}),
    "an .xls that chases its own tail": (OLE[:512] + bytes(range(256)) * 400, {"file_broken", "not_xlsx"}),
    "fifteen megabytes of commas": (b"," * 15_000_000, {"too_much_content"}),
    "thirty megabytes of quotes": (b'"\t' * 15_000_000, {"too_much_content"}),
    "a name of 300 characters": (made(lambda page: page.append(["召回" * 150, 10])), set()),
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows measures and limits no memory of a process")
@pytest.mark.parametrize(("content", "expected"), HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_file_ends_in_words_and_costs_little(content: bytes, expected: set[str]) -> None:
    done = subprocess.run([sys.executable, "-c", MEASURE], input=content, cwd=settings.ROOT, capture_output=True, check=True)
    found, grids, used, seconds = json.loads(done.stdout)
    print(found, grids, f"{used / 2**20:.0f} MB {seconds:.1f} s")
    assert set(found) <= expected and (found or not expected or "read" in expected)
    assert used <= MOST_MEMORY
    assert seconds <= 21


@pytest.mark.parametrize("name", ["seed.xlsx", "h1.xls"])
def test_a_file_cut_anywhere_is_read_or_refused(name: str) -> None:
    content = (FILES / name).read_bytes()
    for at in range(1, len(content), 211):
        source = read_here(content[:at])
        assert bool(codes(source)) != bool(source.grids or source.lines)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no memory of a process")
def test_hundreds_of_damaged_files_never_break_the_reader() -> None:
    done = subprocess.run([sys.executable, "-c", FUZZ, str(FILES)], cwd=settings.ROOT, capture_output=True, text=True, env=os.environ | {"PYTHONUTF8": "1"})
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout)
    print(seen)
    assert sum(seen.values()) == 400 and len(seen) > 3


def test_the_folder_of_the_program_is_where_the_process_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_apart("a.xlsx", small()).grids[0].cells[0].text == "召回"
