"""Reads the claims of a graph as plain records, with what the gazetteers say of the things they name.

What comes in: a store.  What goes out: ``Claim`` records and a ``World``.  It must not know what is made of them.

Each property is read once, from end to end, which costs a fraction of looking things up; and what is read of claims is
put together by their numbers, as to read an IRI costs ten times as much.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import pyoxigraph as ox

from kg.terms import AT, PREFIXES, expand

__all__ = ["Claim", "Select", "World", "above", "read_claims"]

Select: TypeAlias = Callable[[str], Iterable[ox.QuerySolution]]
"""Gives the rows of a SELECT over all graphs, each with its values in order; None stands for no value."""

_SPEAKERS = ("attributedTo", "reportedBy")
_STATES = ("supplierState", "recipientState")
_PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
_SINGLE = """SELECT ?claim ?order ?article ?type ?factuality ?status ?first ?last ?earliest ?latest WHERE {{
  {{ SELECT ?claim ?order WHERE {{ ?claim at:order ?order }} }}
  {{ SELECT ?claim ?article WHERE {{ ?claim prov:hadPrimarySource ?article }} }}
  {{ SELECT ?claim ?type WHERE {{ VALUES (?code ?type) {{ {types} }} ?claim a ?code }} }}
  {{ SELECT ?claim ?factuality WHERE {{ VALUES (?code ?factuality) {{ {codes} }} ?claim at:factuality ?code }} }}
  {{ SELECT ?claim ?status WHERE {{ VALUES (?code ?status) {{ {codes} }} ?claim at:status ?code }} }}
  OPTIONAL {{ SELECT ?claim ?first WHERE {{ ?claim at:firstDay ?first }} }}
  OPTIONAL {{ SELECT ?claim ?last WHERE {{ ?claim at:lastDay ?last }} }}
  OPTIONAL {{ SELECT ?claim ?earliest WHERE {{ ?claim at:earliest ?earliest }} }}
  OPTIONAL {{ SELECT ?claim ?latest WHERE {{ ?claim at:latest ?latest }} }}
}}"""
_ROLE = """SELECT DISTINCT ?key ?value WHERE {{
  {{ SELECT ?claim ?key WHERE {{ {key} }} }}
  {{ SELECT ?claim ?value WHERE {{ ?claim <{role}> ?value }} }}
}}"""
_CODES = "SELECT DISTINCT ?code WHERE { VALUES ?list { at:Factuality at:Status } ?code a ?list }"


@dataclass(slots=True)
class Claim:
    """What a claim says, as far as anything is derived from it.

    Attributes:
        iri: its IRI.
        order: its ``at:order``.
        type: local name of its class.
        factuality: local name.
        status: local name.
        article: IRI of its article.
        first: its ``at:firstDay``, as it is written; "" for none.
        last: its ``at:lastDay``.
        earliest: its ``at:earliest``.
        latest: its ``at:latest``.
        things: role → IRIs; also who said it, the states behind its parties, and its evidence.
        words: role → literals.
    """

    iri: str
    order: int
    type: str
    factuality: str
    status: str
    article: str
    first: str = ""
    last: str = ""
    earliest: str = ""
    latest: str = ""
    things: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_sure(self) -> bool:
        """Whether it is asserted or hedged."""
        return self.factuality in {"Asserted", "Hedged"}

    def named(self, *roles: str) -> tuple[str, ...]:
        """Return the things in some roles, each once."""
        return tuple(dict.fromkeys(iri for role in roles for iri in self.things.get(role, ())))


class World:
    """What is known of things, whoever says so; each property is read when it is first asked for."""

    def __init__(self, select: Select) -> None:
        """Keep where to read."""
        self._select = select
        self._known: dict[str, dict[str, tuple[str, ...]]] = {}

    def pairs(self, query: str) -> Iterator[tuple[str, str]]:
        """Yield the rows of a SELECT of two variables; the prefixes of ``kg.terms`` need no declaration."""
        for one, other in self._select(_PROLOGUE + query):
            yield value_of(one), value_of(other)

    def of(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """Return thing → values of a property, which is given as a prefixed name."""
        if name not in self._known:
            self._known[name] = _gathered(self.pairs(f"SELECT DISTINCT ?thing ?value WHERE {{ ?thing {name} ?value }}"))
        return self._known[name]

    def members(self, name: str) -> set[str]:
        """Return the things of a class, which is given as a prefixed name."""
        query = f"SELECT DISTINCT ?thing (1 AS ?one) WHERE {{ ?thing a {name} }}"
        return {thing for thing, _ in self.pairs(query)}

    def kinds(self) -> Mapping[str, tuple[str, ...]]:
        """Return spelling → classes of the names that are called so and that no gazetteer has."""
        return _gathered(
            self.pairs(
                "SELECT DISTINCT ?label ?class WHERE { ?name at:unknownName true ; skos:prefLabel ?label ; a ?class }"
            )
        )


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    said: dict[str, list[str]] = {}
    for thing, value in pairs:
        said.setdefault(thing, []).append(value)
    return {thing: tuple(sorted(set(values))) for thing, values in said.items()}


def above(thing: str, *wider: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return a thing with all that it is a kind or part of by some properties, itself first."""
    found = {thing: None}
    todo = [thing]
    for one in todo:
        more = [other for known in wider for other in known.get(one, ()) if other not in found]
        found |= dict.fromkeys(more)
        todo += dict.fromkeys(more)
    return tuple(found)


