"""Lists what an article may tell a transfer of: its goods, and who may supply or receive them.

What comes in: a reading.  What goes out: ``Candidates``, in the order of the text.  Training and reading see the same.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extraction.arguments import Item, Party
from kg.language.network.pairs import MARKS

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extraction.reading import Reading
    from kg.language.mentions import Linked

__all__ = ["Candidates", "candidates", "mark_of_goods", "mark_of_party"]

_NUMBER = {name: number for number, name in enumerate(MARKS)}
_OF_KIND = {
    "State": "state",
    "Organization": "organisation",
    "ArmedGroup": "group",
    "InternationalOrganization": "international",
}
_MAY_STAND_FOR = frozenset({"PRON", "NOUN", "PROPN", "ADJ"})


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a transfer may consist of.

    Attributes:
        goods: the mentions of equipment.
        parties: the mentions of states, organisations and groups, and the words that stand for one.
    """

    goods: tuple[Item, ...]
    parties: tuple[Party, ...]


def candidates(reading: "Reading") -> Candidates:
    """Return what an article's words offer."""
    named = [mention for mention in reading.mentions.all if mention.is_party]
    taken = {index for mention in named for index in range(mention.start, mention.end)}
    parties = [Party(reading.doc[m.head], m, m.reason, m.text) for m in named]
    parties += [party for token in reading.doc if token.i not in taken and (party := _meant(reading, token))]
    goods = tuple(_item(reading, mention) for mention in reading.mentions.all if mention.is_equipment)
    return Candidates(goods, tuple(sorted(parties, key=lambda party: party.token.i)))


def _meant(reading: "Reading", token: "Token") -> Party | None:
    """Return the party that a pronoun or a description stands for."""
    found = reading.antecedents.of(token) if token.pos_ in _MAY_STAND_FOR else None
    return Party(token, found.linked, found.reason, token.text) if found and found.linked.is_party else None


def _item(reading: "Reading", mention: "Linked") -> Item:
    token = reading.doc[mention.head]
    read = (item for item in reading.arguments.items(token) if item.token.i == token.i)
    return next(read, None) or Item(
        token, mention, mention.text, mention.start, mention.end, (token,), mention.reason)


def mark_of_goods(item: Item) -> int:
    """Return the number of the mark that goods carry: a design, or a class."""
    vague = item.linked.kind == "EquipmentClass" or item.linked.reason == "classNoun"
    return _NUMBER["class" if vague else "design"]


def mark_of_party(party: Party) -> int:
    """Return the number of the mark that a party carries."""
    if not party.linked.start <= party.token.i < party.linked.end:
        return _NUMBER["description"]
    if party.reason == "demonym":
        return _NUMBER["demonym"]
    return _NUMBER[_OF_KIND.get(party.linked.kind, "other")]
