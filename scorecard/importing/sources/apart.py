"""Any file -> what it holds, read in a process of its own: whatever a file does to its reader, this program goes on and says what is wrong.

The process has a gigabyte and some seconds, and ends with the file. What the file is, its first bytes decide, never its name.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from math import ceil
from pathlib import Path, PurePath

from scorecard.importing.sources.grids import Box, Source, as_plain, from_plain
from scorecard.importing.sources.pasted import decoded, read_pasted
from scorecard.problems import Problem

LARGEST_FILE = 30 * 1024 * 1024
MOST_MEMORY = 900 * 1024 * 1024  # below a gigabyte however that is counted
ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
PDF_WITHIN = 1024
MARKUP = ("<!", "<?", "<html", "<table", "<body", "<meta", "{\\rtf")
FOLDER = Path(__file__).resolve().parents[3]


def read_apart(name: str, content: bytes, seconds: float = 20) -> Source:
    """What a file holds, or the problems for which it was not read; never an exception. name: the file's, for people; seconds: the most it takes."""
    name = PurePath(name).name[:100]
    if len(content) > LARGEST_FILE:
        return _refused(Problem("file_too_large", values={"name": name, "most": LARGEST_FILE // (1024 * 1024)}))
    try:
        return from_plain(json.loads(_child(content, seconds)))
    except subprocess.TimeoutExpired:
        return _refused(Problem("reading_took_too_long", values={"name": name, "seconds": ceil(seconds)}))
    except (OSError, subprocess.SubprocessError, ValueError, LookupError, TypeError, MemoryError):
        return _refused(Problem("file_broken"))


def picture_apart(content: bytes, page: int, boxes: Sequence[Box], around: float | None = None, seconds: float = 20) -> bytes | None:
    """A PNG of a page (1-based) of a PDF with the boxes on it marked, or of what is around them (points); None where it cannot be drawn."""
    try:
        return _child(content, seconds, json.dumps([page, [asdict(box) for box in boxes], around])) or None
    except (OSError, subprocess.SubprocessError):
        return None


def _child(content: bytes, seconds: float, *asked: str) -> bytes:
    """What this module, started on its own, writes of a file."""
    return subprocess.run([sys.executable, "-m", __spec__.name, str(ceil(seconds)), *asked], input=content, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, cwd=FOLDER, timeout=seconds, check=True).stdout


def read_here(content: bytes) -> Source:
    """The same within this process, without limits of memory and time: for the process of its own."""
    try:
        return _read(content)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # parsers raise whatever a broken file makes them stumble on; a panic of Rust is no Exception
        return _refused(Problem("file_broken"))


def _read(content: bytes) -> Source:
    if not content.strip():
        return _refused(Problem("file_empty"))
    if content.startswith((ZIP, OLE)):
        from scorecard.importing.sources.sheet_file import read_sheets  # here: each file waits for its own reader only

        return read_sheets(content)
    if PDF in content[:PDF_WITHIN]:
        from scorecard.importing.sources.pdf_file import read_pdf

        return read_pdf(content)
    text = decoded(content)
    if text is None:
        return _refused(Problem("file_unknown"))
    return _refused(Problem("no_table_file")) if text.lstrip()[:10].casefold().startswith(MARKUP) else read_pasted(text)


def _refused(problem: Problem) -> Source:
    return Source("text", problems=(problem,))


def _limit(seconds: int) -> None:
    """No more memory and time than these, no core file; Windows knows no such limits, there only the waiting ends."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds + 1, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Standard input's file as JSON on standard output; asked for a page with boxes, its picture."""
    _limit(int(sys.argv[1]))
    content = sys.stdin.buffer.read()
    if len(sys.argv) > 2:
        from scorecard.importing.sources.pdf_file import page_picture

        page, boxes, around = json.loads(sys.argv[2])
        sys.stdout.buffer.write(page_picture(content, page, [Box(**box) for box in boxes], 2.5, around))
    else:
        print(json.dumps(as_plain(read_here(content))))


if __name__ == "__main__":
    main()
