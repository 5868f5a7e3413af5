"""What the second reader says, as records; and a reader that says nothing.

What comes in: nothing.  What goes out: ``Opinion``.  It must not load numpy, which the extractors are listed without.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extraction.arguments import Item, Party

if TYPE_CHECKING:
    from kg.extraction.reading import Reading

__all__ = ["SECOND_READER", "Filled", "Opinion", "SilentReader"]

SECOND_READER = "second-reader"
"""The extractor of claims that only the second reader tells, and their rule where no word moves the goods."""


@dataclass(frozen=True, slots=True)
class Filled:
    """Who may fill a role, and how likely.

    Attributes:
        party: the likeliest mention of it; None is nobody who is named.
        share: 0 to 1, over all mentions of one thing; the shares of a role add up to 1.
    """

    party: Party | None
    share: float


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the network says of goods.

    Attributes:
        item: the goods.
        told: how likely the article tells that they change hands, 0 to 1.
        suppliers: who may supply them, likeliest first; never empty.
        recipients: who may receive them, likeliest first; never empty.
        status: the likeliest code of ``at:Status``, or ``Denied``.
    """

    item: Item
    told: float
    suppliers: Sequence[Filled]
    recipients: Sequence[Filled]
    status: str


class SilentReader:
    """Has no opinion: what a reader by rules alone asks."""

    def opinions(self, reading: "Reading") -> list[Opinion]:  # noqa: ARG002 - in the place of ``SecondReader``
        """Return nothing."""
        return []
