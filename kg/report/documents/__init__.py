"""Joins reports to one document: a dossier of two actors, a profile of a state.

What comes in: a plan of ``queries/*.yaml``, names, an endpoint.  What goes out: a ``Document`` that is HTML or
Markdown, with pictures, tables, quotations and the list of its sources.
"""

from kg.report.documents.joining import MOST_ROWS, Document, Section, join
from kg.report.documents.plans import Plan, read_plan

__all__ = ["MOST_ROWS", "Document", "Plan", "Section", "join", "read_plan"]
