"""Counts what is said of names that no gazetteer has, and of firms that a state owns or runs.

What comes in: claims, and what is known of things.  What goes out: what is known of each, with a tally.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.derivation.claims import Claim, World, above
from kg.derivation.tallies import Tally
from kg.terms import AT, expand

__all__ = ["Named", "OwnedFirm", "UnknownName", "owned_firms", "unknown_names"]

_OWNED = frozenset({AT + "StateOwned", AT + "StateRun"})
_OTHERS = ("attributedTo", "evidence")


@dataclass(slots=True)
class UnknownName:
    """A spelling that no gazetteer has.

    Attributes:
        things: IRIs of those that are called so.
        kinds: what they may be, in words.
        tally: the claims that name them in any role, also as speakers.
    """

    things: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    tally: Tally = field(default_factory=Tally)


@dataclass(slots=True)
class OwnedFirm:
    """A firm that a state owns or runs, with what is known of that from the same sources for some states.

    Attributes:
        iri: of the firm.
        states: IRIs of the states for which this is known.
        kinds: how, in words.
        owners: names of the owners.
        origins: who says so: ``article``, ``gazetteer``.
        named: the claims that name it.
    """

    iri: str
    states: set[str]
    kinds: set[str]
    owners: set[str]
    origins: tuple[str, ...]
    named: "Named"


@dataclass(slots=True)
class Named:
    """The asserted and hedged claims that name a firm, but for what it says itself.

    Attributes:
        tally: counts of them; contracts and transfers are counted apart.
        newest: the claim that stands for all: one on who owns it before others, the newest before the rest.
    """

    tally: Tally = field(default_factory=Tally)
    newest: tuple[bool, str, str] = (False, "", "")


@dataclass(slots=True)
class _Known:
    """What one source says of who owns a firm."""

    states: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)


def unknown_names(claims: Iterable[Claim], world: World) -> dict[str, UnknownName]:
    """Return spelling → what is known of it, of the names in claims of whatever factuality."""
    unknown = {thing for thing, said in world.of("at:unknownName").items() if "true" in said}
    labels, kinds, classes = world.of("skos:prefLabel"), world.kinds(), world.of("rdfs:label")
    found: dict[str, UnknownName] = {}
    for claim in claims:
        for thing in {one for things in claim.things.values() for one in things if one in unknown}:
            for spelling in labels.get(thing, ()):
                name = found.get(spelling)
                if name is None:
                    name = found[spelling] = UnknownName(kinds=_kinds(kinds.get(spelling, ()), classes))
                name.things.add(thing)
                name.tally.add(claim, ())
    return found


def _kinds(classes: Iterable[str], labels: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return what classes are called, else their local names."""
    concept = expand("skos:Concept")
    return {
        kind
        for one in classes
        if one != concept
        for kind in labels.get(one, (one.replace("#", "/").rpartition("/")[2],))
    }


def owned_firms(claims: Iterable[Claim], world: World) -> Iterator[OwnedFirm]:
    """Yield the firms that a state owns or runs, by a claim or the gazetteer, as far as claims name them."""
    known = list(claims)
    told, listed = _by_articles(known, world), _by_gazetteer(world)
    named = _naming(known, told.keys() | listed.keys(), world)
    for iri in sorted(named):
        one, other = told.get(iri, _Known()), listed.get(iri, _Known())
        for origins, states in (
            (("article",), one.states - other.states),
            (("gazetteer",), other.states - one.states),
            (("article", "gazetteer"), one.states & other.states),
        ):
            if states:
                sources = [source for origin, source in (("article", one), ("gazetteer", other)) if origin in origins]
                kinds = {kind for source in sources for kind in source.kinds}
                owners = {owner for source in sources for owner in source.owners}
                yield OwnedFirm(iri, states, kinds, owners, origins, named[iri])


def _naming(claims: Iterable[Claim], firms: Container[str], world: World) -> dict[str, Named]:
    """Return firm → the claims that name it."""
    days = world.of("schema:datePublished")
    found: dict[str, Named] = {}
    for claim in claims:
        if claim.is_sure:
            things = {one for role, things in claim.things.items() if role not in _OTHERS for one in things}
            for firm in things:
                if firm in firms:
                    _count(found.setdefault(firm, Named()), claim, max(days.get(claim.article, ("0000-00-00",))))
    return found


def _count(named: Named, claim: Claim, day: str) -> None:
    parts = {"Contract": "contractCount", "ArmsTransfer": "transferCount"}
    named.tally.add(claim, [(parts[claim.type], claim.iri)] if claim.type in parts else [])
    named.newest = max(named.newest, (claim.type == "Ownership", day, claim.iri))


def _by_articles(claims: Iterable[Claim], world: World) -> dict[str, _Known]:
    """Return firm → what asserted and hedged claims say, and the states that own it, be it through others."""
    labels = world.of("skos:prefLabel")
    ownerships = [claim for claim in claims if claim.type == "Ownership"]
    owned: dict[str, tuple[str, ...]] = {}
    for claim in ownerships:
        for owner in claim.named("owner"):
            owned[owner] = tuple(dict.fromkeys((*owned.get(owner, ()), *claim.named("owned"))))
    found: dict[str, _Known] = {}
    for claim in ownerships:
        for firm in claim.named("owned") if claim.is_sure else ():
            one = found.setdefault(firm, _Known())
            one.kinds.update(label for kind in claim.named("kind") for label in labels.get(kind, ()))
            one.owners.update(label for owner in claim.named("owner") for label in labels.get(owner, ()))
    for state in owned.keys() & (world.members("at:State") | world.members("at:Territory")):
        for firm in {below for one in owned[state] for below in above(one, owned)}:
            if firm in found:
                found[firm].states.add(state)
    return found


def _by_gazetteer(world: World) -> dict[str, _Known]:
    labels, countries, parents = world.of("skos:prefLabel"), world.of("at:country"), world.of("at:parent")
    found = {}
    for firm, forms in world.of("at:ownership").items():
        kinds = {label for form in forms if form in _OWNED for label in labels.get(form, ())}
        if kinds:
            owners = {label for parent in parents.get(firm, ()) for label in labels.get(parent, ())}
            found[firm] = _Known(set(countries.get(firm, ())), kinds, owners)
    return found
