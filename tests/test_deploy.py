"""The folder deploy/: nginx takes its file and passes on what it should; image, unit and batch files hold what they promise; nothing is lacking offline."""

import http.client
import http.server
import importlib.util
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.tags import Tag
from packaging.version import Version

from deploy import healthz, wheelhouse
from scorecard import settings
from scorecard.configuration import Configuration, read_configuration

ROOT = settings.ROOT
DEPLOY = ROOT / "deploy"
SITE = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
IMAGE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
UNIT = (DEPLOY / "scorecard.service").read_text(encoding="utf-8")
SAMPLE = (DEPLOY / "server.toml").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
BATCHES = sorted(DEPLOY.rglob("*.bat"))
PATH = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin{os.pathsep}/sbin"


def tool(name: str) -> str:
    """Where a program is; without it the test is skipped, and fails where everything should be there."""
    found = shutil.which(name, path=PATH)
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"there is no {name} on this machine")
    return found


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Behind(http.server.BaseHTTPRequestHandler):
    """In the dashboard's place: answers with the path and the headers that reached it, and keeps them."""

    asked: list[tuple[str, Message]]

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        type(self).asked.append((self.path, self.headers))
        if self.headers.get("Upgrade") == "websocket":
            self.send_response(101)
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "upgrade")
            self.end_headers()
            return
        body = b"x" * 5000
        self.send_response(200)
        self.send_header("Content-Type", {"js": "application/javascript", "png": "image/png"}.get(self.path[-3:].strip("."), "text/html"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        pass


class Nginx:
    """The site of deploy/nginx.conf on ports of its own, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.secure, self.plain, self.behind = folder, free_port(), free_port(), free_port()
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        subprocess.run([tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=perf.example.gov.cn",
                        "-addext", "subjectAltName=DNS:perf.example.gov.cn", "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
        site = SITE
        for pattern, instead in (
                (r"listen \[::\].*\n", "\n"), ("listen 80;", f"listen 127.0.0.1:{self.plain};"), ("listen 443 ", f"listen 127.0.0.1:{self.secure} "),
                (r"ssl_certificate .*", f"ssl_certificate {certificate};"), (r"ssl_certificate_key .*", f"ssl_certificate_key {key};"),
                (r"access_log \S+", f"access_log {folder}/access.log"), ("127.0.0.1:8501", f"127.0.0.1:{self.behind}")):
            site, changed = re.subn(pattern, instead, site)
            assert changed, pattern
        (folder / "site.conf").write_text(site, encoding="utf-8")
        temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{user}\nworker_processes 1;\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
            f"events {{}}\nhttp {{\n{temporary}include {folder}/site.conf;\n}}\n", encoding="utf-8")
        self.command = [tool("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        self.context = ssl.create_default_context(cafile=str(certificate))

    def ask(self, path: str, headers: dict[str, str] | None = None, body: bytes | None = None, secure: bool = True) -> tuple[int, Message, bytes]:
        """Status, headers and body of an answer; no redirect is followed."""
        with (socket.create_connection(("127.0.0.1", self.secure if secure else self.plain), timeout=5) as plain,
              self.context.wrap_socket(plain, server_hostname="perf.example.gov.cn") if secure else plain as line):
            length = {} if body is None else {"Content-Length": str(len(body))}
            all_headers = {"Host": "perf.example.gov.cn", "Connection": "close"} | length | (headers or {})
            head = "".join(f"{name}: {value}\r\n" for name, value in all_headers.items())
            line.sendall(f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\n{head}\r\n".encode() + (body or b""))
            answer = http.client.HTTPResponse(line)
            answer.begin()
            return answer.status, answer.headers, b"" if answer.status == 101 else answer.read()


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Nginx:
    tool("nginx"), tool("openssl")
    return Nginx(tmp_path_factory.mktemp("nginx"))


@pytest.fixture(scope="module")
def site(nginx: Nginx) -> Iterator[Nginx]:
    Behind.asked = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", nginx.behind), Behind) as behind:
        threading.Thread(target=behind.serve_forever, args=(0.02,), daemon=True).start()
        running = subprocess.Popen(nginx.command)
        for _ in range(200):
            with socket.socket() as line:
                if not line.connect_ex(("127.0.0.1", nginx.secure)):
                    break
            time.sleep(0.02)
        yield nginx
        running.terminate()
        running.wait(10)
        behind.shutdown()


def test_nginx_takes_the_file(nginx: Nginx) -> None:
    done = subprocess.run([*nginx.command, "-t"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if "[warn]" in line and "http2" not in line] == []  # newer ones write http2 another way


def test_it_says_itself_who_asks_and_nobody_can_name_himself(site: Nginx) -> None:
    forged = {"X-Forwarded-For": "10.9.9.9", "X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example", "Forwarded": "for=10.9.9.9",
              "X-Real-IP": "10.9.9.9", "X-Remote-User": "admin", "Remote-User": "admin",
              "X-Forwarded-User": "admin", "X-Auth-Request-User": "admin", "X_Remote_User": "admin"}
    status, _, _ = site.ask("/budget/wall?a=1", forged)
    path, seen = Behind.asked[-1]
    assert status == 200 and path == "/budget/wall?a=1"
    assert seen["X-Forwarded-For"] == "127.0.0.1" and seen["X-Forwarded-Proto"] == "https" and seen["Host"] == "perf.example.gov.cn"
    assert [name for name in seen if "admin" in seen[name] or "10.9.9.9" in seen[name] or "evil" in seen[name]] == []


def test_a_websocket_is_upgraded_and_nothing_else(site: Nginx) -> None:
    status, headers, _ = site.ask("/budget/_stcore/stream", {"Upgrade": "websocket", "Connection": "Upgrade"})
    assert status == 101 and headers["Upgrade"] == "websocket"
    site.ask("/budget/", {"Upgrade": "h2c", "Connection": "Upgrade"})
    assert "Upgrade" not in Behind.asked[-1][1] and Behind.asked[-1][1]["Connection"] == "close"


@pytest.mark.parametrize(("path", "packed"), [("/budget/static/a.js", True), ("/budget/", True), ("/budget/a.png", False)])
def test_what_can_be_packed_is(site: Nginx, path: str, packed: bool) -> None:
    _, headers, body = site.ask(path, {"Accept-Encoding": "gzip"})
    assert (headers.get("Content-Encoding") == "gzip") is packed and (len(body) < 500) is packed


@pytest.mark.parametrize(("path", "secure", "status", "to"), [
    ("/budget/wall?a=1", False, 301, "https://perf.example.gov.cn/budget/wall?a=1"), ("/budget", True, 301, "/budget/"), ("/", True, 302, "/budget/"),
    ("/other", True, 404, None), ("/budgets", True, 404, None)])
def test_where_an_address_leads(site: Nginx, path: str, secure: bool, status: int, to: str | None) -> None:
    found, headers, _ = site.ask(path, secure=secure)
    assert found == status
    assert headers["Location"] is None if to is None else headers["Location"].endswith(to)


@pytest.mark.parametrize(("megabytes", "status"), [(20, 200), (26, 413)])
def test_a_file_of_twenty_megabytes_gets_through_and_one_of_26_does_not(site: Nginx, megabytes: int, status: int) -> None:
    length = megabytes << 20
    headers = {"Content-Length": str(length)}
    assert site.ask("/budget/_stcore/upload_file/x", headers, b"0" * length if status == 200 else b"")[0] == status


def test_signing_in_is_slowed_down_and_looking_is_not(site: Nginx) -> None:
    assert {site.ask("/budget/wall")[0] for _ in range(100)} == {200}
    assert [site.ask(path, body=b"a=b")[0] for _ in range(50) for path in ("/budget/sign-in", "/budget/set-up")].count(429) >= 20


def test_the_log_leaves_out_what_follows_the_question_mark(site: Nginx) -> None:
    site.ask("/budget/wall?code=secret")
    assert "secret" not in (site.folder / "access.log").read_text(encoding="utf-8")


def test_without_the_dashboard_it_says_so_in_words(site: Nginx) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Behind, "do_GET", lambda self: self.connection.close())
        status, headers, body = site.ask("/budget/wall")
    assert status == 503 and headers["Retry-After"] == "30" and "正在启动" in body.decode("utf-8")


def test_compose_hardens_what_it_starts() -> None:
    yaml = importlib.import_module("yaml") if importlib.util.find_spec("yaml") else pytest.skip("there is no yaml package here")
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    service: dict[str, Any] = composed["services"]["scorecard"]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] == "10001:10001" and service["stop_grace_period"] == "30s" and service["restart"] == "unless-stopped"
    assert [place.split(":")[0] for place in service["tmpfs"]] == ["/tmp"] and service["volumes"] == ["data:/data"] and "data" in composed["volumes"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).exists()
    (network,) = composed["networks"]["default"]["ipam"]["config"]
    assert f'["{network["gateway"]}"]' in SAMPLE and f'["{network["gateway"]}"]' in PAGE


def test_the_image_runs_as_nobody_in_particular_and_fetches_nothing_itself() -> None:
    last = IMAGE.split("\nFROM ")[-1]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE) and not re.search(r"^ADD\b", IMAGE, re.MULTILINE)
    assert re.search(r"^ARG BASE=python:3\.\d+\.\d+-slim-\w+$", IMAGE, re.MULTILINE) and "curl" not in IMAGE and ":latest" not in IMAGE
    assert re.search(r'^HEALTHCHECK .*CMD \["python", "deploy/healthz.py"\]$', last, re.MULTILINE)
    assert last.rstrip().endswith('CMD ["python", "-m", "scorecard", "serve"]') and "PYTHONDONTWRITEBYTECODE=1" in last and "SCORECARD_DATA=/data" in last


def test_image_and_bundle_hold_the_whole_program() -> None:
    copied = {part for line in re.findall(r"^COPY (?!--from)(.*) \S+$", IMAGE, re.MULTILINE) for part in line.split()}
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    assert copied == allowed == {*wheelhouse.PROGRAM, "deploy/healthz.py"}
    assert [part for part in (*wheelhouse.PROGRAM, *wheelhouse.BESIDE) if not (ROOT / part).exists()] == []


def test_nothing_new_is_forgotten_in_the_bundle() -> None:
    if not (git := shutil.which("git")) or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout of git")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True).stdout.split("\0")
    known = {*wheelhouse.PROGRAM, *wheelhouse.BESIDE, ".ci", ".gitattributes", ".gitignore", "Makefile", "benchmarks", "requirements-dev.txt", "tests"}
    assert {path for path in listed if path and not any(path == part or path.startswith(f"{part}/") for part in known)} == set()


def test_the_unit_is_hardened() -> None:
    unit = ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(UNIT)
    service = dict(unit["Service"])
    assert {"ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "NoNewPrivileges": "yes", "CapabilityBoundingSet": "", "TimeoutStopSec": "30",
            "Restart": "on-failure", "User": "scorecard", "UMask": "0077", "StateDirectoryMode": "0700", "KillMode": "mixed"}.items() <= service.items()
    assert service["ExecStart"].endswith("python -m scorecard serve") and service["ExecStartPre"] == f"{service['ExecStart']} --check"
    data = re.findall(r"^Environment=SCORECARD_DATA=(.+)$", UNIT, re.MULTILINE)
    assert data == ["/var/lib/scorecard"] and f"ReadWritePaths={data[0]}\n" in UNIT and service["StateDirectory"] == Path(data[0]).name


def test_systemd_finds_no_fault_in_the_unit(tmp_path: Path) -> None:
    if not (analyze := shutil.which("systemd-analyze", path=PATH)):
        pytest.skip("there is no systemd-analyze on this machine")
    (tmp_path / "scorecard.service").write_text(UNIT.replace("/srv/scorecard/.venv/bin/python", "/bin/sh"), encoding="utf-8")
    done = subprocess.run([analyze, "verify", str(tmp_path / "scorecard.service")], capture_output=True, text=True)
    assert done.returncode == 0 and "scorecard.service:" not in done.stderr, done.stderr


@pytest.mark.parametrize("path", BATCHES, ids=lambda path: path.name)
def test_a_batch_file_has_the_line_ends_and_the_letters_of_windows(path: Path) -> None:
    content = path.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 10 and not content.startswith(b"\xef\xbb\xbf")
    before, found, _ = content.decode("utf-8").partition("chcp 65001")
    assert found and before.isascii()
    labels = set(re.findall(r"^:(\w+)\r$", content.decode("utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bgoto (\w+)", content.decode("utf-8"))) <= labels


def test_git_keeps_the_line_ends_of_batch_files() -> None:
    assert "*.bat text eol=crlf" in (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert {path.name for path in BATCHES} == {"install.bat", "serve.bat", "start.bat"}


def keys(section: dict[str, Any], above: str = "") -> Iterator[str]:
    for name, value in section.items():
        yield from keys(value, f"{above}{name}.") if isinstance(value, dict) and name != "roles" else [above + name]


def switched_on(sample: str) -> str:
    """The settings that stand behind a # as well."""
    return re.sub(r'^# (\[[\w.]+\]|["\w-]+ = .*)$', r"\1", sample, flags=re.MULTILINE)


def test_every_setting_is_in_the_table_and_in_the_sample() -> None:
    in_sample = set(keys(tomllib.loads(switched_on(SAMPLE))))
    table = PAGE.split("| 设置 setting |")[1].split("\n\n")[0]
    in_table = {name.replace("[", "").replace("] ", ".").rstrip("]") for name in re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)}
    assert in_table == in_sample and len(in_sample) >= 19


def test_the_sample_is_read_as_it_stands_and_with_all_switched_on(tmp_path: Path) -> None:
    (tmp_path / "server.toml").write_text(SAMPLE, encoding="utf-8")
    plain = read_configuration(tmp_path)
    assert plain == Configuration("https://perf.example.gov.cn/budget", proxies=plain.proxies) and plain.trusts("127.0.0.1")
    (tmp_path / "secret").write_text("hidden", encoding="utf-8")
    (tmp_path / "server.toml").write_text(switched_on(SAMPLE).replace("/etc/scorecard/oidc_secret", str(tmp_path / "secret")), encoding="utf-8")
    whole = read_configuration(tmp_path)
    assert whole.oidc and whole.oidc.client_secret == "hidden" and len(whole.oidc.roles) == 2 and whole.identity_header == "X-Remote-User"


@pytest.mark.parametrize(("settings", "url", "host"), [
    ({}, "http://127.0.0.1:8501/healthz", "127.0.0.1:8501"),
    ({"url": "https://perf.example.gov.cn/budget/", "listen": "0.0.0.0:8600"}, "http://127.0.0.1:8600/budget/healthz", "perf.example.gov.cn"),
    ({"url": "https://perf.example.gov.cn", "listen": "[::]:8501"}, "http://[::1]:8501/healthz", "perf.example.gov.cn"),
    ({"listen": "10.1.2.3:80"}, "http://10.1.2.3:80/healthz", "127.0.0.1:8501")])
def test_the_health_question_goes_to_this_machine_by_the_public_name(settings: dict[str, object], url: str, host: str) -> None:
    asked = healthz.requests(settings)
    assert [(one.full_url, one.get_header("Host")) for one in asked] == [(url, host), (url, "127.0.0.1")]


class Health(Behind):
    """In the dashboard's place: answers by the name it is called."""

    answers: dict[str, int]

    def do_GET(self) -> None:
        self.send_response(self.answers[self.headers["Host"]] if self.path == "/budget/healthz" else 404)
        self.end_headers()


@pytest.mark.parametrize(("public", "own", "expected"), [(200, 200, 0), (503, 200, 1), (421, 200, 0), (421, 421, 1), (None, None, 1)])
def test_the_health_question_ends_with_what_was_answered(
        public: int | None, own: int | None, expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_DATA", str(tmp_path))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Health) as server:
        Health.answers = {"perf.example.gov.cn": public or 0, "127.0.0.1": own or 0}
        port = server.server_port if public else free_port()
        (tmp_path / "server.toml").write_text(f'url = "https://perf.example.gov.cn/budget"\nlisten = "127.0.0.1:{port}"\n', encoding="utf-8")
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        assert healthz.main() == expected
        server.shutdown()


def test_wheels_are_fetched_for_two_systems_and_three_pythons(tmp_path: Path) -> None:
    commands = wheelhouse.plan(tmp_path, ROOT / "requirements.txt")
    assert len(commands) == 6
    assert [(command[command.index("--python-version") + 1], "win_amd64" in command, "manylinux_2_28_x86_64" in command) for command in commands] == [
        ("3.11", False, True), ("3.12", False, True), ("3.13", False, True), ("3.11", True, False), ("3.12", True, False), ("3.13", True, False)]
    for command in commands:
        assert {"download", "--only-binary=:all:", "cp", str(tmp_path)} <= set(command) and command[-2:] == ["-r", str(ROOT / "requirements.txt")]


def wheel(name: str, *requires: str, tag: str = "py3-none-any", version: str = "1.0") -> wheelhouse.Wheel:
    return wheelhouse.Wheel(name, Version(version), frozenset([Tag(*tag.split("-"))]), tuple(map(Requirement, requires)))


WINDOWS, LINUX = wheelhouse.Target("windows", "3.12"), wheelhouse.Target("linux", "3.12")


@pytest.mark.parametrize(("target", "wheels", "expected"), [
    (WINDOWS, [wheel("a", 'colorama>=0.4; sys_platform == "win32"')], ["colorama>=0.4"]),
    (LINUX, [wheel("a", 'colorama>=0.4; sys_platform == "win32"')], []),
    (WINDOWS, [wheel("a", 'colorama>=0.4; sys_platform == "win32"'), wheel("colorama", version="0.4.6")], []),
    (WINDOWS, [wheel("a", 'colorama>=0.4; sys_platform == "win32"'), wheel("colorama", version="0.3")], ["colorama>=0.4"]),
    (WINDOWS, [wheel("a", tag="cp312-cp312-manylinux_2_28_x86_64")], ["a"]),
    (LINUX, [wheel("a", tag="cp312-cp312-manylinux_2_28_x86_64")], []),
    (LINUX, [wheel("a", tag="cp312-cp312-manylinux_2_34_x86_64")], ["a"]),
    (LINUX, [wheel("a", tag="cp39-abi3-manylinux_2_17_x86_64")], []),
    (LINUX, [wheel("a", tag="cp313-cp313-manylinux_2_17_x86_64")], ["a"]),
    (LINUX, [wheel("a", "b[x]"), wheel("b", 'c; extra == "x"', 'd; extra == "y"')], ["c"]),
    (wheelhouse.Target("linux", "3.11"), [wheel("a", 'early; python_full_version < "3.11.3"')], ["early"]),
    (LINUX, [wheel("a", 'early; python_full_version < "3.11.3"')], []),
    (LINUX, [wheel("a", "b"), wheel("b", "a", "c>2")], ["c>2"])])
def test_what_pip_left_out_is_noticed(target: wheelhouse.Target, wheels: list[wheelhouse.Wheel], expected: list[str]) -> None:
    assert wheelhouse.lacking([Requirement("a")], wheels, target) == expected


def test_the_requirements_of_the_program_can_be_read() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert {str(requirement.specifier)[:2] for requirement in wheelhouse.read_requirements(text)} == {"=="}
    assert wheelhouse.read_requirements("# nothing\n\na==1  # why\n") == [Requirement("a==1")]


def test_make_builds_the_bundle_and_git_leaves_it_out() -> None:
    assert re.search(r"^wheelhouse:.*\n\t\$\(BIN\)/python deploy/wheelhouse.py$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert "build/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_the_installer_takes_wheels_without_a_network_and_says_so_where_there_is_no_python(tmp_path: Path) -> None:
    shutil.copy(DEPLOY / "install.sh", tmp_path)
    (tmp_path / "requirements.txt").touch()
    done = subprocess.run(["/bin/sh", str(tmp_path / "install.sh")], env={"PATH": PATH, "PYTHON": "/nowhere/python"},
                          capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1 and "3.11 to 3.13" in done.stderr and not (tmp_path / ".venv").exists()
    assert "--no-index --find-links wheels" in (DEPLOY / "install.sh").read_text(encoding="utf-8")
    assert "--no-index --find-links wheels" in (DEPLOY / "windows" / "install.bat").read_text(encoding="utf-8")
