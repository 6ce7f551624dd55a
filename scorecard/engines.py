"""Where a store can stand: in DuckDB's own file, in memory, or in a PostgreSQL database that several processes share, reached through DuckDB.

An engine names the statements that make the difference; nothing is run here, and nothing above the store knows which engine it has.
"""

import os
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scorecard import settings
from scorecard.problems import Problem, Refused

POSTGRES = "postgres:"
PACKAGE = "duckdb_extension_postgres_scanner"
PATIENCE = {"PGCONNECT_TIMEOUT": "5", "PGAPPNAME": "scorecard", "PGTCPUSER_TIMEOUT": "10000"}
"""Where nothing else is set for libpq: a host that does not answer is given up after 5 seconds."""
WORD = re.compile(r"\s*(\w+)\s*=\s*(?:'((?:\\.|[^'\\])*)'|((?:\\.|[^\s'\\])*))(?=\s|$)")
OURS = {"host": "host", "port": "port", "dbname": "database", "user": "user", "password": "password"}


@dataclass(frozen=True)
class Server:
    """A PostgreSQL database. What is left empty is libpq's own default or variable (PGPASSWORD, PGSSLMODE, ~/.pgpass …)."""

    host: str = ""
    port: str = ""
    database: str = ""
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        """As it is shown to people: never with the password."""
        return f"{POSTGRES}//{self.user + '@' if self.user else ''}{self.host}{':' + self.port if self.port else ''}/{self.database}"


Place = Path | Server | None
"""A file, a PostgreSQL database, or memory."""


@dataclass(frozen=True)
class Engine:
    """schema: the folder of its migrations below queries/. opening: what is run once after connecting, with its values. each: what is run for
    every cursor. lock: what keeps other processes from writing; "" where there are none. migrate: what applies a migration's text; "": itself.
    maintain: what sorts the journal."""

    schema: str
    extension: Path | None = None
    opening: tuple[tuple[str, dict[str, str]], ...] = ()
    each: str = ""
    lock: str = ""
    migrate: str = ""
    maintain: tuple[str, ...] = ("maintain/copy", "maintain/empty", "maintain/fill", "maintain/drop_copy")


def engine_of(place: Place) -> Engine:
    """The engine under a place; Refused where what it needs is not installed."""
    if not isinstance(place, Server):
        return Engine("schema")
    for name, value in PATIENCE.items():
        os.environ.setdefault(name, value)
    return Engine("schema_postgres", _extension(), (("postgres/secret", vars(place)), ("postgres/settings", {}), ("postgres/attach", {})),
                  "postgres/use", "postgres/lock", "postgres/migrate", ("postgres/maintain",))


def read_place(text: str) -> Path | Server:
    """A place as it is named by people: a file; postgres://user:password@host:port/database; or postgres:host=… dbname=… in libpq's words.

    Refused where it is neither.
    """
    if text.startswith(("postgresql://", "postgres://")):
        found = urlsplit(text)
        try:
            port = str(found.port or "")
        except ValueError:
            raise Refused([Problem("place_unreadable", values={"name": POSTGRES + "…"})]) from None
        return Server(unquote(found.hostname or ""), port, unquote(found.path.strip("/")), unquote(found.username or ""), unquote(found.password or ""))
    if not text.startswith(POSTGRES):
        return Path(text).resolve()
    rest, said = text.removeprefix(POSTGRES), dict[str, str]()
    while rest.strip():
        word = WORD.match(rest)
        if word is None or word[1] not in OURS:
            raise Refused([Problem("place_unreadable", values={"name": POSTGRES + "…"})])
        said[OURS[word[1]]] = re.sub(r"\\(.)", r"\1", word[2] if word[2] is not None else word[3])
        rest = rest[word.end():]
    return Server(**said)


def store_place() -> Path | Server:
    """Where the store stands: SCORECARD_DATABASE, or performance.duckdb in the data folder."""
    return read_place(os.environ.get("SCORECARD_DATABASE") or str(settings.data_folder() / "performance.duckdb"))


@cache
def _extension() -> Path:
    """DuckDB's extension for PostgreSQL, from its package."""
    spec = find_spec(PACKAGE)
    found = sorted(Path(spec.origin).parent.glob("extensions/*/*.duckdb_extension")) if spec and spec.origin else []
    if not found:
        raise Refused([Problem("postgres_not_installed")])
    return found[-1]
