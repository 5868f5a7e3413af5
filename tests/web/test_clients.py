"""The clients that people have understand the service: over a real connection, as they are."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from kg.store.backup import back_up, restore
from kg.terms import AT
from tests.web.conftest import served

COUNT = f"SELECT (COUNT(*) AS ?n) {{ ?claim a <{AT}ArmsTransfer> }}"
CLAIMS = f"SELECT ?claim {{ ?claim a <{AT}ArmsTransfer> }}"


@pytest.fixture
def address(store: Path, tmp_path: Path) -> Iterator[str]:
    """A service over a store of our own, as some clients change it."""
    folder = tmp_path / "kg-store"
    back_up(store, tmp_path / "backup.tar")
    restore(folder, tmp_path / "backup.tar")
    with served(folder, updates="yes", token="s3cret") as (host, port):
        yield f"http://{host}:{port}"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper_reads_rows(address: str, method: str, form: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper").SPARQLWrapper(f"{address}/sparql")
    wrapper.setMethod(method)
    wrapper.setReturnFormat(form)
    wrapper.setQuery(CLAIMS)
    found = wrapper.query().convert()
    if form == "json":
        assert len(found["results"]["bindings"]) > 0
    elif form == "xml":
        assert len(found.getElementsByTagName("result")) > 0
    else:
        assert len(found.splitlines()) > 1


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # the wrapper still uses it
@pytest.mark.parametrize("form", ["turtle", "xml", "json-ld"])
def test_sparqlwrapper_reads_graphs(address: str, form: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper").SPARQLWrapper(f"{address}/sparql")
    wrapper.setReturnFormat(form)
    wrapper.setQuery(f"CONSTRUCT WHERE {{ ?claim a <{AT}ArmsTransfer> }}")
    found = wrapper.query().convert()
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format=form)
    assert len(graph) > 0


def test_rdflib_uses_the_endpoint_as_a_graph(address: str) -> None:
    graph = Graph(SPARQLStore(f"{address}/sparql"))
    claims = set(graph.subjects(RDF.type, URIRef(f"{AT}ArmsTransfer")))
    (row,) = graph.query(COUNT)
    assert len(claims) == int(row[0]) > 0  # type: ignore[index, arg-type]  # a row of a SELECT


def test_rdflib_changes_the_graph_with_the_token(address: str) -> None:
    headers = {"Authorization": "Bearer s3cret"}
    store = SPARQLUpdateStore(f"{address}/sparql", f"{address}/sparql", headers=headers)
    graph = Graph(store, identifier="https://a.example/g")
    one = (URIRef("https://a.example/s"), URIRef("https://a.example/p"), Literal("o"))
    graph.add(one)
    assert one in graph
    graph.remove(one)
    assert one not in graph


def test_pandas_reads_an_answer(address: str) -> None:
    query = CLAIMS.replace(" ", "+").replace("#", "%23").replace("<", "%3C").replace(">", "%3E")
    table = pd.read_csv(f"{address}/sparql?as=csv&query={query}")
    assert list(table.columns) == ["claim"]
    assert table["claim"].str.startswith("http").all()
    assert len(table) > 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_curl_asks_in_every_way(address: str) -> None:
    def curl(*words: str) -> str:
        command = ["curl", "-sS", "--fail-with-body", "-H", "Accept: text/csv", *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout

    ways = [
        curl("-G", f"{address}/sparql", "--data-urlencode", f"query={COUNT}"),
        curl(f"{address}/sparql", "--data-urlencode", f"query={COUNT}"),
        curl(f"{address}/sparql", "-H", "Content-Type: application/sparql-query", "--data", COUNT),
    ]
    assert len(set(ways)) == 1
    assert int(pd.read_csv(io.StringIO(ways[0]))["n"][0]) > 0
    assert curl("-I", "-G", f"{address}/sparql", "--data-urlencode", f"query={COUNT}").startswith("HTTP/1.1 200")