def read_claims(select: Select, world: World) -> list[Claim]:
    """Return all claims, those of an article one after the other, the articles in order of their IRIs."""
    types = list(world.of("at:keyArgument"))
    codes = [value_of(row[0]) for row in select(_PROLOGUE + _CODES)]
    names = [name.removeprefix(AT) for name in (*types, *codes)]
    query = _SINGLE.format(types=_pairs(types, 0), codes=_pairs(codes, len(types)))
    claims = [_claim(row, names) for row in select(_PROLOGUE + query)]
    by_number = {str(claim.order): claim for claim in claims}
    if len(by_number) == len(claims):
        _read_roles(select, world, by_number, "?claim at:order ?key")
    else:  # two claims have one number, which chance may bring about
        _read_roles(select, world, {claim.iri: claim for claim in claims}, "?claim at:order ?any BIND(?claim AS ?key)")
    return sorted(claims, key=lambda one: (one.article, one.order, one.iri))


def _pairs(iris: Iterable[str], start: int) -> str:
    return " ".join(f"(<{iri}> {number})" for number, iri in enumerate(iris, start))


def _claim(row: ox.QuerySolution, names: Sequence[str]) -> Claim:
    iri, order, article, *rest = (value_of(node) for node in row)
    type_, factuality, status = (names[int(number)] for number in rest[:3])
    return Claim(iri, int(order), type_, factuality, status, article, *rest[3:])  # type: ignore[arg-type]  # four days


def _read_roles(select: Select, world: World, claims: Mapping[str, Claim], key: str) -> None:
    roles = {role for roles in world.of("at:argument").values() for role in roles}
    named = {AT + name for name in (*_SPEAKERS, *_STATES)}
    for role in (*sorted(roles | named), expand("at:evidence")):
        name = sys.intern(role.removeprefix(AT))
        for number, node in select(_PROLOGUE + _ROLE.format(role=role, key=key)):
            claim = claims.get(value_of(number))
            if claim is None:  # of no type that the vocabulary has
                continue
            said = claim.things if isinstance(node, ox.NamedNode) else claim.words
            said[name] = (*said.get(name, ()), value_of(node))


def value_of(node: object) -> str:
    """Return an IRI or the words of a literal, "" for nothing; equal ones are one object, as there are many."""
    return sys.intern(node.value) if isinstance(node, ox.NamedNode | ox.Literal) else ""
