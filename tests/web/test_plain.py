"""Plain queries are answered without a thread, as the app would answer them, and under the same promises."""

import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from flask import Flask, request

import kg.query.lane
from kg.web import Server, create_app
from kg.web.services import KEY
from tests.web.conftest import settings_of

FORTY = " ".join(map(str, range(40)))
HUGE = " ".join(f"VALUES ?v{n} {{ {FORTY} }}" for n in range(9))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {HUGE} }}"
SOME_TIME = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{n} {{ {FORTY} }}" for n in range(3)) + " }"
TEN = "SELECT * { VALUES ?x { 0 1 2 3 4 5 6 7 8 9 } }"
if TYPE_CHECKING:
    from kg.query import Entry

Answer = tuple[int, dict[str, str], bytes]


class Service:
    """A server that is running, and what passed through its app."""

    def __init__(self, store: Path, **options: str) -> None:
        self.app: Flask = create_app(store=store, settings=settings_of(store, **options))
        self.long_way: list[str] = []
        self.app.before_request(lambda: self.long_way.append(request.full_path))
        self.services = self.app.extensions[KEY]
        self.ended: list[Entry] = []
        self.report = self.services.journal._report
        self.services.journal._report = self.note
        listener = socket.create_server(("127.0.0.1", 0))
        self.address = listener.getsockname()
        self.server = Server(self.app, listener)
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()

    def note(self, entry: "Entry") -> None:
        self.ended.append(entry)
        self.report(entry)

    def connect(self) -> socket.socket:
        return socket.create_connection(self.address, timeout=30)

    def ask(self, query: str, accept: str = "application/sparql-results+json", **more: str) -> Answer:
        with self.connect() as client:
            client.sendall(plain(query, accept, **more))
            return read(client)

    def end(self) -> None:
        self.server.stop()
        self.server.stop()
        self.thread.join(20)
        assert not self.thread.is_alive()


def plain(query: str, accept: str = "application/sparql-results+json", more: str = "", parameters: str = "") -> bytes:
    path = f"/sparql?query={quote(query)}{parameters}"
    return f"GET {path} HTTP/1.1\r\nHost: a.example\r\nAccept: {accept}\r\n{more}\r\n".encode()


def read(client: socket.socket, left: bytearray | None = None) -> Answer:
    """Read one response with a length, and leave what follows."""
    data = bytearray() if left is None else left
    while b"\r\n\r\n" not in data:
        data += received(client)
    head, _, rest = bytes(data).partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    length = int(headers.get("content-length", "0"))
    while len(rest) < length:
        rest += received(client)
    if left is not None:
        left[:] = rest[length:]
    return int(first.split()[1]), headers, rest[:length]


def received(client: socket.socket) -> bytes:
    data = client.recv(1 << 16)
    assert data, "the connection ended before its time"
    return data


