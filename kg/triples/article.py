"""Writes the graph of one article: itself, its passages and claims, and names that nobody knows.

What comes in: an article with its resolved claims.  What goes out: quads.  Terms are written as in
the vocabulary, with their prefix, so that a search finds them in Turtle, queries and code alike.
"""

import hashlib
import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.model import Argument, Article, ArticleClaims, Claim, Entity, Evidence, Mention
from kg.resolve import claim_iri
from kg.terms import Mint, Vocabulary, expand
from kg.triples.nodes import (
    Said,
    Value,
    address,
    class_iri,
    code,
    day,
    decimal,
    typed,
    words,
)

__all__ = ["Run", "article_quads", "input_digest"]

_CODED = frozenset({"condition", "kind", "mode", "stance"})
"""Roles whose words are codes of the vocabulary (``Sale``, ``SecondHand``)."""
_DAYS = frozenset({"asOf"})
_DECIMALS = frozenset({"amount"})
_LATER_THAN_ALL = 4_000_000  # days: the year 9999 ends before


@dataclass(frozen=True, slots=True)
class Run:
    """What read the articles: the versions of all that has a say in it, never the clock.

    Attributes:
        versions: what → version, for ``pipeline``, ``rules``, ``vocabulary`` and ``gazetteer``.
    """

    versions: Mapping[str, str]

    def iri(self, mint: Mint) -> str:
        """Return the run's IRI: equal versions are the same run."""
        return mint.run(*(f"{what} {version}" for what, version in sorted(self.versions.items())))

    def label(self) -> str:
        """Return the versions in words, digests cut short."""
        return ", ".join(f"{what} {self.versions[what][:12]}" for what in sorted(self.versions))


def input_digest(article: Article, versions: Mapping[str, str]) -> str:
    """Return the digest of all that an article's quads depend on: equal ones mean nothing to do."""
    date = article.date.isoformat() if article.date else None
    told = [article.title, article.url, article.publisher, article.author, article.language, article.date_source]
    parts = [article.text, date, *told, sorted(versions.items())]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def article_quads(
    read: ArticleClaims,
    *,
    mint: Mint,
    vocabulary: Vocabulary,
    versions: Mapping[str, str],
    known: Container[str] = frozenset(),
) -> list[ox.Quad]:
    """Return the quads of an article, all in the graph named by the article's IRI.

    ::

        <article> a schema:NewsArticle, prov:Entity ; at:key "000_4ff….txt" ; schema:sha256 "…" ;
            schema:datePublished "2019-03-30"^^xsd:date ; at:dateSource at:header ; schema:headline "…" ;
            schema:url <…> ; schema:publisher "…" ; schema:author "…" ; schema:inLanguage "en" ;
            at:inputDigest "…" ; at:readBy <run> .
        <run> a prov:Activity ; rdfs:label "gazetteer 5f…, …" ; at:gazetteerVersion "5f…" ; … .
        <claim> a at:ArmsTransfer ; prov:wasGeneratedBy <run> ; at:extractor "transfers" ;
            at:supplier id:russia ; at:supplierState id:russia ; at:recipient id:venezuela ; … ;
            at:status at:Delivered ; at:factuality at:Asserted ; at:reportedBy id:interfax ;
            at:attributedTo <name/davydenko> ; prov:wasAttributedTo <name/davydenko> ;
            at:dateValue "2019-03" ; at:earliest "2019-03-01"^^xsd:date ;
            at:latest "2019-03-31"^^xsd:date ; at:dateText "in March" ; at:score 0.8 ; at:order 798096692049160000 ;
            prov:hadPrimarySource <article> ; at:firstDay "2019-03-01"^^xsd:date ;
            at:lastDay "2019-03-31"^^xsd:date ;
            at:evidence <article#char=1709,1992> ; at:reading <claim#reading-1> .
        <article#char=1709,1992> a at:Passage, oa:SpecificResource, prov:Entity ;
            prov:value "He said …" ; prov:wasQuotedFrom <article> ; oa:hasSource <article> ;
            oa:hasSelector <article#sel=1709,1992> .
        <article#sel=1709,1992> a oa:TextPositionSelector ; oa:start 1709 ; oa:end 1992 .
        <claim#reading-1> a at:Reading ; at:passage <article#char=1709,1992> ; at:rule "get+A4" ;
            at:cue "has received" ; at:path "1. …" ; at:mention <claim#reading-1-mention-1> .
        <claim#reading-1-mention-1> a at:Mention ; at:role at:supplier ; at:text "Russia" ;
            oa:start 1727 ; oa:end 1733 ; at:denotes id:russia ; at:linkReason at:exact .
        <article/name/davydenko> a foaf:Person, skos:Concept ; skos:prefLabel "Davydenko"@en ;
            at:unknownName true .
        id:india-navy a org:Organization, skos:Concept ; skos:prefLabel "Indian Navy"@en ;
            at:country id:india .

    Args:
        read: the article and its claims.
        mint: makes the IRIs.
        vocabulary: says which arguments identify a claim.
        versions: what read the article (see ``Run``).
        known: IRIs that a gazetteer describes; they are not described again.
    """
    article, run = mint.article(read.article.key), Run(versions)
    said = Said(article)
    _say_article(said, article, read.article)
    said.say(article, "at:inputDigest", ox.Literal(input_digest(read.article, versions)))
    said.say(article, "at:readBy", ox.NamedNode(run.iri(mint)))
    _say_run(said, run.iri(mint), run)
    for place, claim in enumerate(read.claims):
        iri = claim_iri(mint, vocabulary, read.article, claim)
        _say_claim(said, iri, claim)
        said.say(iri, "at:order", ox.Literal(_order(read.article, place)))
        said.say(iri, "prov:hadPrimarySource", ox.NamedNode(article))
        said.say(iri, "at:firstDay", day(claim.earliest or claim.latest or read.article.date))
        said.say(iri, "at:lastDay", day(claim.latest or claim.earliest or read.article.date))
        said.say(iri, "prov:wasGeneratedBy", ox.NamedNode(run.iri(mint)))
        for number, evidence in enumerate(claim.evidence, 1):
            passage = _say_passage(said, article, evidence, mint)
            said.say(iri, "at:evidence", ox.NamedNode(passage))
            said.say(iri, "at:reading", ox.NamedNode(mint.reading(iri, number)))
            _say_reading(said, mint.reading(iri, number), passage, evidence, mint)
    _say_names(said, read, known, mint.name(read.article.key, ""))
    return said.quads()


