"""Queries may ask listed services: what they say is joined, and nothing else is asked."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from functools import partialmethod
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from kg.errors import QueryCancelledError, QueryError, QueryTimeoutError, ServiceError
from kg.query import Endpoint, Federation, Limits, Pool
from kg.query.asking import ask
from kg.query.federation import _Joining
from kg.query.inspection import answers_alike, calls_of
from kg.store import open_writer
from kg.terms import AT, ID, PREFIXES

LIMITS = Limits(30, 300, 100)
Answering = Callable[["Elsewhere", str], None]


class Elsewhere(BaseHTTPRequestHandler):
    """A SPARQL service over a graph of its own, which can be told to misbehave."""

    graph = ox.Store()
    asked: list[str]
    answering: Answering

    def do_POST(self) -> None:
        query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"][0]
        self.asked.append(query)
        type(self).answering(self, query)

    def say(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def _rightly(handler: Elsewhere, query: str) -> None:
    result: Any = handler.graph.query(query)
    handler.say(result.serialize(format=ox.QueryResultsFormat.JSON))


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    Elsewhere.graph.extend(
        [
            ox.Quad(ox.NamedNode(ID + "russia"), ox.NamedNode(AT + "capital"), ox.Literal("Moscow {\n", language="en")),
            ox.Quad(ox.NamedNode(ID + "peru"), ox.NamedNode(AT + "capital"), ox.BlankNode("lima")),
        ]
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def service(server: ThreadingHTTPServer) -> str:
    Elsewhere.asked, Elsewhere.answering = [], _rightly
    return f"http://127.0.0.1:{server.server_port}/sparql"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("federation")
    with open_writer(folder) as writer:
        graph, name = ox.NamedNode(AT + "g"), ox.NamedNode(AT + "name")
        states = ("russia", "peru", "chile")
        writer.replace_graph(AT + "g", (ox.Quad(ox.NamedNode(ID + s), name, ox.Literal(s), graph) for s in states))
        writer.publish()
    return folder


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(1, 2)
    yield made
    made.close()


@pytest.fixture
def endpoint(store: Path, pool: Pool, service: str) -> Endpoint:
    listed = frozenset({service, "http://127.0.0.1:9/"})
    return Endpoint(store, LIMITS, pool=Federation(pool, listed), services=listed)


def _rows(endpoint: Endpoint, query: str) -> list[dict[str, str]]:
    return [{name: term.value for name, term in row.items()} for row in endpoint.select(query).rows]


def test_rows_of_a_listed_service_are_joined(endpoint: Endpoint, service: str) -> None:
    query = f"SELECT ?n ?c {{ ?s at:name ?n . SERVICE <{service}> {{ ?s at:capital ?c }} }} ORDER BY ?n"
    assert _rows(endpoint, query) == [{"n": "peru", "c": "urn:blank:lima"}, {"n": "russia", "c": "Moscow {\n"}]
    (asked,) = Elsewhere.asked
    assert asked.endswith("SELECT * WHERE { ?s at:capital ?c }")
    assert f"PREFIX at: <{PREFIXES['at']}>" in asked


def test_a_call_may_stand_in_any_group(endpoint: Endpoint, service: str) -> None:
    call = f"service\n<{service}>\n{{ ?s ?p '}} \\'}}' OPTIONAL {{ ?s at:capital ?c }} }}"
    assert len(_rows(endpoint, f"SELECT * {{ ?s at:name ?n OPTIONAL {{ {call} }} }}")) == 3
    call = f"SERVICE <{service}> {{ SELECT ?s {{ ?s my:capital [] }} }}"
    query = f"# {{\nPREFIX my: <{AT}>\nSELECT ?n {{ ?s at:name ?n FILTER NOT EXISTS {{ {call} }} }}"
    assert _rows(endpoint, query) == [{"n": "chile"}]
    assert f"PREFIX my: <{AT}>" in Elsewhere.asked[-1]


def test_a_service_that_binds_nothing_says_how_often(endpoint: Endpoint, service: str) -> None:
    query = f"SELECT * {{ id:peru at:name ?n SERVICE <{service}> {{ id:STATE at:capital [] }} }}"
    assert _rows(endpoint, query.replace("STATE", "peru")) == [{"n": "peru"}]
    assert _rows(endpoint, query.replace("STATE", "chile")) == []


@pytest.mark.parametrize(
    "call",
    [
        "SERVICE <http://127.0.0.1:9/other> { ?s ?p ?o }",
        "SERVICE <HERE?x> { ?s ?p ?o }",
        "SERVICE ?where { ?s ?p ?o }",
        "SERVICE my:service { ?s ?p ?o }",
        "SERVICE # {\n <HERE> { ?s ?p ?o }",
        "SERVICE <HERE> { SERVICE <HERE> { ?s ?p ?o } }",
        "S\\u0045RVICE <HERE> { ?s ?p ?o }",
        "?s ?p ?o FILTER(?s<?p)SERVICE#>\n<HERE>{ ?a ?b ?c }",
        "SERVICE <HERE> { ?s ?p ?o } SERVICE ?x { }",
    ],
)
def test_other_calls_are_refused_and_nobody_is_asked(endpoint: Endpoint, service: str, call: str) -> None:
    query = f"PREFIX my: <http://127.0.0.1:9/> SELECT * {{ {call.replace('HERE', service)} }}"
    with pytest.raises(QueryError, match=r"SERVICE is refused but in the form .* for .*<http://127\.0\.0\.1:9/>.*line"):
        endpoint.answer(query)
    assert Elsewhere.asked == []


def test_without_a_list_all_calls_are_refused(store: Path, service: str) -> None:
    with pytest.raises(QueryError, match="this graph and nothing else"):
        Endpoint(store, LIMITS).answer(f"SELECT * {{ SERVICE <{service}> {{ ?s ?p ?o }} }}")


def _elsewhere(handler: Elsewhere, _: str) -> None:
    handler.say(b"", 302, Location="/other")


def _wrongly(handler: Elsewhere, _: str) -> None:
    handler.say(b"<html>")


def _truly(handler: Elsewhere, _: str) -> None:
    handler.say(json.dumps({"head": {}, "boolean": True}).encode())


def _largely(handler: Elsewhere, _: str) -> None:
    row = {"a": {"type": "literal", "value": "1"}}
    handler.say(json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": [row] * 101}}).encode())


def _briefly(handler: Elsewhere, _: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"head": {}')


@pytest.mark.parametrize(
    ("answering", "why"),
    [
        (_elsewhere, "status 302"),
        (_wrongly, "no result of a query"),
        (_truly, "yes or no"),
        (_largely, "101 rows, more than 100"),
        (_briefly, "gives no answer"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told_unless_the_call_is_silent(
    endpoint: Endpoint, service: str, answering: Answering, why: str
) -> None:
    Elsewhere.answering = answering
    with pytest.raises(ServiceError, match=why):
        endpoint.answer(f"SELECT * {{ SERVICE <{service}> {{ ?s ?p ?o }} }}")
    silent = f"SELECT ?n {{ id:peru at:name ?n SERVICE SILENT <{service}> {{ ?s ?p ?o }} }}"
    assert _rows(endpoint, silent) == [{"n": "peru"}]
    assert len(Elsewhere.asked) == 2


def test_a_service_that_is_not_there_is_named(endpoint: Endpoint) -> None:
    with pytest.raises(ServiceError, match=r"<http://127\.0\.0\.1:9/> gives no answer"):
        endpoint.answer("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def _drop_by_drop(handler: Elsewhere, _: str) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _count in range(200):
            handler.wfile.write(b" ")
            time.sleep(0.05)
    except OSError:
        pass


def test_a_service_that_answers_byte_by_byte_is_left_at_the_deadline(endpoint: Endpoint, service: str) -> None:
    Elsewhere.answering = _drop_by_drop
    began = time.monotonic()
    with pytest.raises(QueryTimeoutError, match="took more than"):
        endpoint.answer(f"SELECT * {{ SERVICE SILENT <{service}> {{ ?s ?p ?o }} }}", timeout=0.5)
    assert time.monotonic() - began < 3


def test_a_service_is_left_when_nobody_waits(service: str) -> None:
    Elsewhere.answering = _drop_by_drop
    began = time.monotonic()
    with pytest.raises(QueryCancelledError):
        ask(service, "SELECT * {}", seconds=30, most=1000, gone=lambda: time.monotonic() - began > 0.3)
    assert time.monotonic() - began < 3


def test_an_answer_that_is_too_long_is_not_read_to_its_end(service: str) -> None:
    with pytest.raises(ServiceError, match="more than 10 bytes"):
        ask(service, "SELECT * { ?s ?p ?o }", seconds=30, most=10)


def test_the_answers_of_one_query_have_room_together(
    endpoint: Endpoint, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Elsewhere.answering = lambda handler, _: handler.say(b'{"head": {"vars": []}, "results": {"bindings": []}}')
    monkeypatch.setattr(_Joining, "__init__", partialmethod(_Joining.__init__, room=60))
    call = f"SERVICE <{service}> {{ }}"
    assert _rows(endpoint, f"SELECT * {{ {call} }}") == []
    with pytest.raises(ServiceError, match="more than 9 bytes"):
        endpoint.answer(f"SELECT * {{ {call} {call} }}")


def test_a_mistake_behind_a_call_is_told_with_its_line(endpoint: Endpoint, service: str) -> None:
    with pytest.raises(QueryError, match="line 4") as error:
        endpoint.answer(f"SELECT * {{\n SERVICE <{service}> {{\n ?s ?p ?o }}\n nonsense }}")
    assert error.value.line == 4


def test_what_others_say_is_not_kept() -> None:
    assert not answers_alike("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert answers_alike("SELECT * { ?s <http://127.0.0.1/service> 'SERVICE' }")


def test_a_call_is_known_to_its_last_brace() -> None:
    query = "ASK { SERVICE SILENT <http://a/> { ?a ?b '}' # }\n } ?c ?d ?e }"
    (call,) = calls_of(query, {"http://a/"})
    assert (call.service, call.silent, call.prologue) == ("http://a/", True, "")
    assert call.group == "{ ?a ?b '}' # }\n }"
    assert query[call.start : call.end].startswith("SERVICE SILENT")
