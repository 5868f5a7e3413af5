"""The graph as a file, in any form that ``kg export`` writes.

What comes in: ``/graph.ttl`` and its like, with ``?graph=claims|gazetteer|all``.  What goes
out: a stream of bytes, so that a large graph needs little memory.
"""

from collections.abc import Iterator

from flask import Blueprint, Response, request

from kg.errors import UnknownNameError, UsageError
from kg.export import GRAPHS, export
from kg.web.negotiation import content_type
from kg.web.services import services

__all__ = ["DOWNLOADS", "blueprint"]

blueprint = Blueprint("downloads", __name__)

DOWNLOADS = {
    "ttl": ("turtle", "text/turtle"),
    "trig": ("trig", "application/trig"),
    "nq": ("nquads", "application/n-quads"),
    "nt": ("ntriples", "application/n-triples"),
    "jsonld": ("jsonld", "application/ld+json"),
    "csv": ("csv", "text/csv"),
    "jsonl": ("jsonl", "application/jsonl"),
}
"""Suffix → what ``kg.export`` calls the form, and its media type."""


@blueprint.get("/graph.<suffix>")
def graph(suffix: str) -> Response:
    """Give the graph as a file."""
    if suffix not in DOWNLOADS:
        raise UnknownNameError(f"there is no /graph.{suffix}, but /graph.{', /graph.'.join(DOWNLOADS)}")
    part = request.args.get("graph", "claims")
    if part not in GRAPHS:
        raise UsageError(f"graph is {part!r}, but accepts {', '.join(GRAPHS)}")
    name, media_type = DOWNLOADS[suffix]
    shared = services()
    generation = shared.generation
    response = Response(content_type=content_type(media_type))
    response.set_etag(f"{generation}-{part}-{name}")
    response.headers["Arms-KG-Generation"] = str(generation)
    response.make_conditional(request.environ)
    if response.status_code == 200 and request.method != "HEAD":
        # The first piece is made before anything is sent: what goes wrong has its true status.
        pieces = export(shared.store, format=name, graph=part)
        response.response = _with_first(next(pieces, b""), pieces)
    return response


def _with_first(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
