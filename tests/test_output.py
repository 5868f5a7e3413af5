"""JSON-LD has a context that shortens names, and says the same as before."""

import json

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic

from kg.output import document
from kg.terms import PREFIXES

NAMES = st.sampled_from(
    [
        *(iri + end for iri in PREFIXES.values() for end in ("", "x", "a/b", "a-b.c", "//x", "é")),
        *(f"{name}:{end}" for name in PREFIXES for end in ("x", "//x", "")),
        "https://example.org/arms/n",
        "urn:x:y",
    ]
)
NODES = NAMES.map(ox.NamedNode)
LITERALS = st.one_of(
    st.sampled_from(["at:x", "@id", "x", "1", ""]).map(ox.Literal),
    st.integers().map(ox.Literal),
    st.just(ox.Literal("x", language="en")),
    NODES.map(lambda datatype: ox.Literal("x", datatype=datatype)),
)
TRIPLES = st.lists(st.builds(ox.Triple, NODES, NODES, st.one_of(NODES, LITERALS)), max_size=6)


@given(triples=TRIPLES)
@settings(deadline=None)
def test_shortened_names_say_the_same(triples: list[ox.Triple]) -> None:
    written = document(triples, "jsonld", PREFIXES)
    parsed = {quad.triple for quad in ox.parse(written, format=ox.RdfFormat.JSON_LD)}
    assert parsed == set(triples)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # rdflib's reader still uses it
def test_another_reader_finds_the_same() -> None:
    at = PREFIXES["at"]
    triples = [ox.Triple(ox.NamedNode(at + "x"), ox.NamedNode(at + "p"), ox.Literal(1))]
    written = document(triples, "jsonld", PREFIXES)
    assert json.loads(written)["@context"]["at"] == at
    assert b'"at:p"' in written
    expected = Graph().parse(data=document(triples, "ntriples", PREFIXES), format="nt")
    assert isomorphic(Graph().parse(data=written, format="json-ld"), expected)
