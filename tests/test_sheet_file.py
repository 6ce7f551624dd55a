"""Spreadsheet files: the same tables whatever the format, values as a person types them, merged cells, limits, odd archives."""

import csv
import datetime
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest
from openpyxl import Workbook

from scorecard import settings
from scorecard.exporting.reading_json import reading_document
from scorecard.i18n import LANGUAGES, problem_text
from scorecard.importing.fact_file import read_fact_file
from scorecard.importing.long_form import read_long
from scorecard.importing.official_table import read_official
from scorecard.importing.sources.grids import Cell, Source, cells_by_place
from scorecard.importing.sources.sheet_file import read_sheets
from scorecard.importing.sources.xls_scan import COUNTS, SST, XF, records, workbook_stream
from scorecard.importing.table_rules import check_tables
from scorecard.importing.wide_table import read_wide

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LABELSST = 0x00FD
FILES = settings.ROOT / "tests" / "files" / "budget"
NATIONAL = "h3"
"""Its list of programmes says less than its rows do: name and total."""


def golden(name: str, document: str) -> list[dict[str, str]]:
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{k: v for k, v in row.items() if k != "document"} for row in csv.DictReader(file) if row["document"] == document]


def as_written(values: Mapping[str, Any], fields: Iterable[str]) -> dict[str, str]:
    """The values of these fields as the golden files have them: 20 for 20.0, nothing for None."""
    found = {field: values.get(field) for field in fields}
    return {field: "" if value is None else f"{value:.10g}" if isinstance(value, int | float) else str(value) for field, value in found.items()}


def read(content: bytes) -> Source:
    source = read_sheets(content)
    for problem in source.problems:
        assert all(problem_text(problem, lang) for lang in LANGUAGES)
    return source


def codes(content: bytes) -> list[str]:
    return [problem.code for problem in read(content).problems]


def made(fill: Callable[[Any], object], title: str = "预算22表") -> bytes:
    book = Workbook()
    book.active.title = title
    fill(book.active)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(parts: Mapping[str, bytes], like: bytes = b"", packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook with some parts put in place of its own, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as new:
        if like:
            with zipfile.ZipFile(io.BytesIO(like)) as old:
                for name in set(old.namelist()) - parts.keys():
                    new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def sheet(rows: str, packing: int = zipfile.ZIP_STORED) -> bytes:
    """A workbook whose only sheet is this XML of rows."""
    head = f'<worksheet xmlns="{MAIN}"><sheetData>'
    return zipped({"xl/worksheets/sheet1.xml": f"{head}{rows}</sheetData></worksheet>".encode()}, made(lambda page: None), packing)


def texts(content: bytes) -> dict[tuple[int, int], str]:
    """The texts of the first sheet by place."""
    source = read(content)
    assert source.problems == ()
    return {(cell.row, cell.column): cell.text for grid in source.grids[:1] for cell in grid.cells}


# --- the official tables -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "document"), [("seed.xlsx", "seed"), ("seed.xls", "seed"), ("h1.xlsx", "h1"), ("h1.xls", "h1"),
                                                ("h3.xlsx", NATIONAL), ("h7_broken.xlsx", "h7_broken")])
def test_an_approved_table_is_read_as_it_is_printed(name: str, document: str) -> None:
    reading = read_official(read((FILES / name).read_bytes()))
    found = reading_document(reading, check_tables(reading))
    cells, indicators, rows = (golden(part, document) for part in ("cells", "indicators", "rows"))
    assert [as_written(i, indicators[0]) for i in found["indicators"]] == indicators
    if document == NATIONAL:
        cells, rows = [], [{name: row[name] for name in ("name", "total")} for row in rows]
    assert [as_written(cell, cells[0]) for cell in found["cells"] if cells] == cells
    assert [as_written({"table": table["table"], **row, **row["funds"]}, rows[0]) for table in found["tables"] for row in table["rows"]] == rows


@pytest.mark.parametrize("name", ["seed.xlsx", "h1.xlsx", "h3.xlsx"])
def test_a_right_table_has_no_problem(name: str) -> None:
    reading = read_official(read((FILES / name).read_bytes()))
    assert reading_document(reading, check_tables(reading))["problems"] == []


