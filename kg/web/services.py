"""What the pages share: settings, graph, canned reports and the words of the vocabulary.

What comes in: what ``create_app`` was given.  What goes out: one record, which ``services()``
returns during a request.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TypeVar, cast

import pyoxigraph as ox
from flask import current_app

from kg.canned import CannedQuery, read_queries
from kg.errors import UsageError
from kg.query import Cache, Endpoint, Entry, Federation, Journal, Limits, Pool, Solutions, Updater
from kg.settings import Settings, shipped
from kg.store import generation
from kg.terms import AT, Vocabulary, words
from kg.web.facts import Facts
from kg.web.links import Links
from kg.web.metrics import Metrics
from kg.web.query_log import log_query

__all__ = ["KEY", "Graph", "Services", "services"]

KEY = "arms-kg"
"""The name under which an app keeps its ``Services``."""
_WHOLE_PAGE = 100_000
_GLANCE = 4.0  # seconds
Kept = TypeVar("Kept")


class Graph:
    """The pages' own questions to the graph; always over the union of all graphs."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Ask through an endpoint."""
        self._endpoint = endpoint

    def select(self, name: str, iris: Iterable[str] = (), offset: int = 0, members: str = "") -> Solutions:
        """Ask the query ``queries/NAME.rq``, with its ``VALUES`` rows filled by IRIs.

        Args:
            name: of the query.
            iris: what it is about.
            offset: rows to pass over.
            members: one of ``NAMED_TYPES``, which says what things it is about.
        """
        text = resources.files("kg.web").joinpath("queries", f"{name}.rq").read_text("utf-8")
        rows = " ".join(str(ox.NamedNode(iri)) for iri in iris)
        bound = text.replace("{ UNDEF }", f"{{ {rows} }}").replace("OFFSET 0", f"OFFSET {int(offset)}")
        return self._endpoint.select(bound.replace("#members", members))

    def facts(self, name: str, iris: Iterable[str]) -> Facts:
        """Ask a query for triples: one with the columns ``?s ?p ?o``."""
        rows = self.select(name, iris).rows
        return Facts((row["s"].value, row["p"].value, row["o"]) for row in rows)


@dataclass(frozen=True)
class Services:
    """What the pages share.

    Attributes:
        store: the folder of the graph.
        settings: the settings in force.
        pool: the processes that answer.
        cache: what they answered before.
        journal: what is asked now; all that follow ask through it.
        metrics: what was asked so far, in numbers.
        endpoint: answers the queries of clients.
        reader: answers the reports, always over the union of all graphs.
        graph: asks the pages' own questions.
        glance: asks those that a page can do without, and gives up soon.
        graphs: reads single graphs, whole, for the Graph Store Protocol.
        updater: changes the graph; only for who has the token.
        links: where IRIs are shown.
        kept: what was worked out for one generation of the graph, by name.
    """

    store: Path
    settings: Settings
    pool: Pool
    cache: Cache
    journal: Journal
    metrics: Metrics
    endpoint: Endpoint
    reader: Endpoint
    graph: Graph
    glance: Graph
    graphs: Endpoint
    updater: Updater
    links: Links
    kept: dict[str, tuple[int, object]] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Path, settings: Settings) -> "Services":
        """Tie a store to the settings.

        Raises:
            UsageError: updates are on, and no token is set.
        """
        if settings.updates and not settings.token:
            raise UsageError("--updates is on, but needs a token: set KG_TOKEN (or --token)")
        limits = Limits(
            settings.timeout,
            settings.query_memory,
            settings.max_rows,
            settings.max_bytes,
            settings.in_memory,
        )
        pool = Pool(settings.workers, settings.waiting)
        cache = Cache(pool, settings.cache << 20)
        metrics = Metrics(store, pool, cache)

        def report(entry: Entry) -> None:
            metrics.count(entry)
            log_query(entry, text=settings.log_queries)

        journal = Journal(Federation(cache, settings.services), report)
        metrics.watch(journal)
        # A page needs all triples of what it shows, however few rows a client may get.
        whole = replace(limits, max_rows=max(settings.max_rows, _WHOLE_PAGE))
        # Half a graph would be taken for the whole, and put back as such.
        unlimited = replace(limits, max_rows=sys.maxsize, max_bytes=sys.maxsize)
        return cls(
            store,
            settings,
            pool,
            cache,
            journal,
            metrics,
            endpoint=Endpoint(
                store, limits, union=settings.union_graph, pool=journal, services=settings.services
            ),
            reader=Endpoint(store, limits, pool=journal),
            graph=Graph(Endpoint(store, whole, pool=journal)),
            glance=Graph(Endpoint(store, replace(whole, timeout=min(_GLANCE, limits.timeout)), pool=journal)),
            graphs=Endpoint(store, unlimited, union=False, pool=journal),
            updater=Updater(store, limits, settings.load_from),
            links=Links(settings.base),
        )

    @cached_property
    def queries(self) -> Mapping[str, CannedQuery]:
        """The canned reports, by name."""
        return read_queries(shipped("queries"))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary."""
        return Vocabulary.read(shipped("ontology") / "arms.ttl")

    @property
    def generation(self) -> int:
        """The generation of the graph that is served now."""
        return generation(self.store)

    def once(self, name: str, work_out: Callable[[], Kept]) -> Kept:
        """Return what was worked out for the generation that is served now; work it out if need be."""
        now = self.generation
        generation, kept = self.kept.get(name, (0, None))
        if generation == now:
            return cast("Kept", kept)
        found = work_out()
        self.kept[name] = (now, found)
        return found

    def label(self, term: str) -> str:
        """Return what people call a term of the vocabulary, given by IRI or local name."""
        name = term.removeprefix(AT)
        return self.vocabulary.labels.get(name) or words(name)


def services() -> Services:
    """Return what the app of this request shares."""
    shared = current_app.extensions[KEY]
    assert isinstance(shared, Services)  # noqa: S101 - create_app put it there
    return shared
