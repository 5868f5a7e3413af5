"""Listens to other files in the loop of waitress.

What comes in: open files, and what to call when there is something to read.  What goes out: calls, in the thread of
the loop.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

__all__ = ["Ears"]

_LOG = logging.getLogger(__name__)


class Ears:
    """The ``Loop`` of ``kg.query.lane``, over the map of files that waitress waits for."""

    def __init__(self, files: dict[int, Any], wake: Callable[[], None]) -> None:
        """Listen where waitress does, which can be woken up."""
        self._files = files
        self._wake = wake
        self._soon: deque[Callable[[], None]] = deque()
        self._thread = threading.get_ident()

    def listen(self, handle: int, heard: Callable[[], None]) -> None:
        """Call when a file can be read or its other side is dead, until ``ignore``."""
        self._files[handle] = _Ear(heard)

    def ignore(self, handle: int) -> None:
        """Listen to a file no more."""
        self._files.pop(handle).heard = None

    def call_soon(self, what: Callable[[], None]) -> None:
        """Call in the loop; may be called in any thread."""
        self._soon.append(what)
        if threading.get_ident() != self._thread:
            self._wake()

    def run(self) -> None:
        """Call what was to be called; this is for the loop to do in each of its rounds."""
        self._thread = threading.get_ident()
        while self._soon:
            self._soon.popleft()()


class _Ear:
    """What waitress knows of a file that it waits for."""

    accepting = False

    def __init__(self, heard: Callable[[], None]) -> None:
        self.heard: Callable[[], None] | None = heard

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def handle_read_event(self) -> None:
        if self.heard is not None:  # both may be said of one file at once: there is something to read, and the end
            self.heard()

    handle_close = handle_expt_event = handle_read_event

    def handle_error(self) -> None:
        _LOG.exception("a mistake of the service, at the answer of a worker")

    def close(self) -> None:
        self.heard = None
