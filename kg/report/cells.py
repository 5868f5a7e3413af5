"""Reads the rows of a report: what each cell says and what it stands for.

What comes in: a ``Report``.  What goes out: cells in the order of its columns.  All layouts are
made from these, so that they say the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph as ox

from kg.canned import Column, Ending, Report
from kg.terms import AT

__all__ = ["Cell", "Row", "asked", "cells", "cells_of", "cut"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
Row: TypeAlias = Mapping[str, ox.NamedNode | ox.Literal]
"""A row of an answer: variable → term."""
_NUMBERS = frozenset({"integer", "number"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        raw: what it says, as the graph has it: a label rather than an IRI; ``""`` for nothing.
        iri: what it stands for, or None.
        number: its value, in columns of numbers; None elsewhere.
    """

    raw: str = ""
    iri: str | None = None
    number: int | float | None = None

    @property
    def text(self) -> str:
        """What to show: on one line, without what would steer a terminal."""
        return _CONTROL.sub(" ", self.raw).strip()


def cells(report: Report) -> list[list[Cell]]:
    """Return the rows of a report, each with one cell for each column."""
    return list(cells_of(report.query.columns, report.solutions.rows))


def cells_of(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[list[Cell]]:
    """Yield rows, each with one cell for each column; one at a time, however many there are."""
    for row in rows:
        yield [_cell(column, row) for column in columns]


def _cell(column: Column, row: Row) -> Cell:
    term, label = row.get(column.name), row.get(f"{column.name}Label")
    said = label.value if label else ""
    if term is None:
        return Cell(said)
    if isinstance(term, ox.NamedNode):
        return Cell(said or _named(column, term), term.value)
    if column.kind in _NUMBERS:
        return Cell(term.value, number=_number(term.value))
    return Cell(term.value)


def _named(column: Column, term: ox.NamedNode) -> str:
    """Return what to show for an IRI that has no label: a term of ours by its own name."""
    if column.kind == "claim":
        return term.value
    return term.value.removeprefix(AT) if term.value.startswith(AT) else term.value


def _number(text: str) -> int | float | None:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return None


def asked(report: Report) -> list[tuple[str, str]]:
    """Return what the report was asked with, in words: label of the parameter, values."""
    return [
        (parameter.label, ", ".join(report.bound[parameter.name]))
        for parameter in report.query.parameters
        if report.bound.get(parameter.name)
    ]


def cut(report: Report, ending: Ending | None = None) -> str:
    """Return a sentence that says that rows were left out, or ``""`` where none were.

    Args:
        report: the report.
        ending: how it ended, where its rows are not in it.
    """
    ending = ending or report.ending
    if not ending.truncated:
        return _following(report, ending) if ending.more else ""
    return (
        f"Cut short after {ending.shown:,} rows; there are more. "
        "Ask for less, or raise max-rows."
    )


def _following(report: Report, ending: Ending) -> str:
    first, last = report.page.offset + 1, report.page.offset + ending.shown
    return f"Rows {first:,} to {last:,}; there are more behind them."
