"""The description of what programs may ask: each report is in it, as its header says."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kg.canned import CannedQuery, read_queries
from kg.settings import shipped
from kg.web import create_app
from tests.web.conftest import settings_of

QUERIES = read_queries(shipped("queries"))


def operation(client: FlaskClient, name: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").get_json()["paths"][f"/reports/{name}"]["get"]
    return found


def parameters(client: FlaskClient, name: str) -> dict[str, Any]:
    return {one["name"]: one for one in operation(client, name)["parameters"] if "name" in one}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_every_report_is_described(client: FlaskClient, query: CannedQuery) -> None:
    said = operation(client, query.name)
    assert said["summary"] == query.title
    told = parameters(client, query.name)
    for parameter in query.parameters:
        assert told[parameter.name]["required"] is parameter.required
        assert (told[parameter.name]["schema"]["type"] == "array") is parameter.many
    assert {f"where.{column.name}" for column in query.columns} <= set(told)
    pictures = {"image/svg+xml", "image/png"} if query.chart else set()
    files = {"text/html", "application/json", "text/csv", "text/markdown", "text/turtle"}
    assert set(said["responses"]["200"]["content"]) == files | pictures


def test_types_choices_defaults_and_examples_are_described(client: FlaskClient) -> None:
    told = parameters(client, "transfers")
    assert "Denied" in told["factuality"]["schema"]["items"]["enum"]
    assert told["factuality"]["schema"]["default"] == ["Asserted", "Hedged"]
    assert told["recipient"]["example"] == ["Venezuela"]
    assert "/names?type=party" in told["recipient"]["description"]
    assert "pattern" in told["from"]["schema"]
    assert "-published" in told["sort"]["schema"]["items"]["enum"]


def test_a_file_that_is_dropped_into_the_folder_is_a_report(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(shipped("queries"), tmp_path / "queries")
    text = (tmp_path / "queries" / "transfers.rq").read_text("utf-8")
    (tmp_path / "queries" / "mine.rq").write_text(text.replace("Who supplied what to whom", "Mine"), "utf-8")
    monkeypatch.setattr("kg.web.services.shipped", lambda name: tmp_path / name)
    client = create_app(store=store, settings=settings_of(store)).test_client()
    assert operation(client, "mine")["summary"] == "Mine"
    assert "Mine" in client.get("/reports", headers={"Accept": "text/html"}).text
    assert client.get("/reports/mine.json?recipient=Venezuela").get_json()["rows"]
