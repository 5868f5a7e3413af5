"""Bars: one for each thing, or one for each year, in the order of time.

What comes in: marks with ``x``, ``y`` and perhaps ``group``.  What goes out: a drawing.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.canned import Report
from kg.report.pictures.columns import MOST_STEPS, Bar, columns, said_of, spread, told_of
from kg.report.pictures.groups import Groups, counted, rest, shown_number
from kg.report.pictures.rows import Mark, grouped, place_of, title_of
from kg.report.pictures.sheet import FAINT, INK, REST, Drawing, Sheet, look_of, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["bars"]

_MOST = 25
_MOST_COLUMNS = 60
_STEP, _THICK = 19.0, 13.0
_LABELS = 190.0  # most points that names may take


def bars(report: Report, marks: Sequence[Mark]) -> Drawing:
    """Return bars that lie where ``x`` is a thing, and that stand where it is a year or a number."""
    groups = Groups.of(marks)
    unit = title_of(report, "y").lower()
    found = [
        Bar(some[0].name("x"), some[0].iri("x"), _parts(some, groups), place_of(some[0].cell("x")))
        for some in grouped(marks, lambda mark: mark.key("x")).values()
    ]
    placed = [bar for bar in found if bar.place is not None]
    if len(placed) > len(found) / 2 and spread(placed) <= MOST_STEPS:
        return columns(found, groups, unit)
    if sum(bar.name[:4].isdigit() for bar in found) > len(found) / 2:  # spans of years, or days
        return _lying(sorted(found, key=lambda bar: (not bar.name[:4].isdigit(), bar.name)), groups, unit)
    return _lying(sorted(found, key=lambda bar: -bar.total), groups, unit)


def _parts(some: Sequence[Mark], groups: Groups) -> dict[tuple[str, bool], float]:
    parts: dict[tuple[str, bool], float] = {}
    for mark in some:
        key = (groups.of_mark(mark), mark.sure)
        parts[key] = parts.get(key, 0) + mark.number("y")
    return dict(sorted(parts.items(), key=lambda part: (groups.order(part[0][0]), not part[0][1])))


def _gathered(found: Sequence[Bar]) -> tuple[list[Bar], str]:
    """Return the bars to draw, the last of them for all that are too many, and what to say of it."""
    if len(found) <= _MOST:
        return list(found), ""
    some = found[_MOST - 1 :]
    parts: dict[tuple[str, bool], float] = {}
    for bar in some:
        for key, number in bar.parts.items():
            parts[key] = parts.get(key, 0) + number
    note = f"The {len(some):,} smallest are gathered as one bar."
    return [*found[: _MOST - 1], Bar(rest(len(some)), None, parts)], note


def _lying(all_bars: Sequence[Bar], groups: Groups, unit: str) -> Drawing:
    found, note = _gathered(all_bars)
    names = min(_LABELS, max(width_of(bar.name) for bar in found)) + 8
    most = max((bar.total for bar in found), default=0) or 1

    def draw(sheet: Sheet, axes: "Axes") -> None:
        across = axes.get_xlim()[1] - 44  # room for the number behind the longest
        for n, bar in enumerate(found):
            top = n * _STEP + (_STEP - _THICK) / 2
            said = f"{bar.name}: {counted(bar.total, unit)}"
            sheet.text(
                axes, (-6, top + _THICK / 2), bar.name, room=_LABELS, said=said, iri=bar.iri, ha="right", va="center"
            )
            end = _draw_parts(sheet, axes, bar, groups, unit, (0, top, across / most))
            sheet.text(axes, (end + 4, top + _THICK / 2), shown_number(bar.total), va="center", color=FAINT)
        axes.plot([0, 0], [0, len(found) * _STEP], color=INK, linewidth=0.8)

    return Drawing(
        len(found) * _STEP, len(found), draw, left=names, key=groups.key(), notes=tuple(filter(None, (note,))),
        told=told_of(found, unit),
    )  # fmt: skip


def _draw_parts(
    sheet: Sheet, axes: "Axes", bar: Bar, groups: Groups, unit: str, at: tuple[float, float, float]
) -> float:
    """Draw the parts of a lying bar one behind the other; return where it ends."""
    from matplotlib.patches import Rectangle

    start, top, scale = at
    for (group, sure), number in bar.parts.items():
        patch = Rectangle((start, top), number * scale, _THICK, **look_of(_colour(bar, group, groups), sure=sure))
        axes.add_patch(patch)
        sheet.mark(patch, said_of(bar, group, sure=sure, number=number, unit=unit), bar.iri)
        start += number * scale
    return start


def _colour(bar: Bar, group: str, groups: Groups) -> str:
    is_rest = bar.iri is None and bar.name.startswith("other (")
    return REST if is_rest and not groups.names else groups.colour(group)
