"""Runs canned queries.

What comes in: a canned query, what was typed for its parameters, an endpoint.  What goes out: a
``Report``.  It must not know how a report is shown.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.canned.names import Value
from kg.canned.paging import Page, check_page, paged
from kg.canned.placeholders import claims_query, fill
from kg.canned.queries import CannedQuery, Parameter
from kg.canned.values import read_values
from kg.errors import StoreFormatError
from kg.terms import AT, SUMMARY_GRAPH

if TYPE_CHECKING:
    from kg.query import Endpoint, Solutions

__all__ = ["Ending", "Report", "ask", "check_summary", "run"]

_WHOLE = Page()
_SUMMARY = f"SELECT ?digest {{ GRAPH <{SUMMARY_GRAPH}> {{ <{SUMMARY_GRAPH}> <{AT}inputDigest> ?digest }} }}"


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known of a report when its last row has come.

    Attributes:
        shown: how many rows it has.
        truncated: whether a limit left rows out.
        more: whether there are rows behind those of the page.
    """

    shown: int
    truncated: bool
    more: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to a canned query.

    Attributes:
        query: the query.
        bound: parameter → what it was asked with, as people call it; defaults included.
        solutions: the rows; those of the page.
        terms: parameter → the same as RDF terms; defaults left out.
        text: the SPARQL that was asked.
        counted: the same without the summary, where that was asked: it reads the claims themselves.
        page: which rows were asked for.
        more: whether there are rows behind those of the page.
    """

    query: CannedQuery
    bound: Mapping[str, tuple[str, ...]]
    solutions: "Solutions"
    terms: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    text: str = ""
    counted: str = ""
    page: Page = _WHOLE
    more: bool = False

    @property
    def summary(self) -> str:
        """What comes out, in one sentence that names what was asked."""
        words = {one.name: _anything(one) for one in self.query.parameters}
        words |= {name: " or ".join(labels) for name, labels in self.bound.items() if labels}
        return re.sub(r"\{(\w+)\}", lambda found: words[found[1]], self.query.summary)

    @property
    def ending(self) -> Ending:
        """What is known of its end."""
        return Ending(len(self.solutions.rows), self.solutions.truncated, self.more)

    @property
    def claims_text(self) -> str | None:
        """The SPARQL that finds the claims behind the rows, or None if none stand there."""
        evidence = self.query.evidence
        return claims_query(self.counted or self.text, evidence) if evidence else None


def _anything(parameter: Parameter) -> str:
    """Return what stands in a summary for a parameter that nothing was given for."""
    is_party = parameter.type in {"party", "state", "organization", "person"}
    return "anyone" if is_party else f"any {parameter.label.lower()}"


def ask(query: CannedQuery, values: Mapping[str, Sequence[str]], endpoint: "Endpoint", page: Page) -> Report:
    """Return a report without its rows, ready to be asked for them; arguments and errors as ``run``.

    Its text asks for one row more than the page has, which tells whether there is a next one.
    """
    from kg.query import Solutions

    check_page(query, page)
    given = read_values(query, values, endpoint)
    terms = _terms(query, given)
    filled, counted = fill(query.text, terms), fill(query.text, terms, by_claims=True)
    counted = counted if counted != filled else ""
    nothing, text = Solutions((), [], truncated=False, generation=0), paged(query, filled, page)
    return Report(query, _bound(query, given), nothing, given, text, counted, page)


def run(
    query: CannedQuery, values: Mapping[str, Sequence[str]], endpoint: "Endpoint", *, page: Page = _WHOLE
) -> Report:
    """Run a canned query.

    Args:
        query: the query.
        values: parameter → what was typed for it.
        endpoint: what answers it.
        page: which rows, in which order.

    Raises:
        ParameterError: a parameter is unknown, missing, given too often, or has a value that it
            does not accept; a column to sort or sift by is none.
        LimitError: the query ran into a limit.
        StoreFormatError: there are no rows, and the graph was built by a kg that made no summary.
    """
    asked = ask(query, values, endpoint, page)
    solutions, more = _cut(endpoint.select(asked.text), page)
    if not solutions.rows:
        check_summary(endpoint)
    return replace(asked, solutions=solutions, more=more)


def check_summary(endpoint: "Endpoint") -> None:
    """Refuse to answer nothing where the graph lacks what reports read.

    Raises:
        StoreFormatError: it has no summary.
    """
    if not endpoint.select(_SUMMARY).rows:
        told = "the graph has no summary of its claims, which reports read: run 'kg build', as an older kg made it"
        raise StoreFormatError(told)


def _terms(query: CannedQuery, given: Mapping[str, tuple[Value, ...]]) -> dict[str, list[str]]:
    """Return what was given, by variable."""
    return {
        parameter.variable: [str(value.term) for value in given[parameter.name]]
        for parameter in query.parameters
        if parameter.name in given
    }


def _bound(query: CannedQuery, given: Mapping[str, tuple[Value, ...]]) -> dict[str, tuple[str, ...]]:
    """Return what was asked with, as people call it."""
    return {
        parameter.name: tuple(dict.fromkeys(value.label for value in given[parameter.name]))
        if parameter.name in given
        else parameter.default
        for parameter in query.parameters
    }


def _cut(solutions: "Solutions", page: Page) -> tuple["Solutions", bool]:
    """Return the rows of a page without the one that only tells whether there are more, and whether it does."""
    if page.limit is None or len(solutions.rows) < page.limit:
        return solutions, solutions.truncated
    more = len(solutions.rows) > page.limit or solutions.truncated
    return replace(solutions, rows=solutions.rows[: page.limit], truncated=False), more
