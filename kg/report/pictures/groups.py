"""Colours for groups of marks, and words for what is too much to draw.

What comes in: marks with a ``group``.  What goes out: which colour each has, and the key that says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kg.report.pictures.rows import NOT_NAMED, Mark
from kg.report.pictures.sheet import COLOURS, REST, KeyEntry

__all__ = ["Groups", "counted", "rest", "shown_number"]

_TENTATIVE = "hedged, denied or not yet done"


def rest(number: int) -> str:
    """Return what is called so many things that are drawn as one."""
    return f"other ({number:,})"


def shown_number(number: float) -> str:
    """Return a number with its thousands apart.

    >>> shown_number(1234.0), shown_number(0.25)
    ('1,234', '0.25')
    """
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.4g}"


def counted(number: float, unit: str) -> str:
    """Return a number with what it counts.

    >>> counted(1, "claims"), counted(2, "claims")
    ('1 claim', '2 claims')
    """
    return f"{shown_number(number)} {unit.removesuffix('s') if number == 1 else unit}".strip()


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a chart; without any, all is of one colour.

    Attributes:
        names: those with a colour of their own, the commonest first; none where there are too many for colours.
        others: how many share the colour of the rest.
        tentative: whether some marks are not sure.
    """

    names: tuple[str, ...]
    others: int
    tentative: bool
    role: str = "group"

    @classmethod
    def of(cls, marks: Sequence[Mark], role: str = "group", *, gather: bool = True) -> "Groups":
        """Return the groups of marks.

        Args:
            marks: the marks.
            role: which of their cells says the group.
            gather: whether those that are too many share a colour; else all are drawn alike.
        """
        counts: dict[str, int] = {}
        for mark in marks:
            if name := mark.name(role):
                counts[name] = counts.get(name, 0) + 1
        ranked = sorted(counts, key=lambda name: (-counts[name], name))
        if ranked == [NOT_NAMED] or (len(ranked) > len(COLOURS) and not gather):
            ranked = []
        most = len(COLOURS) if len(ranked) <= len(COLOURS) else len(COLOURS) - 1
        return cls(tuple(ranked[:most]), len(ranked[most:]), not all(mark.sure for mark in marks), role)

    def of_mark(self, mark: Mark) -> str:
        """Return the group of a mark, by the name that the key gives it."""
        name = mark.name(self.role)
        if not self.names and name == NOT_NAMED:
            return ""
        return rest(self.others) if self.others and name and name not in self.names else name

    def order(self, name: str) -> int:
        """Return which place a group has."""
        return self.names.index(name) if name in self.names else len(self.names)

    def colour(self, name: str) -> str:
        """Return the colour of a group."""
        if not self.names:
            return COLOURS[0]
        return COLOURS[self.names.index(name)] if name in self.names else REST

    def key(self) -> tuple[KeyEntry, ...]:
        """Return what the colours mean, and how what is not sure is drawn."""
        entries = [KeyEntry(name, self.colour(name)) for name in self.names]
        if self.others:
            entries.append(KeyEntry(rest(self.others), REST))
        if self.tentative:
            entries.append(KeyEntry(_TENTATIVE, REST if self.names else COLOURS[0], sure=False))
        return tuple(entries)
