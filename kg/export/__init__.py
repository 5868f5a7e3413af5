"""Writes the whole graph: as RDF, or all claims as a table.

What comes in: the folder of a store.  What goes out: bytes, in pieces, the same whenever the graph
is the same: subjects, statements and claims are sorted.  It reads a snapshot directly, because what
it asks for is known and needs no guard.  It must not know reports or queries.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from kg.errors import UsageError
from kg.export.jsonld import to_jsonld
from kg.export.rdf import Part, to_nquads, to_ntriples, to_trig, to_turtle
from kg.export.table import to_csv, to_jsonl
from kg.output import write_whole
from kg.store import Snapshot, open_snapshot

__all__ = ["FORMATS", "GRAPHS", "export", "write_export"]

GRAPHS = ("claims", "gazetteer", "all")
"""What can be exported: the articles' graphs with the shortcuts, the gazetteers, everything."""
_WRITERS: Mapping[str, Callable[[Part], Iterator[bytes]]] = {
    "turtle": to_turtle,
    "trig": to_trig,
    "nquads": to_nquads,
    "ntriples": to_ntriples,
    "jsonld": to_jsonld,
    "csv": to_csv,
    "jsonl": to_jsonl,
}
FORMATS = tuple(_WRITERS)
"""What the graph can be written as."""


def export(
    folder: Path,
    *,
    format: str,  # noqa: A002 - the word on the command line
    graph: str = "claims",
) -> Iterator[bytes]:
    """Return the graph in pieces.

    Args:
        folder: the store.
        format: one of ``FORMATS``; ``csv`` and ``jsonl`` hold all claims, a row each.
        graph: one of ``GRAPHS``; of no account for ``csv`` and ``jsonl``.

    Raises:
        UsageError: there is no such format or graph.
        StoreMissingError: there is no graph yet.
    """
    if format not in _WRITERS:
        raise UsageError(f"format is {format!r}, but accepts {', '.join(FORMATS)}")
    if graph not in GRAPHS:
        raise UsageError(f"graph is {graph!r}, but accepts {', '.join(GRAPHS)}")
    return _pieces(open_snapshot(folder), _WRITERS[format], graph)


def write_export(
    path: Path,
    folder: Path,
    *,
    format: str,  # noqa: A002 - the word on the command line
    graph: str = "claims",
) -> None:
    """Write the graph to a file, which is whole or as it was before.

    Raises:
        KGError: the file cannot be written.
    """
    write_whole(path, export(folder, format=format, graph=graph))


def _pieces(
    snapshot: Snapshot, write: Callable[[Part], Iterator[bytes]], graph: str
) -> Iterator[bytes]:
    with snapshot:
        yield from write(Part(snapshot.store, graph))
