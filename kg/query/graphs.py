"""Writes the triples of a CONSTRUCT or DESCRIBE, up to a limit.

What comes in: triples of Oxigraph.  What goes out: bytes, sorted so that one subject is one block.
"""

from collections.abc import Callable, Mapping

import pyoxigraph as ox

from kg.output import RDF_FORMATS, document

__all__ = ["GRAPH_FORMATS", "write_graph"]

GRAPH_FORMATS = tuple(RDF_FORMATS)
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
    write(document(sorted(graph, key=str), name, prefixes))
    return truncated
