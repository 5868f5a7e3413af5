"""Answers short questions without a thread for each, where all that is asked passes through one loop.

What comes in: requests, and word that a worker can be heard.  What goes out: whole answers that came within a moment;
everything else (long, late, wrong, refused) as a ``Begun``, which a thread follows to its end as any other query.
Most questions are answered sooner than two threads can be switched, which is why this is worth it.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from kg.errors import BusyError, KGError, QueryCancelledError
from kg.query.cache import Cache, Key
from kg.query.frames import DONE, ENDS, Frame
from kg.query.journal import Entry, Journal
from kg.query.pool import Pool, Turn
from kg.query.process import Gone
from kg.query.request import Request

__all__ = ["Begun", "Lane", "Loop"]

_MOMENT = 0.05  # seconds; what takes longer is worth a thread
_FRAMES = 3  # of a short answer: what it is, all of it, and its end; what has more is long


class Loop(Protocol):
    """What waits for many files at once, in one thread, and calls who listens to them."""

    def listen(self, handle: int, heard: Callable[[], None]) -> None:
        """Call when a file can be read or its other side is dead, until ``ignore``."""

    def ignore(self, handle: int) -> None:
        """Listen to a file no more."""

    def call_soon(self, what: Callable[[], None]) -> None:
        """Call in the loop; may be called in any thread."""


@dataclass(eq=False, slots=True)
class Begun:
    """A request whose answer has begun, or waits for a worker.

    Attributes:
        request: the request.
        entry: its line in the journal.
        key: under what its answer is kept.
        told: to be called, in the loop, when its answer is complete, or has to be followed.
        ends: when its time is over, of ``time.monotonic``.
        turn: its worker, or place in the queue; None for an answer that was kept.
        frames: what has come of its answer.
        complete: whether that is all of an answer.
        sent: when its worker was asked.
        error: why there is no answer.
        left: whether nobody waits for it any more.
    """

    request: Request
    entry: Entry
    key: Key | None
    told: Callable[["Begun"], None]
    ends: float
    turn: Turn | None = None
    frames: list[Frame] = field(default_factory=list)
    complete: bool = False
    sent: float = 0.0
    error: KGError | None = None
    left: bool = False


class Lane:
    """Stands beside the journal, the cache and the pool; all but ``follow`` and ``close`` is called in the loop."""

    def __init__(self, journal: Journal, cache: Cache, pool: Pool, loop: Loop) -> None:
        """Ask a pool, unless a cache knows the answer, and tell a journal."""
        self._journal = journal
        self._cache = cache
        self._pool = pool
        self._loop = loop
        self._running: dict[Begun, None] = {}  # the oldest first, as in the next one
        self._waiting: dict[Begun, None] = {}

    @property
    def is_busy(self) -> bool:
        """Whether there is anything to look at."""
        return bool(self._running or self._waiting)

    def ask(self, request: Request, told: Callable[[Begun], None]) -> Begun:
        """Ask; ``told`` may be called before this returns."""
        key = self._cache.key(request)
        begun = Begun(request, self._journal.begin(request), key, told, time.monotonic() + request.timeout)
        kept = self._cache.find(key)
        if kept:
            begun.frames = kept
            self._complete(begun)
            return begun
        try:
            begun.turn = self._pool.take_turn(partial(self._loop.call_soon, partial(self._come, begun)))
        except BusyError as error:
            self._refuse(begun, error)
            return begun
        if begun.turn.worker is not None:
            self._start(begun)
        else:
            self._waiting[begun] = None
        return begun

    def look(self) -> None:
        """Hand over what takes long, and send away who waited for too long; to be called every few hundredths."""
        now = time.monotonic()
        for begun in [one for one in self._running if one.sent + _MOMENT < now or one.ends < now]:
            self._hand_over(begun)
        for begun in [one for one in self._waiting if one.ends < now or one.entry.stopped or one.left]:
            self._refuse(begun, self._reason(begun))

    def end(self) -> None:
        """Hand over all there is; to be called when the loop ends, so that threads can say how it ended."""
        for begun in [*self._running, *self._waiting]:
            self._refuse(begun, BusyError("the service ends"))

    def follow(self, begun: Begun, gone: Gone | None = None) -> Iterator[Frame]:
        """Yield the answer of what was handed over to its end, what has come of it first.

        Raises:
            KGError: as ``Worker.converse`` and ``Pool.converse``.
        """
        if begun.complete:
            return iter(begun.frames)
        return self._journal.follow(
            begun.entry, lambda gone: self._cache.keeping(begun.key, self._rest(begun, gone)), gone
        )

    def close(self, begun: Begun) -> None:
        """End what was handed over and is not followed; waits until its worker has ended."""
        if begun.complete:
            return
        if begun.turn is not None:
            self._pool.end_turn(begun.turn)
        self._journal.end(begun.entry, type(begun.error or QueryCancelledError()).__name__)

    def abandon(self, begun: Begun) -> None:
        """End what was handed over to nobody, and do not wait."""
        if begun.complete:
            return
        threading.Thread(target=self.close, args=(begun,), daemon=True).start()

    def _come(self, begun: Begun) -> None:
        """Its turn has come, or the pool was closed."""
        if begun in self._waiting:
            del self._waiting[begun]
            self._start(begun)

    def _start(self, begun: Begun) -> None:
        worker = begun.turn.worker if begun.turn else None
        if worker is None or not worker.ready or begun.left:
            self._hand_over(begun)
            return
        begun.sent = time.monotonic()
        worker.send(begun.request)
        self._running[begun] = None
        self._loop.listen(worker.handle, partial(self._heard, begun))

    def _heard(self, begun: Begun) -> None:
        assert begun.turn is not None  # noqa: S101 - it was asked
        assert begun.turn.worker is not None  # noqa: S101
        frames = begun.turn.worker.heard()
        if frames is None:
            self._hand_over(begun)
            return
        begun.frames += frames
        last = begun.frames[-1][0] if begun.frames else b""
        if len(begun.frames) > _FRAMES or (last in ENDS and not (last == DONE and begun.turn.worker.idle)):
            self._hand_over(begun)
        elif last == DONE:
            self._silence(begun)
            self._pool.end_turn(begun.turn)
            deque(self._cache.keeping(begun.key, begun.frames), maxlen=0)  # it keeps what passes through it
            self._complete(begun)

    def _silence(self, begun: Begun) -> None:
        """Listen no more to the worker of what was running."""
        del self._running[begun]
        if begun.turn is not None and begun.turn.worker is not None:
            self._loop.ignore(begun.turn.worker.handle)

    def _complete(self, begun: Begun) -> None:
        for frame in begun.frames:
            begun.entry.note(*frame)
        begun.complete = True
        self._journal.end(begun.entry)
        begun.told(begun)

    def _refuse(self, begun: Begun, error: KGError) -> None:
        self._waiting.pop(begun, None)
        begun.error = error
        self._hand_over(begun)

    def _hand_over(self, begun: Begun) -> None:
        if begun in self._running:
            self._silence(begun)
        begun.told(begun)

    def _reason(self, begun: Begun) -> KGError:
        """Return why what still waits is sent away."""
        if begun.left or begun.entry.stopped:
            return QueryCancelledError("the query never ran: nobody waits for its answer any more")
        return BusyError(f"no worker was free for {begun.request.timeout:g} seconds; try again after a moment")

    def _rest(self, begun: Begun, gone: Gone) -> Iterator[Frame]:
        turn, request = begun.turn, begun.request
        try:
            worker = turn.worker if turn else None
            if begun.error is not None or worker is None:
                raise begun.error or BusyError("the service ends")
            yield from begun.frames
            if not begun.sent:
                yield from worker.converse(request, gone)
            elif not begun.frames or begun.frames[-1][0] not in ENDS:
                yield from worker.follow(request, begun.sent + request.timeout, gone)
        finally:
            if turn is not None:
                self._pool.end_turn(turn)
