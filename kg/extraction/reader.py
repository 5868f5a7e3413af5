"""Reads articles into claims: the pipeline, the linking and all extractors, in order.

What comes in: articles.  What goes out: ``ArticleClaims``, resolved.  An extractor that fails on an article costs its
claims of that article, never the article: the failure is logged with its name.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, tee
from pathlib import Path
from typing import TYPE_CHECKING

from kg.extraction.arguments import Arguments
from kg.extraction.descriptions import described
from kg.extraction.gate import Gate
from kg.extraction.glance import Glances
from kg.extraction.held import without_guesses, without_held
from kg.extraction.modality import Modality
from kg.extraction.opinion import SECOND_READER, SilentReader
from kg.extraction.reading import Reading
from kg.extraction.registry import Extractor, find_extractors
from kg.extraction.speakers import Speakers
from kg.extraction.versions import reading_versions
from kg.gazetteer import Gazetteer, collector_paused
from kg.language import load
from kg.language.coreference import Antecedents
from kg.language.dates import Dates
from kg.language.layout import Layout, lay_out, parse
from kg.language.linker import Linker
from kg.language.named_phrases import coordinate, join_noun, share_out, unite
from kg.language.quantities import Quantities
from kg.lexicon import Lexicon, read_lexicon
from kg.model import Article, ArticleClaims, Claim, Mention, UnknownName
from kg.resolve import resolve
from kg.terms import Mint, Vocabulary

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from kg.extraction.opinion.reader import SecondReader

__all__ = ["Reader", "open_reader"]

_OTHER_LEXICONS = frozenset({"lexicon-dates.yaml", "lexicon-quantities.yaml"})  # read by rooms of their own
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads articles into claims.

    Attributes:
        versions: ``pipeline``, ``rules``, ``vocabulary`` and ``gazetteer`` → version.
    """

    versions: Mapping[str, str]
    _nlp: "Language"
    _linker: Linker
    _dates: Dates
    _quantities: Quantities
    _lexicon: Lexicon
    _extractors: tuple[Extractor, ...]
    _mint: Mint
    _vocabulary: Vocabulary
    _second: "SecondReader | SilentReader"
    _gate: Gate | None

    def read(self, articles: Iterable[Article]) -> Iterator[ArticleClaims]:
        """Yield the claims of each article, in the order in which the articles came."""
        first, second = tee((article, self._laid_out(article)) for article in articles)
        docs = parse(self._nlp, (layout for _, layout in first if layout.paragraphs))
        for article, layout in second:
            yield self._read(article, layout, next(docs)) if layout.paragraphs else ArticleClaims(article, ())

    def ungated(self) -> "Reader":
        """Return a reader that parses every paragraph, also of articles on anything else."""
        return replace(self, _gate=None)

    def by_rules(self) -> "Reader":
        """Return a reader whose second reader says nothing."""
        return replace(self, _second=SilentReader())

    def knowing(self, gazetteer: Gazetteer) -> "Reader":
        """Return a reader that knows other names, and parses every paragraph."""
        return replace(self, _gate=None, _linker=Linker(gazetteer))

    def links(self, articles: Iterable[Article]) -> Iterator[tuple[Article, tuple[Mention, ...]]]:
        """Yield each article with what its words name; the role of a mention is the kind of thing that it names."""
        for reading in self.readings(articles):
            yield reading.article, tuple(_links(reading))

    def readings(self, articles: Iterable[Article]) -> Iterator[Reading]:
        """Yield each article, all of it parsed, as the extractors see it."""
        articles, again = tee(articles)
        laid_out, layouts = tee(lay_out(article.text, article.body_start) for article in articles)
        for article, layout, doc in zip(again, layouts, parse(self._nlp, laid_out), strict=True):
            yield self.reading(article, layout, doc)

    def _laid_out(self, article: Article) -> Layout:
        layout = lay_out(article.text, article.body_start)
        return self._gate.passed(layout) if self._gate else layout

    def _read(self, article: Article, layout: Layout, doc: "Doc") -> ArticleClaims:
        reading = self.reading(article, layout, doc)
        found = [claim for extractor in self._extractors for claim in _run(extractor, reading)]
        told = without_guesses(found, SECOND_READER, self._lexicon.words["told-instead"])
        claims = without_held(told, self._lexicon.words["told-beside"])
        resolved = resolve(article, claims, mint=self._mint, vocabulary=self._vocabulary)
        return ArticleClaims(article, resolved.claims, tuple(_unknown(reading)))

    def reading(self, article: Article, layout: Layout, doc: "Doc") -> Reading:
        """Return an article as the extractors see it."""
        mentions = self._linker.link(doc, article.date.year if article.date else None)
        for mention in mentions.all:
            unite(doc, mention.start, mention.end, mention.head)
        goods = [(m.start, m.end, m.head) for m in mentions.all if m.is_equipment]
        for one, other in pairwise(goods):
            coordinate(doc, one, other)
        firms = [(m.start, m.end, m.head) for m in mentions.all if m.is_firm]
        for one, other in pairwise(firms):
            if doc[one[1] : other[0]].text.lower() == "and":
                coordinate(doc, one, other)
        for start, _, head in goods:
            join_noun(doc, start, head)
        share_out(doc, [head for _, _, head in goods], {m.head for m in mentions.all if m.is_party})
        antecedents = Antecedents(doc, mentions)
        protected = {i for m in mentions.all if m.is_equipment for i in range(m.start, m.end)}
        times_told = list(self._dates.find_all(doc, article.date))
        dates = tuple(date for date in times_told if not date.dateline)
        times = {i for date in dates for i in range(date.start, date.end)}
        reading = Reading(
            article=article,
            layout=layout,
            doc=doc,
            mentions=mentions,
            antecedents=antecedents,
            dates=dates,
            dateline=next((date for date in times_told if date.dateline), None),
            numbers=tuple(self._quantities.numbers(doc, protected)),
            money=tuple(self._quantities.money(doc)),
            lexicon=self._lexicon,
            arguments=Arguments(mentions, antecedents, self._lexicon),
            modality=Modality(self._lexicon),
            speakers=Speakers(mentions, antecedents, self._lexicon, times),
            second=self._second,
        )
        antecedents.learn(described(reading))
        return reading


