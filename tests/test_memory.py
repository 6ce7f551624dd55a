"""What is let go: in a process of its own, because what is frozen stays so."""

import subprocess
import sys

from scorecard import settings

TRIAL = """
import gc, weakref
from scorecard import memory
class Node: pass
memory.thrifty()
memory.settle()
assert gc.get_freeze_count() > 10_000, "what is there stays out of every collection"
gc.disable()
node = Node()
node.itself = node
seen = weakref.ref(node)
del node
assert seen() is not None
memory.tidy()
assert seen() is None, "a circle that a session left behind is gone"
import pyarrow
assert pyarrow.default_memory_pool().backend_name == "system"
"""


def test_what_sessions_left_goes_and_what_was_there_is_not_looked_at() -> None:
    done = subprocess.run([sys.executable, "-c", TRIAL], cwd=settings.ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
