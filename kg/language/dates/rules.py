"""What the rules of time mean that name a date, month, year, season or part of a year.

What comes in: a ``Sight``. What goes out: an ``Interval``; ``OPEN`` where the day cannot be told
without a publication date; None where the words are no time at all.
"""

import datetime as dt
from collections.abc import Callable, Mapping

from kg.language.dates.guards import reads_as_day, reads_as_month, reads_as_year
from kg.language.dates.intervals import OPEN, Interval, day, month, months_on, year, years
from kg.language.dates.sight import Sight

__all__ = ["CALENDAR_MEANINGS"]

_LONGEST_RANGE = 60  # years
_PIVOT = 10  # a two-digit year is at most so many years ahead
_NO_DAY = 2020  # the year from which two digits are read where there is no publication date


def _date(sight: Sight) -> Interval | None:
    month_number, day_number = sight.month(), sight.number("day")
    if stated := sight.number("year"):
        return day(stated, month_number, day_number)
    text, end = sight.found.string, sight.found.end()
    if sight.words.around.counted(text, end, "count-nouns"):  # "in March 30 tanks were delivered"
        return None
    return sight.nearest(lambda number: day(number, month_number, day_number))


def _numeric(sight: Sight) -> Interval | None:
    stated, first, second = sight.number("year"), sight.number("digits"), sight.number("digits2")
    mark = sight.said("mark")
    if not mark:
        return day(stated, first, second)
    day_first, month_first = day(stated, second, first), day(stated, first, second)
    if mark == "." or not (day_first and month_first) or day_first == month_first:
        return day_first or month_first
    bounds = [found.earliest for found in (day_first, month_first) if found.earliest]
    return Interval(f"{stated}", min(bounds), max(bounds))  # 05/06/2019 means two days


def _month(sight: Sight) -> Interval | None:
    number = sight.month()
    if stated := sight.number("year"):
        return month(stated, number)
    if not reads_as_month(sight):
        return None
    return sight.nearest(lambda at: month(at, number))


def _relative_month(sight: Sight) -> Interval | None:
    return sight.chosen(lambda at: month(at, sight.month()))


def _year(sight: Sight) -> Interval | None:
    return year(sight.number("year")) if reads_as_year(sight) else None


def _short_year(sight: Sight) -> Interval | None:
    if sight.words.around.counted(sight.found.string, sight.found.end(), "count-nouns"):
        return None
    return year(_in_century(sight.number("yy"), sight.today))


def _in_century(two_digits: int, today: dt.date | None) -> int:
    last = (today.year if today else _NO_DAY) + _PIVOT
    number = last - last % 100 + two_digits
    return number if number <= last else number - 100


def _fiscal_year(sight: Sight) -> Interval | None:
    # fiscal years begin when each country likes: the value is right, the days are near
    return year(sight.number("year"))


def _decade(sight: Sight) -> Interval | None:
    if stem := sight.said("yearstem"):
        first = int(stem) * 10
    else:
        tens = sight.words.entry("decades", sight.said("decade")) or sight.number("shortstem") * 10
        first = _in_century(tens, sight.today)
    found = years(first, first + 9)
    return Interval(None, found.earliest, found.latest) if found else None


