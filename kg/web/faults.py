"""Finds all that is wrong with what a report was asked with, so that it can be told at once.

What comes in: what was asked.  What goes out: an error for each parameter at fault, in the order of the form.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kg.canned import Page
from kg.canned.paging import check_page
from kg.canned.values import read_values
from kg.errors import ParameterError
from kg.query import Endpoint
from kg.web.asking import WHERE, Asked
from kg.web.errors import fault, problem

__all__ = ["faults_of", "told"]


def faults_of(asked: Asked, endpoint: Endpoint, first: ParameterError) -> list[ParameterError]:
    """Return what is wrong, one error for each parameter.

    Args:
        asked: what was asked.
        endpoint: finds what names mean.
        first: what was found wrong already.

    Raises:
        LimitError: a query ran into a limit.
    """
    return [*_in_values(asked, endpoint, first), *asked.faults, *_in_page(asked)] or [first]


def _in_values(asked: Asked, endpoint: Endpoint, first: ParameterError) -> Iterator[ParameterError]:
    """Yield what is wrong with the report's own parameters, each as if there were no other."""
    query = asked.query
    for parameter in query.parameters:
        if parameter.name == first.parameter:
            yield first  # finding what is near to a name takes long
            continue
        alone = replace(query, parameters=(parameter,))
        given = {name: texts for name, texts in asked.values.items() if name == parameter.name}
        try:
            read_values(alone, given, endpoint)
        except ParameterError as error:
            yield error
    for name, texts in asked.values.items():
        if not query.parameter(name):
            try:
                read_values(query, {name: texts}, endpoint)
            except ParameterError as error:
                yield error


def _in_page(asked: Asked) -> Iterator[ParameterError]:
    page = asked.page
    parts = [("limit", Page(limit=page.limit)), ("offset", Page(offset=page.offset))]
    parts += [("sort", Page(sort=(one,))) for one in page.sort]
    parts += [(WHERE + one[0], Page(where=(one,))) for one in page.where]
    for name, part in parts:
        try:
            check_page(asked.query, part)
        except ParameterError as error:
            yield ParameterError(name, error.reason, accepted=error.accepted, nearest=error.nearest)


def told(faults: list[ParameterError]) -> dict[str, Any]:
    """Return the problem details of several errors: those of the first, with a list of all."""
    return problem(faults[0]) | {
        "detail": "; ".join(map(str, faults)),
        "errors": [fault(one) for one in faults],
    }
