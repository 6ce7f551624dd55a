"""The commands for whoever runs the program: `user`, `audit`, `backup`, `restore`, `migrate`, `maintain`, `copy-store`.

Whoever may run them on the machine may do everything.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scorecard import accounts, i18n, settings
from scorecard import backups as kept
from scorecard.asking import Usage, as_json
from scorecard.auth import EVERYWHERE, Action, Deed, local, read_role
from scorecard.backups import Backups, audit_verified
from scorecard.configuration import read_configuration
from scorecard.engines import Server, read_place, store_place
from scorecard.exporting.assessment_json import moment_text
from scorecard.model import Finding
from scorecard.opening import backup_folder, opened
from scorecard.problems import Problem, Refused

USER = ("list", "add", "role", "disable", "enable", "reset")
AUDIT = ("list", "verify")


def add_options(command: argparse.ArgumentParser, name: str, lang: str) -> None:
    """What these commands take beside --json."""
    def option(*names: str, **more: object) -> None:
        command.add_argument(*names, help=i18n.text(f"cli.help_{name.replace('-', '_')}_{names[0].strip('-')}", lang), **more)  # type: ignore[arg-type]
    if name == "user":
        option("do", choices=USER)
        option("account", nargs="?", metavar="NAME")
        option("--role", metavar="ROLE")
        option("--unit", metavar="CODE", default=EVERYWHERE)
        option("--name", metavar="NAME", default="")
    elif name == "audit":
        option("do", choices=AUDIT)
        option("--most", metavar="N", default="50")
    elif name == "copy-store":
        option("source", metavar="FROM")
        option("target", metavar="TO")
    elif name == "backup":
        option("dir", nargs="?", metavar="DIR")
    elif name == "serve":
        option("--check", action="store_true")


def user(asked: argparse.Namespace) -> int:
    """People and roles; a new or reset account's one-time link is printed, once."""
    by, account = local(asked.user), asked.account or ""
    if asked.do != "list" and not account:
        raise Usage(i18n.text("cli.account_needed", asked.lang))
    role = read_role(asked.role) if asked.role else None
    if (asked.role and asked.role != "-" and role is None) or (asked.do == "role" and not asked.role):
        raise Usage(i18n.text("cli.not_a_role", asked.lang, value=(asked.role or "")[:20]))
    token = ""
    with opened() as store:
        if asked.do == "add":
            token = accounts.add(store, account, asked.name, {asked.unit: role} if role else {}, by=by)
        elif asked.do == "role":
            accounts.give(store, account, asked.unit, role, by=by)
        elif asked.do in ("enable", "disable"):
            accounts.enable(store, account, asked.do == "enable", by=by)
        elif asked.do == "reset":
            token = accounts.reset(store, account, by=by)
        people = [there for there in accounts.people(store) if asked.do == "list" or there.account == account]
    link = read_configuration(settings.data_folder()).link(token) if token else ""
    if asked.json:
        print(as_json({"ok": True, "link": link or None, "people": [{
            "account": p.account, "name": p.display_name, "enabled": p.enabled, "has_password": p.has_password, "roles": p.roles,
            "signed_in_at": moment_text(p.signed_in_at) if p.signed_in_at else None} for p in people]}))
        return 0
    for p in people:
        roles = ", ".join(f"{i18n.text(f'role.{role}', asked.lang)} {unit}" for unit, role in p.roles.items()) or i18n.NOTHING
        print(f"{p.account}  {p.display_name}  {roles}  {i18n.text('people.enabled' if p.enabled else 'people.disabled', asked.lang)}")
    if link:
        print(i18n.text("cli.one_time_link", asked.lang, link=link))
    return 0


