"""Over a real connection: long answers flow, late failures break it, and clients may go away."""

import http.client
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import quote

import pytest

FORTY = " ".join(map(str, range(40)))
LONG = "SELECT * { " + " ".join(f"VALUES ?v{n} {{ {FORTY} }}" for n in range(9)) + " }"
ENDLESS = LONG.replace("*", "(COUNT(*) AS ?n)", 1)
ROWS = "SELECT * { " + " ".join(f"VALUES ?v{n} {{ {FORTY} }}" for n in range(3)) + " }"  # 64,000


@contextmanager
def asked(address: tuple[str, int], query: str, **headers: str) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection(*address, timeout=30)
    connection.request("GET", f"/sparql?query={quote(query)}", headers={"Accept": "text/csv", **headers})
    try:
        yield connection.getresponse()
    finally:
        connection.close()


def test_a_short_answer_has_a_length_and_a_long_one_flows(serve: Callable[..., tuple[str, int]]) -> None:
    address = serve()
    with asked(address, "SELECT (1 AS ?one) {}") as answer:
        assert answer.getheader("Content-Length") == str(len(answer.read()))
        assert answer.getheader("Arms-KG-Truncated") is None
    with asked(address, ROWS, Accept="application/sparql-results+json") as answer:
        assert answer.getheader("Transfer-Encoding") == "chunked"
        assert answer.getheader("Arms-KG-Limits") == "rows=100000, bytes=1000000000"
        assert len(json.loads(answer.read())["results"]["bindings"]) == 40**3


def test_a_long_answer_that_fails_late_breaks_the_connection(serve: Callable[..., tuple[str, int]]) -> None:
    address = serve(timeout="1", max_rows="100000000")
    with asked(address, LONG) as answer:
        assert answer.status == 200
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            answer.read()
    with asked(address, "ASK {}") as answer:
        assert answer.status == 200


def test_what_fails_before_the_first_bytes_has_its_true_status(serve: Callable[..., tuple[str, int]]) -> None:
    with asked(serve(timeout="0.4"), ENDLESS) as answer:
        assert answer.status == 504
        assert "0.4 seconds" in json.loads(answer.read())["detail"]


def test_a_query_whose_client_went_away_leaves_its_worker_to_others(serve: Callable[..., tuple[str, int]]) -> None:
    address = serve(timeout="60", workers="1", waiting="1", max_rows="100000000")
    for query in (ENDLESS, LONG):
        with socket.create_connection(address) as client:
            client.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.3)
        started = time.perf_counter()
        with asked(address, "ASK {}") as answer:
            assert answer.status == 200
        assert time.perf_counter() - started < 10


def test_who_comes_when_all_are_busy_is_told_to_come_again(serve: Callable[..., tuple[str, int]]) -> None:
    address = serve(timeout="60", workers="1", waiting="1")
    with ExitStack() as clients:
        for _ in range(2):  # one runs, one waits
            client = clients.enter_context(socket.create_connection(address))
            client.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.3)
        with asked(address, "ASK {}") as answer:
            assert answer.status == 503
            assert answer.getheader("Retry-After") == "1"
            assert "1 queries run and 1 wait" in json.loads(answer.read())["detail"]
