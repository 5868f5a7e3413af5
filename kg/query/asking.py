"""Asks one SPARQL service elsewhere, and takes its answer within a time and a size.

What comes in: an address and a query.  What goes out: rows as JSON.  Nothing but that address is asked: no other that
the answer may point to, and no proxy.
"""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from urllib.parse import urlencode, urlsplit

from kg.errors import QueryCancelledError, QueryTimeoutError, ServiceError
from kg.query.process import Gone

__all__ = ["ask"]

_GLANCE = 0.1  # seconds between two looks whether it has to end
_PIECE = 1 << 16
_HEADERS = {
    "Accept": "application/sparql-results+json",
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": "arms-kg",
}


def ask(service: str, query: str, *, seconds: float, most: int, gone: Gone | None = None) -> bytes:
    """Return what a service says to a query.

    Args:
        service: the address of its endpoint, http or https.
        query: a SELECT.
        seconds: in which all of the answer has to be there.
        most: bytes that it may have.
        gone: tells whether nobody waits any more.

    Raises:
        ServiceError: it cannot be reached, says that something is wrong, or says too much.
        QueryTimeoutError: it took too long.
        QueryCancelledError: nobody waits any more.
    """
    parts = urlsplit(service)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=seconds)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    watch = _Watch(monotonic() + seconds, gone)
    with watch.watching():
        try:
            connection.connect()
            watch.connected = connection.sock  # the connection forgets it before its answer is read
            connection.request("POST", path, urlencode({"query": query}), _HEADERS)
            body = _taken(service, connection.getresponse(), most)
            watch.raise_if_ended(service, seconds)  # a connection that was broken may look like one that has ended
        except (OSError, ValueError, http.client.HTTPException) as error:
            watch.raise_if_ended(service, seconds)
            raise ServiceError(f"the service <{service}> cannot be asked: {error or type(error).__name__}") from error
        finally:
            connection.close()
    return body


def _taken(service: str, response: http.client.HTTPResponse, most: int) -> bytes:
    if response.status != http.HTTPStatus.OK:
        raise ServiceError(f"the service <{service}> answered with the status {response.status} {response.reason}")
    body = bytearray()
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > most:
            raise ServiceError(f"the service <{service}> answered with more than {most} bytes: ask it for less")
    if response.length:  # bytes that were announced and never came
        raise http.client.IncompleteRead(bytes(body), response.length)
    return bytes(body)


class _Watch:
    """Breaks a connection when its time is over or nobody waits, though the other side sends byte by byte.

    Attributes:
        connected: the connection, once there is one.
    """

    def __init__(self, ends: float, gone: Gone | None) -> None:
        self.connected: socket.socket | None = None
        self._ends, self._gone = ends, gone
        self._done = threading.Event()
        self._late = self._cancelled = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch until the end of the block."""
        thread = threading.Thread(target=self._look, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._done.set()
            thread.join()

    def raise_if_ended(self, service: str, seconds: float) -> None:
        """Say why the connection broke, if this broke it, or its time was over."""
        if self._cancelled:
            raise QueryCancelledError("the query was stopped: nobody waits for its answer any more")
        if self._late or monotonic() >= self._ends:
            raise QueryTimeoutError(f"the service <{service}> took more than the {seconds:.3g} seconds that were left")

    def _look(self) -> None:
        while not self._done.wait(_GLANCE):
            self._late = monotonic() >= self._ends
            self._cancelled = self._gone is not None and self._gone()
            if (self._late or self._cancelled) and self.connected is not None:
                with suppress(OSError):
                    self.connected.shutdown(socket.SHUT_RDWR)
                return