def audit(asked: argparse.Namespace) -> int:
    """The audit trail: its latest records, or whether it is whole."""
    if not asked.most.isdigit():
        raise Usage(i18n.text("cli.not_a_number", asked.lang, value=asked.most[:20]))
    with opened() as store:
        if asked.do == "verify":
            findings, head = audit_verified(store, backup_folder())
        else:
            records = store.ask("audit/all")[-int(asked.most):]
    if asked.do == "verify":
        if asked.json:
            print(as_json({"ok": not findings, "last": vars(head), "findings": [vars(found) for found in findings]}))
        else:
            print(i18n.text("cli.audit_last", asked.lang, number=head.number, hash=head.hash or i18n.NOTHING))
            tell_findings(findings, asked.lang)
        return 1 if findings else 0
    told = [row | {"recorded_at": moment_text(row["recorded_at"])} for row in records]
    if asked.json:
        print(as_json({"ok": True, "records": told}))
        return 0
    for row in told:
        action, outcome = i18n.text(f"action.{row['action']}", asked.lang), i18n.text(f"outcome.{row['outcome']}", asked.lang)
        who = f"{row['actor'] or i18n.NOTHING} ({row['way']} {row['address']})"
        print("  ".join((str(row["number"]), row["recorded_at"], who, action, outcome, f"{row['unit_code']} {row['subject']}")))
    return 0


def backup(asked: argparse.Namespace) -> int:
    """A backup now, into the configured folder or another."""
    it = read_configuration(settings.data_folder())
    with opened() as store:
        made = Backups(store, backup_folder(it), it.backup_days, it.backup_months).make(by=local(asked.user), folder=Path(asked.dir) if asked.dir else None)
    print(as_json({"ok": True, "backup": str(made)}) if asked.json else i18n.text("cli.backed_up", asked.lang, path=made))
    return 0


def restore(asked: argparse.Namespace) -> int:
    """A backup brought back into an empty place."""
    path = store_place()
    if isinstance(path, Server):
        raise Refused([Problem("restore_into_file", values={"path": path})])
    path.parent.mkdir(parents=True, exist_ok=True)
    manifest = kept.restore(Path(asked.dir).resolve(), path, by=local(asked.user))
    rows = {table: there["rows"] for table, there in manifest["tables"].items()}
    if asked.json:
        print(as_json({"ok": True, "made_at": manifest["made_at"], "rows": rows, "store": str(path)}))
    else:
        print(i18n.text("cli.restored", asked.lang, path=path, rows=sum(rows.values()), at=manifest["made_at"][:16].replace("T", " ")))
    return 0


def migrate(asked: argparse.Namespace) -> int:
    """The store brought up to this program's schema, or made, which opening it does; an older one is backed up before."""
    with opened(deliver=False) as store:
        schema = max(row["version"] for row in store.ask("store/schema_versions"))
        print(as_json({"ok": True, "store": str(store.place), "schema": schema}) if asked.json
              else i18n.text("cli.migrated", asked.lang, store=store.place, schema=f"{schema:03}"))
    return 0


def maintain(asked: argparse.Namespace) -> int:
    """The journal sorted, so that a unit's entries stand beside each other."""
    with opened(deliver=False) as store:
        entries = store.maintain()
        store.keep({}, Deed(local(asked.user), Action.BACKUP, "", "maintain", None, {"entries": entries}), judged=False)
    print(as_json({"ok": True, "entries": entries}) if asked.json else i18n.text("cli.maintained", asked.lang, entries=entries))
    return 0


def copy_store(asked: argparse.Namespace) -> int:
    """A whole store into an empty place: from a file into a PostgreSQL database, or back."""
    source, target = read_place(asked.source), read_place(asked.target)
    rows = kept.copy(source, target, by=local(asked.user))
    if asked.json:
        print(as_json({"ok": True, "from": str(source), "to": str(target), "rows": rows}))
    else:
        print(i18n.text("cli.copied", asked.lang, source=source, target=target, rows=sum(rows.values())))
    return 0


def tell_findings(findings: Sequence[Finding], lang: str) -> None:
    """What a check found, each on stderr, and how many."""
    for found in findings:
        print(f"{i18n.text(f'finding.{found.rule}', lang)} {found.op_key} ({found.detail})", file=sys.stderr)
    print(i18n.text("cli.findings" if findings else "cli.no_findings", lang, count=len(findings)))