def test_what_is_wrong_in_a_broken_table_is_said() -> None:
    reading = read_official(read((FILES / "h7_broken.xlsx").read_bytes()))
    assert [p["code"] for p in reading_document(reading, check_tables(reading))["problems"]] == [
        "target_impossible_date", "rule_incomes", "rule_natures", "rule_rows", "rule_project_money", "rule_cap", "rule_rate"]


def test_a_duty_roster_is_a_grid_and_no_official_table() -> None:
    (grid,) = read((FILES / "h8_duty_roster.xlsx").read_bytes()).grids
    assert (grid.place, len(grid.cells)) == ("值班表", 16)
    assert read_wide(grid) == read_long(grid) == []


# --- cells ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "shown_as", "text"), [
    (12.0, "General", "12"), (0.1 + 0.2, "General", "0.3"), (1175.5000000000002, "General", "1175.5"), (1e21, "General", "1000000000000000000000"),
    (0.00001, "General", "0.00001"), (-0.0, "General", "0"), (20, "0.00", "20"), (1234567.5, "#,##0.00", "1234567.5"),
    (0.95, "0%", "95%"), (0.07, "0.00%", "7%"), (0.285, '0.0%;[Red]-0.0%', "28.5%"), (1, "0%", "100%"), (95, '0"%"', "95"),
    (47022, "000000", "047022"), (True, "General", "TRUE"),
    (datetime.date(2025, 7, 25), "yyyy-mm-dd", "2025-07-25"), (datetime.date(2025, 7, 25), 'yyyy"年"m"月"d"日"', "2025-07-25"),
    (datetime.datetime(2025, 7, 25, 8, 30), "yyyy-mm-dd hh:mm", "2025-07-25 08:30"), (datetime.time(8, 30), "hh:mm", "08:30:00"),
    ("047022", "General", "047022"), ("第一行\n第二行", "General", "第一行\n第二行"), (" 质量\r\n指标 ", "General", "质量\n指标"),
    ("甲\u2028乙", "General", "甲\n乙"), ("指标" * 150, "General", "指标" * 150), ("=1+1", "@", ""), ("喆镕㙍𠮷", "General", "喆镕㙍𠮷"),
])
def test_a_value_reads_as_a_person_types_it(value: object, shown_as: str, text: str) -> None:
    def fill(page: Any) -> None:
        page["B2"] = value
        page["B2"].number_format = shown_as
        page["A9"] = "."
    assert texts(made(fill)).get((1, 1), "") == text


@pytest.mark.parametrize(("cell", "text"), [
    ("<c r='A1'><f>1+1</f></c>", ""), ("<c r='A1'><f>1+1</f><v>2</v></c>", "2"), ("<c r='A1'><f>1+1</f><v>3</v></c>", "3"),
    ("<c r='A1' t='str'><f>WEBSERVICE(&quot;http://127.0.0.1/&quot;)</f><v>召回10批次</v></c>", "召回10批次"), ("<c r='A1' t='e'><v>#REF!</v></c>", ""),
    ("<c r='A1' t='e'><f>1/0</f><v>#DIV/0!</v></c>", ""), ("<c r='A1' t='inlineStr'><is><r><t>召回</t></r><r><t>次数</t></r></is></c>", "召回次数"),
    ("<c r='A1' t='inlineStr'><is><t>甲_x0000_乙</t></is></c>", "甲乙"), ("<c r='A1' t='b'><v>0</v></c>", "FALSE"),
])
def test_a_formula_is_never_calculated_and_an_error_says_nothing(cell: str, text: str) -> None:
    content = sheet(f"<row r='1'>{cell}<c r='B1'><v>1</v></c></row>")
    assert texts(content).get((0, 0), "") == text


def test_merged_cells_go_over_what_they_cover() -> None:
    def fill(page: Any) -> None:
        for place, text in {"A1": "标题", "A2": "名称", "B2": "指标", "B3": "数量", "C3": "质量", "D3": "时效"}.items():
            page[place] = text
        for ranged in ("A1:Z1", "A2:A3", "B2:D2", "B9:C40"):
            page.merge_cells(ranged)
    assert read(made(fill)).grids[0].cells == (
        Cell("标题", 0, 0, 1, 4), Cell("名称", 1, 0, 2, 1), Cell("指标", 1, 1, 1, 3), Cell("数量", 2, 1), Cell("质量", 2, 2), Cell("时效", 2, 3))


