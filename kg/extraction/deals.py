"""Fills the roles of a frame that opens a deal: goods, who supplies them, who receives them.

What comes in: a trigger, its frame, and the deals that the article told before.  What goes out: a ``Deal``, or nothing
where no party is told of.  First the trigger's own arguments, then what stands beside them in the
sentence (``completion``), then what a reader carries over from the sentences before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.actors import unnamed_party
from kg.extraction.arguments import LISTERS, Item, Party
from kg.extraction.carrying import carry_on, goods_of_contract
from kg.extraction.completion import (
    Completed,
    approver,
    asks,
    counterparty,
    hyphened,
    next_phrases,
    only_other,
    origin_of,
    owner_of_client,
    owner_of_goods,
    owner_of_platform,
    receiver_in_front,
    requester,
    seller_of_programme,
    seller_who_speaks,
    user_of_goods,
)
from kg.extraction.deal import Deal, same_party, state_of, unlike
from kg.extraction.designers import designer_among, designer_named, designers_of
from kg.extraction.fillers import Filler, fillers
from kg.extraction.leaders import acting
from kg.extraction.outsiders import is_outsider
from kg.extraction.reading import Reading
from kg.extraction.roles import is_word
from kg.extraction.syntax import case_of, children, lemmas
from kg.lexicon import Frame

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["find_deal", "parties_of"]

_CUSTOMERS = frozenset({"customer", "client", "buyer"})

def find_deal(reading: Reading, trigger: "Token", frame: Frame, earlier: Sequence[Deal] = ()) -> Deal | None:
    """Fill the roles of a frame, or return None where no party is told of."""
    ways = [way for way in fillers(trigger) if not is_outsider(reading, trigger, way)]
    used: list[Filler] = []
    items = _fill_items(reading, frame, ways, used)
    own = frame.mutual and any(_is_event(reading, way.token, frame) for way in ways if way.function == "for")
    if not items and trigger.pos_ not in {"VERB", "AUX"} and not own:
        nearby = list(next_phrases(trigger, frame.roles.get("equipment", ())))
        items = _fill_items(reading, frame, nearby, used)
    parties = {role: _fill_parties(reading, frame, role, ways, used) for role in ("supplier", "recipient")}
    parties["recipient"] = _meant(reading, frame, ways, parties["recipient"], used)
    parties["recipient"] = [p for p in parties["recipient"] if not same_party(p, parties["supplier"])]
    parties = _told_apart(reading, items, parties)
    if frame.mutual:
        parties = _turned(reading, items, parties)
    _complete(reading, trigger, frame, (parties, items, used))
    if not items and frame.part == "noun":
        items = goods_of_contract(trigger, parties, used, earlier)
    carry_on(trigger, frame, (parties, items, used), earlier)
    if not parties["supplier"] and frame.foreign:
        items = [item for item in items if _is_foreign(reading, item, parties["recipient"])]
    for complete in (seller_of_programme, designer_named):
        if not parties["supplier"] and parties["recipient"] and frame.origin:
            parties["supplier"] = _kept(complete(reading, trigger, parties["recipient"], items), used)
    if not (parties["supplier"] or parties["recipient"]):
        return None
    return Deal(frame, trigger, tuple(parties["supplier"]), tuple(parties["recipient"]), tuple(items), tuple(used))


def _meant(
    reading: Reading, frame: Frame, ways: Sequence[Filler], buyers: list[Party], used: list[Filler]
) -> list[Party]:
    """Return for whom a state buys, if that is another one (A5): ``Germany bought tanks for [Ukraine]``."""
    others = _fill_parties(reading, frame, "beneficiary", ways, used) if buyers else []
    states = {state_of(party) for party in buyers}
    return others if others and all(state_of(party) not in {"", *states} for party in others) else buyers


def _told_apart(
    reading: Reading, items: Sequence[Item], parties: dict[str, list[Party]]
) -> dict[str, list[Party]]:
    """Tell supplier and recipient apart where both fill one role and nothing fills the other."""
    if bool(parties["supplier"]) == bool(parties["recipient"]):
        return parties
    both = [*parties["supplier"], *parties["recipient"]]
    firms = [party for party in both if party.linked.is_firm]
    seller = designer_among(reading, items, both) or (firms[0] if len(firms) == 1 < len(both) else None)
    return {"supplier": [seller], "recipient": [p for p in both if p is not seller]} if seller else parties


def _turned(
    reading: Reading, items: Sequence[Item], parties: dict[str, list[Party]]
) -> dict[str, list[Party]]:
    """Turn a contract round whose subject sells: ``Baykar signed a deal with Kuwait for drones`` (G2)."""
    buyers, sellers = parties["recipient"], parties["supplier"]
    if not buyers or not sellers:
        return parties
    if any(is_word(party.token, _CUSTOMERS) for party in sellers):
        return {"supplier": buyers, "recipient": sellers}
    firms = [[party for party in side if party.linked.is_firm] for side in (buyers, sellers)]
    seller = designer_among(reading, items, [*buyers, *sellers])
    if (firms[0] and not firms[1]) or (bool(firms[0]) == bool(firms[1]) and seller in buyers):
        return {"supplier": buyers, "recipient": sellers}
    return parties


def _complete(
    reading: Reading, trigger: "Token", frame: Frame, found: tuple[dict[str, list[Party]], list[Item], list[Filler]]
) -> None:
    """Fill the parties that are missing yet from what stands beside the trigger's own arguments."""
    parties, items, used = found
    if not parties["recipient"]:
        parties["recipient"] = _receiver(reading, trigger, frame, items, used)
    for role in ("recipient", "supplier"):
        if not parties[role] and items:
            nearby = [way for way in next_phrases(trigger, frame.roles.get(role, ()))
                      if not is_outsider(reading, trigger, way)]
            parties[role] = _fill_parties(reading, frame, role, nearby, used)
    for role, other in (("recipient", "supplier"), ("supplier", "recipient")):
        if not parties[role] and parties[other]:
            parties[role] = _kept(counterparty(reading, trigger, parties[other]), used)
    for role in ("supplier",) if frame.foreign else ("supplier", "recipient"):
        if not parties[role]:
            taken = [*parties["supplier"], *parties["recipient"]]
            parties[role] = _kept(_from_clause(reading, role, items, taken, origin=frame.origin), used)
    if parties["supplier"] and not parties["recipient"]:
        parties["recipient"] = _kept(owner_of_goods(reading, items, parties["supplier"]), used) or _kept(
            user_of_goods(reading, trigger, parties["supplier"]), used)
    if not parties["supplier"]:
        parties["supplier"] = _seller(reading, trigger, frame, (parties["recipient"], items, used))


