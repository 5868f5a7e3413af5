"""A client need not take again what it has: answers have a version, and are the same as long as that is."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.store import open_writer
from kg.terms import AT

SPARQL = "/sparql?query=SELECT+*+{?s+?p+?o}+ORDER+BY+STR(?o)+?s+?p"
NODE = ox.NamedNode(AT + "x")


@pytest.mark.parametrize(
    "path",
    [SPARQL, "/sparql?query=CONSTRUCT+WHERE+{?s+?p+?o}", "/reports/transfers.csv", "/reports/transfers", "/", "/ns"],
)
def test_who_has_an_answer_is_told_that_it_still_holds(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200
    assert client.head(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_new_generation_has_new_versions(client_with: Callable[..., FlaskClient], tmp_path: Path) -> None:
    store = tmp_path / "kg-store"
    tags: list[str] = []
    bodies: list[bytes] = []
    client = client_with(store)
    for value in (1, 2):
        with open_writer(store) as writer:
            writer.replace_graph(AT + "g", [ox.Quad(NODE, NODE, ox.Literal(value))])
            writer.publish()
        answer = client.get(SPARQL, headers={"If-None-Match": tags[-1]} if tags else {})
        assert answer.status_code == 200
        tags.append(answer.headers["ETag"])
        bodies.append(answer.data)
    assert len(set(tags)) == len(set(bodies)) == 2


def test_what_is_answered_in_another_way_is_another_version(client: FlaskClient) -> None:
    ways = [
        {},
        {"Accept": "text/csv"},
        {"Accept": "application/json"},
        {"Accept": "text/csv", "Host": "other.example"},
    ]
    tags = {client.get(SPARQL, headers=headers).headers["ETag"] for headers in ways}
    tags.add(client.get(SPARQL + "&default-graph-uri=a:1").headers["ETag"])
    assert len(tags) == 5


@pytest.mark.parametrize("path", ["/sparql?query=SELECT+(NOW()+AS+?x)+{}", "/healthz", "/metrics"])
def test_what_is_another_answer_each_time_has_no_version(client: FlaskClient, path: str) -> None:
    assert "ETag" not in client.get(path).headers


def test_a_repeated_report_is_not_worked_out_again(client_with: Callable[..., FlaskClient]) -> None:
    client = client_with()
    hits = [next(line for line in client.get("/metrics").text.splitlines() if line.startswith("kg_cache_hits_total"))]
    for path in ("/reports/transfers.csv", "/reports/transfers.json", "/reports/transfers", "/reports/transfers"):
        assert client.get(path).status_code == 200
        hits.append(next(x for x in client.get("/metrics").text.splitlines() if x.startswith("kg_cache_hits_total")))
    asked = [float(line.split()[1]) for line in hits]
    assert asked[0] == 0
    assert asked[1] < asked[2]
    assert asked[3] < asked[4]
