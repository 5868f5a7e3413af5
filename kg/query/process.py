"""A worker seen from outside: starts it, kills it at the deadline, tells from how it ended what was wrong.

What comes in: requests.  What goes out: the frames that the worker said.  Starting one takes about
100 ms; ``pool`` keeps some, and ``converse`` starts one for a single question.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeAlias

import kg.errors
from kg.errors import BusyError, KGError, QueryCancelledError, QueryError, QueryMemoryError, QueryTimeoutError
from kg.query.frames import ENDS, Frame, FrameReader, widen
from kg.query.request import Request

__all__ = ["Answering", "Asked", "Gone", "Worker", "command_of", "converse"]

Gone: TypeAlias = Callable[[], bool]
"""Tells whether nobody waits for the answer any more."""

_WORKER = "kg.query.worker"
_START = "import sys; sys.path[:] = sys.argv[1:]; from {} import main; main()"
_PACKAGE = str(Path(kg.errors.__file__).parent.parent)
_OUT_OF_MEMORY = ("memory allocation", "bad_alloc", "MemoryError")  # as Rust, C++, Python say it
_NO_ORDER = "does not correctly implement a total order"  # as Rust's sort says of values of many kinds
_START_UP = 60.0  # seconds in which a worker has to be there, be the machine as busy as it may
_GLANCE = 0.1  # seconds between two looks whether the client is still there


class Asked(Protocol):
    """What a worker is asked: a query, or a change."""

    @property
    def timeout(self) -> float:
        """Seconds until the worker is killed."""

    def encoded(self) -> bytes:
        """Return it as it goes over the pipe: one line."""

    def too_large(self) -> QueryMemoryError:
        """Return what to raise where the memory limit strikes."""


class Answering(Protocol):
    """What answers requests: the pool, or what stands before it."""

    def converse(self, request: Request, gone: Gone | None = None) -> Iterator[Frame]:
        """Yield the frames of the answer; raise KGError for what went wrong."""


def command_of(module: str = _WORKER) -> list[str]:
    """Return the command that starts a worker, whose ``main`` is in a module."""
    return [sys.executable, "-I", "-S", "-c", _START.format(module), *sys.path, _PACKAGE]


def converse(request: Asked, gone: Gone | None = None) -> Iterator[Frame]:
    """Yield what a worker of its own says to a request.

    Raises:
        KGError: it ended before it was done; which one says why.
    """
    worker = Worker()
    try:
        yield from worker.converse(request, gone)
    finally:
        worker.kill()


class Worker:
    """One process that answers one request after the other, until it is killed.

    Attributes:
        idle: whether it may be asked: it is not in the middle of an answer, and not at its end.
        ready: whether it has started.
        handle: the open file from which its answers come.
    """

    def __init__(self, module: str = _WORKER) -> None:
        """Start it, and do not wait until it is there."""
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command_of(module), stdin=pipe, stdout=pipe, stderr=pipe)  # noqa: S603 - our own code
        assert self._process.stdin is not None  # noqa: S101 - all three are pipes
        assert self._process.stdout is not None  # noqa: S101
        assert self._process.stderr is not None  # noqa: S101
        self._stdin, self._stdout, self._stderr = self._process.stdin, self._process.stdout, self._process.stderr
        self.handle = self._stdout.fileno()
        widen(self.handle)
        self._reader = FrameReader(self.handle)
        self._ended = False
        self.ready = False
        self.idle = True

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def converse(self, request: Asked, gone: Gone | None = None) -> Iterator[Frame]:
        """Yield what the worker says to a request, up to the end of its answer.

        Raises:
            KGError: it ended before it was done; which one says why.  It has to be killed then, as
                when its frames are not read to the end.
        """
        self.idle = False
        if not self.ready:
            self._await_start(request)
        self.send(request)
        yield from self.follow(request, time.monotonic() + request.timeout, gone)

    def send(self, request: Asked) -> None:
        """Ask, and do not wait for anything; it has to be ready."""
        self.idle = False
        with suppress(BrokenPipeError):  # if it is dead, how it ended says why
            self._stdin.write(request.encoded())
            self._stdin.flush()

    def heard(self) -> list[Frame] | None:
        """Return what it has said since it was last listened to, None where it is dead.

        To be called when its ``handle`` can be read, else it waits.
        """
        if not self._reader.read():
            return None
        frames = list(iter(self._reader.take, None))
        if frames:
            self._note(frames[-1])
        return frames

    def follow(self, request: Asked, ends: float, gone: Gone | None = None) -> Iterator[Frame]:
        """Yield what else it says to a request that was sent, until ``ends`` (of ``time.monotonic``).

        Raises:
            KGError: as ``converse``.
        """
        patience = _patience(request, ends, gone)
        while frame := self._reader.next(patience):
            self._note(frame)
            yield frame
            if frame[0] in ENDS:
                return
        raise self._cause(request)

    def end(self) -> None:
        """End the process while another thread may listen to it, who is told, and has to ``kill`` it all the same."""
        self._ended = True
        if self.idle:
            self.kill()
        self._process.kill()
        self._process.wait()

    def kill(self) -> None:
        """End the process, whatever it does; it has nothing to tidy up."""
        self.idle = False
        self._process.kill()
        self._process.wait()
        for pipe in (self._stdin, self._stdout, self._stderr):
            with suppress(BrokenPipeError):  # the rest of a request that it never read
                pipe.close()

    def _await_start(self, request: Asked) -> None:
        """Wait until the worker is there; the time of the query begins only then."""
        ends = time.monotonic() + _START_UP

        def patience() -> float:
            if (left := ends - time.monotonic()) > 0:
                return left
            raise KGError(f"the process that answers queries did not start in {_START_UP:g} seconds")

        if self._reader.next(patience) is None:
            raise self._cause(request)
        self.ready = True

    def _note(self, frame: Frame) -> None:
        if frame[0] in ENDS:
            self.idle = b'"retire": true' not in frame[1]

    def _cause(self, request: Asked) -> KGError:
        """Return why the worker ended before it was done."""
        if self._ended:
            return BusyError("the service ends")
        last_words = self._stderr.read().decode("utf-8", "replace")
        status = self._process.wait()
        if status == -signal.SIGALRM:
            return _late(request)
        if status == -signal.SIGSEGV:
            return QueryError("the query is nested too deeply to be read")
        if _NO_ORDER in last_words:
            return QueryError("values of several kinds have no common order; put STR(?variable) behind ORDER BY")
        if status == -signal.SIGKILL or any(sign in last_words for sign in _OUT_OF_MEMORY):
            return request.too_large()  # the system kills a process when memory runs out
        words = last_words.strip().splitlines() or [f"status {status}"]
        return KGError(f"the process that answers queries broke: {words[-1]}")


def _patience(request: Asked, ends: float, gone: Gone | None) -> Callable[[], float]:
    def patience() -> float:
        left = ends - time.monotonic()
        if left <= 0:
            raise _late(request)
        if gone is None:
            return left
        if gone():
            raise QueryCancelledError("the query was stopped: nobody waits for its answer any more")
        return min(left, _GLANCE)

    return patience


def _late(request: Asked) -> QueryTimeoutError:
    return QueryTimeoutError(
        f"the query was stopped after {request.timeout:g} seconds; ask for less, or raise"
        " 'timeout' (--timeout, KG_TIMEOUT)"
    )
