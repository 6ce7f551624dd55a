"""How runs of pages share the interpreter: how many at a time (the more do, the later everybody's page is done, benchmarks/office.py), and when one makes
way for what is sent to the browser: not before its page's head is there, as whatever a browser gets by itself it draws by itself
(benchmarks/interaction.py)."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

TURNS = 2
PATIENCE = 10
"""Seconds to wait for a turn: nobody waits for runs that take longer, as when large files are read."""
HOLDS = 0.015
"""Seconds that a run goes on for while something waits to be sent: the way to its page's head, where it is alone."""
MAKES_WAY = 0.001
"""The same of a run whose head is there, or of one among others."""
SENT = 0.003
"""Seconds in which a head is sent."""
FRAME = 0.02
"""Seconds in which a browser has painted it, too: one frame of a screen, and the way there."""
_turns = threading.BoundedSemaphore(TURNS)


def hold() -> None:
    """For the whole process: the next run holds on until its head is there."""
    sys.setswitchinterval(HOLDS)


@contextmanager
def turn() -> Iterator[None]:
    """One run of a page, in its turn."""
    waited = _turns.acquire(timeout=PATIENCE)
    if not _alone():
        sys.setswitchinterval(MAKES_WAY)
    try:
        yield
    finally:
        if _alone():
            hold()
        if waited:
            _turns.release()


def head_there(new: bool, heavy: bool) -> None:
    """The page's head is made: make way from here on, as what follows can take long and others' browsers wait meanwhile. A new head is sent first; and painted,
    if what follows is heavy: charts, which take a browser longer than all the words before them, else hold these up. No wait while another page is being
    made: it would be somebody's."""
    sys.setswitchinterval(MAKES_WAY)
    if new and _alone():
        time.sleep(FRAME if heavy else SENT)


def _alone() -> bool:
    """Whether no other page is being made beside the run that asks."""
    if free := _turns.acquire(blocking=False):
        _turns.release()
    return free
