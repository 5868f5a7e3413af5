"""What an updater asks of its worker.

What comes in and goes out: one change of the graph, as a record on either side and as a line of
JSON between them.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from kg.errors import QueryMemoryError

__all__ = ["Change", "Deed", "Loaded"]

Deed: TypeAlias = Literal["update", "put", "post", "delete", "publish"]


class Loaded(NamedTuple):
    """A document to put in the place of the LOAD that asks for it.

    Attributes:
        start: where that begins in the update.
        end: behind its end.
        graph: the graph, as the update writes it; empty for the default graph.
        address: what relative IRIs of the document are relative to.
        form: format, as ``Endpoint.answer`` calls it.
        encoded: the document in base64; None where it cannot be had, and the update goes on without it.
        silent: whether it goes on where the document cannot be read.
    """

    start: int
    end: int
    graph: str
    address: str
    form: str
    encoded: str | None
    silent: bool

    @property
    def content(self) -> bytes:
        """The document."""
        return base64.b64decode(self.encoded or "")


@dataclass(frozen=True, slots=True)
class Change:
    """One change with everything that decides what becomes of the graph.

    Attributes:
        folder: the store.
        deed: a SPARQL update, a graph to put in the place of another, to add to it, or to delete;
            or to publish what was done before.
        timeout: seconds until the worker is killed, and nothing has changed.
        memory: MiB that the worker may take on top of the store.
        update: the SPARQL update.
        prefixes: prefixes that hold where the update declares none of that name.
        base: what relative IRIs are relative to.
        graph: the IRI of the graph, None for the default graph.
        parts: format and text of the triples to put or add.
        loaded: the documents that the update loads, from the first to the last.
    """

    folder: str
    deed: Deed
    timeout: float
    memory: int
    update: str = ""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    base: str | None = None
    graph: str | None = None
    parts: tuple[tuple[str, str], ...] = ()
    loaded: tuple[Loaded, ...] = ()

    def encoded(self) -> bytes:
        """Return the change as it goes over the pipe: one line."""
        return json.dumps({one.name: getattr(self, one.name) for one in fields(self)}).encode() + b"\n"

    @classmethod
    def decoded(cls, line: bytes) -> "Change":
        """Return a change that came over the pipe."""
        record = json.loads(line)
        record["loaded"] = tuple(Loaded(*one) for one in record["loaded"])
        return cls(**record)

    @property
    def path(self) -> Path:
        """The store's folder."""
        return Path(self.folder)

    def too_large(self) -> QueryMemoryError:
        """Return what to raise where the memory limit strikes."""
        return QueryMemoryError(
            f"the change needs more than {self.memory} MiB of memory; do less at once, or raise"
            " 'query-memory' (--query-memory, KG_QUERY_MEMORY)"
        )
