"""LOAD fetches documents from listed hosts and from nowhere else, within limits, all of them or nothing."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

import kg.query.loading
from kg.errors import QueryCancelledError
from kg.query import Limits, Updater
from kg.store import open_writer
from kg.terms import AT

TOKEN = {"Authorization": "Bearer s3cret"}
TURTLE = b"@prefix : <http://a.example/> . :x :p 1 , [ :q <rel> ] ."
DOCUMENTS: dict[str, tuple[str, bytes]] = {
    "/x.ttl": ("text/turtle; charset=utf-8", TURTLE),
    "/typed": ("application/n-triples", b"<a:x> <a:y> <a:z> ."),
    "/vague.rdf": ("text/xml", b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'),
    "/x.jsonld": ("application/json", b'{"@id": "a:x", "a:y": [{"@id": "a:z"}]}'),
    "/empty.ttl": ("text/turtle", b""),
    "/wrong.ttl": ("text/turtle", b"<a:x> <a:y>"),
    "/quads.jsonld": ("application/ld+json", b'{"@id": "a:g", "@graph": [{"@id": "a:x", "a:y": 1}]}'),
    "/page.html": ("text/html", b"<p>"),
    "/untyped": ("", b"<a:x> <a:y> <a:z> ."),
}


class Elsewhere(BaseHTTPRequestHandler):
    """Serves documents, and misbehaves where the path says so."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path in DOCUMENTS:
            media_type, body = DOCUMENTS[self.path]
            self.send_response(200)
            if media_type:
                self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        elif self.path == "/slow":
            time.sleep(2)
        elif self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/x.ttl")
            self.end_headers()
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Elsewhere.asked = []
    folder = tmp_path / "kg-store"
    with open_writer(folder) as writer:
        writer.replace_graph(AT + "g", [ox.Quad(*[ox.NamedNode(AT + "x")] * 3)])
        writer.publish()
    return folder


@pytest.fixture
def client(client_with: Callable[..., FlaskClient], folder: Path, origin: str) -> FlaskClient:
    return client_with(folder, updates="yes", token="s3cret", load_from=f"{origin}/ https://b.example", timeout="1")


def update(client: FlaskClient, text: str, query: str = "") -> Any:
    return client.post(f"/sparql?{query}", data=text, content_type="application/sparql-update", headers=TOKEN)


def rows(client: FlaskClient, query: str) -> list[str]:
    return client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"}).text.splitlines()[1:]


@pytest.mark.parametrize(
    ("text", "graph", "count"),
    [
        ("LOAD <HERE/x.ttl> INTO GRAPH <a:new>", "<a:new>", 3),
        ("load<HERE/x.ttl>into graph at:new", "at:new", 3),
        ("PREFIX my: <a:> LOAD SILENT <HERE/typed> INTO GRAPH my:new ;", "<a:new>", 1),
        ("LOAD <HERE/vague.rdf> INTO GRAPH <a:new> # nothing in it", "<a:new>", 0),
        ("LOAD <HERE/x.jsonld> INTO GRAPH <a:new>", "<a:new>", 1),
        ("LOAD <HERE/empty.ttl> INTO GRAPH <a:new>", "<a:new>", 0),
    ],
)
def test_a_listed_document_is_loaded(client: FlaskClient, origin: str, text: str, graph: str, count: int) -> None:
    answer = update(client, text.replace("HERE", origin))
    assert (answer.status_code, answer.data) == (204, b"")
    assert len(rows(client, f"SELECT * {{ GRAPH {graph} {{ ?s ?p ?o }} }}")) == count
    assert len(Elsewhere.asked) == 1


def test_several_documents_take_their_turn_among_the_other_operations(client: FlaskClient, origin: str) -> None:
    load = f"LOAD <{origin}/x.ttl> INTO GRAPH <a:@>"
    text = f"""INSERT DATA {{ GRAPH <a:1> {{ <a:s> <a:p> "LOAD <{origin}/not>" }} }} ;
        {load.replace("@", "1")} ; DELETE WHERE {{ GRAPH <a:1> {{ ?s <http://a.example/q> ?o }} }} ;
        {load.replace("@", "1")} ;\n{load.replace("@", "2")}"""
    assert update(client, text).status_code == 204
    counts = [rows(client, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <a:{n}> {{ ?s ?p ?o }} }}")[0] for n in (1, 2)]
    assert counts == ["5", "3"]  # of two blank nodes one lost its triple; each time they are others
    assert rows(client, "SELECT ?o { GRAPH <a:2> { ?s <http://a.example/q> ?o } }") == [f"{origin}/rel"]


