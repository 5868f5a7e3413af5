"""Turns opinions into deals of goods that the rules told nothing of, and into the scores of claims.

What comes in: a reading, the frames of transfers, the deals that the rules told.  What goes out: more deals, each with
how likely it is.  Goods that a rule has told of are left alone: where rules speak they are more often right.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import TYPE_CHECKING

from kg.extraction.arguments import Item, Party
from kg.extraction.deal import Deal, state_of
from kg.extraction.fillers import Filler
from kg.extraction.nearby import transfer_words
from kg.extraction.opinion.records import SECOND_READER, Filled, Opinion
from kg.extraction.reading import Reading
from kg.lexicon import Frame

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Agreement", "Seconded", "agreement", "seconded", "supplied"]

_LEAST, _LEAST_ALONE, _LEAST_FIRST = 0.4, 0.55, 0.85
"""How likely a deal must be: where a word for transfers stands beside the goods; where none does; and the likeliest one
of an article in which no rule found any.  Chosen on passages that had trained nothing: the README has the table."""
_DOUBTED = 0.003
"""How likely the parties of what a rule reads must be at least: below, it is wrong in 28 of 33, and not told."""
_SURE = 0.6  # share of a supplier that no rule found
_RIGHT_BY_RULE, _RIGHT_ALONE = (0.92, 0.32), (-0.60, 0.53)
"""Intercept and slope from the log-odds of a likelihood to those of being right; the README has the table."""
_SUREST_WRONG = 0.003
_ALSO = 0.3  # of the likeliest share: the other recipients of a list


@dataclass(frozen=True, slots=True)
class Seconded:
    """A deal that only the network tells of.

    Attributes:
        deal: the deal.
        score: how often such deals are right, 0 to 1.
        status: how far it has come by the network's reading; a code of ``at:Status``, or ``Denied``.
    """

    deal: Deal
    score: float
    status: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the network says of a claim that a rule read.

    Attributes:
        believed: whether the parties are likely enough to be told.
        score: how often such claims are right, 0 to 1.
    """

    believed: bool
    score: float


def seconded(
    reading: Reading, frames: Sequence[Frame], opinions: Sequence[Opinion], told: Sequence[Deal]
) -> list[Seconded]:
    """Return deals of goods that no rule told of."""
    kept = [item for deal in told for item in deal.items if _is_believed(opinions, deal, item)]
    taken = {index for item in kept for index in (item.token.i, *range(item.start, item.end))}
    free = [opinion for opinion in opinions if opinion.item.token.i not in taken and opinion.recipients[0].party]
    found = [one for opinion in free if (one := _seconded(reading, frames, opinion))]
    likeliest = max(map(_likely, free), default=0.0)
    return found if kept or likeliest >= _LEAST_FIRST else []


def _likely(opinion: Opinion) -> float:
    """Return how likely goods change hands between the likeliest parties."""
    return opinion.told * opinion.suppliers[0].share * opinion.recipients[0].share


def _seconded(reading: Reading, frames: Sequence[Frame], opinion: Opinion) -> Seconded | None:
    """Return the deal that an opinion tells, if it is likely enough."""
    supplier, recipients = opinion.suppliers[0], _recipients(opinion.recipients)
    opened = _trigger(reading, frames, opinion.item)
    if _likely(opinion) < (_LEAST if opened else _LEAST_ALONE):
        return None
    trigger, frame = opened or (opinion.item.token, _plain(frames))
    suppliers = (supplier.party,) if supplier.party else ()
    way = Filler(opinion.item.token, "opinion", "R1" if opened else "R2", _steps(opinion, supplier))
    deal = Deal(frame, trigger, suppliers, recipients, (opinion.item,), (way,))
    return Seconded(deal, _calibrated(_likely(opinion), _RIGHT_ALONE), opinion.status)


