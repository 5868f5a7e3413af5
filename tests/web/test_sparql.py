"""The endpoint speaks the SPARQL 1.1 Protocol."""

import csv
import json
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.web.negotiation import GRAPHS, SOLUTIONS

STATES = "SELECT ?state WHERE { ?state a at:State } ORDER BY ?state"
ASK = "ASK { id:russia a at:State }"
CONSTRUCT = "CONSTRUCT { ?s a at:State } WHERE { ?s a at:State }"
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SD = "http://www.w3.org/ns/sparql-service-description#"


def ask(client: FlaskClient, query: str = STATES, accept: str = "*/*", **parameters: str) -> Any:
    return client.get("/sparql", query_string={"query": query, **parameters}, headers={"Accept": accept})


def names(body: bytes) -> list[str]:
    return [row["state"]["value"].rpartition("/")[2] for row in json.loads(body)["results"]["bindings"]]


def test_a_query_can_be_sent_in_the_address_in_a_form_and_as_the_body(client: FlaskClient) -> None:
    answers = [
        ask(client),
        client.post("/sparql", data={"query": STATES}),
        client.post("/sparql", data=STATES.encode(), content_type="application/sparql-query"),
        client.post("/sparql", data=STATES.encode(), content_type="application/sparql-query; charset=UTF-8"),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert names(answer.data) == ["egypt", "russia", "venezuela"]


def test_an_answer_leads_to_the_words_that_tell_its_limits(client: FlaskClient) -> None:
    answer = ask(client)
    assert answer.headers["Link"] == '<sparql>; rel="service-desc"'
    described = client.get("/sparql", headers={"Accept": "text/turtle"}).text
    for said in ("at most 100,000 rows", "1,000,000,000 bytes", "10 seconds", "Arms-KG-Truncated"):
        assert said in described


@pytest.mark.parametrize("form", SOLUTIONS, ids=lambda form: form.name)
def test_rows_and_yes_or_no_are_given_in_every_form(client: FlaskClient, form: Any) -> None:
    for media_type in form.media_types:
        for query, word in ((STATES, b"russia"), (ASK, b"true")):
            answer = ask(client, query, media_type)
            assert answer.mimetype == media_type
            assert word in answer.data


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.name)
def test_graphs_are_given_in_every_form(client: FlaskClient, form: Any) -> None:
    answer = ask(client, CONSTRUCT, form.media_types[0])
    assert answer.mimetype == form.media_types[0]
    parsed = ox.parse(answer.data, format=ox.RdfFormat.from_media_type(form.media_types[0]))
    assert len(list(parsed)) == 3


def test_csv_is_csv(client: FlaskClient) -> None:
    rows = list(csv.reader(ask(client, accept="text/csv").text.splitlines()))
    assert rows[0] == ["state"]
    assert len(rows) == 4


def test_the_form_can_be_chosen_in_the_address_for_links(client: FlaskClient) -> None:
    assert ask(client, accept=HTML, **{"as": "csv"}).mimetype == "text/csv"
    refused = ask(client, **{"as": "pdf"})
    assert refused.status_code == 406
    assert "csv" in refused.get_json()["detail"]


@pytest.mark.parametrize(("query", "accept"), [(STATES, "image/png"), (STATES, "text/turtle"), (CONSTRUCT, "text/csv")])
def test_a_form_that_cannot_be_given_is_refused_with_what_can(client: FlaskClient, query: str, accept: str) -> None:
    answer = ask(client, query, accept)
    assert answer.status_code == 406
    assert answer.mimetype == "application/problem+json"
    assert "/" in answer.get_json()["detail"].partition("given")[2]


def test_a_syntax_error_is_named_with_line_and_column(client: FlaskClient) -> None:
    answer = ask(client, "SELECT ?x\nWHERE { ?x ?y }")
    assert answer.status_code == 400
    assert answer.get_json()["type"] == "/problems#QueryError"
    assert answer.get_json()["line"] == 2
    assert answer.get_json()["column"] > 10


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:1/sparql> { ?s ?p ?o } }",
        "INSERT DATA { id:x a at:State }",
    ],
)
def test_what_leaves_the_machine_or_writes_is_refused(client: FlaskClient, query: str) -> None:
    assert ask(client, query).status_code == 400


