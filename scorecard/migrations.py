"""The numbered files of queries/schema/: which of them a store still needs. Nothing is run here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from scorecard import settings
from scorecard.problems import Problem, Refused
from scorecard.rows import Row


@dataclass(frozen=True)
class Migration:
    """One numbered file, by its SHA-256 the one it is."""

    version: int
    name: str
    sha256: str
    text: str


def needed(applied: Mapping[int, Row], upto: int | None = None) -> list[Migration]:
    """What is still to be applied, in order, up to a number (None: all). Refused where the store knows a later schema, or had another text under a number."""
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted((settings.QUERIES / "schema").glob("*.sql"))}
    there = [Migration(int(name.split("_")[0]), name, hashlib.sha256(text.encode()).hexdigest(), text) for name, text in texts.items()]
    if applied.keys() - {m.version for m in there}:
        raise Refused([Problem("schema_newer")])
    for migration in there:
        if migration.version in applied and applied[migration.version]["sha256"] != migration.sha256:
            raise Refused([Problem("schema_differs", values={"name": migration.name})])
    return [m for m in there if m.version not in applied and (upto is None or m.version <= upto)]
