"""One match of a rule of time, seen from the publication day.

What comes in: a match, the words of time, the day, the tense and the time named before. What goes
out: what the match says, and the occurrence of what comes every year that is meant.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from kg.language.dates.intervals import OPEN, Interval
from kg.language.dates.words import TimeWords

__all__ = ["Lead", "Sight"]

_LEAP_YEAR = 2000
_YEARS_TRIED = 9  # 29 February comes back after eight years at the latest


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands right before a time and changes it.

    Attributes:
        start: first character of the bound, else of the part, else of the time.
        begin: first character behind the bound.
        bound: words of the bound, or "".
        part: words of the part ("late", "the end of"), or "".
        side: words of the side ("earlier"), or "".
    """

    start: int
    begin: int
    bound: str = ""
    part: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """One match of a rule, seen from a day.

    Attributes:
        found: the match.
        lead: what stands before it.
        words: the words of time.
        today: the publication day, or None.
        ahead: whether the clause speaks of the future.
        previous: the nearest earlier time of the text, or None.
    """

    found: re.Match[str]
    lead: Lead
    words: TimeWords
    today: dt.date | None
    ahead: bool
    previous: Interval | None

    def said(self, group: str) -> str:
        """Return the words of a group of the pattern, empty where there are none."""
        return self.found.groupdict().get(group) or ""

    def number(self, group: str) -> int:
        """Return digits as a number, 0 where there are none."""
        return int(self.said(group) or 0)

    def month(self, group: str = "month") -> int:
        """Return the number of the month named."""
        return int(self.words.entry("months", self.said(group)) or 0)

    def which(self) -> int:
        """Return -1 for last, 0 for this, 1 for next."""
        return int(self.words.entry("which", self.said("which")) or 0)

    def count(self, group: str = "count") -> int | None:
        """Return how many units are said, None where that is vague."""
        words = self.said(group)
        if self.words.has("vague-counts", words):
            return None
        if words.lower() in {"", "a", "an"}:
            return 1
        number = self.words.numerals.read(words)
        return number.whole if number else None

    def unit(self, group: str = "unit") -> str:
        """Return the unit said."""
        return str(self.words.entry("units", self.said(group)) or "")

    def nearest(self, make: Callable[[int], Interval | None]) -> Interval | None:
        """Return what comes every year: the most recent one begun, or the next not over."""
        if self.today is None:
            return OPEN if make(_LEAP_YEAR) else None
        for step in range(_YEARS_TRIED):
            found = make(self.today.year - 1 + step if self.ahead else self.today.year - step)
            if found and (self._is_coming(found) if self.ahead else self._has_begun(found)):
                return found
        return None

    def chosen(self, make: Callable[[int], Interval | None]) -> Interval | None:
        """Return what comes every year by last, this or next: over, of this year, or not begun."""
        if self.today is None:
            return OPEN if make(_LEAP_YEAR) else None
        here, which = self.today, self.which()
        around = [
            found
            for step in range(-_YEARS_TRIED, _YEARS_TRIED)
            if (found := make(here.year + step))
        ]
        if which < 0:
            return next((f for f in reversed(around) if f.latest and f.latest < here), None)
        if which > 0:
            return next((f for f in around if f.earliest and f.earliest > here), None)
        return next((f for f in around if f.latest and f.latest >= dt.date(here.year, 1, 1)), None)

    def _has_begun(self, found: Interval) -> bool:
        return (
            self.today is not None and found.earliest is not None and found.earliest <= self.today
        )

    def _is_coming(self, found: Interval) -> bool:
        return self.today is not None and found.latest is not None and found.latest >= self.today
