"""Changes over HTTP: off by default, only with the token, all of it or nothing, seen at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.errors import UsageError
from kg.store import open_writer
from kg.terms import AT

TOKEN = {"Authorization": "Bearer s3cret"}
UPDATE = "application/sparql-update"
TURTLE = "text/turtle"
GRAPH = "https://a.example/graph"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "kg-store"
    with open_writer(folder) as writer:
        writer.replace_graph(AT + "g", [ox.Quad(*[ox.NamedNode(AT + "x")] * 3)])
        writer.publish()
    return folder


@pytest.fixture
def client(client_with: Callable[..., FlaskClient], store: Path) -> FlaskClient:
    return client_with(store, updates="yes", token="s3cret")


def count(client: FlaskClient, where: str = "?s ?p ?o") -> int:
    answer = client.get("/sparql", query_string={"query": f"SELECT * {{ {where} }}"}, headers={"Accept": "text/csv"})
    return len(answer.text.splitlines()) - 1


def update(client: FlaskClient, text: str, headers: dict[str, str] = TOKEN, query: str = "") -> Any:
    return client.post(f"/sparql?{query}", data=text, content_type=UPDATE, headers=headers)


def test_updates_are_off_unless_they_are_switched_on(client_with: Callable[..., FlaskClient], store: Path) -> None:
    client = client_with(store, token="s3cret")
    assert update(client, "CLEAR ALL").status_code == 403
    for method in ("PUT", "POST", "DELETE"):
        assert client.open(f"/graphs?graph={GRAPH}", method=method, headers=TOKEN).status_code == 403
    assert b"SPARQL11Update" not in client.get("/sparql").data
    assert count(client) == 1


def test_updates_cannot_be_switched_on_without_a_token(client_with: Callable[..., FlaskClient], store: Path) -> None:
    with pytest.raises(UsageError, match="needs a token: set KG_TOKEN"):
        client_with(store, updates="yes")


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer other"}, {"Authorization": "Basic s3cret"}, {"Authorization": "s3cret"}]
)
def test_only_who_has_the_token_may_change_anything(client: FlaskClient, headers: dict[str, str]) -> None:
    answers = [
        update(client, "CLEAR ALL", headers),
        client.post("/sparql", data={"update": "CLEAR ALL"}, headers=headers),
        client.put(f"/graphs?graph={GRAPH}", data="", content_type=TURTLE, headers=headers),
        client.delete("/graphs?default", headers=headers),
    ]
    for answer in answers:
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert count(client) == 1


def test_an_update_is_seen_by_the_next_query(client: FlaskClient) -> None:
    assert b"SPARQL11Update" in client.get("/sparql").data
    ways: list[Callable[[str], Any]] = [
        lambda text: update(client, text),
        lambda text: client.post("/sparql", data={"update": text}, headers=TOKEN),
        lambda text: client.post("/sparql", data={"update": text}, headers={**TOKEN, "Accept": "text/html"}),
    ]
    for number, send in enumerate(ways):
        answer = send(f"INSERT DATA {{ GRAPH at:new {{ at:x at:y {number} }} }}")
        assert (answer.status_code, answer.data) == (204, b"")
        assert answer.headers["Arms-KG-Generation"] == str(2 + number)
        assert count(client) == 2 + number


def test_an_update_that_fails_half_way_changes_nothing(client: FlaskClient) -> None:
    answer = update(client, "CLEAR ALL ; INSERT DATA { at:x at:y 1 } ; DROP GRAPH <a:none>")
    assert answer.status_code == 400
    assert count(client) == 1
    wrong = update(client, "INSERT DATA {\n at:x at:y }")
    assert (wrong.status_code, wrong.get_json()["line"]) == (400, 2)
    assert update(client, "CLEAR GRAPH at:g").headers["Arms-KG-Generation"] == "2"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("LOAD <http://127.0.0.1/x>", "LOAD"),
        ("LOAD SILENT <file:///etc/passwd> INTO GRAPH at:g", "LOAD"),
        ("INSERT DATA { at:x at:y 1 } ; l\\u006fad <http://127.0.0.1/x>", "LOAD"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_an_update_fetches_nothing(client: FlaskClient, text: str, word: str) -> None:
    answer = update(client, text)
    assert answer.status_code == 400
    assert f"{word} is refused" in answer.get_json()["detail"]


def test_an_update_that_takes_too_long_changes_nothing(client_with: Callable[..., FlaskClient], store: Path) -> None:
    client = client_with(store, updates="yes", token="s3cret", timeout="0.5")
    forty = " ".join(map(str, range(40)))
    huge = " ".join(f"VALUES ?v{n} {{ {forty} }}" for n in range(9))
    answer = update(client, f"INSERT {{ at:x at:y ?v0 }} WHERE {{ {huge} }}")
    assert answer.status_code == 504
    assert count(client) == 1
    assert update(client, "INSERT DATA { GRAPH at:g { at:x at:y 2 } }").status_code == 204


def test_a_build_that_is_running_is_told(client: FlaskClient, store: Path) -> None:
    with open_writer(store):
        answer = update(client, "CLEAR ALL")
    assert answer.status_code == 503
    assert answer.get_json()["type"] == "/problems#StoreLockedError"


TWO = "INSERT DATA { GRAPH <a:1> { <a:s1> a <a:T> } GRAPH <a:2> { <a:s2> a <a:T> } GRAPH <a:3> { <a:s3> a <a:T> } }"


@pytest.mark.parametrize(
    ("where", "query", "found"),
    [
        ("INSERT { GRAPH <a:n> { ?s a <a:U> } } WHERE { ?s a <a:T> }", "using-graph-uri=a:1", 1),
        ("INSERT { GRAPH <a:n> { ?s a <a:U> } } WHERE { ?s a <a:T> }", "using-graph-uri=a:1&using-graph-uri=a:2", 2),
        (
            "INSERT { GRAPH <a:n> { ?s a <a:U> } } WHERE { GRAPH ?g { ?s a <a:T> } }",
            "using-named-graph-uri=a:1&using-named-graph-uri=a:3",
            2,
        ),
        (
            "INSERT { GRAPH <a:n> { ?s a <a:U> } } WHERE { { SELECT ?s WHERE { ?s a <a:T> } } FILTER('where {' = ?s) }"
            " ; INSERT { GRAPH <a:n> { ?s a <a:U> } } WHERE { { SELECT ?s WHERE { ?s a <a:T> } } }",
            "using-graph-uri=a:2",
            1,
        ),
    ],
)
def test_the_graphs_of_the_request_are_those_that_the_update_reads(
    client: FlaskClient, where: str, query: str, found: int
) -> None:
    assert update(client, f"{TWO} ; {where}", query=query).status_code == 204
    assert count(client, "GRAPH <a:n> { ?s a <a:U> }") == found


def test_delete_where_reads_the_graphs_of_the_request_too(client: FlaskClient) -> None:
    assert update(client, f"{TWO} ; DELETE WHERE {{ GRAPH ?g {{ ?s a <a:T> }} }}", query="using-named-graph-uri=a:1")
    assert count(client, "?s a <a:T>") == 2


@pytest.mark.parametrize(
    "text",
    ["INSERT { ?s a <a:U> } USING <a:1> WHERE { ?s a <a:T> }", "WITH <a:1> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"],
)
def test_graphs_named_in_the_request_and_in_the_update_contradict(client: FlaskClient, text: str) -> None:
    assert update(client, text).status_code == 204
    assert update(client, text, query="using-graph-uri=a:2").status_code == 400


@pytest.mark.parametrize(
    "query", ["update=CLEAR%20ALL", "query=ASK{}&using-graph-uri=a:1", "query=ASK{}&update=CLEAR%20ALL"]
)
def test_what_an_address_says_of_updates_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/sparql?{query}", headers=TOKEN).status_code == 400


def test_a_request_is_a_query_or_an_update(client: FlaskClient) -> None:
    for form in ({"query": "ASK {}", "update": "CLEAR ALL"}, {"update": "CLEAR ALL", "default-graph-uri": "a:1"}):
        assert client.post("/sparql", data=form, headers=TOKEN).status_code == 400
    assert client.post("/sparql?update=CLEAR%20ALL", data={"update": "CLEAR ALL"}, headers=TOKEN).status_code == 400
    assert count(client) == 1


def put(client: FlaskClient, address: str, triples: str, method: str = "PUT", content_type: str = TURTLE) -> Any:
    return client.open(address, method=method, data=triples, content_type=content_type, headers=TOKEN)


def triples(client: FlaskClient, address: str) -> set[str]:
    answer = client.get(address, headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200
    return set(answer.text.splitlines())


@pytest.mark.parametrize("address", [f"/graphs?graph={GRAPH}", "/graphs/a/b.ttl", "/graphs/a%20b/%2531"])
def test_a_graph_is_put_read_replaced_and_deleted(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == client.head(address).status_code == 404
    assert put(client, address, "<a:s> <a:p> 1, [] .").status_code == 201
    assert len(triples(client, address)) == 2
    assert put(client, address, "<> <a:p> 2 .").status_code == 204
    name = GRAPH if "?" in address else f"http://localhost{address}"
    assert triples(client, address) == {f'<{name}> <a:p> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .'}
    assert put(client, address, "").status_code == 204
    assert client.head(address).status_code == 200
    assert client.delete(address, headers=TOKEN).status_code == 204
    assert client.delete(address, headers=TOKEN).status_code == 404
    assert count(client) == 1


def test_a_graph_has_one_name_however_its_address_is_spelled_in_the_query(client: FlaskClient) -> None:
    put(client, "/graphs?graph=http%3A%2F%2Fa.example%2F1", "<a:s> <a:p> 1 .")
    assert len(triples(client, "/graphs?graph=http://a.example/1")) == 1
    put(client, "/graphs?graph=http://a.example/%2532", "<a:s> <a:p> 1 .")
    assert client.head("/graphs?graph=http://a.example/%32").status_code == 404


def test_triples_are_added_and_nodes_without_names_stay_apart(client: FlaskClient) -> None:
    address = f"/graphs?graph={GRAPH}"
    assert put(client, address, "_:a <a:p> 1 .", "POST").status_code == 201
    assert put(client, address, "_:a <a:p> 1 .", "POST").status_code == 204
    assert len(triples(client, address)) == 2


def test_a_graph_without_a_name_gets_one(client: FlaskClient) -> None:
    answer = put(client, "/graphs", "<a:s> <a:p> 1 .", "POST")
    assert answer.status_code == 201
    assert len(triples(client, f"/graphs?graph={answer.headers['Location']}")) == 1
    assert len(triples(client, answer.headers["Location"].removeprefix("http://localhost"))) == 1


def test_the_default_graph_is_put_and_emptied(client: FlaskClient) -> None:
    assert triples(client, "/graphs?default") == set()
    assert put(client, "/graphs?default", "<a:s> <a:p> 1 .").status_code == 204
    assert len(triples(client, "/graphs?default")) == 1
    assert client.delete("/graphs?default", headers=TOKEN).status_code == 204
    assert triples(client, "/graphs?default") == set()


def test_each_file_of_a_form_is_added(client: FlaskClient) -> None:
    from io import BytesIO

    files = {
        "a": (BytesIO(b"<a:s> <a:p> 1 ."), "a.ttl", TURTLE),
        "b": (BytesIO(b'[{"@id": "a:s", "a:p": 2}]'), "b.jsonld", "application/ld+json"),
    }
    answer = client.post(f"/graphs?graph={GRAPH}", data=files, headers=TOKEN)
    assert answer.status_code == 201
    assert len(triples(client, f"/graphs?graph={GRAPH}")) == 2


@pytest.mark.parametrize(
    ("address", "body", "content_type", "status"),
    [
        ("/graphs", "", TURTLE, 400),
        ("/graphs?graph=relative", "", TURTLE, 400),
        ("/graphs?graph=a:1&graph=a:2", "", TURTLE, 400),
        ("/graphs?graph=a:1&default", "", TURTLE, 400),
        ("/graphs?graph=a:1", "<a:s> <a:p>", TURTLE, 400),
        ("/graphs?graph=a:1", b"<a:s> <a:p> '\xff' .", TURTLE, 400),
        ("/graphs?graph=a:1", '[{"@id": "a:g", "@graph": {"@id": "a:s", "a:p": 1}}]', "application/ld+json", 400),
        ("/graphs?graph=a:1", "<a:g> { <a:s> <a:p> 1 }", "application/trig", 415),
        ("/graphs?graph=a:1", "x", "application/pdf", 415),
    ],
)
def test_what_is_no_graph_is_refused(
    client: FlaskClient, address: str, body: str | bytes, content_type: str, status: int
) -> None:
    answer = client.put(address, data=body, content_type=content_type, headers=TOKEN)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert count(client) == 1


def test_an_upload_may_be_larger_than_a_query(client: FlaskClient) -> None:
    many = "".join(f"<a:{number}> <a:p> '{number:0500}' .\n" for number in range(3000))
    assert put(client, f"/graphs?graph={GRAPH}", many).status_code == 201
    assert len(triples(client, f"/graphs?graph={GRAPH}")) == 3000


def test_a_page_elsewhere_may_send_the_token(client: FlaskClient) -> None:
    headers = client.options("/graphs", headers={"Origin": "https://a.example"}).headers
    assert "PUT" in headers["Access-Control-Allow-Methods"]
    assert "Authorization" in headers["Access-Control-Allow-Headers"]
