"""What many tests share: case files, the shipped data, the reader with its pipeline, an endpoint in this process."""

import json
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
import pytest

from kg.derivation import summary_quads
from kg.extraction import Reader, open_reader
from kg.gazetteer import Gazetteer, gazetteer_files, read_gazetteer
from kg.query import Answer, Endpoint, Solutions
from kg.settings import shipped
from kg.terms import DEFAULT_BASE, ONTOLOGY_GRAPH, PREFIXES, Vocabulary

CASES = Path(__file__).parent / "cases"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write golden files anew")


def cases(name: str) -> list[dict[str, Any]]:
    """Return the lines of a case file."""
    lines = (CASES / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.read(shipped("ontology") / "arms.ttl")


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return read_gazetteer(gazetteer_files(shipped("ontology")))


@pytest.fixture(scope="session")
def reader(gazetteer: Gazetteer, vocabulary: Vocabulary) -> Reader:
    return open_reader(
        pipeline="",
        gazetteer=gazetteer,
        vocabulary=vocabulary,
        lexicons=sorted(shipped("ontology").glob("lexicon-*.yaml")),
        base=DEFAULT_BASE,
    )


class InProcess(Endpoint):
    """Answers in this process: the same as a worker gives, without starting one for each; the summary is made."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        summarise(store)

    def select(self, query: str) -> Solutions:
        found = self._store.query(query, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        names = tuple(variable.value for variable in found.variables)
        rows = [{name: term for name, term in zip(names, row, strict=True) if term} for row in found]
        return Solutions(names, cast("Any", rows), truncated=False, generation=7)

    def answer(
        self,
        query: str,
        *,
        solutions_format: str = "json",
        graph_format: str = "turtle",
        timeout: float | None = None,
    ) -> Answer:
        del timeout
        assert (solutions_format, graph_format) == ("json", "ntriples")
        found = self._store.query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
        assert isinstance(found, ox.QueryTriples)
        body = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
        return Answer("graph", body, "ntriples", truncated=False, generation=7)


def summarise(store: ox.Store) -> None:
    """Add the summary graph, as a build does."""

    def select(query: str) -> ox.QuerySolutions:
        found = store.query(query, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return found

    store.extend(list(summary_quads(select)))


@pytest.fixture(scope="session")
def endpoint() -> Endpoint:
    """Return what answers over ``canned.trig`` and the vocabulary."""
    store = ox.Store()
    store.load(path=str(CASES / "canned.trig"), format=ox.RdfFormat.TRIG)
    store.load(path=str(shipped("ontology") / "arms.ttl"), to_graph=ox.NamedNode(ONTOLOGY_GRAPH))
    return InProcess(store)
