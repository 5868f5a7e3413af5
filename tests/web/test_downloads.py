"""The graph as a file."""

import csv
import io
import json

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.terms import AT


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("ttl", "text/turtle"),
        ("trig", "application/trig"),
        ("nq", "application/n-quads"),
        ("nt", "application/n-triples"),
        ("jsonld", "application/ld+json"),
    ],
)
def test_the_claims_are_given_in_every_rdf_form(client: FlaskClient, suffix: str, media_type: str) -> None:
    answer = client.get(f"/graph.{suffix}")
    assert answer.mimetype == media_type
    assert answer.headers["Arms-KG-Generation"] == "1"
    found = {
        q.subject.value
        for q in ox.parse(answer.data, format=ox.RdfFormat.from_media_type(media_type))
        if q.predicate.value == AT + "status"
    }
    assert len(found) == 5


def test_the_claims_are_given_as_a_table_and_as_lines(client: FlaskClient) -> None:
    table = list(csv.reader(io.StringIO(client.get("/graph.csv").data.decode("utf-8-sig"))))
    lines = [json.loads(line) for line in client.get("/graph.jsonl").text.splitlines()]
    assert len(table) == 6
    assert len(lines) == 5


def test_the_gazetteer_can_be_taken_alone(client: FlaskClient) -> None:
    text = client.get("/graph.ttl?graph=gazetteer").text
    assert "id:russia" in text
    assert "claim/" not in text


def test_a_graph_that_is_the_same_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/graph.ttl")
    again = client.get("/graph.ttl", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_head_tells_about_the_file_without_making_it(client: FlaskClient) -> None:
    answer = client.head("/graph.ttl")
    assert answer.status_code == 200
    assert answer.data == b""
    assert answer.mimetype == "text/turtle"
