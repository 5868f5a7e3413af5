"""Runs the rules of time over a text: matches, meanings, ranges, bounds and datelines.

What comes in: a text and its publication day. What goes out: ``Found`` times by their characters.
It must not know tokens.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import DataFileError
from kg.language.dates.bounds import bounded, cut_off, joined
from kg.language.dates.datelines import is_dateline
from kg.language.dates.intervals import Interval, part
from kg.language.dates.patterns import Rule, compile_lead, compile_rules
from kg.language.dates.relative import RELATIVE_MEANINGS
from kg.language.dates.rules import CALENDAR_MEANINGS
from kg.language.dates.sight import Lead, Sight
from kg.language.dates.words import TimeWords
from kg.language.patterns import GAP, alternatives, folded, stands_free

__all__ = ["Found", "TimeScan"]

_MEANINGS = {**CALENDAR_MEANINGS, **RELATIVE_MEANINGS}
_MEMORY = 400  # characters over which "two years later" remembers a time
_REACH = 60  # characters looked at before a time
_WHOLE = 12  # twelfths
_OF_RANGES = {"between", "from"}


@dataclass(frozen=True, slots=True)
class Found:
    """A time at its place in a text.

    Attributes:
        start: first character.
        begin: where it starts without its bound ("by", "since").
        end: character behind the last one.
        bound: kind of the bound, or "".
        means: what its rule means.
        past: the days it means in a clause about the past.
        ahead: the days it means in a clause about the future.
        dateline: whether it is the date in the head of a report.
    """

    start: int
    begin: int
    end: int
    bound: str
    means: str
    past: Interval
    ahead: Interval
    dateline: bool = False


@dataclass(frozen=True, slots=True)
class _Match:
    rule: Rule
    found: re.Match[str]
    lead: Lead


class TimeScan:
    """Finds times in plain text."""

    def __init__(self, path: Path) -> None:
        """Read words and rules.

        Raises:
            DataFileError: a file cannot be read or has a mistake in it.
        """
        self._words = TimeWords(path)
        self._rules = compile_rules(self._words)
        self._lead = compile_lead(self._words)
        for rule in self._rules:
            if rule.means not in _MEANINGS:
                known = ", ".join(sorted(_MEANINGS))
                raise DataFileError(
                    f"{path}: rule {rule.name!r} means {rule.means!r}, known are {known}"
                )
        to, trailing = (
            alternatives(self._words.groups[name].words)
            for name in ("range-words", "trailing-bounds")
        )
        self._to = re.compile(rf"{GAP}(?:{to}){GAP}(?:the{GAP})?", re.ASCII | re.IGNORECASE)
        self._and = re.compile(rf"{GAP}and{GAP}(?:the{GAP})?", re.ASCII | re.IGNORECASE)
        self._trailing = re.compile(rf"{GAP}({trailing})(?!\w)", re.ASCII | re.IGNORECASE)

    def read(self, text: str, today: dt.date | None) -> list[Found]:
        """Return the times of a text in their order.

        Without a publication day a full date in the dateline takes its place.
        """
        matches = self._matches(text)
        found = self._settle(text, matches, today)
        stated = next(
            (each.past.latest for each in found if each.dateline and each.past.value), None
        )
        return self._settle(text, matches, stated) if today is None and stated else found

    def _matches(self, text: str) -> list[_Match]:
        """Return what the rules match: earliest first, then longest, then in the rules' order."""
        matches = []
        for rule in self._rules:
            for found in rule.pattern.finditer(text):
                lead = self._before(text, found.start())
                if stands_free(text, lead.start, found.end()):
                    matches.append(_Match(rule, found, lead))
        return sorted(matches, key=lambda match: (match.lead.start, -match.found.end()))

    def _before(self, text: str, place: int) -> Lead:
        """Return the bound and part right before a time."""
        offset = max(0, place - _REACH)
        lead = self._lead.search(text[offset:place])
        if lead is None or not lead[0]:
            return Lead(place, place)
        begin = max(lead.start("part"), lead.start("side"))
        words = [lead[name] or "" for name in ("bound", "part", "side")]
        return Lead(offset + lead.start(), place if begin < 0 else offset + begin, *words)

    def _settle(self, text: str, matches: Sequence[_Match], today: dt.date | None) -> list[Found]:
        """Choose among overlapping matches and work out what they mean."""
        found: list[Found] = []
        for match in matches:
            if found and match.lead.start < found[-1].end:
                continue
            if each := self._meaning(match, today, _remembered(found, match.lead.start)):
                found.append(each)
        return [self._finished(text, each, today) for each in self._ranges(text, found)]

    def _meaning(
        self, match: _Match, today: dt.date | None, previous: Interval | None
    ) -> Found | None:
        rule, found, lead = match.rule, match.found, match.lead
        if rule.needs_part and not (lead.part or lead.side):
            return None
        if rule.after and not rule.after.search(
            found.string[max(0, lead.begin - _REACH) : lead.begin]
        ):
            return None
        meaning = _MEANINGS[rule.means]
        past, ahead = (
            self._cut(lead, meaning(Sight(found, lead, self._words, today, tense, previous)), today)
            for tense in (False, True)
        )
        if past is None or ahead is None:
            return None
        bound = str(self._words.entry("bounds", lead.bound) or "")
        if bound == "before" and (self._part(lead) or (0, 0))[1] == _WHOLE:
            bound = "latest"  # before the end of a year is within it
        return Found(lead.start, lead.begin, found.end(), bound, rule.means, past, ahead)

    def _cut(self, lead: Lead, whole: Interval | None, today: dt.date | None) -> Interval | None:
        """Apply the part ("late", "the end of") or side ("earlier") that stands before a time."""
        if whole is None:
            return None
        if twelfths := self._part(lead):
            return part(whole, twelfths)
        if lead.side:
            return cut_off(whole, self._words.entry("sides", _bare(lead.side)) or "before", today)
        return whole

    def _part(self, lead: Lead) -> tuple[int, int] | None:
        words = _bare(lead.part)
        twelfths = self._words.entry("parts", words) or self._words.entry("parts", f"{words}-")
        return (twelfths[0], twelfths[1]) if twelfths else None

    def _ranges(self, text: str, found: Sequence[Found]) -> Iterator[Found]:
        """Join the two ends of ranges ("between 1989 and last year", "from 2010 to 2014")."""
        waiting: Found | None = None
        for each in found:
            if waiting is None:
                waiting = each
            elif pair := self._pair(text, waiting, each):
                waiting = pair
            else:
                yield waiting
                waiting = each
        if waiting:
            yield waiting

    def _pair(self, text: str, first: Found, last: Found) -> Found | None:
        joint = self._and if first.bound == "between" else self._to
        if first.bound not in _OF_RANGES and (first.bound or first.means != last.means):
            return None
        if not joint.fullmatch(text, first.end, last.begin):
            return None
        past, ahead = joined(first.past, last.past), joined(first.ahead, last.ahead)
        if past is None or ahead is None:
            return None
        return replace(first, end=last.end, bound="", begin=first.start, past=past, ahead=ahead)

    def _finished(self, text: str, found: Found, today: dt.date | None) -> Found:
        """Apply the bound around a time, and tell datelines."""
        end = found.end
        bound = found.bound
        if bound in {"", "from"} and (trailing := self._trailing.match(text, end)):
            end, bound = trailing.end(), self._words.entry("trailing-bounds", trailing[1])
        elif bound in _OF_RANGES and found.means.endswith(("-range", "-span")):
            bound = ""
        start = found.begin if bound == "between" else found.start  # a "between" without its "and"
        days = (found.past.earliest, found.ahead.earliest)
        dateline = (
            not bound
            and found.means == "date"
            and is_dateline(text, (start, end), days, today, self._words)
        )
        past, ahead = (
            bounded(interval, bound, today, ahead=ahead)
            for interval, ahead in ((found.past, False), (found.ahead, True))
        )
        return replace(
            found, start=start, end=end, bound=bound, past=past, ahead=ahead, dateline=dateline
        )


def _bare(words: str) -> str:
    """Return a part or side without what joins it to the time."""
    return folded(words).removesuffix(" the").rstrip("-\u2010\u2011\u2012\u2013\u2014 ")


def _remembered(found: Sequence[Found], place: int) -> Interval | None:
    """Return the nearest time before a place that has a value and is not too far away."""
    near = (each.past for each in reversed(found) if place - each.end <= _MEMORY)
    return next((interval for interval in near if interval.value), None)
