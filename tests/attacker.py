"""Somebody who speaks to the served mode without a browser: HTTP as it comes, its websocket with Streamlit's own messages, and its audit trail."""

import json
import socket
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import httpx2
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from scorecard.relay import elsewhere
from tests.office import Office


def told(there: Office, fits: Callable[[dict[str, Any]], bool], wait: float = 5) -> list[dict[str, Any]]:
    """The records of the audit trail that fit, as soon as there is one."""
    until = time.monotonic() + wait
    while True:
        answer = elsewhere(there.folder, Namespace(command="audit", do="list", most="100000", json=True, lang="zh", user="t"))
        assert answer is not None
        found = [row for row in json.loads(answer[1])["records"] if fits(row)]
        if found or time.monotonic() > until:
            return found
        time.sleep(0.1)


def cookie(client: httpx2.Client) -> str:
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


@contextmanager
def talking(there: Office, cookies: str = "", origin: str | None = "", host: str = "", **headers: str) -> Iterator[ClientConnection]:
    """A websocket to the dashboard. origin: "" for its own, None for none."""
    line = socket.create_connection(("127.0.0.1", there.port))
    more = {name.replace("_", "-"): value for name, value in headers.items()} | ({"Cookie": cookies} if cookies else {})
    with connect(f"ws://{host or f'127.0.0.1:{there.port}'}{there.base}/_stcore/stream", sock=line, origin=there.url if origin == "" else origin,
                 additional_headers=more, subprotocols=["streamlit"], max_size=None, compression=None, open_timeout=10, close_timeout=5) as talk:
        yield talk


def turned_away(there: Office, cookies: str = "", **more: Any) -> bool:
    """Whether a websocket is refused before it opens."""
    try:
        with talking(there, cookies, **more):
            return False
    except InvalidStatus as refused:
        return refused.response.status_code == 403


def message(page: str, query: str = "", auto: bool = False) -> bytes:
    asked = BackMsg()
    asked.rerun_script.page_name, asked.rerun_script.query_string, asked.rerun_script.is_auto_rerun = page, query, auto
    return asked.SerializeToString()


def drawn(talk: ClientConnection, page: str, query: str = "lang=zh") -> str:
    """A page as the server sends it to a browser that asks for it."""
    talk.send(message(page, query))
    parts: list[bytes] = []
    while True:
        raw, said = talk.recv(timeout=20), ForwardMsg()
        said.ParseFromString(raw)
        parts.append(raw)
        if said.WhichOneof("type") == "script_finished":
            return b"".join(parts).decode("utf-8", "replace")


def closed(talk: ClientConnection, said: bytes | str) -> int:
    """The code with which the server ends a websocket after a message; 0 where it ends without one."""
    try:
        talk.send(said)
        while True:
            talk.recv(timeout=10)
    except ConnectionClosed as over:
        return over.rcvd.code if over.rcvd else 0


def forged(account: str, way: str = "account") -> str:
    return quote(json.dumps({"name": account, "way": way, "address": "127.0.0.1", "session_id": ""}))
