"""Lays out a report for a page.

What comes in: a report.  What goes out: heads and cells, by the kinds of the columns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.canned import Column, Report
from kg.terms import AT
from kg.web.facts import Term
from kg.web.links import short

__all__ = ["ReportCell", "ReportTable", "table_of"]

_MOST_ROWS = 1000
"""Rows that a page shows; the other forms give all."""


@dataclass(frozen=True, slots=True)
class ReportCell:
    """One value: what to show, and the IRI that it leads to or ``""``."""

    text: str
    iri: str
    kind: str


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A report's rows, as many as a page shows, and how many there are."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[ReportCell, ...], ...]
    found: int


def table_of(report: Report, label: Callable[[str], str]) -> ReportTable:
    """Return a report as a table; ``label`` says what a term of the vocabulary is called."""
    # The way to the sentence comes first: a narrow screen shows the left of a table.
    columns = tuple(sorted(report.query.columns, key=lambda column: column.kind != "claim"))
    rows = report.solutions.rows
    shown = tuple(tuple(_cell(row, column, label) for column in columns) for row in rows[:_MOST_ROWS])
    return ReportTable(columns, shown, len(rows))


def _cell(row: Mapping[str, Term], column: Column, label: Callable[[str], str]) -> ReportCell:
    term = row.get(column.name)
    if term is None:
        return ReportCell("", "", column.kind)
    if not isinstance(term, ox.NamedNode):
        return ReportCell(term.value, "", column.kind)
    named = row.get(f"{column.name}Label")
    if column.kind == "claim":
        text = "evidence"
    elif named is not None:
        text = named.value
    elif term.value.startswith(AT):
        text = label(term.value)
    else:
        text = short(term.value)
    return ReportCell(text, term.value, column.kind)
