"""Takes a SELECT apart into what stands before it, what it selects, and how that is ordered and cut.

What comes in: SPARQL that parses.  What goes out: its parts as text.  It must not evaluate anything
but on nothing at all.
"""

import re
from dataclasses import dataclass

import pyoxigraph as ox

from kg.canned.placeholders import blanked, closing, comments

__all__ = ["Clauses", "find_page_mark", "read_clauses"]

_SELECT = re.compile(r"\bSELECT\b", re.IGNORECASE)
_ORDER = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)
_CUT = re.compile(r"\b(?:LIMIT|OFFSET)\b", re.IGNORECASE)
_LAST = re.compile(r"\b(?:LIMIT|OFFSET|VALUES)\b", re.IGNORECASE)
_VARIABLE = re.compile(r"[?$](\w+)")
_MARK = re.compile(r"#page\b")


@dataclass(frozen=True, slots=True)
class Clauses:
    """The parts of a SELECT; they are the query when they are put together.

    Attributes:
        prologue: all that stands before SELECT.
        select: from SELECT to what groups it, with its braces.
        order: ``ORDER BY`` with what it orders by; ``""`` where there is none.
        rest: what limits it and gives values to it.
        group_end: place in the query behind the brace that closes its WHERE.
        grouping: the part of ``select`` behind that place.
    """

    prologue: str
    select: str
    order: str
    rest: str
    group_end: int
    grouping: str

    @property
    def has_limit(self) -> bool:
        """Whether the query itself is about some of its rows only."""
        return bool(_CUT.search(blanked(self.rest)))

    def ordered(self) -> str:
        """Return the query without its prologue."""
        return f"{self.select}{self.order}{self.rest}"

    def unordered(self) -> str:
        """Return the query without its prologue, and without an order that decides nothing."""
        return self.ordered() if self.has_limit else f"{self.select}{self.rest}"

    def selected(self) -> tuple[str, ...]:
        """Return the names of what is selected, in order."""
        found = ox.Store().query(f"{self.prologue}{self.ordered()}")
        return tuple(v.value for v in found.variables) if isinstance(found, ox.QuerySolutions) else ()

    def order_of_columns(self, selected: tuple[str, ...]) -> str:
        """Return the order, if all that it orders by is selected, else ``""``."""
        used = _VARIABLE.findall(blanked(self.order))
        return self.order if all(name in selected for name in used) else ""


def read_clauses(text: str) -> Clauses:
    """Return the parts of a SELECT query."""
    code = blanked(text)
    found = _SELECT.search(code)
    start = found.start() if found else 0
    group_end = closing(code, code.index("{", start) + 1)
    order = _ORDER.search(code, group_end)
    last = _LAST.search(code, group_end)
    end = last.start() if last else len(text)
    middle = order.start() if order else end
    return Clauses(
        prologue=text[:start],
        select=text[start:middle],
        order=text[middle:end],
        rest=text[end:],
        group_end=group_end,
        grouping=text[group_end:middle],
    )


def find_page_mark(text: str) -> int | None:
    """Return the place of the comment ``#page``, or None."""
    return next((start for start, comment in comments(text) if _MARK.match(comment)), None)
