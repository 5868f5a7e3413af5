"""Dossiers and profiles over HTTP: reports joined to one document."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}
DOSSIER = "/dossier?a=Russia&b=Venezuela"


def test_a_dossier_begins_with_a_form(client: FlaskClient) -> None:
    page = client.get("/dossier?a=Russia", headers=HTML)
    assert page.status_code == 200
    assert re.search(r'name="a" value="Russia"', page.text)
    assert 'name="b" value=""' in page.text
    assert 'href="/reports/transfers"' in page.text
    assert page.text.count('data-names="/names?type=party"') == 2


@pytest.mark.parametrize("path", [DOSSIER, "/profile/Venezuela", "/profile?state=Venezuela"])
def test_a_document_leads_to_the_claims_behind_it(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=HTML)
    assert page.status_code == 200
    claim = re.search(r'href="(/claim/[^"]+)"', page.text)
    assert claim
    assert client.get(claim[1], headers=HTML).status_code == 200
    assert "largest client in Latin America" in page.text
    assert "<svg" in page.text
    for sheet in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text):
        with client.get(sheet) as answer:
            assert answer.mimetype == "text/css"


@pytest.mark.parametrize("path", [DOSSIER, "/profile?state=Venezuela"])
def test_a_document_is_also_a_file(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=HTML).text
    [whole], [markdown] = (re.findall(rf'href="([^"]+\.{suffix}\?[^"]+)"', page) for suffix in ("html", "md"))
    file = client.get(unescape(whole))
    assert "attachment" in file.headers["Content-Disposition"]
    assert "<style>" in file.text
    assert 'href="/' not in file.text
    text = client.get(unescape(markdown))
    assert text.mimetype == "text/markdown"
    assert text.text.startswith("# ")
    assert client.get(path, headers={"Accept": "text/markdown"}).text == text.text


@pytest.mark.parametrize("path", [DOSSIER, "/dossier.md?a=Russia&b=Venezuela", "/profile/Venezuela"])
def test_a_document_is_kept_until_the_graph_changes(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    assert client.get(path, headers={**HTML, "If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_name_that_is_unknown_is_told_beside_its_field(client: FlaskClient) -> None:
    page = client.get("/dossier?a=Nowhereland&b=Atlantis", headers=HTML)
    assert page.status_code == 422
    for name, typed in (("a", "Nowhereland"), ("b", "Atlantis")):
        assert f'value="{typed}"' in page.text
        assert f'id="parameter-{name}-fault"' in page.text
    problem = client.get("/dossier.md?a=Nowhereland&b=Atlantis").get_json()
    assert [error["parameter"] for error in problem["errors"]] == ["a", "b"]
    missing = client.get("/dossier.md?a=Russia").get_json()
    assert missing["errors"][0]["parameter"] == "b"


def test_the_page_of_a_thing_leads_to_its_documents(client: FlaskClient) -> None:
    state = client.get("/id/russia", headers=HTML).text
    assert 'href="/profile/Russia"' in state
    assert 'href="/dossier?a=Russia"' in state
    equipment = client.get("/id/su-35", headers=HTML).text
    assert "/profile/" not in equipment
    assert "/dossier" not in equipment
