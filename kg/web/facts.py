"""Holds a handful of triples about one thing, for looking things up in.

What comes in: triples.  What goes out: values by subject and property, and the triples
themselves in any RDF form.  It must not know where the triples came from.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from kg import recall
from kg.output import document, statement_order, turtle
from kg.recall import Term
from kg.terms import PREFIXES, expand

__all__ = ["Facts"]


class Facts(recall.Facts):
    """Triples, by subject and property; properties are named as ``at:supplier``."""

    def __init__(self, triples: Iterable[tuple[str, str, Term]]) -> None:
        """Index the triples, each once."""
        by_subject: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in triples:
            by_subject[subject][predicate].append(value)
        super().__init__(lambda subject: by_subject.get(subject, {}))
        self._subjects = tuple(by_subject)

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._subjects)

    def subjects(self, name: str, value: str | None = None) -> list[str]:
        """Return what has a property (with that value, if one is given), as the triples come."""
        iri = expand(name)
        return [
            subject
            for subject in self._subjects
            if iri in self.properties(subject) and (value is None or value in self.values(subject, name))
        ]

    def _triples(self) -> Iterator[ox.Triple]:
        for subject in sorted(self._subjects):
            for predicate, values in self.properties(subject).items():
                for value in values:
                    yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)

    def serialize(self, form: str, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
        """Return the triples in an RDF form, sorted, with those of the prefixes that occur."""
        triples = list(self._triples())
        if form == "turtle" and prefixes is PREFIXES:
            return b"".join(turtle(sorted(triples, key=statement_order)))
        return document(triples, form, prefixes)
