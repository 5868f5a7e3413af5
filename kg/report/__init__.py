"""Lays out the answers to canned queries: for people, for spreadsheets, for programs; and draws them.

What comes in: ``Report`` records of ``kg.canned``.  What goes out: text, and pictures.  Every layout has the
same rows, leads each to its claim, and says when rows were left out.
"""

from collections.abc import Callable, Iterator

from kg.canned import CannedQuery, Flow, Report
from kg.errors import NotAcceptableError
from kg.query import Endpoint
from kg.report.claims import to_turtle
from kg.report.pages import to_html, to_html_fragment
from kg.report.pictures import PICTURES, has_picture, picture, picture_html
from kg.report.tables import ReportTable, to_table
from kg.report.texts import csv_lines, json_parts, to_csv, to_json, to_md

__all__ = [
    "FLOWING",
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
_PARTS: dict[str, Callable[[Report, Flow | None], Iterator[str]]] = {"csv": csv_lines, "json": json_parts}
FLOWING = frozenset(_PARTS)
"""The formats that are laid out a row at a time, so that rows need not be held."""
_PIECE = 1 << 16  # bytes, about, that go out together
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


def chunks(
    report: Report,
    format: str,  # noqa: A002 - as typed
    endpoint: Endpoint,
    flow: Flow | None = None,
) -> Iterator[bytes]:
    """Yield a report in any of ``FORMATS`` but a terminal's table, a part at a time where it is long.

    Args:
        report: the report.
        format: how to lay it out.
        endpoint: what tells of the claims behind it.
        flow: its rows where they are not in it; only for the formats of ``FLOWING``.

    Raises:
        NotAcceptableError: there is no such format, or the report cannot be drawn.
    """
    if format in PICTURES:
        yield picture(report, format)
    elif format in _PARTS:
        yield from _together(_PARTS[format](report, flow))
    else:
        yield render(report, format, endpoint).encode()


def _together(parts: Iterator[str]) -> Iterator[bytes]:
    """Yield texts in pieces that are worth a write."""
    held: list[bytes] = []
    size = 0
    for part in parts:
        held.append(part.encode())
        size += len(held[-1])
        if size >= _PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
