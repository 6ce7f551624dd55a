"""What a server that runs for months does so that sessions which came and went leave nothing behind.

Measured with 250 sessions (benchmarks/office.py): what stayed was no object of ours, but holes in the memory that the allocators keep.
"""

import ctypes
import gc
from contextlib import suppress

import pyarrow

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""Of glibc's malloc.h."""


def thrifty() -> None:
    """Before anything else of the program: memory goes back to the system as it becomes free."""
    with suppress(OSError, AttributeError, TypeError):  # another C library than glibc
        for option, value in ((M_ARENA_MAX, 2), (M_MMAP_THRESHOLD, 64 * 1024), (M_TRIM_THRESHOLD, 128 * 1024)):  # heaps shared by threads; bytes
            ctypes.CDLL(None).mallopt(option, value)
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())  # Arrow's own keeps a heap for every thread that ever made a table


def settle() -> None:
    """Before the first session: what is there by now stays for good, and a full collection looks only at what sessions make."""
    gc.collect()
    gc.freeze()


def tidy() -> None:
    """Let go what sessions left behind; Streamlit's own collection after every run is switched off (config.toml)."""
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
