"""Makes nodes of triples: IRIs from prefixed names, typed literals, and quads said once.

What comes in: strings, numbers and days.  What goes out: nodes and quads of pyoxigraph.  It knows
nothing of articles and claims.
"""

import datetime as dt
from decimal import Decimal
from typing import TypeAlias

import pyoxigraph as ox

from kg.terms import escaped, expand

__all__ = [
    "Said",
    "Value",
    "address",
    "class_iri",
    "code",
    "day",
    "decimal",
    "typed",
    "words",
]

Value: TypeAlias = ox.NamedNode | ox.Literal
"""What may stand behind a property."""

_CLASSES = {
    "Facility": "at:Site",  # at:Facility is the claim about it
    "Organization": "org:Organization",
    "Person": "foaf:Person",
    "Service": "org:Organization",
    "Thing": "skos:Concept",
}


def class_iri(kind: str) -> str:
    """Return the IRI of the class that a kind of entity or concept stands for."""
    return expand(_CLASSES.get(kind, f"at:{kind}"))


def code(name: str) -> ox.NamedNode:
    """Return a term of the vocabulary by its local name."""
    return ox.NamedNode(expand(f"at:{name}"))


def words(text: str | None) -> ox.Literal | None:
    """Return words as a plain literal, None for no words."""
    return ox.Literal(text) if text else None


def day(value: dt.date | None) -> ox.Literal | None:
    """Return a day as ``xsd:date``, None for none."""
    return typed(value.isoformat(), "xsd:date") if value else None


def decimal(number: float) -> ox.Literal:
    """Return a number as ``xsd:decimal``, without exponent and trailing zeros."""
    return typed(f"{Decimal(str(number)).normalize():f}", "xsd:decimal")


def typed(text: str, datatype: str) -> ox.Literal:
    """Return a literal of a datatype that is given as a prefixed name."""
    return ox.Literal(text, datatype=ox.NamedNode(expand(datatype)))


def address(url: str | None) -> ox.NamedNode | None:
    """Return a web address as an IRI, None if it is none even with its odd characters escaped."""
    try:
        return ox.NamedNode("#".join(map(escaped, url.split("#", 1)))) if url else None
    except ValueError:
        return None


class Said:
    """The quads of one graph, each once, in the order in which they were said."""

    def __init__(self, graph: str) -> None:
        """Begin an empty graph."""
        self._graph = ox.NamedNode(graph)
        self._quads: dict[ox.Quad, None] = {}

    def say(self, subject: str, name: str, *values: Value | None) -> None:
        """Add one quad for each value that is not None; ``name`` is a prefixed name."""
        for value in values:
            if value is not None:
                node = ox.NamedNode(subject)
                self._quads[ox.Quad(node, ox.NamedNode(expand(name)), value, self._graph)] = None

    def types(self, subject: str, *iris: str) -> None:
        """Add the classes of a subject."""
        self.say(subject, "rdf:type", *map(ox.NamedNode, iris))

    def quads(self) -> list[ox.Quad]:
        """Return what was said."""
        return list(self._quads)
