"""Who has ties with whom: things on a ring, ties as arrows between them.

What comes in: marks with ``source``, ``target`` and perhaps ``label``.  What goes out: a drawing.
The places are reckoned from the names and ties alone, so that a picture is the same each time.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.canned import Report
from kg.report.pictures.groups import Groups
from kg.report.pictures.rows import Mark, grouped
from kg.report.pictures.sheet import INK, PAPER, Drawing, Sheet, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["network"]

_Key: TypeAlias = tuple[str, str]  # IRI and name
_Place: TypeAlias = tuple[float, float]

_MOST = 25
_LABELS = 170.0
_STEP = 21.0  # points between two names, one below the other
_NODE = 4.5  # radius
_HUB_SHARE, _HUB_TIES = 0.6, 4  # a thing in so many of the ties stands in the middle


@dataclass(frozen=True, slots=True)
class _Tie:
    source: _Key
    target: _Key
    group: str
    sure: bool
    number: int
    claim: str | None


def network(report: Report, marks: Sequence[Mark]) -> Drawing:
    """Return the ties, those first that most claims tell of; what is too much is said."""
    del report
    groups = Groups.of(marks, "label", gather=False)
    ties = _ties(marks, groups)
    drawn = ties[:_MOST]
    nodes = _order(drawn)
    hub = _hub(drawn)
    ring = [node for node in nodes if node != hub]
    height = max(120.0, (len(ring) + 1) // 2 * _STEP + 20)
    room = min(_LABELS, max((width_of(node[1]) for node in nodes), default=0)) + 14
    note = f"{len(ties) - len(drawn):,} more ties, of fewer claims, are not drawn." if len(ties) > len(drawn) else ""

    def draw(sheet: Sheet, axes: "Axes") -> None:
        places = _places(ring, hub, axes.get_xlim()[1], height)
        between: dict[frozenset[_Key], int] = {}
        for tie in drawn:
            ends = frozenset((tie.source, tie.target))
            _draw_tie(sheet, axes, tie, places, groups, 0.1 + 0.16 * between.get(ends, 0))
            between[ends] = between.get(ends, 0) + 1
        for node, place in places.items():
            _draw_node(sheet, axes, node, place, is_hub=node == hub)

    told = "; ".join(f"{tie.source[1]} – {tie.target[1]}" for tie in drawn[:3])
    return Drawing(
        height, len(drawn), draw, left=room, right=room, key=groups.key(), notes=tuple(filter(None, (note,))),
        told=f"Strongest: {told}.",
    )  # fmt: skip


def _ties(marks: Sequence[Mark], groups: Groups) -> list[_Tie]:
    found = grouped(marks, lambda m: (m.key("source"), m.key("target"), groups.of_mark(m), m.sure))
    ties = []
    for (source, target, group, sure), some in found.items():
        claims = {mark.claim for mark in some if mark.claim}
        ties.append(_Tie(source, target, group, sure, len(claims) or len(some), next(iter(claims), None)))
    return sorted(ties, key=lambda tie: (-tie.number, tie.source[1], tie.target[1], tie.group, not tie.sure))


def _neighbours(ties: Sequence[_Tie]) -> dict[_Key, dict[_Key, int]]:
    found: dict[_Key, dict[_Key, int]] = {}
    for tie in ties:
        for one, other in ((tie.source, tie.target), (tie.target, tie.source)):
            of_one = found.setdefault(one, {})
            of_one[other] = of_one.get(other, 0) + tie.number
    return found


def _hub(ties: Sequence[_Tie]) -> _Key | None:
    """Return the thing that nearly all ties have in common, if there is one."""
    ends = _neighbours(ties)
    most = max(ends, key=lambda node: (len(ends[node]), node[1]), default=None)
    if most is None or len(ends[most]) < _HUB_TIES:
        return None
    common = sum(most in {tie.source, tie.target} for tie in ties)
    return most if common >= _HUB_SHARE * len(ties) else None


def _order(ties: Sequence[_Tie]) -> list[_Key]:
    """Return the things in an order in which those with ties stand near each other."""
    ends = _neighbours(ties)
    left = sorted(ends, key=lambda node: (-sum(ends[node].values()), node[1], node[0]))
    order: list[_Key] = []
    while left:
        recent = {node: n for n, node in enumerate(order)}
        best = max(left, key=lambda node: max((recent.get(other, -1) for other in ends[node]), default=-1))
        order.append(best)
        left.remove(best)
    return order


def _places(ring: Sequence[_Key], hub: _Key | None, across: float, height: float) -> Mapping[_Key, _Place]:
    """Return where things stand: left and right in turn, so that ties lead across, bent to a ring.

    They stand evenly from top to bottom, so that no two names collide.
    """
    places: dict[_Key, _Place] = {}
    if hub:
        places[hub] = (across / 2, height / 2)
    for n, node in enumerate(ring):
        on_left = n % 2 == 0
        down = (n // 2 + 0.5) / ((len(ring) + on_left) // 2)
        out = math.sqrt(max(0.0, 1 - (2 * down - 1) ** 2))
        reach = across / 2 * (0.45 + 0.55 * out)
        places[node] = (across / 2 + (-reach if on_left else reach), 6 + down * (height - 12))
    return places


def _draw_tie(
    sheet: Sheet, axes: "Axes", tie: _Tie, places: Mapping[_Key, _Place], groups: Groups, bend: float
) -> None:
    from matplotlib.patches import FancyArrowPatch

    start, end = places[tie.source], places[tie.target]
    if start == end:  # a tie with itself: a loop that can be seen
        start, end = (start[0] - 3, start[1] - 1), (start[0] + 3, start[1] - 1)
    arrow = FancyArrowPatch(
        start,
        end,
        connectionstyle=f"arc3,rad={1.8 if tie.source == tie.target else bend:.2f}",
        arrowstyle="-|>,head_length=3.5,head_width=2",
        shrinkA=_NODE + 1,
        shrinkB=_NODE + 1,
        color=groups.colour(tie.group),
        linewidth=min(0.9 + 0.35 * tie.number, 4),
        linestyle="-" if tie.sure else (0, (4, 2.5)),
        mutation_scale=1.8,
        alpha=0.85,
        fill=True,
    )
    axes.add_patch(arrow)
    which = ", ".join(filter(None, (tie.group, "" if tie.sure else "not sure")))
    counted = f"{tie.number:,} claim{'' if tie.number == 1 else 's'}"
    said = f"{tie.source[1]} → {tie.target[1]}{f' ({which})' if which else ''}: {counted}"
    sheet.mark(arrow, said, tie.claim if tie.number == 1 else None)


def _draw_node(sheet: Sheet, axes: "Axes", node: _Key, place: _Place, *, is_hub: bool) -> None:
    from matplotlib.patches import Circle

    circle = Circle(place, _NODE + 1.5 * is_hub, facecolor=INK, edgecolor=PAPER, linewidth=1)
    axes.add_patch(circle)
    sheet.mark(circle, node[1], node[0] or None)
    if is_hub:
        box = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5, "alpha": 0.85}
        at, ha = (place[0], place[1] - 14), "center"
        look: dict[str, Any] = {"bbox": box, "fontweight": "bold", "ha": ha, "va": "center"}
        sheet.text(axes, at, node[1], room=_LABELS, iri=node[0] or None, **look)
        return
    on_right = place[0] >= axes.get_xlim()[1] / 2
    at, ha = (place[0] + (8 if on_right else -8), place[1]), "left" if on_right else "right"
    sheet.text(axes, at, node[1], room=_LABELS, iri=node[0] or None, ha=ha, va="center_baseline")
