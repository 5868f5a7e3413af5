"""The graph as a file, in any form that ``kg export`` writes.

What comes in: ``/graph.ttl`` and its like, with ``?graph=claims|gazetteer|all``.  What goes
out: a stream of bytes, so that a large graph needs little memory.
"""

from itertools import chain

from flask import Blueprint, Response, request

from kg.errors import UnknownNameError, UsageError
from kg.export import GRAPHS
from kg.web.exporting import pieces_of
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
    tag = f"{generation}-{part}-{name}"
    if request.if_none_match.contains(tag):
        response = Response(status=304)
    elif request.method == "HEAD":
        response = Response(iter(()))  # no Content-Length: only writing the graph would tell it
    else:
        # The first piece is made before anything is sent: what goes wrong has its true status.
        pieces = pieces_of(shared.store, name, part)
        response = Response(chain((next(pieces, b""),), pieces))
        response.call_on_close(pieces.close)
    response.content_type = content_type(media_type)
    response.set_etag(tag)
    response.headers["Arms-KG-Generation"] = str(generation)
    return response
