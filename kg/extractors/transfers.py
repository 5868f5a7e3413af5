"""Finds arms transfers: who supplies which military equipment to whom.

Example:
    "Russia delivered 12 Su-35 fighters to Egypt." → ArmsTransfer(Russia → Egypt, Su-35, 12, Delivered)

Needs the UD tree, mentions, dates and numbers.  Emits ``ArmsTransfer``.  Misses, on purpose: bare origin
("Russian-made"), possession, troops that bring their own equipment (Arms Trade Treaty, art. 2(3)), repairs and
training.  The words that open a transfer are in ``ontology/lexicon-transfers.yaml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extraction.arguments import LISTERS, Item, Party
from kg.extraction.completion import (
    Completed,
    counterparty,
    designer_among,
    next_phrases,
    origin_of,
    owner_of_client,
    receiver_in_front,
    requester,
)
from kg.extraction.details import deal_date, money_of, number_of
from kg.extraction.fillers import Filler, fillers
from kg.extraction.modality import Stance
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.speakers import Voices
from kg.extraction.syntax import is_verbal, lemmas
from kg.lexicon import Frame
from kg.model import Argument, Claim, Mention

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["transfers"]

_PARTY_ROLES = ("supplier", "recipient", "intermediary")


@dataclass(frozen=True, slots=True)
class _Deal:
    """What one frame says of one trigger."""

    frame: Frame
    trigger: "Token"
    suppliers: tuple[Party, ...]
    recipients: tuple[Party, ...]
    items: tuple[Item, ...]
    ways: tuple[Filler, ...]

    @property
    def filled(self) -> int:
        """How many of the three roles are filled."""
        return sum(map(bool, (self.suppliers, self.recipients, self.items)))


@extractor(emits=("ArmsTransfer",))
def transfers(reading: Reading) -> Iterator[Claim]:
    """Yield arms transfers."""
    frames = reading.lexicon.frames_of("ArmsTransfer")
    for token in reading.doc:
        words = lemmas(token, reading.lexicon.forms)
        deals = [_deal(reading, token, frame) for frame in frames if _opens(token, words, frame)]
        found = [deal for deal in deals if deal is not None]
        if found:
            yield from _claims(reading, max(found, key=lambda deal: deal.filled))


def _opens(token: "Token", words: set[str], frame: Frame) -> bool:
    right = is_verbal(token) if frame.part == "verb" else token.pos_ in {"NOUN", "PROPN"}
    return right and not frame.lemmas.isdisjoint(words)


def _deal(reading: Reading, trigger: "Token", frame: Frame) -> _Deal | None:
    """Fill the roles of a frame, or return None where a role that it needs stays empty."""
    ways = fillers(trigger)
    used: list[Filler] = []
    items = _fill_items(reading, frame, ways, used)
    if not items and trigger.pos_ not in {"VERB", "AUX"}:
        nearby = list(next_phrases(trigger, frame.roles.get("equipment", ())))
        items = _fill_items(reading, frame, nearby, used)
    parties = {role: _fill_parties(reading, frame, role, ways, used) for role in ("supplier", "recipient")}
    parties["recipient"] = [p for p in parties["recipient"] if not _same(p, parties["supplier"])]
    seller = None if parties["supplier"] else designer_among(items, parties["recipient"])
    if seller:
        parties = {"supplier": [seller], "recipient": [p for p in parties["recipient"] if p is not seller]}
    _complete(reading, trigger, frame, (parties, items, used))
    if not parties["supplier"] and frame.foreign:
        items = [item for item in items if _is_foreign(item, parties["recipient"])]
    filled = {"equipment": items, **parties}
    if any(not filled.get(role) for role in frame.needs) or not (parties["supplier"] or parties["recipient"]):
        return None
    return _Deal(frame, trigger, tuple(parties["supplier"]), tuple(parties["recipient"]), tuple(items), tuple(used))


def _complete(
    reading: Reading, trigger: "Token", frame: Frame, found: tuple[dict[str, list[Party]], list[Item], list[Filler]]
) -> None:
    """Fill the parties that are missing yet from what stands beside the trigger's own arguments."""
    parties, items, used = found
    if not parties["recipient"] and "indirect" in frame.roles.get("recipient", ()):
        parties["recipient"] = _kept(receiver_in_front(reading, trigger, items), used)
    if not parties["recipient"]:
        parties["recipient"] = _kept(requester(reading, trigger), used)
    for role in ("recipient", "supplier"):
        if not parties[role] and items:
            nearby = list(next_phrases(trigger, frame.roles.get(role, ())))
            parties[role] = _fill_parties(reading, frame, role, nearby, used)
    if not parties["recipient"] and parties["supplier"]:
        parties["recipient"] = _kept(counterparty(reading, trigger, parties["supplier"]), used)
    if not parties["supplier"] and parties["recipient"]:
        parties["supplier"] = _kept(counterparty(reading, trigger, parties["recipient"]), used)
    if not parties["supplier"]:
        parties["supplier"] = _kept(owner_of_client(reading, parties["recipient"]), used)
    if not parties["supplier"] and frame.origin:
        parties["supplier"] = _kept(origin_of(reading, items, parties["recipient"]), used)


