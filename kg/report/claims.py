"""Gives the claims behind the rows of a report as Turtle, with their evidence.

What comes in: a ``Report``, an endpoint.  What goes out: Turtle, sorted and prefixed.
"""

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from kg.canned import Report
from kg.output import statement_order, turtle
from kg.query import Endpoint
from kg.report.cells import cut

__all__ = ["to_turtle"]

_AT_ONCE = 500
"""Claims that one query asks for: a claim has about fifty triples with its evidence."""
_CONSTRUCT = """\
CONSTRUCT {{ ?thing ?predicate ?object . ?object skos:prefLabel ?label }} WHERE {{
  VALUES ?claim {{ {claims} }}
  ?claim (
    at:evidence | oa:hasSelector | prov:wasQuotedFrom | at:reading | at:mention | prov:wasGeneratedBy
  )* ?thing .
  ?thing ?predicate ?object .
  OPTIONAL {{ ?object skos:prefLabel ?label }}
}}"""
"""From a claim to its passages and their articles, its readings and mentions, and its run."""


def to_turtle(report: Report, endpoint: Endpoint) -> str:
    """Return the claims behind the rows as Turtle, with their evidence and the labels of things.

    For a report that counts, these are the claims that it counts; for one whose rows lead to no
    claims there are none.  Where rows or triples were left out, a comment at the top says so.

    Raises:
        LimitError: a query ran into a limit.
    """
    claims, truncated = _claims(report, endpoint)
    triples: set[ox.Triple] = set()
    for start in range(0, len(claims), _AT_ONCE):
        query = _CONSTRUCT.format(claims=" ".join(claims[start : start + _AT_ONCE]))
        answer = endpoint.answer(query, graph_format="ntriples")
        truncated = truncated or answer.truncated
        parsed = ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES)
        triples.update(quad.triple for quad in parsed)
    ordered = sorted(triples, key=statement_order)
    body = b"".join(turtle(ordered)).decode()
    return "".join(_comments(report, truncated=truncated)) + body


def _claims(report: Report, endpoint: Endpoint) -> tuple[Sequence[str], bool]:
    """Return the claims behind the rows as terms, and whether some are missing."""
    evidence = report.query.evidence
    if evidence is None or report.claims_text is None:
        return [], False
    solutions = report.solutions
    if evidence not in solutions.variables:
        solutions = endpoint.select(report.claims_text)
    found = {str(row[evidence]) for row in solutions.rows if evidence in row}
    return sorted(found), solutions.truncated


def _comments(report: Report, *, truncated: bool) -> Iterator[str]:
    yield f"# {report.summary}\n"
    note = cut(report) or "Cut short: there are more claims. Ask for less, or raise max-rows."
    if truncated:
        yield f"# {note}\n"
