"""An .xls before its cells are made: whether its container claims more than the file holds, how far its sheets go, how numbers are shown.

calamine believes the sizes in the file and would ask for hundreds of gigabytes. Written after [MS-CFB] (the container: sectors in chains) and
[MS-XLS] (the stream in it: records of a number, a length and data). ValueError, LookupError or struct.error where a file breaks their rules.
"""

import struct
from collections.abc import Callable, Iterator, Sequence

from scorecard.importing.sources.sheet_scan import PERCENTAGES, Scan, shown_by

HEAD, ENTRY, USED, MINI, MINI_BELOW = 512, 128, 66, 64, 4096
NO_SECTOR = 0xFFFFFFFA
COUNTS = (40, 44, 64, 72)
"""Where the head says how many sectors the directory and each table of chains take."""
BOF, EOF, SST, BOUNDSHEET, XF, FORMAT, MULRK = 0x0809, 0x000A, 0x00FC, 0x0085, 0x00E0, 0x041E, 0x00BD
CELLS = (0x0006, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6)
"""FORMULA, LABELSST, NUMBER, LABEL, BOOLERR, RK, RSTRING: all begin with row, column, style."""


def scan_xls(content: bytes) -> dict[str, Scan]:
    """What is seen of each sheet, by name."""
    stream = workbook_stream(content)
    scans: dict[str, Scan] = {}
    names: dict[int, str] = {}
    styles: list[int] = []
    codes = dict(PERCENTAGES)
    scan: Scan | None = None
    for at, kind, data in records(stream):
        if kind == BOF and at in names:
            scan = scans.setdefault(names[at], Scan())
        elif kind == EOF:
            scan = None
        elif kind == SST and _number(data, 4) > len(stream):
            raise ValueError("SST")
        elif kind == BOUNDSHEET:
            names[_number(data, 0)] = _text(data[6:], 1)
        elif kind == XF:
            styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == FORMAT:
            codes[struct.unpack_from("<H", data)[0]] = _text(data[2:], 2)
        elif scan and kind in (*CELLS, MULRK):
            for row, column, style in _cells(kind, data):
                scan.see(row, column, shown=shown_by(codes.get(styles[style], "") if style < len(styles) else ""))
    return scans


def workbook_stream(content: bytes) -> bytes:
    """The stream of the workbook in its container."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in (512, 4096) or any(_number(content, at) * size > len(content) for at in COUNTS):
        raise ValueError("CFB")

    def sector(number: int) -> bytes:
        if (number + 1) * size >= len(content):
            raise ValueError("CFB")
        return content[(number + 1) * size:(number + 2) * size]

    table = [n for at in _table_sectors(content, sector) for n in _numbers(sector(at))]
    directory = b"".join(_chain(_number(content, 48), table, sector))
    entries = [directory[at:at + ENTRY] for at in range(0, len(directory) - ENTRY + 1, ENTRY)]
    named = {entry[:64].decode("utf-16-le", "replace").split("\0")[0]: entry for entry in reversed(entries)}
    book = named.get("Workbook") or named["Book"]
    if any(_number(entry, 120) > len(content) for entry in (entries[0], book, *(entry for entry in entries if entry[USED]))):
        raise ValueError("CFB")
    start, length = _number(book, 116), _number(book, 120)
    held = b"".join(_chain(_number(entries[0], 116), table, sector))
    mini_table = [n for part in _chain(_number(content, 60), table, sector) for n in _numbers(part)]
    if length >= MINI_BELOW:
        return b"".join(_chain(start, table, sector))[:length]
    return b"".join(_chain(start, mini_table, lambda n: held[n * MINI:(n + 1) * MINI]))[:length]


def _table_sectors(content: bytes, sector: Callable[[int], bytes]) -> Iterator[int]:
    """The sectors that hold the table of chains: the first 109 stand in the head, the others in sectors linked by their last number."""
    yield from (n for n in _numbers(content[76:HEAD]) if n < NO_SECTOR)
    following, seen = _number(content, 68), set[int]()
    while following < NO_SECTOR and following not in seen:
        seen.add(following)
        *numbers, following = _numbers(sector(following))
        yield from (n for n in numbers if n < NO_SECTOR)


def _chain(start: int, table: Sequence[int], sector: Callable[[int], bytes]) -> Iterator[bytes]:
    seen = 0
    while start < NO_SECTOR:
        yield sector(start)
        start, seen = table[start], seen + 1
        if seen > len(table):
            raise ValueError("CFB")  # a chain that chases its own tail


def records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Where each record begins, its kind, its data."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4:at + 4 + length]
        at += 4 + length


def _cells(kind: int, data: bytes) -> Iterator[tuple[int, int, int]]:
    """Row, column and style of each cell of a record."""
    row, column, style = struct.unpack_from("<HHH", data)
    yield row, column, style
    for n in range(1, (len(data) - 6) // 6 if kind == MULRK else 0):
        yield row, column + n, struct.unpack_from("<H", data, 4 + 6 * n)[0]


def _text(data: bytes, width: int) -> str:
    """A text with its length in one or two bytes and a flag for UTF-16 before it."""
    length, wide = int.from_bytes(data[:width], "little"), int.from_bytes(data[width:width + 1]) & 1
    return data[width + 1:width + 1 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _number(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[:len(data) // 4 * 4])
