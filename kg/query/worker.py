"""Answers queries in a process of its own, which can be killed without harm.

What comes in: requests on standard input, one a line.  What goes out: frames on standard output.
The process confines itself before it opens anything that a query could reach.  It keeps the
snapshot that it asked last, and takes the newest one before each query.
"""

import json
import sys
from functools import lru_cache
from itertools import islice
from typing import Any, BinaryIO, TypeAlias

import pyoxigraph as ox

from kg.errors import KGError, QueryError, StoreError
from kg.query.confinement import (
    NO_NETWORK,
    lift_memory_limit,
    limit_memory,
    limit_time,
    memory_in_use,
    shut_network,
)
from kg.query.frames import DATA, DONE, FAILED, HEAD, READY, write_frame
from kg.query.graphs import write_graph
from kg.query.inspection import REFUSED_SERVICE, syntax_error
from kg.query.meters import Room, Written
from kg.query.request import Request
from kg.query.rows import write_solutions, write_truth
from kg.store import Snapshot, newest, open_snapshot

__all__ = ["error_record", "main"]

_GRACE = 1.0  # seconds after which a worker ends by itself what its parent did not
_PIECE = 1 << 18  # bytes sent together
_SPENT = 4  # a worker that kept more than this part of a query's memory makes way for a fresh one

Result: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def main() -> None:
    """Answer the requests on standard input until it ends."""
    shut_network()
    out = sys.stdout.buffer
    write_frame(out, READY, b"")
    out.flush()
    snapshots = _Snapshots()
    for line in sys.stdin.buffer:
        request = Request.decoded(line)
        limit_time(request.timeout + _GRACE)
        _respond(request, snapshots, out)
        limit_time(0)


def _respond(request: Request, snapshots: "_Snapshots", out: BinaryIO) -> None:
    """Send one answer, or what is wrong."""
    wrong, written = None, Written(0)
    try:
        written = _answer(request, snapshots, out)
    except KGError as error:
        wrong = error_record(error)
    lift_memory_limit()
    retire = snapshots.are_spent(request.memory)
    if wrong is None:
        write_frame(out, DONE, _end(written.cut, written.rows, retire))
    else:
        write_frame(out, FAILED, _json(wrong | {"retire": retire}))
    out.flush()


class _Snapshots:
    """Keeps the snapshot that was asked last, and how much memory there was in use at first."""

    def __init__(self) -> None:
        self._open: tuple[str, Snapshot, ox.Store] | None = None
        self._in_use = 0

    def newest(self, request: Request) -> tuple[ox.Store, int]:
        """Return what was last published in a store, with its generation."""
        kept = self._open
        if kept is None or kept[0] != request.folder or newest(request.folder) != kept[1].generation:
            kept = self._open = None  # first let go of the old one, so that it can be deleted
            snapshot = open_snapshot(request.path)
            self._open = request.folder, snapshot, _in_memory(snapshot.store, request.in_memory)
            self._in_use = memory_in_use()
            kept = self._open
        return kept[2], kept[1].generation

    def are_spent(self, memory: int) -> bool:
        """Return whether queries have left too much behind."""
        return memory_in_use() - self._in_use > (memory << 20) // _SPENT


def _in_memory(store: ox.Store, most: int) -> ox.Store:
    """Return a store that holds the same in memory, where that is not too much: joins are 3 times as fast."""
    quads = list(islice(store, most + 1)) if most else []
    if not 0 < len(quads) <= most:
        return store
    held = ox.Store()
    held.extend(quads)
    return held


def _answer(request: Request, snapshots: _Snapshots, out: BinaryIO) -> Written:
    """Evaluate a query and send its answer."""
    store, generation = snapshots.newest(request)
    limit_memory(request.memory)
    try:
        result = _evaluate(request, store)
        return _send(request, result, generation, out)
    except OSError as error:
        if NO_NETWORK in str(error):
            raise QueryError(REFUSED_SERVICE) from error
        raise StoreError(f"{request.folder}: the graph cannot be read: {error}") from error
    except MemoryError as error:
        raise request.too_large() from error


def _evaluate(request: Request, store: ox.Store) -> Result:
    prefixes = dict(request.prefixes)
    try:
        return store.query(
            request.query,
            base_iri=request.base,
            prefixes=prefixes,
            use_default_graph_as_union=request.union,
            **_dataset(request),
        )
    except SyntaxError as error:
        raise syntax_error(request.query, str(error), prefixes) from error
    except (RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error


def _dataset(request: Request) -> dict[str, Any]:
    """Return the graphs that the request names; where it names any, there are no others."""
    if not request.default_graphs and not request.named_graphs:
        return {}
    return {
        "default_graph": [ox.NamedNode(iri) for iri in request.default_graphs],
        "named_graphs": [ox.NamedNode(iri) for iri in request.named_graphs],
    }


def _send(request: Request, result: Result, generation: int, out: BinaryIO) -> Written:
    write_frame(out, HEAD, _head(_kind(result), generation))
    pieces = _Pieces(out)
    written = Written(1)
    room = Room(request.max_rows, request.max_bytes)
    if isinstance(result, ox.QueryTriples):
        written = write_graph(result, request.graph_format, request.prefixes, room, pieces.write)
    elif isinstance(result, ox.QuerySolutions):
        written = write_solutions(result, request.solutions_format, room, pieces.write)
    else:
        write_truth(result, request.solutions_format, pieces.write)
    pieces.end()
    return written


@lru_cache(maxsize=256)  # short answers have few heads and ends
def _end(cut: str | None, rows: int, retire: bool) -> bytes:  # noqa: FBT001 - what the frame says
    return _json({"cut": cut, "rows": rows, "retire": retire})


@lru_cache(maxsize=8)
def _head(kind: str, generation: int) -> bytes:
    return _json({"kind": kind, "generation": generation})


def _kind(result: Result) -> str:
    if isinstance(result, ox.QueryTriples):
        return "graph"
    return "solutions" if isinstance(result, ox.QuerySolutions) else "boolean"


class _Pieces:
    """Sends an answer in large pieces; what is left at the end goes out with the last frame."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._waiting: list[bytes] = []
        self._size = 0

    def write(self, content: bytes) -> None:
        self._waiting.append(content)
        self._size += len(content)
        if self._size >= _PIECE:
            self.end()
            self._out.flush()

    def end(self) -> None:
        write_frame(self._out, DATA, *self._waiting)
        self._waiting.clear()
        self._size = 0


def error_record(error: KGError) -> dict[str, Any]:
    """Return an error as it goes over the pipe."""
    place = {"line": error.line, "column": error.column} if isinstance(error, QueryError) else {}
    return {"error": type(error).__name__, "message": str(error), "place": place}


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