def _receiver(
    reading: Reading, trigger: "Token", frame: Frame, items: Sequence[Item], used: list[Filler]
) -> list[Party]:
    """Return who receives by a name that the parser hung on the goods, or because he asked for them."""
    indirect = "indirect" in frame.roles.get("recipient", ())
    found = _kept(receiver_in_front(reading, trigger, items), used) if indirect else []
    return found or _kept(requester(reading, trigger), used)


def _seller(
    reading: Reading, trigger: "Token", frame: Frame, found: tuple[list[Party], list[Item], list[Filler]]
) -> list[Party]:
    """Return who supplies where no argument says so; the first rule that finds somebody is followed."""
    recipients, items, used = found
    planned = trigger.pos_ == "NOUN" or trigger.dep_ == "acl"  # "notified Congress of a sale", "of plans to sell"
    seller = _kept(approver(reading, trigger, recipients), used) if planned else []
    seller = seller or _kept(owner_of_client(reading, recipients), used)
    counted = any(len(item.counted) > 1 for item in items)  # "the first of six Italian corvettes arrived"
    if frame.origin or counted:
        seller = seller or _kept(origin_of(reading, items, recipients), used)
    tells = recipients and items and not frame.foreign  # who tells of somebody's purchase need not be the seller
    if tells and not seller:
        seller = _kept(seller_who_speaks(reading, trigger, recipients), used)
    return seller or (_kept(only_other(reading, trigger, recipients), used) if tells and frame.origin else [])


def _from_clause(
    reading: Reading, role: str, items: Sequence[Item], taken: Sequence[Party], *, origin: bool = True
) -> Completed:
    """Return who fills a role by a clause on the goods (C6): ``received the first of 31 tanks promised by Spain``."""
    heads = {head.i: head for item in items for head in item.counted}
    for clause in (c for head in heads.values() for c in children(head, "acl", "acl:relcl", "amod")):
        words = lemmas(clause, reading.lexicon.forms)
        for frame in reading.lexicon.frames_of("ArmsTransfer"):
            conditional = frame.under or frame.about or (frame.id == "build-for" and not origin)
            if frame.part == "verb" and not conditional and not frame.lemmas.isdisjoint(words):
                used: list[Filler] = []
                ways = [*fillers(clause), *hyphened(clause)]
                found = unlike(_fill_parties(reading, frame, role, ways, used), taken)
                others = _fill_parties(reading, frame, "recipient", ways, []) if role == "supplier" else []
                if found and not (taken and unlike(others, taken)):  # "guns sent to Mali were passed to rebels"
                    return found, [replace(way, construction="C6") for way in used]
    return [], []


