"""The summary graph: it says what the claims say, always, and is no part of them."""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.builder import remove
from kg.canned import CannedQuery, Page, read_queries, run
from kg.canned.header import read_query
from kg.canned.placeholders import fill, find_alternatives
from kg.derivation import summary_quads
from kg.derivation.claims import World, read_claims
from kg.errors import DataFileError
from kg.gazetteer import Gazetteer, gazetteer_files
from kg.query import Endpoint
from kg.settings import shipped
from kg.store import open_snapshot
from kg.terms import AT, GAZETTEER_GRAPH, ONTOLOGY_GRAPH, SUMMARY_GRAPH, Vocabulary
from kg.triples import article_quads, file_quads
from tests.benchmarks.articles import MINT, Articles
from tests.conftest import InProcess
from tests.test_builder import Builder, article, builder

__all__ = ["builder"]

QUERIES = read_queries(shipped("queries"))
COUNTING = [query for query in QUERIES.values() if find_alternatives(query.text)]
SUMMARY = ox.NamedNode(SUMMARY_GRAPH)


@pytest.fixture(scope="module")
def store(gazetteer: Gazetteer, vocabulary: Vocabulary) -> ox.Store:
    """Return a store of 500 synthetic claims, in which the common things are named often."""
    store = ox.Store()
    store.extend(file_quads(shipped("ontology") / "arms.ttl", ONTOLOGY_GRAPH))
    for path in gazetteer_files(shipped("ontology")):
        store.extend(file_quads(path, GAZETTEER_GRAPH))
    for read in Articles(gazetteer, vocabulary).make(500):
        store.extend(
            article_quads(read, mint=MINT, vocabulary=vocabulary, versions={}, known=gazetteer.concepts)
        )
    return store


@pytest.fixture(scope="module")
def endpoint(store: ox.Store) -> Endpoint:
    return InProcess(store)


def asked(store: ox.Store, query: str) -> ox.QuerySolutions:
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return found


def told(query: CannedQuery, rows: Iterable[dict[str, ox.NamedNode | ox.Literal]]) -> list[list[object]]:
    """Return the cells of rows; the names in a cell sorted, for SPARQL lists them in any order."""
    names = [name for column in query.columns for name in (column.name, f"{column.name}Label")]
    return sorted(
        [sorted(row[name].value.split(", ")) if name in row else [] for name in names] for row in rows
    )


@pytest.mark.parametrize("query", COUNTING, ids=lambda query: query.name)
def test_the_summary_and_the_claims_give_the_same_rows(query: CannedQuery, endpoint: Endpoint) -> None:
    values = {p.name: [p.example] for p in query.parameters if p.required}
    report = run(query, values, endpoint)
    places = {p.name: p.variable for p in query.parameters}
    terms = {places[name]: [str(one.term) for one in found] for name, found in report.terms.items()}
    assert "#summary" in report.text
    by_claims = endpoint.select(fill(query.text, terms, by_claims=True)).rows
    assert told(query, report.solutions.rows) == told(query, by_claims) != []


@pytest.mark.parametrize("query", COUNTING, ids=lambda query: query.name)
def test_the_pages_of_a_report_that_counts_are_all_of_its_rows(query: CannedQuery, endpoint: Endpoint) -> None:
    values = {p.name: [p.example] for p in query.parameters if p.required}
    whole = run(query, values, endpoint).solutions.rows
    pages = [run(query, values, endpoint, page=Page(7, offset)).solutions.rows for offset in range(0, 21, 7)]
    assert [told(query, [row]) for page in pages for row in page] == [told(query, [row]) for row in whole[:21]]


def test_whoever_asks_for_a_part_of_the_claims_gets_them_counted(endpoint: Endpoint) -> None:
    query = QUERIES["by-year"]
    assert "#summary" not in run(query, {"supplier": ["Russia"]}, endpoint).text
    assert "#summary" in run(query, {"bucket": ["5"]}, endpoint).text
    several = run(QUERIES["suppliers-of-recipient"], {"recipient": ["Egypt", "India"]}, endpoint)
    assert "#summary" not in several.text


def test_behind_a_row_of_the_summary_stand_the_claims_that_it_counts(endpoint: Endpoint) -> None:
    report = run(QUERIES["by-year"], {}, endpoint)
    assert report.claims_text is not None
    claims = {row["claim"].value for row in endpoint.select(report.claims_text).rows}
    assert len(claims) == sum(int(row["claims"].value) for row in report.solutions.rows)


def test_it_is_the_same_each_time_and_says_nothing_of_claims_themselves(store: ox.Store) -> None:
    one, other = (list(summary_quads(lambda query: asked(store, query))) for _ in range(2))
    assert one == other
    assert len(set(one)) == len(one)
    ours = {quad.subject.value for quad in one if isinstance(quad.subject, ox.NamedNode)}
    assert {iri for iri in ours if not iri.startswith(SUMMARY_GRAPH)} == set()


def test_claims_are_told_apart_where_two_have_the_same_number() -> None:
    store = ox.Store()
    store.load(path=str(shipped("queries") / "example.trig"), format=ox.RdfFormat.TRIG)
    store.load(path=str(shipped("ontology") / "arms.ttl"), to_graph=ox.NamedNode(ONTOLOGY_GRAPH))

    def read() -> list[tuple[str, dict[str, tuple[str, ...]]]]:
        claims = read_claims(lambda query: asked(store, query), World(lambda query: asked(store, query)))
        return sorted((one.iri, {role: tuple(sorted(said)) for role, said in one.things.items()}) for one in claims)

    before = read()
    order = ox.NamedNode(AT + "order")
    for quad in list(store.quads_for_pattern(None, order, None, None)):
        store.remove(quad)
        store.add(ox.Quad(quad.subject, order, ox.Literal(7), quad.graph_name))
    assert read() == before != []


def summary_of(folder: Path) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """Return the summary that readers see, and what it would be were it made now."""
    with open_snapshot(folder) as snapshot:
        store = snapshot.store
        there = set(store.quads_for_pattern(None, None, None, SUMMARY))
        return there, set(summary_quads(lambda query: asked(store, query)))


def test_it_is_never_older_than_the_claims(builder: Builder) -> None:
    builder(article(), article("two.txt"))
    there, now = summary_of(builder.store)
    assert there == now
    counts = {quad.object.value for quad in there if quad.predicate.value == AT + "articleCount"}  # type: ignore[union-attr]  # a literal
    assert "2" in counts
    remove(builder.store, "two.txt")
    fewer, now = summary_of(builder.store)
    assert fewer == now != there


def test_a_group_that_reads_the_summary_needs_another_one(tmp_path: Path) -> None:
    path = tmp_path / "test.rq"
    path.write_text(
        "#+ title: Test\n#+ summary: Things.\n#+ columns:\n#+   thing: {title: Thing, kind: entity}\n"
        "SELECT ?thing WHERE {\n  {\n    #summary\n    ?thing ?p ?o\n  }\n}\n",
        "utf-8",
    )
    with pytest.raises(DataFileError, match=r"test\.rq:7: a group with #summary needs UNION"):
        read_query(path)
