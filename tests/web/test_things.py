"""Pages of claims, articles, entities and the vocabulary, and the same in RDF and JSON."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.errors import QueryTimeoutError
from kg.terms import AT, ID

BASE = "https://example.org/arms"
SEED = "/article/1111111111111111"
FLANKER = "/claim/1111111111111111-000000000001"
HEDGED = "/claim/2222222222222222-000000000001"
DENIED = "/claim/2222222222222222-000000000002"
SCHEMA = Path(__file__).parent.parent / "cases" / "claims.schema.json"
HTML = {"Accept": "text/html"}


def plain(html: str) -> str:
    """Return what a page says, without role names and tags."""
    without_names = re.sub(r'<span class="role-name">.*?</span>', "", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", without_names))


def test_a_claim_page_shows_the_sentence_as_it_is_with_its_roles_named(client: FlaskClient) -> None:
    page = client.get(FLANKER, headers=HTML).text
    assert (
        "has already received “a significant amount of Russian arms and military technology”"
        " including Sukhoi 30-MK2 fighter planes, Mil" in plain(page)
    )
    marks = re.findall(r'<mark class="role role-(\d+)">([^<]*)<span class="role-name">(\w+)</span>', page)
    assert {(words, role) for _, words, role in marks} >= {
        ("He", "speaker"),
        ("Venezuela", "recipient"),
        ("Russian", "supplier"),
        ("Sukhoi 30-MK2 fighter planes", "equipment"),
        ("has already received", "cue"),
    }
    assert len({colour for colour, _, _ in marks}) == len({role for _, _, role in marks})


def test_a_claim_page_tells_status_speaker_date_rule_and_why_names_were_tied(
    client: FlaskClient,
) -> None:
    page = plain(client.get(FLANKER, headers=HTML).text)
    for words in (
        "delivered",
        "asserted",
        "Vyacheslav Davydenko",
        "by 2019-03-30",
        "A4",
        "demonym",
        "characters 1709 to 1992",
        "vocabulary version 0.1.0",
        "nsubj– Venezuela: the recipient",
    ):
        assert words in page, words


def test_the_steps_of_a_reading_stand_in_their_order(client: FlaskClient) -> None:
    page = client.get(HEDGED, headers=HTML).text
    steps = re.findall(r"<li>([^<]*)</li>", page)
    assert [step.rpartition(": the ")[2] for step in steps] == [
        "supplier",
        "equipment",
        "recipient",
    ]


def test_a_claim_page_shows_quantity_money_and_the_medium(client: FlaskClient) -> None:
    page = plain(client.get(HEDGED, headers=HTML).text)
    for words in (
        "2,000,000,000 USD",
        "sale",
        "hedged",
        "via Interfax",
        "2020-03",
        "(“in March 2020”)",
    ):
        assert words in page, words


def test_a_claim_page_lists_the_articles_other_claims(client: FlaskClient) -> None:
    page = client.get(HEDGED, headers=HTML).text
    assert "Other claims of this article" in page
    assert f'href="{DENIED}"' in page
    assert page.count(f'href="{HEDGED}"') == 0


def test_a_claim_is_given_as_the_line_that_extract_writes(client: FlaskClient) -> None:
    for path in (FLANKER, HEDGED, DENIED):
        line = client.get(f"{path}.json").get_json()
        jsonschema.validate(line, json.loads(SCHEMA.read_text("utf-8")))
        assert client.get(path, headers={"Accept": "application/json"}).get_json() == line
    assert line["factuality"] == "denied"
    line = client.get(f"{HEDGED}.json").get_json()
    assert line["supplier"].items() >= {"text": "Russia", "label": "Russia", "iri": ID + "russia"}.items()
    assert "Russian Federation" in line["supplier"]["aliases"]
    assert (line["quantity"], line["value"], line["currency"], line["date"]) == (
        12,
        2_000_000_000,
        "USD",
        "2020-03",
    )
    assert line["reported_by"]["iri"] == ID + "interfax"
    mention = next(m for m in line["evidence"][0]["mentions"] if m["role"] == "equipment")
    start = line["evidence"][0]["start"]
    assert line["evidence"][0]["sentence"][mention["start"] - start : mention["end"] - start] == "Su-35 fighters"


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        (f"{FLANKER}.ttl", "*/*", "text/turtle"),
        (FLANKER, "text/turtle", "text/turtle"),
        (FLANKER, "application/ld+json", "application/ld+json"),
        (f"{FLANKER}.rdf", "*/*", "application/rdf+xml"),
        (SEED, "text/turtle", "text/turtle"),
        ("/id/russia.ttl", "*/*", "text/turtle"),
        ("/ns", "text/turtle", "text/turtle"),
        ("/ns.ttl", "*/*", "text/turtle"),
        ("/ns", "application/n-triples", "application/n-triples"),
        ("/run/0123456789abcdef", "text/turtle", "text/turtle"),
    ],
)
def test_what_has_a_page_is_given_in_rdf_too(client: FlaskClient, path: str, accept: str, media_type: str) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert list(ox.parse(answer.data, format=ox.RdfFormat.from_media_type(media_type)))


def test_the_turtle_of_a_claim_holds_its_sentence(client: FlaskClient) -> None:
    triples = list(ox.parse(client.get(f"{FLANKER}.ttl").data, format=ox.RdfFormat.TURTLE))
    said = {(t.subject.value, t.predicate.value) for t in triples}
    assert (BASE + FLANKER, AT + "supplier") in said
    assert any(predicate.endswith("prov#value") for _, predicate in said)
    assert all(isinstance(t.subject, ox.NamedNode) for t in triples)


def test_an_article_page_lists_its_claims(client: FlaskClient) -> None:
    page = client.get("/article/2222222222222222", headers=HTML).text
    assert "Cairo denies receiving Su-35 fighters" in page
    assert page.index(HEDGED) < page.index(DENIED)
    assert 'href="https://news.example/su-35"' in page


def test_a_passage_can_be_pointed_at(client: FlaskClient) -> None:
    assert 'id="char=1709,1992"' in client.get(SEED, headers=HTML).text
    assert 'id="reading-1"' in client.get(FLANKER, headers=HTML).text


def test_an_entity_page_shows_names_ties_and_claims(client: FlaskClient) -> None:
    page = client.get("/id/russia", headers=HTML).text
    assert "Russian Federation" in page
    assert 'href="http://www.wikidata.org/entity/Q159"' in page
    assert page.index(HEDGED) < page.index(FLANKER), "newest first"
    narrower = client.get("/id/combat-aircraft", headers=HTML).text
    assert 'href="/id/su-30"' in narrower
    assert "No claim names it." in narrower


def test_a_name_that_no_gazetteer_knows_has_a_page(client: FlaskClient) -> None:
    page = client.get("/article/2222222222222222/name/egypt-s-defence-ministry", headers=HTML)
    assert page.status_code == 200
    assert DENIED in page.text


def test_pages_of_claims_can_be_turned(client: FlaskClient) -> None:
    page = client.get("/id/russia?page=2", headers=HTML).text
    assert "There are no more." in page
    assert 'rel="prev" href="/id/russia?page=1"' in page
    assert client.get("/id/russia?page=-3", headers=HTML).status_code == 200


def test_a_thing_that_too_many_claims_name_still_has_a_page(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = app.extensions["arms-kg"].graph
    select = graph.select

    def slow(name: str, *arguments: Any, **named: Any) -> Any:
        if name == "claims-about":
            raise QueryTimeoutError("too slow")
        return select(name, *arguments, **named)

    monkeypatch.setattr(graph, "select", slow)
    page = client.get("/id/russia", headers=HTML)
    assert page.status_code == 200
    assert "Russian Federation" in page.text
    assert "takes longer than a query may" in page.text


def test_the_vocabulary_page_has_an_anchor_for_each_term(client: FlaskClient) -> None:
    page = client.get("/ns", headers=HTML).text
    for term in ("ArmsTransfer", "supplier", "Delivered", "Hedged", "demonym"):
        assert f'id="{term}"' in page, term
    assert "Handed over, wholly or in part." in page


def test_pages_link_to_this_service_and_not_to_the_names_of_things(client: FlaskClient) -> None:
    for path in ("/", FLANKER, SEED, "/id/russia", "/ns", "/reports/transfers"):
        assert 'href="https://example.org/' not in client.get(path, headers=HTML).text, path


@pytest.mark.parametrize(
    "path",
    [
        "/claim/none",
        "/claim/none.json",
        "/article/none",
        "/id/none",
        "/article/none/name/none",
        "/run/none",
        "/claim/a b<c>",
        "/id/%22%3E%3Cscript%3E",
        "/id/russia.ttl.ttl",
        "/claim/%00",
    ],
)
def test_what_the_graph_does_not_hold_is_not_found(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.get_json()["type"] == "/problems#UnknownNameError"


def test_an_article_says_who_published_and_wrote_it_and_in_which_language(client: FlaskClient) -> None:
    page = client.get("/article/2222222222222222", headers={"Accept": "text/html"}).text
    assert "<dt>Publisher</dt><dd>The Courier</dd>" in page
    assert "<dt>Author</dt><dd>Ann Lee</dd>" in page
    assert "<dt>Language</dt><dd>en</dd>" in page


def test_a_publisher_cannot_bring_markup(client: FlaskClient) -> None:
    page = client.get("/article/3333333333333333", headers={"Accept": "text/html"}).text
    assert "<dd>&lt;b onclick=alert(1)&gt;Owned&lt;/b&gt;</dd>" in page
