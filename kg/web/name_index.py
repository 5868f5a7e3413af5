"""Finds names by how they begin, in any case and without accents, faster than one types.

What comes in: things with what they are called, how somebody began to type one.  What goes out: suggestions,
the likeliest first.  It must not know where the things come from.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

__all__ = ["NameIndex", "NamedThing", "Suggestion", "folded"]

_WORDS = re.compile(r"[^\W_]+")
_UNDECOMPOSED = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "\u0131": "i", "þ": "th", "æ": "ae", "œ": "oe"})
_LAST = "\U0010ffff"  # comes behind everything that can be typed
_MATCHES = {
    "label": "name", "altLabel": "alias", "hiddenLabel": "alias", "ambiguousLabel": "alias",
    "notation": "code", "iso3": "code", "demonym": "demonym", "metonym": "metonym", "capital": "capital",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NamedThing:
    """Something that can be chosen.

    Attributes:
        iri: its IRI.
        label: what it is shown as.
        kind: what it is, in words.
        names: property (a local name, such as ``altLabel``) → names.
        claims: how many claims name it; None where nobody counted.
    """

    iri: str
    label: str
    kind: str
    names: Mapping[str, tuple[str, ...]]
    claims: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A thing that may be meant.

    Attributes:
        thing: the thing.
        name: which of its names was found.
        match: what that name is: ``name``, ``alias``, ``demonym``, ``metonym``, ``capital`` or ``code``.
    """

    thing: NamedThing
    name: str
    match: str


class NameIndex:
    """The names of things, sorted by each of their words; any number of threads may share one."""

    def __init__(self, things: Iterable[NamedThing]) -> None:
        """Sort the names.  Of things with the same label, the one that most claims name stands for all."""
        by_label: dict[str, NamedThing] = {}
        for thing in sorted(things, key=lambda thing: (-(thing.claims or 0), thing.iri)):
            by_label.setdefault(thing.label, thing)
        self._all = sorted((Suggestion(thing, thing.label, "name") for thing in by_label.values()), key=_order)
        entries = [entry for thing in by_label.values() for entry in _entries(thing)]
        entries.sort(key=lambda entry: entry[0])
        self._keys = [key for key, _, _ in entries]
        self._found = [(place, suggestion) for _, place, suggestion in entries]

    def find(self, typed: str, limit: int) -> tuple[list[Suggestion], bool]:
        """Return the things that are called so, and whether there are more of them.

        First come those of which a name is what was typed, then those of which one begins with it, then those of
        which a later word does; among these the ones that most claims name.  Nothing typed means anything.
        """
        wanted = folded(typed)
        if not wanted:
            return self._all[:limit], len(self._all) > limit
        best: dict[str, tuple[tuple[object, ...], Suggestion]] = {}
        start, end = (bisect_left(self._keys, bound) for bound in (wanted, wanted + _LAST))
        for key, (place, suggestion) in zip(self._keys[start:end], self._found[start:end], strict=True):
            rank = (place > 0, place > 0 or key != wanted, *_order(suggestion))
            iri = suggestion.thing.iri
            if iri not in best or rank < best[iri][0]:
                best[iri] = (rank, suggestion)
        ranked = sorted(best.values(), key=lambda pair: pair[0])
        return [suggestion for _, suggestion in ranked[:limit]], len(ranked) > limit


def _order(suggestion: Suggestion) -> tuple[object, ...]:
    thing = suggestion.thing
    return (-(thing.claims or 0), suggestion.match != "name", len(suggestion.name), thing.label, suggestion.name)


def _entries(thing: NamedThing) -> Iterator[tuple[str, int, Suggestion]]:
    """Yield what a thing may be found by: a key, at which word of a name it begins, and what to suggest."""
    for property_, names in (("label", (thing.label,)), *thing.names.items()):
        for name in names:
            if property_ != "label" and name == thing.label:
                continue
            suggestion = Suggestion(thing, name, _MATCHES.get(property_, "name"))
            words = folded(name).split()
            for place in range(len(words)):
                yield " ".join(words[place:]), place, suggestion
            if len(words) > 1:
                yield "".join(words), 0, suggestion  # Su-30 is typed su30 as well


def folded(text: str) -> str:
    """Return a text in lower case, without accents, its words parted by one blank each."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_UNDECOMPOSED)
    return " ".join(_WORDS.findall("".join(c for c in plain if not unicodedata.combining(c))))
