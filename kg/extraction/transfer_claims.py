"""Makes claims of deals: of those that rules read, and of those that only the second reader tells of.

What comes in: a deal, with its stance.  What goes out: claims of ``ArmsTransfer``.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.arguments import Item, Party
from kg.extraction.claims import Part, Told, claim_of, item_parts, party_part, within
from kg.extraction.deal import Deal, state_of
from kg.extraction.details import deal_date, item_date, money_of, number_of
from kg.extraction.modality import Stance
from kg.extraction.opinion import SECOND_READER
from kg.extraction.opinion.deals import Seconded
from kg.extraction.reading import Reading
from kg.extraction.speakers import Voices
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["seconded_claims", "transfer_claim"]

_OPEN = frozenset({"Ordered", "Delivered"})


def seconded_claims(reading: Reading, seconded: Seconded) -> Iterator[Claim]:
    """Yield the claims of a deal that only the second reader tells of."""
    deal = seconded.deal
    stance = _stance_of(reading, seconded)
    for item in deal.items:
        for supplier in deal.suppliers or (None,):
            for recipient in deal.recipients:
                if supplier is None or state_of(supplier) != state_of(recipient) or not state_of(supplier):
                    told = (stance, reading.voices(deal.trigger), deal.trigger)
                    claim = transfer_claim(reading, deal, told, (supplier, recipient, item))
                    yield replace(claim, score=seconded.score, extractor=SECOND_READER)


def _stance_of(reading: Reading, seconded: Seconded) -> Stance:
    """Return how far a deal has come: by the word that moves it, or by the second reader where there is none."""
    deal = seconded.deal
    if deal.trigger is not deal.items[0].token:
        stance = reading.modality.of(deal.trigger, deal.frame.status)
        if stance.status != "None":
            return _settled(stance, seconded.status)
    if seconded.status == "Denied":
        return Stance("Delivered", "Denied", deal.trigger.text)
    return Stance(seconded.status, "Intended" if seconded.status == "Planned" else "Asserted", deal.trigger.text)


def _settled(stance: Stance, said: str) -> Stance:
    """Return a stance with the second reader's word on what verbs leave open: ``sold`` may be ordered or delivered."""
    is_open = {stance.status, said} == _OPEN and stance.factuality == "Asserted"
    return replace(stance, status=said) if is_open else stance


def transfer_claim(
    reading: Reading, deal: Deal, told: tuple[Stance, Voices, "Token"], who: tuple[Party | None, Party | None, Item]
) -> Claim:
    """Return the claim of one supplier, one recipient and one item of a deal.

    ``told`` has the stance, who says so, and the word that says how far the goods have come.
    """
    (stance, voices, further), item = told, who[2]
    path = tuple(step for way in deal.ways for step in way.path)
    dated = item_date(reading, deal.trigger, item, deal.items) or deal_date(reading, further, stance)
    dated = dated or deal_date(reading, deal.trigger, stance)
    how = Told(deal.trigger, stance, _rule(deal), path, voices, dated)
    return claim_of(reading, "ArmsTransfer", _parts(reading, deal, who), how, extractor="transfers")


def _parts(reading: Reading, deal: Deal, who: tuple[Party | None, Party | None, Item]) -> Iterator[Part]:
    """Yield the arguments of one transfer: parties, goods, number and money."""
    supplier, recipient, item = who
    sent = deal.trigger.sent
    for role, party in (("supplier", supplier), ("recipient", recipient)):
        if party:
            yield within(party_part(reading, role, party), party.token, sent)
    yield from (within(part, item.token, sent) for part in item_parts(reading, item))
    for role, values in (number_of(reading, item) | money_of(reading, deal.trigger)).items():
        yield from (Part(role, value) for value in values)


def _rule(deal: Deal) -> str:
    return "+".join([deal.frame.id, *dict.fromkeys(way.construction for way in deal.ways)])
