"""Columns: bars that stand at their years, in the order of time.

What comes in: bars, of which most have a place on an axis.  What goes out: a drawing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.report.pictures.groups import Groups, counted, shown_number
from kg.report.pictures.sheet import FAINT, INK, Drawing, Sheet, look_of, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST_STEPS", "Bar", "columns", "said_of", "spread", "told_of"]

MOST_STEPS = 150
"""Years, or other whole numbers, that an axis may span."""
_HEIGHT = 170.0
_MOST = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, what it stands for, and its parts: (group, sure) → number."""

    name: str
    iri: str | None
    parts: Mapping[tuple[str, bool], float]
    place: float | None = None

    @property
    def total(self) -> float:
        """The number of all its parts."""
        return sum(self.parts.values())


def spread(placed: Sequence[Bar]) -> float:
    """Return how many whole steps lie between the first and the last bar."""
    places = [bar.place for bar in placed if bar.place is not None]
    return max(places) - min(places) + 1


def columns(found: Sequence[Bar], groups: Groups, unit: str) -> Drawing:
    """Return bars as columns at their places; those that have none are told in a note."""
    placed = sorted((bar.place, n, bar) for n, bar in enumerate(found) if bar.place is not None)
    drawn = [(place, bar) for place, _, bar in placed[-_MOST:]]
    most = max(bar.total for _, bar in drawn) or 1

    def draw(sheet: Sheet, axes: "Axes") -> None:
        step = min(axes.get_xlim()[1] / (drawn[-1][0] - drawn[0][0] + 1), 60)
        for place, bar in drawn:
            _draw(sheet, axes, bar, groups, unit, ((place - drawn[0][0] + 0.5) * step, step, (_HEIGHT - 16) / most))
        _name(sheet, axes, drawn, step)
        axes.plot([0, axes.get_xlim()[1]], [_HEIGHT, _HEIGHT], color=INK, linewidth=0.8)

    others = "; ".join(f"{bar.name}, {counted(bar.total, unit)}" for bar in found if bar.place is None)
    left_out = len(placed) - len(drawn)
    earlier = f"{left_out:,} earlier are not drawn." if left_out else ""
    notes = tuple(filter(None, (f"Not on the axis: {others}." if others else "", earlier)))
    told = told_of(found, unit)
    return Drawing(_HEIGHT, len(drawn), draw, below=18, key=groups.key(), notes=notes, told=told)


def _draw(
    sheet: Sheet, axes: "Axes", bar: Bar, groups: Groups, unit: str, at: tuple[float, float, float]
) -> None:
    """Draw a column: where its middle is, how broad it may be, how high one is."""
    from matplotlib.patches import Rectangle

    (middle, step, scale), top = at, _HEIGHT
    for (group, sure), number in bar.parts.items():
        look = look_of(groups.colour(group), sure=sure)
        patch = Rectangle((middle - step * 0.38, top - number * scale), step * 0.76, number * scale, **look)
        axes.add_patch(patch)
        sheet.mark(patch, said_of(bar, group, sure=sure, number=number, unit=unit), bar.iri)
        top -= number * scale
    total = shown_number(bar.total)
    if width_of(total, 9) < step:
        sheet.text(axes, (middle, top - 3), total, ha="center", va="bottom", fontsize=9, color=FAINT)


def _name(sheet: Sheet, axes: "Axes", drawn: Sequence[tuple[float, Bar]], step: float) -> None:
    """Write the names of columns below them, as many as there is room for."""
    free = 0.0
    for place, bar in drawn:
        middle = (place - drawn[0][0] + 0.5) * step
        if middle >= free:
            sheet.text(axes, (middle, _HEIGHT + 4), bar.name, room=34, ha="center", va="top", fontsize=9)
            free = middle + 36


def said_of(bar: Bar, group: str, *, sure: bool, number: float, unit: str) -> str:
    """Return what a part of a bar says when pointed at."""
    which = ", ".join(filter(None, (bar.name, group, "" if sure else "not sure")))
    return f"{which}: {counted(number, unit)}"


def told_of(found: Sequence[Bar], unit: str) -> str:
    """Return the longest bars in words."""
    first = sorted(found, key=lambda bar: -bar.total)[:3]
    return "Most: " + "; ".join(f"{bar.name}, {counted(bar.total, unit)}" for bar in first) + "."
