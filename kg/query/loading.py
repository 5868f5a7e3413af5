"""Fetches the documents that an update loads, where their origins are listed.

What comes in: an update.  What goes out: its documents, as they came.  A worker is cut off from the network whatever an
update says; so it is this process that asks, and the worker, which reads them, gets triples in the place of LOAD.
"""

import base64
from collections.abc import Iterator
from pathlib import PurePosixPath
from time import monotonic
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.errors import QueryTimeoutError, ServiceError
from kg.output import RDF_FORMATS
from kg.query.asking import fetch
from kg.query.change import Loaded
from kg.query.inspection import Load
from kg.query.process import Gone

__all__ = ["fetched"]

_MOST_BYTES = 16 << 20
"""Of all documents of one update together: they are held in memory here, and go to the worker as text."""
_FORMS = {form: name for name, form in RDF_FORMATS.items() if not form.supports_datasets or name == "jsonld"}
_ACCEPT = ", ".join(form.media_type for form in _FORMS)
_VAGUE = frozenset(("", "text/plain", "application/octet-stream", "application/xml", "text/xml", "application/json"))
"""Media types that say less than the end of an address does."""


def fetched(loads: list[Load], seconds: float, gone: Gone | None = None) -> Iterator[Loaded]:
    """Yield the documents, one after the other.

    Args:
        loads: what to fetch.
        seconds: in which all have to be there.
        gone: tells whether nobody waits any more.

    Raises:
        ServiceError: one cannot be had or is no RDF, and is not loaded with SILENT.
        QueryTimeoutError: it took too long.
        QueryCancelledError: nobody waits any more.
    """
    ends, room = monotonic() + seconds, _MOST_BYTES
    for load in loads:
        form, encoded = "turtle", None
        try:
            left = ends - monotonic()
            if left <= 0:
                raise QueryTimeoutError(f"the documents that the update loads took {seconds:g} seconds")
            media_type, content = fetch(load.document, _ACCEPT, seconds=left, most=room, gone=gone)
            room -= len(content)
            form, encoded = _form(load.document, media_type), base64.b64encode(content).decode("ascii")
        except ServiceError:
            if not load.silent:
                raise
        yield Loaded(load.start, load.end, load.graph, load.document, form, encoded, load.silent)


def _form(document: str, media_type: str) -> str:
    """Return the format of a document.

    Raises:
        ServiceError: it is none of ours.
    """
    ending = PurePosixPath(urlsplit(document).path).suffix[1:]
    by_ending = ox.RdfFormat.from_extension(ending) if ending and media_type in _VAGUE else None
    form = by_ending or ox.RdfFormat.from_media_type(media_type)
    if form not in _FORMS:
        of_type = f"of the type {media_type}" if media_type else "of no type"
        raise ServiceError(f"the document <{document}> is {of_type}, and LOAD takes {_ACCEPT}")
    return _FORMS[form]
