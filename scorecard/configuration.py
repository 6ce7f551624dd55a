"""server.toml in the data folder: how the served mode is reached and who proves who somebody is. Every mistake is named before anything starts."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scorecard.auth import EVERYWHERE, Role, read_role
from scorecard.problems import Problem, Refused

Network = IPv4Network | IPv6Network
FILE = "server.toml"
EXPECTED = ("configuration_url", "configuration_listen", "configuration_networks", "configuration_texts", "configuration_whole", "configuration_truth",
            "configuration_clock", "configuration_text")
"""Why a value is refused, by what was expected; urlsplit's own errors are those of an address."""


@dataclass(frozen=True)
class Oidc:
    """An OpenID Connect provider. roles: value of `roles_claim` -> (role, unit code)."""

    issuer: str
    client_id: str
    client_secret: str
    name: str = ""
    scope: str = "openid profile email"
    account_claim: str = "preferred_username"
    roles_claim: str = ""
    roles: Mapping[str, tuple[Role, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Configuration:
    """How the served mode is reached, and who proves who somebody is. identity_header: believed only from `proxies`."""

    url: str = "http://127.0.0.1:8501"
    listen: tuple[str, int] = ("127.0.0.1", 8501)
    proxies: tuple[Network, ...] = ()
    hosts: tuple[str, ...] = ()
    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=12)
    anonymous_view: bool = False
    backup_folder: Path | None = None
    backup_at: time = time(2, 30)
    backup_days: int = 14
    backup_months: int = 12
    oidc: Oidc | None = None
    identity_header: str = ""

    @property
    def secure(self) -> bool:
        """Whether TLS is declared: cookies then never travel without it."""
        return self.url.startswith("https:")

    @property
    def base(self) -> str:
        """The sub-path, such as /budget; "" for none."""
        return urlsplit(self.url).path.rstrip("/")

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """The host names it may be called by, in lower case."""
        loopback = {"127.0.0.1", "localhost", "::1"} if is_loopback(self.listen[0]) else set()
        return frozenset({urlsplit(self.url).hostname or "", *map(str.lower, self.hosts), *loopback})

    @property
    def public(self) -> bool:
        """Whether others than this machine reach it."""
        return not (is_loopback(self.listen[0]) and is_loopback(urlsplit(self.url).hostname or ""))

    def link(self, token: str) -> str:
        """A one-time link, as whoever gets it must open it."""
        return f"{self.url}/set-up?token={token}"

    def trusts(self, address: str) -> bool:
        """Whether an address is that of a proxy whose headers are believed."""
        try:
            return any(ip_address(address) in network for network in self.proxies)
        except ValueError:
            return False


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    try:
        return host.lower().rstrip(".") == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def read_configuration(folder: Path) -> Configuration:
    """The configuration in a folder, all by default where there is none. Refused with every mistake in it."""
    file = folder / FILE
    if not file.exists():
        return Configuration()
    try:
        return _Reader(file, tomllib.loads(file.read_text(encoding="utf-8-sig"))).read()
    except (OSError, ValueError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        raise Refused([Problem("configuration_unreadable", values={"file": file, "reason": str(error)[:200]})]) from None


class _Reader:
    """Reads key by key and gathers what is wrong."""

    def __init__(self, file: Path, there: dict[str, Any]) -> None:
        self._file, self._there, self._problems = file, there, list[Problem]()

    def read(self) -> Configuration:
        top, backup, proxy = self._there, self._table("backup"), self._table("proxy")
        self._unknown("", top, {"url", "listen", "proxies", "hosts", "idle_minutes", "session_hours", "anonymous_view", "backup", "oidc", "proxy"})
        self._unknown("[backup] ", backup, {"folder", "at", "days", "months"})
        self._unknown("[proxy] ", proxy, {"header"})
        default = Configuration()
        found = Configuration(
            self._of(top, "url", default.url, _url), self._of(top, "listen", default.listen, _listen), self._of(top, "proxies", (), _networks),
            self._of(top, "hosts", (), _texts), timedelta(minutes=self._of(top, "idle_minutes", 30, _whole(1, 24 * 60))),
            timedelta(hours=self._of(top, "session_hours", 12, _whole(1, 24 * 7))), self._of(top, "anonymous_view", False, _truth),
            self._of(backup, "folder", None, _path, "[backup] "), self._of(backup, "at", default.backup_at, _clock, "[backup] "),
            self._of(backup, "days", 14, _whole(1, 400), "[backup] "), self._of(backup, "months", 12, _whole(0, 120), "[backup] "),
            self._oidc(self._table("oidc")) if "oidc" in top else None, self._of(proxy, "header", "", _text, "[proxy] "))
        if found.identity_header and not found.proxies:
            self._wrong("[proxy] header", "configuration_needs_proxies")
        if self._problems:
            raise Refused(self._problems)
        return found

    def _oidc(self, there: dict[str, Any]) -> Oidc | None:
        self._unknown("[oidc] ", there, {"issuer", "client_id", "client_secret", "client_secret_file", "name", "scope", "account_claim", "roles_claim",
                                         "roles"})
        secret = self._of(there, "client_secret", "", _text, "[oidc] ")
        if file := self._of(there, "client_secret_file", None, _path, "[oidc] "):
            try:
                secret = file.read_text(encoding="utf-8").strip()
            except (OSError, ValueError):
                self._wrong("[oidc] client_secret_file", "configuration_no_file", str(file))
        roles = {}
        for value, written in (there.get("roles") or {}).items() if isinstance(there.get("roles") or {}, dict) else ():
            role, _, unit = str(written).partition(" ")
            if known := read_role(role):
                roles[value] = (known, unit.strip() or EVERYWHERE)
            else:
                self._wrong(f"[oidc.roles] {value}", "configuration_role", str(written))
        for name in ("issuer", "client_id"):
            if name not in there:
                self._wrong(f"[oidc] {name}", "configuration_missing")
        return Oidc(self._of(there, "issuer", "", _url, "[oidc] "), self._of(there, "client_id", "", _text, "[oidc] "), secret,
                    self._of(there, "name", "", _text, "[oidc] "), self._of(there, "scope", Oidc.scope, _text, "[oidc] "),
                    self._of(there, "account_claim", Oidc.account_claim, _text, "[oidc] "), self._of(there, "roles_claim", "", _text, "[oidc] "), roles)

    def _of(self, there: dict[str, Any], name: str, default: Any, read: Callable[[Any], Any], place: str = "") -> Any:
        if name not in there:
            return default
        try:
            return read(there[name])
        except (ValueError, TypeError) as error:
            self._wrong(place + name, str(error.args[0]) if str(error.args[0]) in EXPECTED else "configuration_url", str(there[name]))
            return default

    def _table(self, name: str) -> dict[str, Any]:
        found = self._there.get(name, {})
        if not isinstance(found, dict):
            self._wrong(name, "configuration_table", str(found))
            return {}
        return found

    def _unknown(self, place: str, there: dict[str, Any], known: set[str]) -> None:
        for name in sorted(there.keys() - known):
            self._wrong(place + name, "configuration_unknown")

    def _wrong(self, key: str, code: str, value: str = "") -> None:
        self._problems.append(Problem(code, values={"file": self._file, "name": key, "value": value[:80]}))


def _url(written: Any) -> str:
    parts = urlsplit(_text(written))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("configuration_url")
    assert parts.port is None or parts.port > 0  # a port that is none raises here
    return str(written).rstrip("/")


def _listen(written: Any) -> tuple[str, int]:
    host, _, port = _text(written).rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError("configuration_listen")
    return host.strip("[]"), int(port)


def _networks(written: Any) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(one, strict=False) for one in _texts(written))
    except ValueError:
        raise ValueError("configuration_networks") from None


def _texts(written: Any) -> tuple[str, ...]:
    if not isinstance(written, list) or not all(isinstance(one, str) and one.strip() for one in written):
        raise ValueError("configuration_texts")
    return tuple(one.strip() for one in written)


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(written: Any) -> int:
        if isinstance(written, bool) or not isinstance(written, int) or not least <= written <= most:
            raise ValueError("configuration_whole")
        return written
    return read


def _truth(written: Any) -> bool:
    if not isinstance(written, bool):
        raise ValueError("configuration_truth")
    return written


def _text(written: Any) -> str:
    if not isinstance(written, str) or not written.strip():
        raise ValueError("configuration_text")
    return written.strip()


def _path(written: Any) -> Path:
    return Path(_text(written)).resolve()


def _clock(written: Any) -> time:
    try:
        return time.fromisoformat(_text(written))
    except ValueError:
        raise ValueError("configuration_clock") from None
