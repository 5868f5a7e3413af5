"""The canned reports over HTTP."""

import csv
import io
import re

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.terms import AT

HTML = {"Accept": "text/html"}
FLANKER = "/claim/1111111111111111-000000000001"


def test_the_reports_are_listed_for_people_and_programs(client: FlaskClient) -> None:
    assert 'href="/reports/transfers"' in client.get("/reports", headers=HTML).text
    listed = {
        query["name"]: query for query in client.get("/reports", headers={"Accept": "application/json"}).get_json()
    }
    assert {"transfers", "suppliers-of-recipient", "who-says-what", "denied-or-hedged"} <= set(listed)
    assert {"name", "type", "required", "many", "default"} <= set(listed["transfers"]["parameters"][0])


def test_a_report_page_has_a_form_and_a_table_that_leads_to_the_evidence(
    client: FlaskClient,
) -> None:
    page = client.get("/reports/transfers", headers=HTML).text
    assert '<label for="parameter-recipient">' in page
    assert re.search(r'value="Hedged" checked', page)
    assert not re.search(r'value="Denied" checked', page)
    assert f'<a href="{FLANKER}">' in page
    assert "largest client in Latin America" in page
    assert "/claim/2222222222222222-000000000002" not in page, "denied claims are not shown unless asked for"


def test_a_report_page_keeps_what_was_typed_and_hands_it_on(client: FlaskClient) -> None:
    page = client.get("/reports/transfers?recipient=Egypt&factuality=Denied", headers=HTML).text
    assert 'value="Egypt"' in page
    assert re.search(r'value="Denied" checked', page)
    assert "/claim/2222222222222222-000000000002" in page
    assert FLANKER not in page
    assert 'href="/reports/transfers.csv?recipient=Egypt&amp;factuality=Denied"' in page


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        (".json", "application/json"),
        (".csv", "text/csv"),
        (".md", "text/markdown"),
        (".ttl", "text/turtle"),
    ],
)
def test_a_report_is_given_by_suffix_and_by_accept(client: FlaskClient, suffix: str, media_type: str) -> None:
    by_suffix = client.get(f"/reports/transfers{suffix}?recipient=Venezuela")
    by_accept = client.get("/reports/transfers?recipient=Venezuela", headers={"Accept": media_type})
    for answer in (by_suffix, by_accept):
        assert answer.status_code == 200
        assert answer.mimetype == media_type
        assert "Su-30MK2" in answer.text or "su-30mk2" in answer.text
    assert by_suffix.data == by_accept.data


def test_the_turtle_of_a_report_holds_the_claims_behind_it(client: FlaskClient) -> None:
    triples = ox.parse(client.get("/reports/transfers.ttl?recipient=Venezuela").data, format=ox.RdfFormat.TURTLE)
    suppliers = {t.subject.value.rpartition("/")[2] for t in triples if t.predicate.value == AT + "supplier"}
    assert suppliers == {"1111111111111111-000000000001", "1111111111111111-000000000002"}


def test_the_csv_of_a_report_is_no_formula(client: FlaskClient) -> None:
    text = client.get("/reports/transfers.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    cells = [cell for row in rows for cell in row]
    assert any("=cmd" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith("=")]


@pytest.mark.parametrize(
    "path",
    [
        "/reports/transfers.json?recipient=Nowhereland",
        "/reports/transfers.json?from=yesterday",
        "/reports/transfers.json?factuality=Certain",
        "/reports/transfers.json?colour=red",
        "/reports/suppliers-of-recipient.json",
    ],
)
def test_a_value_that_is_not_accepted_is_named(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 422
    assert answer.get_json()["type"] == "/problems#ParameterError"
    assert answer.get_json()["parameter"] in answer.get_json()["detail"]


def test_a_page_shows_what_is_wrong_beside_the_form(client: FlaskClient) -> None:
    page = client.get("/reports/transfers?recipient=%22%3E%3Cb%3ENowhereland", headers=HTML)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text
    assert 'role="alert"' in page.text
    assert "<b>Nowhereland" not in page.text
    assert "&gt;&lt;b&gt;Nowhereland" in page.text


def test_a_report_that_needs_something_begins_with_its_form(client: FlaskClient) -> None:
    page = client.get("/reports/suppliers-of-recipient", headers=HTML)
    assert page.status_code == 200
    assert "<table" not in page.text
    assert "required" in page.text
    full = client.get("/reports/suppliers-of-recipient?recipient=Venezuela", headers=HTML)
    assert "Russia" in full.text


def test_an_unknown_report_is_answered_with_those_that_are_near(client: FlaskClient) -> None:
    answer = client.get("/reports/transfer.json")
    assert answer.status_code == 404
    assert "transfers" in answer.get_json()["detail"]


def test_a_value_enters_a_query_as_a_term_only(client: FlaskClient) -> None:
    answer = client.get("/reports/transfers.json", query_string={"recipient": 'Egypt" } UNION { ?s ?p ?o'})
    assert answer.status_code == 422


def test_a_report_leads_to_its_query(client: FlaskClient) -> None:
    page = client.get("/reports/transfers?recipient=Egypt", headers=HTML).text
    link = re.search(r'<a href="(/sparql\?query=[^"]+)">See and change', page)
    assert link
    answer = client.get(link[1].replace("&amp;", "&"), headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert len(answer.get_json()["results"]["bindings"]) == 1