def _run(extractor: Extractor, reading: Reading) -> Iterator[Claim]:
    try:
        yield from extractor.function(reading)
    except Exception:  # noqa: BLE001 - one extractor's mistake must not cost the article
        _log.exception("extractor %s failed on %s; its claims there are lost", extractor.name, reading.article.key)


def _unknown(reading: Reading) -> Iterator[UnknownName]:
    """Yield the names that no gazetteer knows, with a guess of their kind."""
    for linked in reading.mentions.all:
        if not linked.iri and linked.kind != "Service":
            words = reading.mention("", linked.start, linked.end)
            yield UnknownName(
                linked.kind, words.start, words.end, words.text, linked.equipment_class, linked.country
            )


def _links(reading: Reading) -> Iterator[Mention]:
    """Yield what each name, pronoun and description is tied to, in order; a nameless service only where it is tied."""
    for token in reading.doc:
        own = reading.mentions.headed(token.i)
        named = own is not None and own.head == token.i
        stands_for = None if own and named and own.iri and own.reason != "classNoun" else reading.antecedents.of(token)
        if stands_for:
            yield reading.named(stands_for.linked.kind, token, stands_for.linked, stands_for.reason)
        elif own and named and own.kind != "Service":
            yield replace(reading.mention(own.kind, own.start, own.end, own.iri, own.reason), label=own.label)


def open_reader(
    *,
    pipeline: str,
    gazetteer: Gazetteer,
    vocabulary: Vocabulary,
    lexicons: Sequence[Path],
    base: str,
) -> Reader:
    """Load the language pipeline and everything that extractors need.

    Raises:
        PipelineError: the pipeline is missing or has no UD labels.
        DataFileError: a lexicon file has a mistake.
    """
    from kg.extraction.opinion.reader import open_second_reader

    nlp = load(pipeline or None)
    folder = lexicons[0].parent
    lexicon = read_lexicon(path for path in lexicons if path.name not in _OTHER_LEXICONS)
    versions = reading_versions(pipeline=pipeline, gazetteer=gazetteer, vocabulary=vocabulary, lexicons=lexicons)
    with collector_paused():
        linker, gate = Linker(gazetteer), Gate(Glances(lexicon, gazetteer))
    return Reader(
        versions, nlp, linker, Dates(folder / "lexicon-dates.yaml"),
        Quantities(folder / "lexicon-quantities.yaml"), lexicon, find_extractors(), Mint(base), vocabulary,
        open_second_reader(nlp), gate,
    )
