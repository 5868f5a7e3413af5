"""Finds chains from a supplier to a recipient: brokers, agencies that sell for a state, parties of contracts.

What comes in: claims, and what is known of firms.  What goes out: chains, each from one claim.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.derivation.claims import Claim, World

__all__ = ["Chain", "chains"]


@dataclass(frozen=True, slots=True)
class Chain:
    """Who stands between a supplier and a recipient.

    Attributes:
        claim: IRI of the claim that says so.
        sender: IRI of the supplier; "" where the claim names none.
        taker: IRI of the recipient; "" where the claim names none.
        link: ``intermediary``, ``seller`` or ``contract``.
        hops: how many stand in between.
        path: their names, from the supplier's side to the recipient's.
    """

    claim: str
    sender: str
    taker: str
    link: str
    hops: int
    path: str


def chains(claims: Iterable[Claim], world: World) -> list[Chain]:
    """Return all chains, each once, in order of their claims' IRIs.

    A contract is one between firms of two states of which one is reported to supply the other.
    """
    known = list(claims)
    supplied = {
        (sender, taker)
        for claim in known
        if claim.type == "ArmsTransfer"
        for sender in claim.named("supplierState")
        for taker in claim.named("recipientState")
    }
    states = world.members("at:State")
    found = {
        one: None
        for claim in known
        for one in (
            *(_named(claim, world) if claim.type == "ArmsTransfer" else ()),
            *(_contracted(claim, world, states, supplied) if claim.type == "Contract" else ()),
        )
    }
    return sorted(found, key=lambda one: (one.claim, one.link, one.path, one.sender, one.taker))


def _named(claim: Claim, world: World) -> Iterator[Chain]:
    """Yield who is named in between, and who sells for its state, with its parent where that is known."""
    takers, labels = claim.named("recipient") or ("",), world.of("skos:prefLabel")
    for taker in takers:
        for seller in claim.named("intermediary"):
            for sender in claim.named("supplier") or ("",):
                for name in labels.get(seller, ()):
                    yield Chain(claim.iri, sender, taker, "intermediary", 1, name)
        for sender in claim.named("supplierState"):
            for seller in claim.named("supplier"):
                if seller != sender:
                    for hops, path in _paths(seller, ("",), world):
                        yield Chain(claim.iri, sender, taker, "seller", hops, path)


def _contracted(
    claim: Claim, world: World, states: set[str], supplied: set[tuple[str, str]]
) -> Iterator[Chain]:
    parties, countries, labels = claim.named("party"), world.of("at:country"), world.of("skos:prefLabel")
    for seller in parties:
        for buyer in parties:
            for sender, taker in _ends(seller, buyer, countries):
                if seller != buyer and taker in states and sender != taker and (sender, taker) in supplied:
                    # a state that buys for itself is none in between
                    own = labels.get(buyer, ("",)) if taker in countries.get(buyer, ()) else ("",)
                    for hops, path in _paths(seller, own, world):
                        yield Chain(claim.iri, sender, taker, "contract", hops, path)


def _ends(seller: str, buyer: str, countries: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for sender in countries.get(seller, ()):
        for taker in dict.fromkeys((buyer, *countries.get(buyer, ()))):
            yield sender, taker


def _paths(seller: str, buyers: Iterable[str], world: World) -> Iterator[tuple[int, str]]:
    """Yield the names from the seller's parent to the buyer, as far as they are known, and how many they are."""
    labels = world.of("skos:prefLabel")
    parents = [name for parent in world.of("at:parent").get(seller, ()) for name in labels.get(parent, ())]
    for parent in parents or [""]:
        for name in labels.get(seller, ()):
            for buyer in buyers:
                steps = [step for step in (parent, name, buyer) if step]
                yield len(steps), " → ".join(steps)
