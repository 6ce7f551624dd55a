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
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller

from scorecard import sending, settings
from scorecard.__main__ import main
from scorecard.auth import local
from scorecard.holding import hold
from scorecard.i18n import LANGUAGES, problem_text
from scorecard.meetings import Meeting
from scorecard.opening import fill_with_sample
from scorecard.problems import Refused
from scorecard.reminding import Reminder
from scorecard.sending import Channels, Outcome, read_channels, send
from scorecard.store import Store

KEY, DAY = ("047022", 2025), date(2025, 7, 28)
TEXTS = [Reminder("", "例会提醒", "要抓 7 项"), Reminder("李某", "例会提醒", "答应的事：喆镕㙍\n\n1. <b>合格率</b> <95% & 补考")]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Mailbox:
    """Keeps what a mail server is given; turns away, once, whom it is told to."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.turned_away: list[str] = []

    async def handle_RCPT(self, server: object, session: object, envelope: Any, address: str, options: object) -> str:
        if address in self.turned_away:
            self.turned_away.remove(address)
            return "550 not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

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


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail's second try at once: apprise leaves seconds between two of them."""
    monkeypatch.setattr("apprise.plugins.base.NotifyBase.request_rate_per_sec", 0)


def sent(store: Store, channels: Channels, texts: list[Reminder] = TEXTS) -> Outcome:
    return send(store, *KEY, DAY, texts, channels, by=local("t"), pause=0)


def test_mail_and_webhook_get_it_once(store: Store, mail: Any, hook: Any) -> None:
    channels = Channels((hook[0],), {"李某": (mail[0],)})
    first = sent(store, channels)
    assert (len(first.sent), first.failed) == (2, [])
    (message,) = mail[1].messages
    assert message["Subject"] == "例会提醒" and [part.get_content_type() for part in message.walk()] == ["text/plain"]
    assert message.get_content().splitlines() == TEXTS[1].body.splitlines()  # every line its own, nothing in it read as HTML
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
    assert len(send(store, *KEY, date(2025, 8, 4), [other], Channels((hook[0],)), by=local("t"), pause=0).failed) == 1
    assert len(hook[1]) == 4


@pytest.mark.usefixtures("hurried")
def test_who_was_reached_is_not_written_to_again_by_the_second_try(store: Store, mail: Any) -> None:
    address, box = mail
    box.turned_away = ["second@unit.cn"]
    outcome = sent(store, Channels((address.replace("to=office@unit.cn", "to=first@unit.cn,second@unit.cn"),)), TEXTS[:1])
    assert (len(outcome.sent), [message["To"] for message in box.messages]) == (1, ["first@unit.cn", "second@unit.cn"])


def test_a_channel_added_later_gets_it_alone(store: Store, hook: Any, mail: Any) -> None:
    assert len(sent(store, Channels((hook[0],)), TEXTS[:1]).sent) == 1
    later = sent(store, Channels((hook[0], mail[0])), TEXTS[:1])
    assert (len(later.sent), len(later.already), len(hook[1]), len(mail[1].messages)) == (1, 1, 1, 1)


