"""Changes a store: graphs in, graphs out, and publication to the readers.

What comes in: quads.  What goes out: snapshots.  Every change of a graph is one transaction, and a
writer that is killed at any moment leaves what was published, and what it had finished.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from kg.store import layout
from kg.store.lock import free_lock, take_lock
from kg.store.snapshot import delete_unless_held
from kg.terms import AT

__all__ = ["Writer", "open_writer"]

_KEPT = 2  # snapshots; the older one is for who read the link just before it was switched
_BULK = 20_000  # quads from which files are written directly: faster, but one per index each time
_DIGEST = ox.NamedNode(AT + "inputDigest")


class Writer:
    """The one process that may change a store; a context manager that frees it in the end."""

    def __init__(self, folder: Path, lock: int, store: ox.Store) -> None:
        self._folder = folder
        self._lock = lock
        self._store = store
        self._unpublished = layout.unpublished(folder).exists()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the database and free the store for the next writer."""
        del self._store  # Oxigraph closes a database when nothing refers to it any more
        free_lock(self._lock)

    @property
    def unpublished(self) -> bool:
        """Whether the store holds what no snapshot has, be it from a writer that was killed."""
        return self._unpublished

    def graph_names(self) -> set[str]:
        """Return the IRIs of all named graphs."""
        with layout.in_words(self._folder):
            return {name.value for name in self._store.named_graphs()}

    def digests(self) -> dict[str, str]:
        """Return graph → digest of what it was made from, its own ``at:inputDigest``."""
        with layout.in_words(self._folder):
            quads = self._store.quads_for_pattern(None, _DIGEST, None, None)
            said = [(q.subject, q.object) for q in quads if q.subject == q.graph_name]
        return {
            graph.value: digest.value
            for graph, digest in said
            if isinstance(graph, ox.NamedNode) and isinstance(digest, ox.Literal)
        }

    def query(self, sparql: str) -> list[ox.QuerySolution]:
        """Return the rows of a small SELECT of our own, over all graphs; nothing limits it."""
        with layout.in_words(self._folder):
            found = self._store.query(sparql, use_default_graph_as_union=True)
            return list(found) if isinstance(found, ox.QuerySolutions) else []

    def rows(self, sparql: str) -> Iterator[ox.QuerySolution]:
        """Yield the rows of a SELECT of our own, over all graphs, one by one; nothing limits it."""
        with layout.in_words(self._folder):
            found = self._store.query(sparql, use_default_graph_as_union=True)
            yield from found if isinstance(found, ox.QuerySolutions) else ()

    def replace_graph(self, graph: str, quads: Iterable[ox.Quad]) -> bool:
        """Make a graph hold exactly these quads; return whether that changed anything.

        Raises:
            StoreError: the disk is full or may not be written to; the graph is as it was.
        """
        name = ox.NamedNode(graph)
        wanted = {ox.Quad(q.subject, q.predicate, q.object, name) for q in quads}
        with layout.in_words(self._folder):
            present = set(self._store.quads_for_pattern(None, None, None, name))
            gone, new = present - wanted, wanted - present
            if gone or new:
                self._mark()
            if gone:
                self._store.update(_replacement(graph, gone, new, wanted))
            elif new:
                (self._store.bulk_extend if len(new) >= _BULK else self._store.extend)(new)
        return bool(gone or new)

    def remove_graph(self, graph: str) -> None:
        """Take a graph out.

        Raises:
            StoreError: the disk is full or may not be written to; the graph is as it was.
        """
        with layout.in_words(self._folder):
            self._mark()
            self._store.remove_graph(ox.NamedNode(graph))

    def update(self, sparql: str, *, base: str | None = None, prefixes: dict[str, str] | None = None) -> None:
        """Run a SPARQL update, all of it or nothing.

        Args:
            sparql: the update.
            base: what relative IRIs are relative to.
            prefixes: prefixes that hold where the update declares none of that name.

        Raises:
            StoreError: the disk is full or may not be written to; everything is as it was.
            SyntaxError: it does not parse; everything is as it was.
        """
        was_unpublished = self._unpublished
        with layout.in_words(self._folder):
            self._mark()
            try:
                self._store.update(sparql, base_iri=base, prefixes=prefixes)
            except (SyntaxError, ValueError):
                if not was_unpublished:
                    self._unmark()
                raise

    def publish(self) -> int:
        """Show readers what the store holds; return the number of the snapshot that holds it.

        Raises:
            StoreError: the disk is full or may not be written to; readers see what they saw.
        """
        with layout.in_words(self._folder):
            number = layout.current(self._folder)
            if number is not None and not self._unpublished:
                return number
            number = (number or 0) + 1
            self._back_up(number)
            layout.switch(self._folder, number)
            self._unmark()
            _prune(self._folder, number)
            return number

    def _back_up(self, number: int) -> None:
        generations = layout.generations(self._folder)
        half_done = generations / f"{number}.tmp"
        layout.delete(half_done)
        self._store.backup(str(half_done))
        for path in (*half_done.iterdir(), half_done):
            layout.sync(path)
        half_done.replace(generations / str(number))
        layout.sync(generations)

    def _mark(self) -> None:
        """Note that the database gets ahead of the snapshots; a killed writer's note stays."""
        if not self._unpublished:
            layout.write(layout.unpublished(self._folder), "")
            self._unpublished = True

    def _unmark(self) -> None:
        layout.unpublished(self._folder).unlink(missing_ok=True)
        self._unpublished = False


def open_writer(folder: Path) -> Writer:
    """Open a store for writing, a new one where there is none, and tidy up after a killed writer.

    Raises:
        StoreLockedError: another process is writing; the message names it.
        StoreFormatError: the folder holds something else, or a store of another format.
        StoreError: it cannot be written to.
    """
    with layout.in_words(folder):
        layout.make(folder)
        lock = take_lock(folder)
        try:
            _tidy(folder)
            return Writer(folder, lock, ox.Store(str(layout.live(folder))))
        except BaseException:
            free_lock(lock)
            raise


def _replacement(graph: str, gone: set[ox.Quad], new: set[ox.Quad], wanted: set[ox.Quad]) -> str:
    """Return the update that changes what is different, or everything where nodes have no names."""
    if any(isinstance(n, ox.BlankNode) for q in gone | new for n in (q.subject, q.object)):
        return f"DROP SILENT GRAPH <{graph}> ; INSERT DATA {{ {_data(graph, wanted)} }}"
    return f"DELETE DATA {{ {_data(graph, gone)} }} ; INSERT DATA {{ {_data(graph, new)} }}"


def _data(graph: str, quads: Iterable[ox.Quad]) -> str:
    triples = "\n".join(f"{q.subject} {q.predicate} {q.object} ." for q in quads)
    return f"GRAPH <{graph}> {{ {triples} }}"


def _tidy(folder: Path) -> None:
    """Clear away what a killed writer left, and RocksDB's logs, which pile up."""
    generations, live = layout.generations(folder), layout.live(folder)
    for path in (*folder.glob("*.tmp"), *generations.glob("*.tmp"), *live.glob("LOG.old.*")):
        layout.delete(path)
    number = layout.current(folder)
    _prune(folder, number or 0)
    if number is not None and not (live / "CURRENT").exists():  # the database was deleted
        layout.copy(generations / str(number), live)


def _prune(folder: Path, current: int) -> None:
    """Delete snapshots that are no longer kept, and any that a killed writer never published."""
    for path in layout.generations(folder).iterdir():
        if path.name.isdecimal() and not current - _KEPT < int(path.name) <= current:
            delete_unless_held(path)
