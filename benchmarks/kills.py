"""Kill -9 at any moment: the served mode is killed again and again while people and the command line write: `python -m benchmarks.kills [N] [--keep DIR]`.

Four browsers' worth of sessions (Streamlit's protocol, signed in) fill and save the form without a pause, and `python -m scorecard load` loads
files of three facts, one after another; each repeats what was not acknowledged under the same op_keys, as people and scripts do. From 0.2 to 4 s
after its first page the server gets SIGKILL, and is started again on the same store. Acknowledged is what a page said was saved, or what a command that
exited with 0 was given. At the end every acknowledged fact must be in the journal once and as it was typed, nothing else but what was tried, no
file by halves, and `check` and `audit verify` must find nothing.

--keep DIR: keep the store and what was acknowledged there, and go on from it: kills add up to N over several calls.
"""

import argparse
import asyncio
import json
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import websockets

from benchmarks.measuring import write
from benchmarks.office import Visitor, Wrong, cookie_of, typed
from scorecard import settings
from scorecard.facts import Fact
from scorecard.store import Store
from tests.office import Office

BROWSERS, OF_A_FILE = 4, 3
SHORTEST, LONGEST = 0.2, 4.0
PAUSE = 0.2  # seconds before somebody tries again, and between two commands
AWAY = (OSError, websockets.WebSocketException, EOFError)
"""What a session meets when the server goes away."""
BETWEEN = 100  # kills between two checks of the whole store


