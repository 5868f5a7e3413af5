"""Counts what reports count that nobody sifts: claims and articles by year, item, deal, supplier, region and so on.

What comes in: claims, in which those of an article stand together.  What goes out: tallies: what was counted, how
often, and the newest claim of each.  Nothing is ever added up but claims and articles.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from kg.derivation.claims import Claim, World, above

__all__ = ["PERIODS", "Key", "Tally", "categories", "tallies"]

PERIODS = (1, 5)
"""Years in a period by which transfers are counted."""
_SUPPLY = frozenset({"Ordered", "Delivered", "Ongoing", "Ended", "Unknown"})
"""What is only offered, planned or asked for, or was called off, is no supply."""

Key: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]
"""The class of a tally, and property → value of what is counted: prefixed names left out, IRIs or words."""
_Part: TypeAlias = tuple[str, str]


@dataclass(slots=True)
class Tally:
    """What was counted of one thing.

    Attributes:
        claims: how many there are.
        articles: how many they are from.
        newest: the claim of the newest article, by its order and IRI.
        first: the first day that one of them may be about; "" for none.
        last: the last one.
        parts: property → the different things that are counted apart.
    """

    claims: int = 0
    articles: int = 0
    newest: tuple[int, str] = (0, "")
    first: str = ""
    last: str = ""
    parts: dict[str, set[str]] = field(default_factory=dict)
    _before: tuple[str, str] = ("", "")

    def add(self, claim: Claim, parts: Iterable[_Part]) -> None:
        """Count a claim, once however often it is added in a row."""
        for name, value in parts:
            self.parts.setdefault(name, set()).add(value)
        article, iri = self._before
        if iri == claim.iri:
            return
        self._before = (claim.article, claim.iri)
        self.claims += 1
        self.articles += article != claim.article
        self.newest = min(self.newest, (claim.order, claim.iri)) if self.newest[1] else (claim.order, claim.iri)
        self.first = min(self.first or claim.first, claim.first or self.first)
        self.last = max(self.last, claim.last)


def tallies(claims: Iterable[Claim], world: World) -> dict[Key, Tally]:
    """Return all tallies of transfers that are asserted or hedged."""
    found: dict[Key, Tally] = {}
    publishers = world.of("schema:publisher")
    regions = _regions(world)
    for claim in claims:
        if claim.type == "ArmsTransfer" and claim.is_sure:
            for key, parts in _counted(claim, publishers, regions):
                tally = found.get(key)
                if tally is None:
                    tally = found[key] = Tally()
                tally.add(claim, parts)
    return found


def _counted(
    claim: Claim, publishers: Mapping[str, tuple[str, ...]], regions: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Key, list[_Part]]]:
    """Yield what a transfer counts for, with the parts of it that are counted apart."""
    items = claim.named("equipment") or ("",)
    suppliers = claim.named("supplier") or ("",)
    recipients = claim.named("recipient") or ("",)
    deals = [(one, other, item) for one in suppliers for other in recipients for item in items]
    for years in PERIODS:
        yield _key("YearTally", years=str(years), period=_period(claim, years)), [
            ("dealCount", " ".join(deal)) for deal in deals
        ]
    houses = [("publisherCount", house) for house in publishers.get(claim.article, ())]
    for one, other, item in deals:
        yield _key("DealTally", ofSupplier=one, ofRecipient=other, ofItem=item), houses
    for item in items:
        yield _key("ItemTally", ofItem=item), []
    if claim.status in _SUPPLY:
        yield from _supplied(claim, suppliers, recipients, regions)


def _supplied(
    claim: Claim, suppliers: Iterable[str], recipients: Iterable[str], regions: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Key, list[_Part]]]:
    """Yield what a supply counts for: a state stands for its bodies where it is asked for."""
    named = [("itemCount", item) for item in claim.named("equipment")]
    sources = claim.named("supplierState") or claim.named("supplier")
    for receiver in claim.named("recipient", "recipientState"):
        for supplier in suppliers:
            yield _key("SupplierTally", asked=receiver, ofSupplier=supplier), named
        for source in sources:
            yield _key("SourceTally", asked=receiver, ofSupplier=source), named or [("itemCount", "")]
    for sender in claim.named("supplier", "supplierState"):
        for recipient in recipients:
            yield _key("CustomerTally", asked=sender, ofRecipient=recipient), named
    for state in claim.named("recipientState"):
        for region in regions.get(state, ()):
            for source in sources:
                yield _key("RegionTally", asked=region, ofSupplier=source), [*named, ("recipientCount", state)]


def _key(class_: str, **values: str) -> Key:
    return class_, tuple((name, value) for name, value in values.items() if value)


def _period(claim: Claim, years: int) -> str:
    if not claim.last:
        return "undated"
    begin = int(claim.last.split("-", 1)[0]) // years * years
    return str(begin) if years == 1 else f"{begin}–{begin + years - 1}"


def categories(item: str, world: World) -> tuple[str, ...]:
    """Return an item's own category of the UN register, else those of the nearest larger classes that have one."""
    listed, wider = world.of("at:unrocaCategory"), (world.of("skos:broader"), world.of("at:equipmentClass"))
    if item in listed:
        return listed[item]
    larger = [one for one in above(item, *wider)[1:] if one in listed]
    beyond = {far for near in larger for far in above(near, *wider)[1:]}
    return tuple(dict.fromkeys(category for one in larger if one not in beyond for category in listed[one]))


def _regions(world: World) -> dict[str, tuple[str, ...]]:
    """Return state → the regions that it is in, and those that they are in."""
    broader = world.of("skos:broader")
    return {
        state: tuple(dict.fromkeys(region for own in regions for region in above(own, broader)))
        for state, regions in world.of("at:region").items()
    }
