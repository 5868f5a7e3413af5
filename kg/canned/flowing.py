"""Runs canned queries whose rows are too many to hold: they come one by one.

What comes in: a canned query, what was typed for its parameters, an endpoint.  What goes out: a
``Flow``.  It must not know how a report is shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.canned.paging import Page
from kg.canned.queries import CannedQuery
from kg.canned.running import Ending, Report, ask, check_summary

if TYPE_CHECKING:
    from kg.query import Endpoint, Rows

__all__ = ["Flow", "stream"]

_WHOLE = Page()


class Flow:
    """The rows of a report, one by one; iterate it once, and close it: that stops what is left of the query.

    Attributes:
        report: the report that they belong to, without rows; with the generation that is asked.
        ending: what is known when the last has come; before that, as if none had.
    """

    def __init__(self, report: Report, rows: "Rows") -> None:
        """Take the first row, so that what goes wrong before it is known.

        Raises:
            KGError: there is no answer.
        """
        self.report = replace(report, solutions=replace(report.solutions, generation=rows.generation))
        self.ending = report.ending
        self._rows = rows
        self._coming = iter(rows)
        self._first = [row for row in (next(self._coming, None),) if row is not None]

    @property
    def complete(self) -> bool:
        """Whether all of the answer is there already: it is short."""
        return self._rows.complete

    @property
    def is_empty(self) -> bool:
        """Whether there is no row at all."""
        return not self._first

    def __iter__(self) -> Iterator[dict[str, ox.NamedNode | ox.Literal]]:
        """Yield the rows of the page; who stops early has to close it.

        Raises:
            KGError: it went wrong half way; what was yielded is no report.
        """
        limit, shown, more = self.report.page.limit, 0, False
        for row in chain(self._first, self._coming):
            if shown == limit:  # the one that only tells that there are more
                more = True
                break
            shown += 1
            yield row
        self.close()
        truncated = self._rows.truncated
        self.ending = Ending(shown, truncated and shown != limit, more or truncated)

    def whole(self) -> Report:
        """Return the report with all of its rows.

        Raises:
            KGError: it went wrong half way.
        """
        rows = list(self)
        solutions = replace(self.report.solutions, rows=rows, truncated=self.ending.truncated)
        return replace(self.report, solutions=solutions, more=self.ending.more)

    def close(self) -> None:
        """Stop what is left of the query."""
        self._rows.close()


def stream(
    query: CannedQuery, values: Mapping[str, Sequence[str]], endpoint: "Endpoint", *, page: Page = _WHOLE
) -> Flow:
    """Run a canned query whose rows come one by one, with memory that stays the same however many there are.

    Args:
        query: the query.
        values: parameter → what was typed for it.
        endpoint: what answers it.
        page: which rows, in which order.

    Raises:
        KGError: as ``run``; a limit that strikes later is told by the rows.
    """
    report = ask(query, values, endpoint, page)
    flow = Flow(report, endpoint.rows(report.text))
    if flow.is_empty:
        flow.close()
        check_summary(endpoint)
    return flow