def _is_foreign(item: Item, recipients: Sequence[Party]) -> bool:
    """Return whether goods are known to be designed abroad."""
    concept = item.linked.concept
    designers = concept.links.get("designedIn", ()) if concept else ()
    return bool(designers) and not any(_state(party) in designers for party in recipients)


def _kept(completed: Completed, used: list[Filler]) -> list[Party]:
    parties, ways = completed
    used.extend(ways)
    return parties


def _fill_items(reading: Reading, frame: Frame, ways: Sequence[Filler], used: list[Filler]) -> list[Item]:
    found: list[Item] = []
    for function in frame.roles.get("equipment", ()):
        for way in (way for way in ways if way.function == function):
            found = reading.arguments.items(way.token)
            if found:
                used.append(way)
                return _opened(reading, found, ways, used)
    return found


def _opened(reading: Reading, items: list[Item], ways: Sequence[Filler], used: list[Filler]) -> list[Item]:
    """Return the list behind a general word, where the parser hung it on the trigger (J2)."""
    if not all(item.linked.fact("generic") for item in items):
        return items
    for way in (way for way in ways if way.function in LISTERS):
        listed = reading.arguments.items(way.token)
        if listed:
            used.append(way)
            return listed
    return items


def _fill_parties(
    reading: Reading, frame: Frame, role: str, ways: Sequence[Filler], used: list[Filler]
) -> list[Party]:
    taken = {way.token.i for way in used}
    for function in frame.roles.get(role, ()):
        for way in (way for way in ways if way.function == function and way.token.i not in taken):
            parties = reading.arguments.parties(way.token)
            if parties:
                used.append(way)
                return parties
    return []


def _same(party: Party, others: Sequence[Party]) -> bool:
    return any(party.linked.iri == o.linked.iri and party.linked.label == o.linked.label for o in others)


def _state(party: Party) -> str:
    """Return the IRI of the state behind a party, "" if none is known."""
    return party.linked.iri if party.linked.kind == "State" else party.linked.country


def _claims(reading: Reading, deal: _Deal) -> Iterator[Claim]:
    stance = reading.modality.of(deal.trigger, deal.frame.status)
    if stance.status == "None":
        return
    voices = reading.voices(deal.trigger)
    for item in deal.items:
        for supplier in deal.suppliers or (None,):
            for recipient in deal.recipients or (None,):
                if supplier and recipient and _state(supplier) == _state(recipient) != "":
                    continue  # domestic procurement
                yield _claim(reading, deal, stance, voices, (supplier, recipient, item))


def _claim(
    reading: Reading, deal: _Deal, stance: Stance, voices: Voices, who: tuple[Party | None, Party | None, Item]
) -> Claim:
    supplier, recipient, item = who
    arguments: dict[str, tuple[Argument, ...]] = {}
    mentions: list[Mention] = []
    for role, party in (("supplier", supplier), ("recipient", recipient)):
        if party:
            arguments[role] = (reading.party_entity(party),)
            mentions.append(reading.named(role, party.token, party.linked, party.reason))
    arguments["equipment"] = (reading.item_entity(item),)
    arguments["equipmentText"] = (item.words,)
    goods = reading.mention("equipment", item.start, item.end, item.linked.iri, item.reason)
    mentions.append(replace(goods, label=item.linked.label or item.linked.text))
    arguments |= number_of(reading, item)
    arguments |= money_of(reading, deal.trigger)
    mentions.extend(reading.named("speaker", v.token, v.linked, v.reason) for v in voices.speakers)
    return Claim(
        type="ArmsTransfer",
        arguments=arguments,
        evidence=(reading.evidence(
            deal.trigger.sent, mentions, rule=_rule(deal), cue=stance.cue,
            path=tuple(step for way in deal.ways for step in way.path),
        ),),
        status=stance.status,
        factuality=stance.factuality,
        attributed_to=tuple(voice.linked.entity() for voice in voices.speakers),
        reported_by=voices.medium.linked.entity() if voices.medium else None,
        extractor="transfers",
        **deal_date(reading, deal.trigger, stance),
    )


def _rule(deal: _Deal) -> str:
    return "+".join([deal.frame.id, *dict.fromkeys(way.construction for way in deal.ways)])