def test_merged_cells_never_cover_a_place_twice() -> None:
    """A file may say so: what comes second stands as if it were not merged. A hundred thousand of them cost nothing."""
    merged = "<mergeCells>" + "<mergeCell ref='A1:XFD1048576'/><mergeCell ref='B2:C3'/>" * 50_000 + "</mergeCells>"
    rows = "<row r='1'><c r='A1'><v>1</v></c></row><row r='3'><c r='C3'><v>2</v></c></row></sheetData>" + merged + "<sheetData>"
    (grid,) = read(sheet(rows)).grids
    assert grid.cells == (Cell("1", 0, 0, 3, 3),)
    assert len(cells_by_place(grid.cells)) == 9


def test_hidden_sheets_are_read_and_empty_or_very_hidden_ones_are_not() -> None:
    book = Workbook()
    for title, state in (("显示", "visible"), ("隐藏", "hidden"), ("深藏", "veryHidden")):
        page = book.create_sheet(title)
        page["A1"], page.sheet_state = "x", state
    book.create_sheet("空白")["A1"] = "  "
    assert [grid.place for grid in read(saved(book)).grids] == ["显示", "隐藏"]


# --- limits --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "expected"), [
    ("CV2000", []), ("CW1", ["sheet_too_large"]), ("A2001", ["sheet_too_large"]), ("XFD1048576", ["sheet_too_large"])])
def test_a_sheet_has_2000_rows_and_100_columns_with_content(place: str, expected: list[str]) -> None:
    def fill(page: Any) -> None:
        page["A1"], page[place] = "x", "y"
        page["XFD1048576"].number_format = "0%"  # looks only: no content
    content = made(fill)
    assert codes(content) == expected
    assert bool(read(content).grids) == (not expected)


@pytest.mark.parametrize("rows", ["<row><c><v>1</v></c></row>" * 2001, "<row>" + "<c><v>1</v></c>" * 101 + "</row>", "<row r='2001'><c><v>1</v></c></row>",
                                  "<row r='1'><c r='A1048576'><v>1</v></c></row>"])
def test_cells_without_names_are_counted(rows: str) -> None:
    assert codes(sheet(rows)) == ["sheet_too_large"]


def test_a_sheet_that_is_too_large_is_named() -> None:
    (problem,) = read(made(lambda page: page.__setitem__("A2001", "x"), "明细")).problems
    assert "明细" in problem_text(problem, "zh") and "2000" in problem_text(problem, "zh") and "100" in problem_text(problem, "zh")


def test_fifty_sheets_at_most() -> None:
    book = Workbook()
    for _ in range(50):
        book.create_sheet()["A1"] = "x"
    assert codes(saved(book)) == ["too_many_sheets"]
    book.remove(book.active)
    assert len(read(saved(book)).grids) == 50


def test_a_text_repeated_in_every_cell_is_too_much() -> None:
    """Two megabytes of cells that all name one text of 20,000 characters would be gigabytes of text."""
    strings = f"<sst xmlns='{MAIN}'><si><t>{''.join(chr(0x4e00 + n) for n in range(20_000))}</t></si></sst>".encode()
    rows = "<row>" + "<c t='s'><v>0</v></c>" * 100 + "</row>"
    assert codes(zipped({"xl/sharedStrings.xml": strings}, sheet(rows * 2), zipfile.ZIP_STORED)) == ["too_much_content"]


def ods(rows: str) -> bytes:
    """An .ods of one sheet."""
    spaces = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    table = f'<table:table table:name="表">{rows}</table:table>'
    body = f'<office:document-content{spaces}><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>'
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": body.encode(), "META-INF/manifest.xml": b"<m/>"})


def ods_cell(value: str, kind: str = "float", more: str = "") -> str:
    held = "" if kind == "string" else f'office:value="{value}"'
    return f'<table:table-cell {more} office:value-type="{kind}" {held}><text:p>{value}</text:p></table:table-cell>'


NOTHING = '<table:table-row table:number-rows-repeated="{n}"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'


def test_an_ods_is_read_too() -> None:
    cells = ods_cell("0.95", "percentage") + '<table:table-cell table:number-columns-repeated="2"/>' + ods_cell("12") + ods_cell("召回", "string")
    assert texts(ods(f"{NOTHING.format(n=2)}<table:table-row>{cells}</table:table-row>{NOTHING.format(n=1048573)}")) == {
        (2, 0): "95%", (2, 3): "12", (2, 4): "召回"}