@pytest.mark.parametrize(
    "parameters",
    [
        "query=ASK%20%7B%7D&query=ASK%20%7B%7D",
        "query=%FF",
        "query=ASK{}&timeout=0",
        "query=ASK{}&timeout=soon",
        "query=ASK{}&timeout=inf",
        "query=ASK{}&timeout=1&timeout=2",
        "a=&" * 2000,
    ],
)
def test_a_malformed_address_is_refused(client: FlaskClient, parameters: str) -> None:
    answer = client.get(f"/sparql?{parameters}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"ASK {}", "text/plain", 415),
        (b"ASK {}", None, 415),
        (b"ASK {}", "application/sparql-query; charset=utf-16", 415),
        ("ASK {}".encode("utf-16"), "application/sparql-query", 400),
        (b"nothing=1", "application/x-www-form-urlencoded", 400),
        (b"query=ASK{}&query=ASK{}", "application/x-www-form-urlencoded", 400),
        (b"query=%FF", "application/x-www-form-urlencoded", 400),
        (b"update=CLEAR%20ALL", "application/x-www-form-urlencoded", 403),
        (b"CLEAR ALL", "application/sparql-update", 403),
        (b"x" * 2_000_000, "application/sparql-query", 413),
    ],
)
def test_a_malformed_body_is_refused(client: FlaskClient, body: bytes, content_type: str | None, status: int) -> None:
    answer = client.post("/sparql", data=body, content_type=content_type)
    assert answer.status_code == status
    assert answer.get_json()["status"] == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_that_are_allowed(client: FlaskClient, method: str) -> None:
    answer = client.open("/sparql", method=method)
    assert answer.status_code == 405
    assert {"GET", "HEAD", "OPTIONS", "POST"} == set(answer.headers["Allow"].split(", "))


def test_head_gives_the_headers_alone(client: FlaskClient) -> None:
    answer = client.head("/sparql", query_string={"query": STATES})
    assert answer.status_code == 200
    assert answer.data == b""
    assert int(answer.headers["Content-Length"]) == len(ask(client).data)


def test_a_page_elsewhere_may_ask(client: FlaskClient) -> None:
    preflight = client.options(
        "/sparql", headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    )
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]
    assert ask(client).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("media_type", ["text/turtle", "application/rdf+xml"])
def test_without_a_query_the_endpoint_describes_itself(client: FlaskClient, media_type: str) -> None:
    answer = client.get("/sparql", headers={"Accept": media_type})
    triples = list(ox.parse(answer.data, format=ox.RdfFormat.from_media_type(media_type)))
    found = {
        (t.predicate.value.removeprefix(SD), t.object.value) for t in triples if not isinstance(t.object, ox.Triple)
    }
    assert ("endpoint", "http://localhost/sparql") in found
    assert ("feature", SD + "UnionDefaultGraph") in found
    assert sum(name == "resultFormat" for name, _ in found) == len(SOLUTIONS) + len(GRAPHS)


def test_a_plain_default_graph_is_described_and_used(
    client_with: Callable[..., FlaskClient],
) -> None:
    client = client_with(union_graph="no")
    assert b"UnionDefaultGraph" not in client.get("/sparql").data
    assert names(ask(client).data) == []
    assert client.get("/claim/1111111111111111-000000000001").status_code == 200


def test_listed_services_are_told_and_one_that_is_not_there_is_named(client_with: Callable[..., FlaskClient]) -> None:
    service = "http://127.0.0.1:9/sparql"
    client = client_with(services=service)
    assert b"BasicFederatedQuery" in client.get("/sparql").data
    assert f"<code>{service}</code>." in client.get("/sparql", headers={"Accept": HTML}).text
    query = STATES.replace("State }", f"State SERVICE SILENT <{service}> {{ ?s ?p ?o }} }}")
    answer = ask(client, query)
    assert names(answer.data) == ["egypt", "russia", "venezuela"]
    assert "ETag" not in answer.headers  # what others say may change when our graph does not
    failed = ask(client, query.replace("SILENT", ""))
    assert failed.status_code == 502
    assert failed.json["type"].endswith("#ServiceError")
    assert f"<{service}> gives no answer" in failed.json["detail"]


