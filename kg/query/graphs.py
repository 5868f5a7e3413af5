"""Writes the triples of a CONSTRUCT or DESCRIBE, as far as there is room.

What comes in: triples of Oxigraph, none twice.  What goes out: bytes; sorted, so that one subject is
one block, or in the two formats of one triple a line as they come, so that no memory fills.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

import pyoxigraph as ox

from kg.output import RDF_FORMATS, document
from kg.query.rows import Room

__all__ = ["GRAPH_FORMATS", "write_graph"]

GRAPH_FORMATS = tuple(RDF_FORMATS)
"""Formats of CONSTRUCT and DESCRIBE."""
_LINES = {"ntriples", "nquads"}
_BATCH = 500  # triples written together


def write_graph(
    triples: ox.QueryTriples,
    name: str,
    prefixes: Mapping[str, str],
    room: Room,
    write: Callable[[bytes], None],
) -> str | None:
    """Write triples in a format; return what there was too little room of, if more were left."""
    if name in _LINES:
        return _write_lines(triples, name, room, write)
    size = 0
    graph: set[ox.Triple] = set()
    for triple in triples:
        if triple in graph:
            continue
        if len(graph) == room.rows or size >= room.bytes:
            write(document(sorted(graph, key=str), name, prefixes))
            return "rows" if len(graph) == room.rows else "bytes"
        graph.add(triple)
        size += _size(triple)
    write(document(sorted(graph, key=str), name, prefixes))
    return None


def _write_lines(
    triples: Iterable[ox.Triple], name: str, room: Room, write: Callable[[bytes], None]
) -> str | None:
    left: Iterator[ox.Triple] = iter(triples)
    written = size = 0
    while size < room.bytes and (batch := list(islice(left, min(_BATCH, room.rows - written)))):
        lines = ox.serialize(batch, format=RDF_FORMATS[name]) or b""
        write(lines)
        written += len(batch)
        size += len(lines)
    if next(left, None) is None:
        return None
    return "rows" if written == room.rows else "bytes"


def _size(triple: ox.Triple) -> int:
    """Return about how many bytes a triple takes: names are short where there are prefixes."""
    return len(str(triple))
