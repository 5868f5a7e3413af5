"""Lays out the answers to canned queries: for people, for spreadsheets, for programs.

What comes in: ``Report`` records of ``kg.canned``.  What goes out: text.  Every layout has the same
rows, leads each to its claim, and says when rows were left out.
"""

from kg.canned import Report
from kg.errors import NotAcceptableError
from kg.query import Endpoint
from kg.report.claims import to_turtle
from kg.report.pages import to_html, to_html_fragment
from kg.report.tables import ReportTable, to_table
from kg.report.texts import to_csv, to_json, to_md

__all__ = [
    "FORMATS",
    "ReportTable",
    "render",
    "to_csv",
    "to_html",
    "to_html_fragment",
    "to_json",
    "to_md",
    "to_table",
    "to_turtle",
]

_TEXTS = {"csv": to_csv, "json": to_json, "md": to_md, "html": to_html}
FORMATS = ("table", *_TEXTS, "turtle")
"""How a report can be laid out."""


def render(report: Report, format: str, endpoint: Endpoint) -> str:  # noqa: A002 - as typed
    """Return a report in one of ``FORMATS`` that are text, which a terminal's table is not.

    Raises:
        NotAcceptableError: there is no such format.
    """
    if format == "turtle":
        return to_turtle(report, endpoint)
    if format not in _TEXTS:
        raise NotAcceptableError(f"format is {format!r}, but accepts {', '.join(_TEXTS)}, turtle")
    return _TEXTS[format](report)