def test_a_cut_answer_says_so(client_with: Callable[..., FlaskClient]) -> None:
    client = client_with(max_rows="2")
    answer = ask(client)
    assert answer.headers["Arms-KG-Truncated"] == "rows=2"
    assert len(names(answer.data)) == 2
    assert b"This answer was cut" in ask(client, accept=HTML).data
    assert "Arms-KG-Truncated" not in ask(client, ASK).headers


def test_a_client_may_only_lower_the_timeout(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = app.extensions["arms-kg"].endpoint
    stream, asked = endpoint.stream, []

    def spy(*arguments: Any, **options: Any) -> Any:
        asked.append(options["timeout"])
        return stream(*arguments, **options)

    monkeypatch.setattr(endpoint, "stream", spy)
    for typed in ("2.5", "9999", ""):
        assert ask(client, timeout=typed).status_code == 200
    assert asked == [2.5, 10.0, 10.0]


def test_a_query_that_takes_too_long_is_stopped_with_the_truth_in_the_status(
    client: FlaskClient,
) -> None:
    slow = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    answer = ask(client, slow, timeout="0.5")
    assert answer.status_code == 504
    assert answer.get_json()["type"] == "/problems#QueryTimeoutError"
    assert ask(client).status_code == 200


def test_a_browser_gets_a_form_and_the_answer_as_a_table(client: FlaskClient) -> None:
    form = client.get("/sparql", headers={"Accept": HTML})
    assert form.mimetype == "text/html"
    assert "<textarea" in form.text
    answer = ask(client, STATES, HTML)
    assert '<a href="/id/russia"' in answer.text
    assert "3 rows" in answer.text
    assert ">Yes<" in ask(client, ASK, HTML).text
    assert "at:State" in ask(client, CONSTRUCT, HTML).text
    assert "No rows." in ask(client, "SELECT * { id:nothing ?p ?o }", HTML).text


def test_a_browser_keeps_its_query_when_it_does_not_parse(client: FlaskClient) -> None:
    answer = ask(client, "SELECT <b>", HTML)
    assert answer.status_code == 400
    assert "SELECT &lt;b&gt;</textarea>" in answer.text
    assert 'role="alert"' in answer.text


def test_a_browser_may_post_its_query(client: FlaskClient) -> None:
    answer = client.post("/sparql", data={"query": STATES}, headers={"Accept": HTML})
    assert "3 rows" in answer.text


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"default-graph-uri": "https://example.org/arms/ns#gazetteer"}, 3),
        ({"default-graph-uri": "https://example.org/arms/ns#ontology"}, 0),
        ({"named-graph-uri": "https://example.org/arms/ns#gazetteer"}, 0),
    ],
)
def test_the_request_names_the_graphs_that_a_query_is_about(
    client: FlaskClient, parameters: dict[str, str], found: int
) -> None:
    assert len(names(ask(client, **parameters).data)) == found
    assert len(names(client.post("/sparql", data={"query": STATES, **parameters}).data)) == found
    graphs = STATES.replace("{ ?state a at:State }", "{ GRAPH ?g { ?state a at:State } }")
    assert len(names(ask(client, graphs, **parameters).data)) == (3 if "named-graph-uri" in parameters else 0)


def test_a_graph_that_is_no_iri_or_that_only_an_update_may_name_is_refused(client: FlaskClient) -> None:
    assert ask(client, **{"default-graph-uri": "no iri"}).status_code == 400
    assert ask(client, **{"using-graph-uri": "https://a.example/"}).status_code == 400


def test_a_relative_name_is_relative_to_the_endpoint(client: FlaskClient) -> None:
    assert "http://localhost/x" in ask(client, "SELECT (STR(<x>) AS ?iri) {}", "text/csv").text


def test_a_host_that_is_no_address_is_refused(client: FlaskClient) -> None:
    assert client.get("/sparql", headers={"Host": "a b<c>"}).status_code == 400
