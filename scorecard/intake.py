"""The commands around official tables: `read` (writes nothing), `import` (once everything is settled), `export-budget` (as CSV, which import takes back)."""

import argparse
import json
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from scorecard import i18n, settings
from scorecard.adopting import adopt_folder, adopt_reading
from scorecard.asking import Usage, as_json, day_of, user_of
from scorecard.exporting.budget_csv import budget_files
from scorecard.exporting.reading_json import reading_document, reading_lines
from scorecard.importing.drafts import drop_draft, read_draft
from scorecard.importing.settling import Settlements, settle
from scorecard.importing.sources.apart import read_apart
from scorecard.opening import open_store
from scorecard.paperwork import put
from scorecard.problems import Problem, Refused
from scorecard.store import Store

LARGEST = 30_000_000  # bytes looked at; `apart.py` refuses what is larger than it takes


def read_file(asked: argparse.Namespace) -> int:
    """Says what an official table file holds; 1 where it holds none."""
    path = Path(asked.file)
    source = read_apart(path.name, _content(path))
    opened = settle(source, {})
    if not opened.reading.tables:
        raise Refused([problem for _, problem in opened.problems])
    if asked.json:
        print(as_json(reading_document(opened.reading, opened.checks, opened.items)))
        return 0
    for line in reading_lines(opened.reading, opened.checks, asked.lang):
        print(line)
    return 0


def import_file(asked: argparse.Namespace) -> int:
    """Adopts an official table file whose every problem is settled (--settled, or on the import page), or a folder that export-budget wrote."""
    path, by = Path(asked.file), user_of(asked)
    effective_on = day_of(asked.effective, asked.lang) if asked.effective else None
    if path.is_dir():
        with closing(_store()) as store:
            new = adopt_folder(store, path, by=by, effective_on=effective_on)
    else:
        content = _content(path)
        source = read_apart(path.name, content)
        kept = settings.data_folder() / "imports"
        draft = read_draft(kept, sha256(content).hexdigest())
        settlements = {**(draft.settlements if draft else {}), **_settled(asked)}
        opened = settle(source, settlements)
        if not opened.reading.tables:
            raise Refused([problem for _, problem in opened.problems])
        with closing(_store()) as store:
            new = adopt_reading(store, opened, settlements, path.name, content, by=by, effective_on=effective_on)
        if draft:
            drop_draft(kept, draft.checksum)
    if asked.json:
        print(as_json({"ok": True, "adopted": [{"unit": b.unit.unit_code, "year": b.fiscal_year, "indicators": len(b.indicators)} for b in new]}))
        return 0
    for b in new:
        print(i18n.text("cli.adopted", asked.lang, unit=b.unit.name, year=b.fiscal_year, indicators=len(b.indicators)))
    if not new:
        print(i18n.text("cli.nothing_new", asked.lang))
    return 0


def export_budget(asked: argparse.Namespace) -> int:
    """Writes every budget in force as CSV into a folder."""
    with closing(open_store()) as store:
        budgets = store.budgets()
        files = budget_files((budgets[key] for key in sorted(budgets)), store.units())
    for name, content in files.items():
        put(Path(asked.dir) / name, content)
    if asked.json:
        print(as_json({"ok": True, "budgets": len(budgets), "files": [str(Path(asked.dir) / name) for name in files]}))
    else:
        print(i18n.text("cli.exported", asked.lang, budgets=len(budgets), folder=asked.dir))
    return 0


def _store() -> Store:
    """The store; a new one does not begin with the delivered tables, since others are to be imported."""
    return open_store(deliver=False)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Refused([Problem("file_missing", values={"path": path})]) from None
    except (OSError, ValueError) as error:  # ValueError: a path that holds a NUL
        raise Refused([Problem("file_unreadable", values={"path": path, "reason": getattr(error, "strerror", None) or error})]) from None


def _settled(asked: argparse.Namespace) -> Settlements:
    """What --settled holds: one JSON object, the keys as `read --json` and the list of what stands open print them, each with its words."""
    if asked.settled is None:
        return {}
    try:
        found = json.loads(_content(Path(asked.settled)).decode("utf-8-sig"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Usage(i18n.text("cli.settled_shape", asked.lang, path=asked.settled))
    return found
