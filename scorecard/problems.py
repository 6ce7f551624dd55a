"""Problem: bad input as a value. What is wrong, where it stands; the words are made by i18n in the reader's language."""


import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input.

    code: the key under ``problem.`` in messages.toml, whose text says what is wrong and what to do.
    field: the name of the field at fault (``passed``), or None where the whole line or file is.
    line: 1-based line or row in the file that was read, or None for a form.
    values: what the text fills its blanks with: text, numbers, keys of messages, a thing with a name (an indicator), or a tuple of these.
    """

    code: str
    field: str | None = None
    line: int | None = None
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def at_line(self, line: int) -> "Problem":
        """The same problem, placed at a line of a file."""
        return dataclasses.replace(self, line=line)


class Refused(Exception):
    """A write that was not carried out; nothing was stored. `problems` says why, at least one."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(p.code for p in problems))
        self.problems = problems
