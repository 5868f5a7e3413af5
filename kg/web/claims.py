"""Reads claims out of the graph's triples, as the pages show them.

What comes in: the triples of the query ``claims``.  What goes out: records in plain words.  It
must not know Flask.
"""

from collections.abc import Iterable

import pyoxigraph as ox

from kg.model import Mention
from kg.recall import Facts, Term, article_iri, read_evidence
from kg.terms import AT, Vocabulary, short, words
from kg.web.highlights import Place, highlight
from kg.web.records import ArticleRecord, ClaimRecord, MentionRecord, ReadingRecord, Thing

__all__ = ["article_of", "claims_of", "thing_of"]

_NOT_ROLES = frozenset(
    """
    amount attributedTo currency dateText dateValue earliest equipmentText evidence extractor
    factuality latest mode quantityMax quantityMin quantityText reading recipientState
    reportedBy score status supplierState
    """.split()
)
"""Properties of a claim that tell about it, not who takes part in it."""
_FIRST_ROLES = ("supplier", "recipient", "equipment")


def claims_of(facts: Facts, vocabulary: Vocabulary, iris: Iterable[str]) -> list[ClaimRecord]:
    """Return the claims with these IRIs, in that order; what the triples lack is left out."""
    return [_claim(facts, vocabulary, iri) for iri in iris if facts.value(iri, "at:factuality")]


def thing_of(facts: Facts, term: Term) -> Thing:
    """Return a term with its label."""
    if not isinstance(term, ox.NamedNode):
        return Thing(term.value)
    if term.value.startswith(AT):
        return Thing(words(_local(term.value)), term.value)
    return Thing(facts.value(term.value, "skos:prefLabel") or short(term.value), term.value)


def article_of(facts: Facts, iri: str) -> ArticleRecord:
    """Return the article with that IRI; what is not said of it is ``""``."""
    names = (
        "at:key", "schema:headline", "schema:datePublished", "schema:url", "schema:sha256", "schema:publisher",
        "schema:author", "schema:inLanguage",
    )
    return ArticleRecord(iri, *(facts.value(iri, name) or "" for name in names))


def _claim(facts: Facts, vocabulary: Vocabulary, iri: str) -> ClaimRecord:
    kind = next((_local(t) for t in facts.values(iri, "rdf:type") if t.startswith(AT)), "Claim")
    readings = tuple(_readings(facts, iri))
    arguments = _arguments(facts, iri)
    medium = facts.terms(iri, "at:reportedBy")
    return ClaimRecord(
        iri=iri,
        type=kind,
        title=_title(facts, vocabulary, iri, kind, arguments),
        arguments=arguments,
        details=_details(facts, iri),
        status=_local(facts.value(iri, "at:status") or "Unknown"),
        factuality=_local(facts.value(iri, "at:factuality") or "Asserted"),
        speakers=tuple(thing_of(facts, t) for t in facts.terms(iri, "at:attributedTo")),
        medium=thing_of(facts, medium[0]) if medium else None,
        date=_date(facts, iri),
        article=article_of(facts, article_iri(facts, iri)),
        readings=readings,
        run=tuple(_run(facts, iri)),
    )


def _local(iri: str) -> str:
    return iri.removeprefix(AT)


def _arguments(facts: Facts, iri: str) -> dict[str, tuple[Thing, ...]]:
    found = {
        _local(name): tuple(thing_of(facts, term) for term in terms)
        for name, terms in facts.properties(iri).items()
        if name.startswith(AT) and _local(name) not in _NOT_ROLES
    }
    first = [role for role in _FIRST_ROLES if role in found]
    return {role: found[role] for role in first + [role for role in found if role not in first]}


def _details(facts: Facts, iri: str) -> dict[str, str]:
    """Return quantity, money and the like by local name; codes as local names."""
    names = (
        "equipmentText",
        "quantityText",
        "quantityMin",
        "quantityMax",
        "amount",
        "currency",
        "mode",
        "dateText",
        "dateValue",
        "earliest",
        "latest",
        "score",
        "extractor",
    )
    values = {name: facts.value(iri, f"at:{name}") for name in names}
    return {name: _local(value) for name, value in values.items() if value is not None}


def _title(
    facts: Facts,
    vocabulary: Vocabulary,
    iri: str,
    kind: str,
    arguments: dict[str, tuple[Thing, ...]],
) -> str:
    def names(role: str) -> str:
        return ", ".join(thing.label for thing in arguments.get(role, ()))

    if kind == "ArmsTransfer":
        what = names("equipment") or facts.value(iri, "at:equipmentText") or "arms"
        supplier = names("supplier") or "unnamed supplier"
        return f"{supplier} → {names('recipient') or 'unnamed recipient'}: {what}"
    roles = vocabulary.key_arguments.get(kind, ()) or tuple(arguments)
    return " · ".join(filter(None, map(names, roles))) or vocabulary.labels.get(kind, kind)


def _date(facts: Facts, iri: str) -> str:
    """Return when it happened, as precisely as it was said, in words."""
    exact = facts.value(iri, "at:dateValue")
    earliest, latest = facts.value(iri, "at:earliest"), facts.value(iri, "at:latest")
    if exact:
        return exact
    if earliest and latest:
        return earliest if earliest == latest else f"{earliest} to {latest}"
    if latest:
        return f"by {latest}"
    return f"from {earliest}" if earliest else ""


def _run(facts: Facts, claim: str) -> Iterable[tuple[str, str]]:
    """Yield the versions that a claim was made with."""
    for run in facts.values(claim, "prov:wasGeneratedBy"):
        for name, terms in facts.properties(run).items():
            if name.startswith(AT):
                yield _local(name), terms[0].value


def _readings(facts: Facts, claim: str) -> Iterable[ReadingRecord]:
    """Yield how each sentence was read; a passage that no reading tells of is shown bare."""
    seen = set()
    for iri in facts.values(claim, "at:reading"):
        passage = facts.value(iri, "at:passage") or ""
        seen.add(passage)
        yield _reading(facts, iri, passage)
    for passage in facts.values(claim, "at:evidence"):
        if passage not in seen:
            yield _reading(facts, "", passage)


def _reading(facts: Facts, iri: str, passage: str) -> ReadingRecord:
    told = read_evidence(facts, passage, iri)
    mentions = sorted(told.mentions, key=lambda m: (m.start, m.end))
    places = [Place(m.start - told.start, m.end - told.start, m.role) for m in mentions]
    if told.cue and (found := told.sentence.find(told.cue)) >= 0:
        places.append(Place(found, found + len(told.cue), "cue"))
    return ReadingRecord(
        anchor=iri.rpartition("#")[2],
        passage=passage,
        told=told,
        parts=highlight(told.sentence, places),
        mentions=tuple(MentionRecord(mention, _denoted(facts, mention)) for mention in mentions),
    )


def _denoted(facts: Facts, mention: Mention) -> Thing | None:
    return thing_of(facts, ox.NamedNode(mention.iri)) if mention.iri else None
