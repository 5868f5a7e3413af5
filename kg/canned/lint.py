"""Checks that the header of a canned query and its SPARQL fit each other.

What comes in: a ``CannedQuery``.  What goes out: nothing, or the first mistake with file and line.
It must not know the graph: a query is run here on nothing at all.
"""

import re
from typing import Protocol

import pyoxigraph as ox

from kg.canned.placeholders import blanked, find_placeholders
from kg.canned.queries import CannedQuery, Parameter
from kg.errors import DataFileError

__all__ = ["Mistake", "check"]


class Mistake(Protocol):
    """Makes the error for a mistake at a key of the header."""

    def __call__(self, place: tuple[str, ...], message: str) -> DataFileError:
        """Return an error that names the line of the key."""


def check(query: CannedQuery, mistake: Mistake) -> None:
    """Check that header and SPARQL fit each other.

    Args:
        query: the query.
        mistake: makes the error for a mistake at a key of the header.

    Raises:
        DataFileError: they do not; names file and line.
    """
    code = blanked(query.text)
    service = re.search(r"\bSERVICE\b", code, re.IGNORECASE)
    if service:
        raise _at_offset(query, service.start(), "SERVICE is not allowed in a canned query")
    selected = _selected(query)
    for column in query.columns:
        if column.name not in selected:
            raise mistake(
                ("columns", column.name),
                f"the query selects no ?{column.name}; it selects {', '.join(sorted(selected))}",
            )
    if query.evidence and not re.search(rf"[?$]{re.escape(query.evidence)}\b", code):
        raise mistake(("evidence",), f"the query has no variable ?{query.evidence}")
    _check_parameters(query, mistake)


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


def _check_parameters(query: CannedQuery, mistake: Mistake) -> None:
    code = blanked(query.text)
    declared = {parameter.variable: parameter for parameter in query.parameters}
    places = find_placeholders(query.text)
    for place in places:
        values = query.text[place.start : place.end]
        undefined = re.search(r"\{\s*UNDEF\s*\}", values)
        if undefined and place.variable not in declared:
            message = f"VALUES ?{place.variable} has no parameter in the header"
            raise _at_offset(query, place.start, message)
        inside = slice(*place.block) if place.block else slice(0, len(code))
        word = rf"[?$]{place.variable}\b"
        if len(re.findall(word, code)) != len(re.findall(word, code[inside])):
            message = f"?{place.variable} is used outside of the OPTIONAL that goes with its value"
            raise _at_offset(query, place.start, message)
    for parameter in query.parameters:
        _check_parameter(query, mistake, parameter)
    for name in re.findall(r"\{([^}]*)\}", query.summary):
        if not query.parameter(name):
            raise mistake(("summary",), f"the summary names {{{name}}}, which is no parameter")


def _check_parameter(query: CannedQuery, mistake: Mistake, parameter: Parameter) -> None:
    """Check that a parameter has its place, and that query and header agree on its default."""
    place = ("parameters", parameter.name)
    mine = [p for p in find_placeholders(query.text) if p.variable == parameter.variable]
    if not mine:
        wanted = f"VALUES ?{parameter.variable} {{ UNDEF }}"
        raise mistake(place, f"the query has no {wanted} for parameter {parameter.name}")
    inner = query.text[mine[0].start : mine[0].end].partition("{")[2].rstrip("}").split()
    standing = [re.split(r"[:#/]", term.rstrip(">"))[-1].strip('"') for term in inner]
    if standing != (list(parameter.default) or ["UNDEF"]):
        raise mistake(
            (*place, "default"),
            f"the default of {parameter.name} is {', '.join(parameter.default) or 'not given'}, "
            f"but the query says {', '.join(standing)}",
        )


def _at_offset(query: CannedQuery, offset: int, message: str) -> DataFileError:
    line = query.text.count("\n", 0, offset) + 1
    return DataFileError(f"{query.path}:{line}: {message}")
