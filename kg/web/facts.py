"""Holds a handful of triples about one thing, for looking things up in.

What comes in: triples.  What goes out: values by subject and property, and the triples
themselves in any RDF form.  It must not know where the triples came from.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from kg.output import statement_order, turtle
from kg.terms import PREFIXES

__all__ = ["Facts", "Term", "expand"]

Term = ox.NamedNode | ox.Literal
_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
_NUMBER = re.compile(r"([0-9]+)")


def expand(name: str) -> str:
    """Return the IRI that a prefixed name stands for."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def _in_order(term: Term) -> list[tuple[bool, int, str]]:
    """Sort ``#reading-10`` behind ``#reading-9``, and ``10. …`` behind ``9. …``."""
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in _NUMBER.split(term.value)]


class Facts:
    """Triples, by subject and property; properties are named as ``at:supplier``."""

    def __init__(self, triples: Iterable[tuple[str, str, Term]]) -> None:
        """Index the triples, each once."""
        self._by_subject: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in dict.fromkeys(triples):
            self._by_subject[subject][predicate].append(value)

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._by_subject)

    def __contains__(self, subject: str) -> bool:
        """Tell whether anything is said of a subject."""
        return subject in self._by_subject

    def terms(self, subject: str, name: str) -> list[Term]:
        """Return the values of a property, in a stable order."""
        found = self._by_subject[subject][expand(name)] if subject in self._by_subject else []
        return sorted(found, key=_in_order)

    def values(self, subject: str, name: str) -> list[str]:
        """Return the values of a property as strings, in a stable order."""
        return [term.value for term in self.terms(subject, name)]

    def value(self, subject: str, name: str) -> str | None:
        """Return the first value of a property, or None."""
        values = self.values(subject, name)
        return values[0] if values else None

    def number(self, subject: str, name: str) -> int | None:
        """Return the first value of a property as a whole number, or None where it is none."""
        value = self.value(subject, name)
        return int(value) if value and re.fullmatch(r"-?\d+", value) else None

    def properties(self, subject: str) -> dict[str, list[Term]]:
        """Return everything that is said of a subject, by the IRI of the property."""
        found = self._by_subject.get(subject, {})
        return {predicate: sorted(found[predicate], key=_in_order) for predicate in sorted(found)}

    def subjects(self, name: str, value: str | None = None) -> list[str]:
        """Return what has a property (with that value, if one is given), as the triples come."""
        iri = expand(name)
        return [
            subject
            for subject, properties in self._by_subject.items()
            if iri in properties and (value is None or value in {term.value for term in properties[iri]})
        ]

    def _triples(self) -> Iterator[ox.Triple]:
        for subject in sorted(self._by_subject):
            for predicate, values in self.properties(subject).items():
                for value in values:
                    yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)

    def to_store(self) -> ox.Store:
        """Return the triples as a store in memory, for rooms that read from one."""
        store = ox.Store()
        store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in self._triples())
        return store

    def serialize(self, form: str, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
        """Return the triples in an RDF form, sorted, with those of the prefixes that occur."""
        triples = list(self._triples())
        if form == "turtle" and prefixes is PREFIXES:
            return b"".join(turtle(sorted(triples, key=statement_order)))
        used = {prefix: iri for prefix, iri in prefixes.items() if any(iri in str(triple) for triple in triples)}
        body = ox.serialize(triples, format=_FORMATS[form], prefixes=used)
        return body or b""
