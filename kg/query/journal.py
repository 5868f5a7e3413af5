"""Knows every query that runs, and tells what became of it.

What comes in: requests on their way to who answers them.  What goes out: the same answers; a list of
what runs, of which each can be stopped; one entry for each query that has ended.
"""

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kg.errors import KGError, QueryCancelledError, QueryStoppedError, UnknownNameError
from kg.query.frames import DATA, DONE, FAILED, HEAD, Frame, record_of
from kg.query.process import Answering, Gone
from kg.query.request import Request

__all__ = ["Entry", "Journal"]

_RUNNING, _FINE, _CANCELLED = "running", "ok", QueryCancelledError.__name__


@dataclass(slots=True)
class Entry:
    """One query; what it says grows while the query runs.

    Attributes:
        number: counts the queries of this process.
        query: the query.
        started: when it came, in seconds since 1970.
        seconds: from when it came until its answer was taken; while it runs, until now.
        outcome: ``running``, ``ok``, or the name of the error of ``kg.errors`` that ended it.
        generation: the snapshot that was asked, 0 where none was.
        rows: rows or triples of the answer, once it is complete.
        size: bytes of the answer that were passed on.
        cut: the limit (``rows`` or ``bytes``) that left some out.
        cached: whether the answer was kept from an earlier time.
    """

    number: int
    query: str
    started: float = field(default_factory=time.time)
    outcome: str = _RUNNING
    generation: int = 0
    rows: int = 0
    size: int = 0
    cut: str | None = None
    cached: bool = False
    _began: float = field(default_factory=time.monotonic)
    _ended: float | None = None
    _stopped: bool = False

    @property
    def seconds(self) -> float:
        """See the class."""
        return (self._ended or time.monotonic()) - self._began

    @property
    def stopped(self) -> bool:
        """Whether somebody asked for its end."""
        return self._stopped

    def stop(self) -> None:
        """Ask for its end, which comes within a moment."""
        self._stopped = True

    def note(self, kind: bytes, content: bytes) -> None:
        """Learn from a frame of the answer."""
        if kind == DATA:
            self.size += len(content)
            return
        record = json.loads(content) if kind == FAILED else record_of(content)
        if kind == HEAD:
            self.generation, self.cached = record["generation"], record.get("cached", False)
        elif kind == DONE:
            self.outcome, self.rows, self.cut = _FINE, record["rows"], record["cut"]
        elif kind == FAILED:
            self.outcome = record["error"]

    def end(self, outcome: str) -> None:
        """Note when it ended, and how, unless its answer has said so already."""
        self._ended = time.monotonic()
        if self.outcome == _RUNNING:
            self.outcome = outcome


class Journal:
    """Stands before who answers; any number of threads may share one."""

    def __init__(self, source: Answering, report: Callable[[Entry], None]) -> None:
        """Listen to a source, and report each query that has ended."""
        self._source = source
        self._report = report
        self._numbers = itertools.count(1)
        self._running: dict[int, Entry] = {}
        self._lock = threading.Lock()

    def running(self) -> list[Entry]:
        """Return what runs or waits now, the oldest first."""
        with self._lock:
            return list(self._running.values())

    def stop(self, number: int) -> None:
        """Stop a query that runs.

        Raises:
            UnknownNameError: there is none of that number, or it has ended.
        """
        with self._lock:
            entry = self._running.get(number)
        if entry is None:
            raise UnknownNameError(f"no query of number {number} is running")
        entry.stop()

    def converse(self, request: Request, gone: Gone | None = None) -> Iterator[Frame]:
        """Yield what the source says to a request.

        Raises:
            QueryStoppedError: it was stopped by number.
            KGError: as the source.
        """
        yield from self.follow(self.begin(request), lambda gone: self._source.converse(request, gone), gone)

    def begin(self, request: Request) -> Entry:
        """Note that a query has come; ``follow`` or ``end`` has to be called of its entry."""
        entry = Entry(next(self._numbers), request.query)
        with self._lock:
            self._running[entry.number] = entry
        return entry

    def end(self, entry: Entry, outcome: str = _CANCELLED) -> None:
        """Note that a query has ended, and report it; how, its answer may have said already."""
        with self._lock:
            del self._running[entry.number]
        entry.end(outcome)
        self._report(entry)

    def follow(
        self, entry: Entry, source: Callable[[Gone], Iterator[Frame]], gone: Gone | None = None
    ) -> Iterator[Frame]:
        """Yield what a source says to a query that was noted, to its end.

        Args:
            entry: that of the query.
            source: asks, and is given what tells whether to stop.
            gone: tells whether nobody waits any more.

        Raises:
            KGError: as ``converse``.
        """
        outcome = _CANCELLED  # of an answer whose reader stops half way
        try:
            for frame in source(lambda: entry.stopped or (gone is not None and gone())):
                entry.note(*frame)
                yield frame
        except KGError as error:
            told = _stopped() if isinstance(error, QueryCancelledError) and entry.stopped else error
            outcome = type(told).__name__
            raise told from error
        finally:
            self.end(entry, outcome)


def _stopped() -> QueryStoppedError:
    return QueryStoppedError("who runs this service stopped the query")
