"""The command line, `python -m scorecard …` (docs/command_line.md). Scripts outside the project rely on it.

Exit status: 0 done; 1 refused, with the reasons (plain: on stderr; --json: on stdout); 2 usage. Output is UTF-8 whatever the locale.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

from scorecard import i18n, settings
from scorecard.assessment import Situation, assess
from scorecard.checking import CONTROL, Budgets
from scorecard.evaluation import evaluate, evaluate_all
from scorecard.exporting.assessment_json import assessment_document, assessment_table, moment_text
from scorecard.exporting.form_file import FORMATS, file_name, form_file
from scorecard.exporting.form_table import from_json
from scorecard.exporting.official_form import handed_in, monitoring_form, self_evaluation_form
from scorecard.exporting.score_json import score_document, score_table
from scorecard.importing.fact_file import LARGEST_FILE, check_facts, read_fact_file
from scorecard.model import Budget, Statement
from scorecard.monitoring import cut_off, last_whole_month, monitor
from scorecard.opening import open_store
from scorecard.problems import Problem, Refused

MOST_SHOWN, LONGEST_NAME = 50, 100  # problems printed for people (--json has them all); characters of a person's name


class _Usage(Exception):
    """A command asked for in a wrong way; its text is the sentence to print."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. SystemExit(2) for wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    lang = "en" if said.lower().startswith("en") else "zh"
    asked = (parser := _parser(lang)).parse_args(arguments, argparse.Namespace(lang=lang))
    try:
        status = {"load": _load, "assess": _assess, "score": _score, "form": _form, "check": _check}[asked.command](asked)
        sys.stdout.flush()
        return status
    except _Usage as usage:
        parser.error(str(usage))
    except Refused as refused:
        return _refuse(refused.problems, asked)
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:  # the store's folder cannot be made or read
        return _refuse([Problem("store_unreadable", values={"path": settings.database_path(), "reason": error.strerror})], asked)


def _parser(lang: str) -> argparse.ArgumentParser:
    language = argparse.ArgumentParser(add_help=False)
    language.add_argument("--lang", choices=i18n.LANGUAGES, default=argparse.SUPPRESS, help=i18n.text("cli.help_lang", lang))
    parser = argparse.ArgumentParser("python -m scorecard", parents=[language], description=i18n.text("cli.help", lang))
    commands = parser.add_subparsers(dest="command", required=True, metavar="load | assess | score | form | check")
    options = {"load": {"file": "FILE", "--as": "USER"}, "assess": {"--unit": "CODE", "--year": "Y", "--as-of": "D", "--known-at": "T"},
               "score": {"--unit": "CODE", "--year": "Y", "--as-of": "D", "--known-at": "T"},
               "form": {"--unit": "CODE", "--year": "Y", "--as-of": "D", "--known-at": "T", "--programme": "ID", "--month": "M", "--out": "PATH"}, "check": {}}
    for name, of_command in options.items():
        command = commands.add_parser(name, parents=[language], help=i18n.text(f"cli.help_{name}", lang))
        for option, metavar in of_command.items():
            command.add_argument(option, metavar=metavar, help=i18n.text(f"cli.help_{option.strip('-').replace('-', '_')}", lang))
        if name == "form":
            command.add_argument("form", choices=("self-evaluation", "monitoring"), help=i18n.text("cli.help_which_form", lang))
            command.add_argument("--format", choices=tuple(FORMATS), help=i18n.text("cli.help_format", lang))
        command.add_argument("--json", action="store_true", help=i18n.text("cli.help_json", lang))
    return parser


def _load(asked: argparse.Namespace) -> int:
    path, by = Path(asked.file), _user(asked)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise Refused([Problem("file_missing", values={"path": path})]) from None
    except (OSError, ValueError) as error:  # ValueError: a path that holds a NUL
        raise Refused([Problem("file_unreadable", values={"path": path, "reason": getattr(error, "strerror", None) or error})]) from None
    rows, problems = read_fact_file(path.name, content)
    with closing(open_store()) as store:
        facts, lines, found = check_facts(rows, store.budgets(), _today())
        if problems := problems + found:
            raise Refused(problems)
        recorded = store.record(facts, by=by, lines=lines)
    if asked.json:
        print(_as_json({"ok": True, "recorded": len(recorded.new), "already": len(recorded.already), "differing": recorded.differing}))
        return 0
    print(i18n.text("cli.recorded", asked.lang, new=len(recorded.new), already=len(recorded.already)))
    if recorded.differing:
        print(i18n.text("cli.differing", asked.lang, count=len(recorded.differing), keys=", ".join(recorded.differing[:MOST_SHOWN])))
    return 0


