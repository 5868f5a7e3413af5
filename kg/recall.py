"""Reads claims back from their triples: the inverse of ``triples``.

What comes in: a snapshot of a store.  What goes out: the ``Claim`` records that were written, with
their labels and aliases as the graph has them now.  What the graph does not keep is lost: the order
of values that fill one role, and of speakers (they come in order of their words in the sentence).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import pyoxigraph as ox

from kg.errors import UnknownNameError
from kg.model import Argument, Claim, Entity, Evidence, Mention
from kg.terms import AT, PREFIXES

__all__ = ["Recalled", "find_claim", "recall"]

_Facts: TypeAlias = Mapping[str, list[ox.NamedNode | ox.Literal]]

_TOLD = frozenset(
    {
        "attributedTo",
        "dateText",
        "dateValue",
        "earliest",
        "evidence",
        "extractor",
        "factuality",
        "latest",
        "reading",
        "recipientState",
        "reportedBy",
        "score",
        "status",
        "supplierState",
    }
)
"""Properties of a claim that are fields of their own, or derived; the others are arguments."""
_ALIASES = ("skos:altLabel", "at:demonym", "at:metonym")
_KINDS = {"Site": "Facility"}
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
    found = store.quads_for_pattern(None, _node("at:factuality"), None, None)
    iris = {quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)}
    recalled = (_Claim(store, iri).recalled() for iri in iris)
    yield from sorted(recalled, key=lambda r: (r.article, r.claim.evidence[0].start, r.iri))


def find_claim(store: ox.Store, name: str) -> Recalled:
    """Return a claim by its IRI, or by how its IRI ends.

    Raises:
        UnknownNameError: there is no such claim, or more than one.
    """
    found = store.quads_for_pattern(None, _node("at:factuality"), None, None)
    iris = {quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)}
    fitting = sorted(iri for iri in iris if iri == name or (name and iri.endswith(name)))
    if len(fitting) != 1:
        reason = f"{len(fitting)} claims end in it" if fitting else "there is no such claim"
        raise UnknownNameError(
            f"claim {name!r}: {reason}; accepted is a claim's IRI, or the end of it, as "
            f"'kg report transfers --format json' and 'kg extract' show it"
        )
    return _Claim(store, fitting[0]).recalled()


def _node(name: str) -> ox.NamedNode:
    prefix, local = name.split(":", 1)
    return ox.NamedNode(PREFIXES[prefix] + local)


class _Claim:
    """One claim's triples, read field by field."""

    def __init__(self, store: ox.Store, iri: str) -> None:
        self._store = store
        self._iri = iri

    @cached_property
    def _facts(self) -> _Facts:
        return self._of(self._iri)

    def _of(self, iri: str) -> _Facts:
        facts: dict[str, list[ox.NamedNode | ox.Literal]] = defaultdict(list)
        for quad in self._store.quads_for_pattern(ox.NamedNode(iri), None, None, None):
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                values = facts[quad.predicate.value]
                values.extend([] if quad.object in values else [quad.object])
        return {name: sorted(values, key=_order) for name, values in facts.items()}

    def _text(self, name: str, facts: _Facts | None = None) -> str | None:
        values = (facts or self._facts).get(_node(name).value, [])
        return values[0].value if values else None

    def _code(self, name: str, otherwise: str) -> str:
        return (self._text(name) or otherwise).removeprefix(AT)

    def _day(self, name: str, facts: _Facts | None = None) -> dt.date | None:
        text = self._text(name, facts)
        return dt.date.fromisoformat(text[:10]) if text else None

    @cached_property
    def _evidence(self) -> tuple[Evidence, ...]:
        iris = [value.value for value in self._facts.get(AT + "reading", [])]
        return tuple(sorted(map(self._reading, iris), key=lambda e: (e.start, e.end)))

    def _reading(self, iri: str) -> Evidence:
        reading = self._of(iri)
        passage = self._of(self._text("at:passage", reading) or "")
        selector = self._of(self._text("oa:hasSelector", passage) or "")
        mentions = [self._mention(value.value) for value in reading.get(AT + "mention", [])]
        steps = [value.value for value in reading.get(AT + "path", [])]
        return Evidence(
            sentence=self._text("prov:value", passage) or "",
            start=int(self._text("oa:start", selector) or 0),
            end=int(self._text("oa:end", selector) or 0),
            mentions=tuple(mentions),
            rule=self._text("at:rule", reading) or "",
            cue=self._text("at:cue", reading),
            path=tuple(step.split(". ", 1)[-1] for step in steps),
        )

    def _mention(self, iri: str) -> Mention:
        facts = self._of(iri)
        return Mention(
            role=(self._text("at:role", facts) or "").removeprefix(AT),
            start=int(self._text("oa:start", facts) or 0),
            end=int(self._text("oa:end", facts) or 0),
            text=self._text("at:text", facts) or "",
            iri=self._text("at:denotes", facts) or "",
            link_reason=(self._text("at:linkReason", facts) or "").removeprefix(AT),
        )

    @cached_property
    def _words(self) -> Mapping[tuple[str, str], str]:
        """The words for a thing in a role, and in any role."""
        mentions = [m for evidence in reversed(self._evidence) for m in reversed(evidence.mentions)]
        return {("", m.iri): m.text for m in mentions} | {(m.role, m.iri): m.text for m in mentions}

    def _entity(self, iri: str, role: str) -> Entity:
        facts = self._of(iri)
        label = self._text("skos:prefLabel", facts) or iri
        aliases = (v.value for name in _ALIASES for v in facts.get(_node(name).value, []))
        return Entity(
            text=self._words.get((role, iri)) or self._words.get(("", iri)) or label,
            label=label,
            iri=iri,
            kind=_kind(facts),
            aliases=tuple(dict.fromkeys(aliases)),
            state=self._text("at:country", facts) or "",
        )

    def _arguments(self) -> dict[str, tuple[Argument, ...]]:
        own = {p.removeprefix(AT): v for p, v in self._facts.items() if p.startswith(AT)}
        return {
            role: tuple(self._argument(value, role) for value in values)
            for role, values in own.items()
            if role not in _TOLD
        }

    def _argument(self, value: ox.NamedNode | ox.Literal, role: str) -> Argument:
        if isinstance(value, ox.NamedNode):
            is_code = value.value.startswith(AT)
            return value.value.removeprefix(AT) if is_code else self._entity(value.value, role)
        if value.datatype.value == _INTEGER:
            return int(value.value)
        return float(value.value) if value.datatype.value == _DECIMAL else value.value

    def recalled(self) -> Recalled:
        passages = self._facts.get(AT + "evidence", [])
        source = self._text("prov:wasQuotedFrom", self._of(passages[0].value)) if passages else ""
        article = self._of(source) if source else {}
        speakers = sorted(
            (v.value for v in self._facts.get(AT + "attributedTo", [])), key=self._place
        )
        medium, score = self._text("at:reportedBy"), self._text("at:score")
        return Recalled(
            self._iri,
            self._text("at:key", article) or "",
            self._day("schema:datePublished", article),
            Claim(
                type=_kind(self._facts),
                arguments=self._arguments(),
                evidence=self._evidence,
                status=self._code("at:status", "Unknown"),
                factuality=self._code("at:factuality", "Asserted"),
                attributed_to=tuple(self._entity(iri, "speaker") for iri in speakers),
                reported_by=self._entity(medium, "medium") if medium else None,
                date=self._text("at:dateValue"),
                earliest=self._day("at:earliest"),
                latest=self._day("at:latest"),
                date_text=self._text("at:dateText"),
                score=float(score) if score else None,
                extractor=self._text("at:extractor") or "",
            ),
        )

    def _place(self, iri: str) -> int:
        places = [m.start for e in self._evidence for m in e.mentions if m.iri == iri]
        return min(places, default=0)


def _kind(facts: _Facts) -> str:
    """Return the local name of the class of a claim or thing."""
    types = [value.value for value in facts.get(PREFIXES["rdf"] + "type", [])]
    names = [iri.removeprefix(AT) for iri in types if iri.startswith(AT)]
    names += [iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for iri in types if not iri.startswith(AT)]
    known = [name for name in names if name != "Concept"]
    return _KINDS.get(known[0], known[0]) if known else "Thing"


def _order(value: ox.NamedNode | ox.Literal) -> tuple[int, str]:
    """Sort ``reading-10`` behind ``reading-9`` and ``10. …`` behind ``9. …``."""
    return len(value.value) if value.value[
        :1
    ].isdigit() or "#reading-" in value.value else 0, value.value
