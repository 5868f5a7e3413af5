"""Lays out a report for a page.

What comes in: a report, what was asked.  What goes out: heads that lead to the same rows in another order, and
cells, by the kinds of the columns.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kg.canned import Column, Report
from kg.report.cells import Cell, cells
from kg.terms import AT
from kg.web.asking import Asked

__all__ = ["Head", "ReportCell", "ReportTable", "table_of"]

_GREATEST_FIRST = frozenset({"integer", "number", "date"})


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column.

    Attributes:
        column: the column.
        sorted: how the rows are sorted by it: ``ascending``, ``descending``, or ``""``.
        tail: the end of the address that sorts by it, the other way where it is sorted already.
    """

    column: Column
    sorted: str
    tail: str


@dataclass(frozen=True, slots=True)
class ReportCell:
    """What a cell shows, and the IRI that it leads to or ``""``."""

    text: str
    iri: str


@dataclass(frozen=True, slots=True)
class ReportTable:
    """The rows of a report that a page shows.

    Attributes:
        heads: the columns, those of claims first.
        rows: a cell for each column.
        first: number of the first row, from 1.
        last: number of the last row.
        more: whether there are rows behind it.
    """

    heads: tuple[Head, ...]
    rows: tuple[tuple[ReportCell, ...], ...]
    first: int
    last: int
    more: bool


def table_of(report: Report, asked: Asked, label: Callable[[str], str]) -> ReportTable:
    """Return a report as a table; ``label`` says what a term of the vocabulary is called."""
    columns = report.query.columns
    # The way to the sentence comes first: a narrow screen shows the left of a table.
    order = sorted(range(len(columns)), key=lambda n: columns[n].kind != "claim")
    rows = tuple(tuple(_reworded(columns[n], row[n], label) for n in order) for row in cells(report))
    heads = tuple(_head(columns[n], asked) for n in order)
    before = report.page.offset
    return ReportTable(heads, rows, before + 1, before + len(rows), report.more)


def _head(column: Column, asked: Asked) -> Head:
    first, down = asked.page.sort[0] if asked.page.sort else ("", False)
    is_sorted = first == column.name
    direction = ("descending" if down else "ascending") if is_sorted else ""
    turned = not down if is_sorted else column.kind in _GREATEST_FIRST
    return Head(column, direction, asked.sorted_by(column.name, down=turned).tail)


def _reworded(column: Column, cell: Cell, label: Callable[[str], str]) -> ReportCell:
    text, iri = cell.text, cell.iri or ""
    if column.kind == "claim" and iri:
        text = "evidence"
    elif iri.startswith(AT):
        text = label(iri)
    return ReportCell(text, iri)
