"""The one place where errors become answers.

What comes in: a ``KGError``, an HTTP error of Flask, or a mistake of ours.  What goes out: for
a browser a page, for anything else ``application/problem+json`` (RFC 9457) in this one shape::

    {"type": "/problems#QueryError",      what kind of error; about:blank if the status says it all
     "title": "SPARQL that does not parse, or asks for what is refused (SERVICE, LOAD)",
     "status": 400,
     "detail": "expected … at line 1, column 20",
     "line": 1, "column": 20,             of a mistake in a query, where known
     "parameter": "recipient",            of a report's parameter, where it is at fault
     "errors": [{"parameter": "recipient",     every parameter at fault, all at once
                 "message": "…", "accepted": "a date as YYYY-MM-DD", "nearest": ["Venezuela"]}]}

Nothing of the program's inside is ever shown: what was not foreseen is logged, and answered
with a bare 500.
"""

import json
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, render_template, request, url_for
from werkzeug.exceptions import HTTPException, InternalServerError

from kg import errors
from kg.errors import BusyError, KGError, ParameterError
from kg.web.negotiation import prefers_html

__all__ = ["answer_problem", "fault", "problem", "register", "title_of"]

_EXTRAS = ("line", "column", "parameter")
"""What an error may tell beside its message."""


def register(app: Flask) -> None:
    """Make an app answer every error in the one shape."""
    app.register_error_handler(KGError, _on_kg_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(Exception, _on_mistake)


def title_of(kind: type[KGError]) -> str:
    """Return what an error class is about, from the first line of its docstring."""
    return (kind.__doc__ or kind.__name__).strip().splitlines()[0].split(";")[0].rstrip(".")


def problem(error: KGError) -> dict[str, Any]:
    """Return the problem details of an error."""
    kind = type(error)
    known = kind.__name__ in errors.__all__
    details: dict[str, Any] = {
        "type": url_for("pages.problems", _anchor=kind.__name__) if known else "about:blank",
        "title": title_of(kind),
        "status": kind.http_status,
        "detail": str(error),
    }
    extras = {name: getattr(error, name, None) for name in _EXTRAS}
    if isinstance(error, ParameterError):
        extras["errors"] = [fault(error)]
    return details | {name: value for name, value in extras.items() if value is not None}


def fault(error: ParameterError) -> dict[str, Any]:
    """Return what a program needs to ask again for a parameter that is at fault."""
    return {
        "parameter": error.parameter,
        "message": error.reason,
        "accepted": error.accepted,
        "nearest": list(error.nearest),
    }


def _on_kg_error(error: KGError) -> Response:
    response = answer_problem(problem(error))
    if isinstance(error, BusyError):
        response.headers["Retry-After"] = "1"
    return response


def _on_http_error(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:  # a redirect is no error
        return current_app.make_response(error)
    response = answer_problem(
        {
            "type": "about:blank",
            "title": error.name,
            "status": int(status),
            "detail": error.description or "",
        }
    )
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    for challenge in getattr(error, "www_authenticate", None) or ():
        response.headers.add("WWW-Authenticate", str(challenge))
    return response


def _on_mistake(error: Exception) -> Response:
    current_app.logger.error("a mistake of the service, at %s", request.path, exc_info=error)
    return _on_http_error(InternalServerError("The service made a mistake; its log says more."))


def answer_problem(details: dict[str, Any]) -> Response:
    """Answer with problem details, as a page or for programs."""
    status = details["status"]
    if prefers_html(request.accept_mimetypes):
        page = render_template("error.html", problem=details)
        response = Response(page, status, content_type="text/html; charset=utf-8")
    else:
        response = Response(json.dumps(details) + "\n", status, content_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return response
