"""What words name: the records that tie a run of words to something.

What comes in: nothing.  What goes out: ``Linked`` and ``Mentions``.  The linker makes them; everything else asks them.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kg.model import Concept, Entity

__all__ = ["EQUIPMENT_KINDS", "PARTY_KINDS", "TRADES", "Linked", "Mentions", "fold"]

PARTY_KINDS = frozenset(
    {"State", "Territory", "Region", "InternationalOrganization", "ArmedGroup", "Organization"}
)
EQUIPMENT_KINDS = frozenset({"EquipmentType", "EquipmentClass"})
_OTHERS = re.compile(r"[^a-z0-9]+")
TRADES = frozenset({"ArmsFirm", "Shipyard", "DesignBureau", "ExportAgency"})
"""Kinds of organisation that make or sell equipment."""


def fold(text: str) -> str:
    """Return letters and digits only, lower-case, without accents."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _OTHERS.sub("", text.lower())


@dataclass(frozen=True, slots=True)
class Linked:
    """Words that name something.

    Attributes:
        start: index of the first token.
        end: index behind the last token.
        head: index of the token that heads them in the tree.
        text: the words.
        kind: local name of the class of what they name.
        iri: gazetteer IRI, or "" where no gazetteer knows it.
        label: preferred label, or the words.
        reason: code of the link reason.
        concept: the gazetteer's entry, or None.
        country: IRI of the state behind an organisation, "" if unknown.
        equipment_class: IRI of the class noun for equipment whose designation nobody knows.
    """

    start: int
    end: int
    head: int
    text: str
    kind: str
    iri: str = ""
    label: str = ""
    reason: str = "unknownName"
    concept: Concept | None = None
    country: str = ""
    equipment_class: str = ""

    @property
    def is_party(self) -> bool:
        """Whether it can supply, receive or sign."""
        return self.kind in PARTY_KINDS

    @property
    def is_equipment(self) -> bool:
        """Whether it names military equipment or a class of it."""
        return self.kind in EQUIPMENT_KINDS

    @property
    def is_firm(self) -> bool:
        """Whether it makes or sells, as far as anybody knows: an organisation that is no service of a state."""
        if self.kind != "Organization":
            return False
        kinds = self.concept.facts.get("organizationKind", ()) if self.concept else ()
        return not TRADES.isdisjoint(kinds) if kinds else not self.country

    @property
    def classes(self) -> tuple[str, ...]:
        """IRIs of the classes that equipment is of: the gazetteer's, and that of the words; ``""`` if unknown."""
        known = self.concept.links.get("equipmentClass", ()) if self.concept else ()
        return (*known, self.equipment_class)

    def fact(self, name: str) -> bool:
        """Return whether the gazetteer marks it so (``generic``, ``part``, ``ambiguous`` …)."""
        return bool(self.concept and "true" in self.concept.facts.get(name, ()))

    def entity(self, *, reason_text: str | None = None) -> Entity:
        """Return it as a plain record, with the aliases of that one concept."""
        aliases: tuple[str, ...] = ()
        if self.concept:
            aliases = tuple(
                label for labels in self.concept.labels.values() for label in labels if label != self.label
            )
        return Entity(
            text=reason_text or self.text,
            label=self.label or self.text,
            iri=self.iri,
            kind=self.kind,
            aliases=aliases,
            state=self.country,
        )


class Mentions:
    """All mentions of one document, by token."""

    def __init__(self, linked: Iterable[Linked], concepts: Mapping[str, Concept] = MappingProxyType({})) -> None:
        """Keep them in order and index them by every token that they cover; ``concepts`` is the gazetteer's, by IRI."""
        self.concepts = concepts
        self.all = sorted(linked, key=lambda mention: (mention.start, -mention.end))
        self._starts = [mention.start for mention in self.all]
        self._by_token: dict[int, Linked] = {}
        self._by_head: dict[int, Linked] = {}
        for mention in self.all:
            self._by_head.setdefault(mention.head, mention)
            for index in range(mention.start, mention.end):
                self._by_token.setdefault(index, mention)

    def at(self, index: int) -> Linked | None:
        """Return the mention that covers a token."""
        return self._by_token.get(index)

    def headed(self, index: int) -> Linked | None:
        """Return the mention whose head is this token, else one that covers it."""
        return self._by_head.get(index) or self.at(index)

    def within(self, start: int, end: int) -> Iterator[Linked]:
        """Yield the mentions that lie between two token indices."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return (m for m in self.all[first:last] if m.end <= end)

    def classes_above(self, *iris: str) -> set[str]:
        """Return classes of equipment with all that they are kinds of."""
        above: set[str] = set()
        waiting = list(iris)
        while waiting:
            concept = self.concepts.get(waiting[-1])
            above.add(waiting.pop())
            waiting.extend(set(concept.links.get("broader", ())) - above if concept else ())
        return above
