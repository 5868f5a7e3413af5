"""Runs a worker, kills it at the deadline, and tells from how it ended what was wrong.

What comes in: a request.  What goes out: what the worker said.  Every request has a process of its
own, started in about 50 ms; a pool of workers that stay would change this module alone.
"""

import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO, cast

import kg.errors
from kg.errors import KGError, QueryError, QueryTimeoutError
from kg.query.frames import DONE, FAILED, Frame, read_frames
from kg.query.request import Request

__all__ = ["converse"]

_START = "import sys; sys.path[:] = sys.argv[1:]; from kg.query.worker import main; main()"
_PACKAGE = str(Path(kg.errors.__file__).parent.parent)
_OUT_OF_MEMORY = ("memory allocation", "bad_alloc", "MemoryError")  # as Rust, C++, Python say it


def converse(request: Request) -> list[Frame]:
    """Have a worker of its own answer a request; return what it said.

    Raises:
        KGError: it ended before it was done; which one says why.
    """
    command = [sys.executable, "-I", "-S", "-c", _START, *sys.path, _PACKAGE]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as worker:  # noqa: S603 - our own code
        expired = threading.Event()
        deadline = threading.Timer(request.timeout, _expire, (worker, expired))
        deadline.start()
        try:
            frames = _exchange(worker, request)
            if frames and frames[-1][0] in {DONE, FAILED}:
                return frames
            assert worker.stderr is not None  # noqa: S101 - it is a pipe
            last_words = worker.stderr.read().decode("utf-8", "replace")
            raise _cause(request, worker.wait(), last_words, expired=expired.is_set())
        finally:
            deadline.cancel()
            worker.kill()  # it has nothing to tidy up


def _expire(worker: subprocess.Popen[bytes], expired: threading.Event) -> None:
    expired.set()
    worker.kill()


def _exchange(worker: subprocess.Popen[bytes], request: Request) -> list[Frame]:
    assert worker.stdin is not None  # noqa: S101 - both are pipes
    assert worker.stdout is not None  # noqa: S101
    try:
        with worker.stdin as requests:
            requests.write(request.encoded())
    except BrokenPipeError:
        pass  # it is dead; how it ended says why
    return list(read_frames(cast("BinaryIO", worker.stdout)))


def _cause(request: Request, status: int, last_words: str, *, expired: bool) -> KGError:
    """Return why a worker ended before it was done."""
    if expired or status == -signal.SIGALRM:
        return QueryTimeoutError(
            f"the query was stopped after {request.timeout:g} seconds; ask for less, or raise"
            " 'timeout' (--timeout, KG_TIMEOUT)"
        )
    if status == -signal.SIGSEGV:
        return QueryError("the query is nested too deeply to be read")
    if status == -signal.SIGKILL or any(sign in last_words for sign in _OUT_OF_MEMORY):
        return request.too_large()  # the system kills a process when memory runs out
    words = last_words.strip().splitlines() or [f"status {status}"]
    return KGError(f"the process that answers queries broke: {words[-1]}")
