"""Writes the triples of a CONSTRUCT or DESCRIBE, as far as there is room.

What comes in: triples of Oxigraph, none twice.  What goes out: bytes; sorted, so that one subject is
one block, or in the two formats of one triple a line as they come, so that no memory fills.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import IO, cast

import pyoxigraph as ox

from kg.output import RDF_FORMATS, document
from kg.query.meters import Full, Lines, Room, Written

__all__ = ["GRAPH_FORMATS", "write_graph"]

GRAPH_FORMATS = tuple(RDF_FORMATS)
"""Formats of CONSTRUCT and DESCRIBE."""
_LINES = {"ntriples", "nquads"}


def write_graph(
    triples: ox.QueryTriples,
    name: str,
    prefixes: Mapping[str, str],
    room: Room,
    write: Callable[[bytes], None],
) -> Written:
    """Write triples in a format, as far as there is room."""
    if name in _LINES:
        return _write_lines(triples, name, room, write)
    size = 0
    graph: set[ox.Triple] = set()
    for triple in triples:
        if triple in graph:
            continue
        if len(graph) == room.rows or size >= room.bytes:
            write(document(sorted(graph, key=str), name, prefixes))
            return Written(len(graph), "rows" if len(graph) == room.rows else "bytes")
        graph.add(triple)
        size += _size(triple)
    write(document(sorted(graph, key=str), name, prefixes))
    return Written(len(graph))


def _write_lines(
    triples: ox.QueryTriples, name: str, room: Room, write: Callable[[bytes], None]
) -> Written:
    lines = Lines(room, write)
    with suppress(Full):
        triples.serialize(cast("IO[bytes]", lines), format=RDF_FORMATS[name])
    return lines.done()


def _size(triple: ox.Triple) -> int:
    """Return about how many bytes a triple takes: names are short where there are prefixes."""
    return len(str(triple))
