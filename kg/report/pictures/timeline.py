"""When something was so: a bar for each row, from its start to its end.

What comes in: marks with ``start``, ``end``, ``label`` and perhaps ``group``.  What goes out: a drawing.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.canned import Report
from kg.report.pictures.groups import Groups
from kg.report.pictures.rows import Mark, day, grouped
from kg.report.pictures.sheet import FAINT, Drawing, Sheet, look_of, width_of
from kg.report.pictures.times import draw_times

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["timeline"]

_MOST = 25
_STEP, _THICK = 19.0, 11.0
_LABELS = 260.0


@dataclass(frozen=True, slots=True)
class _Span:
    start: dt.date | None
    end: dt.date | None
    name: str
    iri: str | None
    group: str
    sure: bool
    number: int

    @property
    def first(self) -> dt.date:
        return self.start or self.end or dt.date.min

    @property
    def last(self) -> dt.date:
        return self.end or self.start or dt.date.min

    @property
    def said(self) -> str:
        """What it says when pointed at."""
        if self.start is None:
            when = f"by {self.end}"
        elif self.end is None:
            when = f"from {self.start}"
        else:
            when = str(self.start) if self.start == self.end else f"{self.start} to {self.end}"
        which = ", ".join(filter(None, (self.group, "" if self.sure else "not sure")))
        times = f", {self.number} times" if self.number > 1 else ""
        return f"{self.name}: {when}{f' ({which})' if which else ''}{times}"


def timeline(report: Report, marks: Sequence[Mark]) -> Drawing:
    """Return the spans of the first rows, by when they began; what is left out is said."""
    del report
    groups = Groups.of(marks)
    dated = [span for span in _spans(marks, groups) if span.start or span.end]
    undated = sum(day(mark.cell("start").raw) is None and day(mark.cell("end").raw) is None for mark in marks)
    drawn = sorted(dated[:_MOST], key=lambda span: (span.first, span.last, span.name))
    room = min(_LABELS, max((width_of(span.name) for span in drawn), default=0)) + 10

    def draw(sheet: Sheet, axes: "Axes") -> None:
        if not drawn:
            sheet.text(axes, (0, _STEP / 2), "No row has a date.", va="center", color=FAINT)
            return
        first, last = min(span.first for span in drawn), max(span.last for span in drawn)
        scale = draw_times(sheet, axes, first, last)
        for n, span in enumerate(drawn):
            _draw(sheet, axes, span, n * _STEP, (scale(span.first), scale(span.last)), groups)

    notes = [
        f"{undated:,} without a date {'is' if undated == 1 else 'are'} not drawn." if undated else "",
        f"{len(dated) - len(drawn):,} more are not drawn." if len(dated) > len(drawn) else "",
        "◀ by then, ▶ from then on: the other end is not told."
        if any(span.start is None or span.end is None for span in drawn)
        else "",
    ]
    return Drawing(
        max(len(drawn), 1) * _STEP, len(drawn), draw, left=room, below=22 if drawn else 0, key=groups.key(),
        notes=tuple(filter(None, notes)), told="; ".join(span.said for span in drawn[:3]) + ".",
    )  # fmt: skip


def _spans(marks: Sequence[Mark], groups: Groups) -> list[_Span]:
    """Return the spans; rows that say the same are one."""
    found = grouped(
        marks,
        lambda m: (day(m.cell("start").raw), day(m.cell("end").raw), m.name("label"), groups.of_mark(m), m.sure),
    )
    spans = []
    for (start, end, name, group, sure), some in found.items():
        claims = {mark.claim for mark in some if mark.claim}
        iri = next(iter(claims)) if len(claims) == 1 else some[0].iri("label")
        spans.append(_Span(start, end, name, iri, group, sure, len(claims) or len(some)))
    return spans


def _draw(
    sheet: Sheet, axes: "Axes", span: _Span, top: float, ends: tuple[float, float], groups: Groups
) -> None:
    from matplotlib.patches import Patch, Polygon, Rectangle

    start, end = ends
    middle = top + _STEP / 2
    sheet.text(axes, (-8, middle), span.name, room=_LABELS, said=span.said, iri=span.iri, ha="right", va="center")
    look = look_of(groups.colour(span.group), sure=span.sure)
    if span.start is None or span.end is None:
        out = -9 if span.start is None else 9
        shape: Patch = Polygon([(start, middle - 6), (start, middle + 6), (start + out, middle)], closed=True, **look)
    else:
        wide = max(end - start, 5.0)  # a day can be seen, too
        shape = Rectangle(((start + end - wide) / 2, middle - _THICK / 2), wide, _THICK, **look)
    axes.add_patch(shape)
    sheet.mark(shape, span.said, span.iri)
