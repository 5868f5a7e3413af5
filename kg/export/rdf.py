"""Writes a part of a store as RDF, sorted.

What comes in: a store, and which of its graphs.  What goes out: bytes, a subject or a graph at a
time.  It must not know what the triples mean.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

import pyoxigraph as ox

from kg.output import serialized, statement_order, turtle, turtle_prologue
from kg.terms import GAZETTEER_GRAPH, ONTOLOGY_GRAPH, SUMMARY_GRAPH

__all__ = ["Part", "to_nquads", "to_ntriples", "to_trig", "to_turtle"]


class Part:
    """The part of a store that is exported."""

    def __init__(self, store: ox.Store, graph: str) -> None:
        self.store = store
        names = [name for name in store.named_graphs() if isinstance(name, ox.NamedNode)]
        self.graphs = sorted((name for name in names if _is_in(name.value, graph)), key=str)

    def triples(self) -> Iterator[ox.Triple]:
        """Yield the triples of all its graphs together, sorted; a subject at a time in memory."""
        kept = set(self.graphs)
        one_of_each = {
            quad.subject: quad.triple for graph in self.graphs for quad in self._quads(graph)
        }
        for triple in sorted(one_of_each.values(), key=statement_order):
            quads = self.store.quads_for_pattern(triple.subject, None, None, None)
            said = {quad.triple for quad in quads if quad.graph_name in kept}
            yield from sorted(said, key=statement_order)

    def by_graph(self) -> Iterator[tuple[ox.NamedNode, list[ox.Quad]]]:
        """Yield each graph with its quads, sorted."""
        for graph in self.graphs:
            quads = self._quads(graph)
            yield graph, sorted(quads, key=lambda quad: statement_order(quad.triple))

    def _quads(self, graph: ox.NamedNode) -> Iterable[ox.Quad]:
        return self.store.quads_for_pattern(None, None, None, graph)


def _is_in(name: str, part: str) -> bool:
    """Return whether a named graph belongs to a part."""
    if part == "claims":
        return name not in {GAZETTEER_GRAPH, ONTOLOGY_GRAPH, SUMMARY_GRAPH}
    return part == "all" or name == GAZETTEER_GRAPH


def to_turtle(part: Part) -> Iterator[bytes]:
    """Yield Turtle: prefixed, one block per subject."""
    yield from turtle(part.triples())


def to_ntriples(part: Part) -> Iterator[bytes]:
    """Yield N-Triples: a line for each statement."""
    for _, said in groupby(part.triples(), key=lambda triple: triple.subject):
        yield serialized(said, ox.RdfFormat.N_TRIPLES)


def to_nquads(part: Part) -> Iterator[bytes]:
    """Yield N-Quads: a line for each statement, with its graph."""
    for _, quads in part.by_graph():
        yield serialized(quads, ox.RdfFormat.N_QUADS)


def to_trig(part: Part) -> Iterator[bytes]:
    """Yield TriG: Turtle, graph by graph."""
    yield turtle_prologue()
    for _, quads in part.by_graph():
        yield b"\n" + serialized(quads, ox.RdfFormat.TRIG)