def test_without_a_graph_it_goes_to_the_default_graph(
    client_with: Callable[..., FlaskClient], folder: Path, origin: str
) -> None:
    client = client_with(folder, updates="yes", token="s3cret", load_from=origin, union_graph="no")
    assert update(client, f"LOAD <{origin}/typed>").status_code == 204
    assert rows(client, "SELECT ?s { ?s ?p ?o }") == ["a:x"]


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:9/x.ttl>",
        "LOAD <file:///etc/passwd>",
        "LOAD <HERE:9/x.ttl>",
        "LOAD <http://HERE@127.0.0.1:9/x.ttl>",
        "LOAD <https://b.example.evil.example/x>",
        "LOAD <https://b.example@evil.example/x>",
        "LOAD <x.ttl>",
        "LOAD at:x",
        "LOAD <HERE/x\\u002ettl>",
        "LOAD # \n <HERE/x.ttl>",
        "LOAD <HERE/x.ttl> INTO <a:g>",
        "l\\u006fad <HERE/x.ttl>",
        "LOAD <HERE/x.ttl> ; LOAD <http://127.0.0.1:9/>",
        "LOAD SILENT <http://127.0.0.1:9/x.ttl>",
    ],
)
def test_other_documents_are_refused_and_nobody_is_asked(client: FlaskClient, origin: str, text: str) -> None:
    answer = update(client, text.replace("HERE", origin))
    assert answer.status_code == 400
    detail = answer.get_json()["detail"]
    assert "LOAD is refused but in the form LOAD [SILENT] <IRI> [INTO GRAPH <IRI>], for documents of " in detail
    assert f"<{origin}/>, <https://b.example/>" in detail
    assert answer.get_json()["line"] == 1
    assert Elsewhere.asked == []


@pytest.mark.parametrize(
    ("path", "status", "reason"),
    [
        ("/none", 502, "/none> answered with the status 404"),
        ("/moved", 502, "/moved> answered with the status 302"),
        ("/page.html", 502, "/page.html> is of the type text/html, and LOAD takes text/turtle, "),
        ("/untyped", 502, "/untyped> is of no type, and LOAD takes"),
        ("/wrong.ttl", 502, "/wrong.ttl> is of no use: the graph is no valid turtle"),
        ("/quads.jsonld", 502, "the triples are in graphs of their own"),
        ("/slow", 504, "/slow> took more than the 1 seconds"),
    ],
)
def test_a_document_that_cannot_be_had_changes_nothing(
    client: FlaskClient, origin: str, path: str, status: int, reason: str
) -> None:
    text = f"INSERT DATA {{ GRAPH <a:new> {{ <a:x> <a:y> 1 }} }} ; LOAD <{origin}{path}> INTO GRAPH <a:new>"
    answer = update(client, text)
    assert (answer.status_code, reason in answer.get_json()["detail"]) == (status, True), answer.get_json()
    assert rows(client, "SELECT * { GRAPH <a:new> { ?s ?p ?o } }") == []
    assert update(client, "INSERT DATA { GRAPH <a:new> { <a:x> <a:y> 1 } }").headers["Arms-KG-Generation"] == "2"


@pytest.mark.parametrize("path", ["/none", "/page.html", "/wrong.ttl", "/quads.jsonld"])
def test_with_silent_the_update_goes_on_without_it(client: FlaskClient, origin: str, path: str) -> None:
    text = f"LOAD SILENT <{origin}{path}> ; INSERT DATA {{ GRAPH <a:new> {{ <a:x> <a:y> 1 }} }}"
    assert update(client, text).status_code == 204
    assert len(rows(client, "SELECT * { GRAPH <a:new> { ?s ?p ?o } }")) == 1


def test_documents_that_are_too_large_are_refused(
    client: FlaskClient, origin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kg.query.loading, "_MOST_BYTES", len(TURTLE) + 5)
    assert update(client, f"LOAD <{origin}/x.ttl>").status_code == 204
    answer = update(client, f"LOAD <{origin}/x.ttl> ; LOAD <{origin}/typed>")
    assert (answer.status_code, "more than 5 bytes" in answer.get_json()["detail"]) == (502, True)


def test_a_mistake_behind_a_document_is_told_of_the_right_line(client: FlaskClient, origin: str) -> None:
    answer = update(client, f"LOAD <{origin}/x.ttl>\nINTO GRAPH\n<a:g> ;\nINSERT {{")
    assert (answer.status_code, answer.get_json()["line"]) == (400, 4)


def test_graphs_of_the_request_say_nothing_about_documents(client: FlaskClient, origin: str) -> None:
    text = f"INSERT {{ GRAPH <a:2> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }} ; LOAD <{origin}/typed> INTO GRAPH <a:2>"
    assert update(client, text, "using-graph-uri=urn:none").status_code == 204
    assert len(rows(client, "SELECT * { GRAPH <a:2> { ?s ?p ?o } }")) == 1


def test_only_who_has_the_token_may_have_anything_fetched(client: FlaskClient, origin: str) -> None:
    answer = client.post("/sparql", data={"update": f"LOAD <{origin}/x.ttl>"})
    assert (answer.status_code, Elsewhere.asked) == (401, [])


def test_nothing_is_fetched_for_who_is_gone(folder: Path, origin: str) -> None:
    updater = Updater(folder, Limits(5, 300, 10), frozenset({origin}))
    started = time.perf_counter()
    with pytest.raises(QueryCancelledError):
        updater.update(f"LOAD <{origin}/slow>", gone=lambda: True)
    assert time.perf_counter() - started < 2
