"""A fixed number of workers that stay, for a service that is asked again and again.

What comes in: requests of any number of threads.  What goes out: frames of the worker that was
free.  A worker that a query ended (deadline, memory, a client that went away) is replaced at once.

Weighed, and measured where it says ms (2 shared cores, one worker, answers of 300 bytes and 30 MB):

* ``concurrent.futures``: 0.09 ms a call, but no way to end one call, and a worker that dies breaks
  the whole pool; an abort of the engine is our every-day case.
* ``multiprocessing.Pool``: a call whose worker dies is never answered.
* ``loky``: 0.17 ms; a dead worker fails every running call, and all workers start anew.
* ``pebble``: 0.10 ms, ends a late call within 60 ms and replaces the worker in 170 ms, which is
  right; but a result is handed over whole and pickled (30 MB: 77 ms, and twice in memory), so
  nothing can be streamed.
* ``billiard``: looks for late calls once a second, and hands over whole results as well.

What is needed is less than any of these: frames over a pipe as the answer comes, how the process
ended, and one process more.  So this is a list of idle workers and a queue.
"""

import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.errors import BusyError, QueryCancelledError
from kg.query.frames import Frame
from kg.query.process import Gone, Worker
from kg.query.request import Request

__all__ = ["Pool", "Turn"]

_GLANCE = 0.1  # seconds between two looks whether a client that waits is still there


@dataclass(eq=False, slots=True)
class Turn:
    """A place in the queue for a worker.

    Attributes:
        come: called, in any thread, when its worker is there or never will be.
        worker: the worker whose turn it is, None while it waits.
    """

    come: Callable[[], None]
    worker: Worker | None = None


class Pool:
    """Keeps workers; any number of threads may share one.  Close it, or drop it, to end them.

    Attributes:
        replaced: how many workers were ended and replaced, for a limit, a client that went away, or memory.
    """

    def __init__(self, size: int, waiting: int) -> None:
        """Set the limits; workers are started when they are first needed.

        Args:
            size: how many queries run at once.
            waiting: how many more may wait for a worker; who comes then is sent away.
        """
        self._size = size
        self._most_waiting = waiting
        self.replaced = 0
        self._lock = threading.Lock()
        self._queue: deque[Turn] = deque()
        self._idle: deque[Worker] = deque()
        self._workers: set[Worker] = set()
        self._end = weakref.finalize(self, _end, self._workers)

    @property
    def waiting(self) -> int:
        """How many queries wait for a worker now."""
        return len(self._queue)

    def close(self) -> None:
        """End all workers, whatever they do, and send away who waits for one."""
        with self._lock:
            self._idle.clear()
            self._end()
            while self._queue:
                self._queue.popleft().come()

    def start(self) -> None:
        """Start all workers now rather than when they are first needed."""
        with self._lock:
            while len(self._workers) < self._size:
                self._idle.append(self._new())

    def converse(self, request: Request, gone: Gone | None = None) -> Iterator[Frame]:
        """Yield what the next free worker says to a request.

        Raises:
            BusyError: too many are waiting already, or it waited for as long as a query may run.
            KGError: as ``Worker.converse``.
        """
        come = threading.Event()
        turn = self.take_turn(come.set)
        try:
            worker = turn.worker or self._await(turn, come, request.timeout, gone)
            yield from worker.converse(request, gone)
        finally:
            self.end_turn(turn)

    def take_turn(self, come: Callable[[], None]) -> Turn:
        """Take a free worker, or a place in the queue; it has to be given back with ``end_turn``.

        Args:
            come: called, in any thread and soon over, when there is a worker after all, or never will be.

        Raises:
            BusyError: too many are waiting already.
        """
        with self._lock:
            turn = Turn(come, self._free())
            if turn.worker is None:
                if len(self._queue) >= self._most_waiting:
                    raise BusyError(
                        f"{self._size} queries run and {len(self._queue)} wait; try again after a moment"
                    )
                self._queue.append(turn)
        return turn

    def end_turn(self, turn: Turn) -> None:
        """Leave the queue, or give the worker to who is next; one that is dead, spent or still busy is replaced."""
        with self._lock:
            worker = turn.worker
            if worker is None:
                if turn in self._queue:
                    self._queue.remove(turn)
                return
            turn.worker = None
            if worker.idle and worker.alive and self._end.alive:
                self._hand_on(worker)
                return
        worker.kill()
        with self._lock:
            if self._end.alive:
                self.replaced += 1
                self._workers.discard(worker)
                self._hand_on(self._new())

    def _hand_on(self, worker: Worker) -> None:
        if self._queue:
            turn = self._queue.popleft()
            turn.worker = worker
            turn.come()
        else:
            self._idle.append(worker)

    def _free(self) -> Worker | None:
        while self._idle:
            worker = self._idle.pop()  # the one that was asked last: its caches are warm
            if worker.alive:
                return worker
            worker.kill()  # somebody killed it while it had nothing to do
            self._workers.discard(worker)
        return self._new() if len(self._workers) < self._size else None

    def _await(self, turn: Turn, come: threading.Event, longest: float, gone: Gone | None) -> Worker:
        ends = time.monotonic() + longest
        while turn.worker is None:
            left = ends - time.monotonic()
            if left <= 0:
                raise BusyError(f"no worker was free for {longest:g} seconds; try again after a moment")
            if not self._end.alive:
                raise BusyError("the service ends")
            if gone is not None and gone():
                raise QueryCancelledError("the query never ran: nobody waits for its answer any more")
            come.wait(min(left, _GLANCE) if gone else left)
        return turn.worker

    def _new(self) -> Worker:
        worker = Worker()
        self._workers.add(worker)
        return worker


def _end(workers: set[Worker]) -> None:
    for worker in workers:
        worker.end()
    workers.clear()