def test_merged_cells_of_an_ods_go_over_what_they_cover() -> None:
    spanned = ods_cell("产出指标", "string", 'table:number-columns-spanned="2" table:number-rows-spanned="1"')
    rows = f'<table:table-row>{spanned}<table:covered-table-cell/></table:table-row><table:table-row>{ods_cell("1")}{ods_cell("2")}</table:table-row>'
    assert read(ods(rows)).grids[0].cells == (Cell("产出指标", 0, 0, 1, 2), Cell("1", 1, 0), Cell("2", 1, 1))


@pytest.mark.parametrize("rows", [
    f'<table:table-row table:number-rows-repeated="1048576">{ods_cell("1")}</table:table-row>',
    f'<table:table-row>{ods_cell("1", more="table:number-columns-repeated=" + chr(34) + "16384" + chr(34))}</table:table-row>',
    f'{NOTHING.format(n=1048575)}<table:table-row>{ods_cell("1")}</table:table-row>'])
def test_an_ods_that_repeats_too_much_is_refused(rows: str) -> None:
    assert codes(ods(rows)) == ["sheet_too_large"]


def patched(kind: int, offset: int, value: bytes) -> bytes:
    """seed.xls with other bytes in the data of every record of a kind."""
    content = (FILES / "seed.xls").read_bytes()
    begins = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")  # its stream stands there in one piece
    changed = bytearray(content)
    for at, found, data in records(workbook_stream(content)):
        if found == kind:
            changed[begins + at + 4 + offset:begins + at + 4 + offset + len(value)] = value
            assert len(data) >= offset + len(value)
    return bytes(changed)


def test_a_number_of_an_xls_is_read_with_its_format() -> None:
    """Every style made one of per cents: 20 万元 are then 2000%."""
    assert texts((FILES / "seed.xls").read_bytes())[5, 3] == "20"
    assert texts(patched(XF, 2, b"\x09\x00"))[5, 3] == "2000%"


@pytest.mark.parametrize(("content", "code"), [
    (patched(LABELSST, 2, b"\xff\xff"), "sheet_too_large"), (patched(LABELSST, 0, b"\xff\xff"), "sheet_too_large"),
    (patched(LABELSST, 2, b"\x64\x00"), "sheet_too_large"), (patched(SST, 4, b"\xff\xff\xff\x7f"), "not_xlsx")])
def test_an_xls_that_claims_too_much_is_refused(content: bytes, code: str) -> None:
    assert set(codes(content)) == {code}


@pytest.mark.parametrize("at", [*COUNTS, 30, 48])
def test_a_container_that_claims_too_much_is_refused(at: int) -> None:
    content = (FILES / "seed.xls").read_bytes()
    assert codes(content[:at] + b"\xff\xff\xff\x0f" + content[at + 4:]) == ["not_xlsx"]


def test_a_chain_that_chases_its_own_tail_ends() -> None:
    """Every sector followed by the fifth."""
    content = bytearray((FILES / "seed.xls").read_bytes())
    table = (int.from_bytes(content[76:80], "little") + 1) * 512
    content[table:table + 512] = b"\x05\0\0\0" * 128
    assert codes(bytes(content)) == ["not_xlsx"]


# --- odd archives --------------------------------------------------------------------------------------------------


def small() -> bytes:
    return made(lambda page: page.append(["召回", 10]))


def bomb_lying(declared: int) -> bytes:
    """A part of 50 MB of spaces whose headers declare another size."""
    content = bytearray(zipped({"xl/worksheets/sheet1.xml": b" " * 50_000_000}, small()))
    for at in places_of(content, (50_000_000).to_bytes(4, "little")):
        content[at:at + 4] = declared.to_bytes(4, "little")
    return bytes(content)


def places_of(content: bytes | bytearray, part: bytes) -> Iterator[int]:
    at = content.find(part)
    while at >= 0:
        yield at
        at = content.find(part, at + 1)


def flagged(content: bytes) -> bytes:
    """The same with every part marked as encrypted."""
    marked = bytearray(content)
    for head, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for at in places_of(content, head):
            marked[at + offset] |= 1
    return bytes(marked)


def with_password(xls: bytes) -> bytes:
    """An .xls whose second record is FILEPASS."""
    at = xls.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    return xls[:at] + b"\x2f\x00" + xls[at + 2:]


