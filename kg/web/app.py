"""Puts the web service together.

What comes in: the folder of a graph store, and the settings.  What goes out: a Flask app that
only reads, unless the settings switch updates on.  Each room of the service is a blueprint of its
own; errors become answers in one place.
"""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, request

from kg.settings import Settings
from kg.terms import short, words
from kg.web import (
    dataset,
    documents,
    downloads,
    errors,
    graph_store,
    names,
    openapi,
    operations,
    pages,
    reports,
    sparql,
    things,
    vocabulary,
)
from kg.web.policy import HEADERS
from kg.web.services import KEY, Services

__all__ = ["MOST_BYTES", "create_app"]

MOST_BYTES = 1024 * 1024
"""Longest request body, in bytes: far more than any query that a person writes."""

_ROOMS = (
    pages, sparql, reports, documents, names, things, vocabulary, downloads, dataset, graph_store, openapi, operations,
)  # fmt: skip
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type",
    "Access-Control-Max-Age": "86400",
}


def create_app(*, store: Path, settings: Settings) -> Flask:
    """Return the web service over a graph store; the store may be empty, or not there yet."""
    app = Flask("kg.web")
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_MEMORY_SIZE=MOST_BYTES)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's default provider has it
    shared = Services.of(store, settings)
    app.extensions[KEY] = shared
    for room in _ROOMS:
        app.register_blueprint(room.blueprint)
    errors.register(app)
    app.after_request(_with_headers)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {"label": shared.label, "words": words, "address": _address(shared)}
    app.jinja_env.filters |= {"short": short}
    return app


def _with_headers(response: Response) -> Response:
    said = {name.lower() for name, _ in response.headers}  # looked up once: it is done for every request
    for name, value in HEADERS.items():
        if name.lower() not in said:
            response.headers.add(name, value)
    if request.method == "OPTIONS":
        response.headers.update(_PREFLIGHT)
    response.vary.add("Accept")
    if request.method in {"GET", "HEAD"} and response.status_code == HTTPStatus.OK and not response.is_streamed:
        _with_version(response)
    return response


def _with_version(response: Response) -> None:
    """Let a client keep an answer until it changes, unless its room has said something else of it."""
    if "Cache-Control" in response.headers or "ETag" in response.headers or response.direct_passthrough:
        return
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag(weak=True)
    response.make_conditional(request)


def _address(shared: Services) -> Callable[[str], str | None]:
    def address(iri: str) -> str | None:
        """Return where a link to an IRI leads, also where the service is mounted below a path."""
        found = shared.links.address(iri)
        return request.script_root + found if found and found.startswith("/") else found

    return address
