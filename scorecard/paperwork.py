"""The commands that write papers into a folder: `form` (official forms) and `report` (minutes, weekly report, page, numbers of a meeting)."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from scorecard import i18n, settings
from scorecard.asking import Usage, as_json, asked_for, budget_of, day_of
from scorecard.assessment import assess
from scorecard.auth import local
from scorecard.evaluation import evaluate
from scorecard.exporting.assessment_json import moment_text
from scorecard.exporting.form_file import FORMATS, REPORTS, file_name, form_file, report_file, report_name
from scorecard.exporting.form_table import from_json
from scorecard.exporting.official_form import handed_in, monitoring_form, self_evaluation_form
from scorecard.holding import decided, meetings, report
from scorecard.monitoring import monitor
from scorecard.opening import opened
from scorecard.problems import Problem, Refused
from scorecard.reminding import occasion_of, reminders
from scorecard.sending import read_channels, send


def write_forms(asked: argparse.Namespace) -> int:
    """Writes one form, or with a folder (or no --out) one for each programme asked for; says where, and what a form still lacks."""
    situation, statements = asked_for(asked)
    assessments, budget, month = assess(situation), situation.budget, situation.as_of.month
    programmes = [p for p in budget.programmes if asked.programme in (None, p.programme_id, p.form)]
    if not programmes:
        raise Refused([Problem("unknown_programme", values={"programme": asked.programme[:60], "known": ", ".join(p.programme_id for p in budget.programmes)})])
    out = Path(asked.out or ".")
    named = out.suffix.lower().removeprefix(".")
    one = named in FORMATS
    file_format = asked.format or (named if one else "xlsx")
    if one and file_format != named:
        raise Usage(i18n.text("cli.other_format", asked.lang, path=out, format=file_format))
    if one and len(programmes) > 1:
        programmes = [p for p in programmes if p.form == "23"] or programmes[:1]  # the whole unit's
    with opened() as store:
        submissions = store.submissions(budget.unit.unit_code, budget.fiscal_year)
    written = []
    for programme in programmes:
        if asked.form == "monitoring":
            watched = monitor(programme, assessments, situation, statements, month)
            table, lacking, before = monitoring_form(watched, budget.unit, budget.fiscal_year), watched.missing, handed_in(submissions, watched)
        else:
            sheet = evaluate(programme, assessments, situation, statements)
            table, lacking = self_evaluation_form(sheet, budget.unit, budget.fiscal_year, situation.as_of), sheet.lacking
            before = handed_in(submissions, sheet)
        submitted = before[0] if before else None
        if submitted:  # it stands as it was signed, whatever was logged since
            table, lacking = from_json(submitted.content), []
        path = out if one else out / file_name(table, budget.unit.unit_code, budget.fiscal_year, programme.programme_id, file_format)
        put(path, form_file(table, file_format))
        written.append({"file": str(path), "programme": programme.programme_id, "title": table.title, "checksum": table.checksum, "lacking": len(lacking),
                        "submitted_at": moment_text(submitted.submitted_at) if submitted else None})
    if asked.json:
        print(as_json({"ok": True, "forms": written}))
        return 0
    for form in written:
        print(i18n.text("cli.form_written", asked.lang, **form))
    return 0


def write_report(asked: argparse.Namespace) -> int:
    """Writes what is to be had of a meeting (the latest, where none is named): as sealed, or as a draft that says so."""
    with opened() as store:
        named = day_of(asked.meeting, asked.lang) if asked.meeting else None
        budgets = store.budgets()
        if named and asked.year is None and any(year == named.year for _, year in budgets):
            asked.year = str(named.year)
        budget = budget_of(budgets, asked)
        key = (budget.unit.unit_code, budget.fiscal_year)
        held_on = named or max((m.held_on for m in meetings(store, *key)), default=None)
        if held_on is None:
            raise Refused([Problem("no_meeting_yet", values={"year": budget.fiscal_year})])
        it = report(store, *key, held_on, datetime.now(UTC).replace(tzinfo=None))
    out = Path(asked.out or ".")
    files = {kind: out / report_name(it, kind, asked.lang) for kind in REPORTS}
    for kind, path in files.items():
        put(path, report_file(it, kind, asked.lang))
    if asked.json:
        print(as_json({"ok": True, "meeting": held_on.isoformat(), "sealed": it.sealed, "files": {kind: str(path) for kind, path in files.items()}}))
        return 0
    for path in files.values():
        print(i18n.text("cli.report_written", asked.lang, file=path))
    if not it.sealed:
        print(i18n.text("report.draft", asked.lang))
    return 0


def remind(asked: argparse.Namespace) -> int:
    """Writes the reminders of the latest meeting and sends those whose channels are configured; 1 where a channel did not take one."""
    channels = read_channels(settings.data_folder() / "reminders.toml")
    situation, _ = asked_for(asked)
    budget, as_of = situation.budget, situation.as_of
    key = (budget.unit.unit_code, budget.fiscal_year)
    with opened() as store:
        occasion = occasion_of((m.held_on for m in meetings(store, *key)), as_of)
        texts = reminders(decided(store, *key, situation.known_at), assess(situation), i18n.name_of(budget.unit, asked.lang), as_of, asked.lang)
        files = []
        for it in texts:
            kept = "".join(letter if letter.isalnum() else "_" for letter in it.recipient or i18n.text("remind.everybody", asked.lang))
            files.append(Path(asked.out or ".") / f"{budget.unit.unit_code}_{occasion}_{i18n.text('remind.file', asked.lang)}_{kept}.txt")
            put(files[-1], f"{it.title}\n\n{it.body}\n".encode())
        outcome = send(store, *key, occasion, texts, channels, by=local(asked.user))
    if asked.json:
        print(as_json({"ok": not outcome.failed, "occasion": occasion.isoformat(), "files": [str(file) for file in files], **vars(outcome)}))
        return 1 if outcome.failed else 0
    for file in files:
        print(i18n.text("remind.written", asked.lang, file=file))
    for name, channels_of in vars(outcome).items():
        for channel in channels_of:
            print(i18n.text(f"remind.{name}", asked.lang, channel=channel), file=sys.stderr if name in ("failed", "unknown") else sys.stdout)
    if not files:
        print(i18n.text("remind.nothing", asked.lang))
    return 1 if outcome.failed else 0


def put(path: Path, content: bytes) -> None:
    """A file, with its folder; Refused where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except (OSError, ValueError) as error:
        raise Refused([Problem("file_unwritable", values={"path": path, "reason": getattr(error, "strerror", None) or error})]) from None
