"""Sees the names of a gazetteer in plain words, before anything is parsed: more than the linker will find, never less.

What comes in: concepts, and words.  What goes out: the concepts that any of the words may name.  Letters and digits
alone are compared, as ``labels`` does; what a tree or a neighbour would rule out stays in.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from kg.language.labels import fits_case
from kg.language.mentions import fold
from kg.model import Concept

__all__ = ["Sights"]

_LABELS = ("altLabel", "hiddenLabel", "demonym", "capital", "metonym")
_PARTS = re.compile(r"[^\W_]+")
_ENDINGS = (("ies", "y"), ("oes", "o"), ("ses", "s"), ("xes", "x"), ("ches", "ch"), ("s", ""))


class Sights:
    """The labels of a gazetteer, for a quick look."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        """Index every label of every concept by its first part."""
        self._labels: dict[str, list[tuple[Concept, str]]] = {}
        self._longest: dict[str, int] = {}
        for concept in concepts:
            nouns = concept.facts.get("headNoun", ())
            for label in (concept.label, *nouns, *(text for name in _LABELS for text in concept.labels.get(name, ()))):
                self._index(concept, label)

    def _index(self, concept: Concept, label: str) -> None:
        plain = label.isascii()
        parts = _PARTS.findall(label.lower()) if plain else [folded(part) for part in _PARTS.findall(label)]
        if parts:
            self._labels.setdefault("".join(parts), []).append((concept, label))
            if len(parts) > self._longest.get(parts[0], 0):
                self._longest[parts[0]] = len(parts)

    def seen(self, words: Sequence[str]) -> Iterator[Concept]:
        """Yield the concepts that a run of words without punctuation may name."""
        for start, word in enumerate(words):
            for first in singulars(folded(word)):
                longest = self._longest.get(first, 0)
                if longest:
                    yield from self._at(words, start, longest)

    def _at(self, words: Sequence[str], start: int, longest: int) -> Iterator[Concept]:
        key = surface = ""
        for end in range(start, min(start + longest, len(words))):
            key, surface = key + folded(words[end]), surface + words[end]
            for stem in singulars(key):
                yield from (concept for concept, label in self._labels.get(stem, ()) if fits_case(label, surface))


@lru_cache(maxsize=100_000)
def folded(word: str) -> str:
    """Return a word's letters and digits only, lower-case, without accents; kept, because most words come again."""
    return fold(word)


@lru_cache(maxsize=100_000)
def singulars(word: str) -> tuple[str, ...]:
    """Return a word and what it may be the plural of."""
    return (word, *{word.removesuffix(ending) + stem for ending, stem in _ENDINGS if word.endswith(ending)})
