"""Asks the services that a query names, where they are listed, and puts their rows in the place of the call.

What comes in: requests on their way to who answers them.  What goes out: the same without SERVICE.  A worker is cut off
from the network whatever a query says; so it is this process that asks, with what stands between the braces as a query
of its own, and the worker gets ``VALUES``.  By the meaning of SPARQL that is the same, for what is inside SERVICE is
evaluated by itself; only that no rows of ours narrow down what is asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

import pyoxigraph as ox

from kg.errors import QueryTimeoutError, ServiceError
from kg.query.asking import ask
from kg.query.frames import Frame
from kg.query.inspection import Call, calls_of
from kg.query.process import Answering, Gone
from kg.query.request import Request

__all__ = ["Federation"]

_PREFIX = re.compile(r"([\w-]+):")
_MOST_BYTES = 16 << 20
"""Of all answers of one query together: they are held in memory here, and go to the worker as text."""


class Federation:
    """Stands before who answers; any number of threads may share one."""

    def __init__(self, source: Answering, services: frozenset[str]) -> None:
        """Let queries ask these services, by the addresses of their endpoints; with none, pass on all as it is."""
        self._source = source
        self._services = services

    def converse(self, request: Request, gone: Gone | None = None) -> Iterator[Frame]:
        """Yield what the source says to a request without its calls.

        Raises:
            ServiceError: a service gave no answer that can be used, and was not called with SILENT.
            KGError: as the source.
        """
        calls = calls_of(request.query, self._services) if self._services else []
        if calls:
            request = _Joining(request, gone).joined(calls)
        yield from self._source.converse(request, gone)


@dataclass(slots=True)
class _Joining:
    """One query on its way through the services that it calls."""

    request: Request
    gone: Gone | None
    room: int = _MOST_BYTES

    def joined(self, calls: list[Call]) -> Request:
        """Return the request with rows in place of the calls, and the time that is left."""
        ends = monotonic() + self.request.timeout
        query = self.request.query
        for call in reversed(calls):  # so that the places of those in front still hold
            lines = "\n" * query.count("\n", call.start, call.end)  # so that mistakes are told of the right line
            query = query[: call.start] + self._rows(call, ends) + lines + query[call.end :]
        return self.request._replace(query=query, timeout=self._left(ends))

    def _rows(self, call: Call, ends: float) -> str:
        """Return the answer of one service as a group of SPARQL."""
        request, left = self.request, self._left(ends)
        try:
            body = ask(call.service, self._asked(call), seconds=left, most=self.room, gone=self.gone)
            self.room -= len(body)
            return _values(call.service, body, request.max_rows)
        except ServiceError:
            if call.silent:
                return "{ }"  # one row that binds nothing, as the recommendation says
            raise

    def _asked(self, call: Call) -> str:
        """Return what the service is asked, with the prefixes that the query may use there."""
        known = self.request.prefixes
        used = dict.fromkeys(name for name in _PREFIX.findall(call.group) if name in known)
        ours = "".join(f"PREFIX {name}: <{known[name]}>\n" for name in used)
        base = f"BASE <{self.request.base}>\n" if self.request.base else ""
        return f"{base}{ours}{call.prologue}\nSELECT * WHERE {call.group}"

    def _left(self, ends: float) -> float:
        left = ends - monotonic()
        if left <= 0:
            raise QueryTimeoutError(f"the services that the query asks took {self.request.timeout:g} seconds")
        return left


def _values(service: str, body: bytes, most: int) -> str:
    """Return rows in JSON as a group of SPARQL."""
    try:
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if not isinstance(found, ox.QuerySolutions):
            raise ServiceError(f"the service <{service}> answered with yes or no, and not with rows")
        rows = [f"({' '.join(map(_term, row))})" for row in found]
    except (SyntaxError, ValueError) as error:
        raise ServiceError(f"the service <{service}> answered with what is no result of a query: {error}") from error
    if len(rows) > most:
        raise ServiceError(f"the service <{service}> answered with {len(rows)} rows, more than {most}: ask it for less")
    names = " ".join(map(str, found.variables))
    return f"{{ VALUES ({names}) {{ {' '.join(rows)} }} }}"


def _term(term: object) -> str:
    """Return a term as SPARQL writes it; blank nodes, which VALUES cannot hold, under a name, as in our own rows."""
    if term is None:
        return "UNDEF"
    return f"<urn:blank:{term.value}>" if isinstance(term, ox.BlankNode) else str(term)
