"""Reads the records of the articles back from their triples.

What comes in: a snapshot of a store.  What goes out: a record for each article, with the number of its claims.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pyoxigraph as ox

from kg.recall.facts import Facts, facts_of
from kg.terms import AT, expand

__all__ = ["ArticleRecord", "recall_articles"]


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """What the graph says of an article; empty where it does not say it.

    Attributes:
        key: what identifies it.
        title: headline.
        date: publication date, or None.
        date_source: where that came from: ``header``, ``metadata`` or ``dateline``.
        publisher: who published it.
        author: who wrote it.
        language: its language as a code of ISO 639.
        url: its address.
        claims: how many claims were read from it.
        iri: its IRI.
    """

    key: str
    title: str
    date: dt.date | None
    date_source: str
    publisher: str
    author: str
    language: str
    url: str
    claims: int
    iri: str


def recall_articles(store: ox.Store) -> Iterator[ArticleRecord]:
    """Yield the articles of a store, in the order of their IRIs."""
    facts = facts_of(store)
    kind = ox.NamedNode(expand("schema:NewsArticle"))
    found = store.quads_for_pattern(None, ox.NamedNode(expand("rdf:type")), kind, None)
    for iri in sorted({quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)}):
        yield _record(facts, iri, _claims(store, iri))


def _claims(store: ox.Store, article: str) -> int:
    """Return how many claims the graph of an article holds."""
    made = ox.NamedNode(expand("prov:wasGeneratedBy"))
    return sum(1 for _ in store.quads_for_pattern(None, made, None, ox.NamedNode(article)))


def _record(facts: Facts, iri: str, claims: int) -> ArticleRecord:
    return ArticleRecord(
        key=facts.value(iri, "at:key") or "",
        title=facts.value(iri, "schema:headline") or "",
        date=_day(facts.value(iri, "schema:datePublished")),
        date_source=(facts.value(iri, "at:dateSource") or "").removeprefix(AT),
        publisher=facts.value(iri, "schema:publisher") or "",
        author=facts.value(iri, "schema:author") or "",
        language=facts.value(iri, "schema:inLanguage") or "",
        url=facts.value(iri, "schema:url") or "",
        claims=claims,
        iri=iri,
    )


def _day(value: str | None) -> dt.date | None:
    with suppress(ValueError):
        return dt.date.fromisoformat(value) if value else None
    return None