def _user(asked: argparse.Namespace) -> str:
    """Who records: --as, or whoever runs the program."""
    try:
        by: str = (settings.recorder() if vars(asked)["as"] is None else vars(asked)["as"]).strip()
    except (KeyError, OSError, ImportError):  # the machine does not know its user
        by = ""
    if not by or len(by) > LONGEST_NAME or CONTROL.search(by):
        raise _Usage(i18n.text("cli.user_needed", asked.lang, longest=LONGEST_NAME))
    return by


def _assess(asked: argparse.Namespace) -> int:
    situation, statements = _situation(asked)
    assessments = assess(situation)
    print(_as_json(assessment_document(situation, assessments, statements)) if asked.json else assessment_table(situation, assessments, asked.lang))
    return 0


def _score(asked: argparse.Namespace) -> int:
    situation, statements = _situation(asked)
    sheets = evaluate_all(assess(situation), situation, statements)
    unit, year, day = situation.budget.unit.unit_code, situation.budget.fiscal_year, situation.as_of.isoformat()
    print(_as_json(score_document(sheets, unit, year, day)) if asked.json else score_table(sheets, asked.lang))
    return 0


def _form(asked: argparse.Namespace) -> int:
    """Writes one form, or with a folder (or no --out) one for each programme asked for; says where, and what a form still lacks."""
    situation, statements = _situation(asked)
    assessments, budget, month = assess(situation), situation.budget, situation.as_of.month
    programmes = [p for p in budget.programmes if asked.programme in (None, p.programme_id, p.form)]
    if not programmes:
        raise Refused([Problem("unknown_programme", values={"programme": asked.programme[:60], "known": ", ".join(p.programme_id for p in budget.programmes)})])
    out = Path(asked.out or ".")
    named = out.suffix.lower().removeprefix(".")
    one = named in FORMATS
    file_format = asked.format or (named if one else "xlsx")
    if one and file_format != named:
        raise _Usage(i18n.text("cli.other_format", asked.lang, path=out, format=file_format))
    if one and len(programmes) > 1:
        programmes = [p for p in programmes if p.form == "23"] or programmes[:1]  # the whole unit's
    with closing(open_store()) as store:
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
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(form_file(table, file_format))
        except (OSError, ValueError) as error:
            raise Refused([Problem("file_unwritable", values={"path": path, "reason": getattr(error, "strerror", None) or error})]) from None
        written.append({"file": str(path), "programme": programme.programme_id, "title": table.title, "checksum": table.checksum, "lacking": len(lacking),
                        "submitted_at": moment_text(submitted.submitted_at) if submitted else None})
    if asked.json:
        print(_as_json({"ok": True, "forms": written}))
        return 0
    for form in written:
        print(i18n.text("cli.form_written", asked.lang, **form))
    return 0


def _situation(asked: argparse.Namespace) -> tuple[Situation, tuple[Statement, ...]]:
    """What --unit, --year, --as-of and --known-at name, and what people stated on its forms."""
    known_at = _moment(asked)
    with closing(open_store()) as store:
        budget = _budget(store.budgets(known_at), asked)
        key, as_of = (budget.unit.unit_code, budget.fiscal_year), _as_of(asked, budget.fiscal_year)
        if asked.command == "form" and asked.form == "monitoring":
            as_of = min(as_of, cut_off(budget.fiscal_year, _month(asked, budget.fiscal_year, as_of)))
        return Situation(budget, store.evidence(*key, as_of, known_at), as_of, known_at, _zone()), store.statements(*key, known_at)