def _say_article(said: Said, iri: str, article: Article) -> None:
    said.types(iri, expand("schema:NewsArticle"), expand("prov:Entity"))
    said.say(iri, "at:key", ox.Literal(article.key))
    said.say(iri, "schema:sha256", ox.Literal(hashlib.sha256(article.text.encode()).hexdigest()))
    said.say(iri, "schema:datePublished", day(article.date))
    said.say(iri, "at:dateSource", code(article.date_source) if article.date_source else None)
    said.say(iri, "schema:headline", words(article.title))
    said.say(iri, "schema:url", address(article.url))
    said.say(iri, "schema:publisher", words(article.publisher))
    said.say(iri, "schema:author", words(article.author))
    said.say(iri, "schema:inLanguage", words(article.language))


def _say_run(said: Said, iri: str, run: Run) -> None:
    said.types(iri, expand("prov:Activity"))
    said.say(iri, "rdfs:label", ox.Literal(run.label()))
    for what, version in sorted(run.versions.items()):
        said.say(iri, f"at:{what}Version", ox.Literal(version))


def _say_claim(said: Said, iri: str, claim: Claim) -> None:
    said.types(iri, expand(f"at:{claim.type}"))
    for role, values in claim.arguments.items():
        said.say(iri, f"at:{role}", *(_argument(role, value) for value in values))
    for role in ("supplier", "recipient"):
        said.say(iri, f"at:{role}State", *map(_state, claim.entities(role)))
    said.say(iri, "at:status", code(claim.status))
    said.say(iri, "at:factuality", code(claim.factuality))
    for name in ("at:attributedTo", "prov:wasAttributedTo"):
        said.say(iri, name, *(ox.NamedNode(speaker.iri) for speaker in claim.attributed_to))
    if claim.reported_by:
        said.say(iri, "at:reportedBy", ox.NamedNode(claim.reported_by.iri))
    said.say(iri, "at:dateValue", words(claim.date))
    said.say(iri, "at:earliest", day(claim.earliest))
    said.say(iri, "at:latest", day(claim.latest))
    said.say(iri, "at:dateText", words(claim.date_text))
    said.say(iri, "at:score", None if claim.score is None else decimal(claim.score))
    said.say(iri, "at:extractor", words(claim.extractor))


