"""Changes the graph: what the web service calls where updates are on.

What comes in: SPARQL updates and graphs.  What goes out: the generation that has them.  One change
is made at a time, in a process of its own, and is published when all of it is done: readers see
the graph before it or after it.
"""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import kg.errors
from kg.errors import BusyError, KGError
from kg.query.change import Change, Deed
from kg.query.endpoint import Dataset, Limits
from kg.query.frames import FAILED
from kg.query.inspection import loads_of
from kg.query.loading import fetched
from kg.query.process import Gone, Worker
from kg.query.using import with_using
from kg.terms import PREFIXES

__all__ = ["Changed", "Updater"]

_PUBLICATION = 120.0  # seconds; nothing but the disk can make it long


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of a change.

    Attributes:
        generation: the snapshot that has it.
        existed: whether the graph that it was about was there before.
    """

    generation: int
    existed: bool


class Updater:
    """Changes a store, one change after the other; any number of threads may share it."""

    def __init__(self, folder: Path, limits: Limits, origins: frozenset[str] = frozenset()) -> None:
        """Keep what to change and how much one change may take.

        Args:
            folder: the store.
            limits: how much one change may take.
            origins: from which LOAD may fetch documents: ``https://example.org``.
        """
        self._folder = folder
        self._limits = limits
        self._origins = origins
        self._turn = threading.Lock()

    def update(
        self, text: str, *, dataset: Dataset | None = None, base: str | None = None, gone: Gone | None = None
    ) -> Changed:
        """Run a SPARQL update, all of it or nothing.

        Args:
            text: the update; the prefixes of ``kg.terms.PREFIXES`` need no declaration.
            dataset: the graphs that its WHERE is about, in place of USING.
            base: what relative IRIs are relative to.
            gone: tells, while documents are fetched, whether nobody waits any more.

        Raises:
            QueryError: it does not parse, or asks for what is refused; with the place.
            UsageError: the update names graphs itself, and ``dataset`` does too.
            ServiceError: a document that it loads cannot be had, or is not what it says to be.
            LimitError: it took too long, needed too much memory, or others took too long.
            StoreError: the store cannot be written to, or another process does so now.
        """
        loads = loads_of(text, self._origins)
        if dataset is not None and (dataset.default or dataset.named):
            text = with_using(text, dataset.default, dataset.named)
            loads = loads_of(text, self._origins)  # they stand elsewhere now
        loaded = tuple(fetched(loads, self._limits.timeout, gone))
        change = replace(self._change("update"), update=text, prefixes=dict(PREFIXES), base=base, loaded=loaded)
        return self._make(change)

    def put(self, graph: str | None, parts: Sequence[tuple[str, str]], base: str) -> Changed:
        """Make a graph, or the default graph (None), hold these triples and no others.

        Args:
            graph: its IRI.
            parts: format (as ``Endpoint.answer`` calls it) and text.
            base: what relative IRIs are relative to.

        Raises:
            UsageError: the triples cannot be read.
            KGError: as ``update``.
        """
        return self._make(replace(self._change("put"), graph=graph, parts=tuple(parts), base=base))

    def post(self, graph: str | None, parts: Sequence[tuple[str, str]], base: str) -> Changed:
        """Add triples to a graph, which is made where there is none; arguments as ``put``.

        Raises:
            KGError: as ``put``.
        """
        return self._make(replace(self._change("post"), graph=graph, parts=tuple(parts), base=base))

    def delete(self, graph: str | None) -> Changed:
        """Delete a graph, or empty the default graph.

        Raises:
            UnknownNameError: there is none.
            KGError: as ``update``.
        """
        return self._make(replace(self._change("delete"), graph=graph))

    def _change(self, deed: Deed) -> Change:
        return Change(str(self._folder), deed, self._limits.timeout, self._limits.memory)

    def _make(self, change: Change) -> Changed:
        with self._our_turn(), _worker() as worker:
            existed = _ask(worker, change)["existed"]
            rest = replace(change, deed="publish", timeout=_PUBLICATION, update="", parts=(), loaded=())
            published = _ask(worker, rest)
            return Changed(published["generation"], existed)

    @contextmanager
    def _our_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=self._limits.timeout):
            raise BusyError("another change is being made; try again after a moment")
        try:
            yield
        finally:
            self._turn.release()


@contextmanager
def _worker() -> Iterator[Worker]:
    worker = Worker("kg.query.update_worker")
    try:
        yield worker
    finally:
        worker.kill()


def _ask(worker: Worker, change: Change) -> dict[str, Any]:
    *_, (kind, content) = worker.converse(change)
    record: dict[str, Any] = json.loads(content)
    if kind == FAILED:
        error: type[KGError] = getattr(kg.errors, record["error"])
        raise error(record["message"], **record["place"])
    return record
