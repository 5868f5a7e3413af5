"""Finds the orders and plans of which a later claim says that they came, or were called off.

What comes in: claims.  What goes out: claim → the last day on which that is told.
"""

from collections.abc import Iterable, Iterator

from kg.derivation.claims import Claim, World, above

__all__ = ["settled"]

_OPEN = frozenset({"Requested", "Offered", "Planned", "Ordered"})
_CLOSED = frozenset({"Delivered", "Cancelled", "Ended"})


def settled(claims: Iterable[Claim], world: World) -> dict[str, str]:
    """Return the claims of what is still to come that a later one settles, with the day of the last such claim.

    It settles an order if it is about the same thing or a kind of it, for the same recipient, from the same supplier
    where the order names one.
    """
    transfers = [claim for claim in claims if claim.type == "ArmsTransfer"]
    broader, classes = world.of("skos:broader"), world.of("at:equipmentClass")
    wider: dict[str, tuple[str, ...]] = {}
    told: dict[tuple[str, str, str], str] = {}
    for claim in transfers:
        if claim.status in _CLOSED and claim.is_sure and claim.first:
            for item in claim.named("equipment"):
                kinds = wider.get(item) or wider.setdefault(item, above(item, broader, classes))
                for place in _places(claim, kinds):
                    told[place] = max(told.get(place, ""), claim.first)
    found = {}
    for claim in transfers:
        if claim.status in _OPEN and claim.last:
            day = max((told.get(place, "") for place in _asked(claim)), default="")
            if day > claim.last:
                found[claim.iri] = day
    return found


def _places(claim: Claim, kinds: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield receiver, kind and sender of what came; also without its sender."""
    senders = ("", *claim.named("supplier", "supplierState"))
    for receiver in claim.named("recipient", "recipientState"):
        for kind in kinds:
            for sender in senders:
                yield receiver, kind, sender


def _asked(claim: Claim) -> Iterator[tuple[str, str, str]]:
    """Yield receiver, thing and sender of what is ordered, without a sender where none is named."""
    for receiver in claim.named("recipient", "recipientState"):
        for item in claim.named("equipment"):
            for seller in claim.named("supplier", "supplierState") or ("",):
                yield receiver, item, seller
