"""A PostgreSQL server of the tests' own, on a free loopback port, with nothing of it left afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from scorecard.engines import Server

BINARIES = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found] + sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
USER = "scorecard"
AS_NOBODY = ["runuser", "-u", "postgres", "--"] if os.name == "posix" and os.geteuid() == 0 else []
"""PostgreSQL refuses to be started by root."""


class Cluster:
    """A server; it can be stopped and started again. kept: whether what is committed outlives a crash of the machine (slower)."""

    def __init__(self, folder: Path, kept: bool = False) -> None:
        self.folder, self._numbers, self.binaries = folder, count(1), BINARIES[0]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": folder, "max_connections": 200, "shared_buffers": "128MB"}
        settings |= {} if kept else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        self._options = f"-p {self.port} " + " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.start()

    def start(self) -> None:
        """Up, and answering."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-o", self._options, "-w", "start")

    def stop(self, how: str = "fast") -> None:
        """Down: fast, or immediate (as if it had crashed)."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", how, "-w", "stop")

    def ask(self, statement: str, database: str = "postgres") -> str:
        """What psql says."""
        return self._run("psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", USER, "-d", database, "-Atqc", statement)

    def database(self, template: str = "template0") -> Server:
        """A new database."""
        name = f"s{next(self._numbers)}"
        self.ask(f"create database {name} template {template}")
        return Server("127.0.0.1", str(self.port), name, USER)

    def _run(self, program: str, *words: str) -> str:
        done = subprocess.run([*AS_NOBODY, str(self.binaries / program), *words], capture_output=program != "pg_ctl", text=True, check=False, cwd="/",
                              stdout=subprocess.DEVNULL if program == "pg_ctl" else None, stderr=subprocess.DEVNULL if program == "pg_ctl" else None)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr or (self.folder / 'log').read_text()[-2000:]}")
        return (done.stdout or "").strip()


@contextmanager
def cluster(kept: bool = False) -> Iterator[Cluster]:
    """A server in a folder of its own, ended and taken away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="scorecard-postgres-"))
    if AS_NOBODY:
        shutil.chown(folder, "postgres")
    there = Cluster(folder, kept)
    try:
        yield there
    finally:
        with suppress(RuntimeError):  # stopped already
            there.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
