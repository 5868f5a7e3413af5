"""Finds who is recognised or rejected as holder of which office of which country.

What comes in: claims, and what is known of offices.  What goes out: for each claim its country and office, as far as
the article or the gazetteers tell them; and who recognises and rejects whom, by country, office and name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.derivation.claims import Claim, World, above
from kg.derivation.tallies import Tally

__all__ = ["Holder", "Meant", "holders"]


@dataclass(frozen=True, slots=True)
class Meant:
    """What a recognition is about.

    Attributes:
        countries: IRIs of its country, else of that of another recognition in the same sentence.
        offices: IRIs of its office: the claim's, the one that its words name, or one that the person holds.
        widest: IRIs of the widest offices that these are kinds of: "interim president" and "President" meet there.
    """

    countries: tuple[str, ...]
    offices: tuple[str, ...]
    widest: tuple[str, ...]


@dataclass(slots=True)
class Holder:
    """What is said of a name as holder of an office.

    Attributes:
        persons: IRIs of the persons of that name.
        friends: names of those who recognise the person.
        foes: names of those who reject the person.
        tally: the claims.
    """

    persons: set[str] = field(default_factory=set)
    friends: set[str] = field(default_factory=set)
    foes: set[str] = field(default_factory=set)
    tally: Tally = field(default_factory=Tally)


def holders(
    claims: Iterable[Claim], world: World
) -> tuple[dict[str, Meant], dict[tuple[str, str, str], Holder]]:
    """Return what each recognition means, and what is said of each name.

    Returns:
        claim → its country and office; country, office (IRIs; "" for none) and name → what asserted and hedged claims
        say.
    """
    known = list(claims)
    recognitions = [claim for claim in known if claim.type == "Recognition"]
    held = _held(known)
    near: dict[str, dict[str, None]] = {}
    for claim in recognitions:
        for passage in claim.named("evidence"):
            near.setdefault(passage, {}).update(dict.fromkeys(claim.named("country")))
    titles, broader = _titles(world), world.of("skos:broader")
    meant = {claim.iri: _meant(claim, near, held, titles, broader) for claim in recognitions}
    found: dict[tuple[str, str, str], Holder] = {}
    for claim in recognitions:
        if claim.is_sure:
            _note(claim, meant[claim.iri], found, world.of("skos:prefLabel"))
    return meant, found


def _held(claims: Iterable[Claim]) -> dict[str, tuple[str, ...]]:
    """Return person → the offices that claims say that they hold."""
    held: dict[str, tuple[str, ...]] = {}
    for claim in claims:
        if claim.type == "Position":
            for person in claim.named("person"):
                held[person] = tuple(dict.fromkeys((*held.get(person, ()), *claim.named("office"))))
    return held


def _titles(world: World) -> dict[str, tuple[str, ...]]:
    """Return words → the offices that are called so."""
    titles: dict[str, tuple[str, ...]] = {}
    for office in sorted(world.members("at:Office")):
        for name in ("skos:prefLabel", "skos:altLabel"):
            for label in world.of(name).get(office, ()):
                titles[label] = tuple(dict.fromkeys((*titles.get(label, ()), office)))
    return titles


def _meant(
    claim: Claim,
    near: Mapping[str, Iterable[str]],
    held: Mapping[str, tuple[str, ...]],
    titles: Mapping[str, tuple[str, ...]],
    broader: Mapping[str, tuple[str, ...]],
) -> Meant:
    beside = tuple(dict.fromkeys(country for passage in claim.named("evidence") for country in near.get(passage, ())))
    titled = tuple(office for words in claim.words.get("asRole", ()) for office in titles.get(words.lower(), ()))
    own = tuple(office for person in claim.named("recognised") for office in held.get(person, ()))
    offices = tuple(dict.fromkeys(claim.named("office") or titled or own))
    widest = (one for office in offices for one in _tops(office, broader))
    return Meant(claim.named("country") or beside, offices, tuple(dict.fromkeys(widest)))


def _tops(office: str, broader: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    return [one for one in above(office, broader) if not broader.get(one)] or [office]


def _note(
    claim: Claim,
    meant: Meant,
    found: dict[tuple[str, str, str], Holder],
    labels: Mapping[str, tuple[str, ...]],
) -> None:
    rejects = any(stance.endswith("#Rejects") for stance in claim.named("stance"))
    by = {label for one in claim.named("recogniser") for label in labels.get(one, ())}
    for person in claim.named("recognised"):
        for name in labels.get(person, ()):
            for country in meant.countries or ("",):
                for office in meant.widest or ("",):
                    holder = found.setdefault((country, office, name), Holder())
                    holder.persons.add(person)
                    (holder.foes if rejects else holder.friends).update(by)
                    holder.tally.add(claim, ())
