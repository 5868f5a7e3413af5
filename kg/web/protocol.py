"""Reads a request as an operation of the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/).

What comes in: a request.  What goes out: the query or update with what was said about it.  It must
not evaluate anything.
"""

from dataclasses import dataclass
from math import isfinite
from urllib.parse import parse_qs

from flask import Request
from werkzeug.exceptions import UnsupportedMediaType

from kg.errors import UsageError
from kg.query import Dataset

__all__ = ["DIRECT", "FORM", "UPDATE", "Operation", "query_of", "read_operation", "read_parameters"]

DIRECT = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
UPDATE = "application/sparql-update"
_MOST_PARAMETERS = 1000
_OF_QUERIES = ("default-graph-uri", "named-graph-uri")
_OF_UPDATES = ("using-graph-uri", "using-named-graph-uri")


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client asks the endpoint; at most one of query and update.

    Attributes:
        query: the query, or None where none was sent.
        update: the update, or None where none was sent.
        default_graphs: ``default-graph-uri`` or ``using-graph-uri``, in place of FROM or USING.
        named_graphs: ``named-graph-uri`` or ``using-named-graph-uri``, in place of … NAMED.
        timeout: seconds that the client grants, or None.
        form: name of the form asked for in the address (``as``, an extension for links), or None.
    """

    query: str | None
    update: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout: float | None = None
    form: str | None = None

    @property
    def dataset(self) -> Dataset:
        """The graphs that it is about, in place of what it says itself."""
        return Dataset(self.default_graphs, self.named_graphs)


def read_operation(request: Request) -> Operation:
    """Read a GET, a POST of a form, or a POST of a bare query or update.

    Raises:
        UsageError: a parameter is missing, given twice, not UTF-8, not accepted, or contradicts another.
        UnsupportedMediaType: the body is neither a form nor a query nor an update.
    """
    parameters = read_parameters(request)
    if request.method == "POST":
        for name, values in _body(request).items():
            parameters[name] = parameters.get(name, []) + values
    elif "update" in parameters:
        raise UsageError(f"an update is sent with POST, not {request.method}")
    operation = _operation(parameters)
    if operation.query is None and operation.update is None and request.method == "POST":
        raise UsageError("the request has no query; send it as the body, or as the field query of a form")
    return operation


def query_of(encoded: bytes) -> Operation:
    """Read what stands behind the question mark of an address that was asked with GET.

    Raises:
        UsageError: as ``read_operation``.
    """
    parameters = _parameters(encoded, "the address")
    if "update" in parameters:
        raise UsageError("an update is sent with POST, not GET")
    return _operation(parameters)


def _operation(parameters: dict[str, list[str]]) -> Operation:
    query, update = _single(parameters, "query"), _single(parameters, "update")
    default_graphs, named_graphs = _graphs(parameters, query=query, update=update)
    return Operation(
        query,
        update,
        default_graphs,
        named_graphs,
        _timeout(_single(parameters, "timeout")),
        _single(parameters, "as") or None,
    )


def read_parameters(request: Request) -> dict[str, list[str]]:
    """Return the parameters in the address.

    Raises:
        UsageError: they are not UTF-8, or too many.
    """
    return _parameters(request.query_string, "the address")


def _graphs(
    parameters: dict[str, list[str]], *, query: str | None, update: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if query is not None and update is not None:
        raise UsageError("the request has a query and an update, but may have one of them")
    ours, others = (_OF_QUERIES, _OF_UPDATES) if update is None else (_OF_UPDATES, _OF_QUERIES)
    for name in others:
        if name in parameters:
            kind = "a query" if update is None else "an update"
            raise UsageError(f"{name} says nothing about {kind}, which accepts {' and '.join(ours)}")
    default_graphs, named_graphs = (tuple(parameters.get(name, ())) for name in ours)
    return default_graphs, named_graphs


def _body(request: Request) -> dict[str, list[str]]:
    if request.mimetype == FORM:
        return _parameters(request.get_data(cache=False, parse_form_data=False), "the form")
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype not in {DIRECT, UPDATE} or charset not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType(f"A query is sent as {DIRECT} in UTF-8, or in a form as {FORM}.")
    name = "query" if request.mimetype == DIRECT else "update"
    return {name: [_text(request.get_data(cache=False), f"the {name}")]}


def _parameters(encoded: bytes, place: str) -> dict[str, list[str]]:
    try:
        return parse_qs(
            _text(encoded, place),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except UnicodeDecodeError as error:
        raise UsageError(f"{place} is not UTF-8") from error
    except ValueError as error:
        raise UsageError(f"{place} has more than {_MOST_PARAMETERS} parameters") from error


def _text(data: bytes, place: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"{place} is not UTF-8") from error


def _single(parameters: dict[str, list[str]], name: str) -> str | None:
    values = parameters.get(name, [])
    if len(values) > 1:
        raise UsageError(f"{name} is given {len(values)} times, but may be given once")
    return values[0] if values else None


def _timeout(typed: str | None) -> float | None:
    if not typed:
        return None
    try:
        seconds = float(typed)
    except ValueError:
        seconds = 0.0
    if seconds <= 0 or not isfinite(seconds):
        raise UsageError(f"timeout is {typed!r}, but accepts seconds, more than 0")
    return seconds
