"""Reads the plainest of requests, a query by GET and nothing else, and writes the response to it.

What comes in: bytes of a client, and answers.  What goes out: requests for a worker; responses, the same as the app
would give (a test compares them).  Whatever has more to it is left to the app: no request is refused here.
"""

import time
from dataclasses import dataclass
from functools import lru_cache

from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import WSGITask
from waitress.utilities import build_http_date
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request as HttpRequest

from kg.errors import KGError
from kg.query import Begun, Stream
from kg.query.request import Request
from kg.web.answering import Choices, choices_of, facts_of, version_of
from kg.web.negotiation import GRAPHS, HTML, SOLUTIONS, choose, content_type
from kg.web.policy import HEADERS
from kg.web.protocol import Operation, query_of
from kg.web.services import Services

__all__ = ["PlainQueries", "PlainQuery"]

_START, _VERSION, _END = b"GET /sparql?", b" HTTP/1.1\r\n", b"\r\n\r\n"
_MOST = 2048  # bytes of headers that are remembered; longer ones are rare
_REMEMBERED = 512
_HARMLESS = frozenset(
    "HOST ACCEPT ACCEPT_ENCODING ACCEPT_LANGUAGE ACCEPT_CHARSET USER_AGENT CONNECTION CACHE_CONTROL PRAGMA ORIGIN"
    " REFERER COOKIE AUTHORIZATION FROM DNT PRIORITY TRACEPARENT TRACESTATE VIA FORWARDED X_FORWARDED_FOR"
    " X_FORWARDED_HOST X_FORWARDED_PORT X_FORWARDED_PROTO X_REAL_IP X_REQUEST_ID X_REQUESTED_WITH".split()
)
"""Headers that change nothing in an answer but what is looked at here: Host, Accept and Connection."""


@dataclass(frozen=True, slots=True)
class _Client:
    """What the headers of a request say.

    Attributes:
        address: that of the endpoint, as the client used it.
        choices: in which forms it takes an answer.
    """

    address: str
    choices: Choices


class PlainQueries:
    """Tells plain queries from other requests, and answers them; for the thread of the loop alone."""

    def __init__(self, shared: Services, server: BaseWSGIServer) -> None:
        """Answer as the service of these settings, on this server."""
        self.settings = shared.settings
        self.endpoint = shared.endpoint
        self._server = server
        self._client = lru_cache(maxsize=_REMEMBERED)(self._read_headers)
        self.head = lru_cache(maxsize=_REMEMBERED)(self._write_head)

    def read(self, data: bytes) -> "PlainQuery | None":
        """Return what came as a plain query, None where it is none, or is to be refused."""
        if not data.startswith(_START) or data.find(_END) != len(data) - len(_END):
            return None
        target, found, headers = data.partition(_VERSION)
        if not found or len(headers) > _MOST or b"\n" in target:
            return None
        client = self._client(headers)
        return self._read_query(client, target[len(_START) :]) if client else None

    def _read_query(self, client: _Client, encoded: bytes) -> "PlainQuery | None":
        try:
            operation = query_of(encoded)
            if operation.query is None or operation.form is not None:
                return None
            if self.settings.services and "service" in operation.query.lower():
                return None  # others have to be asked, which takes long
            request = self.endpoint.request_of(
                operation.query,
                formats=client.choices.formats,
                timeout=min(operation.timeout or self.settings.timeout, self.settings.timeout),
                dataset=operation.dataset,
                base=client.address,
            )
        except KGError:
            return None
        return PlainQuery(self, client, operation, request)

    def _read_headers(self, lines: bytes) -> _Client | None:
        """Return what headers say, None where they say more than is looked at here."""
        parser = HTTPRequestParser(self._server.adj)
        parser.received(b"GET /sparql HTTP/1.1\r\n" + lines)
        said = parser.headers
        if not parser.completed or parser.error or parser.empty or parser.connection_close or not _are_harmless(said):
            return None
        try:
            request = HttpRequest(WSGITask(_Anybody(self._server), parser).get_environment())
            page = choose(request.accept_mimetypes, (*SOLUTIONS, *GRAPHS, HTML))
            if page is not None and page.form is HTML:
                return None
            return _Client(request.base_url, choices_of(request.accept_mimetypes))
        except (KGError, HTTPException):
            return None

    def _write_head(self, media_type: str, generation: int, cut: str | None) -> bytes:
        """Return the headers of an answer, without those that each has of its own."""
        said = HEADERS | facts_of(self.settings, generation, cut)
        said |= {"Cache-Control": "no-cache", "Content-Type": content_type(media_type), "Vary": "Accept"}
        lines = [f"{name}: {value}\r\n" for name, value in said.items()]
        return f"HTTP/1.1 200 OK\r\n{''.join(lines)}Server: {self._server.adj.ident}\r\n".encode("latin-1")


@dataclass(frozen=True, slots=True)
class PlainQuery:
    """One query, and how its answer is written."""

    queries: PlainQueries
    client: _Client
    operation: Operation
    request: Request

    def answer(self, begun: Begun) -> bytes | None:
        """Return all of the response, None where the app has to say that none can be given."""
        stream = Stream(begun.request, iter(begun.frames))
        body = b"".join(stream)
        choices, queries = self.client.choices, self.queries
        choice = choices.graph if stream.kind == "graph" else choices.solutions
        if choice is None:
            return None
        query = self.request.query
        version = version_of(self.operation, query, self.client.address, choices, queries.settings)
        tag = f'ETag: W/"{stream.generation}-{version}"\r\n' if version else ""
        own = f"{tag}Date: {_date(int(time.time()))}\r\nContent-Length: {len(body)}\r\n\r\n"
        return queries.head(choice.media_type, stream.generation, stream.cut) + own.encode("latin-1") + body


class _Anybody:
    """Stands for a connection, where it does not matter which."""

    addr = ("", 0)

    def __init__(self, server: BaseWSGIServer) -> None:
        self.server = server

    def check_client_disconnected(self) -> bool:
        return False


def _are_harmless(headers: dict[str, str]) -> bool:
    unknown = [name for name in headers if name not in _HARMLESS and not name.startswith("SEC_")]
    return not unknown and headers.get("CONNECTION", "keep-alive").lower() == "keep-alive"


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return str(build_http_date(second))
