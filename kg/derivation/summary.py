"""Writes the summary graph: what reports would have to work out anew from all claims each time they are asked.

What comes in: a store.  What goes out: quads of ``at:summary``, the same for the same graph.
It is no evidence: every count leads to a claim, and reports work all of it out from the claims where they are asked
for a part of them.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import pyoxigraph as ox

from kg.derivation.chains import chains
from kg.derivation.claims import Claim, Select, World, read_claims
from kg.derivation.disputes import Denied, denials, disputes
from kg.derivation.holders import holders
from kg.derivation.names import owned_firms, unknown_names
from kg.derivation.orders import settled
from kg.derivation.tallies import Tally, categories, tallies
from kg.terms import AT, SUMMARY_GRAPH, expand

__all__ = ["SUMMARY_DIGEST", "summary_quads"]

_RULES = "1"  # to be raised when something else is summed up, or otherwise
SUMMARY_DIGEST = hashlib.sha256(f"summary {_RULES}".encode()).hexdigest()
"""What tells this summary from earlier ones."""

_GRAPH = ox.NamedNode(SUMMARY_GRAPH)
_INTEGER, _DATE = (ox.NamedNode(expand(f"xsd:{name}")) for name in ("integer", "date"))
_TEXTS = frozenset({"years", "period"})
_SPANNING = frozenset({"SupplierTally", "CustomerTally", "ItemTally"})
"""Counts of which the first and the last day are told."""
_Row: TypeAlias = tuple[str, str, ox.NamedNode | ox.Literal]


def summary_quads(select: Select) -> Iterator[ox.Quad]:
    """Yield the quads of the summary graph; no claim, article or thing is a subject in it.

    ::

        <ns#summary/5f…> a at:YearTally ; at:years "1" ; at:period "2019" ; at:claimCount 7 ; at:articleCount 1 ;
            at:dealCount 7 ; at:newest <claim/…> .
        <ns#summary/a1…> at:settles <claim/…> ; at:settledOn "2019-03-30"^^xsd:date .
        <ns#summary/0c…> at:deniedBy <claim/…> ; at:saidBy <claim/…> .
        at:summary at:inputDigest "…" .
    """
    world = World(select)
    claims = read_claims(select, world)
    parts = (_tallies, _names, _firms, _holders, _chains, _disputes, _settled)
    for part in parts:
        for subject, name, value in part(claims, world):
            yield ox.Quad(ox.NamedNode(subject), ox.NamedNode(expand(name)), value, _GRAPH)
    yield ox.Quad(_GRAPH, ox.NamedNode(AT + "inputDigest"), ox.Literal(SUMMARY_DIGEST), _GRAPH)


def _tallies(claims: list[Claim], world: World) -> Iterator[_Row]:
    for (class_, keys), tally in tallies(claims, world).items():
        iri = _iri(class_, *(part for key in keys for part in key))
        yield iri, "rdf:type", _thing(AT + class_)
        for name, value in keys:
            yield iri, f"at:{name}", ox.Literal(value) if name in _TEXTS else _thing(value)
        if class_ in _SPANNING:
            for name, day in (("at:firstOfAll", tally.first), ("at:lastOfAll", tally.last)):
                if day:
                    yield iri, name, _day(day)
        if class_ == "ItemTally":
            for category in categories(dict(keys).get("ofItem", ""), world):
                yield iri, "at:ofCategory", _thing(category)
        if class_ == "DealTally":  # there are many, which are sorted by it
            yield iri, "at:newestOrder", _number(tally.newest[0])
        yield from _counts(iri, tally)


def _counts(iri: str, tally: Tally, newest: str = "") -> Iterator[_Row]:
    yield iri, "at:claimCount", _number(tally.claims)
    yield iri, "at:articleCount", _number(tally.articles)
    yield iri, "at:newest", _thing(newest or tally.newest[1])
    for name, values in tally.parts.items():
        yield iri, f"at:{name}", _number(len(values))


def _names(claims: list[Claim], world: World) -> Iterator[_Row]:
    for spelling, name in unknown_names(claims, world).items():
        iri = _iri("NameTally", spelling)
        yield iri, "rdf:type", _thing(AT + "NameTally")
        yield iri, "at:spelling", ox.Literal(spelling)
        yield iri, "at:ofThing", _thing(min(name.things))
        if name.kinds:
            yield iri, "at:guessedKind", ox.Literal(min(name.kinds))
        yield iri, "at:newestOrder", _number(name.tally.newest[0])
        yield from _counts(iri, name.tally)


def _firms(claims: list[Claim], world: World) -> Iterator[_Row]:
    for firm in owned_firms(claims, world):
        iri = _iri("OwnedTally", firm.iri, *firm.origins)
        yield iri, "rdf:type", _thing(AT + "OwnedTally")
        yield iri, "at:ofThing", _thing(firm.iri)
        for state in sorted(firm.states):
            yield iri, "at:asked", _thing(state)
        yield from _words(iri, ("at:ownedHow", firm.kinds), ("at:ownedBy", firm.owners), ("at:knownFrom", firm.origins))
        yield from _counts(iri, firm.named.tally, firm.named.newest[2])


def _words(iri: str, *said: tuple[str, Iterable[str]]) -> Iterator[_Row]:
    for name, values in said:
        yield iri, name, ox.Literal(", ".join(sorted(values)))


def _holders(claims: list[Claim], world: World) -> Iterator[_Row]:
    meant, found = holders(claims, world)
    for claim, one in meant.items():
        iri = _iri("Meaning", claim)
        yield iri, "at:meaningOf", _thing(claim)
        for name, values in (
            ("at:meantCountry", one.countries), ("at:meantOffice", one.offices), ("at:meantOfficeGroup", one.widest)
        ):  # fmt: skip
            for value in values:
                yield iri, name, _thing(value)
    for (country, office, spelling), holder in found.items():
        iri = _iri("HolderTally", country, office, spelling)
        yield iri, "rdf:type", _thing(AT + "HolderTally")
        yield iri, "at:spelling", ox.Literal(spelling)
        yield iri, "at:ofThing", _thing(min(holder.persons))
        for name, value in (("at:meantCountry", country), ("at:meantOfficeGroup", office)):
            if value:
                yield iri, name, _thing(value)
        yield from _words(iri, ("at:recognisedBy", holder.friends), ("at:rejectedBy", holder.foes))
        yield from _counts(iri, holder.tally)


def _chains(claims: list[Claim], world: World) -> Iterator[_Row]:
    for one in chains(claims, world):
        iri = _iri("Chain", one.claim, one.link, one.path, one.sender, one.taker)
        yield iri, "rdf:type", _thing(AT + "Chain")
        yield iri, "at:ofClaim", _thing(one.claim)
        yield iri, "at:chainLink", ox.Literal(one.link)
        yield iri, "at:hops", _number(one.hops)
        yield iri, "at:chainPath", ox.Literal(one.path)
        for name, value in (("at:ofSupplier", one.sender), ("at:ofRecipient", one.taker)):
            if value:
                yield iri, name, _thing(value)


def _disputes(claims: list[Claim], world: World) -> Iterator[_Row]:
    for one in disputes(claims, world.of("schema:datePublished")):
        iri = _iri("Dispute", one.difference, one.one, one.other)
        yield iri, "rdf:type", _thing(AT + "Dispute")
        yield iri, "at:difference", ox.Literal(one.difference)
        yield iri, "at:ofClaim", _thing(one.one)
        yield iri, "at:otherClaim", _thing(one.other)
    denying, spoken_of = denials(claims, world)
    for claim, denied in denying.items():
        yield _denied(denied), "at:deniedBy", _thing(claim)
    for claim, all_denied in spoken_of.items():
        for denied in all_denied:
            yield _denied(denied), "at:saidBy", _thing(claim)


def _denied(denied: Denied) -> str:
    return _iri("Denied", *(part for pair in denied for part in pair))


def _settled(claims: list[Claim], world: World) -> Iterator[_Row]:
    for claim, told in settled(claims, world).items():
        iri = _iri("Settlement", claim)
        yield iri, "at:settles", _thing(claim)
        yield iri, "at:settledOn", _day(told)


def _iri(*parts: str) -> str:
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"{SUMMARY_GRAPH}/{digest[:24]}"


def _thing(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=_INTEGER)


def _day(value: str) -> ox.Literal:
    return ox.Literal(value, datatype=_DATE)
