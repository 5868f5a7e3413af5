"""Flows from sources to targets, as broad as the number of claims behind them.

What comes in: marks with ``source``, ``target`` and perhaps ``size``.  What goes out: a drawing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kg.canned import Report
from kg.report.pictures.groups import Groups, counted, rest, shown_number
from kg.report.pictures.rows import Mark, grouped, title_of
from kg.report.pictures.sheet import COLOURS, REST, Drawing, Sheet, elided, look_of, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

__all__ = ["sankey"]

_Key: TypeAlias = tuple[str, str]  # IRI and name

_MOST_PAIRS, _MOST_ENDS = 36, 12
_LABELS = 170.0
_BAR, _GAP, _LEAST = 9.0, 7.0, 9.0  # points: how thick a node is, between nodes, and the least height of one


@dataclass(frozen=True, slots=True)
class _Flow:
    source: _Key
    target: _Key
    sure: bool
    size: float
    claims: frozenset[str]


def sankey(report: Report, marks: Sequence[Mark]) -> Drawing:
    """Return the flows; the smallest are gathered where there are more than can be told apart."""
    flows, sources, targets = _gathered(marks)
    unit = title_of(report, "size").lower() or "claims"
    height = _height(flows)
    left, right = _Side(flows, "source", height), _Side(flows, "target", height)
    scale = min(left.scale, right.scale)
    notes = [
        f"{number:,} {what} are gathered as “{rest(number)}”."
        for number, what in ((sources, "smaller sources"), (targets, "smaller targets"))
        if number
    ]

    def draw(sheet: Sheet, axes: "Axes") -> None:
        across = axes.get_xlim()[1]
        _draw_flows(sheet, axes, flows, (left.tops(scale), right.tops(scale)), scale, unit)
        for side, at, outside, ha in ((left, 0.0, -5.0, "right"), (right, across - _BAR, across + 5, "left")):
            _draw_nodes(sheet, axes, side, scale, (at, outside, ha), unit)

    return Drawing(
        height, len(flows), draw, left=_room(flows, "source"), right=_room(flows, "target"),
        key=Groups((), 0, not all(flow.sure for flow in flows)).key(),
        notes=tuple(notes), told=_told(flows, unit),
    )  # fmt: skip


def _height(flows: Sequence[_Flow]) -> float:
    nodes = max(len(_sums(flows, "source")), len(_sums(flows, "target")))
    return max(60.0, nodes * 26.0, min(len(flows) * 9.0, 420.0))


def _size(some: Sequence[Mark]) -> tuple[float, frozenset[str]]:
    """Return how broad a flow is: what the report says, else how many claims there are."""
    claims = frozenset(mark.claim for mark in some if mark.claim)
    if "size" in some[0].cells:
        return sum(mark.number("size") for mark in some), claims
    return len(claims) or len(some), claims


def _gathered(marks: Sequence[Mark]) -> tuple[list[_Flow], int, int]:
    """Return the flows to draw, and how many sources and targets were gathered.

    The biggest ends stay; fewer and fewer, until the flows between them can be told apart.
    """
    for most in range(_MOST_ENDS, 0, -1):
        kept = [_kept(marks, role, most) for role in ("source", "target")]
        flows = _flows(marks, kept)
        if len({(flow.source, flow.target) for flow in flows}) <= _MOST_PAIRS:
            break
    ends = [{mark.key(role) for mark in marks} for role in ("source", "target")]
    gone = [len(all_ends - some) for all_ends, some in zip(ends, kept, strict=True)]
    return flows, gone[0], gone[1]


def _kept(marks: Sequence[Mark], role: str, most: int) -> set[_Key]:
    sizes = {key: _size(some)[0] for key, some in grouped(marks, lambda mark: mark.key(role)).items()}
    ranked = sorted(sizes, key=lambda key: (-sizes[key], key[1], key[0]))
    # One that would be gathered alone takes no more room than what it would be gathered in.
    return set(ranked if len(ranked) == most + 1 else ranked[:most])


def _flows(marks: Sequence[Mark], kept: Sequence[set[_Key]]) -> list[_Flow]:
    ends = [{mark.key(role) for mark in marks} for role in ("source", "target")]
    names = [("", rest(len(every - some))) for every, some in zip(ends, kept, strict=True)]

    def end(mark: Mark, role: str, n: int) -> _Key:
        return mark.key(role) if mark.key(role) in kept[n] else names[n]

    found = grouped(marks, lambda mark: (end(mark, "source", 0), end(mark, "target", 1), mark.sure))
    flows = [_Flow(source, target, sure, *_size(some)) for (source, target, sure), some in found.items()]
    return [flow for flow in flows if flow.size > 0]


def _sums(flows: Iterable[_Flow], role: str) -> dict[_Key, float]:
    """Return the size of each node of a side, the biggest first, what was gathered last."""
    sums: dict[_Key, float] = {}
    for flow in flows:
        key = getattr(flow, role)
        sums[key] = sums.get(key, 0) + flow.size
    return dict(sorted(sums.items(), key=lambda one: (_is_rest(one[0]), -one[1], one[0][1])))


def _is_rest(key: _Key) -> bool:
    return not key[0] and key[1].startswith("other (")


def _room(flows: Sequence[_Flow], role: str) -> float:
    return min(_LABELS, max((width_of(key[1]) for key in _sums(flows, role)), default=0)) + 36


class _Side:
    """The nodes of one side, and where they stand."""

    def __init__(self, flows: Sequence[_Flow], role: str, height: float) -> None:
        self.role = role
        self.sums: Mapping[_Key, float] = _sums(flows, role)
        self.height = height
        free = height - _GAP * (len(self.sums) - 1) - _LEAST * len(self.sums)
        self.scale = free / (sum(self.sums.values()) or 1)

    def spans(self, scale: float) -> dict[_Key, tuple[float, float]]:
        """Return top and height of the slot of each node; the side is centred."""
        slots = {key: max(size * scale, _LEAST) for key, size in self.sums.items()}
        at = (self.height - sum(slots.values()) - _GAP * (len(slots) - 1)) / 2
        spans = {}
        for key, slot in slots.items():
            spans[key] = (at, slot)
            at += slot + _GAP
        return spans

    def tops(self, scale: float) -> dict[_Key, float]:
        """Return where the first flow of each node begins."""
        return {key: top + (slot - self.sums[key] * scale) / 2 for key, (top, slot) in self.spans(scale).items()}


def _draw_flows(
    sheet: Sheet,
    axes: "Axes",
    flows: Sequence[_Flow],
    tops: tuple[dict[_Key, float], dict[_Key, float]],
    scale: float,
    unit: str,
) -> None:
    from matplotlib.patches import PathPatch

    lefts, rights = list(tops[0]), list(tops[1])
    placed: dict[int, list[float]] = {}
    by_source = sorted(flows, key=lambda f: (lefts.index(f.source), rights.index(f.target), not f.sure))
    by_target = sorted(flows, key=lambda f: (rights.index(f.target), lefts.index(f.source), not f.sure))
    for order, side, role in ((by_source, tops[0], "source"), (by_target, tops[1], "target")):
        at = dict(side)
        for flow in order:
            key = getattr(flow, role)
            placed.setdefault(id(flow), []).append(at[key])
            at[key] += flow.size * scale
    for flow in by_source:
        start, end = placed[id(flow)]
        colour = REST if _is_rest(flow.source) else COLOURS[lefts.index(flow.source) % len(COLOURS)]
        path = _ribbon(axes.get_xlim()[1], start, end, max(flow.size * scale, 0.6))
        patch = PathPatch(path, **look_of(colour, sure=flow.sure, alpha=0.5))
        axes.add_patch(patch)
        how = "" if flow.sure else ", not sure"
        said = f"{flow.source[1]} → {flow.target[1]}{how}: {counted(flow.size, unit)}"
        sheet.mark(patch, said, next(iter(flow.claims)) if len(flow.claims) == 1 else None)


def _ribbon(across: float, start: float, end: float, broad: float) -> "Path":
    """Return the outline of a flow from the left node to the right one."""
    from matplotlib.path import Path

    left, right, middle = _BAR, across - _BAR, across / 2
    points = [
        (left, start), (middle, start), (middle, end), (right, end),
        (right, end + broad), (middle, end + broad), (middle, start + broad), (left, start + broad), (left, start),
    ]  # fmt: skip
    curve = [Path.CURVE4] * 3
    return Path(points, [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY])


def _draw_nodes(
    sheet: Sheet, axes: "Axes", side: _Side, scale: float, at: tuple[float, float, str], unit: str
) -> None:
    from matplotlib.patches import Rectangle

    left, outside, ha = at
    for n, (key, (top, slot)) in enumerate(side.spans(scale).items()):
        size = side.sums[key]
        tall = max(size * scale, 1)
        colour = REST if side.role == "target" or _is_rest(key) else COLOURS[n % len(COLOURS)]
        said = f"{key[1]}: {counted(size, unit)}"
        node = Rectangle((left, top + (slot - tall) / 2), _BAR, tall, facecolor=colour, linewidth=0)
        axes.add_patch(node)
        sheet.mark(node, said, key[0] or None)
        place = (outside, top + slot / 2)
        number = f" {shown_number(size)}"
        shown = _label(key[1], number, left=ha == "right")
        sheet.text(axes, place, shown, said=said, iri=key[0] or None, ha=ha, va="center_baseline")


def _label(name: str, number: str, *, left: bool) -> str:
    cut = elided(name, _LABELS)
    return f"{cut} {number}" if left else f"{number.strip()}  {cut}"


def _told(flows: Sequence[_Flow], unit: str) -> str:
    first = sorted(flows, key=lambda flow: -flow.size)[:3]
    told = "; ".join(f"{f.source[1]} to {f.target[1]}, {counted(f.size, unit)}" for f in first)
    return f"Largest: {told}."
