"""The graph describes itself: how much it is, where it came from, where to get it."""

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
THIS = "http://localhost/.well-known/void#dataset"


def described(client: FlaskClient, accept: str = "text/turtle") -> ox.Store:
    answer = client.get("/.well-known/void", headers={"Accept": accept})
    assert answer.status_code == 200
    store = ox.Store()
    store.load(answer.data, format=ox.RdfFormat.from_media_type(accept))
    return store


def values(store: ox.Store, name: str) -> list[str]:
    found = store.quads_for_pattern(ox.NamedNode(THIS), ox.NamedNode(name), None, None)
    return [quad.object.value for quad in found if not isinstance(quad.object, ox.Triple)]


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/rdf+xml"])
def test_it_is_a_data_set_of_all_three_vocabularies(client: FlaskClient, accept: str) -> None:
    store = described(client, accept)
    kinds = values(store, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    assert set(kinds) == {VOID + "Dataset", DCAT + "Dataset", "http://www.w3.org/ns/prov#Entity"}
    assert values(store, VOID + "sparqlEndpoint") == ["http://localhost/sparql"]


def test_the_numbers_are_those_of_the_graph(client: FlaskClient) -> None:
    store = described(client)
    asked = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?s_) (COUNT(DISTINCT ?p) AS ?p_) { ?s ?p ?o }"
    counted = client.get("/sparql", query_string={"query": asked}, headers={"Accept": "text/csv"}).text.split()[1]
    numbers = [values(store, VOID + name)[0] for name in ("triples", "distinctSubjects", "properties")]
    assert ",".join(numbers) == counted
    states = list(
        store.query(
            f"SELECT ?n {{ ?part <{VOID}class> <https://example.org/arms/ns#State> ; <{VOID}entities> ?n }}"
        )  # type: ignore[arg-type]
    )
    assert [row["n"].value for row in states] == ["3"]


def test_every_run_that_made_it_and_every_file_of_it_is_named(client: FlaskClient) -> None:
    store = described(client)
    assert any("/run/" in run for run in values(store, "http://www.w3.org/ns/prov#wasGeneratedBy"))
    dumps = values(store, VOID + "dataDump")
    assert len(dumps) == 5
    for address in dumps:
        with client.head(address.removeprefix("http://localhost")) as answer:
            assert answer.status_code == 200


def test_who_has_it_already_gets_nothing(client: FlaskClient) -> None:
    tag = client.get("/.well-known/void").headers["ETag"]
    answer = client.get("/.well-known/void", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")


def test_a_form_that_cannot_be_given_and_a_host_that_is_no_address_are_refused(client: FlaskClient) -> None:
    assert client.get("/.well-known/void", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/.well-known/void", headers={"Host": "a b<c>"}).status_code == 400
