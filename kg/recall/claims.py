"""Puts claims together from what triples say.

What comes in: facts, or a store.  What goes out: ``Recalled`` and ``Evidence`` records.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from kg.errors import UnknownNameError
from kg.model import Argument, Claim, Entity, Evidence, Mention
from kg.recall.facts import Facts, Term, facts_of
from kg.terms import AT, PREFIXES, expand

__all__ = ["Recalled", "article_iri", "find_claim", "read_claim", "read_evidence", "recall"]

_TOLD = frozenset(
    """
    attributedTo dateText dateValue earliest evidence extractor factuality firstDay lastDay latest order reading
    recipientState
    reportedBy score status supplierState
    """.split()
)
"""Properties of a claim that are fields of their own, or derived; the others are arguments."""
_ALIASES = ("skos:altLabel", "at:demonym", "at:metonym")
_KINDS = {"Site": "Facility"}
_NUMBER = re.compile(r"^\d+\.\s*")  # keeps the steps of a path in order
_INTEGER, _DECIMAL = PREFIXES["xsd"] + "integer", PREFIXES["xsd"] + "decimal"


@dataclass(frozen=True, slots=True)
class Recalled:
    """A claim as the graph holds it.

    Attributes:
        iri: its IRI.
        article: key of its article.
        published: publication date of its article, or None.
        claim: the claim.
    """

    iri: str
    article: str
    published: dt.date | None
    claim: Claim


def recall(store: ox.Store) -> Iterator[Recalled]:
    """Yield all claims of a store, by article and place in it."""
    recalled = (read_claim(facts_of(store), iri) for iri in _claims(store))
    yield from sorted(recalled, key=lambda r: (r.article, r.claim.evidence[0].start, r.iri))


def find_claim(store: ox.Store, name: str) -> Recalled:
    """Return a claim by its IRI, or by how its IRI ends.

    Raises:
        UnknownNameError: there is no such claim, or more than one.
    """
    fitting = sorted(iri for iri in _claims(store) if iri == name or (name and iri.endswith(name)))
    if len(fitting) != 1:
        reason = f"{len(fitting)} claims end in it" if fitting else "there is no such claim"
        raise UnknownNameError(
            f"claim {name!r}: {reason}; accepted is a claim's IRI, or the end of it, as "
            f"'kg report transfers --format json' and 'kg extract' show it"
        )
    return read_claim(facts_of(store), fitting[0])


def _claims(store: ox.Store) -> set[str]:
    found = store.quads_for_pattern(None, ox.NamedNode(expand("at:factuality")), None, None)
    return {quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)}


def read_claim(facts: Facts, iri: str) -> Recalled:
    """Return the claim with that IRI, of which the facts must tell."""
    return _Claim(facts, iri).recalled()


def article_iri(facts: Facts, claim: str) -> str:
    """Return the IRI of the article from which a claim was read, or ``""``."""
    articles = (facts.value(passage, "prov:wasQuotedFrom") for passage in facts.values(claim, "at:evidence"))
    return next(filter(None, articles), "")


def read_evidence(facts: Facts, passage: str, reading: str = "") -> Evidence:
    """Return a passage, with how it was read where a reading is given; what is not told is empty."""
    selector = facts.value(passage, "oa:hasSelector") or ""
    return Evidence(
        sentence=facts.value(passage, "prov:value") or "",
        start=facts.number(selector, "oa:start") or 0,
        end=facts.number(selector, "oa:end") or 0,
        mentions=tuple(_mention(facts, iri) for iri in facts.values(reading, "at:mention")),
        rule=facts.value(reading, "at:rule") or "",
        cue=facts.value(reading, "at:cue"),
        path=tuple(_NUMBER.sub("", step) for step in facts.values(reading, "at:path")),
    )


def _mention(facts: Facts, iri: str) -> Mention:
    return Mention(
        role=_local(facts.value(iri, "at:role") or ""),
        start=facts.number(iri, "oa:start") or 0,
        end=facts.number(iri, "oa:end") or 0,
        text=facts.value(iri, "at:text") or "",
        iri=facts.value(iri, "at:denotes") or "",
        link_reason=_local(facts.value(iri, "at:linkReason") or ""),
    )


def _local(iri: str) -> str:
    return iri.removeprefix(AT)


class _Claim:
    """One claim's triples, read field by field."""

    def __init__(self, facts: Facts, iri: str) -> None:
        self._facts = facts
        self._iri = iri

    def _text(self, name: str) -> str | None:
        return self._facts.value(self._iri, name)

    def _day(self, name: str, subject: str = "") -> dt.date | None:
        text = self._facts.value(subject or self._iri, name)
        return dt.date.fromisoformat(text[:10]) if text else None

    @cached_property
    def _evidence(self) -> tuple[Evidence, ...]:
        readings = self._facts.values(self._iri, "at:reading")
        passages = [self._facts.value(reading, "at:passage") or "" for reading in readings]
        read = map(read_evidence, [self._facts] * len(readings), passages, readings)
        return tuple(sorted(read, key=lambda e: (e.start, e.end)))

    @cached_property
    def _words(self) -> Mapping[tuple[str, str], str]:
        """The words for a thing in a role, and in any role."""
        mentions = [m for evidence in reversed(self._evidence) for m in reversed(evidence.mentions)]
        return {("", m.iri): m.text for m in mentions} | {(m.role, m.iri): m.text for m in mentions}

    def _entity(self, iri: str, role: str) -> Entity:
        label = self._facts.value(iri, "skos:prefLabel") or iri
        aliases = (value for name in _ALIASES for value in self._facts.values(iri, name))
        return Entity(
            text=self._words.get((role, iri)) or self._words.get(("", iri)) or label,
            label=label,
            iri=iri,
            kind=_kind(self._facts.values(iri, "rdf:type")),
            aliases=tuple(dict.fromkeys(aliases)),
            state=self._facts.value(iri, "at:country") or "",
        )

    def _arguments(self) -> dict[str, tuple[Argument, ...]]:
        said = self._facts.properties(self._iri)
        own = {_local(name): values for name, values in said.items() if name.startswith(AT)}
        return {
            role: tuple(self._argument(value, role) for value in values)
            for role, values in own.items()
            if role not in _TOLD
        }

    def _argument(self, value: Term, role: str) -> Argument:
        if isinstance(value, ox.NamedNode):
            return _local(value.value) if value.value.startswith(AT) else self._entity(value.value, role)
        if value.datatype.value == _INTEGER:
            return int(value.value)
        return float(value.value) if value.datatype.value == _DECIMAL else value.value

    def recalled(self) -> Recalled:
        facts, article = self._facts, article_iri(self._facts, self._iri)
        return Recalled(
            self._iri,
            facts.value(article, "at:key") or "",
            self._day("schema:datePublished", article) if article else None,
            self._claim(),
        )

    def _claim(self) -> Claim:
        speakers = sorted(self._facts.values(self._iri, "at:attributedTo"), key=self._place)
        medium, score = self._text("at:reportedBy"), self._text("at:score")
        return Claim(
            type=_kind(self._facts.values(self._iri, "rdf:type")),
            arguments=self._arguments(),
            evidence=self._evidence,
            status=_local(self._text("at:status") or "Unknown"),
            factuality=_local(self._text("at:factuality") or "Asserted"),
            attributed_to=tuple(self._entity(iri, "speaker") for iri in speakers),
            reported_by=self._entity(medium, "medium") if medium else None,
            date=self._text("at:dateValue"),
            earliest=self._day("at:earliest"),
            latest=self._day("at:latest"),
            date_text=self._text("at:dateText"),
            score=float(score) if score else None,
            extractor=self._text("at:extractor") or "",
        )

    def _place(self, iri: str) -> int:
        places = [m.start for e in self._evidence for m in e.mentions if m.iri == iri]
        return min(places, default=0)


def _kind(types: list[str]) -> str:
    """Return the local name of the class of a claim or thing, of ours before others."""
    names = [_local(iri) for iri in types if iri.startswith(AT)]
    names += [iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for iri in types if not iri.startswith(AT)]
    known = [name for name in names if name != "Concept"]
    return _KINDS.get(known[0], known[0]) if known else "Thing"