@pytest.fixture
def start(store: Path) -> Iterator[Callable[..., Service]]:
    with ExitStack() as stack:

        def make(**options: str) -> Service:
            service = Service(store, **options)
            stack.callback(service.end)
            service.ask("ASK {}", more="X-Other: 1\r\n")  # so that a worker is there
            service.long_way.clear()
            service.ended.clear()
            return service

        yield make


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer takes too long for the short way, be the machine as busy as it may."""
    monkeypatch.setattr(kg.query.lane, "_MOMENT", 20)


@contextmanager
def soon(seconds: float = 20) -> Iterator[Callable[[], bool]]:
    ends = time.monotonic() + seconds

    def wait() -> bool:
        time.sleep(0.01)
        return time.monotonic() < ends

    yield wait


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(
    ("query", "accept", "parameters"),
    [
        (TEN, "application/sparql-results+json", ""),
        (TEN, "text/csv;q=0.5, text/tab-separated-values", ""),
        (TEN, "*/*", "&timeout=3"),
        ("ASK {}", "application/xml", ""),
        ("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }", "text/turtle", ""),
        ("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", "text/csv", ""),
        ("SELECT * { ?s ?p ?o }", "text/csv", "&default-graph-uri=http://a.example/none"),
        ("SELECT (NOW() AS ?now) { FILTER(false) }", "text/csv", ""),
        ("SELECT (STR(<x>) AS ?x) {}", "text/csv", ""),
        ("SELECT * { VALUES ?x { 'ü€😀' '\\u00e9' 'service' } }", "application/json", ""),
    ],
)
def test_an_answer_is_the_same_whichever_way_it_takes(
    start: Callable[..., Service], query: str, accept: str, parameters: str
) -> None:
    service = start(cache="0", max_rows="9")
    answers = []
    for more in ("", "X-Other: 1\r\n"):
        status, headers, body = service.ask(query, accept, more=more, parameters=parameters)
        assert status == 200
        headers.pop("date")
        answers.append((headers, body))
        assert len(service.long_way) == (1 if more else 0)
    assert answers[0] == answers[1]
    facts = [(e.outcome, e.generation, e.rows, e.size, e.cut, e.cached) for e in service.ended]
    assert facts[0] == facts[1]


@pytest.mark.usefixtures("patient")
def test_what_was_kept_needs_no_worker(start: Callable[..., Service]) -> None:
    service = start(workers="1", waiting="1")
    first = service.ask(TEN)
    with service.connect() as busy:
        busy.sendall(plain(ENDLESS))
        assert [service.ask(TEN)[2] for _ in range(3)] == [first[2]] * 3
    assert [entry.cached for entry in service.ended[:4]] == [False, True, True, True]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (plain("SELECT"), 400),
        (plain("SELECT * { SERVICE <http://a.example/> {} }"), 400),
        (plain("INSERT DATA {}"), 400),
        (plain(TEN, "image/png"), 406),
        (plain(TEN, "text/turtle"), 406),
        (plain(TEN, parameters="&query=ASK%7B%7D"), 400),
        (plain(TEN, parameters="&timeout=none"), 400),
        (plain(TEN, "text/html"), 200),
        (plain(TEN, parameters="&as=csv"), 200),
        (plain(TEN).replace(b"GET", b"HEAD"), 200),
        (plain(TEN, more="Content-Length: 0\r\n"), 200),
        (plain(TEN, more="Connection: close\r\n"), 200),
        (plain(TEN).replace(b"Host: a.example\r\n", b"Host: a.example\r\nno header\r\n"), 400),
        (plain(TEN).replace(b"a.example", b"a b<"), 200),
        (plain(TEN).replace(b"HTTP/1.1", b"HTTP/1.0"), 200),
        (b"GET /sparql?query=%FF HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET /sparql?query=ASK%7B%7D\nX: y HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ],
)
def test_what_is_not_plain_or_wrong_is_answered_by_the_app(
    start: Callable[..., Service], sent: bytes, status: int
) -> None:
    service = start()
    with service.connect() as client:
        client.sendall(sent)
        answer = client.makefile("rb")
        assert int(answer.readline().split()[1]) == status
    with suppress(AssertionError):
        assert service.long_way  # what is no HTTP does not even come to the app
    assert len({entry.number for entry in service.ended}) == len(service.ended) <= 1


@pytest.mark.usefixtures("patient")
def test_what_proxies_and_browsers_say_changes_nothing(start: Callable[..., Service]) -> None:
    service = start(cache="0")
    names = ("X-Forwarded-Host", "X-Forwarded-For", "Via", "Cookie", "Sec-Fetch-Mode")
    said = "".join(f"{name}: evil.example\r\n" for name in names)
    query = "SELECT (STR(<x>) AS ?x) {}"
    answers = [service.ask(query, "text/csv", more=more) for more in ("", said, f"{said}X-Other: 1\r\n")]
    assert len({(headers["etag"], body) for _, headers, body in answers}) == 1
    assert len(service.long_way) == 1


def test_a_mistake_is_told_with_its_place(start: Callable[..., Service]) -> None:
    status, headers, body = start().ask("SELECT *\n{ ?s ?p }")
    assert (status, headers["content-type"]) == (400, "application/problem+json")
    assert (json.loads(body)["line"], json.loads(body)["column"]) == (2, 10)


def test_a_client_that_has_the_answer_already_is_told_so(start: Callable[..., Service]) -> None:
    service = start()
    tag = service.ask(TEN)[1]["etag"]
    assert service.ask(TEN, more=f"If-None-Match: {tag}\r\n")[0] == 304


def test_requests_that_come_in_pieces_or_before_their_turn_are_answered_in_order(start: Callable[..., Service]) -> None:
    service = start()
    queries = [f"SELECT ({number} AS ?n) {{}}" for number in range(6)]
    with service.connect() as client:
        left = bytearray()
        client.sendall(plain(queries[0], "text/csv")[:20])
        time.sleep(0.1)
        client.sendall(plain(queries[0], "text/csv")[20:])
        time.sleep(0.1)
        client.sendall(plain(queries[1], "text/csv"))
        client.sendall(plain(queries[2], "text/csv") + plain(queries[3], "text/csv"))
        client.sendall(plain(SOME_TIME, "text/csv"))  # takes longer than a moment
        client.sendall(plain(queries[4], "text/csv"))
        time.sleep(0.1)
        client.sendall(plain(queries[5], "text/csv"))
        bodies = [read(client, left)[2].split()[1] for _ in range(7)]
    assert bodies == [b"0", b"1", b"2", b"3", b"64000", b"4", b"5"]


def test_a_query_that_takes_long_keeps_nobody_else_waiting(start: Callable[..., Service]) -> None:
    service = start(timeout="60")
    with service.connect() as busy:
        busy.sendall(plain(ENDLESS))
        time.sleep(0.1)
        for number in range(50):
            assert service.ask(f"SELECT ({number} AS ?n) {{}}", "text/csv")[2].split()[1] == str(number).encode()
        assert [entry.query for entry in service.services.journal.running()] == [ENDLESS]


@pytest.mark.usefixtures("patient")
def test_more_clients_than_workers_are_all_answered(start: Callable[..., Service]) -> None:
    service = start(workers="1", waiting="40")
    found: list[bytes] = []
    with ExitStack() as stack:
        clients = [stack.enter_context(service.connect()) for _ in range(40)]
        for number, client in enumerate(clients):
            client.sendall(plain(f"SELECT ({number} AS ?n) {{}}", "text/csv"))
        found = [read(client)[2].split()[1] for client in clients]
    assert found == [str(number).encode() for number in range(40)]
    assert not service.long_way
    assert [entry.outcome for entry in service.ended] == ["ok"] * 40


def test_limits_strike_with_their_true_status(start: Callable[..., Service]) -> None:
    service = start(timeout="0.4", workers="1", waiting="1")
    with service.connect() as busy, service.connect() as waits:
        busy.sendall(plain(ENDLESS))
        time.sleep(0.1)
        waits.sendall(plain(TEN))
        time.sleep(0.05)
        status, headers, body = service.ask(TEN)
        assert (status, headers["retry-after"]) == (503, "1")
        assert "1 queries run and 1 wait" in json.loads(body)["detail"]
        status, _, body = read(busy)
        assert (status, "0.4 seconds" in json.loads(body)["detail"]) == (504, True)
        assert read(waits)[0] in {200, 503}  # its worker may have come a moment before its time was over
    assert sorted(entry.outcome for entry in service.ended)[:2] in (
        ["BusyError", "BusyError"],
        ["BusyError", "QueryTimeoutError"],
    )


def test_who_waited_as_long_as_a_query_may_run_is_sent_away(start: Callable[..., Service]) -> None:
    service = start(timeout="30", workers="1", waiting="1")
    with service.connect() as busy:
        busy.sendall(plain(ENDLESS))
        time.sleep(0.1)
        status, _, body = service.ask(TEN, parameters="&timeout=0.3")
        assert (status, "no worker was free for 0.3 seconds" in json.loads(body)["detail"]) == (503, True)


@pytest.mark.parametrize("query", [ENDLESS, f"SELECT * {{ {HUGE} }}"])
def test_a_client_that_goes_away_leaves_its_worker_or_its_place_to_others(
    start: Callable[..., Service], query: str
) -> None:
    service = start(timeout="60", workers="1", waiting="1", max_rows="100000000")
    with service.connect() as busy:
        busy.sendall(plain(query))
        time.sleep(0.1)
        for _ in range(3):
            with service.connect() as waits:
                waits.sendall(plain(ENDLESS))
                time.sleep(0.1)
                assert service.services.pool.waiting == 1
            with soon() as wait:
                while service.services.pool.waiting and wait():
                    pass
            assert service.services.pool.waiting == 0
    assert service.ask(TEN)[0] == 200
    assert [entry.outcome for entry in service.ended].count("QueryCancelledError") == 4


def test_a_client_that_is_gone_before_its_short_answer_harms_nobody(start: Callable[..., Service]) -> None:
    service = start(workers="1", waiting="40", cache="0")
    for _ in range(20):
        for _ in range(5):
            with service.connect() as client:
                client.sendall(plain(TEN))
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # closes at once
        assert service.ask(TEN)[0] == 200
    assert service.services.journal.running() == []
    assert service.services.pool.waiting == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how a process ended")
def test_a_worker_that_is_killed_is_told_and_replaced(start: Callable[..., Service]) -> None:
    service = start(timeout="60", workers="1")
    with service.connect() as client:
        client.sendall(plain(ENDLESS))
        time.sleep(0.1)
        (worker,) = service.services.pool._workers
        os.kill(worker._process.pid, signal.SIGKILL)
        assert read(client)[0] == 507  # the system kills so when memory runs out
    assert service.ask(TEN)[0] == 200
    assert service.services.pool.replaced == 1


def test_a_query_that_waits_or_runs_can_be_stopped(start: Callable[..., Service]) -> None:
    service = start(timeout="60", workers="1", token="word")
    with service.connect() as runs, service.connect() as waits:
        runs.sendall(plain(ENDLESS))
        time.sleep(0.1)
        waits.sendall(plain(ENDLESS))
        time.sleep(0.1)
        running = service.services.journal.running()
        assert len(running) == 2
        for entry, client in zip(reversed(running), (waits, runs), strict=True):
            service.services.journal.stop(entry.number)
            assert read(client)[0] == 503
    assert [entry.outcome for entry in service.ended] == ["QueryStoppedError"] * 2


def test_the_end_tells_who_still_waits(start: Callable[..., Service]) -> None:
    service = start(timeout="60", workers="1")
    with service.connect() as runs, service.connect() as waits:
        for client in (runs, waits):
            client.sendall(plain(ENDLESS))
            time.sleep(0.3)
        service.end()
        for client in (runs, waits):
            assert client.recv(12) in {b"", b"HTTP/1.1 503"}
    assert [entry.outcome for entry in service.ended] == ["BusyError"] * 2
    assert service.services.journal.running() == []


@pytest.mark.usefixtures("patient")
def test_a_long_answer_that_comes_at_once_is_handed_over(start: Callable[..., Service]) -> None:
    service = start(cache="0")
    filler = "x" * 50_000
    query = f"SELECT * {{ VALUES ?x {{ '{filler}' }} VALUES ?y {{ {FORTY} }} }}"  # 2 MB
    with service.connect() as client:
        client.sendall(plain(query, "text/csv"))
        data = bytearray()
        while not data.endswith(b"\r\n0\r\n\r\n"):
            data += received(client)
    assert data.count(filler.encode()[:50_000]) > 30  # chunks end anywhere
    assert len(service.long_way) == 1
    assert [(entry.outcome, entry.rows) for entry in service.ended] == [("ok", 40)]


def test_a_slow_reader_gets_all_of_its_answers(start: Callable[..., Service]) -> None:
    service = start(cache="0")
    filler = "x" * 5000
    query = f"SELECT * {{ VALUES ?x {{ '{filler}' }} VALUES ?y {{ {FORTY} }} }}"  # 200 kB
    with service.connect() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(plain(query, "text/csv"))
        time.sleep(0.2)
        client.sendall(plain(TEN, "text/csv"))
        left = bytearray()
        assert len(read(client, left)[2]) > 200_000
        assert read(client, left)[2].split()[1:] == [str(n).encode() for n in range(10)]
