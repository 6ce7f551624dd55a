"""Asks the server on this machine whether it is well: `python deploy/healthz.py`, exit status 0 or 1. Only the standard library.

It reads server.toml in the data folder for the port and the sub-path, and goes past any proxy of the environment.
"""

import os
import sys
import tomllib
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

SECONDS = 4
MISDIRECTED = 421
ANYWHERE = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]", "": "127.0.0.1"}


def requests(settings: dict[str, object]) -> list[urllib.request.Request]:
    """What is asked of the server with these settings: /healthz below the sub-path, by the public name; then, as long as nobody
    administers it and it lets only this machine in, by this machine's."""
    public = urlsplit(str(settings.get("url", "http://127.0.0.1:8501")))
    host, _, port = str(settings.get("listen", "127.0.0.1:8501")).rpartition(":")
    url = f"http://{ANYWHERE.get(host, host)}:{port}{public.path.rstrip('/')}/healthz"
    return [urllib.request.Request(url, headers={"Host": name}) for name in (public.netloc, "127.0.0.1")]


def main() -> int:
    """Print what it answers; 0 where it is well."""
    file = Path(os.environ.get("SCORECARD_DATA") or Path(__file__).resolve().parents[1] / "data") / "server.toml"
    settings = tomllib.loads(file.read_text(encoding="utf-8-sig")) if file.exists() else {}
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for asked in requests(settings):
        try:
            with direct.open(asked, timeout=SECONDS / 2) as answer:
                print(answer.read(1000).decode("utf-8", "replace"))
                return 0
        except urllib.error.HTTPError as error:
            said = f"{error.code} {error.read(1000).decode('utf-8', 'replace')}"
            if error.code != MISDIRECTED:
                break
        except OSError as error:
            said = str(error)
            break
    print(said)
    return 1


if __name__ == "__main__":
    sys.exit(main())
