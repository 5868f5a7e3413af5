"""What stands around a time changes the days it means: parts of it, bounds and second ends.

What comes in: an interval and the kind of bound or part. What goes out: an interval. It must not
know words.
"""

import datetime as dt
from dataclasses import replace

from kg.language.dates.intervals import Interval

__all__ = ["bounded", "cut_off", "joined"]

_ONE_DAY = dt.timedelta(days=1)


def cut_off(whole: Interval, side: str, today: dt.date | None) -> Interval:
    """Return what of a period lies before or after a day in it ("earlier this year")."""
    if today is None or whole.earliest is None or whole.latest is None:
        return whole
    if not whole.earliest <= today <= whole.latest:
        return whole
    return replace(whole, latest=today) if side == "before" else replace(whole, earliest=today)


def bounded(found: Interval, kind: str, today: dt.date | None, *, ahead: bool) -> Interval:
    """Return the days that a bound leaves.

    Before and after a time nothing is said of the year it happened in, so there is no value.
    """
    until_now = None if ahead else today
    if kind == "latest":
        return replace(found, earliest=None)
    if kind == "before":
        return Interval(None, None, _next_to(found.earliest, -_ONE_DAY))
    if kind == "after":
        return _ordered(Interval(None, _next_to(found.latest, _ONE_DAY), until_now))
    if kind in {"since", "from"}:
        return _ordered(replace(found, latest=until_now if kind == "since" else None))
    return found


def joined(first: Interval, last: Interval) -> Interval | None:
    """Return the range between two times, with the first's value; None if they are reversed."""
    if first.earliest and last.latest and first.earliest > last.latest:
        return None
    return Interval(first.value, first.earliest, last.latest)


def _next_to(date: dt.date | None, step: dt.timedelta) -> dt.date | None:
    try:
        return date + step if date else None
    except OverflowError:
        return None


def _ordered(found: Interval) -> Interval:
    """Drop a last day that lies before the first."""
    late = found.earliest and found.latest and found.earliest > found.latest
    return replace(found, latest=None) if late else found
