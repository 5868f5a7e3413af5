"""Lays out a report for a page.

What comes in: a report.  What goes out: heads and cells, by the kinds of the columns.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from kg.canned import Column, Report
from kg.report.cells import Cell, cells
from kg.terms import AT

__all__ = ["ReportCell", "ReportTable", "table_of"]

_MOST_ROWS = 1000
"""Rows that a page shows; the other forms give all."""


@dataclass(frozen=True, slots=True)
class ReportCell:
    """What a cell shows, and the IRI that it leads to or ``""``."""

    text: str
    iri: str


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A report's rows, as many as a page shows.

    Attributes:
        columns: the columns, those of claims first.
        rows: a cell for each column.
        found: how many rows there are.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[ReportCell, ...], ...]
    found: int


def table_of(report: Report, label: Callable[[str], str]) -> ReportTable:
    """Return a report as a table; ``label`` says what a term of the vocabulary is called."""
    solutions = report.solutions
    shown = replace(report, solutions=replace(solutions, rows=solutions.rows[:_MOST_ROWS]))
    columns = report.query.columns
    # The way to the sentence comes first: a narrow screen shows the left of a table.
    order = sorted(range(len(columns)), key=lambda n: columns[n].kind != "claim")
    rows = tuple(tuple(_reworded(columns[n], row[n], label) for n in order) for row in cells(shown))
    return ReportTable(tuple(columns[n] for n in order), rows, len(solutions.rows))


def _reworded(column: Column, cell: Cell, label: Callable[[str], str]) -> ReportCell:
    text, iri = cell.text, cell.iri or ""
    if column.kind == "claim" and iri:
        text = "evidence"
    elif iri.startswith(AT):
        text = label(iri)
    return ReportCell(text, iri)
