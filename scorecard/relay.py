"""The command line while the dashboard runs: the running process holds the store, so a command is carried out inside it.

The running process listens on this machine only; where, and the key without which it does not answer, stand in control.json in the data
folder, which only its owner may read. A command that finds the store held goes there, with its paths made whole, and prints what comes back.
"""

import argparse
import io
import json
import os
import secrets
import threading
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener, answer_challenge, deliver_challenge
from pathlib import Path
from typing import Any

from scorecard.problems import Problem, Refused

FILE = "control.json"
PATHS = ("file", "dir", "out", "settled")
"""Options that name a file or folder."""
LARGEST = 10 * 1024 * 1024
PATIENCE = 10
"""Seconds within which the other side has to say who it is."""
BROKEN = (EOFError, OSError, AuthenticationError, ValueError)
Carry = Callable[[argparse.Namespace], int]


class Relay:
    """Carries out commands for others, one at a time, until it is closed. carry: what runs one, its exit status."""

    def __init__(self, folder: Path, carry: Carry) -> None:
        self._carry, self._file, self._key, self._one = carry, folder / FILE, secrets.token_hex(32), threading.Lock()
        self._listener = Listener(("127.0.0.1", 0))
        self._file.unlink(missing_ok=True)
        there = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(there, "w", encoding="utf-8") as file:
            json.dump({"port": self._listener.address[1], "key": self._key}, file)
        self._open = True
        threading.Thread(target=self._listen, daemon=True, name="relay").start()

    def close(self) -> None:
        """No more commands."""
        self._open = False
        self._file.unlink(missing_ok=True)
        with suppress(OSError):
            self._listener.close()

    def _listen(self) -> None:
        while self._open:
            with suppress(OSError):  # closed
                threading.Thread(target=self._serve, args=(self._listener.accept(),), daemon=True, name="relay caller").start()

    def _serve(self, caller: Any) -> None:
        """One caller: who has not the key, or says nothing, holds up nobody."""
        with suppress(*BROKEN), caller:
            deliver_challenge(caller, self._key.encode())
            answer_challenge(caller, self._key.encode())
            asked = argparse.Namespace(**json.loads(caller.recv_bytes(LARGEST)))
            out, err = io.StringIO(), io.StringIO()
            with self._one, redirect_stdout(out), redirect_stderr(err):
                try:
                    status = self._carry(asked)
                except SystemExit as left:
                    status = left.code if isinstance(left.code, int) else 2
            caller.send_bytes(json.dumps({"status": status, "out": out.getvalue(), "err": err.getvalue()}).encode())


def elsewhere(folder: Path, asked: argparse.Namespace) -> tuple[int, str, str] | None:
    """A command carried out by the process that holds the store: exit status, what it prints, and says of faults. None where none listens.

    Refused where the process went away meanwhile: whether it was carried out is not known then.
    """
    try:
        there = json.loads((folder / FILE).read_text(encoding="utf-8"))
        caller: Connection[Any, Any] = Client(("127.0.0.1", there["port"]))
        if not caller.poll(PATIENCE):  # what listens there by now may be something else
            return None
        answer_challenge(caller, there["key"].encode())
        deliver_challenge(caller, there["key"].encode())
    except (*BROKEN, KeyError, TypeError):
        return None
    whole = vars(asked) | {name: os.path.abspath(vars(asked)[name]) for name in PATHS if vars(asked).get(name)}
    try:
        with caller:
            caller.send_bytes(json.dumps(whole).encode())
            said = json.loads(caller.recv_bytes())
    except BROKEN as error:
        raise Refused([Problem("relay_broken")]) from error
    return int(said["status"]), str(said["out"]), str(said["err"])
