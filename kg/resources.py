"""Opens what the settings name: vocabulary, gazetteer, queries, and the reader with its pipeline.

What comes in: ``Settings``.  What goes out: the opened things, each opened once and not before it
is asked for.  It is the bridge between the settings and the rooms below, which take plain values.
"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import UnknownNameError
from kg.gazetteer import Gazetteer, gazetteer_files, read_gazetteer
from kg.model import ArticleClaims
from kg.resolve import claim_iri, to_line
from kg.settings import Settings, shipped
from kg.terms import Mint, Vocabulary

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.canned import CannedQuery
    from kg.extraction import Reader
    from kg.query import Endpoint

__all__ = ["Resources"]


class Resources:
    """What the settings name, opened when first asked for.

    Attributes:
        settings: the settings in force.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @property
    def ontology(self) -> Path:
        """The folder of vocabulary, shapes, gazetteers and lexicons."""
        return shipped("ontology")

    @property
    def lexicons(self) -> list[Path]:
        """The files of trigger words."""
        return sorted(self.ontology.glob("lexicon-*.yaml"))

    @cached_property
    def mint(self) -> Mint:
        """What names articles and claims."""
        return Mint(self.settings.base)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary."""
        return Vocabulary.read(self.ontology / "arms.ttl")

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The shipped gazetteers and the analyst's own."""
        return read_gazetteer([*gazetteer_files(self.ontology), *self.settings.gazetteer])

    @cached_property
    def queries(self) -> "dict[str, CannedQuery]":
        """The canned queries by name."""
        from kg.canned import read_queries

        return read_queries(shipped("queries"))

    def query(self, name: str) -> "CannedQuery":
        """Return a canned query.

        Raises:
            UnknownNameError: there is none of this name; the message lists near ones.
        """
        if name not in self.queries:
            near = get_close_matches(name, self.queries, n=3, cutoff=0.5) or sorted(self.queries)
            raise UnknownNameError(f"there is no report {name!r}; did you mean {' or '.join(near)}?")
        return self.queries[name]

    @cached_property
    def versions(self) -> Mapping[str, str]:
        """The versions of pipeline, rules, vocabulary and gazetteer; no language is loaded."""
        from kg.extraction.versions import reading_versions

        return reading_versions(
            pipeline=self.settings.pipeline, gazetteer=self.gazetteer, vocabulary=self.vocabulary,
            lexicons=self.lexicons,
        )

    def endpoint(self) -> "Endpoint":
        """Return the guarded way to ask the store."""
        from kg.query import Endpoint, Limits

        limits = Limits(self.settings.timeout, self.settings.query_memory, self.settings.max_rows)
        return Endpoint(self.settings.store, limits, union=self.settings.union_graph)

    @cached_property
    def reader(self) -> "Reader":
        """What reads articles; opening it loads the language pipeline, which takes seconds."""
        from kg.extraction import open_reader

        return open_reader(
            pipeline=self.settings.pipeline,
            gazetteer=self.gazetteer,
            vocabulary=self.vocabulary,
            lexicons=self.lexicons,
            base=self.settings.base,
        )

    def lines(self, read: Iterable[ArticleClaims]) -> Iterator[dict[str, Any]]:
        """Yield claims as lines of ``claims.schema.json``."""
        for one in read:
            for claim in one.claims:
                iri = claim_iri(self.mint, self.vocabulary, one.article, claim)
                yield to_line(one.article, claim, iri)

    def quads(self, read: Iterable[ArticleClaims]) -> "Iterator[ox.Quad]":
        """Yield articles and claims as quads."""
        from kg.triples import article_quads

        known = self.gazetteer.concepts
        for one in read:
            yield from article_quads(
                one, mint=self.mint, vocabulary=self.vocabulary, versions=self.versions, known=known
            )
