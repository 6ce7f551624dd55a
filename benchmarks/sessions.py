"""Many sessions at once in Streamlit's own protocol, with and without its forced collection after every run: `python -m benchmarks.sessions`.

Each session opens a websocket, asks for a run of the script and reads until it has finished. Memory is the server's resident
set after each hundred of 500 sessions, opened in batches of 20 and closed, with the collection off as we ship it.
"""

import asyncio
import statistics
import time
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.measuring import EMPTY, WALL, served, write

AT_ONCE, SOAK, BATCH = 50, 500, 20


async def session(address: str, query: str) -> float:
    """Open a session and run the script once: seconds from connecting to the end of the run."""
    begin = time.perf_counter()
    async with websockets.connect(address.replace("http", "ws") + "/_stcore/stream", subprotocols=["streamlit"], max_size=None, open_timeout=60) as line:
        asked = BackMsg()
        asked.rerun_script.query_string = query
        await line.send(asked.SerializeToString())
        while True:
            heard = ForwardMsg()
            heard.ParseFromString(await line.recv(decode=False))
            if heard.WhichOneof("type") == "script_finished":
                return time.perf_counter() - begin


async def many(address: str, query: str, count: int) -> list[float]:
    """Sessions at once."""
    return await asyncio.gather(*(session(address, query) for _ in range(count)))


def resident_mb(pid: int) -> float:
    """Memory of the server, MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def main() -> None:
    """Measure and write."""
    rows = []
    for name, command, query in (("empty page", EMPTY, ""), ("wall, 24 gauges", WALL, "sample=1")):
        p95 = {}
        for forced in ("true", "false"):
            with served(command, "--runner.postScriptGC", forced) as (address, _):
                asyncio.run(many(address, query, 3))
                took = [seconds for _ in range(3) for seconds in asyncio.run(many(address, query, AT_ONCE))]
            p95[forced] = statistics.quantiles(took, n=20)[18] * 1000
            rows.append([name, "forced, as Streamlit ships" if forced == "true" else "off, as we ship",
                         f"{statistics.median(took) * 1000:.0f} ms", f"{p95[forced]:.0f} ms", ""])
        rows[-1][-1] = f"{p95['false'] / p95['true']:.2f}"
    write("sessions", [f"{AT_ONCE} sessions at once", "collection after each run", "p50", "p95", "p95 off ÷ forced"], rows)
    memory = []
    with served(WALL) as (address, pid):
        asyncio.run(many(address, "sample=1", BATCH))
        memory.append(["0", f"{resident_mb(pid):.0f} MB"])
        for opened in range(BATCH, SOAK + 1, BATCH):
            asyncio.run(many(address, "sample=1", BATCH))
            if opened % 100 == 0:
                memory.append([str(opened), f"{resident_mb(pid):.0f} MB"])
    write("memory", ["sessions opened and closed", "resident memory"], memory)


if __name__ == "__main__":
    main()
