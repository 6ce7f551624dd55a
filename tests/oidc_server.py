"""What stands around the served mode where a real sign-in is tried: deploy/nginx.conf in front of it, and two OpenID Connect providers.

One provider is the package oidc-provider-mock, the other one Node's oidc-provider (tests/oidc/), which gives most claims at its userinfo
endpoint only. Each is a process of its own on the loopback, ended by `close`. A third one, here, says what it is told to, true or not.
"""

import base64
import hashlib
import http.server
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

TESTS = Path(__file__).parent
SITE = (TESTS.parent / "deploy" / "nginx.conf").read_text(encoding="utf-8")
PATH = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin{os.pathsep}/sbin"


def lacking(reason: str) -> Any:
    """Skips, and fails where everything should be there."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


def tool(name: str) -> str:
    """Where a program is."""
    return shutil.which(name, path=PATH) or lacking(f"there is no {name} on this machine")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Process:
    """A process that listens on a port of the loopback."""

    port: int
    process: subprocess.Popen[bytes]

    def _start(self, command: list[str], log: Path, **environment: str) -> None:
        with log.open("ab") as said:
            self.process = subprocess.Popen(command, env=os.environ | environment, stdout=said, stderr=said)
        until = time.monotonic() + 20
        while time.monotonic() < until and self.process.poll() is None:
            with socket.socket() as line:
                if not line.connect_ex(("127.0.0.1", self.port)):
                    return
            time.sleep(0.02)
        raise RuntimeError(f"{command[0]}: {log.read_text(encoding='utf-8')[-2000:]}")

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)


class Front(Process):
    """The site of deploy/nginx.conf with TLS before a port, at https://localhost:`port`/budget. signs_in: nginx asks for a password itself
    (account: password) and says who it is in X-Remote-User."""

    def __init__(self, folder: Path, behind: int, port: int = 0, signs_in: Mapping[str, str] | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port, self.plain = port or free_port(), free_port()
        self.url = f"https://localhost:{self.port}/budget"
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        subprocess.run([tool("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)],
                       check=True, capture_output=True)
        changes = [(r"listen \[::\].*\n", "\n"), ("listen 80;", f"listen 127.0.0.1:{self.plain};"), ("listen 443 ", f"listen 127.0.0.1:{self.port} "),
                   (r"https://\$server_name\$", f"https://$server_name:{self.port}$"), (r"perf\.example\.gov\.cn;", "localhost;"),
                   (r"ssl_certificate .*", f"ssl_certificate {certificate};"), (r"ssl_certificate_key .*", f"ssl_certificate_key {key};"),
                   (r"access_log \S+", f"access_log {folder}/access.log"), ("127.0.0.1:8501", f"127.0.0.1:{behind}")]
        if signs_in is not None:
            (folder / "passwords").write_text("".join(f"{account}:{{PLAIN}}{password}\n" for account, password in signs_in.items()), encoding="utf-8")
            changes.append(('X-Remote-User     "";', f'X-Remote-User $remote_user;\n    auth_basic office;\n    auth_basic_user_file {folder}/passwords;'))
        site = SITE
        for pattern, instead in changes:
            site, changed = re.subn(pattern, instead, site)
            assert changed, pattern
        (folder / "site.conf").write_text(site, encoding="utf-8")
        temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{user}\nworker_processes 1;\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
            f"events {{}}\nhttp {{\n{temporary}include {folder}/site.conf;\n}}\n", encoding="utf-8")
        self._start([tool("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")], folder / "nginx.log")


class Mock(Process):
    """The package oidc-provider-mock. Only clients that were registered are known; whoever it is told to be, it believes."""

    name = "oidc-provider-mock"

    def __init__(self, folder: Path, back: str) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self._start([sys.executable, "-m", "oidc_provider_mock", "--host", "127.0.0.1", "--port", str(self.port), "-r"], folder / "mock.log")
        registered = self._ask("POST", "/oauth2/clients", {"redirect_uris": [back]}).json()
        self.client_id, self.client_secret = registered["client_id"], registered["client_secret"]

    def knows(self, account: str, **claims: object) -> None:
        """What it says of an account from now on."""
        self._ask("PUT", f"/users/{quote(account)}", {"preferred_username": account, **claims})

    def _ask(self, method: str, path: str, body: object) -> httpx2.Response:
        return httpx2.request(method, self.issuer + path, json=body, trust_env=False).raise_for_status()


class Node(Process):
    """Node's oidc-provider. Its packages are fetched once for all runs, as package-lock.json says, into a folder of the system's temporary ones."""

    name = "oidc-provider"
    client_id, client_secret = "scorecard", "the right secret"

    def __init__(self, folder: Path, back: str, port: int = 0) -> None:
        self.port, self._accounts = port or free_port(), folder / f"accounts-{port}.json"
        self.issuer = f"http://127.0.0.1:{self.port}"
        self._known: dict[str, dict[str, object]] = {}
        self._accounts.write_text("{}", encoding="utf-8")
        self._start([tool("node"), str(packages() / "server.mjs"), str(self.port), back, str(self._accounts)], folder / "node.log")

    def knows(self, account: str, **claims: object) -> None:
        """What it says of an account from now on."""
        self._known[account] = claims
        self._accounts.write_text(json.dumps(self._known), encoding="utf-8")


class Liar(http.server.ThreadingHTTPServer):
    """A provider that says what it is told to. lie: claims of the ID token that are changed (None: left out), or a word for something worse."""

    lie: Mapping[str, object] | str = {}
    nonce = ""
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Lies)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.keys = [ECKey.generate_key("P-256", {"kid": "a"}) for _ in range(2)]
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """End it."""
        self.shutdown()
        self.server_close()

    def id_token(self) -> str:
        """Who came, as it is to be said."""
        now = int(time.time())
        true = {"iss": self.issuer, "aud": "scorecard", "sub": "1", "nonce": self.nonce, "iat": now, "exp": now + 60, "preferred_username": "viewer"}
        claims = {name: said for name, said in (true | (self.lie if isinstance(self.lie, dict) else {})).items() if said is not None}
        signed = jwt.encode({"alg": "ES256", "kid": "a"}, claims, self.keys[self.lie == "another key"])
        if self.lie != "no signature":
            return signed
        return ".".join([base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("="), signed.split(".")[1], ""])


class _Lies(http.server.BaseHTTPRequestHandler):
    server: Liar

    def do_GET(self) -> None:
        it = self.server
        self._say({
            "/.well-known/openid-configuration": {
                "issuer": it.issuer, "id_token_signing_alg_values_supported": ["ES256"],
                **{f"{name}_endpoint": f"{it.issuer}/{name}" for name in ("authorization", "token", "userinfo")}, "jwks_uri": f"{it.issuer}/jwks"},
            "/jwks": {"keys": [it.keys[0].as_dict(private=False)]},
            "/userinfo": {"sub": "2" if it.lie == {"preferred_username": None, "name": "somebody else's"} else "1", "preferred_username": "boss"}}[self.path])

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        it = self.server
        token = {"access_token": "x", "token_type": "Bearer", "expires_in": 600, "id_token": it.id_token()}
        if it.lie == "no token":
            del token["id_token"]
        self._say("<html>" if it.lie == "a page" else token, 500 if it.lie == "broken" else 200)

    def _say(self, what: object, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(what.encode() if isinstance(what, str) else json.dumps(what).encode())

    def log_message(self, *_: object) -> None:
        pass


def packages() -> Path:
    """The folder with the provider for Node and its packages."""
    files = sorted((TESTS / "oidc").iterdir())
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"scorecard-oidc-{os.getuid()}-{digest}"
    if not (folder / "node_modules").exists():
        npm, made = tool("npm"), Path(tempfile.mkdtemp(prefix="scorecard-oidc-"))
        for file in files:
            shutil.copy(file, made)
        done = subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=made, capture_output=True, text=True)
        if done.returncode:
            shutil.rmtree(made)
            lacking(f"npm does not get oidc-provider: {done.stderr[-300:]}")
        try:
            made.rename(folder)
        except OSError:  # another run was faster
            shutil.rmtree(made)
    return folder
