"""The commands around official tables: `read` (writes nothing), `import` (once everything is settled), `export-budget` (as CSV, which import takes back)."""

import argparse
import json
from hashlib import sha256
from pathlib import Path

from scorecard import i18n, settings
from scorecard.adopting import adopt_folder, adopt_reading
from scorecard.asking import Usage, as_json, content_of, day_of, user_of
from scorecard.exporting.budget_csv import budget_files
from scorecard.exporting.reading_json import reading_document, reading_lines
from scorecard.importing.drafts import drop_draft, read_draft
from scorecard.importing.settling import Settlements, settle
from scorecard.importing.sources.apart import LARGEST_FILE, read_apart
from scorecard.opening import opened
from scorecard.paperwork import put
from scorecard.problems import Refused


def read_file(asked: argparse.Namespace) -> int:
    """Says what an official table file holds; 1 where it holds none."""
    path = Path(asked.file)
    source = read_apart(path.name, content_of(path, LARGEST_FILE))
    read = settle(source, {})
    if not read.reading.tables:
        raise Refused([problem for _, problem in read.problems])
    if asked.json:
        print(as_json(reading_document(read.reading, read.checks, read.items)))
        return 0
    for line in reading_lines(read.reading, read.checks, asked.lang):
        print(line)
    return 0


def import_file(asked: argparse.Namespace) -> int:
    """Adopts an official table file whose every problem is settled (--settled, or on the import page), or a folder that export-budget wrote."""
    path, by = Path(asked.file), user_of(asked)
    effective_on = day_of(asked.effective, asked.lang) if asked.effective else None
    if path.is_dir():
        with opened(deliver=False) as store:
            new = adopt_folder(store, path, by=by, effective_on=effective_on)
    else:
        content = content_of(path, LARGEST_FILE)
        source = read_apart(path.name, content)
        kept = settings.imports_folder()
        draft = read_draft(kept, sha256(content).hexdigest())
        settlements = {**(draft.settlements if draft else {}), **_settled(asked)}
        read = settle(source, settlements)
        if not read.reading.tables:
            raise Refused([problem for _, problem in read.problems])
        with opened(deliver=False) as store:
            new = adopt_reading(store, read, settlements, path.name, content, by=by, effective_on=effective_on)
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
    with opened() as store:
        budgets = store.budgets()
        files = budget_files((budgets[key] for key in sorted(budgets)), store.units())
    for name, content in files.items():
        put(Path(asked.dir) / name, content)
    if asked.json:
        print(as_json({"ok": True, "budgets": len(budgets), "files": [str(Path(asked.dir) / name) for name in files]}))
    else:
        print(i18n.text("cli.exported", asked.lang, budgets=len(budgets), folder=asked.dir))
    return 0


def _settled(asked: argparse.Namespace) -> Settlements:
    """What --settled holds: one JSON object, the keys as `read --json` and the list of what stands open print them, each with its words."""
    if asked.settled is None:
        return {}
    try:
        found = json.loads(content_of(Path(asked.settled), LARGEST_FILE).decode("utf-8-sig"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Usage(i18n.text("cli.settled_shape", asked.lang, path=asked.settled))
    return found
