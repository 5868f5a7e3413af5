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
ended, and one process more.  So this is a list of idle workers and a condition.
"""

import threading
import time
import weakref
from collections import deque
from collections.abc import Iterator

from kg.errors import BusyError, QueryCancelledError
from kg.query.frames import Frame
from kg.query.process import Gone, Worker
from kg.query.request import Request

__all__ = ["Pool"]

_GLANCE = 0.1  # seconds between two looks whether a client that waits is still there


class Pool:
    """Keeps workers; any number of threads may share one.  Close it, or drop it, to end them.

    Attributes:
        waiting: how many queries wait for a worker now.
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
        self.waiting = self.replaced = 0
        self._change = threading.Condition()
        self._idle: deque[Worker] = deque()
        self._workers: set[Worker] = set()
        self._end = weakref.finalize(self, _end, self._workers)

    def close(self) -> None:
        """End all workers, whatever they do."""
        with self._change:
            self._idle.clear()
            self._end()

    def start(self) -> None:
        """Start all workers now rather than when they are first needed."""
        with self._change:
            while len(self._workers) < self._size:
                self._idle.append(self._new())

    def converse(self, request: Request, gone: Gone | None = None) -> Iterator[Frame]:
        """Yield what the next free worker says to a request.

        Raises:
            BusyError: too many are waiting already, or it waited for as long as a query may run.
            KGError: as ``Worker.converse``.
        """
        worker = self._take(request.timeout, gone)
        try:
            yield from worker.converse(request, gone)
        finally:
            self._give_back(worker)

    def _take(self, longest: float, gone: Gone | None) -> Worker:
        with self._change:
            if not self._is_free():
                if self.waiting >= self._most_waiting:
                    raise BusyError(
                        f"{self._size} queries run and {self.waiting} wait; try again after a moment"
                    )
                self._wait(longest, gone)
            while self._idle:
                worker = self._idle.pop()  # the one that was asked last: its caches are warm
                if worker.alive:
                    return worker
                self._drop(worker)  # somebody killed it while it had nothing to do
            return self._new()

    def _wait(self, longest: float, gone: Gone | None) -> None:
        ends = time.monotonic() + longest
        self.waiting += 1
        try:
            while not self._is_free():
                left = ends - time.monotonic()
                if left <= 0:
                    raise BusyError(f"no worker was free for {longest:g} seconds; try again after a moment")
                if gone is not None and gone():
                    raise QueryCancelledError("the query never ran: nobody waits for its answer any more")
                self._change.wait(min(left, _GLANCE) if gone else left)
        finally:
            self.waiting -= 1

    def _give_back(self, worker: Worker) -> None:
        """Keep a worker for the next request; replace one that is dead, spent, or still busy."""
        reusable = worker.idle and worker.alive
        if not reusable:
            worker.kill()
        with self._change:
            if not self._end.alive:
                worker.kill()
                return
            if not reusable:
                self.replaced += 1
                self._workers.discard(worker)
                worker = self._new()
            self._idle.append(worker)
            self._change.notify()

    def _is_free(self) -> bool:
        return bool(self._idle) or len(self._workers) < self._size

    def _new(self) -> Worker:
        worker = Worker()
        self._workers.add(worker)
        return worker

    def _drop(self, worker: Worker) -> None:
        worker.kill()
        self._workers.discard(worker)


def _end(workers: set[Worker]) -> None:
    for worker in workers:
        worker.kill()
    workers.clear()