class Trial:
    """What was tried and what was acknowledged, kept in a file so that it can go on another day."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "trial.json"
        there: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8")) if self._file.exists() else {}
        self.kills: list[str] = there.get("kills", [])  # moments, UTC
        self.starts: list[float] = there.get("starts", [])  # seconds until it answered
        self.tried: dict[str, list[str]] = there.get("tried", {})  # by page and by command: op_keys
        self.acknowledged: dict[str, list[str]] = there.get("acknowledged", {"page": [], "command": []})
        self.unanswered: list[tuple[str, str]] = there.get("unanswered", [])  # op_key, moment: save was pressed, and the server went away
        self.said: Counter[str] = Counter(there.get("said", {}))  # anything else that pages and commands said
        self.findings: list[str] = there.get("findings", [])
        self.lives = asyncio.Event()  # a page was shown since the last start

    def keep(self) -> None:
        """Write it all down."""
        told = {name: value for name, value in vars(self).items() if name not in ("_file", "lives")}
        self._file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


async def browser(office: Office, cookie: str, trial: Trial) -> None:
    """Somebody who saves one fact after another, and saves again where no answer came."""
    key = ""
    while True:
        pressed = False
        try:
            async with Visitor(office, cookie) as visitor, asyncio.timeout(60):  # nobody lives for so long
                while True:
                    if not key:
                        key = f"page-{uuid4().hex}"
                        trial.tried.setdefault("page", []).append(key)
                    form = await visitor.form(key)
                    trial.lives.set()
                    pressed = True
                    await visitor.save(key, form, **typed(key))
                    pressed = False
                    trial.acknowledged["page"].append(key)
                    key = ""
        except AWAY as error:
            trial.said[f"page: {type(error).__name__}"] += 1
            trial.unanswered += [(key, now())] if pressed else []
            await asyncio.sleep(PAUSE)
        except Wrong as wrong:
            trial.said[f"page: {str(wrong)[:150]}"] += 1
            await asyncio.sleep(PAUSE)


async def command(office: Office, folder: Path, trial: Trial) -> None:
    """Loads file after file, each until the command exits with 0."""
    while True:
        name = uuid4().hex
        keys = [f"file-{name}-{n}" for n in range(OF_A_FILE)]
        trial.tried.setdefault("command", []).extend(keys)
        file = folder / "facts.jsonl"
        file.write_text("\n".join(json.dumps({"kind": "payment", "op_key": key, "occurred_on": "2025-05-06", "amount_yuan": "10.00", "voucher": key,
                                              "budget_line": "运转开支", "compliant": True}, ensure_ascii=False) for key in keys), encoding="utf-8")
        while True:
            await asyncio.sleep(PAUSE)
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "scorecard", "load", str(file), "--json", cwd=settings.ROOT, env=office.environment,
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
            try:
                out, err = await asyncio.wait_for(process.communicate(), 60)
            except asyncio.CancelledError:
                await process.communicate()
                raise
            except TimeoutError:
                with suppress(ProcessLookupError):
                    process.kill()
                trial.said["command: no answer in 60 s"] += 1
                continue
            if process.returncode == 0:
                trial.acknowledged["command"].extend(keys)
                trial.said["command: done, and it was there already"] += bool(json.loads(out)["already"])
                break
            try:
                why = ", ".join(problem["code"] for problem in json.loads(out)["problems"])
            except ValueError:
                why = err.decode(errors="replace").strip()[-150:] or "ended without a word"
            trial.said[f"command: exit {process.returncode}, {why}"] += 1


async def kill_and_start(office: Office, folder: Path, trial: Trial, kills: int) -> None:
    """The server killed and started until there were so many kills, while all the others write."""
    cookie = await asyncio.to_thread(cookie_of, office, "recorder")
    others = [asyncio.create_task(browser(office, cookie, trial)) for _ in range(BROWSERS)] + [asyncio.create_task(command(office, folder, trial))]
    try:
        while True:
            try:
                await asyncio.wait_for(trial.lives.wait(), 60)
            except TimeoutError:
                trial.said["page: none within 60 s of a start"] += 1
            await asyncio.sleep(random.uniform(SHORTEST, LONGEST))
            if stopped := [task for task in others if task.done()]:
                stopped[0].result()
            await asyncio.to_thread(office.stop, signal.SIGKILL)
            trial.lives.clear()
            trial.kills.append(now())
            begin = time.perf_counter()
            await asyncio.to_thread(office.start, 60)
            trial.starts.append(time.perf_counter() - begin)
            trial.keep()
            if len(trial.kills) % BETWEEN == 0:
                await asyncio.to_thread(look, office, trial)
            if len(trial.kills) >= kills:
                return
    finally:
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def look(office: Office, trial: Trial) -> None:
    """What the program itself finds wrong, if anything."""
    for arguments in (("check", "--json"), ("audit", "verify", "--json")):
        done = office.command(*arguments, status=None)
        if done.returncode:
            trial.findings.append(f"after {len(trial.kills)} kills: {done.stdout} {done.stderr}"[:2000])
    print(f"{len(trial.kills)} kills, {sum(map(len, trial.acknowledged.values()))} facts acknowledged, {len(trial.findings)} findings", flush=True)


def now() -> str:
    """The moment, as the journal has it (UTC)."""
    return datetime.now(UTC).replace(tzinfo=None).isoformat()


def result(office: Office, trial: Trial) -> list[list[str]]:
    """What was acknowledged, held against the journal."""
    store = Store(office.folder / "performance.duckdb")
    entries = [entry for key in store.budgets() for entry in store.entries(*key, most=10**9)]
    store.close()
    there = {entry.fact.op_key: entry for entry in entries}
    acknowledged = [key for keys in trial.acknowledged.values() for key in keys]
    tried = {key for keys in trial.tried.values() for key in keys}
    files = Counter(key.rpartition("-")[0] for key in there if key.startswith("file-"))
    nevertheless = {key for key, at in trial.unanswered if key in there and there[key].recorded_at.isoformat() < at}
    return [
        ["kills", str(len(trial.kills))],
        ["facts acknowledged by a page", str(len(trial.acknowledged["page"]))],
        ["facts acknowledged by the command line", str(len(trial.acknowledged["command"]))],
        ["times save was pressed and the server killed before the answer", str(len(trial.unanswered))],
        ["facts recorded nevertheless, which pressing again did not record twice", str(len(nevertheless))],
        ["acknowledged and not in the journal", str(sum(key not in there for key in acknowledged))],
        ["in the journal twice", str(len(entries) - len(there))],
        ["in the journal and never tried", str(sum(key not in tried for key in there))],
        ["entries that are not as they were typed", str(sum(not as_typed(entry.fact) for entry in entries))],
        ["files recorded by halves", str(sum(count != OF_A_FILE for count in files.values()))],
        ["findings of `check` and `audit verify`", str(len(trial.findings))],
        ["start after a kill: median, p95", f"{statistics.median(trial.starts):.1f} s, {statistics.quantiles(trial.starts, n=20)[18]:.1f} s"],
    ]


def as_typed(fact: Fact) -> bool:
    """Whether an entry holds what its key says was typed."""
    told = vars(fact)
    if fact.kind == "payment":
        return bool(told["voucher"] == fact.op_key and str(told["amount_yuan"]) == "10.00" and told["budget_line"] == "运转开支" and told["compliant"])
    return all(told[name] == value for name, value in typed(fact.op_key).items())


def main() -> None:
    """Kill, look, and write."""
    parser = argparse.ArgumentParser("python -m benchmarks.kills")
    parser.add_argument("kills", type=int, nargs="?", default=500)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as with Ctrl-C: what was acknowledged is written down
    with tempfile.TemporaryDirectory() as given:
        folder = (asked.keep or Path(given)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        trial = Trial(folder)
        office = Office(folder / "data")
        with (office.folder / "server.toml").open("a", encoding="utf-8") as file:  # nobody lives for long enough to write down that a sign-in is in use
            file.write("idle_minutes = 1440\nsession_hours = 168\n")
        office.start(60)
        try:
            if len(trial.kills) < asked.kills:
                asyncio.run(kill_and_start(office, folder, trial, asked.kills))
            look(office, trial)
        finally:
            status = office.stop()
            trial.keep()
        rows = [*result(office, trial), ["exit status of the stop afterwards", str(status)]]
        write("kills", ["kill -9 of the served mode while 4 sessions and the command line write", "found"], rows)
        for what, times in trial.said.most_common():
            print(times, what)
        for finding in trial.findings:
            print(finding)


if __name__ == "__main__":
    main()
