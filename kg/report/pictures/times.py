"""An axis of time: days to years, with as many ticks as there is room for.

What comes in: the first and the last day.  What goes out: lines and labels, and where a day stands.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kg.report.pictures.sheet import FAINT, REST, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_times"]

_TICKS = 8
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000)


def draw_times(sheet: Sheet, axes: "Axes", first: dt.date, last: dt.date) -> Callable[[dt.date], float]:
    """Draw the axis below the axes; return what says where a day stands from the left."""
    across, down = axes.get_xlim()[1], axes.get_ylim()[0]
    edge = 14.0  # what is on the first or last day is drawn whole
    days = max((last - first).days, 1)

    def scale(day: dt.date) -> float:
        return edge + (day - first).days / days * (across - 2 * edge)

    axes.plot([0, across], [down, down], color=REST, linewidth=0.8)
    for tick, name in _ticks(first, last):
        at = scale(tick)
        axes.plot([at, at], [0, down], color=REST, linewidth=0.5, alpha=0.45, zorder=0)
        sheet.text(axes, (at, down + 5), name, ha="center", va="top", fontsize=9, color=FAINT)
    return scale


def _ticks(first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, str]]:
    span = (last.year - first.year) * 12 + last.month - first.month
    step = next((months for months in _MONTHS if span / months <= _TICKS), _MONTHS[-1])
    found = list(_starts(first, last, step))
    if len(found) < 2:  # within a month or so: its ends say when
        found = [first, last] if (last - first).days > 3 else [first]
        yield from ((day, day.isoformat()) for day in found)
        return
    yield from ((day, str(day.year) if step >= 12 else f"{day.year}-{day.month:02}") for day in found)


def _starts(first: dt.date, last: dt.date, step: int) -> Iterator[dt.date]:
    """Yield the first day of every so manieth month within two days."""
    month = first.year * 12 + first.month - 1
    month = -(-month // step) * step
    while month // 12 <= last.year:
        if month >= 12 and first <= (day := dt.date(month // 12, month % 12 + 1, 1)) <= last:
            yield day
        month += step
