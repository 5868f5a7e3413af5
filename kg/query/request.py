"""What an endpoint asks of a worker.

What comes in and goes out: one request, as a record on either side and as a line of JSON between
them.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from kg.errors import QueryMemoryError

__all__ = ["Request"]


class Request(NamedTuple):
    """One query with everything that decides its answer.

    A tuple, because one is made, sent and read for every query.

    Attributes:
        folder: the store.
        query: the query.
        prefixes: prefixes that hold where the query declares none of that name.
        union: whether the default graph is the union of all graphs.
        solutions_format: format of rows and of yes or no.
        graph_format: format of triples.
        timeout: seconds until the worker is killed.
        memory: MiB that the worker may take on top of the store.
        max_rows: most rows or triples of the answer.
        max_bytes: most bytes of the answer, to be exceeded by some rows.
        in_memory: statements up to which the worker holds a whole graph in memory.
        base: what relative IRIs of the query are relative to.
        default_graphs: the graphs that make the default graph, in place of what the query says.
        named_graphs: the named graphs that there are, in place of what the query says.
    """

    folder: str
    query: str
    prefixes: Mapping[str, str]
    union: bool
    solutions_format: str
    graph_format: str
    timeout: float
    memory: int
    max_rows: int
    max_bytes: int
    in_memory: int = 0
    base: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    def encoded(self) -> bytes:
        """Return the request as it goes over the pipe: one line."""
        return json.dumps(self).encode() + b"\n"

    @classmethod
    def decoded(cls, line: bytes) -> "Request":
        """Return a request that came over the pipe."""
        return cls(*json.loads(line))

    @property
    def identity(self) -> tuple[object, ...]:
        """What two requests have in common that have the same answer, as long as no limit strikes."""
        formats = (self.solutions_format, self.graph_format)
        graphs = (self.union, self.default_graphs, self.named_graphs)
        return (self.folder, self.query, formats, graphs, self.base, self.max_rows, self.max_bytes)

    @property
    def path(self) -> Path:
        """The store's folder."""
        return Path(self.folder)

    def too_large(self) -> QueryMemoryError:
        """Return what to raise where the memory limit strikes."""
        return QueryMemoryError(
            f"the query needs more than {self.memory} MiB of memory; ask for less, or raise"
            " 'query-memory' (--query-memory, KG_QUERY_MEMORY)"
        )
