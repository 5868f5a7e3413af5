"""Reads cardinal numbers: digits, words, dozens, scales (``1,00,000``, ``two lakh crore``).

What comes in: the groups ``numbers``, ``multipliers`` and ``scales`` of a word list. What goes out:
a pattern that matches a number and the value of what it matched. It must not know what is counted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from kg.errors import DataFileError
from kg.language.patterns import GAP, HYPHEN, alternatives, folded
from kg.language.wordlists import WordGroup

__all__ = ["DIGITS", "Number", "Numerals"]

DIGITS = (
    r"(?:[0-9]{1,3}(?:,[0-9]{2,3}){0,5},[0-9]{3}(?:\.[0-9]{1,4})?|[0-9]{1,15}(?:\.[0-9]{1,4})?)"
)
_SEPARATOR = rf"(?:{HYPHEN}|{GAP})"
_SPLIT = re.compile(rf"[\s\xa0\u2009\u202f]+|{HYPHEN}")
_DIGITS_ONLY = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SMALL = 100
_ARTICLES = frozenset({"a", "an"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was read.

    Attributes:
        value: the number.
        scale: what its last words multiply by (a million in ``2 million``), 1 if nothing.
    """

    value: Decimal
    scale: int

    @property
    def whole(self) -> int | None:
        """The number as an integer, or None if it is none."""
        whole = int(self.value)
        return whole if whole == self.value else None


class Numerals:
    """Number words, and what they come to.

    Attributes:
        pattern: source of a pattern for one number, without groups.
        scales: scale word → factor.
    """

    def __init__(self, groups: Mapping[str, WordGroup]) -> None:
        """Build the grammar of numbers from the word lists."""
        self.scales = groups["scales"].numbers()
        self._multipliers = groups["multipliers"].numbers()
        self._numbers = groups["numbers"].numbers()
        self.pattern = self._grammar(groups["numbers"].path)

    def _grammar(self, path: Path) -> str:
        units = alternatives(w for w, n in self._numbers.items() if n < 10)
        teens = alternatives(w for w, n in self._numbers.items() if 10 <= n < 20)
        tens = alternatives(w for w, n in self._numbers.items() if 20 <= n < _SMALL)
        if not (units and teens and tens):
            raise DataFileError(f"{path}: the group 'numbers' needs words for 1-9, 10-19 and 20-90")
        hundred = alternatives(w for w, n in self._multipliers.items() if n >= _SMALL)
        groups = alternatives(w for w, n in self._multipliers.items() if n < _SMALL)
        dozens = alternatives(
            w for w, n in self._multipliers.items() if n < 20
        )  # "a score" is none
        scale = alternatives(self.scales)
        end, sep, article = r"(?![A-Za-z0-9])", _SEPARATOR, rf"(?:half{_SEPARATOR})?an?{_SEPARATOR}"
        below = rf"(?:(?:{tens})(?:{sep}(?:{units}){end})?|(?:{teens})|(?:{units})){end}"
        # "hundred and twenty", but "hundred and a tank" stays a hundred
        hundreds = rf"(?:{hundred}){end}(?:{sep}(?:and{sep})?{below})?"
        part = rf"{below}(?:{sep}{hundreds})?"
        scaled = rf"(?:{sep}(?:{scale}){end})"
        start = rf"(?:{part}|{article}{hundreds})"
        written = rf"{start}(?:{scaled}{{1,2}}(?:{sep}(?:and{sep})?{part})?)?"
        grouped = rf"(?:{article}(?:{dozens})|(?:{DIGITS}|{below}){sep}(?:{groups})){end}"
        return rf"(?:{grouped}|{article}(?:{scale}){end}|{written}|{DIGITS}{scaled}{{0,2}})"

    def read(self, words: str) -> Number | None:
        """Return the number that matched words stand for, or None if they stand for none."""
        total, current, scale, seen = Decimal(0), Decimal(0), 1, False
        for word in _SPLIT.split(folded(words)):
            if not word or word == "and" or (word in _ARTICLES and not seen):
                continue
            seen = seen or word == "half"
            factor = self.scales.get(word)
            if factor:
                if current or not total:
                    total, current = total + (current or 1) * factor, Decimal(0)
                else:  # one scale upon another: two lakh crore
                    total *= factor
                scale *= factor
            elif word not in _ARTICLES:
                scale = 1
                added = self._small(word, current)
                if added is None:
                    return None
                current = added
        value = total + current
        return Number(value, scale) if value else None

    def _small(self, word: str, current: Decimal) -> Decimal | None:
        """Add a word below a thousand to what stands before it."""
        if word == "half":
            return Decimal("0.5")
        if word in self._multipliers:
            return (current or Decimal(1)) * self._multipliers[word]
        if word in self._numbers:
            return current + self._numbers[word]
        digits = word.replace(",", "")
        return Decimal(digits) if _DIGITS_ONLY.fullmatch(digits) else None
