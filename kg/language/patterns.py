"""Turns words into patterns for running text: gaps, hyphens, alternatives, free ends.

What comes in: words and pattern sources. What goes out: pattern sources and compiled patterns. It
must not know what the patterns are for. Everything is ASCII on purpose: under Unicode case folding
``K`` would also match the Kelvin sign, which no word list holds.
"""

import re
from collections.abc import Iterable

__all__ = [
    "GAP",
    "HYPHEN",
    "alternatives",
    "compiled",
    "ends_free",
    "folded",
    "stands_free",
    "starts_free",
]

GAP = r"(?:[ \t\xa0\u2009\u202f]{1,3}|[ \t]?\n[ \t]?)"
"""Between two words: spaces or one line break, never an empty line."""

HYPHEN = r"(?:[ ]?[-\u2010\u2011\u2012\u2013\u2014][ ]?)"
"""Between the parts of a compound or range, whatever the typesetter put there."""

_DASHES = "-\u2010\u2011\u2012\u2013\u2014"
_TIES = ".,:/'\u2019"  # between digits these belong to a longer number, time or date


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, longest first; spaces and apostrophes vary."""
    sources = (re.escape(word) for word in sorted(words, key=len, reverse=True))
    return "|".join(s.replace(r"\ ", GAP).replace("'", "['\u2019]") for s in sources)


def compiled(source: str) -> re.Pattern[str]:
    """Compile a pattern that begins at the beginning of a word."""
    return re.compile(rf"(?<![0-9A-Za-z_]){source}", re.ASCII | re.IGNORECASE)


def folded(words: str) -> str:
    """Return matched words in lower case with single spaces and straight apostrophes."""
    return " ".join(words.split()).lower().replace("\u2019", "'")


def stands_free(text: str, start: int, end: int) -> bool:
    """Return whether a match is no piece of something longer (``Su-35``, ``1,999``, ``14:30``)."""
    return starts_free(text, start) and ends_free(text, end)


def starts_free(text: str, start: int) -> bool:
    """Return whether nothing before a place belongs to what begins there."""
    before = text[max(0, start - 2) : start]
    if not before:
        return True
    if before[-1].isalnum() or before[-1] in "_$€£":
        return False
    return not (len(before) == 2 and _ties(before[1], before[0]))


def ends_free(text: str, end: int) -> bool:
    """Return whether nothing behind a place belongs to what ends there."""
    after = text[end : end + 2]
    if not after:
        return True
    if after[0].isalnum() or after[0] == "_":
        return False
    return not (len(after) == 2 and _ties(after[0], after[1]))


def _ties(mark: str, beyond: str) -> bool:
    return (mark in _DASHES and beyond.isalnum()) or (mark in _TIES and beyond.isdigit())
