"""Finds numbers of things and sums of money.

What comes in: a ``Doc`` and the tokens that belong to designations ("Leopard 2"). What goes out:
``Quantity`` and ``Money``. The words stand in ``lexicon-quantities.yaml``. It must not know which
things are counted.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.language.alignment import Alignment
from kg.language.countwords import CountWords
from kg.language.dates.scan import TimeScan
from kg.language.quantities.money import MoneyScan
from kg.language.quantities.scan import CountScan

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Money", "Quantities", "Quantity"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of things.

    Attributes:
        start: first token.
        end: token behind the last one.
        low: the least it may be; None where the words give no number ("dozens").
        high: the most it may be; None where that is open ("more than 50").
        text: the words, without what else the last token holds (the full stop in "40m.").
    """

    start: int
    end: int
    low: int | None
    high: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Money:
    """A sum of money.

    Attributes:
        start: first token.
        end: token behind the last one.
        amount: how much, in whole units of the currency; the lower end of a range.
        currency: ISO 4217 code, empty where the words fit several currencies ("crowns").
        text: the words.
    """

    start: int
    end: int
    amount: int | float
    currency: str
    text: str


class Quantities:
    """Finds numbers and money in documents."""

    def __init__(self, path: Path) -> None:
        """Read the words; ``lexicon-dates.yaml`` beside the file tells which numbers are times.

        Raises:
            DataFileError: a file cannot be read or has a mistake in it.
        """
        words = CountWords(path)
        self._counts = CountScan(words)
        self._money = MoneyScan(words)
        self._times = TimeScan(path.with_name("lexicon-dates.yaml"))

    def numbers(self, doc: "Doc", protected: Collection[int]) -> list[Quantity]:
        """Return the numbers of things in their order.

        Times, sums of money, measures, labels ("page 7") and numbers that touch a ``protected``
        token are none.
        """
        text, alignment = doc.text, Alignment(doc)
        taken = [(found.start, found.end) for found in self._times.read(text, None)]
        taken += [(found.start, found.end) for found in self._money.read(text, "USD")]
        taken += [(doc[i].idx, doc[i].idx + len(doc[i])) for i in protected]
        quantities = []
        for found in self._counts.read(text, taken):
            start, end = alignment.tokens(found.start, found.end)
            quantities.append(
                Quantity(start, end, found.low, found.high, text[found.start : found.end])
            )
        return quantities

    def money(self, doc: "Doc", dollar: str = "USD") -> list[Money]:
        """Return the sums of money in their order, without unit prices.

        A sum given again in brackets in another currency is left out too.

        Args:
            doc: the text.
            dollar: what a bare dollar is: a text from Australia may mean ``AUD``.
        """
        text, alignment, sums = doc.text, Alignment(doc), []
        for found in self._money.read(text, dollar):
            if found.each:
                continue
            start, end = alignment.tokens(found.start, found.end)
            whole = int(found.amount)
            amount = whole if whole == found.amount else float(found.amount)
            sums.append(Money(start, end, amount, found.currency, text[found.start : found.end]))
        return sums
