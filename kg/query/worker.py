"""Answers one query in a process of its own, which can be killed without harm.

What comes in: a request on standard input.  What goes out: frames on standard output.  The process
confines itself before it opens anything that the query could reach.
"""

import json
import sys
from typing import Any, BinaryIO, TypeAlias

import pyoxigraph as ox

from kg.errors import KGError, QueryError, StoreError
from kg.query.confinement import NO_NETWORK, limit_memory, limit_time, shut_network
from kg.query.frames import DATA, DONE, FAILED, HEAD, write_frame
from kg.query.graphs import write_graph
from kg.query.inspection import REFUSED_SERVICE, syntax_error
from kg.query.request import Request
from kg.query.rows import write_solutions, write_truth
from kg.store import open_snapshot

__all__ = ["main"]

_GRACE = 1.0  # seconds after which a worker ends by itself what its parent did not
_PIECE = 1 << 18  # bytes sent together

Result: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def main() -> None:
    """Answer the one request that stands on standard input."""
    request = Request.decoded(sys.stdin.buffer.read())
    limit_time(request.timeout + _GRACE)
    shut_network()
    out = sys.stdout.buffer
    try:
        truncated = _answer(request, out)
        write_frame(out, DONE, _json({"truncated": truncated}))
    except KGError as error:
        write_frame(out, FAILED, _json(_record(error)))


def _answer(request: Request, out: BinaryIO) -> bool:
    """Evaluate a query and send its answer; return whether part of it was left out."""
    with open_snapshot(request.path) as snapshot:
        limit_memory(request.memory)
        try:
            result = _evaluate(request, snapshot.store)
            return _send(request, result, snapshot.generation, out)
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
            request.query, prefixes=prefixes, use_default_graph_as_union=request.union
        )
    except SyntaxError as error:
        raise syntax_error(request.query, str(error), prefixes) from error
    except (RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error


def _send(request: Request, result: Result, generation: int, out: BinaryIO) -> bool:
    pieces = _Pieces(request, out)
    head = {"kind": _kind(result), "generation": generation}
    write_frame(out, HEAD, _json(head))
    truncated = False
    if isinstance(result, ox.QueryTriples):
        name, limit = request.graph_format, request.max_rows
        truncated = write_graph(result, name, request.prefixes, limit, pieces.write)
    elif isinstance(result, ox.QuerySolutions):
        name, limit = request.solutions_format, request.max_rows
        truncated = write_solutions(result, name, limit, pieces.write)
    else:
        write_truth(result, request.solutions_format, pieces.write)
    pieces.flush()
    return truncated


def _kind(result: Result) -> str:
    if isinstance(result, ox.QueryTriples):
        return "graph"
    return "solutions" if isinstance(result, ox.QuerySolutions) else "boolean"


class _Pieces:
    """Sends an answer in large pieces, and stops one that has more bytes than it may."""

    def __init__(self, request: Request, out: BinaryIO) -> None:
        self._request = request
        self._out = out
        self._waiting = bytearray()
        self._left = request.memory << 20

    def write(self, content: bytes) -> None:
        self._left -= len(content)
        if self._left < 0:
            raise self._request.too_large()
        self._waiting += content
        if len(self._waiting) >= _PIECE:
            self.flush()

    def flush(self) -> None:
        write_frame(self._out, DATA, bytes(self._waiting))
        self._waiting.clear()


def _record(error: KGError) -> dict[str, Any]:
    place = {"line": error.line, "column": error.column} if isinstance(error, QueryError) else {}
    return {"error": type(error).__name__, "message": str(error), "place": place}


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
