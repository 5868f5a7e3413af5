"""The start page, also where there is nothing to start from."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.errors import QueryTimeoutError
from kg.store import open_writer

HTML = {"Accept": "text/html"}


def test_the_start_page_counts_the_graph_and_leads_on(client: FlaskClient) -> None:
    page = client.get("/", headers=HTML).text
    for words in (
        "<dd>3</dd>",
        "<dd>5</dd>",
        "arms transfer",
        "hedged",
        "2020-04-02",
        "Cairo denies receiving Su-35 fighters",
        'href="/reports/transfers"',
        'href="/sparql"',
        'href="/graph.ttl"',
        "http://localhost/sparql",
    ):
        assert words in page, words


def test_the_graph_is_counted_once_for_each_generation(
    store: Path, tmp_path: Path, client_with: Callable[..., FlaskClient]
) -> None:
    folder = tmp_path / "kg-store"
    shutil.copytree(store, folder, symlinks=True)
    client = client_with(folder)
    assert "<dd>5</dd>" in client.get("/").text
    with open_writer(folder) as writer:
        writer.remove_graph("https://example.org/arms/article/2222222222222222")
        writer.publish()
    assert "<dd>3</dd>" in client.get("/").text


def test_without_a_store_the_start_page_says_what_to_do(
    tmp_path: Path, client_with: Callable[..., FlaskClient]
) -> None:
    client = client_with(tmp_path / "nowhere")
    page = client.get("/", headers=HTML)
    assert page.status_code == 200
    assert "kg build" in page.text
    assert client.get("/sparql?query=ASK{}").status_code == 503
    assert client.get("/healthz").status_code == 503
    assert client.get("/graph.ttl").status_code == 503
    assert not (tmp_path / "nowhere").exists()


def test_a_store_without_articles_says_what_to_do(tmp_path: Path, client_with: Callable[..., FlaskClient]) -> None:
    with open_writer(tmp_path / "kg-store") as writer:
        writer.publish()
    assert "kg build" in client_with(tmp_path / "kg-store").get("/", headers=HTML).text


def test_a_graph_too_large_to_count_still_has_a_start_page(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = app.extensions["arms-kg"]

    def slow(*_: object) -> None:
        raise QueryTimeoutError("too slow")

    monkeypatch.setattr(shared.graph, "select", slow)
    shared.kept.clear()
    page = client.get("/", headers=HTML)
    assert page.status_code == 200
    assert "takes longer than a query may" in page.text
    assert 'href="/reports/transfers"' in page.text
