"""Lays out the answers to canned queries: for people, for spreadsheets, for programs; and draws them.

What comes in: ``Report`` records of ``kg.canned``.  What goes out: text, and pictures.  Every layout has the
same rows, leads each to its claim, and says when rows were left out.
"""

from collections.abc import Callable, Iterator

from kg.canned import CannedQuery, Report
from kg.errors import NotAcceptableError
from kg.query import Endpoint
from kg.report.claims import to_turtle
from kg.report.pages import to_html, to_html_fragment
from kg.report.pictures import PICTURES, has_picture, picture, picture_html
from kg.report.tables import ReportTable, to_table
from kg.report.texts import csv_lines, json_parts, to_csv, to_json, to_md

__all__ = [
    "FORMATS",
    "PICTURES",
    "ReportTable",
    "chunks",
    "csv_lines",
    "formats_of",
    "has_picture",
    "json_parts",
    "picture",
    "picture_html",
    "render",
    "to_csv",
    "to_html",
    "to_html_fragment",
    "to_json",
    "to_md",
    "to_table",
    "to_turtle",
]

_TEXTS: dict[str, Callable[[Report], str]] = {"csv": to_csv, "json": to_json, "md": to_md, "html": to_html}
_PARTS: dict[str, Callable[[Report], Iterator[str]]] = {"csv": csv_lines, "json": json_parts}
_ALIASES = {"turtle": "ttl"}
FORMATS = ("table", *_TEXTS, "ttl", *PICTURES)
"""How a report can be laid out; ``turtle`` is another name for ``ttl``."""


def formats_of(query: CannedQuery) -> tuple[str, ...]:
    """Return how a report can be laid out: as pictures only where its header has a chart."""
    return tuple(name for name in FORMATS if name not in PICTURES or has_picture(query))


def render(report: Report, format: str, endpoint: Endpoint) -> str:  # noqa: A002 - as typed
    """Return a report in one of ``FORMATS`` that are text, which a terminal's table and PNG are not.

    Raises:
        NotAcceptableError: there is no such format, or the report cannot be drawn.
    """
    name = _ALIASES.get(format, format)
    if name == "ttl":
        return to_turtle(report, endpoint)
    if name == "svg":
        return picture(report, name).decode()
    if name not in _TEXTS:
        raise NotAcceptableError(f"format is {format!r}, but accepts {', '.join(_TEXTS)}, ttl, svg")
    return _TEXTS[name](report)


def chunks(report: Report, format: str, endpoint: Endpoint) -> Iterator[bytes]:  # noqa: A002 - as typed
    """Yield a report in any of ``FORMATS`` but a terminal's table, a part at a time where it is long.

    Raises:
        NotAcceptableError: there is no such format, or the report cannot be drawn.
    """
    if format in PICTURES:
        yield picture(report, format)
    elif format in _PARTS:
        yield from (part.encode() for part in _PARTS[format](report))
    else:
        yield render(report, format, endpoint).encode()
