"""Finds numbers of things in plain text.

What comes in: a text and the stretches of it that are something else. What goes out: ``Count``s by
their characters. It must not know tokens, nor which things are counted.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.language.countwords import CountWords
from kg.language.patterns import GAP, HYPHEN, alternatives, compiled, ends_free, folded, starts_free

__all__ = ["Count", "CountScan"]

_REACH = 40  # characters looked at on either side
_DASHES = "-\u2010\u2011\u2012\u2013\u2014"
_NAME_BEFORE = re.compile(
    r"(?:(?<=[^.!?:\n]\s)|(?<=[(\[]))[A-Z][\w'\u2019-]*,?\s\Z"
)  # inside a sentence
_NAMED_BEFORE = re.compile(r"[A-Z][\w'\u2019-]*,\s\Z")
_OTHER_CALENDAR = re.compile(r"[0-9],\s\Z")  # "Agrahayana 29, 1935"
_WORD_BEHIND = re.compile(r"\s{1,2}[^\W\d_]")
_PLURAL_OF = re.compile(r"\s{1,2}(?:of|more)(?![A-Za-z])", re.IGNORECASE)
_DIGITS_IN_BRACKETS = re.compile(r"\s?\(([0-9][0-9,]{0,9})\)")
_LIST_MARK = re.compile(r"(?:^|\n)\s{0,3}\Z")  # "1. Here is", "2) There is"
_YEARS = range(1900, 2100)
_YEAR_DIGITS = 4
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
            word.lower(): kind
            for kind in ("at-least", "at-most", "about")
            for word in groups[kind].words
        }
        number = words.numerals.pattern
        joint = rf"(?P<joint>{GAP}(?:to|or|and){GAP}|{HYPHEN})"
        odd = "|".join(
            rf"{GAP}?{alternatives([w])}" if w[0].isalpha() else re.escape(w) for w in self._odd
        )
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

    def _count(self, match: re.Match[str]) -> Count | None:
        text, kind = match.string, self._kinds.get(folded(match["kind"] or ""), "")
        if match["vague"]:
            return self._vague(match)
        if match["pair"]:
            number = self._pairs.get(folded(match["pair"]))
            return Count(match.start(), match.end(), number, None if kind == "at-least" else number)
        low, high, end = self._bounds(match)
        start = match.start("low") if match["range"] and high is None else match.start()
        if low is None or not self._counts_things(text, (start, match.start("low"), end), low):
            return None
        if match["odd"] and end == match.end():
            kind = self._odd.get(folded(match["odd"]), kind)
        if high is None and kind != "at-least":
            high = low
        return Count(start, end, low, high)

    def _vague(self, match: re.Match[str]) -> Count | None:
        """Return "dozens" as a count without numbers; "several million dollars" is none."""
        text, end, around = match.string, match.end(), self._words.around
        noun = match["vague"].lower().endswith("s")
        if around.behind("scales", text, end) or around.behind("measures", text, end):
            return None
        if noun and not _PLURAL_OF.match(text[end : end + _REACH]):
            return None
        return Count(match.start(), end, None, None)

    def _bounds(self, match: re.Match[str]) -> tuple[int | None, int | None, int]:
        """Return lower end, upper end (of a true range only) and where the number ends."""
        low = self._words.numerals.read(match["low"])
        high = self._words.numerals.read(match["high"] or "")
        if low is None:
            return None, None, match.end("low")
        if high is None:
            return low.whole, None, match.end()
        joint, opening = match["joint"].strip().lower(), (match["range"] or "").lower()
        shared = (
            low.scale == 1 < high.scale and low.value * high.scale < high.value
        )  # 2 to 3 million
        value = low.value * high.scale if shared else low.value
        if (joint == "and") != (opening == "between") or value >= high.value or high.whole is None:
            return low.whole, None, match.end("low")
        return int(value), high.whole, match.end()

    def _counts_things(self, text: str, place: tuple[int, int, int], number: int) -> bool:
        """Return whether a number is free and is no measure, fraction, label, age or name."""
        start, digits, end = place
        around = self._words.around
        if not starts_free(text, start):
            return False
        if text[end : end + 1] in _DASHES and around.behind("heads", text, end + 1):
            return True
        if not ends_free(text, end):
            return False
        if around.behind("measures", text, end) or around.behind("fractions", text, end):
            return False
        return not (
            around.before("labels", text, start) or self._is_name(text, digits, end, number)
        )

    def _is_name(self, text: str, start: int, end: int, number: int) -> bool:
        """Return whether digits belong to the name before them, or are the age of a person."""
        before, after = text[max(0, start - _REACH) : start], text[end : end + 2]
        if not text[start].isdigit():
            return False
        if self._is_year_or_mark(text, start, end, number):
            return True
        if number in _AGES and after.startswith(",") and _NAMED_BEFORE.search(before):
            return True
        if not _NAME_BEFORE.search(before) or before.rstrip().endswith(","):
            return False
        return number in _YEARS or _WORD_BEHIND.match(after) is None

    def _is_year_or_mark(self, text: str, start: int, end: int, number: int) -> bool:
        """Return whether digits are a year that no rule of time knows, or number a note or list."""
        before = text[max(0, start - _REACH) : start]
        year = end - start == _YEAR_DIGITS and number < _YEARS.stop
        led = self._words.around.before("year-leads", text, start)
        if year and (led or _OTHER_CALENDAR.search(before)):
            return True
        if before.endswith(("[", "#")):
            return True
        return text[end : end + 1] in {".", ")"} and _LIST_MARK.search(before) is not None

    def _behind_repetition(self, text: str, found: Count) -> int:
        """Return where to go on: behind digits that repeat the words ("ninety-six (96)")."""
        again = _DIGITS_IN_BRACKETS.match(text, found.end)
        repeated = again is not None and int(again[1].replace(",", "")) == found.low
        return again.end() if again and repeated else found.end
