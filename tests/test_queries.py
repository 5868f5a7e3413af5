"""Each canned query with its case: ``queries/<name>/`` holds the parameters and the rows.

It is asked of the example graph that ``kg check queries`` uses too, or of a ``data.ttl`` of its own.

A query without a case fails; a case is made by hand, and read by whoever wants to know what the
query does.  These tests ask through the real store and its guarded workers.
"""

import csv
import io
import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.canned import Report, read_query, run
from kg.canned.placeholders import blanked
from kg.derivation import publish
from kg.query import Endpoint, Limits
from kg.report import to_csv
from kg.settings import shipped
from kg.store import open_writer
from kg.terms import AT, GAZETTEER_GRAPH, ONTOLOGY_GRAPH, PREFIXES
from kg.triples import file_quads

CASES = Path(__file__).parent / "queries"
QUERIES = sorted(shipped("queries").glob("*.rq"))
VOCABULARY = shipped("ontology") / "arms.ttl"
EXAMPLE = shipped("queries") / "example.trig"
ARTICLE = "https://example.org/arms/article/1"


def example_graphs() -> dict[str, list[ox.Quad]]:
    """Return the example graph: graph → quads."""
    graphs: dict[str, list[ox.Quad]] = {}
    for quad in ox.parse(path=str(EXAMPLE), format=ox.RdfFormat.TRIG):
        graphs.setdefault(quad.graph_name.value, []).append(quad)
    return graphs


def asked(name: str, store: Path) -> Report:
    """Ask a query of its case."""
    case = CASES / name
    own = case / "data.ttl"
    with open_writer(store) as writer:
        writer.replace_graph(ONTOLOGY_GRAPH, file_quads(VOCABULARY, ONTOLOGY_GRAPH))
        writer.replace_graph(GAZETTEER_GRAPH, [])
        if own.exists():
            writer.replace_graph(ARTICLE, file_quads(own, ARTICLE))
        else:
            for graph, quads in example_graphs().items():
                writer.replace_graph(graph, quads)
        publish(writer)
    values = json.loads((case / "params.json").read_text("utf-8"))
    endpoint = Endpoint(store, Limits(timeout=60, memory=1024, max_rows=1000))
    return run(read_query(shipped("queries") / f"{name}.rq"), values, endpoint)


def cells(text: str) -> list[list[list[str]]]:
    """Return the rows of a CSV; the names in a cell are sorted, for SPARQL lists them in any order."""
    rows = csv.reader(io.StringIO(text))
    return [[sorted(re.split("; |, |: ", cell)) for cell in row] for row in rows]


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_gives_the_rows_of_its_case(path: Path, tmp_path: Path) -> None:
    expected = (CASES / path.stem / "expected.csv").read_text("utf-8")
    found = to_csv(asked(path.stem, tmp_path / "store")).removeprefix("\ufeff")
    assert cells(found) == cells(expected)
    assert expected.count("\n") > 1, "a case without rows shows nothing"


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_uses_only_terms_that_the_vocabulary_has(path: Path) -> None:
    terms = {
        triple.subject.value.removeprefix(AT)
        for triple in ox.parse(path=str(VOCABULARY), format=ox.RdfFormat.TURTLE)
        if isinstance(triple.subject, ox.NamedNode)
    }
    code = blanked(path.read_text("utf-8"))
    assert set(re.findall(r"\bat:([\w-]+)", code)) - terms == set()


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_says_all_that_a_form_and_a_row_need(path: Path) -> None:
    query = read_query(path)
    assert query.question.endswith("?")
    assert query.summary.endswith(".")
    assert query.tags
    assert all(parameter.label and parameter.example for parameter in query.parameters)
    assert {"sentence", "article", "claim"} <= {column.kind for column in query.columns}
    assert query.evidence
    names = {column.name for column in query.columns}
    assert {"said_by", "published"} <= names
    assert any(name.endswith("factuality") for name in names)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_declares_its_prefixes_as_all_files_do(path: Path) -> None:
    declared = dict(re.findall(r"^PREFIX (\w+): <([^>]*)>", path.read_text("utf-8"), re.MULTILINE))
    assert declared
    assert declared.items() <= PREFIXES.items()
    code = blanked(path.read_text("utf-8"))
    used = set(re.findall(r"(?<![\w?])(\w+):\w", code))
    assert used == set(declared)
