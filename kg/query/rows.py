"""Writes the rows of a SELECT in the four formats of SPARQL 1.1, as far as there is room.

What comes in: solutions of Oxigraph.  What goes out: bytes, as Oxigraph writes them.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import IO, cast

import pyoxigraph as ox

from kg.query.meters import Csv, Full, Json, Meter, Room, Tsv, Written, Xml

__all__ = ["SOLUTIONS_FORMATS", "write_solutions", "write_truth"]

_FORMATS: dict[str, tuple[type[Meter], ox.QueryResultsFormat]] = {
    "json": (Json, ox.QueryResultsFormat.JSON),
    "xml": (Xml, ox.QueryResultsFormat.XML),
    "csv": (Csv, ox.QueryResultsFormat.CSV),
    "tsv": (Tsv, ox.QueryResultsFormat.TSV),
}
SOLUTIONS_FORMATS = tuple(_FORMATS)
"""Formats of SELECT and ASK."""


def write_solutions(
    solutions: ox.QuerySolutions, name: str, room: Room, write: Callable[[bytes], None]
) -> Written:
    """Write rows as far as there is room."""
    kind, form = _FORMATS[name]
    meter = kind(room, write)
    with suppress(Full):
        solutions.serialize(cast("IO[bytes]", meter), format=form)  # all that is asked of a file is there
    return meter.done()


def write_truth(truth: ox.QueryBoolean, name: str, write: Callable[[bytes], None]) -> None:
    """Write the answer of an ASK."""
    write(truth.serialize(format=_FORMATS[name][1]) or b"")
