"""Reads a request as a query operation of the SPARQL 1.1 Protocol.

The clause is https://www.w3.org/TR/sparql11-protocol/#query-operation.
What comes in: a request.  What goes out: the query with what was said about it.  It must not
evaluate anything.
"""

from dataclasses import dataclass
from math import isfinite
from urllib.parse import parse_qs

from flask import Request
from werkzeug.exceptions import Forbidden, UnsupportedMediaType

from kg.errors import UsageError

__all__ = ["DIRECT", "FORM", "Operation", "read_operation"]

DIRECT = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
_UPDATE = "application/sparql-update"
_MOST_PARAMETERS = 1000


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client asks the endpoint.

    Attributes:
        query: the query, or None where none was sent.
        default_graphs: ``default-graph-uri``, which replaces the query's FROM.
        named_graphs: ``named-graph-uri``, which replaces the query's FROM NAMED.
        timeout: seconds that the client grants, or None.
        form: name of the form asked for in the address (``as``, an extension for links), or None.
    """

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout: float | None = None
    form: str | None = None


def read_operation(request: Request) -> Operation:
    """Read a GET, a POST of a form, or a POST of a bare query.

    Raises:
        UsageError: a parameter is missing, given twice, not UTF-8, or not accepted.
        UnsupportedMediaType: the body is neither a form nor a query.
        Forbidden: an update; this service only reads.
    """
    parameters = _parameters(request.query_string, "the address")
    if request.method == "POST":
        body = _body(request)
        for name, values in body.items():
            parameters[name] = parameters.get(name, []) + values
    if "update" in parameters:
        raise Forbidden("This endpoint only reads; it accepts no updates.")
    query = _single(parameters, "query")
    if query is None and request.method == "POST":
        raise UsageError("the request has no query; send it as the body, or as the field query of a form")
    return Operation(
        query,
        tuple(parameters.get("default-graph-uri", ())),
        tuple(parameters.get("named-graph-uri", ())),
        _timeout(_single(parameters, "timeout")),
        _single(parameters, "as") or None,
    )


def _body(request: Request) -> dict[str, list[str]]:
    if request.mimetype == FORM:
        return _parameters(request.get_data(cache=False, parse_form_data=False), "the form")
    if request.mimetype == _UPDATE:
        raise Forbidden("This endpoint only reads; it accepts no updates.")
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != DIRECT or charset not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType(f"A query is sent as {DIRECT} in UTF-8, or in a form as {FORM}.")
    return {"query": [_text(request.get_data(cache=False), "the query")]}


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
