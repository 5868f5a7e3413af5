"""Calendar arithmetic: intervals of days with a value as precise as the words were.

What comes in: years, months, days. What goes out: ``Interval``. It must not know language. Whatever
the calendar cannot hold (30 February, the year 0) gives None, never an error: texts are full of it.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace

__all__ = [
    "OPEN",
    "Interval",
    "common",
    "day",
    "month",
    "months_on",
    "part",
    "shifted",
    "span",
    "week",
    "year",
    "years",
]

_ONE_DAY = dt.timedelta(days=1)
_TWELFTHS = 12


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of days, open where a bound is None.

    Attributes:
        value: what the words say, as precisely as they do (``2019``, ``2019-03``, ``2019-03-30``),
            or None.
        earliest: first day, or None.
        latest: last day, or None.
    """

    value: str | None
    earliest: dt.date | None
    latest: dt.date | None


OPEN = Interval(None, None, None)
"""Time words whose day nobody can tell."""


def year(number: int) -> Interval | None:
    """Return a year."""
    return years(number, number)


def years(first: int, last: int) -> Interval | None:
    """Return a run of whole years; its value is the first."""
    if not dt.MINYEAR <= first <= last <= dt.MAXYEAR:
        return None
    return Interval(f"{first:04d}", dt.date(first, 1, 1), dt.date(last, 12, 31))


def month(number_of_year: int, number: int) -> Interval | None:
    """Return a month."""
    if not (dt.MINYEAR <= number_of_year <= dt.MAXYEAR and 1 <= number <= _TWELFTHS):
        return None
    last = monthrange(number_of_year, number)[1]
    return Interval(
        f"{number_of_year:04d}-{number:02d}",
        dt.date(number_of_year, number, 1),
        dt.date(number_of_year, number, last),
    )


def day(number_of_year: int, number_of_month: int, number: int) -> Interval | None:
    """Return a day."""
    try:
        date = dt.date(number_of_year, number_of_month, number)
    except ValueError:
        return None
    return Interval(date.isoformat(), date, date)


def week(date: dt.date) -> Interval | None:
    """Return the week of a day, Monday to Sunday."""
    monday = shifted(date, "day", -date.weekday())
    sunday = shifted(date, "day", 6 - date.weekday())
    return span(monday, sunday) if monday and sunday else None


def span(earliest: dt.date, latest: dt.date) -> Interval | None:
    """Return the days from one to another; the value is what both have in common."""
    return Interval(common(earliest, latest), earliest, latest) if earliest <= latest else None


def common(first: dt.date, last: dt.date) -> str | None:
    """Return the finest value that holds for both days."""
    if first == last:
        return first.isoformat()
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.year:04d}-{first.month:02d}"
    return f"{first.year:04d}" if first.year == last.year else None


def months_on(date: dt.date, count: int) -> tuple[int, int]:
    """Return year and month so many months after a day's; the year may be out of range."""
    index = date.year * _TWELFTHS + date.month - 1 + count
    return index // _TWELFTHS, index % _TWELFTHS + 1


def shifted(date: dt.date, unit: str, count: int) -> dt.date | None:
    """Return the day so many units later (earlier if negative), or None off the calendar's edge."""
    try:
        if unit in {"day", "week"}:
            return date + dt.timedelta(days=count * (7 if unit == "week" else 1))
        year_number, month_number = months_on(
            date, count * {"month": 1, "year": 12, "decade": 120}[unit]
        )
        last = monthrange(year_number, month_number)[1]
        return dt.date(year_number, month_number, min(date.day, last))
    except (OverflowError, ValueError):
        return None


def part(whole: Interval, twelfths: Sequence[int]) -> Interval:
    """Return a part of an interval, cut at months where it has whole years, else at days.

    ``(0, 4)`` is early, ``(6, 12)`` the second half; ``(0, 0)`` is the first day and ``(12, 12)``
    the last one, which make the value a day. A single day has no parts.
    """
    first, last = whole.earliest, whole.latest
    if first is None or last is None or first == last:
        return whole
    start, end = twelfths
    if start == end:
        edge = last if start else first
        return Interval(edge.isoformat(), edge, edge)
    count = (last.year - first.year) * _TWELFTHS + last.month - first.month + 1
    if count % _TWELFTHS == 0 and first.day == 1 and (first.month, last.month) == (1, 12):
        cut_first, cut_last = (
            month(*months_on(first, count * start // 12)),
            month(*months_on(first, count * end // 12 - 1)),
        )
        if cut_first and cut_last:
            return replace(whole, earliest=cut_first.earliest, latest=cut_last.latest)
    days = (last - first).days + 1
    return replace(
        whole,
        earliest=first + _ONE_DAY * (days * start // 12),
        latest=first + _ONE_DAY * (days * end // 12 - 1),
    )
