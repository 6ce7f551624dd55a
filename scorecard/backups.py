"""Backups: the whole store as Parquet files, made from inside the running process, verified by a restore into a temporary place, then named.

A name says when it was made and which record of the audit trail was the last: 20260301T023000Z-000123-5f1c0a9b2e47, with `-before-011` where it
was made before a migration. A folder without that name is no backup. Restoring never runs anything that stands in a backup.
"""

import errno
import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

from scorecard import audit, rows, settings
from scorecard.audit import Head
from scorecard.auth import Action, Actor, Deed, not_permitted, permits
from scorecard.engines import Place
from scorecard.facts import Fact
from scorecard.model import Finding
from scorecard.problems import Problem, Refused
from scorecard.store import EMPTIED, Store

NAME = re.compile(r"(\d{8}T\d{6}Z)-(\d{6,})-([0-9a-f]{12}|none)(?:-before-(\d{3}))?")
MANIFEST = "manifest.json"
HASHED = 12  # characters of the last record's hash in a name
ALL = 1_000_000_000
LATE = timedelta(hours=30)
NO_ROOM = {"disk_full": errno.ENOSPC, "disk_read_only": errno.EROFS}
"""After how long without a backup something is wrong."""


@dataclass(frozen=True)
class Backup:
    """A backup by its name: when it was made (UTC), the last record of the audit trail in it, before which migration ("" for none)."""

    path: Path
    made_at: datetime
    head: Head
    before: str

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(file.stat().st_size for file in self.path.iterdir())


def backups(folder: Path) -> list[Backup]:
    """The backups in a folder, the newest first."""
    found = [(path, NAME.fullmatch(path.name)) for path in (folder.iterdir() if folder.is_dir() else ())]
    made = [Backup(path, datetime.strptime(name[1], "%Y%m%dT%H%M%SZ"), Head(int(name[2]), "" if name[3] == "none" else name[3]), name[4] or "")
            for path, name in found if name]
    return sorted(made, key=lambda backup: (backup.made_at, backup.head.number), reverse=True)


def superseded(made: Sequence[datetime], now: datetime, days: int, months: int) -> list[datetime]:
    """Which may go: all of the last `days` stay, of the `months` before now the first of each, and always the newest."""
    kept = {max(made)} if made else set()
    kept |= {moment for moment in made if now - moment <= timedelta(days=days)}
    by_month: dict[tuple[int, int], datetime] = {}
    for moment in made:
        back = (now.year - moment.year) * 12 + now.month - moment.month
        if back < months:
            by_month[moment.year, moment.month] = min(moment, by_month.get((moment.year, moment.month), moment))
    return sorted(set(made) - kept - set(by_month.values()))


