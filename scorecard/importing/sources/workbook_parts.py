"""The parts of a workbook's zip archive (.xlsx, .ods), looked at before anything reads them: sizes, names, entities, how far its sheets go.

What was checked is what is read: `Workbook.packed` holds the checked parts anew and nothing else, so that no second reader of the same
archive can find other sizes or other parts in it.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers import expat

from scorecard.importing.sources.sheet_scan import PERCENTAGES, Scan, scan_ods, scan_xlsx
from scorecard.problems import Problem

MEGABYTE = 1024 * 1024
LARGEST_WHOLE = 60 * MEGABYTE
LARGEST_PART = 40 * MEGABYTE
MOST_PARTS = 2_000
HIGHEST_RATIO, RATIO_FROM = 200, MEGABYTE
READ = (".xml", ".rels")
DECLARES = re.compile(rb"<!(?:doctype|entity)", re.IGNORECASE)
NOT_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError, LookupError)
"""What zipfile raises where an archive is broken."""
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Workbook:
    """A checked archive. packed: its parts of XML in a new archive; sheets: what was seen of each sheet, by name."""

    packed: bytes
    sheets: dict[str, Scan] = field(default_factory=dict)


def directory_problem(archive: zipfile.ZipFile, whole: int = LARGEST_WHOLE, part: int = LARGEST_PART) -> Problem | None:
    """What the directory of an archive says against unpacking it. whole, part: the largest sizes unpacked, in bytes."""
    infos = archive.infolist()
    names = [info.filename.replace("\\", "/").casefold() for info in infos]
    if any(info.flag_bits & 1 for info in infos):
        return Problem("workbook_encrypted")
    for size, most in ((sum(info.file_size for info in infos), whole), (max((info.file_size for info in infos), default=0), part)):
        if size > most:
            return Problem("unpacked_too_large", values={"most": most // MEGABYTE})
    if (len(names) > MOST_PARTS or len(set(names)) < len(names) or any(name.startswith("/") or ":" in name or ".." in name.split("/") for name in names)
            or any(info.file_size > RATIO_FROM and info.file_size > HIGHEST_RATIO * info.compress_size for info in infos)):
        return Problem("workbook_odd")
    return None


def check_workbook(content: bytes) -> Workbook | Problem:
    """The workbook in a zip archive, or why it is not read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if problem := directory_problem(archive):
                return problem
            if "xl/workbook.xml" not in names and "content.xml" not in names:
                return Problem("no_table_file")
            parts = {info.filename: _unpacked(archive, info) for info in archive.infolist() if info.filename.endswith(READ) or info.filename == "mimetype"}
    except NOT_ZIP as error:
        return Problem("not_xlsx", values={"reason": f"{type(error).__name__}: {error}"[:200]})
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        return Problem("workbook_encrypted")
    if any(DECLARES.search(part) or DECLARES.search(part.replace(b"\0", b"")) for part in parts.values()):
        return Problem("workbook_odd")
    try:
        return Workbook(_packed(parts), dict(_scans(parts)))
    except (expat.ExpatError, ElementTree.ParseError, ValueError, LookupError) as error:
        return Problem("not_xlsx", values={"reason": f"{type(error).__name__}: {error}"[:200]})


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A part, never more of it than the directory declares: a size that lies is a wrong checksum. Other ways of packing know no such end."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(f"compression {info.compress_type}")
    with archive.open(info) as file:
        part = file.read(info.file_size)
    if len(part) < info.file_size:
        raise zipfile.BadZipFile(f"size of {info.filename}")
    return part


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _scans(parts: dict[str, bytes]) -> Iterator[tuple[str, Scan]]:
    """What is seen of each sheet, by its name."""
    if "xl/workbook.xml" not in parts:
        yield from scan_ods(parts["content.xml"]).items()
        return
    formats = _formats(parts["xl/styles.xml"]) if "xl/styles.xml" in parts else []
    targets = {str(relation.get("Id")): str(relation.get("Target")) for relation in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])}
    for sheet in ElementTree.fromstring(parts["xl/workbook.xml"]).iterfind(".//{*}sheets/{*}sheet"):
        part = posixpath.normpath(posixpath.join("xl", targets.get(sheet.get(OFFICE, ""), ""))).lstrip("/")
        if part in parts and sheet.get("state") != "veryHidden":
            yield sheet.get("name", ""), scan_xlsx(parts[part], formats)


def _formats(styles: bytes) -> list[str]:
    """The number format of each style a cell can name, in order; empty where it is none of the percentages or one of the file's own."""
    root = ElementTree.fromstring(styles)
    own = {int(f.get("numFmtId", "0")): f.get("formatCode", "") for f in root.iterfind(".//{*}numFmts/{*}numFmt")}
    return [(PERCENTAGES | own).get(int(style.get("numFmtId", "0")), "") for style in root.iterfind("{*}cellXfs/{*}xf")]
