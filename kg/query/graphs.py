"""Writes the triples of a CONSTRUCT or DESCRIBE, up to a limit.

What comes in: triples of Oxigraph.  What goes out: bytes, sorted so that one subject is one block.
"""

from collections.abc import Callable, Mapping

import pyoxigraph as ox

__all__ = ["GRAPH_FORMATS", "write_graph"]

_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
GRAPH_FORMATS = tuple(_FORMATS)
"""Formats of CONSTRUCT and DESCRIBE."""


def write_graph(
    triples: ox.QueryTriples,
    name: str,
    prefixes: Mapping[str, str],
    limit: int,
    write: Callable[[bytes], None],
) -> bool:
    """Write at most ``limit`` different triples in a format; return whether there were more."""
    graph: set[ox.Triple] = set()
    truncated = False
    for triple in triples:
        if len(graph) == limit and triple not in graph:
            truncated = True
            break
        graph.add(triple)
    write(_serialized(sorted(graph, key=str), name, prefixes))
    return truncated


def _serialized(triples: list[ox.Triple], name: str, prefixes: Mapping[str, str]) -> bytes:
    used = {prefix: iri for prefix, iri in prefixes.items() if any(iri in str(t) for t in triples)}
    return ox.serialize(triples, format=_FORMATS[name], prefixes=used) or b""
