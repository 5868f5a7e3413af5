"""Lays out the answer of a query for a page.

What comes in: SPARQL results in JSON (https://www.w3.org/TR/sparql11-results-json/).  What goes
out: a table of cells.
"""

import json
from dataclasses import dataclass
from typing import Any

from kg.terms import short

__all__ = ["Cell", "ResultTable", "table_of"]

_MOST_ROWS = 1000
"""Rows that a page shows; the other forms give all."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value.

    Attributes:
        text: what to show.
        iri: the IRI behind it, or ``""``.
        note: its language or data type, or ``""``.
    """

    text: str
    iri: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ResultTable:
    """The answer of a SELECT or ASK query.

    Attributes:
        variables: names of the columns.
        rows: the rows that are shown.
        found: how many rows there are.
        boolean: the answer of an ASK query; None for rows.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    found: int
    boolean: bool | None = None


def table_of(body: bytes) -> ResultTable:
    """Return results in JSON as a table of at most a thousand rows."""
    results = json.loads(body)
    if "boolean" in results:
        return ResultTable((), (), 0, results["boolean"])
    variables = tuple(results["head"]["vars"])
    bindings = results["results"]["bindings"]
    rows = tuple(
        tuple(_cell(row[name]) if name in row else None for name in variables) for row in bindings[:_MOST_ROWS]
    )
    return ResultTable(variables, rows, len(bindings))


def _cell(value: dict[str, Any]) -> Cell:
    if value["type"] == "uri":
        return Cell(short(value["value"]), value["value"])
    if value["type"] == "triple":
        return Cell(json.dumps(value["value"]))
    note = value.get("xml:lang") or short(value.get("datatype", ""))
    return Cell(value["value"], note=note)