def _season_of(at: int, first_month: int) -> Interval | None:
    first, last = (
        month(at, first_month),
        month(at + (first_month + 2) // 13, (first_month + 1) % 12 + 1),
    )
    if not (first and last):
        return None
    return Interval(f"{at:04d}", first.earliest, last.latest)


def _season(sight: Sight) -> Interval | None:
    first_month = int(sight.words.entry("seasons", sight.said("season")) or 0)
    if stated := sight.number("year"):
        return _season_of(stated, first_month)
    return sight.nearest(lambda at: _season_of(at, first_month))


def _relative_season(sight: Sight) -> Interval | None:
    first_month = int(sight.words.entry("seasons", sight.said("season")) or 0)
    return sight.chosen(lambda at: _season_of(at, first_month))


def _months_of(at: int, first: int, count: int) -> Interval | None:
    start, end = month(at, first), month(at, first + count - 1)
    return Interval(f"{at:04d}", start.earliest, end.latest) if start and end else None


def _quarter(sight: Sight) -> Interval | None:
    number = sight.number("quarternumber") or int(
        sight.words.entry("ordinals", sight.said("ordinal")) or 0
    )
    if stated := sight.number("year"):
        return _months_of(stated, 3 * number - 2, 3)
    return sight.nearest(lambda at: _months_of(at, 3 * number - 2, 3))


def _half(sight: Sight) -> Interval | None:
    return _months_of(sight.number("year"), 6 * sight.number("halfnumber") - 5, 6)


def _year_end(sight: Sight) -> Interval | None:
    return sight.nearest(lambda at: day(at, 12, 31))


def _feast(sight: Sight) -> Interval | None:
    month_number, day_number = sight.words.entry("feasts", sight.said("feast")) or (0, 0)
    if stated := sight.number("year"):
        return day(stated, month_number, day_number)
    return sight.nearest(lambda at: day(at, month_number, day_number))


def _day_of_month(sight: Sight) -> Interval | None:
    number = sight.number("ordinalday")
    if not reads_as_day(sight):
        return None
    if sight.today is None:
        return OPEN
    for step in range(12):
        at = months_on(sight.today, step if sight.ahead else -step)
        found = day(*at, number)
        if (
            found
            and found.earliest
            and (found.earliest >= sight.today if sight.ahead else found.earliest <= sight.today)
        ):
            return found
    return None


def _year_range(sight: Sight) -> Interval | None:
    first, last = sight.number("year"), sight.number("year2")
    if not reads_as_year(sight):
        return None
    if sight.said("yy"):
        short = sight.number("yy")
        last = first - first % 100 + short
        if last <= first and last + 100 - first > _LONGEST_RANGE // 2:
            return month(first, short)  # 2019-03 is no range
        last += 100 if last <= first else 0
    return years(first, last) if 0 < last - first <= _LONGEST_RANGE else None


def _year_span(sight: Sight) -> Interval | None:
    """Read "between 2003 and 2007": words that leave no doubt, but for measures."""
    first, last = sight.number("year"), sight.number("year2")
    if sight.words.around.behind("measures", sight.found.string, sight.found.end()):
        return None
    return years(first, last) if first < last else None


def _month_range(sight: Sight) -> Interval | None:
    def run(at: int) -> Interval | None:
        first, last = sight.month(), sight.month("month2")
        return _joined(month(at - 1 if first > last else at, first), month(at, last))

    return run(stated) if (stated := sight.number("year")) else sight.nearest(run)


def _day_range(sight: Sight) -> Interval | None:
    def run(at: int) -> Interval | None:
        number = sight.month()
        return _joined(day(at, number, sight.number("day")), day(at, number, sight.number("day2")))

    return run(stated) if (stated := sight.number("year")) else sight.nearest(run)


def _joined(first: Interval | None, last: Interval | None) -> Interval | None:
    """Return the range between two times; its value is the first's."""
    if not (first and last and first.earliest and last.latest and first.earliest < last.latest):
        return None
    return Interval(first.value, first.earliest, last.latest)


CALENDAR_MEANINGS: Mapping[str, Callable[[Sight], Interval | None]] = {
    "date": _date,
    "numeric": _numeric,
    "month": _month,
    "relative-month": _relative_month,
    "year": _year,
    "short-year": _short_year,
    "fiscal-year": _fiscal_year,
    "decade": _decade,
    "season": _season,
    "relative-season": _relative_season,
    "quarter": _quarter,
    "half": _half,
    "year-end": _year_end,
    "feast": _feast,
    "day-of-month": _day_of_month,
    "year-range": _year_range,
    "year-span": _year_span,
    "month-range": _month_range,
    "day-range": _day_range,
}
"""What may stand under ``means`` in the file."""
