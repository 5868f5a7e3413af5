"""The server's limits, and its end: what was begun is finished, and nothing is left running."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

import pytest

import kg.web.channel
import kg.web.server
from kg.web.app import MOST_BYTES
from kg.web.server import MOST_BYTES_OF_HEADERS

Served = Callable[..., tuple[str, int]]
FORTY = " ".join(map(str, range(40)))
SOME_TIME = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{n} {{ {FORTY} }}" for n in range(4)) + " }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{n} {{ {FORTY} }}" for n in range(9)) + " }"


def status_of(address: tuple[str, int], request: bytes) -> int:
    """Return the status of the answer to a request as it is sent."""
    with socket.create_connection(address, timeout=20) as client:
        client.sendall(request)
        return int(client.makefile("rb").readline().split()[1])


def test_a_head_or_a_body_that_is_too_long_is_refused(serve: Served) -> None:
    address = serve()
    long = b"x" * MOST_BYTES_OF_HEADERS
    assert status_of(address, b"GET /?" + long + b" HTTP/1.1\r\nHost: x\r\n\r\n") == 431
    assert status_of(address, b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + long + b"\r\n\r\n") == 431
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    assert status_of(address, head + b"Content-Length: %d\r\n\r\n" % (MOST_BYTES * 100)) == 413
    body = b"ASK {}".ljust(MOST_BYTES + 1)
    assert status_of(address, head + b"Content-Length: %d\r\n\r\n" % len(body) + body) == 413
    body = b"ASK {}".ljust(MOST_BYTES)
    assert status_of(address, head + b"Content-Length: %d\r\n\r\n" % len(body) + body) == 200


@pytest.mark.parametrize(
    "request_", [b"\x00\xff\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\nTransfer-Encoding: x\r\n\r\n", b"\r\n" * 50]
)
def test_what_is_no_http_harms_nobody(serve: Served, request_: bytes) -> None:
    address = serve()
    with socket.create_connection(address, timeout=20) as client:
        client.sendall(request_)
        client.shutdown(socket.SHUT_WR)
        assert not client.makefile("rb").readline().startswith(b"HTTP/1.1 5")
    assert status_of(address, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") == 200


def test_a_client_that_sends_slowly_keeps_no_query_waiting(serve: Served) -> None:
    address = serve(workers="1", waiting="1")
    slow = [socket.create_connection(address) for _ in range(50)]
    for client in slow:
        client.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nASK")
    assert status_of(address, b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n") == 200
    for client in slow:
        client.close()


def size_of_rest(client: socket.socket) -> int:
    size = 0
    with suppress(ConnectionError):
        while piece := client.recv(1 << 16):
            size += len(piece)
    return size


def ends(client: socket.socket, drip: bytes) -> bool:
    """Return whether the server ends a connection over which something drips."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            client.sendall(drip)
            client.settimeout(0.2)
            if client.recv(100) == b"":
                return True
        except TimeoutError:
            pass
        except ConnectionError:
            return True
    return False


@pytest.mark.parametrize(
    "begun",
    [
        b"GET /sparql?query=",
        b"GET / HTTP/1.1\r\nX: ",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n",
    ],
)
def test_a_client_that_never_comes_to_an_end_is_let_go(
    serve: Served, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(kg.web.channel, "_PATIENCE", 0.5)
    monkeypatch.setattr(kg.web.channel, "_SLOWEST", 1000)
    address = serve()
    with socket.create_connection(address) as slow, socket.create_connection(address) as idle:
        slow.sendall(begun)
        assert ends(slow, b"x")
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")  # who says nothing is not slow
        assert idle.recv(15) == b"HTTP/1.1 200 OK"


def test_a_client_that_never_takes_the_end_of_its_answer_is_let_go(
    serve: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kg.web.channel, "_PATIENCE", 0.5)
    monkeypatch.setattr(kg.web.channel, "_SLOWEST", 1 << 30)
    monkeypatch.setattr(kg.web.server, "_AHEAD", 1 << 26)  # all of the answer is made before any of it is taken
    address = serve(max_rows="64000")
    rows = SOME_TIME.replace("(COUNT(*) AS ?n)", "*")
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(address)
        slow.sendall(f"GET /sparql?query={quote(rows)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(6)
        assert 0 < size_of_rest(slow) < 10_000_000  # of 23 MB


@pytest.fixture
def program(store: Path) -> Iterator[tuple[subprocess.Popen[str], tuple[str, int]]]:
    """The service as a program of its own."""
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", "--timeout", "20"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    host, port = process.stdout.readline().split("http://")[1].split("/")[0].split(":")
    yield process, (host, int(port))
    process.kill()
    process.communicate()


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def lets_in(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address).close()
    except ConnectionError:  # refused, or let go while the listener closes
        return False
    return True


def begin(address: tuple[str, int], query: str) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(*address, timeout=30)
    connection.request("GET", f"/sparql?query={quote(query)}")
    time.sleep(0.3)
    return connection


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the children of a process")
def test_the_end_lets_answers_be_finished_and_leaves_nothing_running(
    program: tuple[subprocess.Popen[str], tuple[str, int]],
) -> None:
    process, address = program
    connection = begin(address, SOME_TIME)
    workers = children(process.pid)
    assert len(workers) == 2
    process.send_signal(signal.SIGTERM)
    answer = connection.getresponse()
    assert json.loads(answer.read())["results"]["bindings"][0]["n"]["value"] == str(40**4)
    connection.close()
    _, told = process.communicate(timeout=20)
    assert process.returncode == 0
    (line,) = map(json.loads, told.splitlines())
    assert (line["outcome"], line["rows"]) == ("ok", 1)
    assert not any(map(is_running, workers))


def test_after_the_signal_nobody_new_is_let_in_and_a_second_one_ends_it_at_once(
    program: tuple[subprocess.Popen[str], tuple[str, int]],
) -> None:
    process, address = program
    with closing(begin(address, ENDLESS)):
        process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 5
        while (open_ := lets_in(address)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not open_
        assert process.poll() is None
        started = time.perf_counter()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
        assert process.returncode == 0
        assert time.perf_counter() - started < 10
