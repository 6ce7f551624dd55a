"""How runs of pages share the interpreter: how many at a time (the more do, the later everybody's page is done, benchmarks/office.py), and how quickly
one makes way for what is sent to the browser meanwhile."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

TURNS = 2
PATIENCE = 10
"""Seconds to wait for a turn: nobody waits for runs that take longer, as when large files are read."""
MAKES_WAY = 0.001
"""Seconds after which a run makes way; in Python's own 5 ms a page is done before its first word is sent (benchmarks/interaction.py)."""
FRAME = 0.02
"""Seconds in which a browser paints what it was sent: one frame of a screen, and the way there."""
_turns = threading.BoundedSemaphore(TURNS)


def make_way() -> None:
    """For the whole process."""
    sys.setswitchinterval(MAKES_WAY)


@contextmanager
def turn() -> Iterator[None]:
    """One run of a page, in its turn."""
    waited = _turns.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if waited:
            _turns.release()


def paint() -> None:
    """Wait for the browser to paint what it was sent: charts, which take it longer than all the words before them, else hold these up. Not while another
    page is being made: then the wait would be somebody's."""
    if _turns.acquire(blocking=False):
        _turns.release()
        time.sleep(FRAME)
