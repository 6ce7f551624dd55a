"""The command line, `python -m scorecard …` (docs/command_line.md). Scripts outside the project rely on it.

Exit status: 0 done; 1 refused, with the reasons (plain: on stderr; --json: on stdout); 2 usage. Output is UTF-8 whatever the locale.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from scorecard import administering, i18n, settings
from scorecard.asking import Usage, as_json, asked_for, content_of, today, user_of
from scorecard.assessment import assess
from scorecard.backups import audit_findings
from scorecard.checking import CONTROL
from scorecard.engines import store_place
from scorecard.evaluation import evaluate_all
from scorecard.exporting.assessment_json import assessment_document, assessment_table
from scorecard.exporting.form_file import FORMATS
from scorecard.exporting.score_json import score_document, score_table
from scorecard.importing.fact_file import LARGEST_FILE, check_facts, read_fact_file
from scorecard.intake import export_budget, import_file, read_file
from scorecard.opening import backup_folder, opened
from scorecard.paperwork import remind, write_forms, write_report
from scorecard.problems import Problem, Refused
from scorecard.relay import elsewhere

MOST_SHOWN = 50  # problems printed for people (--json has them all)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. SystemExit(2) for wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    lang = "en" if said.lower().startswith("en") else "zh"
    asked = _parser(lang).parse_args(arguments, argparse.Namespace(lang=lang, user=settings.recorder()))
    if asked.command in WRITES_HERE and vars(asked).get("out") is None:
        asked.out = "."
    if asked.command == "serve":
        from scorecard.server import serve  # loads Streamlit, which no other command waits for

        return serve(asked, carry)
    try:
        status = carry(asked, relayed=True)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def carry(asked: argparse.Namespace, relayed: bool = False) -> int:
    """Carry out one command; relayed: where another process holds the store, inside that one."""
    try:
        return COMMANDS[asked.command](asked)
    except Usage as usage:
        _parser(asked.lang).error(str(usage))
    except Refused as refused:
        try:
            there = elsewhere(settings.data_folder(), asked) if relayed and refused.problems[0].code == "store_held" else None
        except Refused as broken:
            return _refuse(broken.problems, asked)
        if there is None:
            return _refuse(refused.problems, asked)
        sys.stdout.write(there[1])
        sys.stderr.write(there[2])
        return there[0]
    except OSError as error:  # the store's folder cannot be made or read
        return _refuse([Problem("store_unreadable", values={"path": store_place(), "reason": error.strerror})], asked)


def _parser(lang: str) -> argparse.ArgumentParser:
    language = argparse.ArgumentParser(add_help=False)
    language.add_argument("--lang", choices=i18n.LANGUAGES, default=argparse.SUPPRESS, help=i18n.text("cli.help_lang", lang))
    parser = argparse.ArgumentParser("python -m scorecard", parents=[language], description=i18n.text("cli.help", lang))
    commands = parser.add_subparsers(dest="command", required=True,
                                       metavar=" | ".join(("serve", *COMMANDS)))
    options = {"read": {"file": "FILE"}, "import": {"file": "FILE", "--settled": "JSON", "--effective": "D", "--as": "USER"},
               "export-budget": {"dir": "DIR"},
               "load": {"file": "FILE", "--as": "USER"}, "assess": {"--unit": "CODE", "--year": "Y", "--as-of": "D", "--known-at": "T"},
               "score": {"--unit": "CODE", "--year": "Y", "--as-of": "D", "--known-at": "T"},
               "form": {"--unit": "CODE", "--year": "Y", "--as-of": "D", "--known-at": "T", "--programme": "ID", "--month": "M", "--out": "PATH"},
               "report": {"--unit": "CODE", "--year": "Y", "--meeting": "D", "--out": "DIR"},
               "remind": {"--unit": "CODE", "--year": "Y", "--as-of": "D", "--known-at": "T", "--out": "DIR"}, "check": {},
               "serve": {}, "backup": {}, "restore": {"dir": "DIR"}, "migrate": {}, "maintain": {}, "copy-store": {}, "user": {}, "audit": {}}
    for name, of_command in options.items():
        command = commands.add_parser(name, parents=[language], help=i18n.text(f"cli.help_{name.replace('-', '_')}", lang))
        for option, metavar in of_command.items():
            command.add_argument(option, metavar=metavar, help=i18n.text(f"cli.help_{option.strip('-').replace('-', '_')}", lang))
        if name == "form":
            command.add_argument("form", choices=("self-evaluation", "monitoring"), help=i18n.text("cli.help_which_form", lang))
            command.add_argument("--format", choices=tuple(FORMATS), help=i18n.text("cli.help_format", lang))
        administering.add_options(command, name, lang)
        command.add_argument("--json", action="store_true", help=i18n.text("cli.help_json", lang))
    return parser


def _load(asked: argparse.Namespace) -> int:
    path, by = Path(asked.file), user_of(asked)
    rows, problems = read_fact_file(path.name, content_of(path, LARGEST_FILE))
    with opened() as store:
        facts, lines, found = check_facts(rows, store.budgets(as_of=today()), today())
        if problems := problems + found:
            raise Refused(problems)
        recorded = store.record(facts, by=by, lines=lines)
    if asked.json:
        print(as_json({"ok": True, "recorded": len(recorded.new), "already": len(recorded.already), "differing": recorded.differing}))
        return 0
    print(i18n.text("cli.recorded", asked.lang, new=len(recorded.new), already=len(recorded.already)))
    if recorded.differing:
        print(i18n.text("cli.differing", asked.lang, count=len(recorded.differing), keys=", ".join(recorded.differing[:MOST_SHOWN])))
    return 0


def _assess(asked: argparse.Namespace) -> int:
    situation, statements = asked_for(asked)
    assessments = assess(situation)
    print(as_json(assessment_document(situation, assessments, statements)) if asked.json else assessment_table(situation, assessments, asked.lang))
    return 0


def _score(asked: argparse.Namespace) -> int:
    situation, statements = asked_for(asked)
    sheets = evaluate_all(assess(situation), situation, statements)
    unit, year, day = situation.budget.unit.unit_code, situation.budget.fiscal_year, situation.as_of.isoformat()
    print(as_json(score_document(sheets, unit, year, day)) if asked.json else score_table(sheets, asked.lang))
    return 0


def _check(asked: argparse.Namespace) -> int:
    with opened() as store:
        checked = store.check()
        checked.findings.extend(audit_findings(store, backup_folder()))
    if asked.json:
        print(as_json({"ok": not checked.findings, "entries": checked.entries, "findings": [vars(found) for found in checked.findings]}))
        return 1 if checked.findings else 0
    kinds = [f"  {i18n.text(f'kind.{kind}', asked.lang)} {entries}" for kind, entries in checked.entries.items()]
    print(i18n.text("cli.entries", asked.lang, count=sum(checked.entries.values())), *kinds, sep="\n")
    administering.tell_findings(checked.findings, asked.lang)
    return 1 if checked.findings else 0


def _refuse(problems: Sequence[Problem], asked: argparse.Namespace) -> int:
    if asked.json:
        print(as_json({"ok": False, "problems": [{"line": p.line, "field": p.field, "code": p.code, "message": {
            lang: i18n.problem_text(p, lang) for lang in i18n.LANGUAGES}} for p in problems]}))
        return 1
    for problem in problems[:MOST_SHOWN]:
        print(CONTROL.sub("?", i18n.problem_text(problem, asked.lang)), file=sys.stderr)
    if len(problems) > MOST_SHOWN:
        print(i18n.text("cli.more", asked.lang, count=len(problems) - MOST_SHOWN), file=sys.stderr)
    return 1


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "read": read_file, "import": import_file, "export-budget": export_budget, "load": _load, "assess": _assess, "score": _score, "form": write_forms,
    "report": write_report, "remind": remind, "check": _check, "backup": administering.backup, "restore": administering.restore,
    "migrate": administering.migrate, "maintain": administering.maintain, "copy-store": administering.copy_store,
    "user": administering.user, "audit": administering.audit}
WRITES_HERE = ("form", "report", "remind")
"""Commands that write where they are called, unless told otherwise."""

if __name__ == "__main__":
    sys.exit(main())
