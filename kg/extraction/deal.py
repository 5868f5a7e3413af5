"""The record of one deal while it is read: a trigger, its frame, and what fills the roles.

What comes in: nothing.  What goes out: ``Deal``, and when two parties of it are the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extraction.arguments import Item, Party
from kg.extraction.fillers import Filler
from kg.lexicon import Frame

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Deal", "same_party", "state_of", "unlike"]


@dataclass(frozen=True, slots=True)
class Deal:
    """What one frame says of one trigger.

    Attributes:
        frame: the frame.
        trigger: the word that opens it.
        suppliers: who supplies; empty where the article does not say.
        recipients: who receives; empty where the article does not say.
        items: the goods; empty where the sentence tells of a deal and not what it is for.
        ways: the steps that led to them.
    """

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

    @property
    def is_complete(self) -> bool:
        """Whether every role that the frame needs is filled."""
        filled = {"equipment": self.items, "supplier": self.suppliers, "recipient": self.recipients}
        return all(filled.get(role) for role in self.frame.needs)


def same_party(party: Party, others: Sequence[Party]) -> bool:
    """Return whether a party is among others."""
    return any(party.linked.iri == o.linked.iri and party.linked.label == o.linked.label for o in others)


def unlike(parties: Sequence[Party], others: Sequence[Party]) -> list[Party]:
    """Return the parties that are not among others."""
    return [party for party in parties if not same_party(party, others)]


def state_of(party: Party) -> str:
    """Return the IRI of the state behind a party, "" if none is known."""
    return party.linked.iri if party.linked.kind == "State" else party.linked.country
