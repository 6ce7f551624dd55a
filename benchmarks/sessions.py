"""Many sessions in Streamlit's own protocol: `python -m benchmarks.sessions`.

Each session opens a websocket, asks for a run of the script and reads until it has finished, then has it run again, as a page does whose day was
changed. Compared in turn: our wall as we ship it, an empty page of our settings, and an empty page as Streamlit ships it, which forces a full
garbage collection after every run. Then 2,000 sessions that stay open without a word, and 2,000 that come and go.
"""

import asyncio
import resource
import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.measuring import EMPTY, WALL, served, write

AT_ONCE, ROUNDS = (10, 50, 200), 3
IDLE = SOAK = 2000
BATCH = 20
PAGES = {"empty page, as Streamlit ships": (EMPTY, "", "true"), "empty page, our settings": (EMPTY, "", "false"),
         "wall, 24 gauges, as we ship": (WALL, "sample=1", "false")}


async def opened(address: str) -> websockets.ClientConnection:
    """A new session."""
    return await websockets.connect(address.replace("http", "ws") + "/_stcore/stream", subprotocols=[websockets.Subprotocol("streamlit")], max_size=None,
                                    open_timeout=120, ping_interval=None)


async def run(line: websockets.ClientConnection, query: str) -> None:
    """Have the script run to its end; an error where it does not succeed."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    await line.send(asked.SerializeToString())
    while True:
        heard = ForwardMsg()
        heard.ParseFromString(await line.recv(decode=False))
        if heard.WhichOneof("type") == "script_finished":
            assert heard.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            return


async def session(address: str, query: str) -> tuple[float, float]:
    """Open a session, run the script, and again: seconds from connecting to the end of the first run, seconds of the second."""
    begin = time.perf_counter()
    async with await opened(address) as line:
        await run(line, query)
        first = time.perf_counter()
        await run(line, query)
        return first - begin, time.perf_counter() - first


async def many(address: str, query: str, count: int) -> list[tuple[float, float]]:
    """Sessions at once."""
    return await asyncio.gather(*(session(address, query) for _ in range(count)))


async def idle(address: str, query: str, count: int, pid: int) -> tuple[float, float]:
    """Sessions that opened the page and stay: resident memory with all of them, MB, and the seconds that one more waits."""
    async with AsyncExitStack() as stack:
        for begin in range(0, count, BATCH):
            lines = [await stack.enter_async_context(await opened(address)) for _ in range(min(BATCH, count - begin))]
            await asyncio.gather(*(run(line, query) for line in lines))
        resident = resident_mb(pid)
        waited = statistics.median([(await session(address, query))[0] for _ in range(5)])
        return resident, waited


def resident_mb(pid: int) -> float:
    """Memory of the server, MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def p95(took: Sequence[float]) -> float:
    """Milliseconds that 95 of 100 stay below."""
    return statistics.quantiles(took, n=20)[18] * 1000


def at_once() -> None:
    """So many sessions opening a page at once, each page in its turn."""
    took: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for name, (command, query, forced) in PAGES.items():
        with served(command, "--runner.postScriptGC", forced) as (address, _):
            asyncio.run(many(address, query, 3))
            for count in AT_ONCE:
                took[name, count] = [each for _ in range(ROUNDS) for each in asyncio.run(many(address, query, count))]
    write("sessions", ["sessions at once", "page", "first run p50", "p95", "second run p95", "first run p95 ÷ as Streamlit ships"],
          [row(took, name, count) for count in AT_ONCE for name in PAGES])


def row(took: Mapping[tuple[str, int], Sequence[tuple[float, float]]], name: str, count: int) -> list[str]:
    """A page's figures beside those of the empty page as Streamlit ships it."""
    first, again = zip(*took[name, count], strict=True)
    shipped = p95([one for one, _ in took[next(iter(PAGES)), count]])
    return [str(count), name, f"{statistics.median(first) * 1000:.0f} ms", f"{p95(first):.0f} ms", f"{p95(again):.0f} ms", f"{p95(first) / shipped:.2f}"]


def staying_and_going() -> None:
    """Sessions that stay, and sessions that come and go."""
    query = PAGES["wall, 24 gauges, as we ship"][1]
    rows = []
    for count in (AT_ONCE[-1], IDLE):
        with served(WALL) as (address, pid):
            asyncio.run(many(address, query, BATCH))
            before, alone = resident_mb(pid), statistics.median(first for first, _ in (asyncio.run(session(address, query)) for _ in range(5)))
            resident, waited = asyncio.run(idle(address, query, count, pid))
            rows.append([f"{count:,} open, idle", f"{before:.0f} MB", f"{resident:.0f} MB", f"{(resident - before) / count:.2f} MB each",
                         f"one more opens the wall in {waited * 1000:.0f} ms (alone {alone * 1000:.0f} ms)"])
    with served(WALL) as (address, pid):
        asyncio.run(many(address, query, BATCH))
        before = resident_mb(pid)
        for _ in range(SOAK // BATCH):
            asyncio.run(many(address, query, BATCH))
        after = resident_mb(pid)
        rows.append([f"{SOAK:,} opened and closed", f"{before:.0f} MB", f"{after:.0f} MB", f"{after / before:.2f} of before", ""])
    write("memory", ["sessions of the wall", "resident memory before", "after", "that is", ""], rows)


def main() -> None:
    """Measure and write."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # two thousand sockets here, and as many there
    at_once()
    staying_and_going()


if __name__ == "__main__":
    main()
