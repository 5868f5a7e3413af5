"""What the rules of time mean that count from the publication day, or from a time named before.

What comes in: a ``Sight``. What goes out: an ``Interval``; ``OPEN`` where there is nothing to count
from; None where the words are no time at all.
"""

import datetime as dt
from collections.abc import Callable, Mapping

from kg.language.dates.guards import ends_phrase, reads_as_weekday
from kg.language.dates.intervals import (
    OPEN,
    Interval,
    day,
    month,
    months_on,
    shifted,
    span,
    week,
    year,
    years,
)
from kg.language.dates.sight import Sight

__all__ = ["RELATIVE_MEANINGS"]

_VAGUE = 2  # "several" is two at least
_SATURDAY = 5
# length of the value that a unit can be counted from
_PRECISION = {"decade": 4, "year": 4, "month": 7, "week": 10, "day": 10}


def _around(date: dt.date, unit: str, count: int) -> Interval | None:
    """Return the day, week, month, year or decade that lies so many units from a day."""
    if unit == "month":
        return month(*months_on(date, count))
    if unit == "year":
        return year(date.year + count)
    if unit == "quarter":
        at, number = months_on(
            date.replace(month=date.month - (date.month - 1) % 3, day=1), 3 * count
        )
        first, last = month(at, number), month(at, number + 2)
        return Interval(f"{at:04d}", first.earliest, last.latest) if first and last else None
    if unit == "decade":
        found = years(first_year := (date.year // 10 + count) * 10, first_year + 9)
        return Interval(None, found.earliest, found.latest) if found else None
    there = shifted(date, unit, count)
    if there is None:
        return None
    return week(there) if unit == "week" else day(there.year, there.month, there.day)


def _distant(date: dt.date, unit: str, count: int) -> Interval | None:
    """Return the time so many units away, as precise as the unit; decades are rough."""
    if unit == "decade":
        found = years(date.year + 10 * count - 5, date.year + 10 * count + 5)
        return Interval(None, found.earliest, found.latest) if found else None
    if unit == "week":
        return _around(date, "day", 7 * count)
    return _around(date, unit, count)


def _relative_period(sight: Sight) -> Interval | None:
    period = sight.said("period").lower()
    if period == "day":
        return None
    return OPEN if sight.today is None else _around(sight.today, period, sight.which())


def _this_period(sight: Sight) -> Interval | None:
    return OPEN if sight.today is None else _around(sight.today, sight.said("period").lower(), 0)


def _ago(sight: Sight) -> Interval | None:
    count = sight.count()
    if sight.today is None:
        return OPEN
    if count is not None:
        return _distant(sight.today, sight.unit(), -count)
    found = _distant(sight.today, sight.unit(), -_VAGUE)
    return Interval(None, None, found.latest) if found else None


def _ahead(sight: Sight) -> Interval | None:
    second = "2" if sight.said("unit2") else ""
    count, unit = sight.count(f"count{second}"), sight.unit(f"unit{second}")
    if sight.today is None:
        return OPEN
    return (
        Interval(None, sight.today, None) if count is None else _distant(sight.today, unit, count)
    )


def _span(sight: Sight) -> Interval | None:
    count, today = sight.count(), sight.today
    if today is None or count is None:
        return OPEN
    there = shifted(today, sight.unit(), count if sight.said("coming") else -count)
    return span(min(today, there), max(today, there)) if there else None


def _near_day(sight: Sight) -> Interval | None:
    count = int(sight.words.entry("near-days", sight.said("nearday")) or 0)
    return OPEN if sight.today is None else _around(sight.today, "day", count)


def _weekday(sight: Sight) -> Interval | None:
    if not reads_as_weekday(sight):
        return None
    if sight.today is None:
        return OPEN
    distance = _to_weekday(sight, sight.today)
    return _around(sight.today, "day", distance if sight.ahead else -((7 - distance) % 7))


def _relative_weekday(sight: Sight) -> Interval | None:
    which = sight.which()
    if sight.today is None or not which:
        return _weekday(sight)
    distance = _to_weekday(sight, sight.today)
    return _around(sight.today, "day", (distance or 7) if which > 0 else distance - 7)


def _to_weekday(sight: Sight, date: dt.date) -> int:
    """Return the days until the weekday named, 0 if it is that day."""
    return (int(sight.words.entry("weekdays", sight.said("weekday")) or 0) - date.weekday()) % 7


def _weekend(sight: Sight) -> Interval | None:
    today, which = sight.today, sight.which()
    if today is None:
        return OPEN
    begun = today.weekday() >= _SATURDAY
    this = _SATURDAY - today.weekday()  # of the present week
    if which:
        distance = this + 7 * which + (0 if begun or which < 0 else -7)
    else:
        distance = this if begun or sight.ahead else this - 7
    saturday, sunday = shifted(today, "day", distance), shifted(today, "day", distance + 1)
    return span(saturday, sunday) if saturday and sunday else None


def _neighbouring(sight: Sight) -> Interval | None:
    """Read "the previous day", "the same year", "that month", "the following August"."""
    step = int(sight.words.entry("neighbours", sight.said("neighbour")) or 0)
    if sight.said("month"):
        return _neighbouring_month(sight, step)
    unit = sight.said("period").lower()
    base = _base(sight, unit)
    if base is None and unit == "day" and step <= 0 and sight.said("neighbour"):
        base = sight.today  # in news the previous day is the one before it was written
    return _around(base, unit, step) if base else OPEN


def _neighbouring_month(sight: Sight, step: int) -> Interval | None:
    base = sight.previous.earliest if sight.previous else sight.today
    number = sight.month()
    if base is None:
        return OPEN
    at = base.year + (
        step if (step < 0 and number >= base.month) or (step > 0 and number <= base.month) else 0
    )
    return month(at, number)


def _apart(sight: Sight) -> Interval | None:
    """Read "two years later": from the time named before, as far as that is precise enough."""
    count, unit, words = sight.count(), sight.unit(), sight.said("distance")
    if sight.words.has("bounds", words) and not ends_phrase(sight):  # "a month after the war"
        return None
    step = int(sight.words.entry("distances", words) or 0)
    base = _base(sight, unit)
    if base is None and step < 0:
        base = sight.today
    return _distant(base, unit, step * count) if base and count is not None else OPEN


def _base(sight: Sight, unit: str) -> dt.date | None:
    """Return the day of the time named before, if it is precise enough to count such units from."""
    previous = sight.previous
    if previous is None or len(previous.value or "") < _PRECISION.get(unit, 4):
        return None
    return previous.earliest


RELATIVE_MEANINGS: Mapping[str, Callable[[Sight], Interval | None]] = {
    "relative-period": _relative_period,
    "this-period": _this_period,
    "ago": _ago,
    "ahead": _ahead,
    "span": _span,
    "near-day": _near_day,
    "weekday": _weekday,
    "relative-weekday": _relative_weekday,
    "weekend": _weekend,
    "neighbouring": _neighbouring,
    "apart": _apart,
}
"""What may stand under ``means`` in the file."""
