"""Asks one address elsewhere, and takes what it says within a time and a size.

What comes in: the address of a SPARQL service with a query, or that of a document.  What goes out: what was answered.
Nothing but that address is asked: no other that the answer may point to, and no proxy.
"""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlencode, urlsplit

from kg.errors import QueryCancelledError, QueryTimeoutError, ServiceError
from kg.query.process import Gone

__all__ = ["ask", "fetch"]

_GLANCE = 0.1  # seconds between two looks whether it has to end
_PIECE = 1 << 16
_AGENT = {"User-Agent": "arms-kg"}
_ROWS = _AGENT | {"Accept": "application/sparql-results+json", "Content-Type": "application/x-www-form-urlencoded"}


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
    body = urlencode({"query": query})
    return _Exchange(f"the service <{service}>", service, seconds, most, gone).made("POST", body, _ROWS)[1]


def fetch(document: str, accept: str, *, seconds: float, most: int, gone: Gone | None = None) -> tuple[str, bytes]:
    """Return the media type of a document, without parameters, and the document.

    Args:
        document: its address, http or https.
        accept: the media types that are of use.
        seconds: in which all of it has to be there.
        most: bytes that it may have.
        gone: as ``ask``.

    Raises:
        KGError: as ``ask``.
    """
    headers = _AGENT | {"Accept": accept}
    return _Exchange(f"the document <{document}>", document, seconds, most, gone).made("GET", None, headers)


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One request and its answer.

    Attributes:
        what: is asked, in words.
        address: where it is.
        seconds: in which all of the answer has to be there.
        most: bytes that it may have.
        gone: tells whether nobody waits any more.
    """

    what: str
    address: str
    seconds: float
    most: int
    gone: Gone | None

    def made(self, method: str, sent: str | None, headers: dict[str, str]) -> tuple[str, bytes]:
        """Return the media type and the body of the answer."""
        parts = urlsplit(self.address)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.netloc, timeout=self.seconds)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        watch = _Watch(monotonic() + self.seconds, self.gone)
        with watch.watching():
            try:
                connection.connect()
                watch.connected = connection.sock  # the connection forgets it before its answer is read
                connection.request(method, path, sent, headers)
                answer = connection.getresponse()
                body = self._taken(answer)
                watch.raise_if_ended(self)  # a connection that was broken may look like one that has ended
            except (OSError, ValueError, http.client.HTTPException) as error:
                watch.raise_if_ended(self)
                raise ServiceError(f"{self.what} gives no answer: {error or type(error).__name__}") from error
            finally:
                connection.close()
        return answer.headers.get_content_type() if "Content-Type" in answer.headers else "", body

    def _taken(self, response: http.client.HTTPResponse) -> bytes:
        if response.status != http.HTTPStatus.OK:
            raise ServiceError(f"{self.what} answered with the status {response.status} {response.reason}")
        body = bytearray()
        while piece := response.read1(_PIECE):
            body += piece
            if len(body) > self.most:
                raise ServiceError(f"{self.what} answered with more than {self.most} bytes: ask it for less")
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

    def raise_if_ended(self, exchange: _Exchange) -> None:
        """Say why the connection broke, if this broke it, or its time was over."""
        if self._cancelled:
            raise QueryCancelledError("the query was stopped: nobody waits for its answer any more")
        if self._late or monotonic() >= self._ends:
            raise QueryTimeoutError(f"{exchange.what} took more than the {exchange.seconds:.3g} seconds that were left")

    def _look(self) -> None:
        while not self._done.wait(_GLANCE):
            self._late = monotonic() >= self._ends
            self._cancelled = self._gone is not None and self._gone()
            if (self._late or self._cancelled) and self.connected is not None:
                with suppress(OSError):
                    self.connected.shutdown(socket.SHUT_RDWR)
                return
