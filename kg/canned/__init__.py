"""Reads the canned queries in ``queries/*.rq``, types their parameters, and runs them safely.

What comes in: files, and what people type for parameters.  What goes out: ``Report`` records: rows
with what was asked.  What is typed enters a query only as RDF terms, never as text.
"""

from kg.canned.flowing import Flow, stream
from kg.canned.header import read_queries, read_query
from kg.canned.paging import Page
from kg.canned.queries import COLUMN_KINDS, TYPES, CannedQuery, Column, Parameter
from kg.canned.running import Ending, Report, run

__all__ = [
    "COLUMN_KINDS",
    "TYPES",
    "CannedQuery",
    "Column",
    "Ending",
    "Flow",
    "Page",
    "Parameter",
    "Report",
    "read_queries",
    "read_query",
    "run",
    "stream",
]
