"""Gives a deal what the article told of it in the sentences before (N1 to N6).

What comes in: what the trigger's own sentence says, and the deals told before.  What goes out: parties, with the step
that led to them.  A reader carries on over a few sentences, and never to what another sentence says of something else.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from kg.extraction.arguments import Item, Party
from kg.extraction.deal import Deal, same_party, unlike
from kg.extraction.fillers import Filler
from kg.extraction.syntax import children, is_within
from kg.lexicon import Frame

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["carry_on", "goods_of_contract"]

_CARRIED = 2  # sentences over which a reader carries a party on
_DONE = frozenset({"Delivered", "Ordered"})
_SAME_GOODS = 4  # sentences over which goods are known again

_BESIDE = frozenset({"advcl", "conj", "parataxis"})
_LIKEWISE = frozenset({"also", "too", "there", "likewise", "similarly"})

Parties = dict[str, list[Party]]


def carry_on(
    trigger: "Token", frame: Frame, found: tuple[Parties, Sequence[Item], list[Filler]], earlier: Sequence[Deal]
) -> None:
    """Fill the parties that a deal lacks from the deals told before."""
    parties, items, used = found
    if not items:
        return
    here = {item.token.i for item in items}  # another word for the same goods tells of them itself
    earlier = [deal for deal in earlier if here.isdisjoint(item.token.i for item in deal.items)]
    if parties["supplier"] and not parties["recipient"] and "recipient" in frame.needs:
        _carry(trigger, "recipient", parties, used, _to_whom(trigger, frame, (parties["supplier"], used), earlier))
    elif parties["recipient"] and not parties["supplier"]:
        _carry(trigger, "supplier", parties, used, _from_whom(trigger, parties["recipient"], items, earlier))
    elif not parties["recipient"] and not parties["supplier"]:
        _carry_both(trigger, (parties, items, used), earlier, listed=bool(frame.about))


def goods_of_contract(
    trigger: "Token", parties: Parties, used: list[Filler], earlier: Sequence[Deal]
) -> list[Item]:
    """Return what a firm was told to have a contract for, where a later sentence names the buyers (N6).

    As in ``Saab was awarded a contract for radars.  It involves sales to Peru and Chile.``; its supplier comes with it.
    """
    for deal in _near(trigger, earlier, _SAME_GOODS) if parties["recipient"] else ():
        same = not unlike(parties["supplier"], deal.suppliers) and not _is_told_better(deal, earlier)
        if same and deal.frame.part == "noun" and deal.items and not deal.recipients and _is_of_firms(deal.suppliers):
            _carry(trigger, "supplier", parties, used, ("N6", deal.suppliers))
            return list(deal.items)
    return []


def _carry(
    trigger: "Token", role: str, parties: Parties, used: list[Filler], found: tuple[str, Sequence[Party]]
) -> None:
    construction, carried = found
    if carried:
        parties[role] = list(carried)
        used.append(Filler(carried[0].token, "carried", construction, (f"{trigger.text} … as told before",)))


def _to_whom(
    trigger: "Token", frame: Frame, found: tuple[Sequence[Party], Sequence[Filler]], earlier: Sequence[Deal]
) -> tuple[str, Sequence[Party]]:
    """N1, as in ``Peru has bought frigates from Italy.  Torpedoes will come from Germany.``.

    Who has supplied, as the subject, has a customer of his own, unless he was told to supply this one before.
    """
    suppliers, used = found
    agents = {way.token.i for way in used if way.function == "subject"}
    active = frame.status in _DONE and any(party.token.i in agents for party in suppliers)
    for deal in _near(trigger, earlier, _CARRIED):
        same = any(same_party(party, suppliers) for party in deal.suppliers)
        others = unlike(deal.recipients, suppliers)
        if others and (same or not active or _goes_on(trigger, deal)):
            return "N1", others
    return "N1", ()


def _goes_on(trigger: "Token", deal: Deal) -> bool:
    """Return whether a clause tells what somebody else did likewise: ``while Spain [sent …]``, ``[also] sent …``."""
    beside = trigger.dep_ in _BESIDE and trigger.head.i == deal.trigger.i
    return beside or any(child.lower_ in _LIKEWISE for child in children(trigger, "advmod"))


def _from_whom(
    trigger: "Token", recipients: Sequence[Party], items: Sequence[Item], earlier: Sequence[Deal]
) -> tuple[str, Sequence[Party]]:
    """N1: the same goods for the same recipient, N3: for nobody yet; N4: the contractor; N5: one maker's goods."""
    rules: tuple[tuple[str, int, Callable[[Deal], bool]], ...] = (
        ("N1", _CARRIED, lambda deal: _shares(deal, items) and any(same_party(p, recipients) for p in deal.recipients)),
        ("N3", _CARRIED, lambda deal: not deal.recipients and _shares(deal, items)),
        ("N4", _CARRIED, lambda deal: not deal.items and not deal.recipients and _is_of_firms(deal.suppliers)),
        ("N5", _SAME_GOODS, lambda deal: _is_one_design(deal, items)),
    )
    for construction, reach, fits in rules:
        for deal in _near(trigger, earlier, reach):
            others = unlike(deal.suppliers, recipients)
            if others and fits(deal):
                return construction, others
    return "N1", ()


def _carry_both(
    trigger: "Token", found: tuple[Parties, Sequence[Item], list[Filler]], earlier: Sequence[Deal], *, listed: bool
) -> None:
    """N2: what a deal told before includes; N3: what becomes of goods told of before (``the tanks were delivered``)."""
    parties, items, used = found
    listed = listed or any(way.function == "included" for way in used)
    for deal in _near(trigger, earlier, _SAME_GOODS):
        if deal.suppliers and deal.recipients and (listed or _shares(deal, items)):
            construction = "N2" if listed else "N3"
            _carry(trigger, "supplier", parties, used, (construction, deal.suppliers))
            _carry(trigger, "recipient", parties, used, (construction, deal.recipients))
            return


def _near(trigger: "Token", earlier: Sequence[Deal], most: int) -> Iterator[Deal]:
    """Yield the deals of the last sentences, latest first."""
    for deal in reversed(earlier):
        if not is_within(deal.trigger, trigger, most):
            return
        if deal.trigger.i < trigger.i or deal.trigger.sent.start == trigger.sent.start:
            yield deal


def _shares(deal: Deal, items: Sequence[Item]) -> bool:
    names = {item.linked.iri or item.linked.label for item in deal.items}
    return any((item.linked.iri or item.linked.label) in names for item in items)


def _is_one_design(deal: Deal, items: Sequence[Item]) -> bool:
    """Return whether both are about one design, and not only about one class of goods."""
    return _shares(deal, [item for item in items if item.linked.kind == "EquipmentType"])


def _is_told_better(deal: Deal, earlier: Sequence[Deal]) -> bool:
    """Return whether another word of the sentence tells it all: ``won contracts [to supply missiles for ships]``."""
    return any(other.is_complete and other.trigger.sent.start == deal.trigger.sent.start for other in earlier)


def _is_of_firms(parties: Sequence[Party]) -> bool:
    return bool(parties) and all(party.linked.is_firm for party in parties)
