"""An office at work in the served mode: 50 sessions that write and 200 that read, all signed in: `python -m benchmarks.office`.

Each session opens Streamlit's websocket with its account's cookie, as a browser does. Writers open the form and save, one fact after another;
readers open the wall and have it run again. Counted are errors and acknowledged facts that are not in the journal, measured the seconds that
a person waits and the resident set of the server: before (some sessions came and went already), at its peak, and when everybody has gone for
longer than Streamlit keeps a session.
"""

import asyncio
import statistics
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import websockets
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.measuring import write
from benchmarks.sessions import resident_mb
from scorecard.store import Store
from tests.office import Office

WRITERS, READERS, FACTS, LOOKS, WARM = 50, 200, 4, 5, 60
THINKS = 10.0  # seconds between two doings of one session
KEPT = 120  # seconds for which Streamlit keeps a session that went away (server.disconnectedSessionTTL)
TIDY = 15  # seconds in which the server collects what is left
SAVE = "record_save"


class Wrong(Exception):
    """What a page says instead of doing what was asked."""


class Visitor:
    """Somebody signed in, with one page open."""

    def __init__(self, office: Office, cookie: str) -> None:
        self._office, self._cookie = office, cookie

    async def __aenter__(self) -> "Visitor":
        self._line = await websockets.connect(
            self._office.url.replace("http", "ws") + "/_stcore/stream", subprotocols=[websockets.Subprotocol("streamlit")], max_size=None, open_timeout=60,
            origin=websockets.Origin(self._office.url), additional_headers={"Cookie": self._cookie})
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._line.close()

    async def run(self, page: str, query: str = "", answers: Sequence[WidgetState] = ()) -> list[ForwardMsg]:
        """Have a page run, with what was typed: all it says until it is done. Wrong where it shows an error."""
        asked = BackMsg()
        asked.rerun_script.query_string, asked.rerun_script.page_name = query, page
        asked.rerun_script.widget_states.widgets.extend(answers)
        await self._line.send(asked.SerializeToString())
        said: list[ForwardMsg] = []
        while True:
            heard = ForwardMsg()
            heard.ParseFromString(await self._line.recv(decode=False))
            said.append(heard)
            if heard.WhichOneof("type") == "script_finished" and heard.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                break
        for element in elements(said):
            if element.WhichOneof("type") == "exception" or (element.WhichOneof("type") == "alert" and element.alert.format == Alert.ERROR):
                raise Wrong(element.exception.message or element.alert.body)
        return said

    async def form(self, op_key: str) -> dict[str, str]:
        """Open the form under a key of one's own: its widgets' ids, by their keys."""
        asked = {str(of.id).split("-", 2)[2]: str(of.id) for element in elements(await self.run("record", f"op={op_key}"))
                 if hasattr(of := getattr(element, str(element.WhichOneof("type"))), "id") and str(of.id).count("-") > 1}
        if SAVE not in asked:
            raise Wrong("no form")
        return asked

    async def save(self, op_key: str, form: Mapping[str, str], **typed: str) -> None:
        """Fill the form of a recall and press save; returns when the page says that it is saved, and is Wrong otherwise."""
        answers = [WidgetState(id=form[f"{op_key}.recall.{name}"], string_value=value) for name, value in typed.items()]
        said = await self.run("record", f"op={op_key}", [*answers, WidgetState(id=form[SAVE], trigger_value=True)])
        if not any(element.WhichOneof("type") == "alert" and element.alert.format == Alert.SUCCESS for element in elements(said)):
            raise Wrong("not saved, and no reason given")