def test_one_whose_sender_died_in_between_is_reported_and_not_sent_again(store: Store, hook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*of: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("scorecard.sending._deliver", dies)
        with pytest.raises(KeyboardInterrupt):
            sent(store, Channels((hook[0],)), TEXTS[:1])
    outcome = sent(store, Channels((hook[0],)), TEXTS[:1])
    assert (len(outcome.unknown), outcome.sent, outcome.failed, hook[1]) == (1, [], [], [])


def test_a_meeting_and_a_year_are_each_reminded_of(store: Store, hook: Any) -> None:
    for year, day in ((2024, DAY), (2025, DAY), (2025, date(2025, 8, 4))):
        assert len(send(store, KEY[0], year, day, TEXTS[:1], Channels((hook[0],)), by=local("t"), pause=0).sent) == 1
    assert len(hook[1]) == 3


@pytest.mark.usefixtures("hurried")
def test_a_channel_that_never_answers_is_given_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scorecard.sending.PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        quiet = (f"json://127.0.0.1:{port}/x?rto=0.2", f"mailto://127.0.0.1:{port}?from=a@unit.cn&to=b@unit.cn&mode=insecure&cto=0.2")
        assert len(sent(store, Channels(quiet), TEXTS[:1]).failed) == 2


def test_a_text_too_long_for_its_channel_ends_with_a_whole_line(store: Store, hook: Any) -> None:
    lines = [f"{n}. 该更新的指标" for n in range(3000)]
    assert len(sent(store, Channels((hook[0],)), [Reminder("", "例会提醒", "\n".join(lines))]).sent) == 1
    (heard,) = hook[1]
    *whole, last = heard["message"].split("\n")
    assert last == "…" and len(whole) > 1000 and whole == lines[:len(whole)] and len(heard["message"].encode()) <= 32768


@pytest.mark.parametrize(("answers", "reason"), [([500, 404], " (HTTP 404)"), ([500, 500], " (HTTP 500)"), (None, "")])
def test_a_failure_says_the_number_it_was_refused_with(store: Store, hook: Any, answers: list[int] | None, reason: str) -> None:
    address = hook[0] if answers else f"json://127.0.0.1:{free_port()}/x?optional=yes"  # a wish of apprise's that would call it a success
    hook[2].extend(answers or [])
    (failed,) = sent(store, Channels((address,)), TEXTS[:1]).failed
    assert failed == f"* 1 json://127.0.0.1:{urlsplit(address).port}{reason}"


def test_two_schedulers_at_once_send_once(store: Store, hook: Any) -> None:
    found: list[Outcome] = []
    both = [threading.Thread(target=lambda: found.append(sent(store, Channels((hook[0],)), TEXTS[:1]))) for _ in range(4)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(hook[1]) == 1 and sum(len(o.sent) for o in found) == 1 and sum(len(o.already + o.unknown) for o in found) == 3


def test_no_secret_is_told(tmp_path: Path, hook: Any, capfd: pytest.CaptureFixture[str]) -> None:
    store = Store(tmp_path / "performance.duckdb")
    dead = free_port()
    addresses = (hook[0] + "/geheim?+X-Token=geheim", f"json://user:geheim@127.0.0.1:{dead}/x", f"json://geheim@127.0.0.1:{dead}/geheim")
    outcome = sent(store, Channels(addresses), TEXTS[:1])
    assert (len(outcome.sent), len(outcome.failed)) == (1, 2) and "geheim" not in repr(outcome)
    store.close()
    assert all(b"geheim" not in file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert "geheim" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("address", [
    "wecombot://geheimgeheim", "dingtalk://geheim@geheimgeheimgeheim", "feishu://geheimgeheimgeheim", "mailtos://li:geheim@mail.cn?to=li@mail.cn",
    "jsons://li:geheim@hook.cn/geheim?+X-Token=geheim", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim-1"])
def test_every_form_of_the_documentation_is_known_and_shown_without_secrets(address: str) -> None:
    service = sending._service(address)
    assert service is not None and "geheim" not in sending._shown(service)
    kind = address.partition("://")[0]
    assert kind == "https" or f"`{kind}://" in (settings.ROOT / "docs" / "reminders.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("written", "code"), [
    ("everyone = [", "channels_unreadable"), ("all = []", "channels_unknown"), ("everyone = 'mailto://x'", "channels_no_list"),
    ("everyone = ['nonsense://geheim']", "channel_unknown"), ("everyone = ['geheim']", "channel_unknown"), ("everyone = ['a:geheim@h']", "channel_unknown"),
    ("'json://geheim' = []", "channels_unknown"), ("[people]\n'json://u:geheim@h' = '李某'", "channels_no_list"),
    ("people = 3", "channels_no_list"), ("[people]\n'李某' = [1]", "channels_no_list")])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_wrong_setting_is_named(tmp_path: Path, written: str, code: str, lang: str) -> None:
    file = tmp_path / "reminders.toml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_channels(file)
    assert code in [p.code for p in refused.value.problems]
    said = " ".join(problem_text(problem, lang) for problem in refused.value.problems)
    assert str(file) in said and "geheim" not in said and "{" not in said


def test_a_broken_setting_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "reminders.toml"
    file.write_text('everyone = [\n"json://h/geheim"\n"json://h/x"]', encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_channels(file)
    assert [(p.code, p.line) for p in refused.value.problems] == [("channels_unreadable", 3)]


def test_people_are_found_by_their_names(tmp_path: Path) -> None:
    """As Notepad saves it; with blanks around a name; a person may be called what the others are called."""
    file = tmp_path / "reminders.toml"
    written = ("everyone = ['json://h/all']", "[people]", "' 李某 ' = ['json://h/1']", "'李某' = ['json://h/2']", "everyone = ['json://h/one']")
    file.write_text("\r\n".join(written), encoding="utf-8-sig")
    channels = read_channels(file)
    assert (channels.of(""), channels.of("李某"), channels.of("王某")) == (("json://h/all",), ("json://h/1", "json://h/2"), ())


def test_no_setting_means_files_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path))
    store = Store(tmp_path / "performance.duckdb")
    fill_with_sample(store)
    hold(store, *KEY, Meeting(DAY), by=local("t"))
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
