"""Lines: how a number changes over years, days, or the steps of a report.

What comes in: marks with ``x``, ``y`` and perhaps ``group``.  What goes out: a drawing.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from kg.canned import Report
from kg.report.pictures.groups import Groups, counted, shown_number
from kg.report.pictures.rows import Mark, day, place_of, title_of
from kg.report.pictures.sheet import FAINT, REST, Drawing, Sheet
from kg.report.pictures.times import draw_times

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["lines"]

_MOST_DOTS = 300  # beyond, there is a line alone: nobody can point at one of so many
_HEIGHT, _TOP, _TICKS = 190.0, 10.0, 4

_Points: TypeAlias = dict[float, tuple[str, float, str | None]]
"""Place → name there, number, IRI."""
_Series: TypeAlias = dict[str, _Points]
"""Group → its points."""
_Scales: TypeAlias = tuple[Callable[[float], float], Callable[[float], float]]
"""Where a place stands from the left, and a number from above."""


def lines(report: Report, marks: Sequence[Mark]) -> Drawing:
    """Return a line for each group; where only days are told, the axis is one of time."""
    groups = Groups.of(marks)
    unit = title_of(report, "y").lower()
    places, is_time = _places(marks)
    series = _series(marks, places, groups)
    numbers = [number for points in series.values() for _, number, _ in points.values()]
    low, high = min([0.0, *numbers]), max(numbers, default=1.0) or 1.0

    def down(number: float) -> float:
        return _TOP + (high - number) / (high - low or 1) * (_HEIGHT - _TOP)

    def draw(sheet: Sheet, axes: "Axes") -> None:
        _draw_scale(sheet, axes, low, high, down)
        across = _axis(sheet, axes, marks, places, is_time=is_time)
        for name, points in series.items():
            _draw_line(axes, groups.colour(name), points, (across, down))
            if len(numbers) <= _MOST_DOTS:
                _draw_dots(sheet, axes, (name, groups.colour(name), unit), points, (across, down))

    key = replace(groups, tentative=False).key()
    return Drawing(_HEIGHT, len(numbers), draw, left=38, right=10, below=20, key=key, told=_told(series, unit))


def _places(marks: Sequence[Mark]) -> tuple[Mapping[tuple[str, str], float], bool]:
    """Return where each ``x`` stands, and whether by days."""
    numbers = {mark.key("x"): place_of(mark.cell("x")) for mark in marks}
    if None not in numbers.values():
        return {key: number for key, number in numbers.items() if number is not None}, False
    days = {mark.key("x"): day(mark.cell("x").raw) for mark in marks}
    if None not in days.values():
        return {key: float(found.toordinal()) for key, found in days.items() if found}, True
    return {key: float(n) for n, key in enumerate(days)}, False


def _series(marks: Sequence[Mark], places: Mapping[tuple[str, str], float], groups: Groups) -> _Series:
    series: _Series = {}
    for mark in marks:
        points = series.setdefault(groups.of_mark(mark), {})
        place = places[mark.key("x")]
        _, before, _ = points.get(place, ("", 0.0, None))
        points[place] = (mark.name("x"), before + mark.number("y"), mark.claim or mark.iri("x"))
    return {name: dict(sorted(series[name].items())) for name in sorted(series, key=lambda n: (groups.order(n), n))}


def _draw_scale(sheet: Sheet, axes: "Axes", low: float, high: float, down: Callable[[float], float]) -> None:
    from matplotlib.ticker import MaxNLocator

    ticks = MaxNLocator(_TICKS, integer=high - low >= _TICKS).tick_values(low, high)
    for tick in ticks:
        if low <= tick <= high:
            axes.plot([0, axes.get_xlim()[1]], [down(tick)] * 2, color=REST, linewidth=0.5, alpha=0.45, zorder=0)
            at = (-6, down(tick))
            sheet.text(axes, at, shown_number(tick), ha="right", va="center", fontsize=9, color=FAINT)


def _axis(
    sheet: Sheet, axes: "Axes", marks: Sequence[Mark], places: Mapping[tuple[str, str], float], *, is_time: bool
) -> Callable[[float], float]:
    """Draw the axis of ``x``; return what says where a place stands from the left."""
    first, last = min(places.values()), max(places.values())
    if is_time:
        scale = draw_times(sheet, axes, dt.date.fromordinal(int(first)), dt.date.fromordinal(int(last)))
        return lambda place: scale(dt.date.fromordinal(int(place)))
    across, edge = axes.get_xlim()[1], 14.0

    def at(place: float) -> float:
        return edge + (place - first) / (last - first or 1) * (across - 2 * edge)

    names = {places[mark.key("x")]: mark.name("x") for mark in marks}
    free = -edge
    for place, name in sorted(names.items()):
        if at(place) >= free:
            sheet.text(axes, (at(place), _HEIGHT + 5), name, room=60, ha="center", va="top", fontsize=9, color=FAINT)
            free = at(place) + (36 if len(name) <= 4 else 64)
    return at


def _draw_line(axes: "Axes", colour: str, points: _Points, at: _Scales) -> None:
    across, down = at
    places = [across(place) for place in points]
    axes.plot(places, [down(number) for _, number, _ in points.values()], color=colour, linewidth=1.8)


def _draw_dots(sheet: Sheet, axes: "Axes", what: tuple[str, str, str], points: _Points, at: _Scales) -> None:
    """Draw the points of a line, of which name, colour and unit are given; each says what it is."""
    from matplotlib.patches import Circle

    (name, colour, unit), (across, down) = what, at
    for place, (where, number, iri) in points.items():
        dot = Circle((across(place), down(number)), 2.8, facecolor=colour, linewidth=0, zorder=3)
        axes.add_patch(dot)
        sheet.mark(dot, f"{', '.join(filter(None, (where, name)))}: {counted(number, unit)}", iri)


def _told(series: _Series, unit: str) -> str:
    points = [(*point, name) for name, some in series.items() for point in some.values()]
    where, number, _, name = max(points, key=lambda point: point[1])
    return f"Highest: {', '.join(filter(None, (where, name)))}, {counted(number, unit)}."
