"""Finds sums of money: amount, currency and the words.

What comes in: a text. What goes out: ``Sum``s by their characters. A range gives its lower end. It
must not know tokens, nor what is bought.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.language.countwords import CountWords
from kg.language.numerals import DIGITS, Number
from kg.language.patterns import GAP, HYPHEN, alternatives, compiled, folded, starts_free

__all__ = ["MoneyScan", "Sum"]

_DOLLAR = "dollar"  # what the word list calls the dollar of the text
_PARTS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|[A-Za-z]+")
_BETWEEN = re.compile(r"(?<![A-Za-z])between\s{1,2}\Z", re.IGNORECASE)
_END = r"(?![A-Za-z0-9])"
_AROUND = " \t\n\xa0\u2009\u202f-\u2010\u2011\u2012\u2013\u2014"  # gaps and hyphens


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money at its place in a text.

    Attributes:
        start: first character.
        end: character behind the last one.
        amount: how much, in whole units of the currency.
        currency: its ISO 4217 code, empty where the words fit several.
        each: whether it is the price of one, or a sum given again in another currency.
    """

    start: int
    end: int
    amount: Decimal
    currency: str
    each: bool


class MoneyScan:
    """Finds sums of money in plain text."""

    def __init__(self, words: CountWords) -> None:
        """Build the patterns from the word lists."""
        self._words = words
        groups = words.groups
        self._short = groups["short-scales"].numbers()
        self._codes = groups["codes"].texts()
        self._signs = {word.lower(): code for word, code in groups["symbols"].texts().items()}
        self._names = {word.lower(): code for word, code in groups["currencies"].texts().items()}
        self._scaled = frozenset(groups["needs-scale"].words)
        self._first, self._last = self._patterns()
        about = alternatives(groups["about"].words)
        self._again = re.compile(rf"\s?\((?:or\s)?(?:(?:{about})\s)?", re.IGNORECASE)

    def _patterns(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Return the patterns for the currency before the amount, and behind it."""
        groups = self._words.groups
        scales, short = alternatives(self._words.numerals.scales), alternatives(self._short)
        codes = rf"(?-i:{alternatives(self._codes)})"
        signs = alternatives(groups["symbols"].words)
        # "$45 M contract", but "$45 T-72s" are no trillions
        letters = rf"(?:{short}){_END}|{GAP}(?:{short})(?![A-Za-z0-9-])"
        amount = rf"{DIGITS}(?:(?:{HYPHEN}|{GAP})?(?:{scales}){_END}|{letters}){{0,2}}"
        odd = rf"-odd(?:{GAP}(?:{scales}){_END}){{1,2}}"
        written = rf"(?:{self._words.numerals.pattern}(?:{odd})?|{amount})"
        joint = rf"(?P<joint>{GAP}(?:to|and){GAP}|{HYPHEN})"
        before = rf"(?P<money>{signs}|{codes}){GAP}?"
        names = rf"(?:{alternatives(self._names)}){_END}"
        behind = (
            rf"(?P<money>(?:{GAP}|{HYPHEN}){names}|{GAP}?(?:{codes}{_END}|{signs})(?!\s?[0-9]))"
        )
        first = compiled(
            rf"{before}(?P<low>{amount})(?:{joint}(?:(?:{signs}|{codes}){GAP}?)?(?P<high>{amount}))?"
        )
        last = compiled(rf"(?P<low>{written})(?:{joint}(?P<high>{written}))?{behind}")
        return first, last

    def read(self, text: str, dollar: str) -> list[Sum]:
        """Return the sums of a text in their order."""
        found = sorted(
            (*self._scan(self._first, text, dollar), *self._scan(self._last, text, dollar)),
            key=lambda each: (each.start, -each.end),
        )
        sums: list[Sum] = []
        for each in found:
            if not sums:
                sums.append(each)
            elif each.start >= sums[-1].end:
                again = self._again.fullmatch(text, sums[-1].end, each.start) is not None
                sums.append(replace(each, each=each.each or again))
        return sums

    def _scan(self, pattern: re.Pattern[str], text: str, dollar: str) -> Iterator[Sum]:
        place = 0
        while match := pattern.search(text, place):
            found = self._sum(match, dollar)
            place = max(found.end if found else match.end("low"), match.start() + 1)
            if found:
                yield found

    def _sum(self, match: re.Match[str], dollar: str) -> Sum | None:
        text, start, end = match.string, match.start(), match.end()
        low, high = self._amount(match["low"]), self._amount(match["high"] or "")
        if high and not self._is_range(match):
            if match.start("money") > start:  # the currency belongs to the second amount
                return None
            high, end = None, match.end("low")
        words = match["money"].strip(_AROUND)
        currency = self._currency(words)
        if low is None or currency is None or not starts_free(text, start):
            return None
        scaled = low.scale > 1 or (high is not None and high.scale > 1)
        if text[end : end + 1].isalnum() or (words in self._scaled and not scaled):
            return None
        shared = high is not None and low.scale == 1 and low.value < high.value  # $5-6 billion
        amount = low.value * high.scale if high and shared else low.value
        each = self._words.around.behind("unit-prices", text, end)
        return Sum(start, end, amount, dollar if currency == _DOLLAR else currency, each)

    def _is_range(self, match: re.Match[str]) -> bool:
        if "and" not in match["joint"].lower():
            return True
        return _BETWEEN.search(match.string[max(0, match.start() - 12) : match.start()]) is not None

    def _currency(self, words: str) -> str | None:
        """Return the code of the words of a currency, "" for one of several, None for none."""
        key = folded(words)
        return self._codes.get(words, self._signs.get(key, self._names.get(key)))

    def _amount(self, words: str) -> Number | None:
        parts = _PARTS.findall(words.replace("-odd", ""))
        if not parts or not parts[0][0].isdigit():
            return self._words.numerals.read(words.replace("-odd", "")) if parts else None
        value, scale = Decimal(parts[0].replace(",", "")), 1
        for part in parts[1:]:
            scale *= (
                self._words.numerals.scales.get(part.lower()) or self._short.get(part.lower()) or 1
            )
        return Number(value * scale, scale)
