"""Every error has one shape, and none shows the inside."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

import kg.errors
from kg.errors import BusyError

HTML = {"Accept": "text/html,*/*;q=0.8"}
WRONG = [
    ("/nothing", 404),
    ("/claim/none", 404),
    ("/id/none", 404),
    ("/reports/none", 404),
    ("/graph.pdf", 404),
    ("/graph.ttl?graph=x", 400),
    ("/sparql?query=x", 400),
    ("/sparql?query=ASK{}&timeout=x", 400),
    ("/reports/transfers.json?from=x", 422),
    ("/static/none.css", 404),
]


@pytest.mark.parametrize(("path", "status"), WRONG)
def test_programs_get_problem_details(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    problem = answer.get_json()
    assert set(problem) <= {"type", "title", "status", "detail", "line", "column", "parameter", "errors"}
    assert {"type", "title", "status", "detail"} <= set(problem)
    assert problem["status"] == status
    assert problem["detail"]


@pytest.mark.parametrize(("path", "status"), WRONG)
def test_browsers_get_a_page(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path.replace(".json", ""), headers=HTML)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert 'role="alert"' in answer.text


def test_what_was_not_foreseen_is_a_bare_500(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(app.extensions["arms-kg"].endpoint, "stream", fail)
    for headers in (HTML, {}):
        answer = client.get("/sparql?query=ASK{}", headers=headers)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text


def test_who_comes_when_all_are_busy_hears_when_to_come_again(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise BusyError("too many queries are waiting")

    monkeypatch.setattr(app.extensions["arms-kg"].endpoint, "stream", busy)
    answer = client.get("/sparql?query=ASK{}")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"


def test_each_kind_of_error_is_explained(client: FlaskClient) -> None:
    page = client.get("/problems").text
    for name in kg.errors.__all__:
        assert f'id="{name}"' in page