def _is_foreign(reading: Reading, item: Item, recipients: Sequence[Party]) -> bool:
    """Return whether goods are known to be designed abroad."""
    designers = designers_of(reading, [item])
    return bool(designers) and not any(state_of(party) in designers for party in recipients)


def _kept(completed: Completed, used: list[Filler]) -> list[Party]:
    parties, ways = completed
    used.extend(ways)
    return parties


def _fill_items(reading: Reading, frame: Frame, ways: Sequence[Filler], used: list[Filler]) -> list[Item]:
    found: list[Item] = []
    for function in frame.roles.get("equipment", ()):
        for way in (way for way in ways if way.function == function):
            if frame.part == "noun" and _is_event(reading, way.token, frame):
                continue
            found = reading.arguments.items(way.token)
            if found:
                used.append(way)
                return _opened(reading, found, ways, used)
    return found


def _is_event(reading: Reading, token: "Token", frame: Frame) -> bool:
    """Return whether a noun opens a deal by itself: goods under it are its own (``contract for the [supply of …]``)."""
    words = lemmas(token, reading.lexicon.forms)
    others = (other for other in reading.lexicon.frames_of(frame.relation) if other.part == "noun")
    return any(not other.lemmas.isdisjoint(words) for other in others)


def _opened(reading: Reading, items: list[Item], ways: Sequence[Filler], used: list[Filler]) -> list[Item]:
    """Return the list behind a general word, where the parser hung it on the trigger (J2)."""
    if not all(item.linked.fact("generic") for item in items):
        return items
    for way in (way for way in ways if way.function in LISTERS):
        listed = reading.arguments.items(way.token)
        if listed:
            used.append(way)
            above = items[0].counted[1:]  # "a large amount of arms, including [tanks]" counts the whole list
            return [replace(item, counted=(*item.counted, *above)) for item in listed]
    return items


def _fill_parties(
    reading: Reading, frame: Frame, role: str, ways: Sequence[Filler], used: list[Filler]
) -> list[Party]:
    taken = {way.token.i for way in used}
    for function in frame.roles.get(role, ()):
        for way in (way for way in ways if way.function == function and way.token.i not in taken):
            if role == "supplier" and function == "governor-subject" and asks(reading, way.token.head):
                continue  # who requests a sale does not sell
            parties = acting(reading, way.token)
            if role == "recipient" and function == "for" and not parties:
                parties = owner_of_platform(reading, way.token)
            if parties:
                used.append(way)
                return parties
    return _fill_unnamed(reading, frame, role, (way for way in ways if way.token.i not in taken), used)


def _fill_unnamed(
    reading: Reading, frame: Frame, role: str, ways: Iterable[Filler], used: list[Filler]
) -> list[Party]:
    """Return a party that the article leaves without a name, where it names none."""
    for way in ways:
        party = unnamed_party(reading, way.token) if way.function in frame.roles.get(role, ()) else None
        if party:
            used.append(way)
            return [party]
    return []


def parties_of(reading: Reading, deal: Deal, role: str, item: Item) -> tuple[Party, ...]:
    """Return who fills a role for one item of a list: its own party, else that of the whole deal (E5).

    As in ``received jets from Italy and the first of two frigates from Spain``, ``Italian jets and Spanish frigates``.
    """
    whole = deal.suppliers if role == "supplier" else deal.recipients
    prepositions = {way for way in deal.frame.roles.get(role, ()) if way in {"from", "to", "for"}}
    heads = item.counted if len(deal.items) > 1 else ()
    for child in (child for head in heads for child in children(head, "nmod", "obl")):
        own = reading.arguments.parties(child) if case_of(child) in prepositions else []
        if own:
            return tuple(own)
    steps = {way.construction for way in deal.ways}
    own = origin_of(reading, [item], deal.recipients)[0] if role == "supplier" and "I2" in steps else []
    if "C6" in steps:
        own = _from_clause(reading, role, [item], deal.recipients if role == "supplier" else deal.suppliers)[0]
    if "I2" in steps and role == "supplier" and not own and whole and whole[0].token.i > item.token.i:
        return ()  # "three bombers and [Chinese] jets": what stands on the last says nothing of the first
    return tuple(own) or _by_design(reading, whole, item, deal) or whole


def _by_design(reading: Reading, suppliers: Sequence[Party], item: Item, deal: Deal) -> tuple[Party, ...]:
    """Return which of several suppliers designed an item: ``bought T-90s and Rafales from Russia and France`` (E5)."""
    lists = len(suppliers) > 1 and len(deal.items) > 1 and suppliers == deal.suppliers
    designer = designer_among(reading, [item], suppliers) if lists else None
    return (designer,) if designer else ()
