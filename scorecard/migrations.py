"""The numbered files of queries/schema/: which of them a store still needs. Nothing is run here.

PostgreSQL takes the texts of queries/schema_postgres/ in their stead, of which the first one makes all that was there by then; a store knows
its migrations by the same names and checksums wherever it stands.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from scorecard import settings
from scorecard.problems import Problem, Refused
from scorecard.rows import Row


@dataclass(frozen=True)
class Migration:
    """One numbered file, by its SHA-256 the one it is; text: what is run ("": nothing)."""

    version: int
    name: str
    sha256: str
    text: str


def needed(applied: Mapping[int, Row], folder: str, upto: int | None = None) -> list[Migration]:
    """What is still to be applied, in order, up to a number (None: all). folder: whose texts are run.

    Refused where the store knows a later schema, or had another text under a number.
    """
    names, run = _texts("schema"), _texts(folder)
    there = [Migration(int(name.split("_")[0]), name, hashlib.sha256(text.encode()).hexdigest(), run.get(name, "")) for name, text in names.items()]
    if applied.keys() - {m.version for m in there}:
        raise Refused([Problem("schema_newer")])
    for migration in there:
        if migration.version in applied and applied[migration.version]["sha256"] != migration.sha256:
            raise Refused([Problem("schema_differs", values={"name": migration.name})])
    return [m for m in there if m.version not in applied and (upto is None or m.version <= upto)]


def _texts(folder: str) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in sorted((settings.QUERIES / folder).glob("*.sql"))}