def _order(article: Article, place: int) -> int:
    """Return what sorts claims with the newest article first, an article's own as they stand in it.

    The day counted down, eight digits that tell articles of a day apart, and the place: a number is sorted without
    looking anything else up, and no other claim has a say in it.
    """
    day = article.date.toordinal() if article.date else 0
    apart = int(hashlib.sha256(article.key.encode()).hexdigest(), 16) % 10**8
    return ((_LATER_THAN_ALL - day) * 10**8 + apart) * 10**4 + place


def _argument(role: str, value: Argument) -> Value:
    if isinstance(value, Entity):
        return ox.NamedNode(value.iri)
    if isinstance(value, str):
        if role in _CODED:
            return code(value)
        return typed(value, "xsd:date") if role in _DAYS else ox.Literal(value)
    if role in _DECIMALS or isinstance(value, float):
        return decimal(value)
    return ox.Literal(value)


def _state(party: Entity) -> Value | None:
    """Return the party itself if it is a state, else the state behind it, else None."""
    own = party.kind == "State" or (party.kind == "Territory" and not party.state)
    iri = party.iri if own else party.state
    return ox.NamedNode(iri) if iri else None


def _say_passage(said: Said, article: str, evidence: Evidence, mint: Mint) -> str:
    passage = mint.passage(article, evidence.start, evidence.end)
    selector = mint.selector(article, evidence.start, evidence.end)
    said.types(passage, *map(expand, ("at:Passage", "oa:SpecificResource", "prov:Entity")))
    said.say(passage, "prov:value", ox.Literal(evidence.sentence))
    said.say(passage, "prov:wasQuotedFrom", ox.NamedNode(article))
    said.say(passage, "oa:hasSource", ox.NamedNode(article))
    said.say(passage, "oa:hasSelector", ox.NamedNode(selector))
    said.types(selector, expand("oa:TextPositionSelector"))
    _say_offsets(said, selector, evidence)
    return passage


def _say_reading(said: Said, iri: str, passage: str, evidence: Evidence, mint: Mint) -> None:
    said.types(iri, expand("at:Reading"))
    said.say(iri, "at:passage", ox.NamedNode(passage))
    said.say(iri, "at:rule", words(evidence.rule))
    said.say(iri, "at:cue", words(evidence.cue))
    steps = (f"{number}. {step}" for number, step in enumerate(evidence.path, 1))
    said.say(iri, "at:path", *map(ox.Literal, steps))
    for number, mention in enumerate(evidence.mentions, 1):
        said.say(iri, "at:mention", ox.NamedNode(mint.mention(iri, number)))
        _say_mention(said, mint.mention(iri, number), mention)


def _say_mention(said: Said, iri: str, mention: Mention) -> None:
    said.types(iri, expand("at:Mention"))
    said.say(iri, "at:role", code(mention.role))
    said.say(iri, "at:text", ox.Literal(mention.text))
    _say_offsets(said, iri, mention)
    said.say(iri, "at:denotes", ox.NamedNode(mention.iri) if mention.iri else None)
    said.say(iri, "at:linkReason", code(mention.link_reason) if mention.link_reason else None)


def _say_offsets(said: Said, iri: str, place: Evidence | Mention) -> None:
    said.say(iri, "oa:start", ox.Literal(place.start))
    said.say(iri, "oa:end", ox.Literal(place.end))


def _say_names(said: Said, read: ArticleClaims, known: Container[str], own_names: str) -> None:
    """Describe what no gazetteer does: names of this article, and organisations made by rule."""
    unknown: dict[str, Entity] = {}
    for claim in read.claims:
        for entity in _entities(claim):
            if entity.iri not in known:
                # the first form of a name is the preferred one: a concept has one preferred label
                unknown.setdefault(entity.iri, entity)
    for iri, entity in unknown.items():
        said.types(iri, class_iri(entity.kind), expand("skos:Concept"))
        said.say(iri, "skos:prefLabel", ox.Literal(entity.label, language="en"))
        if entity.state not in {"", iri}:
            said.say(iri, "at:country", ox.NamedNode(entity.state))
        if iri.startswith(own_names):
            said.say(iri, "at:unknownName", typed("true", "xsd:boolean"))


def _entities(claim: Claim) -> Iterator[Entity]:
    for role in claim.arguments:
        yield from claim.entities(role)
    yield from claim.attributed_to
    if claim.reported_by:
        yield claim.reported_by
