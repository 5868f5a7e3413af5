"""Answers queries: what other rooms call.

What comes in: SPARQL.  What goes out: serialised answers, whole or in pieces, or typed rows for the
reports.  An ``Endpoint`` holds nothing that changes, so any number of threads may share one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias, cast

import pyoxigraph as ox

from kg.errors import NotAcceptableError, QueryError, UsageError
from kg.query.graphs import GRAPH_FORMATS
from kg.query.inspection import check_allowed, names_its_graphs
from kg.query.process import Answering, Gone, converse
from kg.query.request import Request
from kg.query.rows import SOLUTIONS_FORMATS
from kg.query.stream import Answer, Stream
from kg.terms import PREFIXES

__all__ = ["Dataset", "Endpoint", "Limits", "Rows", "Solutions"]

Cell: TypeAlias = ox.NamedNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one query may take.

    Attributes:
        timeout: seconds from the question to the end of the answer.
        memory: MiB on top of what the store itself takes; also the most that a whole answer may have.
        max_rows: most rows, or triples, of an answer; the others are left out, and that is said.
        max_bytes: how many bytes end an answer; what was left out is said as well.
        in_memory: statements up to which workers that stay hold the whole graph in memory.
    """

    timeout: float
    memory: int
    max_rows: int
    max_bytes: int = 1 << 30
    in_memory: int = 0


@dataclass(frozen=True, slots=True)
class Dataset:
    """Which graphs a query is about, in place of what it says itself; none at all: what it says.

    Attributes:
        default: those that make the default graph.
        named: those that are named graphs.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


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

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        *,
        union: bool = True,
        pool: Answering | None = None,
        services: frozenset[str] = frozenset(),
    ) -> None:
        """Keep what to ask and how much that may take.

        Args:
            folder: the store.
            limits: how much each query may take.
            union: whether the default graph is the union of all graphs, where nothing says more.
            pool: the workers to ask, or what stands before them; without, each query starts one of its own.
            services: those that a query may name in SERVICE; a ``Federation`` of the same has to stand before the
                workers.
        """
        self._folder = folder
        self._limits = limits
        self._union = union
        self._services = services
        self._converse = pool.converse if pool else converse

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
            BusyError: too many queries are waiting.
            StoreError: there is no graph, or it cannot be read.
        """
        request = self.request_of(query, formats=(solutions_format, graph_format), timeout=timeout)
        return Stream(request, self._converse(request)).whole()

    def stream(
        self,
        query: str,
        *,
        formats: tuple[str, str] = ("json", "turtle"),
        timeout: float | None = None,
        dataset: Dataset | None = None,
        base: str | None = None,
        gone: Gone | None = None,
    ) -> Stream:
        """Begin to answer a query of any form; the answer has begun, or is there, on return.

        Args:
            query: as ``answer``.
            formats: that of rows and that of graphs, as ``answer`` calls them.
            timeout: as ``answer``.
            dataset: the graphs that the query is about, in place of what it says.
            base: what relative IRIs of the query are relative to.
            gone: tells whether nobody waits any more; the query is stopped then.

        Raises:
            QueryCancelledError: nobody waits any more.
            KGError: as ``answer``.  What goes wrong later is raised by the stream.
        """
        request = self.request_of(query, formats=formats, timeout=timeout, dataset=dataset or Dataset(), base=base)
        return Stream(request, self._converse(request, gone))

    def request_of(
        self,
        query: str,
        *,
        formats: tuple[str, str],
        timeout: float | None,
        dataset: Dataset = Dataset(),
        base: str | None = None,
    ) -> Request:
        """Return what a worker is to be asked; arguments as ``stream``.

        Raises:
            QueryError: the query asks for what is refused; with the place.
            NotAcceptableError: there is no such format.
        """
        solutions_format, graph_format = formats
        _check_format(solutions_format, SOLUTIONS_FORMATS)
        _check_format(graph_format, GRAPH_FORMATS)
        check_allowed(query, self._services)
        says_graphs = bool(dataset.default or dataset.named) or names_its_graphs(query)
        return Request(
            folder=str(self._folder),
            query=query,
            prefixes=dict(PREFIXES),
            union=self._union and not says_graphs,
            solutions_format=solutions_format,
            graph_format=graph_format,
            timeout=self._timeout(timeout),
            memory=self._limits.memory,
            max_rows=self._limits.max_rows,
            max_bytes=self._limits.max_bytes,
            in_memory=self._limits.in_memory,
            base=base,
            default_graphs=dataset.default,
            named_graphs=dataset.named,
        )

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
        rows = [{name: _cell(value) for name, value in zip(names, row, strict=True) if value} for row in parsed]
        return Solutions(names, rows, answer.truncated, answer.generation)

    def rows(self, query: str) -> "Rows":
        """Begin to answer a SELECT; its rows come one by one, and none is kept.

        Raises:
            QueryError: as ``answer``, or the query is no SELECT.
            KGError: as ``answer``.  What goes wrong later is raised by the rows.
        """
        return Rows(self.stream(query))

    def _timeout(self, asked: float | None) -> float:
        if asked is None:
            return self._limits.timeout
        if not asked > 0:
            raise UsageError(f"the timeout is {asked:g}, but accepts seconds, more than 0")
        return min(asked, self._limits.timeout)


class Rows:
    """The rows of a SELECT, one by one: variable → what it is bound to; iterate it once.

    Attributes:
        generation: number of the snapshot that is asked.
        truncated: whether there were more rows than the limit; known when the last has come.
    """

    def __init__(self, answer: Stream) -> None:
        """Take the rows from an answer in JSON.

        Raises:
            QueryError: the answer has no rows.
        """
        if answer.kind != "solutions":
            answer.close()
            raise QueryError("the query gives no rows; only SELECT does")
        self._answer = answer
        self.generation = answer.generation
        self.truncated = False

    @property
    def complete(self) -> bool:
        """Whether all of the answer is there already."""
        return self._answer.complete

    def close(self) -> None:
        """Stop what is left of the query."""
        self._answer.close()

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        """Yield the rows; who stops early stops the query."""
        with self._answer as answer:
            parsed = ox.parse_query_results(cast("IO[bytes]", _Pieces(answer)), format=ox.QueryResultsFormat.JSON)
            assert isinstance(parsed, ox.QuerySolutions)  # noqa: S101 - so says the answer's kind
            names = [variable.value for variable in parsed.variables]
            for row in parsed:
                yield {name: _cell(value) for name, value in zip(names, row, strict=True) if value}
            self.truncated = answer.cut is not None


class _Pieces:
    """The pieces of an answer as a file to read from."""

    def __init__(self, answer: Stream) -> None:
        self._pieces = iter(answer)
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """Return up to so many bytes; none at the end."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._left = piece
        taken, self._left = (self._left, b"") if size < 0 else (self._left[:size], self._left[size:])
        return taken


def _check_format(name: str, accepted: tuple[str, ...]) -> None:
    if name not in accepted:
        raise NotAcceptableError(f"there is no format {name!r}; there are {', '.join(accepted)}")


def _cell(value: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> Cell:
    """Return a term as reports know it; ours has no other, but a query can make some."""
    if isinstance(value, ox.BlankNode):
        return ox.NamedNode(f"urn:blank:{value.value}")
    return ox.Literal(str(value)) if isinstance(value, ox.Triple) else value