def laughing(part: str, encoding: str = "utf-8", before: str = "") -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0" encoding="{encoding}"?>{before}<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]><sst><si><t>&l9;</t></si></sst>'
    return zipped({part: bomb.encode(encoding)}, small())


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ODD: dict[str, tuple[bytes, str]] = {
    "declares 61 MB in two parts": (zipped({"xl/a.xml": bytes(31_000_000), "xl/b.xml": bytes(32_000_000)}, small()), "unpacked_too_large"),
    "declares 50 MB in one part": (zipped({"xl/media/a.png": bytes(50_000_000)}, small()), "unpacked_too_large"),
    "a thousandfold": (zipped({"xl/media/a.png": bytes(2_000_000)}, small()), "workbook_odd"),
    "lies: 100 bytes": (bomb_lying(100), "not_xlsx"),
    "lies: 39 MB": (bomb_lying(39_000_000), "workbook_odd"),
    "2,001 parts": (zipped({f"xl/{n}.xml": b"" for n in range(2001)}, small()), "workbook_odd"),
    "a path upwards": (zipped({"xl/../../etc/passwd": b"x"}, small()), "workbook_odd"),
    "a path upwards, of Windows": (zipped({"xl\\..\\..\\a.xml": b"x"}, small()), "workbook_odd"),
    "a path from the root": (zipped({"/etc/passwd": b"x"}, small()), "workbook_odd"),
    "a path with a drive": (zipped({"C:/a.xml": b"x"}, small()), "workbook_odd"),
    "a part twice": (zipped({"XL/workbook.xml": b"x"}, small()), "workbook_odd"),
    "entities among the texts": (laughing("xl/sharedStrings.xml"), "workbook_odd"),
    "entities in the styles": (laughing("xl/styles.xml"), "workbook_odd"),
    "entities in UTF-16": (laughing("xl/sharedStrings.xml", "utf-16"), "workbook_odd"),
    "entities after a long comment": (laughing("xl/worksheets/sheet1.xml", before=f"<!--{'x' * 100_000}-->"), "workbook_odd"),
    "packed with LZMA": (zipped({}, small(), zipfile.ZIP_LZMA), "not_xlsx"),
    "flag of encryption": (flagged(small()), "workbook_encrypted"),
    "encrypted by Excel": (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(1000), "workbook_encrypted"),
    "an .xls with a password": (with_password((FILES / "seed.xls").read_bytes()), "workbook_encrypted"),
    "an .ods with a password": (zipped({"META-INF/manifest.xml": b"<manifest:encryption-data/>", "content.xml": b"\x8f\0\x11"}), "workbook_encrypted"),
    "a .doc": (OLE + "WordDocument".encode("utf-16-le") + bytes(1000), "no_table_file"),
    "a .docx": (zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}), "no_table_file"),
    "an .xlsb": (zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"}), "no_table_file"),
    "an archive of a workbook": (zipped({"a.xlsx": small()}), "no_table_file"),
    "no sheet's part": (zipped({"xl/workbook.xml": b"<workbook/>"}), "not_xlsx"),
    "a broken sheet": (zipped({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row>"}, small()), "not_xlsx"),
    "the end cut off": (small()[:-30], "not_xlsx"),
    "nothing but the head": (b"PK\x03\x04", "not_xlsx"),
    "an .xls cut off": ((FILES / "seed.xls").read_bytes()[:3000], "not_xlsx"),
}


@pytest.mark.parametrize(("content", "code"), ODD.values(), ids=list(ODD))
def test_an_odd_workbook_is_refused_in_words(content: bytes, code: str) -> None:
    assert codes(content) == [code]


@pytest.mark.parametrize("name", ["declares 61 MB in two parts", "a thousandfold", "a path upwards", "flag of encryption", "a part twice"])
def test_a_file_of_facts_is_held_to_the_same(name: str) -> None:
    """Its limits of size are its own: more rows stand in it."""
    content, code = ODD[name]
    if code == "unpacked_too_large":
        code = "workbook_odd"  # 61 MB are allowed, packed so far they are not
    assert [problem.code for problem in read_fact_file("a.xlsx", content)[1]] == [code]


def test_a_workbook_within_a_workbook_is_left_alone() -> None:
    assert texts(zipped({"xl/embeddings/a.xlsx": small()}, small())) == {(0, 0): "召回", (0, 1): "10"}


