"""Recognises the date in the head of a report ("KARACHI, March 23 -"), which dates no event.

What comes in: a text, the place of a date in it and its day. What goes out: yes or no.
"""

import datetime as dt
import re

from kg.language.dates.words import TimeWords

__all__ = ["is_dateline"]

_HEAD = 600  # characters in which a report may begin
_LINE = 80  # longest run of places before the date
_DAYS = 7  # a report is printed at most so many days from its dateline
_WORD = re.compile(r"[^\W\d_][\w'\u2019.-]*:?")
_BEHIND = re.compile(
    r"""[)\]]?
        (?:\s{0,2}\([A-Z][^()\n]{0,40}\))?            # the agency
        (?:\s{1,2}\d{1,2}[:.]\d\d\s?(?:[AaPp]\.?[Mm]\.?)?(?=\s))?  # the hour
        [)\]]?
        (?: \s{0,2}[-\u2013\u2014:|]{1,3}(?=\s) | \.?[ \t]{0,4}(?:\n|\Z) | \.(?=\s)
          | (?<=\))\s | (?<=[AaPp][Mm])\s )""",
    re.VERBOSE,
)


def is_dateline(
    text: str,
    place: tuple[int, int],
    days: tuple[dt.date | None, ...],
    today: dt.date | None,
    words: TimeWords,
) -> bool:
    """Return whether a date is that of a report's head; ``days`` are the days it may mean."""
    start, end = place
    line = max(text.rfind("\n", 0, start) + 1, 0)
    head = text[line:start]
    if line > _HEAD or len(head) > _LINE or not _BEHIND.match(text[end : end + _LINE]):
        return False
    if not all(_belongs(word, words) for word in _WORD.findall(head)):
        return False
    if words.around.before("firm-leads", text, start) or words.around.before(
        "weak-leads", text, start
    ):
        return False
    if today is None:
        return bool(head.strip()) or not text[:start].strip()
    return any(date is not None and abs((date - today).days) <= _DAYS for date in days)


def _belongs(word: str, words: TimeWords) -> bool:
    return word[0].isupper() or words.has("dateline-words", word)
