"""How many runs of pages share the interpreter at a time: the more do, the later everybody's page is done (benchmarks/office.py)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

TURNS = 2
PATIENCE = 10
"""Seconds to wait for a turn: nobody waits for runs that take longer, as when large files are read."""
_turns = threading.BoundedSemaphore(TURNS)


@contextmanager
def turn() -> Iterator[None]:
    """One run of a page, in its turn."""
    waited = _turns.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if waited:
            _turns.release()
