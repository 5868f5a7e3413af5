"""Answers queries: what other rooms call.

What comes in: SPARQL.  What goes out: serialised answers, or typed rows for the reports.  An
``Endpoint`` holds nothing that changes, so any number of threads may share one.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pyoxigraph as ox

import kg.errors
from kg.errors import KGError, NotAcceptableError, QueryError, UsageError
from kg.query.frames import DATA, FAILED, HEAD, Frame
from kg.query.graphs import GRAPH_FORMATS
from kg.query.inspection import check_allowed, names_its_graphs
from kg.query.process import converse
from kg.query.request import Request
from kg.query.rows import SOLUTIONS_FORMATS
from kg.terms import PREFIXES

__all__ = ["Answer", "Endpoint", "Limits", "Solutions"]

Cell: TypeAlias = ox.NamedNode | ox.Literal
Kind: TypeAlias = Literal["solutions", "boolean", "graph"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one query may take.

    Attributes:
        timeout: seconds from the question to the end of the answer.
        memory: MiB on top of what the store itself takes; also the most that an answer may have.
        max_rows: most rows, or triples, of an answer; the others are left out, and that is said.
    """

    timeout: float
    memory: int
    max_rows: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A serialised answer.

    Attributes:
        kind: ``solutions`` of a SELECT, the ``boolean`` of an ASK, or the ``graph`` of the others.
        body: the answer.
        format: its format.
        truncated: whether there were more rows or triples than the limit.
        generation: number of the snapshot that was asked.
    """

    kind: Kind
    body: bytes
    format: str
    truncated: bool
    generation: int


@dataclass(frozen=True, slots=True)
class Solutions:
    """The rows of a SELECT.

    Attributes:
        variables: their names, in the order of the query.
        rows: variable → what it is bound to; variables that are not bound are absent.
        truncated: whether there were more rows than the limit.
        generation: number of the snapshot that was asked.
    """

    variables: tuple[str, ...]
    rows: list[dict[str, Cell]]
    truncated: bool
    generation: int


class Endpoint:
    """Answers queries on the newest snapshot of a store."""

    def __init__(self, folder: Path, limits: Limits, *, union: bool = True) -> None:
        """Keep what to ask and how much that may take.

        Args:
            folder: the store.
            limits: how much each query may take.
            union: whether the default graph is the union of all graphs, where no FROM says more.
        """
        self._folder = folder
        self._limits = limits
        self._union = union

    def answer(
        self,
        query: str,
        *,
        solutions_format: str = "json",
        graph_format: str = "turtle",
        timeout: float | None = None,
    ) -> Answer:
        """Answer a query of any form.

        Args:
            query: SPARQL; the prefixes of ``kg.terms.PREFIXES`` need no declaration.
            solutions_format: ``json``, ``xml``, ``csv`` or ``tsv``, for SELECT and ASK.
            graph_format: ``turtle``, ``ntriples``, ``rdfxml``, ``jsonld``, ``trig`` or ``nquads``.
            timeout: seconds, where the limit would be too long.

        Raises:
            QueryError: it does not parse, or asks for what is refused; with the place.
            QueryTimeoutError: it took too long.
            QueryMemoryError: it needed too much memory, or the answer is too large.
            NotAcceptableError: there is no such format.
            StoreError: there is no graph, or it cannot be read.
        """
        _check_format(solutions_format, SOLUTIONS_FORMATS)
        _check_format(graph_format, GRAPH_FORMATS)
        check_allowed(query)
        request = Request(
            folder=str(self._folder),
            query=query,
            prefixes=dict(PREFIXES),
            union=self._union and not names_its_graphs(query),
            solutions_format=solutions_format,
            graph_format=graph_format,
            timeout=self._timeout(timeout),
            memory=self._limits.memory,
            max_rows=self._limits.max_rows,
        )
        return _read(request, converse(request))

    def select(self, query: str) -> Solutions:
        """Return the rows of a SELECT as terms.

        Raises:
            QueryError: as ``answer``, or the query is no SELECT.
            KGError: as ``answer``.
        """
        answer = self.answer(query)
        parsed = None
        if answer.kind == "solutions":
            parsed = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
        if not isinstance(parsed, ox.QuerySolutions):
            raise QueryError("the query gives no rows; only SELECT does")
        names = tuple(variable.value for variable in parsed.variables)
        rows = [
            {name: _cell(value) for name, value in zip(names, row, strict=True) if value}
            for row in parsed
        ]
        return Solutions(names, rows, answer.truncated, answer.generation)

    def _timeout(self, asked: float | None) -> float:
        if asked is None:
            return self._limits.timeout
        if not asked > 0:
            raise UsageError(f"the timeout is {asked:g}, but accepts seconds, more than 0")
        return min(asked, self._limits.timeout)


def _check_format(name: str, accepted: tuple[str, ...]) -> None:
    if name not in accepted:
        raise NotAcceptableError(f"there is no format {name!r}; there are {', '.join(accepted)}")


def _cell(value: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> Cell:
    """Return a term as reports know it; ours has no other, but a query can make some."""
    if isinstance(value, ox.BlankNode):
        return ox.NamedNode(f"urn:blank:{value.value}")
    return ox.Literal(str(value)) if isinstance(value, ox.Triple) else value


def _read(request: Request, frames: list[Frame]) -> Answer:
    """Return the answer that frames hold.

    Raises:
        KGError: they hold an error.
    """
    kind, content = frames[-1]
    if kind == FAILED:
        record = json.loads(content)
        error: type[KGError] = getattr(kg.errors, record["error"])
        raise error(record["message"], **record["place"])
    head: dict[str, Any] = next(json.loads(content) for kind, content in frames if kind == HEAD)
    return Answer(
        kind=head["kind"],
        body=b"".join(content for kind, content in frames if kind == DATA),
        format=request.graph_format if head["kind"] == "graph" else request.solutions_format,
        truncated=json.loads(content)["truncated"],
        generation=head["generation"],
    )
