"""Reads the seats of governments by the year of the article: Moscow is the Soviet Union's in 1986, and Russia's now.

What comes in: the gazetteer's concepts, what labels matched, and a year.  What goes out: ``Linked`` records.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.language.mentions import Linked, fold
from kg.model import Concept

__all__ = ["Eras"]

_SEATS = frozenset({"capital", "metonymy"})


class Eras:
    """The states of the past, by the seats that their successors have now."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        """Index the former seats."""
        self._past: dict[str, list[tuple[int, int, Concept]]] = {}
        for concept in concepts:
            for seat in concept.facts.get("formerSeat", ()):
                years = (_year(concept, "from"), _year(concept, "until"))
                self._past.setdefault(fold(seat), []).append((*years, concept))

    def in_their_time(self, found: Iterable[Linked], year: int | None) -> Iterator[Linked]:
        """Yield the mentions, a seat as that of the state which had it in that year; None is no year."""
        for linked in found:
            state = self._state(linked, year) if year and linked.reason in _SEATS else None
            yield replace(linked, iri=state.iri, label=state.label, concept=state) if state else linked

    def _state(self, linked: Linked, year: int) -> Concept | None:
        """Return the state of that year, the later one where two meet."""
        past = self._past.get(fold(linked.text), ())
        then = [(start, state) for start, end, state in past if start <= year <= end]
        return max(then, key=lambda one: one[0])[1] if then else None


def _year(concept: Concept, name: str) -> int:
    return int(next(iter(concept.facts.get(name, ())), "0"))
