"""Finds numbers of things in plain text.

What comes in: a text and the stretches of it that are something else.  What goes out: ``Count``s by their characters.
It must not know tokens, nor which things are counted.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.language.countwords import CountWords
from kg.language.patterns import GAP, HYPHEN, alternatives, compiled, ends_free, folded, starts_free

__all__ = ["Count", "CountScan"]

_REACH = 40  # characters looked at on either side
_DASHES = "-\u2010\u2011\u2012\u2013\u2014"
_NAME_BEFORE = re.compile(r"(?<=[^.!?:\n]\s)[A-Z][\w'’-]*,?\s\Z")  # inside a sentence
_NAMED_BEFORE = re.compile(r"[A-Z][\w'’-]*,\s\Z")
_WORD_BEHIND = re.compile(r"\s{1,2}[^\W\d_]")
_PLURAL_OF = re.compile(r"\s{1,2}(?:of|more)(?![A-Za-z])", re.IGNORECASE)
_YEARS = range(1900, 2100)
_AGES = range(16, 100)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things at its place in a text.

    Attributes:
        start: first character.
        end: character behind the last one.
        low: the least it may be, or None.
        high: the most it may be, or None.
    """

    start: int
    end: int
    low: int | None
    high: int | None


class CountScan:
    """Finds numbers of things."""

    def __init__(self, words: CountWords) -> None:
        """Build the pattern from the word lists."""
        groups = words.groups
        self._words = words
        self._pairs = {word.lower(): n for word, n in groups["pairs"].numbers().items()}
        self._odd = groups["odd"].texts(("about", "at-least"))
        self._kinds = {
            word.lower(): kind for kind in ("at-least", "at-most", "about") for word in groups[kind].words
        }
        number = words.numerals.pattern
        joint = rf"(?P<joint>{GAP}(?:to|or|and){GAP}|{HYPHEN})"
        odd = "|".join(rf"{GAP}?{alternatives([w])}" if w[0].isalpha() else re.escape(w) for w in self._odd)
        self._pattern = compiled(
            rf"(?:(?P<kind>{alternatives(self._kinds)}){GAP})?(?:"
            rf"(?P<vague>{alternatives(groups['vague'].words)})(?![A-Za-z0-9-])"
            rf"|(?P<pair>{alternatives(self._pairs)})(?![A-Za-z0-9-])"
            rf"|(?:(?P<range>between|from){GAP})?(?P<low>{number})(?:{joint}(?P<high>{number}))?(?P<odd>{odd})?)"
        )

    def read(self, text: str, taken: Iterable[tuple[int, int]]) -> Iterator[Count]:
        """Yield the numbers of a text that touch nothing of ``taken``."""
        others = sorted(taken)
        place = 0
        while match := self._pattern.search(text, place):
            found = self._count(match)
            if found is None:
                place = max(match.end("low"), match.start() + 1)
                continue
            place = self._behind_repetition(text, found)
            if not any(start < found.end and found.start < end for start, end in others):
                yield found
