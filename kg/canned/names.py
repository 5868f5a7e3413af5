"""Finds what names mean: the things in the graph that are called so.

What comes in: names as people type them, an endpoint.  What goes out: RDF terms and their labels.
Every label that the gazetteers or an article give counts (preferred, alias, demonym, metonym,
capital, code), in any case; so does an IRI.  It must not know queries or their headers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.terms import AT, ID, PREFIXES

if TYPE_CHECKING:
    from kg.query import Endpoint

__all__ = ["NAMED_TYPES", "Value", "find_sources", "find_things", "near", "nearest_things"]

_LABELS = (
    "skos:prefLabel skos:altLabel skos:hiddenLabel skos:notation rdfs:label"
    " at:demonym at:metonym at:capital at:ambiguousLabel at:iso3"
)
_PARTIES = (
    "foaf:Person org:Organization at:State at:Territory at:Region at:ArmedGroup"
    " at:InternationalOrganization"
)


def _member_of(classes: str) -> str:
    among = ", ".join(classes.split())
    return f"?thing a/rdfs:subClassOf* ?class . FILTER(?class IN ({among}))"


NAMED_TYPES: Mapping[str, str] = {
    "party": _member_of(_PARTIES),
    "state": _member_of("at:State at:Territory"),
    "organization": _member_of("org:Organization at:InternationalOrganization at:ArmedGroup"),
    "person": _member_of("foaf:Person"),
    "equipment": _member_of("at:EquipmentType at:EquipmentClass"),
    "class": _member_of("at:EquipmentClass"),
    "type": "?thing at:keyArgument ?argument",
    "status": _member_of("at:Status"),
    "factuality": _member_of("at:Factuality"),
    "category": _member_of("at:UnrocaCategory"),
    "region": _member_of("at:Region"),
    "office": _member_of("at:Office"),
}
"""Types of parameters that are named things, with what holds of such a thing."""
_FIRST = "LIMIT 100000"
"""Behind what finds things by their names: an engine that knows how few they are begins with them."""
_CURATED = "FROM at:gazetteer FROM at:ontology"  # what no article adds to, however many there are
_CODES = frozenset({"type", "status", "factuality", "category"})


@dataclass(frozen=True, slots=True)
class Value:
    """What something typed means.

    Attributes:
        term: the thing's IRI, or a literal.
        label: what people call it: its preferred label, else its IRI; a literal as it was typed.
    """

    term: ox.NamedNode | ox.Literal
    label: str


def find_things(
    asked: Iterable[tuple[str, str]], endpoint: "Endpoint"
) -> dict[tuple[str, str], tuple[Value, ...]]:
    """Return what names mean: (type, name) → things, in order of their IRIs.

    A name spelled as a label is looked up; only for the rest are all labels compared, in lower
    case; and what is no label may be a person's surname.  A name that means nothing of its type
    is absent from the answer.
    """
    todo = sorted(set(asked))
    found = _ask([_spelled(kind, name) for kind, name in todo], endpoint)
    for block in (_compared, _surname):
        rest = [pair for pair in todo if pair not in found]
        found |= _ask([text for kind, name in rest if (text := block(kind, name))], endpoint)
    return found


def _ask(blocks: Sequence[str], endpoint: "Endpoint") -> dict[tuple[str, str], tuple[Value, ...]]:
    if not blocks:
        return {}
    union = "\n  UNION ".join(blocks)
    answer = endpoint.select(
        f"{_prologue()}SELECT DISTINCT ?type ?name ?thing (MIN(STR(?label)) AS ?shown) WHERE {{\n"
        f"  {union}\n"
        "  FILTER NOT EXISTS { ?thing at:ignore true }\n"
        "  OPTIONAL { ?thing skos:prefLabel|rdfs:label ?label }\n"
        "} GROUP BY ?type ?name ?thing ORDER BY ?thing"
    )
    found: dict[tuple[str, str], list[Value]] = {}
    for row in answer.rows:
        thing = row["thing"]
        if isinstance(thing, ox.NamedNode):
            label = row["shown"].value if "shown" in row else thing.value
            found.setdefault((row["type"].value, row["name"].value), []).append(Value(thing, label))
    return {pair: tuple(things) for pair, things in found.items()}


def _prologue() -> str:
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())


def _asked(kind: str, name: str) -> str:
    return f"VALUES (?type ?name) {{ ({ox.Literal(kind)} {ox.Literal(name)}) }}"


def _spelled(kind: str, name: str) -> str:
    """Return the block that finds a name as it is spelled, or the thing with this very IRI."""
    spellings = dict.fromkeys((name, name.capitalize(), name.title(), name.upper(), name.lower()))
    labels = " ".join(
        f"{ox.Literal(text)} {ox.Literal(text, language='en')}" for text in spellings
    )
    iris = " ".join(str(iri) for iri in _iris(name))
    by_iri = f" UNION {{ VALUES ?thing {{ {iris} }} }}" if iris else ""
    return (
        f"{{ {_asked(kind, name)} {{ SELECT DISTINCT ?thing {{ "
        f"{{ VALUES ?property {{ {_LABELS} }} VALUES ?value {{ {labels} }} "
        f"?thing ?property ?value }}{by_iri} }} {_FIRST} }} {NAMED_TYPES[kind]} }}"
    )


def _compared(kind: str, name: str) -> str:
    """Return the block that finds a name among all labels, whatever the case."""
    lower = ox.Literal(name.lower())
    return (
        f"{{ {_asked(kind, name)} {{ SELECT DISTINCT ?thing {{ "
        f"VALUES ?property {{ {_LABELS} }} ?thing ?property ?value . "
        f"FILTER(LCASE(STR(?value)) = {lower}) }} {_FIRST} }} {NAMED_TYPES[kind]} }}"
    )


def _surname(kind: str, name: str) -> str:
    """Return the block that finds the people whose full name ends with a name; "" where people are not asked for."""
    if kind not in {"party", "person"}:
        return ""
    ending = ox.Literal(f" {name.lower()}")
    return (
        f"{{ {_asked(kind, name)} ?thing a foaf:Person ; skos:prefLabel ?value . "
        f"FILTER(STRENDS(LCASE(STR(?value)), {ending})) }}"
    )


def _iris(name: str) -> list[ox.NamedNode]:
    """Return the IRIs that a name may be: in full, in ``<…>``, prefixed, or a local name."""
    bare = name.removeprefix("<").removesuffix(">")
    prefix, colon, local = bare.partition(":")
    candidates = [PREFIXES[prefix] + local] if colon and prefix in PREFIXES else []
    candidates += [bare] if colon else [AT + bare, ID + bare]
    return [iri for candidate in candidates if (iri := _iri(candidate))]


def _iri(text: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(text)
    except ValueError:
        return None


def find_sources(names: Iterable[str], endpoint: "Endpoint") -> dict[str, tuple[Value, ...]]:
    """Return what names of sources mean: name → publishers as they are written, and articles.

    An article is called by its IRI, key, address or headline; a publisher by its name, in any case.
    """
    todo = sorted(set(names))
    found = _answered([_source(name) for name in todo], endpoint)
    rest = [_publisher(name) for name in todo if name not in found]
    return found | _answered(rest, endpoint)


def _answered(blocks: Sequence[str], endpoint: "Endpoint") -> dict[str, tuple[Value, ...]]:
    if not blocks:
        return {}
    union = "\n  UNION ".join(blocks)
    answer = endpoint.select(
        f"{_prologue()}SELECT DISTINCT ?name ?source (STR(COALESCE(?title, ?key, ?source)) AS ?shown) "
        f"WHERE {{\n  {union}\n  OPTIONAL {{ ?source schema:headline ?title }}\n"
        "  OPTIONAL { ?source at:key ?key }\n} ORDER BY ?source"
    )
    found: dict[str, list[Value]] = {}
    for row in answer.rows:
        source = row["source"]
        if isinstance(source, ox.NamedNode | ox.Literal):
            found.setdefault(row["name"].value, []).append(Value(source, row["shown"].value))
    return {name: tuple(sources) for name, sources in found.items()}


def _source(name: str) -> str:
    """Return the block that finds a source which is called exactly so."""
    text = str(ox.Literal(name))
    iris = [*map(str, _iris(name)), text]
    return (
        f"{{ VALUES ?name {{ {text} }} {{ ?any schema:publisher ?name BIND(?name AS ?source) }} "
        f"UNION {{ ?source at:key|schema:headline ?name }} "
        f"UNION {{ VALUES ?address {{ {' '.join(iris)} }} ?source schema:url ?address }} "
        f"UNION {{ VALUES ?source {{ {' '.join(iris)} }} ?source a schema:NewsArticle }} }}"
    )


def _publisher(name: str) -> str:
    """Return the block that finds a publisher's name, whatever the case."""
    return (
        f"{{ VALUES ?name {{ {ox.Literal(name)} }} ?any schema:publisher ?source . "
        f"FILTER(LCASE(STR(?source)) = {ox.Literal(name.lower())}) }}"
    )


def near(name: str, names: Iterable[str]) -> list[str]:
    """Return up to three of some names that are nearly spelled like one."""
    by_lower = {other.lower(): other for other in names}
    return [by_lower[m] for m in get_close_matches(name.lower(), by_lower, n=3, cutoff=0.6)]


def nearest_things(kind: str, name: str, endpoint: "Endpoint") -> list[str]:
    """Return names of a type that are nearly spelled like one; for code lists, all there are.

    Only what gazetteers and vocabulary name is looked through: there may be very many articles.
    """
    answer = endpoint.select(
        f"{_prologue()}SELECT DISTINCT (STR(?value) AS ?name) {_CURATED} WHERE {{ "
        f"{{ SELECT DISTINCT ?thing WHERE {{ {NAMED_TYPES[kind]} }} }} "
        f"VALUES ?property {{ {_LABELS} }} ?thing ?property ?value }} ORDER BY ?name"
    )
    names = [row["name"].value for row in answer.rows]
    return names if kind in _CODES else near(name, names)
