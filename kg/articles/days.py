"""Reads publication dates: those that are told in a field, and those that a text begins with.

What comes in: what an export, a page or a feed calls a date; the beginning of a text.  What goes out: days.  A date
that could be two days is none.
"""

import datetime as dt
import re
from itertools import islice

from kg.errors import ArticleError

__all__ = ["day_in_text", "day_of", "known_day"]

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})"
_WORDS = rf"(?:{_MONTH} {_DAY},? {_YEAR}|{_DAY.replace('day', 'day2')} {_MONTH.replace('month', 'month2')},? " + (
    _YEAR.replace("year", "year2") + r")\b"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_CLOCK = r"(?:,? (?:at )?\d{1,2}[:.]\d\d.{0,20})?"
_IN_WORDS = re.compile(_WEEKDAY + _WORDS + _CLOCK, re.IGNORECASE)
_ISO = re.compile(r"(\d{4})([-/]?)(\d\d)\2(\d\d)(?=[T ]|\Z)")
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?=[ ,]|\Z)")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?=[ ,]|\Z)")

_BEGINNING = 400  # characters in which a text names its day
_FIRST_LINES = 4  # headline, subtitle, byline, dateline
_LABEL = r"(?:(?:published|updated|posted|date|issued)(?: on)?:? )?"
_DATE_LINE = re.compile(rf"\s*{_LABEL}{_WEEKDAY}{_WORDS}{_CLOCK}\s*\Z", re.IGNORECASE)
_PLACE = r"[A-Z][A-Z.'’ -]{2,30}(?:, [A-Z][\w. ]{1,20})?"
_DATELINE = re.compile(
    rf"\s*{_PLACE}(?:,|:)? \(?(?i:{_WORDS})\)?(?: \([A-Za-z/ .]{{2,25}}\))?(?: ?(?:--|[–—]) ?|:? - |: |\.\s)"
)


def day_of(value: str | dt.date | None, place: str) -> dt.date | None:
    """Return the day that a field tells; None for none.

    ISO dates, with a time or without, those of mail and feeds (RFC 2822), ``30 March 2019``, ``March 30, 2019``,
    ``30.3.2019``, ``20190330``, and ``3/30/2019`` where only one day can be meant.

    Raises:
        ArticleError: it is no date, or could be two.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return _parsed(value.strip())
    except (ValueError, IndexError, OverflowError) as error:
        raise ArticleError(f"{value[:60]!r} is no date", place=place, advice="a date is YYYY-MM-DD") from error


def known_day(value: str | None) -> dt.date | None:
    """Return the day that a page or a feed tells, or None where it is none: the text is read all the same."""
    try:
        return day_of(value, "")
    except ArticleError:
        return None


def _parsed(value: str) -> dt.date:
    if iso := _ISO.match(value):
        return dt.date(int(iso[1]), int(iso[3]), int(iso[4]))
    if dots := _DOTS.match(value):
        return dt.date(int(dots[3]), int(dots[2]), int(dots[1]))
    if slashes := _SLASHES.match(value):
        return _only_day(*map(int, slashes.groups()))
    if found := _IN_WORDS.fullmatch(" ".join(value.split())):
        return _day_in_words(found)
    from email.utils import parsedate_to_datetime

    return parsedate_to_datetime(value).date()


def _only_day(first: int, second: int, year: int) -> dt.date:
    """Return the day of ``3/30/2019``; ``3/4/2019`` is one day in America and another elsewhere."""
    if first <= 12 and second <= 12 and first != second:
        raise ValueError
    day, month = max(first, second), min(first, second)
    return dt.date(year, month, day)


def _day_in_words(found: re.Match[str]) -> dt.date:
    told = found.groupdict()
    month = told["month"] or told["month2"]
    return dt.date(
        int(told["year"] or told["year2"]),
        _MONTHS.index(month[:3].lower()) + 1,
        int(told["day"] or told["day2"]),
    )


def day_in_text(text: str, start: int = 0) -> dt.date | None:
    """Return the day that a text begins with: in its dateline, or on a line of its own; it must name the year.

    ::

        CARACAS, March 30, 2019 (Reuters) - Russia said …
        Published: 30 March 2019
    """
    lines = (line for line in text[start : start + _BEGINNING].splitlines() if line.strip())
    matches = (_DATELINE.match(line) or _DATE_LINE.match(line) for line in islice(lines, _FIRST_LINES))
    found = next(filter(None, matches), None)
    try:
        return _day_in_words(found) if found else None
    except ValueError:  # 31 June
        return None
