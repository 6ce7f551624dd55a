"""How runs of pages share the interpreter: how many at a time (the more do, the later everybody's page is done, benchmarks/office.py), and how quickly
one makes way for what is sent to the browser meanwhile."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

TURNS = 2
PATIENCE = 10
"""Seconds to wait for a turn: nobody waits for runs that take longer, as when large files are read."""
MAKES_WAY = 0.001
"""Seconds after which a run makes way; in Python's own 5 ms a page is done before its first word is sent (benchmarks/interaction.py)."""
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
