"""Opens what the settings name: vocabulary, gazetteer, queries, and the reader with its pipeline.

What comes in: ``Settings``.  What goes out: the opened things, each opened once and not before it
is asked for.  It is the bridge between the settings and the rooms below, which take plain values.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property, partial
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

    from kg.articles import OnError
    from kg.builder import BuildSummary, Progress
    from kg.canned import CannedQuery
    from kg.extraction import Reader
    from kg.parallel import ParallelReader
    from kg.query import Endpoint
    from kg.report.documents import Plan

__all__ = ["DOCUMENTS", "Resources"]

DOCUMENTS = ("dossier", "profile")
"""The documents that there are, each with its plan in ``queries/NAME.yaml``."""

_OTHER_WORDS = frozenset({"lexicon-dates", "lexicon-quantities"})


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
        """The files of words that are read for what they say: triggers, dates, numbers."""
        return sorted(self.ontology.glob("lexicon-*.yaml"))

    @property
    def trigger_files(self) -> list[Path]:
        """Those of them that hold frames and cues; the others are words of dates and numbers."""
        return [path for path in self.lexicons if path.stem not in _OTHER_WORDS]

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
            DataFileError: its header and its SPARQL do not fit each other; names file and line.
        """
        from kg.canned import read_query

        if name not in self.queries:
            near = get_close_matches(name, self.queries, n=3, cutoff=0.5) or sorted(self.queries)
            raise UnknownNameError(
                f"there is no report {name!r}; did you mean {' or '.join(near)}?"
            )
        return read_query(self.queries[name].path)

    def plan(self, name: str) -> "Plan":
        """Return which reports a document joins.

        Raises:
            DataFileError: the file has a mistake; names file and place.
        """
        from kg.report.documents import read_plan

        return read_plan(shipped("queries") / f"{name}.yaml", self.queries)

    @cached_property
    def versions(self) -> Mapping[str, str]:
        """The versions of pipeline, rules, vocabulary and gazetteer; no language is loaded."""
        from kg.extraction.versions import reading_versions

        return reading_versions(
            pipeline=self.settings.pipeline,
            gazetteer=self.gazetteer,
            vocabulary=self.vocabulary,
            lexicons=self.lexicons,
        )

    def endpoint(self, *, many: bool = False) -> "Endpoint":
        """Return the guarded way to ask the store.

        Args:
            many: whether many questions follow: one worker then answers all, and answers are kept.
        """
        from kg.query import Cache, Endpoint, Limits, Pool

        limits = Limits(self.settings.timeout, self.settings.query_memory, self.settings.max_rows)
        pool = Cache(Pool(1, 1), self.settings.cache << 20) if many else None
        return Endpoint(self.settings.store, limits, union=self.settings.union_graph, pool=pool)

    @cached_property
    def reader(self) -> "Reader | ParallelReader":
        """What reads articles; opening it loads the language pipeline, which takes seconds."""
        if self.settings.processes == 1:
            return self.own_reader()
        from kg.parallel import ParallelReader

        opener = partial(
            _open_reader,
            self.settings.pipeline,
            self.gazetteer.files,
            self.lexicons,
            self.ontology / "arms.ttl",
            self.settings.base,
        )
        return ParallelReader(opener, self.settings.processes)

    def own_reader(self) -> "Reader":
        """Open a reader in this process, whatever the settings say of others."""
        from kg.extraction import open_reader

        return open_reader(
            pipeline=self.settings.pipeline,
            gazetteer=self.gazetteer,
            vocabulary=self.vocabulary,
            lexicons=self.lexicons,
            base=self.settings.base,
        )

    def linking(self, *, equipment: bool = True) -> "Reader":
        """Return a reader that tells what words are tied to; without ``equipment`` it knows no designations."""
        reader = self.own_reader()
        return reader if equipment else reader.knowing(self.gazetteer.without("equipment"))

    def build(
        self,
        paths: Iterable[str | Path],
        *,
        columns: Mapping[str, str] | None = None,
        on_error: "OnError | None" = None,
        progress: "Callable[[Progress], None] | None" = None,
        on_file: Callable[[], None] | None = None,
    ) -> "BuildSummary":
        """Read articles into the store.

        Args:
            paths: files and folders of articles.
            columns: field of an article → the column or key of an export that holds it.
            on_error: called with what cannot be read, and building goes on; None raises it.
            progress: called after each article.
            on_file: called after each file.
        """
        from kg.articles import read_articles
        from kg.builder import build

        return build(
            read_articles(paths, columns=columns, on_error=on_error, on_file=on_file),
            folder=self.settings.store,
            ontology=self.ontology,
            gazetteer=self.gazetteer,
            vocabulary=self.vocabulary,
            base=self.settings.base,
            versions=self.versions,
            open_reader=lambda: self.reader,
            progress=progress,
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


def _open_reader(
    pipeline: str, gazetteers: Sequence[Path], lexicons: Sequence[Path], vocabulary: Path, base: str
) -> "Reader":
    """Open a reader from paths alone, which can be sent to another process."""
    from kg.extraction import open_reader

    return open_reader(
        pipeline=pipeline,
        gazetteer=read_gazetteer(gazetteers),
        vocabulary=Vocabulary.read(vocabulary),
        lexicons=lexicons,
        base=base,
    )