class Backups:
    """The backups of a store. failure: why the last try failed, None where it did not."""

    def __init__(self, store: Store, folder: Path, days: int = 14, months: int = 12) -> None:
        self._store, self.folder, self._days, self._months = store, folder, days, months
        self._one = threading.Lock()
        self.failure: Problem | None = None

    def make(self, *, by: Actor, folder: Path | None = None, now: datetime | None = None) -> Path:
        """A backup now, into our folder (or another), and what is superseded there goes. Refused, and remembered, where it fails."""
        if not permits(self._store.roles(by), Action.BACKUP):  # before a file is written or an old backup goes, not only at the record of it
            raise self._store.deny(Deed(by, Action.BACKUP, "", "backup"), not_permitted(Action.BACKUP))
        moment = now or datetime.now(UTC).replace(tzinfo=None)
        with self._one:
            try:
                made = back_up(self._store, folder or self.folder, moment)
                if folder is None:
                    there = {backup.made_at: backup for backup in backups(self.folder)}
                    for old in superseded(list(there), moment, self._days, self._months):
                        shutil.rmtree(there[old].path)
                    self.failure = None
                self._store.keep({}, Deed(by, Action.BACKUP, "", made.name, None, {"folder": made.parent}), judged=False)
            except Refused as refused:
                self.failure = refused.problems[0]
                raise
            except OSError as error:
                self.failure = Problem("backup_failed", values={"path": folder or self.folder, "reason": error.strerror or str(error)})
                raise Refused([self.failure]) from error
        return made

    def due(self, at: time, zone: tzinfo, now: datetime) -> bool:
        """Whether the day's backup has not been made yet (now: UTC); never of a store that others share, who back it up where it is."""
        if self._store.shared:
            return False
        local_now = now.replace(tzinfo=UTC).astimezone(zone)
        last = local_now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
        last -= timedelta(days=last > local_now)
        newest = next((backup.made_at.replace(tzinfo=UTC) for backup in backups(self.folder)), None)
        return newest is None or newest < last

    def trouble(self, now: datetime) -> Problem | None:
        """What is wrong with the backups: the last try failed, or there is none of late (now: UTC)."""
        newest = next((backup.made_at for backup in backups(self.folder)), None)
        if self.failure is None and not self._store.shared and newest and now - newest > LATE:
            return Problem("backup_late", values={"hours": int((now - newest).total_seconds() // 3600)})
        return self.failure


def back_up(store: Store, folder: Path, moment: datetime, before: str = "") -> Path:
    """The whole store into a new folder below `folder`, verified. Refused where it cannot be written, or does not read back the same."""
    if store.folder is None:
        raise Refused([Problem("read_only")])
    with _apart(store.folder) as making:
        tables, head, schema = _save(store, making)
        manifest = {"made_at": moment.isoformat(), "schema": schema, "duckdb": version("duckdb"), "audit": {"number": head.number, "hash": head.hash},
                    "tables": {table: dict(sums) | _file(making / f"{table}.parquet") for table, sums in tables.items()}}
        (making / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
        with closing(_restored(making, making / "verify" / "performance.duckdb")):
            pass
        shutil.rmtree(making / "verify")
        name = f"{moment:%Y%m%dT%H%M%SZ}-{head.number:06}-{head.hash[:HASHED] or 'none'}" + (f"-before-{before}" if before else "")
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / name).exists():
            return folder / name
        part = folder / f".{name}.part"
        shutil.rmtree(part, ignore_errors=True)
        try:
            part.mkdir()
            for file in making.iterdir():
                _to_disk(Path(shutil.copyfile(file, part / file.name)))
            part.rename(folder / name)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return folder / name


def before_migration(folder: Path) -> Callable[[Store, int], None]:
    """What a store does before it is brought up to a schema: a backup of it as it is."""
    def make(store: Store, schema: int) -> None:
        back_up(store, folder, datetime.now(UTC).replace(tzinfo=None), f"{schema:03}")
    return make


def restore(backup: Path, path: Path, *, by: Actor) -> dict[str, Any]:
    """A backup as the store at `path`, which must be an empty place; its manifest. Refused, with nothing left there, where it is damaged."""
    if path.exists() or path.with_name(f"{path.name}.wal").exists():
        raise Refused([Problem("restore_not_empty", values={"path": path})])
    manifest = _manifest(backup)
    making = path.with_name(f".restoring-{uuid4().hex[:8]}")
    try:
        with closing(_restored(backup, making / path.name)) as store:
            store.ask("store/checkpoint")  # all of it in the file that is put in place: what stood in its log would be left behind
        os.replace(making / path.name, path)
    except OSError as error:
        raise Refused([Problem("restore_failed", values={"path": path, "reason": error.strerror or str(error)})]) from error
    except Refused as refused:
        if (code := refused.problems[0].code) in NO_ROOM:
            raise Refused([Problem("restore_failed", values={"path": path, "reason": os.strerror(NO_ROOM[code])})]) from refused
        raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    with closing(Store(path)) as store:  # brought up to this program's schema
        store.keep({}, Deed(by, Action.BACKUP, "", backup.name, None, "restored"), judged=False)
    return manifest


def copy(source: Place, target: Place, *, by: Actor) -> dict[str, int]:
    """A whole store into another, which must be empty; rows by table. Held against each other by counts and checksums of every value.

    Refused where the target has anything in it, or does not read back the same; the source is only read.
    """
    with _apart(settings.data_folder()) as making, closing(Store(source, read_only=True, places=[making])) as there:
        tables, _, _ = _save(there, making)
        with closing(Store(target, places=[making])) as store:
            full = [table for table, sums in store.sums().items() if sums["rows"] and table not in EMPTIED]
            if full or Head(**store.ask("audit/head")[0]).number:
                raise Refused([Problem("copy_not_empty", values={"path": target})])
            store.load(making, list(tables))
            if differing := [table for table, sums in store.sums().items() if sums != tables.get(table)]:
                raise Refused([Problem("copy_differs", values={"path": target, "tables": ", ".join(differing)})])
        with closing(Store(target)) as store:
            store.keep({}, Deed(by, Action.BACKUP, "", "copy-store", None, str(source)), judged=False)
    return {table: int(sums["rows"]) for table, sums in tables.items()}


def sweep(data: Path, folder: Path) -> None:
    """Take away what a backup left behind that was killed while it was made; called at a start, when none is under way."""
    for left in (*(data / "tmp").glob("backup-*"), *folder.glob(".*.part")):
        shutil.rmtree(left, ignore_errors=True)


def audit_verified(store: Store, folder: Path) -> tuple[list[Finding], Head]:
    """What is wrong with the audit trail, held against itself, the journal and the names of the backups in a folder; its last record.

    All of one picture, whoever writes meanwhile; the backups are listed before, so that none of them can tell of a later record.
    """
    backed_up = [backup.head for backup in backups(folder)]
    facts: dict[datetime, list[Fact]] = {}
    with store.reading() as ask:
        records, head = ask("audit/all"), Head(**ask("audit/head")[0])
        for key in ask("budget/keys"):
            for row in ask("entry/latest", **key, known_at=rows.LATEST, most=ALL):
                facts.setdefault(row["recorded_at"], []).append(rows.fact(row))
    return audit.verify(records, head, backed_up) + audit.unlike(records, facts), head


def audit_findings(store: Store, folder: Path) -> list[Finding]:
    """What is wrong with the audit trail."""
    return audit_verified(store, folder)[0]


# --- within ----------------------------------------------------------------------------------------------------------


def _save(store: Store, folder: Path) -> tuple[dict[str, Mapping[str, Any]], Head, int]:
    """Every table as a Parquet file and what it sums up to; the last record of the audit trail; the schema: all of one picture."""
    with store.reading() as ask:
        tables = [row["table_name"] for row in ask("backup/tables")]
        for table in tables:
            ask("backup/save", table_name=table, file=str(folder / f"{table}.parquet"))
        head = Head(**ask("audit/head")[0]) if "audit_head" in tables else Head(0, "")
        schema = max(row["version"] for row in ask("store/schema_versions"))
        return {table: ask("backup/sum", table_name=table)[0] for table in tables}, head, schema


def _restored(backup: Path, path: Path) -> Store:
    """A store made of a backup, of the backup's own schema, every table held against the manifest. Refused where anything is not as it says."""
    manifest = _manifest(backup)
    for table, there in manifest["tables"].items():
        file = backup / f"{table}.parquet"
        if not file.exists() or _file(file) != {"bytes": there["bytes"], "sha256": there["sha256"]}:
            raise Refused([Problem("backup_damaged", values={"path": backup, "file": file.name})])
    store = Store(path, places=[backup], upto=manifest["schema"])
    try:
        store.load(backup, list(manifest["tables"]))
        sums = store.sums()
        told = {"schema": max(row["version"] for row in store.ask("store/schema_versions")),
                "audit": store.ask("audit/head")[0] if "audit_head" in sums else {"number": 0, "hash": ""}}
        if sums.keys() != manifest["tables"].keys() or told != {name: manifest[name] for name in told}:
            raise Refused([Problem("backup_damaged", values={"path": backup, "file": MANIFEST})])
        for table, there in manifest["tables"].items():
            same = manifest["duckdb"] == version("duckdb")  # another version may count its checksums otherwise; the files' own were held above
            if sums[table]["rows"] != there["rows"] or (same and sums[table]["checksum"] != there["checksum"]):
                raise Refused([Problem("backup_damaged", values={"path": backup, "file": f"{table}.parquet"})])
    except Refused as refused:
        store.close()
        if refused.problems[0].code == "not_saved":  # of another shape than the manifest says
            raise Refused([Problem("backup_damaged", values={"path": backup, "file": MANIFEST})]) from refused
        raise
    return store


def _manifest(backup: Path) -> dict[str, Any]:
    try:
        there = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
        tables = {str(table): {name: sums[name] for name in ("rows", "checksum", "bytes", "sha256")} for table, sums in there["tables"].items()}
        if not all(re.fullmatch(r"[a-z_]+", table) for table in tables):
            raise ValueError
        return {"schema": int(there["schema"]), "duckdb": str(there["duckdb"]), "made_at": str(there["made_at"]), "audit": there["audit"], "tables": tables}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Refused([Problem("backup_damaged", values={"path": backup, "file": MANIFEST})]) from None


def _file(path: Path) -> dict[str, Any]:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}


@contextmanager
def _apart(folder: Path) -> Iterator[Path]:
    """A folder of its own, inside the one the database may write in, gone afterwards."""
    making = folder / "tmp" / f"backup-{uuid4().hex[:12]}"
    making.mkdir(parents=True)
    try:
        yield making
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _to_disk(file: Path) -> None:
    with file.open("rb+") as there:
        os.fsync(there.fileno())