def elements(said: Sequence[ForwardMsg]) -> list[Element]:
    """What a page shows, of what it said."""
    return [message.delta.new_element for message in said if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element"]


def cookie_of(office: Office, account: str) -> str:
    """A new sign-in's cookies."""
    with closing(office.visitor(account)) as client:
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def typed(op_key: str) -> dict[str, str]:
    """What is typed under a key: another number each time, because a number is taken once."""
    return {"recall_number": op_key, "producer": f"企业 {op_key}", "product": "电热水壶"}


class Day:
    """What happened: seconds waited by what was done, errors, and the keys of the facts that pages said were saved."""

    def __init__(self) -> None:
        self.waited: dict[str, list[float]] = {"open the wall": [], "run the wall again": [], "open the form and save": []}
        self.errors: list[str] = []
        self.saved: list[str] = []

    async def writer(self, visitor: Visitor, name: str, facts: int) -> None:
        """Saves facts, one after another."""
        async with visitor:
            for number in range(facts):
                key = f"{name}-{number}"
                begin = time.perf_counter()
                await visitor.save(key, await visitor.form(key), **typed(key))
                self.waited["open the form and save"].append(time.perf_counter() - begin)
                self.saved.append(key)
                await asyncio.sleep(THINKS)

    async def reader(self, visitor: Visitor, looks: int) -> None:
        """Opens the wall and looks at it again and again."""
        async with visitor:
            for look in range(looks):
                begin = time.perf_counter()
                await visitor.run("", "")
                self.waited["run the wall again" if look else "open the wall"].append(time.perf_counter() - begin)
                await asyncio.sleep(THINKS)

    async def all(self, office: Office, writers: int, readers: int, recorder: str, viewer: str, name: str, facts: int = FACTS, looks: int = LOOKS) -> None:
        """Everybody, coming within the time of one thought."""
        async def one(number: int) -> None:
            await asyncio.sleep(THINKS * number / (writers + readers))
            if number * writers // (writers + readers) != (number + 1) * writers // (writers + readers):  # spread evenly
                await self.writer(Visitor(office, recorder), f"{name}-{number}", facts)
            else:
                await self.reader(Visitor(office, viewer), looks)

        for ended in await asyncio.gather(*(one(number) for number in range(writers + readers)), return_exceptions=True):
            if isinstance(ended, BaseException):
                self.errors.append(f"{type(ended).__name__}: {ended}")


class Weighed:
    """The largest resident set of a process, looked at ten times a second while in use."""

    def __init__(self, pid: int) -> None:
        self._pid, self._ended, self.peak = pid, threading.Event(), 0.0
        self._looking = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._ended.wait(0.1):
            self.peak = max(self.peak, resident_mb(self._pid))

    def __enter__(self) -> "Weighed":
        self._looking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._looking.join()


def main() -> None:
    """Measure and write."""
    day, warming = Day(), Day()
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder) / "data").start()
        assert office.process
        try:
            recorder, viewer = cookie_of(office, "recorder"), cookie_of(office, "viewer")
            asyncio.run(warming.all(office, WARM // 5, WARM - WARM // 5, recorder, viewer, "warm", 2, 2))
            time.sleep(3)
            before = resident_mb(office.process.pid)
            with Weighed(office.process.pid) as weighed:
                begin = time.perf_counter()
                asyncio.run(day.all(office, WRITERS, READERS, recorder, viewer, "day"))
                took = time.perf_counter() - begin
            gone = resident_mb(office.process.pid)
            time.sleep(KEPT + 10)
            asyncio.run(Day().all(office, 0, 1, recorder, viewer, "last", 0, 1))  # sessions that went away are let go when somebody comes or goes
            time.sleep(TIDY)  # and what they held in circles with the next collection (server.TIDIED)
            after = resident_mb(office.process.pid)
            ended = office.stop()
        finally:
            if office.process.poll() is None:
                office.process.kill()
        store = Store(office.folder / "performance.duckdb")
        there = {entry.fact.op_key for key in store.budgets() for entry in store.entries(*key)}
        findings = store.check().findings
        store.close()
    lost = [key for key in (*day.saved, *warming.saved) if key not in there]
    errors = day.errors + warming.errors
    rows = [[name, str(len(took_each)), f"{statistics.median(took_each) * 1000:.0f} ms", f"{statistics.quantiles(took_each, n=20)[18] * 1000:.0f} ms",
             f"{max(took_each) * 1000:.0f} ms"] for name, took_each in day.waited.items()]
    write("office", [f"{WRITERS} sessions writing and {READERS} reading, {took:.0f} s", "times", "p50", "p95", "longest"], rows)
    write("office_kept", ["what must not happen, and memory", "found"], [
        ["errors", str(len(errors))], ["facts said to be saved", str(len(day.saved))], ["of these not in the journal", str(len(lost))],
        ["findings of the check", str(len(findings))], ["exit status of the stop afterwards", str(ended)],
        ["resident memory before (warm)", f"{before:.0f} MB"], ["at the peak", f"{weighed.peak:.0f} MB"],
        ["when all had left", f"{gone:.0f} MB"], [f"{KEPT + 10 + TIDY} s later", f"{after:.0f} MB"], ["÷ before", f"{after / before:.2f}"]])
    for error in sorted(set(errors)):
        print(errors.count(error), error)


if __name__ == "__main__":
    main()
