"""Lays out a report as a table for the terminal that fits how wide it is.

What comes in: a ``Report``.  What goes out: something that rich prints.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.table import Table
from rich.text import Text

from kg.canned import Column, Report
from kg.report.cells import Cell, cells, cut

__all__ = ["ReportTable", "to_table"]

_GAP = 2  # characters between columns; one of them is what rich puts between its cells
_LONG = 16  # characters of a word that is not broken
_AS_ABOVE = "″"
_CLAIM_SHOWN = 12  # characters at the end of a claim's IRI, which `kg explain` accepts


@dataclass(frozen=True, slots=True)
class _Space:
    """How much room a kind of column takes.

    Attributes:
        rank: which kinds go first where there is too little room: the highest.
        least: characters under which it is unreadable.
        most: characters beyond which it is folded.
        grows_last: whether it takes only the room that the others leave.
    """

    rank: int
    least: int
    most: int
    grows_last: bool = False


_SPACES: Mapping[str, _Space] = {
    "entity": _Space(0, 10, 26),
    "sentence": _Space(1, 28, 90, grows_last=True),
    "code": _Space(2, 16, 16),
    "integer": _Space(3, 4, 8),
    "number": _Space(3, 8, 12),
    "text": _Space(4, 12, 26),
    "date": _Space(5, 10, 10),
    "claim": _Space(6, _CLAIM_SHOWN, _CLAIM_SHOWN),
    "article": _Space(7, 12, 26),
}


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A report that rich prints as wide as there is room for.

    Columns without any value are left out; where the others do not fit, the least needed go, and a
    line below says which.

    Attributes:
        report: the report.
    """

    report: Report

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield title, table and notes for the room there is."""
        del console
        columns, rows = self.report.query.columns, cells(self.report)
        yield Text(self.report.summary, style="bold")
        if not rows:
            yield Text("No claim in this graph answers that.")
            return
        texts = [[_shown(c, cell) for c, cell in zip(columns, row, strict=True)] for row in rows]
        filled = [n for n in range(len(columns)) if any(row[n] for row in texts)]
        wanted = [_Wanted(n, columns[n], [row[n] for row in texts]) for n in filled]
        widths = _widths(wanted, options.max_width)
        yield _table({n: columns[n] for n in widths}, widths, texts)
        yield from self._notes([columns[n].title for n in filled if n not in widths])

    def _notes(self, dropped: Sequence[str]) -> Iterator[Text]:
        number = len(self.report.solutions.rows)
        yield Text(f"{number:,} row{'' if number == 1 else 's'}", style="dim")
        if note := cut(self.report):
            yield Text(note, style="yellow")
        if dropped:
            what = f"No room for {', '.join(dropped)}: widen the terminal, or take --format csv."
            yield Text(what, style="dim")


def to_table(report: Report) -> ReportTable:
    """Return a report as a table that rich prints."""
    return ReportTable(report)


class _Wanted:
    """How wide a column would be if there were room for it, and how narrow it may be."""

    def __init__(self, place: int, column: Column, texts: Sequence[str]) -> None:
        space = _SPACES[column.kind]
        words = [cell_len(word) for word in column.title.split()]
        if column.kind != "sentence":
            words += [min(cell_len(word), _LONG) for text in texts for word in text.split()]
        self.place, self.rank, self.grows_last = place, space.rank, space.grows_last
        widest = max(map(cell_len, [column.title, *texts]))
        self.most = max(min(widest, space.most), *words)
        self.least = max(min(space.least, self.most), *words)


def _widths(wanted: Sequence[_Wanted], width: int) -> dict[int, int]:
    """Return the columns that fit, in order, with their widths.

    The most needed are chosen first, each as narrow as it may be; what room is left goes to them in
    the same order, to sentences last.
    """
    room = width + _GAP
    widths: dict[int, int] = {}
    chosen: list[_Wanted] = []
    for column in sorted(wanted, key=lambda column: (column.rank, column.place)):
        if not chosen or column.least + _GAP <= room:
            chosen.append(column)
            widths[column.place] = min(column.least, width)
            room -= column.least + _GAP
    for column in sorted(chosen, key=lambda column: column.grows_last):
        more = max(0, min(room, column.most - column.least))
        widths[column.place] += more
        room -= more
    return dict(sorted(widths.items()))


def _shown(column: Column, cell: Cell) -> str:
    return cell.text[-_CLAIM_SHOWN:] if column.kind == "claim" else cell.text


def _table(
    columns: Mapping[int, Column], widths: Mapping[int, int], rows: Sequence[Sequence[str]]
) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, _GAP - 1, 0, 0), show_edge=False)
    for n, column in columns.items():
        number = column.kind in {"integer", "number"}
        justify: JustifyMethod = "right" if number else "left"
        table.add_column(
            Text(column.title), justify=justify, overflow="fold", width=widths[n]
        )
    above: Sequence[str] = ()
    for row in rows:
        table.add_row(*(Text(_unrepeated(columns[n], n, row, above)) for n in columns))
        above = row
    return table


def _unrepeated(column: Column, n: int, row: Sequence[str], above: Sequence[str]) -> str:
    """Return a cell's text, or a mark for a sentence that stands in the row above already."""
    repeated = column.kind == "sentence" and above and row[n] and row[n] == above[n]
    return _AS_ABOVE if repeated else row[n]
