"""What the benchmarks share: servers on loopback, the machine's facts, results as JSON, and README's tables made from them."""

import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
WALL = ["-m", "scorecard.server"]
EMPTY = ["-m", "streamlit", "run", "benchmarks/empty/app.py"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"]


@contextmanager
def started(command: Sequence[str], asked: str = "/", folder: Path = ROOT, **environment: str) -> Iterator[tuple[str, int]]:
    """A server on a free loopback port, which is put behind its command, once it answers at the address `asked`; its address and process id; ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([*command, str(port)], cwd=folder, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{asked}", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def served(command: Sequence[str], *options: str, data: Path | None = None) -> Iterator[tuple[str, int]]:
    """A Streamlit server with a fresh store, or the one in a folder; gives its address and process id, and ends it."""
    with (tempfile.TemporaryDirectory() as folder,
          started([sys.executable, *command, *options, "--server.port"], "/_stcore/health", SCORECARD_DATA=str(data or folder)) as there):
        yield there


def machine() -> dict[str, str]:
    """Where and with what the figures were taken."""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    chromium = subprocess.run([CHROMIUM, "--version"], capture_output=True, text=True, check=False).stdout if CHROMIUM else ""
    found = re.search(r"[\d.]+", chromium)
    return {"date": date.today().isoformat(), "cores": str(os.cpu_count()), "memory": f"{pages / 2**30:.0f} GiB", "python": platform.python_version(),
            "streamlit": version("streamlit"), "duckdb": version("duckdb"), "chromium": found[0] if found else "none"}


def write(name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, keep it in results/<name>.json, and put it into README."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps({"machine": machine(), "header": header, "rows": rows}, indent=1, ensure_ascii=False) + "\n")
    print(table(name))
    readme = ROOT / "benchmarks" / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(re.sub(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m: m[1] + table(name) + m[2], text, flags=re.S), encoding="utf-8")


def table(name: str) -> str:
    """A result as a Markdown table with a line that says when and where."""
    found = json.loads((RESULTS / f"{name}.json").read_text())
    lines = ["| " + " | ".join(cells) + " |" for cells in (found["header"], ["---"] * len(found["header"]), *found["rows"])]
    where = ", ".join(f"{name} {value}" for name, value in found["machine"].items())
    return "\n".join([*lines, "", f"({where})", ""])
