"""Finds the times that a text names, and the days they mean.

What comes in: a ``Doc`` and its publication date. What goes out: ``DateExpression``s. The words and
rules stand in ``lexicon-dates.yaml``. A value is as precise as the words; the publication date is
an anchor, never an answer.
"""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.language.alignment import Alignment
from kg.language.dates.intervals import Interval
from kg.language.dates.scan import TimeScan

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["DateExpression", "Dates"]


@dataclass(frozen=True, slots=True)
class DateExpression:
    """Words that name a time, and the days they mean in a clause about the past.

    Attributes:
        start: first token.
        end: token behind the last one.
        text: the words.
        value: ``2019``, ``2019-03`` or ``2019-03-30``, as precise as the words; None where they
            name no one year, or count from a publication date that nobody knows.
        earliest: first day it may have been, or None.
        latest: last day, or None.
        ahead: the same in a clause about the future.
        dateline: whether it is the date in the head of a report.
    """

    start: int
    end: int
    text: str
    value: str | None
    earliest: dt.date | None
    latest: dt.date | None
    ahead: Interval
    dateline: bool = False

    def resolved(self, *, future: bool = False) -> "DateExpression":
        """Return the expression as it reads in a clause about the past, or about the future."""
        if not future:
            return self
        value, earliest, latest = self.ahead.value, self.ahead.earliest, self.ahead.latest
        return replace(self, value=value, earliest=earliest, latest=latest)


class Dates:
    """Finds times in documents."""

    def __init__(self, path: Path) -> None:
        """Read words and rules; ``lexicon-quantities.yaml`` beside the file gives the number words.

        Raises:
            DataFileError: a file cannot be read or has a mistake in it.
        """
        self._scan = TimeScan(path)

    def find(self, doc: "Doc", article_date: dt.date | None) -> list[DateExpression]:
        """Return the times of a text in their order, but for datelines.

        Without a publication date a full date in the dateline takes its place; without either, what
        counts from it has no value and no bounds.
        """
        return [found for found in self.find_all(doc, article_date) if not found.dateline]

    def find_all(self, doc: "Doc", article_date: dt.date | None) -> list[DateExpression]:
        """Return the times of a text in their order, datelines among them."""
        text, alignment = doc.text, Alignment(doc)
        expressions = []
        for found in self._scan.read(text, article_date):
            start, end = alignment.tokens(found.start, found.end)
            expression = DateExpression(
                start=start,
                end=end,
                text=text[found.start : found.end],
                value=found.past.value,
                earliest=found.past.earliest,
                latest=found.past.latest,
                ahead=found.ahead,
                dateline=found.dateline,
            )
            expressions.append(expression)
        return expressions
