"""Reminders reach a real mail server and a real webhook, once; a dead channel stops nothing; no secret is told."""

import email
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from scorecard.__main__ import main
from scorecard.holding import hold
from scorecard.meetings import Meeting
from scorecard.opening import fill_with_sample
from scorecard.problems import Refused
from scorecard.reminding import Reminder
from scorecard.sending import Channels, Outcome, read_channels, send
from scorecard.store import Store

KEY, DAY = ("047022", 2025), date(2025, 7, 28)
TEXTS = [Reminder("", "例会提醒", "要抓 7 项"), Reminder("李某", "例会提醒", "答应的事：喆镕㙍")]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Mailbox:
    """Keeps what a mail server is given."""

    def __init__(self) -> None:
        self.messages: list[Any] = []

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        self.messages.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def mail() -> Iterator[tuple[str, Mailbox]]:
    """A mail server on loopback: its address as apprise writes it, and what it was given."""
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    yield f"mailto://127.0.0.1:{server.port}?from=scorecard@unit.cn&to=office@unit.cn&mode=insecure", box
    server.stop()


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, Any]], list[int]]]:
    """A webhook on loopback: its address, what it was given, and the answers it is still to give before it says 200."""
    heard: list[dict[str, Any]] = []
    answers: list[int] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers.pop(0) if answers else 200)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://user:geheim@127.0.0.1:{server.server_port}/meeting", heard, answers
    server.shutdown()


def sent(store: Store, channels: Channels, texts: list[Reminder] = TEXTS) -> Outcome:
    return send(store, *KEY, DAY, texts, channels, by="t", pause=0)


def test_mail_and_webhook_get_it_once(store: Store, mail: Any, hook: Any) -> None:
    channels = Channels((hook[0],), {"李某": (mail[0],)})
    first = sent(store, channels)
    assert (len(first.sent), first.failed) == (2, [])
    (message,) = mail[1].messages
    assert message["Subject"] == "例会提醒" and "喆镕㙍" in message.get_body(("plain", "html")).get_content()
    assert [h["message"] for h in hook[1]] == ["要抓 7 项"]
    again = sent(store, channels)
    assert (again.sent, len(again.already), len(mail[1].messages), len(hook[1])) == ([], 2, 1, 1)


def test_a_dead_channel_is_tried_twice_reported_and_stops_nothing(store: Store, hook: Any) -> None:
    dead = f"json://geheim@127.0.0.1:{free_port()}/x"
    outcome = sent(store, Channels((dead, hook[0])), TEXTS[:1])
    assert (len(outcome.failed), len(outcome.sent), len(hook[1])) == (1, 1, 1)
    again = sent(store, Channels((dead, hook[0])), TEXTS[:1])  # what failed is tried again, what went out is not
    assert (len(again.failed), len(again.already), len(hook[1])) == (1, 1, 1)


def test_a_second_try_is_enough(store: Store, hook: Any) -> None:
    hook[2].append(500)
    outcome = sent(store, Channels((hook[0],)), TEXTS[:1])
    assert (len(outcome.sent), len(hook[1])) == (1, 2)
    hook[2].extend((500, 500, 500))
    other = Reminder("", "x", "y")
    assert len(send(store, *KEY, date(2025, 8, 4), [other], Channels((hook[0],)), by="t", pause=0).failed) == 1
    assert len(hook[1]) == 4


def test_two_schedulers_at_once_send_once(store: Store, hook: Any) -> None:
    found: list[Outcome] = []
    both = [threading.Thread(target=lambda: found.append(sent(store, Channels((hook[0],)), TEXTS[:1]))) for _ in range(4)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(hook[1]) == 1 and sum(len(o.sent) for o in found) == 1 and sum(len(o.already + o.unknown) for o in found) == 3


def test_no_secret_is_told(store: Store, hook: Any, capfd: pytest.CaptureFixture[str]) -> None:
    outcome = sent(store, Channels((hook[0], f"json://user:geheim@127.0.0.1:{free_port()}/x")), TEXTS[:1])
    assert outcome.sent and outcome.failed and "geheim" not in repr(outcome)
    assert all("geheim" not in repr(row) for row in store.ask("reminder/standing", unit_code=KEY[0], fiscal_year=KEY[1], occasion=DAY))
    assert "geheim" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(("written", "code"), [
    ("everyone = [", "channels_unreadable"), ("all = []", "channels_unknown"), ("everyone = 'mailto://x'", "channels_no_list"),
    ("everyone = ['nonsense://geheim']", "channel_unknown"), ("people = 3", "channels_no_list"), ("[people]\n'李某' = [1]", "channels_no_list")])
def test_a_wrong_setting_is_named(tmp_path: Path, written: str, code: str) -> None:
    file = tmp_path / "reminders.toml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_channels(file)
    assert code in [p.code for p in refused.value.problems] and "geheim" not in repr(refused.value.problems)


def test_no_setting_means_files_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path))
    store = Store(tmp_path / "performance.duckdb")
    fill_with_sample(store)
    hold(store, *KEY, Meeting(DAY), by="t")
    store.close()
    assert main(["remind", "--as-of", "2025-07-29", "--out", str(tmp_path / "out"), "--json", "--lang", "zh"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["occasion"], said["sent"], len(said["files"])) == ("2025-07-28", [], 4)
    assert "已逾期" in Path(said["files"][0]).read_text(encoding="utf-8")


def test_the_command_says_what_did_not_go_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hook: Any) -> None:
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path))
    monkeypatch.setattr("scorecard.sending.PAUSE", 0)
    store = Store(tmp_path / "performance.duckdb")
    fill_with_sample(store)
    store.close()
    (tmp_path / "reminders.toml").write_text(f'everyone = ["{hook[0]}"]\n[people]\n"赵某" = ["json://127.0.0.1:{free_port()}/x"]\n', encoding="utf-8")
    assert main(["remind", "--as-of", "2025-07-28", "--out", str(tmp_path), "--lang", "zh"]) == 1
    out, err = capsys.readouterr()
    assert "已发 *" in out and "没有发出，试了两次 赵某" in err and len(hook[1]) == 1


def test_it_is_loaded_only_when_somebody_is_reminded() -> None:
    done = subprocess.run([sys.executable, "-c", "import sys, scorecard.__main__; print('apprise' in sys.modules)"], capture_output=True, text=True)
    assert done.stdout.strip() == "False"
