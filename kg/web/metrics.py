"""Counts what is asked, in the form that Prometheus reads.

What comes in: entries of the journal.  What goes out: text (https://prometheus.io/docs/instrumenting/exposition_formats/).
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from kg.query import Cache, Entry, Journal, Pool
from kg.store import newest

__all__ = ["Metrics"]

Look: TypeAlias = Callable[[], float]
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The numbers of one service; any number of threads may share them."""

    def __init__(self, store: Path, pool: Pool, cache: Cache) -> None:
        """Count, and look at these when somebody asks."""
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._queries = Counter(
            "kg_queries", "Queries that have ended, by what became of them.", ["outcome"], registry=self._registry
        )
        self._seconds = Histogram(
            "kg_query_seconds", "From when a query came to its end.", buckets=_SECONDS, registry=self._registry
        )
        self._rows = Counter("kg_query_rows", "Rows and triples of answers.", registry=self._registry)
        self._bytes = Counter("kg_query_bytes", "Bytes of answers.", registry=self._registry)
        self._cut = Counter("kg_query_cut", "Answers that a limit cut.", ["limit"], registry=self._registry)
        self._cached = Counter("kg_cache_hits", "Answers that were kept from before.", registry=self._registry)
        self._look("kg_queries_waiting", "Queries that wait for a worker.", lambda: pool.waiting)
        self._look("kg_workers_replaced", "Workers that were ended and replaced.", lambda: pool.replaced)
        self._look("kg_cache_bytes", "Memory of the answers that are kept.", lambda: cache.size)
        self._look("kg_generation", "Generation of the graph, 0 before the first.", lambda: newest(store) or 0)
        for outcome in ("ok", "QueryTimeoutError", "QueryMemoryError", "QueryCancelledError", "BusyError"):
            self._queries.labels(outcome)  # a series that is there from the start shows its first event

    def watch(self, journal: Journal) -> None:
        """Look at what runs, too."""
        self._look("kg_queries_running", "Queries that run or wait.", lambda: len(journal.running()))

    def count(self, entry: Entry) -> None:
        """Count a query that has ended."""
        self._queries.labels(entry.outcome).inc()
        self._seconds.observe(entry.seconds)
        self._rows.inc(entry.rows)
        self._bytes.inc(entry.size)
        if entry.cut is not None:
            self._cut.labels(entry.cut).inc()
        if entry.cached:
            self._cached.inc()

    def text(self) -> bytes:
        """Return all numbers."""
        return generate_latest(self._registry)

    def _look(self, name: str, told: str, look: Look) -> None:
        Gauge(name, told, registry=self._registry).set_function(look)
