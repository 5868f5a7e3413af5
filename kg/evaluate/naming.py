"""Says whether what a claim names is what a gold reading names.

What comes in: claim lines (``claims.schema.json``) and names of the reading.  What goes out: yes or no.  A thing has
the names that the article's claims give it anywhere, so that "the center" is the training centre of an earlier
sentence where both are one node.  What the reading calls unnamed must be no name of the gazetteers, under the words
used.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from kg.evaluate.matching import equipment_right, names, tokens

__all__ = ["Line", "Names", "line_key", "touches", "values"]

Line: TypeAlias = Mapping[str, Any]
"""A claim as ``kg extract`` writes it."""

_MINTED = re.compile(r"/article/[^/]+/name/")
_UNNAMED = re.compile(r"\((?:unnamed\b ?)?(?P<alone>.*)\)|(?P<described>.+) \(unnamed\)")
_GOODS = frozenset({"equipment", "equipmentText"})


def line_key(role: str) -> str:
    """Return a role's key in a claim line.

    >>> line_key("equipmentText")
    'equipment_text'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", role).lower()


def values(claim: Line, role: str) -> list[Any]:
    """Return what fills a role: things and literals."""
    value = claim.get(line_key(role))
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def touches(claim: Line, start: int, end: int) -> bool:
    """Return whether part of a claim's evidence lies between two offsets."""
    return any(one["start"] < end and start < one["end"] for one in claim["evidence"])


def _things(claims: Iterable[Line]) -> Iterator[Mapping[str, Any]]:
    """Yield everything in claims that has an IRI."""
    for claim in claims:
        for value in claim.values():
            inner = value if isinstance(value, list) else [value]
            yield from (one for one in inner if isinstance(one, dict) and "iri" in one)


def _words(description: str) -> set[str]:
    """Return the words that count, each by itself: "than 50" is no designation."""
    return {token for word in description.split() for token in tokens(word)}


class Names:
    """What the things of one article are called: by its claims, and by its gold reading.

    Args:
        surfaces: name in the reading → the words that the article uses for it.
        claims: all claims of the article.
    """

    def __init__(self, surfaces: Mapping[str, Iterable[str]], claims: Iterable[Line]) -> None:
        self._surfaces = surfaces
        self._called: dict[str, set[str]] = defaultdict(set)
        for thing in _things(claims):
            self._called[thing["iri"]].update(names(thing))
        self._everybody = {tuple(tokens(n)) for name, said in surfaces.items() for n in (name, *said)}

    def right(self, value: Any, wanted: str, role: str = "") -> bool:
        """Return whether a thing or literal of a claim is what the reading calls ``wanted``."""
        unnamed = _UNNAMED.fullmatch(wanted)
        if unnamed:
            return self._describes(value, unnamed["alone"] or unnamed["described"] or "")
        accepted = [wanted, re.sub(r" \(.*\)$", "", wanted), *self._surfaces.get(wanted, ())]
        if role in _GOODS:
            return equipment_right(value, accepted)
        good = {tuple(tokens(name)) for name in accepted}
        return any(tuple(tokens(name)) in good for name in self._names(value))

    def _names(self, value: Any) -> list[str]:
        if not isinstance(value, dict):
            return [str(value)]
        own = names(value, aliases=True)
        return [*own, *self._called[value["iri"]]] if _MINTED.search(value["iri"]) else own

    def _describes(self, value: Any, words: str) -> bool:
        """Return whether a thing without a name is told in these words, or in some of them."""
        if not isinstance(value, dict) or not _MINTED.search(value["iri"]):
            return False
        if not words:
            return not any(tuple(tokens(name)) in self._everybody for name in names(value))
        wanted, said = _words(words), [_words(name) for name in names(value)]
        return any(one and (one <= wanted or wanted <= one) for one in said)

    def named(self, claim: Line, wanted: str) -> bool:
        """Return whether a claim names something, in whatever role."""
        return any(self.right(thing, wanted) for thing in _things([claim]))
