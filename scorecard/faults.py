"""What an error of the database means to the people who work with it, as a Problem: what is wrong, what to do. No SQL here."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from scorecard.engines import Place
from scorecard.problems import Problem, Refused

FULL = re.compile(r"no space left|disk (is )?full|disk quota|not enough space|failed to offload|max_temp_directory_size", re.IGNORECASE)
READ_ONLY = re.compile(r"read-only file system|permission denied|operation not permitted|access is denied", re.IGNORECASE)
DAMAGED = re.compile(r"corrupt|checksum|serializ|unexpected end|internal error|could not read enough bytes", re.IGNORECASE)
STANDS = re.compile(r"commit succeeded", re.IGNORECASE)
LOST = re.compile(r"server closed the connection|connection to server|unable to connect|no connection to the server|connection not open|"
                  r"could not (receive|send) data|terminating connection|shutting down|starting up|recovery mode|could not translate host|"
                  r"ssl connection has been closed", re.IGNORECASE)
PASSES = re.compile(r"duplicate key value|could not serialize|deadlock detected", re.IGNORECASE)
LONGEST = 200


def unreadable(place: Place, error: Exception) -> Refused:
    """The store cannot be opened or read: held by another process, damaged, or out of reach."""
    said = str(error)
    if holder := re.search(r"\(PID (\d+)\)", said):
        return Refused([Problem("store_held", values={"path": place, "pid": holder[1]})])
    tells = {"store_out_of_reach": LOST, "disk_full": FULL, "store_damaged": DAMAGED}
    code = next((code for code, words in tells.items() if words.search(said)), "store_unreadable")
    return Refused([Problem(code, values={"path": place or "-", "reason": _reason(said)})])


def not_saved(place: Place, error: Exception) -> Refused:
    """A write was not carried out."""
    said = str(error)
    tells = {"lost_while_saving": LOST, "disk_full": FULL, "disk_read_only": READ_ONLY, "store_damaged": DAMAGED}
    code = next((code for code, words in tells.items() if words.search(said)), "not_saved")
    return Refused([Problem(code, values={"path": place or "-", "reason": _reason(said)})])


@contextmanager
def writing() -> Iterator[None]:
    """Where the connection is lost while something is read for a write's sake, it is the write that is lost, and to be done again."""
    try:
        yield
    except Refused as refused:
        raise _told_as(refused, "store_out_of_reach", "lost_while_saving") from refused


def opening(refused: Refused) -> Refused:
    """Where the connection is lost while a store is opened, nobody was saving anything."""
    return _told_as(refused, "lost_while_saving", "store_out_of_reach")


def _told_as(refused: Refused, code: str, instead: str) -> Refused:
    return Refused([replace(problem, code=instead) if problem.code == code else problem for problem in refused.problems])


def _reason(said: str) -> str:
    """What the database says, without what is only for programmers: of a connection that fails, why."""
    return (said.rpartition(" failed: ")[2].partition("\n")[0] if LOST.search(said) else said)[:LONGEST]


def passes(error: Exception) -> bool:
    """Whether the same write may go well a moment later: somebody else was quicker, or the connection to the database was lost."""
    return bool(PASSES.search(str(error)) or LOST.search(str(error)))


def stands(error: Exception) -> bool:
    """Whether a write stands all the same: it was committed, and only the tidying up of the log behind it failed."""
    return bool(STANDS.search(str(error)))
