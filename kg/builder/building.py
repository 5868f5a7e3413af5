"""Reads, checks, stores and publishes articles.

What comes in: articles.  What goes out: a published graph, and a summary of what happened.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.builder.curated import load_gazetteer, load_ontology
from kg.builder.records import BuildSummary, Finding, Progress, Reader
from kg.derivation import publish
from kg.gazetteer import Gazetteer
from kg.model import Article, ArticleClaims
from kg.store import Writer, open_writer
from kg.terms import Mint, Vocabulary
from kg.triples import article_quads, input_digest

if TYPE_CHECKING:
    from kg.check import Shapes

__all__ = ["build"]

_PUBLISH_EVERY = 60.0  # seconds
_SPARED = 9  # times as long as publishing takes goes by before the next time: it is a tenth of a build
_LATEST = 10  # but no more than so many times as long as was asked for


def build(  # noqa: PLR0913 - all by name, and each is what one line of the caller is about
    articles: Iterable[Article],
    *,
    folder: Path,
    ontology: Path,
    gazetteer: Gazetteer,
    vocabulary: Vocabulary,
    base: str,
    versions: Mapping[str, str],
    open_reader: Callable[[], Reader],
    progress: Callable[[Progress], None] | None = None,
    publish_every: float = _PUBLISH_EVERY,
) -> BuildSummary:
    """Put articles into a store and publish it.

    A build that is killed loses at most the article it was about to store: the next one skips what
    is there, and readers see the last publication meanwhile.  Articles that are in the store but
    not among ``articles`` stay.  An article that the shapes refuse leaves nothing in the store by
    which the next build could know it, so it is read and refused again at each.

    Args:
        articles: what to read; a list or tuple lets ``progress`` say how many there are.
        folder: the store.
        ontology: the folder with ``arms.ttl`` and ``shapes.ttl``.
        gazetteer: what names mean; its files become the gazetteer graph.
        vocabulary: which arguments identify a claim.
        base: IRI under which articles, claims and runs are named.
        versions: of all that decides what is read, without loading it.
        open_reader: makes the reader; called only if an article has to be read, as that is slow.
        progress: called after each article.
        publish_every: seconds after which a build that goes on publishes what it has.

    Raises:
        StoreError: the store is locked, is none, or cannot be written to.
        DataFileError: the vocabulary, the shapes or a gazetteer cannot be read.
    """
    with open_writer(folder) as writer:
        digests = writer.digests()
        load_ontology(writer, ontology, digests)
        load_gazetteer(writer, gazetteer, digests)
        work = _Build(
            writer=writer,
            mint=Mint(base),
            vocabulary=vocabulary,
            gazetteer=gazetteer,
            versions=versions,
            shapes_file=ontology / "shapes.ttl",
            publish_every=publish_every,
            report=progress or (lambda _: None),
            total=len(articles) if isinstance(articles, Sized) else None,
            digests=digests,
        )
        work.run(articles, open_reader)
        return work.summary(publish(writer))


@dataclass(slots=True, kw_only=True)
class _Build:
    """One build under way: what it works with, and what it has done so far."""

    writer: Writer
    mint: Mint
    vocabulary: Vocabulary
    gazetteer: Gazetteer
    versions: Mapping[str, str]
    shapes_file: Path
    publish_every: float
    report: Callable[[Progress], None]
    total: int | None
    digests: dict[str, str]
    started: float = field(default_factory=time.monotonic)
    due: float = 0.0
    read: int = 0
    unchanged: int = 0
    replaced: int = 0
    refused: int = 0
    claims: int = 0
    problems: list[Finding] = field(default_factory=list)

    def run(self, articles: Iterable[Article], open_reader: Callable[[], Reader]) -> None:
        """Read and store what has to be."""
        self.due = time.monotonic() + self.publish_every
        changed = self._changed(articles)
        first = next(changed, None)
        if first is None:
            return
        from kg.check import Shapes  # takes a second, which a build without changes is spared

        shapes = Shapes.read(self.shapes_file)
        for claims in open_reader().read(chain([first], changed)):
            self._store(claims, shapes)
            self._report()
            if time.monotonic() >= self.due:
                self._publish()

    def _publish(self) -> None:
        """Publish what there is; the longer that takes, the later the next time, so that it is not most of the work."""
        started = time.monotonic()
        publish(self.writer)
        now = time.monotonic()
        self.due = now + min(max(self.publish_every, _SPARED * (now - started)), _LATEST * self.publish_every)

    def summary(self, generation: int) -> BuildSummary:
        """Return what was done."""
        return BuildSummary(
            read=self.read,
            unchanged=self.unchanged,
            replaced=self.replaced,
            claims=self.claims,
            problems=tuple(self.problems),
            generation=generation,
            seconds=time.monotonic() - self.started,
        )

    def _changed(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Yield the articles that are not in the store as they are now."""
        for article in articles:
            stored = self.digests.get(self.mint.article(article.key))
            if stored != input_digest(article, self.versions):
                yield article
            else:
                self.unchanged += 1
                self._report()

    def _store(self, claims: ArticleClaims, shapes: "Shapes") -> None:
        article = claims.article
        quads = article_quads(
            claims,
            mint=self.mint,
            vocabulary=self.vocabulary,
            versions=self.versions,
            known=self.gazetteer.concepts,
        )
        if not self._is_sound(article, quads, shapes):
            self.refused += 1
            return
        iri = self.mint.article(article.key)
        self.writer.replace_graph(iri, quads)
        self.read += 1
        self.replaced += iri in self.digests
        self.claims += len(claims.claims)

    def _is_sound(self, article: Article, quads: list[ox.Quad], shapes: "Shapes") -> bool:
        """Note what the shapes find wrong; return whether the article may be stored."""
        from kg.check import context_of, describe

        problems = shapes.check(quads, context_of(quads, self.gazetteer))
        for problem in problems:
            refused = problem.severity == "violation"
            self.problems.append(Finding(article.key, refused, describe(problem)))
        return not any(problem.severity == "violation" for problem in problems)

    def _report(self) -> None:
        done = self.read + self.unchanged + self.refused
        self.report(Progress(done, self.total, self.claims))