def agreement(
    opinions: Sequence[Opinion], item: Item, supplier: Party | None, recipient: Party | None
) -> Agreement | None:
    """Return how far the network agrees with what a rule told; None of goods that it was not asked about."""
    said = _said(opinions, item)
    if said is None:
        return None
    parties = _share(said.suppliers, supplier) * _share(said.recipients, recipient)
    return Agreement(parties >= _DOUBTED, _calibrated(said.told * parties, _RIGHT_BY_RULE))


def _said(opinions: Sequence[Opinion], item: Item) -> Opinion | None:
    """Return the opinion on goods, None of goods that the network was not asked about."""
    return next((one for one in opinions if one.item.token.i == item.token.i), None)


def supplied(opinions: Sequence[Opinion], deal: Deal, item: Item) -> Deal | None:
    """Return a deal whose rule found no supplier with the one that the network is sure of, and the step to it (R3)."""
    said = _said(opinions, item)
    first = said.suppliers[0] if said else None
    if first is None or first.party is None or first.share < _SURE:
        return None
    if any(state_of(first.party) == state_of(recipient) != "" for recipient in deal.recipients):
        return None
    steps = (f"second reader: supplier {first.party.words} {first.share:.2f}",)
    return replace(deal, suppliers=(first.party,), ways=(*deal.ways, Filler(first.party.token, "opinion", "R3", steps)))


def _calibrated(likely: float, line: tuple[float, float]) -> float:
    """Return how often claims of this likelihood are right, 0 to 1 (Platt scaling)."""
    (intercept, slope), held = line, min(max(likely, _SUREST_WRONG), 1 - _SUREST_WRONG)
    return round(1 / (1 + exp(-intercept - slope * log(held / (1 - held)))), 2)


def _is_believed(opinions: Sequence[Opinion], deal: Deal, item: Item) -> bool:
    """Return whether anything that a rule tells of goods is likely enough to be told."""
    found = [agreement(opinions, item, supplier, recipient)
             for supplier in deal.suppliers or (None,) for recipient in deal.recipients or (None,)]
    return any(one is None or one.believed for one in found)


def _share(filled: Sequence[Filled], party: Party | None) -> float:
    """Return the share of a party, with that of others of its state: a firm and its state are one side.

    It is 1 for a party that the network does not see, as the state behind ``the Carter administration``.
    """
    if party is None:
        return next((one.share for one in filled if one.party is None), 0.0)
    state = state_of(party)
    same = [one.share for one in filled if one.party and (
        _name(one.party) == _name(party) or (state and state_of(one.party) == state))]  # fmt: skip
    return sum(same) if same else 1.0


def _name(party: Party) -> str:
    return party.linked.iri or party.linked.label


def _recipients(filled: Sequence[Filled]) -> tuple[Party, ...]:
    """Return the likeliest recipient, and those of one list with it."""
    first = filled[0].party
    if first is None:
        return ()
    listed = (one.party for one in filled[1:] if one.party and one.share >= _ALSO * filled[0].share)
    return (first, *(party for party in listed if party.token.dep_ == "conj"))


def _trigger(reading: Reading, frames: Sequence[Frame], item: Item) -> "tuple[Token, Frame] | None":
    """Return the nearest word for transfers in the sentence of goods, with its frame."""
    found = list(transfer_words(reading, frames, item.token.sent))
    return min(found, key=lambda pair: abs(pair[0].i - item.token.i)) if found else None


def _plain(frames: Sequence[Frame]) -> Frame:
    """Return a frame for goods where no word tells how they go: that of giving, under a name of its own."""
    return replace(next(frame for frame in frames if frame.id == "give"), id=SECOND_READER)


def _steps(opinion: Opinion, supplier: Filled) -> tuple[str, ...]:
    """Return what the network weighed, in words."""
    sides = [("supplier", supplier), ("recipient", opinion.recipients[0])]
    named = [f"{role} {one.party.words if one.party else '–'} {one.share:.2f}" for role, one in sides]
    return (f"second reader: {opinion.item.words} {opinion.told:.2f}, " + ", ".join(named),)
