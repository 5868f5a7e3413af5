"""Says which state designed goods, and which party of an article that makes the seller.

What comes in: a reading, items, parties.  What goes out: IRIs of states, and parties.  A design passes on with its
state: what the Soviet Union designed Russia sells.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg.extraction.arguments import Item, Party
from kg.extraction.fillers import Filler
from kg.extraction.reading import Reading
from kg.extraction.syntax import is_within
from kg.language.mentions import Linked

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["designer_among", "designer_named", "designers_of"]

_NEAR = 2  # sentences between a deal and the name of who designed its goods


def designers_of(reading: Reading, items: Iterable[Item]) -> set[str]:
    """Return the IRIs of the states that designed goods, and of those that came after them."""
    found: set[str] = set()
    for item in items:
        waiting = list(item.linked.concept.links.get("designedIn", ())) if item.linked.concept else []
        while waiting:
            state = reading.mentions.concepts.get(waiting[-1])
            found.add(waiting.pop())
            waiting.extend(set(state.links.get("successor", ())) - found if state else ())
    return found


def designer_among(reading: Reading, items: Sequence[Item], parties: Sequence[Party]) -> Party | None:
    """Return which of several parties to a deal sells (G2): the one whose state designed the goods.

    ``India and France signed a deal for 36 Rafale jets`` names both sides and leaves the direction to the reader.
    """
    designers = designers_of(reading, items)
    sides = [party for party in parties if {party.linked.iri, party.linked.country} & designers]
    return sides[0] if len(sides) == 1 and len(parties) > 1 else None


def designer_named(
    reading: Reading, trigger: "Token", recipients: Sequence[Party], items: Sequence[Item]
) -> tuple[list[Party], list[Filler]]:
    """Return the state that designed the goods, or a firm of it, if it is named nearby (P5).

    As in ``Peru chose the Gripen.  Saab said it was delighted``: who sells goes without saying.
    """
    designers = designers_of(reading, items)
    buyers = {iri for party in recipients for iri in (party.linked.iri, party.linked.country) if iri}
    if not designers or designers & buyers:
        return [], []
    named = [m for m in reading.mentions.all if m.is_party and {m.iri, m.country} & designers]
    near = [m for m in named if _is_near(reading, m, trigger) and not (m.country in designers and not m.is_firm)]
    if not near:
        return [], []
    linked = min(near, key=lambda m: (reading.doc[m.head].sent.start != trigger.sent.start, abs(m.head - trigger.i)))
    party = Party(reading.doc[linked.head], linked, linked.reason, linked.text)
    return [party], [Filler(party.token, "designer", "P5", (f"{trigger.text} … {linked.text}",))]


def _is_near(reading: Reading, linked: Linked, trigger: "Token") -> bool:
    token = reading.doc[linked.head]
    return is_within(token, trigger, _NEAR) if token.i < trigger.i else is_within(trigger, token, _NEAR)
