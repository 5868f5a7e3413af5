"""Reads the details of a deal off the tree: number, money and date.

What comes in: the trigger or item and the expressions found in the text.  What goes out: fields of a claim.  A date is
never the publication date for want of better; ``latest`` alone says that it has happened by then.
"""

from typing import TYPE_CHECKING, Any

from kg.extraction.arguments import Item
from kg.extraction.modality import Stance
from kg.extraction.reading import Reading
from kg.extraction.syntax import governor
from kg.language.dates import DateExpression
from kg.model import Argument

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["deal_date", "money_of", "number_of"]

_MEASURES = frozenset("amount number quantity batch consignment shipment lot".split())


def number_of(reading: Reading, item: Item) -> dict[str, tuple[Argument, ...]]:
    """Return the quantity arguments of an item: its own number, else that of the measure head above it."""
    for token in item.counted:
        for number in reading.numbers:
            span = reading.doc[number.start : number.end]
            if (span.root.head.i == token.i and span.root.dep_ in {"nummod", "det", "amod"}) or token.i in range(
                number.start, number.end
            ):
                low = {"quantityMin": (number.low,)} if number.low is not None else {}
                high = {"quantityMax": (number.high,)} if number.high is not None else {}
                return {**low, **high, "quantityText": (number.text,)}
    for token in item.counted[1:]:
        if token.lemma_.lower() in _MEASURES:
            left = min([token.i, *(c.i for c in token.children if c.i < token.i and c.dep_ in {"det", "amod"})])
            return {"quantityText": (reading.doc[left : token.i + 1].text,)}
    return {}


def money_of(reading: Reading, trigger: "Token") -> dict[str, tuple[Argument, ...]]:
    """Return amount and currency of the one sum of money in the trigger's sentence, if there is just one."""
    sent = trigger.sent
    sums = [m for m in reading.money if sent.start <= m.start < sent.end]
    if len(sums) != 1:
        return {}
    return {"amount": (sums[0].amount,), "currency": (sums[0].currency,)}


def deal_date(reading: Reading, trigger: "Token", stance: Stance) -> dict[str, Any]:
    """Return the date fields of a claim."""
    found = _nearest_date(reading, trigger)
    if found:
        found = found.resolved(future=stance.future)
        return {"date": found.value, "earliest": found.earliest, "latest": found.latest, "date_text": found.text}
    if stance.perfect and not stance.future:
        return {"latest": reading.article.date, "date_text": stance.cue}
    return {}


def _nearest_date(reading: Reading, trigger: "Token") -> DateExpression | None:
    """Return the date of the trigger's clause: the one the fewest steps away, above or below it."""
    best: tuple[int, DateExpression] | None = None
    for date in reading.dates:
        root = reading.doc[date.start : date.end].root
        if root.sent.start != trigger.sent.start:
            continue
        steps = _steps_between(root, trigger)
        if steps is not None and (best is None or steps < best[0]):
            best = (steps, date)
    return best[1] if best else None


def _steps_between(date: "Token", trigger: "Token") -> int | None:
    """Count steps from a date up to the trigger, or to what governs the trigger; None if they stand apart."""
    above = [trigger]
    while (head := governor(above[-1])) is not None:
        above.append(head)
    token, steps = date, 0
    while True:
        for up, other in enumerate(above):
            if other.i == token.i:
                return steps + 2 * up if up <= 3 else None
        next_token = governor(token)
        if next_token is None:
            return None
        token, steps = next_token, steps + 1
