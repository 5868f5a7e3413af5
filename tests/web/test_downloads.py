"""The graph as a file."""

import csv
import io
import json
import threading
from pathlib import Path
from urllib.request import urlopen

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from kg.errors import BusyError
from kg.terms import AT
from kg.web.exporting import pieces_of


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


def test_the_file_comes_whole_over_a_real_server(app: Flask, client: FlaskClient) -> None:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with urlopen(f"http://127.0.0.1:{server.port}/graph.ttl", timeout=30) as answer:
            body = answer.read()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert body == client.get("/graph.ttl").data


def test_a_reader_that_leaves_ends_the_writing(store: Path) -> None:
    pieces = pieces_of(store, "ntriples", "all")
    assert next(pieces)
    pieces.close()
    others = [pieces_of(store, "ntriples", "all") for _ in range(3)]
    assert all(next(other) for other in others[:2])
    with pytest.raises(BusyError, match="under way"):
        next(others[2])
    for other in others:
        other.close()


def test_head_tells_about_the_file_without_making_it(client: FlaskClient) -> None:
    answer = client.head("/graph.ttl")
    assert answer.status_code == 200
    assert answer.data == b""
    assert answer.mimetype == "text/turtle"
