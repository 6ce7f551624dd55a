"""What an error of the database means to the people who work with it, as a Problem: what is wrong, what to do. No SQL here."""

import re
from pathlib import Path

from scorecard.problems import Problem, Refused

FULL = re.compile(r"no space left|disk (is )?full|disk quota|not enough space|failed to offload|max_temp_directory_size", re.IGNORECASE)
READ_ONLY = re.compile(r"read-only file system|permission denied|operation not permitted|access is denied", re.IGNORECASE)
DAMAGED = re.compile(r"corrupt|checksum|serializ|unexpected end|internal error|could not read enough bytes", re.IGNORECASE)
STANDS = re.compile(r"commit succeeded", re.IGNORECASE)
LONGEST = 200


def unreadable(path: Path | None, error: Exception) -> Refused:
    """The store cannot be opened or read: held by another process, damaged, or out of reach."""
    said = str(error)
    if holder := re.search(r"\(PID (\d+)\)", said):
        return Refused([Problem("store_held", values={"path": path, "pid": holder[1]})])
    code = "disk_full" if FULL.search(said) else "store_damaged" if DAMAGED.search(said) else "store_unreadable"
    return Refused([Problem(code, values={"path": path or "-", "reason": said[:LONGEST]})])


def not_saved(path: Path | None, error: Exception) -> Refused:
    """A write was not carried out."""
    said = str(error)
    code = "disk_full" if FULL.search(said) else "disk_read_only" if READ_ONLY.search(said) else "store_damaged" if DAMAGED.search(said) else "not_saved"
    return Refused([Problem(code, values={"path": path or "-", "reason": said[:LONGEST]})])


def stands(error: Exception) -> bool:
    """Whether a write stands all the same: it was committed, and only the tidying up of the log behind it failed."""
    return bool(STANDS.search(str(error)))
