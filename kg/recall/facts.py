"""Looks up what triples say: values by subject and property, in a stable order.

What comes in: triples, or a store.  What goes out: terms and strings.  It must not know what a claim is.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

import pyoxigraph as ox

from kg.terms import expand

__all__ = ["Facts", "Term", "facts_of"]

Term: TypeAlias = ox.NamedNode | ox.Literal
"""What stands behind a property."""
_Said: TypeAlias = Mapping[str, Iterable[Term]]
_NUMBER = re.compile(r"([0-9]+)")


def _in_order(term: Term) -> list[tuple[bool, int, str]]:
    """Sort ``#reading-10`` behind ``#reading-9``, and ``10. …`` behind ``9. …``."""
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in _NUMBER.split(term.value)]


class Facts:
    """What is said of subjects; properties are named as ``at:supplier``."""

    def __init__(self, look_up: Callable[[str], _Said]) -> None:
        """Look subjects up: what is said of one, by the IRI of the property; each subject is asked for once."""
        self._look_up = look_up
        self._said: dict[str, dict[str, list[Term]]] = {}

    def properties(self, subject: str) -> Mapping[str, list[Term]]:
        """Return everything that is said of a subject, by the IRI of the property, in a stable order."""
        if subject not in self._said:
            found = self._look_up(subject) if subject else {}
            ordered = {name: sorted(dict.fromkeys(found[name]), key=_in_order) for name in sorted(found)}
            self._said[subject] = ordered
        return self._said[subject]

    def __contains__(self, subject: str) -> bool:
        """Tell whether anything is said of a subject."""
        return bool(self.properties(subject))

    def terms(self, subject: str, name: str) -> list[Term]:
        """Return the values of a property."""
        return self.properties(subject).get(expand(name), [])

    def values(self, subject: str, name: str) -> list[str]:
        """Return the values of a property as strings."""
        return [term.value for term in self.terms(subject, name)]

    def value(self, subject: str, name: str) -> str | None:
        """Return the first value of a property, or None."""
        return next(iter(self.values(subject, name)), None)

    def number(self, subject: str, name: str) -> int | None:
        """Return the first value of a property as a whole number, or None where it is none."""
        value = self.value(subject, name)
        return int(value) if value and re.fullmatch(r"-?\d+", value) else None


def facts_of(store: ox.Store) -> Facts:
    """Return what all graphs of a store say, read as it is asked for."""

    def look_up(subject: str) -> _Said:
        said: dict[str, list[Term]] = defaultdict(list)
        for name, value in _pairs(store, subject):
            said[name].append(value)
        return said

    return Facts(look_up)


def _pairs(store: ox.Store, subject: str) -> Iterator[tuple[str, Term]]:
    for quad in store.quads_for_pattern(ox.NamedNode(subject), None, None, None):
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            yield quad.predicate.value, quad.object