def _budget(budgets: Budgets, asked: argparse.Namespace) -> Budget:
    """The budget that --unit and --year name: the only unit, the latest year."""
    codes = sorted({code for code, _ in budgets})
    if asked.unit is None and len(codes) != 1:
        raise Refused([Problem("several_units" if codes else "no_budget", values={"units": ", ".join(codes)})])
    code = codes[0] if asked.unit is None else asked.unit
    years = sorted(year for unit, year in budgets if unit == code)
    if not years:
        raise Refused([Problem("unknown_unit", values={"unit": code[:60], "units": ", ".join(codes)})])
    year = str(years[-1]) if asked.year is None else asked.year
    if year not in map(str, years):
        raise Refused([Problem("unknown_year", values={"year": year[:60], "years": ", ".join(map(str, years))})])
    return budgets[code, int(year)]


def _month(asked: argparse.Namespace, year: int, as_of: date) -> int:
    """--month; else the last one that is over."""
    if asked.month is None:
        return last_whole_month(year, min(as_of, date(year, 12, 31)))
    if asked.month not in map(str, range(1, 13)):
        raise _Usage(i18n.text("cli.not_a_month", asked.lang, value=asked.month[:20]))
    return int(asked.month)


def _as_of(asked: argparse.Namespace, year: int) -> date:
    """--as-of; else today inside the year, its last day after it, its first day before it."""
    first = date(year, 1, 1)
    if asked.as_of is None:
        return min(max(_today(), first), date(year, 12, 31))
    try:
        as_of = datetime.strptime(asked.as_of, "%Y-%m-%d").date()
    except ValueError:
        raise _Usage(i18n.text("cli.not_a_day", asked.lang, value=asked.as_of)) from None
    if as_of < first:
        raise Refused([Problem("before_year", values={"day": as_of, "first": first})])
    return as_of


def _moment(asked: argparse.Namespace) -> datetime | None:
    """--known-at as naive UTC; without an offset it is the unit's own clock."""
    if asked.known_at is None:
        return None
    try:
        at = datetime.fromisoformat(asked.known_at)
        return (at if at.tzinfo else at.replace(tzinfo=_zone())).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise _Usage(i18n.text("cli.not_a_moment", asked.lang, value=asked.known_at)) from None


def _check(asked: argparse.Namespace) -> int:
    with closing(open_store()) as store:
        checked = store.check()
    if asked.json:
        print(_as_json({"ok": not checked.findings, "entries": checked.entries, "findings": [vars(found) for found in checked.findings]}))
        return 1 if checked.findings else 0
    kinds = [f"  {i18n.text(f'kind.{kind}', asked.lang)} {entries}" for kind, entries in checked.entries.items()]
    print(i18n.text("cli.entries", asked.lang, count=sum(checked.entries.values())), *kinds, sep="\n")
    for found in checked.findings:
        print(f"{i18n.text(f'finding.{found.rule}', asked.lang)} {found.op_key} ({found.detail})", file=sys.stderr)
    print(i18n.text("cli.findings" if checked.findings else "cli.no_findings", asked.lang, count=len(checked.findings)))
    return 1 if checked.findings else 0


def _refuse(problems: Sequence[Problem], asked: argparse.Namespace) -> int:
    if asked.json:
        print(_as_json({"ok": False, "problems": [{"line": p.line, "field": p.field, "code": p.code, "message": {
            lang: i18n.problem_text(p, lang) for lang in i18n.LANGUAGES}} for p in problems]}))
        return 1
    for problem in problems[:MOST_SHOWN]:
        print(CONTROL.sub("?", i18n.problem_text(problem, asked.lang)), file=sys.stderr)
    if len(problems) > MOST_SHOWN:
        print(i18n.text("cli.more", asked.lang, count=len(problems) - MOST_SHOWN), file=sys.stderr)
    return 1


def _as_json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)


def _zone() -> tzinfo:
    """The unit's clock; Refused where SCORECARD_TIMEZONE names none."""
    try:
        return settings.timezone()
    except (KeyError, ValueError, OSError):
        raise Refused([Problem("unknown_timezone", values={"name": os.environ.get("SCORECARD_TIMEZONE", "")[:60]})]) from None


def _today() -> date:
    return datetime.now(_zone()).date()


if __name__ == "__main__":
    sys.exit(main())
