"""Bars: one for each thing, or one for each year, in the order of time.

What comes in: marks with ``x``, ``y`` and perhaps ``group``.  What goes out: a drawing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.canned import Report
from kg.report.pictures.groups import Groups, rest, shown_number
from kg.report.pictures.rows import Mark, grouped, place_of, title_of
from kg.report.pictures.sheet import FAINT, INK, REST, Drawing, Sheet, look_of, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["bars"]

_MOST = 25
_MOST_COLUMNS = 60
_STEP, _THICK = 19.0, 13.0
_LABELS = 190.0  # most points that names may take


@dataclass(frozen=True, slots=True)
class _Bar:
    """One bar: what it is called, what it stands for, and its parts: (group, sure) → number."""

    name: str
    iri: str | None
    parts: Mapping[tuple[str, bool], float]
    place: float = 0

    @property
    def total(self) -> float:
        return sum(self.parts.values())


def bars(report: Report, marks: Sequence[Mark]) -> Drawing:
    """Return bars that lie where ``x`` is a thing, and that stand where it is a year or a number."""
    groups = Groups.of(marks)
    unit = title_of(report, "y").lower()
    found = [
        _Bar(some[0].name("x"), some[0].iri("x"), _parts(some, groups), place_of(some[0].cells["x"]) or 0)
        for some in grouped(marks, lambda mark: mark.key("x")).values()
    ]
    if all(place_of(mark.cells["x"]) is not None for mark in marks):
        return _standing(sorted(found, key=lambda bar: bar.place), groups, unit)
    if all(mark.cells["x"].raw[:4].isdigit() for mark in marks):
        return _lying(sorted(found, key=lambda bar: bar.name), groups, unit)
    return _lying(sorted(found, key=lambda bar: -bar.total), groups, unit)


def _parts(some: Sequence[Mark], groups: Groups) -> dict[tuple[str, bool], float]:
    parts: dict[tuple[str, bool], float] = {}
    for mark in some:
        key = (groups.of_mark(mark), mark.sure)
        parts[key] = parts.get(key, 0) + mark.number("y")
    return dict(sorted(parts.items(), key=lambda part: (groups.order(part[0][0]), not part[0][1])))


def _gathered(found: Sequence[_Bar]) -> tuple[list[_Bar], str]:
    """Return the bars to draw, the last of them for all that are too many, and what to say of it."""
    if len(found) <= _MOST:
        return list(found), ""
    some = found[_MOST - 1 :]
    parts: dict[tuple[str, bool], float] = {}
    for bar in some:
        for key, number in bar.parts.items():
            parts[key] = parts.get(key, 0) + number
    note = f"The {len(some):,} smallest are gathered as one bar."
    return [*found[: _MOST - 1], _Bar(rest(len(some)), None, parts)], note


def _lying(all_bars: Sequence[_Bar], groups: Groups, unit: str) -> Drawing:
    found, note = _gathered(all_bars)
    names = min(_LABELS, max(width_of(bar.name) for bar in found)) + 8
    most = max((bar.total for bar in found), default=0) or 1

    def draw(sheet: Sheet, axes: "Axes") -> None:
        across = axes.get_xlim()[1] - 44  # room for the number behind the longest
        for n, bar in enumerate(found):
            top = n * _STEP + (_STEP - _THICK) / 2
            said = f"{bar.name}: {shown_number(bar.total)} {unit}"
            sheet.text(
                axes, (-6, top + _THICK / 2), bar.name, room=_LABELS, said=said, iri=bar.iri, ha="right", va="center"
            )
            end = _draw_parts(sheet, axes, bar, groups, unit, (0, top, across / most))
            sheet.text(axes, (end + 4, top + _THICK / 2), shown_number(bar.total), va="center", color=FAINT)
        axes.plot([0, 0], [0, len(found) * _STEP], color=INK, linewidth=0.8)

    return Drawing(
        len(found) * _STEP, draw, left=names, key=groups.key(), notes=tuple(filter(None, (note,))),
        told=_told(found, unit),
    )  # fmt: skip


def _draw_parts(
    sheet: Sheet, axes: "Axes", bar: _Bar, groups: Groups, unit: str, at: tuple[float, float, float]
) -> float:
    """Draw the parts of a lying bar one behind the other; return where it ends."""
    from matplotlib.patches import Rectangle

    start, top, scale = at
    for (group, sure), number in bar.parts.items():
        patch = Rectangle((start, top), number * scale, _THICK, **look_of(_colour(bar, group, groups), sure=sure))
        axes.add_patch(patch)
        sheet.mark(patch, _said(bar, group, sure=sure, number=number, unit=unit), bar.iri)
        start += number * scale
    return start


def _colour(bar: _Bar, group: str, groups: Groups) -> str:
    is_rest = bar.iri is None and bar.name.startswith("other (")
    return REST if is_rest and not groups.names else groups.colour(group)


def _said(bar: _Bar, group: str, *, sure: bool, number: float, unit: str) -> str:
    which = ", ".join(filter(None, (bar.name, group, "" if sure else "not sure")))
    return f"{which}: {shown_number(number)} {unit}"


def _standing(all_bars: Sequence[_Bar], groups: Groups, unit: str) -> Drawing:
    """Return columns at their places on an axis of years or numbers."""
    found = all_bars[-_MOST_COLUMNS:]
    left_out = len(all_bars) - len(found)
    most = max((bar.total for bar in found), default=0) or 1
    height, first = 170.0, found[0].place
    steps = found[-1].place - first + 1

    def draw(sheet: Sheet, axes: "Axes") -> None:
        from matplotlib.patches import Rectangle

        step = min(axes.get_xlim()[1] / steps, 60)
        scale = (height - 16) / most
        every = max(1, round(34 / step + 0.49))  # a year is about 30 points wide
        for n, bar in enumerate(found):
            middle, top = (bar.place - first + 0.5) * step, height
            for (group, sure), number in bar.parts.items():
                look = look_of(groups.colour(group), sure=sure)
                patch = Rectangle((middle - step * 0.38, top - number * scale), step * 0.76, number * scale, **look)
                axes.add_patch(patch)
                sheet.mark(patch, _said(bar, group, sure=sure, number=number, unit=unit), bar.iri)
                top -= number * scale
            if width_of(shown_number(bar.total), 9) < step or len(found) < 12:
                sheet.text(
                    axes, (middle, top - 3), shown_number(bar.total), ha="center", va="bottom", fontsize=9, color=FAINT
                )
            if int(bar.place - first) % every == 0 or (n and bar.place - found[n - 1].place >= every):
                sheet.text(axes, (middle, height + 4), bar.name, room=max(30, step), ha="center", va="top", fontsize=9)
        axes.plot([0, axes.get_xlim()[1]], [height, height], color=INK, linewidth=0.8)

    note = f"{left_out:,} earlier columns are not drawn." if left_out else ""
    return Drawing(
        height, draw, below=18, key=groups.key(), notes=tuple(filter(None, (note,))), told=_told(found, unit)
    )


def _told(found: Sequence[_Bar], unit: str) -> str:
    first = sorted(found, key=lambda bar: -bar.total)[:3]
    return "Most: " + "; ".join(f"{bar.name}, {shown_number(bar.total)} {unit}" for bar in first) + "."
