"""Reads what a chart draws out of the rows of a report.

What comes in: a ``Report`` whose header declares a chart.  What goes out: marks: per row, the cells that
the chart names, whether the row is sure, and its claim.  They must not know how anything is drawn.
"""

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kg.canned import Report
from kg.report.cells import Cell, cells
from kg.terms import AT

__all__ = ["NOT_NAMED", "Mark", "clean", "day", "grouped", "marks", "place_of", "title_of"]

NOT_NAMED = "not named"
"""What stands for a thing that an article does not name, or that the gazetteer does not know."""
_TENTATIVE = frozenset({"Hedged", "Intended", "Demanded", "Denied", "Requested", "Offered", "Planned"})
"""Factualities and statuses of what is not said to be so, or not yet."""
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]+")
"""What XML cannot hold, and what would turn the direction of the text that follows."""
_YEAR = re.compile(r"-?\d{4}", re.ASCII)
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?", re.ASCII)

_EMPTY = Cell()
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a chart draws of one row.

    Attributes:
        cells: role in the chart (``x``, ``source`` …) → cell.
        sure: whether the row says that something is so: neither hedged or denied, nor only planned.
        claim: the IRI of the row's claim, or None.
    """

    cells: Mapping[str, Cell]
    sure: bool = True
    claim: str | None = None

    def cell(self, role: str) -> Cell:
        """Return what stands in a role; an empty cell where the chart has no such role."""
        return self.cells.get(role, _EMPTY)

    def name(self, role: str) -> str:
        """Return what to call what stands in a role."""
        return clean(self.cells[role].raw) or NOT_NAMED if role in self.cells else ""

    def iri(self, role: str) -> str | None:
        """Return what stands in a role, or None."""
        return self.cell(role).iri

    def key(self, role: str) -> tuple[str, str]:
        """Return what tells what stands in a role from other things."""
        return (self.iri(role) or "", self.name(role))

    def number(self, role: str) -> float:
        """Return the number in a role; 0 where there is none."""
        return self.cell(role).number or 0


def clean(text: str) -> str:
    """Return a text on one line, of characters that any picture can hold."""
    return " ".join(_UNWRITABLE.sub(" ", text).split())


def marks(report: Report) -> list[Mark]:
    """Return what the chart of a report draws, by row."""
    columns = report.query.columns
    # Where a row counts claims, its codes are those of the newest of them.
    is_claim = any(column.name == report.query.evidence for column in columns)
    roles = {role: column for role, column in (report.query.chart or {}).items() if role != "kind"}
    found = []
    for row in cells(report):
        by_name = {column.name: cell for column, cell in zip(columns, row, strict=True)}
        drawn = {role: by_name[name] for role, name in roles.items()}  # one column may have two roles
        codes = [cell.iri for c, cell in zip(columns, row, strict=True) if c.kind == "code" and cell.iri]
        claims = [cell.iri for c, cell in zip(columns, row, strict=True) if c.name == report.query.evidence]
        sure = not is_claim or not any(code.removeprefix(AT) in _TENTATIVE for code in codes)
        found.append(Mark(drawn, sure, claims[0] if claims else None))
    return found


def title_of(report: Report, role: str) -> str:
    """Return the title of the column in a role, or ``""``."""
    name = (report.query.chart or {}).get(role)
    return next((clean(column.title) for column in report.query.columns if column.name == name), "")


def day(text: str) -> dt.date | None:
    """Return the day that a cell means; of a year or month the first; None where it means none."""
    found = _DAY.fullmatch(text.strip())
    if not found:
        return None
    year, month, of_month = (int(part) if part else 1 for part in found.groups())
    try:
        return dt.date(year, month, of_month)
    except ValueError:
        return None


def place_of(cell: Cell) -> float | None:
    """Return where a cell stands on an axis of numbers or years, or None where it does not."""
    if cell.number is not None:
        return float(cell.number)
    return float(cell.raw) if _YEAR.fullmatch(cell.raw.strip()) else None


def grouped(items: Iterable[Mark], key: Callable[[Mark], _Key]) -> dict[_Key, Sequence[Mark]]:
    """Return marks by a key, in the order in which each key comes first."""
    found: dict[_Key, list[Mark]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return dict(found)
