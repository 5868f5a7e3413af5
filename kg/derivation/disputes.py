"""Finds claims that speak against each other: one denies what another says, numbers or days that cannot both be right.

What comes in: claims.  What goes out: for denials, what is denied, by claim; for the rest, pairs of claims.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations
from typing import TypeAlias

from kg.derivation.claims import Claim, World

__all__ = ["Denied", "Dispute", "denials", "disputes"]

Denied: TypeAlias = tuple[tuple[str, str], ...]
"""What a denial names: roles that tell claims apart, and their fillers, sorted; the type of the claim first."""
_MOST = 12  # fillers of a claim up to which everything is compared: its subsets double with each
_Deal: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two claims that cannot both be right.

    Attributes:
        difference: ``quantity`` or ``date``.
        one: IRI of the claim of the lower number, or of the one that ends first.
        other: IRI of the other.
    """

    difference: str
    one: str
    other: str


def denials(claims: Iterable[Claim], world: World) -> tuple[dict[str, Denied], dict[str, list[Denied]]]:
    """Return which claims deny what, and which of the others say all that a denial names.

    A denial that names one thing alone would speak against too much, unless its type tells claims apart by one thing
    alone.

    Returns:
        IRI of a denial → what it denies; IRI of an asserted or hedged claim → what is denied of it.
    """
    known = list(claims)
    keys = {type_.rpartition("#")[2]: [role.rpartition("#")[2] for role in roles]
            for type_, roles in world.of("at:keyArgument").items()}  # fmt: skip
    denying: dict[str, Denied] = {}
    for claim in known:
        if claim.factuality == "Denied":
            named = _fillers(claim, keys)
            if len({value for _, value in named}) > 1 or (named and len(keys[claim.type]) == 1):
                denying[claim.iri] = (("", claim.type), *named)
    wanted = set(denying.values())
    longest = max(map(len, wanted), default=1) - 1
    spoken_of = {}
    for claim in known:
        if claim.is_sure:
            parts = _parts(_fillers(claim, keys), longest)
            found = [said for part in parts if (said := (("", claim.type), *part)) in wanted]
            if found:
                spoken_of[claim.iri] = found
    return denying, spoken_of


def _fillers(claim: Claim, keys: Mapping[str, list[str]]) -> Denied:
    return tuple(
        sorted(
            (role, value)
            for role in keys.get(claim.type, ())
            for value in (*claim.things.get(role, ()), *claim.words.get(role, ()))
        )
    )


def _parts(named: Denied, longest: int) -> Iterator[Denied]:
    """Yield all choices of fillers, in their order."""
    sizes = range(1, min(len(named), longest) + 1)
    return chain.from_iterable(combinations(named[:_MOST], size) for size in sizes)


def disputes(claims: Iterable[Claim], days: Mapping[str, tuple[str, ...]]) -> Iterator[Dispute]:
    """Yield the extremes of each deal whose claims cannot all be right: in number within a year, or in their days.

    Args:
        claims: all claims.
        days: article → the day on which it was published.
    """
    numbers: dict[_Deal, list[tuple[int, int, str]]] = {}
    spans: dict[_Deal, list[tuple[str, str, str]]] = {}
    for claim in claims:
        if claim.type == "ArmsTransfer" and claim.is_sure and "quantityMin" in claim.words:
            _note(claim, days, numbers, spans)
    for told in numbers.values():
        low, high = min(told, key=lambda one: (one[1], one[2])), max(told, key=lambda one: (one[0], one[2]))
        if low[1] < high[0]:
            yield Dispute("quantity", low[2], high[2])
    for said in spans.values():
        first, last = min(said, key=lambda one: (one[1], one[2])), max(said, key=lambda one: (one[0], one[2]))
        if first[1] < last[0]:
            yield Dispute("date", first[2], last[2])


def _note(
    claim: Claim,
    days: Mapping[str, tuple[str, ...]],
    numbers: dict[_Deal, list[tuple[int, int, str]]],
    spans: dict[_Deal, list[tuple[str, str, str]]],
) -> None:
    """Note what a claim says of each deal that it is about."""
    least, most = claim.words["quantityMin"], claim.words.get("quantityMax", ())
    years = [day.split("-", 1)[0] for day in ((claim.latest,) if claim.latest else days.get(claim.article, ()))]
    for deal in _deals(claim):
        for year in years:
            for lower, upper in ((lower, upper) for lower in least for upper in most):
                numbers.setdefault((*deal, year), []).append((int(lower), int(upper), claim.iri))
        for number in set(least) & set(most):
            if claim.earliest and claim.latest:
                spans.setdefault((*deal, number), []).append((claim.earliest, claim.latest, claim.iri))


def _deals(claim: Claim) -> Iterator[_Deal]:
    for supplier in claim.named("supplier"):
        for recipient in claim.named("recipient"):
            for item in claim.named("equipment"):
                yield supplier, recipient, item, claim.status
