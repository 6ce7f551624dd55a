"""server.toml: what is right is read, every mistake is named."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from scorecard.auth import EVERYWHERE, Role
from scorecard.configuration import Configuration, is_loopback, read_configuration
from scorecard.i18n import LANGUAGES, problem_text
from scorecard.problems import Refused


def read(folder: Path, text: str) -> Configuration:
    (folder / "server.toml").write_text(text, encoding="utf-8")
    return read_configuration(folder)


def test_without_a_file_it_is_this_machine_only(tmp_path: Path) -> None:
    it = read_configuration(tmp_path)
    assert it == Configuration()
    assert (it.secure, it.base, it.public, it.allowed_hosts) == (False, "", False, {"127.0.0.1", "localhost", "::1"})


def test_everything_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n", encoding="utf-8")
    it = read(tmp_path, f"""
url = "https://jixiao.example.gov.cn/budget/"
listen = "0.0.0.0:9000"
proxies = ["127.0.0.1", "10.1.0.0/16"]
hosts = ["10.1.2.3"]
idle_minutes = 15
session_hours = 8
anonymous_view = true
[backup]
folder = "{(tmp_path / 'b').as_posix()}"
at = "03:15"
days = 7
months = 24
[oidc]
issuer = "https://login.example.gov.cn"
client_id = "scorecard"
client_secret_file = "{(tmp_path / 'secret').as_posix()}"
name = "统一认证"
roles_claim = "groups"
[oidc.roles]
all = "administrator"
unit = "RECORDER 047022"
[proxy]
header = "X-Remote-User"
""")
    assert (it.base, it.secure, it.public, it.listen) == ("/budget", True, True, ("0.0.0.0", 9000))
    assert it.allowed_hosts == {"jixiao.example.gov.cn", "10.1.2.3"}
    assert (it.idle, it.longest, it.anonymous_view) == (timedelta(minutes=15), timedelta(hours=8), True)
    assert (it.backup_folder, it.backup_at, it.backup_days, it.backup_months) == ((tmp_path / "b").resolve(), time(3, 15), 7, 24)
    assert it.oidc and (it.oidc.client_secret, it.oidc.account_claim) == ("s3cret", "preferred_username")
    assert it.oidc.roles == {"all": (Role.ADMINISTRATOR, EVERYWHERE), "unit": (Role.RECORDER, "047022")}
    assert it.identity_header == "X-Remote-User"
    assert it.trusts("10.1.200.3") and not it.trusts("10.2.0.1") and not it.trusts("")


@pytest.mark.parametrize(("text", "code", "key"), [
    ('ulr = "x"', "configuration_unknown", "ulr"), ('url = "ftp://x"', "configuration_url", "url"), ('url = "https://"', "configuration_url", "url"),
    ('url = "https://a:b@c/"', "configuration_url", "url"), ('url = "https://a:99999/"', "configuration_url", "url"), ("url = 3", "configuration_text", "url"),
    ('listen = "8501"', "configuration_listen", "listen"), ('listen = "h:0"', "configuration_listen", "listen"),
    ('proxies = "127.0.0.1"', "configuration_networks", "proxies"), ('proxies = ["nginx"]', "configuration_networks", "proxies"),
    ("hosts = [1]", "configuration_texts", "hosts"), ("idle_minutes = 0", "configuration_whole", "idle_minutes"),
    ("session_hours = true", "configuration_whole", "session_hours"), ('anonymous_view = "yes"', "configuration_truth", "anonymous_view"),
    ('[backup]\nat = "25:00"', "configuration_clock", "[backup] at"), ("[backup]\nfolder = ''", "configuration_text", "[backup] folder"),
    ("backup = 1", "configuration_table", "backup"), ('[backup]\nkeep = 1', "configuration_unknown", "[backup] keep"),
    ('[oidc]\nissuer = "https://a"', "configuration_missing", "[oidc] client_id"), ('[oidc]\nclient_id = "a"', "configuration_missing", "[oidc] issuer"),
    ('[oidc]\nissuer = "https://a"\nclient_id = "a"\n[oidc.roles]\ng = "KING"', "configuration_role", "[oidc.roles] g"),
    ('[oidc]\nissuer = "https://a"\nclient_id = "a"\nclient_secret_file = "/no/such"', "configuration_no_file", "[oidc] client_secret_file"),
    ('[proxy]\nheader = "X-User"', "configuration_needs_proxies", "[proxy] header"), ("oidc = 3", "configuration_table", "oidc")])
def test_a_mistake_is_named_with_its_key(tmp_path: Path, text: str, code: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, text)
    found = [problem for problem in refused.value.problems if problem.code == code and problem.values["name"] == key]
    assert found, refused.value.problems
    assert all("server.toml" in problem_text(found[0], lang) and key in problem_text(found[0], lang) for lang in LANGUAGES)


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, 'url = "x"\nlisten = "x"\nidle_minutes = -1\nwhat = 1')
    assert {p.values["name"] for p in refused.value.problems} == {"url", "listen", "idle_minutes", "what"}


@pytest.mark.parametrize("content", [b"url = ", b"\xff\xfe", b"[a]\n[a]"])
def test_a_file_that_is_no_toml_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "server.toml").write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_configuration(tmp_path)
    assert [p.code for p in refused.value.problems] == ["configuration_unreadable"]


@pytest.mark.parametrize(("host", "own"), [("127.0.0.1", True), ("127.9.9.9", True), ("localhost", True), ("LOCALHOST.", True), ("::1", True), ("[::1]", True),
                                           ("0.0.0.0", False), ("10.0.0.1", False), ("localhost.evil.example", False), ("", False)])
def test_which_names_are_this_machine(host: str, own: bool) -> None:
    assert is_loopback(host) is own
