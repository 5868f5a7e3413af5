"""Checks that the header of a canned query and its SPARQL fit each other.

What comes in: a ``CannedQuery``.  What goes out: its mistakes with file and line.  It must not know
the graph: a query is run here on nothing at all.
"""

import re
from collections.abc import Iterator
from typing import Protocol

import pyoxigraph as ox

from kg.canned.placeholders import blanked, find_alternatives, find_placeholders
from kg.canned.queries import CannedQuery, Parameter
from kg.errors import DataFileError

__all__ = ["Mistake", "at_offset", "mistakes_in"]


class Mistake(Protocol):
    """Makes the error for a mistake at a key of the header."""

    def __call__(self, place: tuple[str, ...], message: str) -> DataFileError:
        """Return an error that names the line of the key."""


def mistakes_in(query: CannedQuery, mistake: Mistake) -> Iterator[DataFileError]:
    """Yield what does not fit between the header of a query and its SPARQL, with file and line.

    Args:
        query: the query.
        mistake: makes the error for a mistake at a key of the header.
    """
    code = blanked(query.text)
    for service in re.finditer(r"\bSERVICE\b", code, re.IGNORECASE):
        yield at_offset(query, service.start(), "SERVICE is not allowed in a canned query")
    try:
        find_alternatives(query.text)
    except ValueError as error:
        yield at_offset(query, error.args[1], error.args[0])
    unreadable = list(_in_columns(query, mistake))
    yield from unreadable
    if any("does not parse" in str(one) for one in unreadable):
        return
    if query.evidence and not re.search(rf"[?$]{re.escape(query.evidence)}\b", code):
        yield mistake(("evidence",), f"the query has no variable ?{query.evidence}")
    yield from _in_places(query, code)
    for parameter in query.parameters:
        yield from _in_parameter(query, mistake, parameter)
    for name in re.findall(r"\{([^}]*)\}", query.summary):
        if not query.parameter(name):
            yield mistake(("summary",), f"the summary names {{{name}}}, which is no parameter")


def _in_columns(query: CannedQuery, mistake: Mistake) -> Iterator[DataFileError]:
    """Yield that a query does not parse, else the columns that it does not select."""
    try:
        selected = _selected(query)
    except DataFileError as error:
        yield error
        return
    for column in query.columns:
        if column.name not in selected:
            yield mistake(
                ("columns", column.name),
                f"the query selects no ?{column.name}; it selects {', '.join(sorted(selected))}",
            )


def _selected(query: CannedQuery) -> set[str]:
    """Return the variables that a query selects, by running it on nothing."""
    try:
        solutions = ox.Store().query(query.text)
    except SyntaxError as error:
        place = re.match(r"error at (\d+):(\d+): (.*)", str(error), re.DOTALL)
        line, what = (place[1], place[3]) if place else (1, str(error))
        message = f"the SPARQL does not parse: {what[:200]}"
        raise DataFileError(f"{query.path}:{line}: {message}") from error
    if not isinstance(solutions, ox.QuerySolutions):
        raise DataFileError(f"{query.path}:1: a canned query must be a SELECT")
    return {variable.value for variable in solutions.variables}


def _in_places(query: CannedQuery, code: str) -> Iterator[DataFileError]:
    """Yield the places for values that no parameter fills, or that leak out of their block."""
    declared = {parameter.variable for parameter in query.parameters}
    places = find_placeholders(query.text)
    for place in places:
        values = query.text[place.start : place.end]
        if re.search(r"\{\s*UNDEF\s*\}", values) and place.variable not in declared:
            message = f"VALUES ?{place.variable} has no parameter in the header"
            yield at_offset(query, place.start, message)
        blocks = [p.block or (0, len(code)) for p in places if p.variable == place.variable]
        used = [found.start() for found in re.finditer(rf"[?$]{place.variable}\b", code)]
        if not all(any(start < at < end for start, end in blocks) for at in used):
            message = f"?{place.variable} is used outside of the OPTIONAL that goes with its value"
            yield at_offset(query, place.start, message)


def _in_parameter(
    query: CannedQuery, mistake: Mistake, parameter: Parameter
) -> Iterator[DataFileError]:
    """Yield that a parameter has no place, does nothing, or has another default in the query."""
    place = ("parameters", parameter.name)
    mine = [p for p in find_placeholders(query.text) if p.variable == parameter.variable]
    if not mine:
        wanted = f"VALUES ?{parameter.variable} {{ UNDEF }}"
        yield mistake(place, f"the query has no {wanted} for parameter {parameter.name}")
        return
    if len(re.findall(rf"[?$]{parameter.variable}\b", blanked(query.text))) <= len(mine):
        yield mistake(place, f"the query does nothing with ?{parameter.variable} of {parameter.name}")
    inner = query.text[mine[0].start : mine[0].end].partition("{")[2].rstrip("}").split()
    standing = [re.split(r"[:#/]", term.rstrip(">"))[-1].strip('"') for term in inner]
    if standing != (list(parameter.default) or ["UNDEF"]):
        yield mistake(
            (*place, "default"),
            f"the default of {parameter.name} is {', '.join(parameter.default) or 'not given'}, "
            f"but the query says {', '.join(standing)}",
        )


def at_offset(query: CannedQuery, offset: int, message: str) -> DataFileError:
    """Return the error for a mistake at a place of a query's text, with file and line."""
    line = query.text.count("\n", 0, offset) + 1
    return DataFileError(f"{query.path}:{line}: {message}")
