"""Lets a client keep an answer for as long as the graph stays as it is.

What comes in: the generation of an answer, and what was asked.  What goes out: its ``ETag``, and 304 where the client
has it already, without working it out again.
"""

from hashlib import blake2b

from flask import Response, request

from kg import __version__
from kg.web.services import services

__all__ = ["unchanged", "versioned"]


def unchanged(generation: int, asked: object) -> Response | None:
    """Return the answer to a client that holds what it would get, or None.

    Args:
        generation: the graph that is served now.
        asked: all that the answer depends on beside the graph, the settings and the program; its ``repr`` counts.
    """
    tag = _tag(generation, asked)
    if not request.if_none_match.contains_weak(tag):
        return None
    return _marked(Response(status=304), tag)


def versioned(response: Response, generation: int, asked: object) -> Response:
    """Let a client keep an answer, and ask each time whether it still holds."""
    return _marked(response, _tag(generation, asked))


def _marked(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)  # weak: rows that are alike in their order may come in another one
    response.headers["Cache-Control"] = "no-cache"
    return response


def _tag(generation: int, asked: object) -> str:
    settings = services().settings
    whole = (asked, request.url_root, settings.max_rows, settings.max_bytes, __version__)
    return f"{generation}-{blake2b(repr(whole).encode(), digest_size=12).hexdigest()}"
