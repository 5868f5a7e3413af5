"""What an endpoint asks of a worker.

What comes in and goes out: one request, as a record on either side and as JSON between them.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.errors import QueryMemoryError

__all__ = ["Request"]


@dataclass(frozen=True, slots=True)
class Request:
    """One query with everything that decides its answer.

    Attributes:
        folder: the store.
        query: the query.
        prefixes: prefixes that hold where the query declares none of that name.
        union: whether the default graph is the union of all graphs.
        solutions_format: format of rows and of yes or no.
        graph_format: format of triples.
        timeout: seconds until the worker is killed.
        memory: MiB that the worker may take on top of the store, and that its answer may have.
        max_rows: most rows or triples of the answer.
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

    def encoded(self) -> bytes:
        """Return the request as it goes over the pipe."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decoded(cls, content: bytes) -> "Request":
        """Return a request that came over the pipe."""
        return cls(**json.loads(content))

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
