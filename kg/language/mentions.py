"""Finds the words that name something, and ties them to the gazetteer.

What comes in: a parsed ``Doc`` and the gazetteer's concepts.  What goes out: ``Mentions``, one ``Linked`` for each
run of words that names a state, organisation, person, office, place or piece of equipment, with the reason why.  A
label matches whatever its spaces, hyphens and full stops (``Su-30``, ``Su 30``, ``SU30``), and in the plural.  Nothing
is matched by similarity: Iran and Iraq are one letter apart.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.gazetteer import Gazetteer
from kg.model import Concept, Entity
from kg.terms import ID, slug

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["Linked", "Linker", "Mentions", "fold"]

PARTY_KINDS = frozenset(
    {"State", "Territory", "Region", "InternationalOrganization", "ArmedGroup", "Organization"}
)
EQUIPMENT_KINDS = frozenset({"EquipmentType", "EquipmentClass"})

_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_LONGEST = 9  # tokens in the longest label worth trying
_REASONS = {
    "prefLabel": "exact",
    "altLabel": "alias",
    "hiddenLabel": "alias",
    "demonym": "demonym",
    "capital": "capital",
    "metonym": "metonymy",
}
_DESIGNATION = re.compile(r"[A-Z][A-Za-z]{0,6}[-‐/ ]?\d{1,4}[A-Za-z0-9/+-]*|\d{1,3}[A-Z]\d{1,2}[A-Z]*")
_NO_DESIGNATION = re.compile(r"(?:G-?(?:7|8|20)|COVID-?19|[A-Z]\d|Q[1-4]|FY-?\d+|\d+(?:th|st|nd|rd))$")


def fold(text: str) -> str:
    """Return letters and digits only, lower-case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "", decomposed.lower())


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

    def __init__(self, linked: Iterable[Linked]) -> None:
        """Keep them in order and index them by every token that they cover."""
        self.all = sorted(linked, key=lambda mention: (mention.start, -mention.end))
        self._by_token: dict[int, Linked] = {}
        for mention in self.all:
            for index in range(mention.start, mention.end):
                self._by_token.setdefault(index, mention)

    def at(self, index: int) -> Linked | None:
        """Return the mention that covers a token."""
        return self._by_token.get(index)

    def headed(self, index: int) -> Linked | None:
        """Return the mention whose head is this token, else one that covers it."""
        return next((m for m in self.all if m.head == index), None) or self.at(index)

    def within(self, start: int, end: int) -> Iterator[Linked]:
        """Yield the mentions that lie between two token indices."""
        return (m for m in self.all if start <= m.start and m.end <= end)


@dataclass(frozen=True, slots=True)
class _Label:
    concept: Concept
    property: str
    text: str


class Linker:
    """Ties words to the concepts of a gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Index every label by its folded letters and digits."""
        self._concepts = gazetteer.concepts
        self._labels: dict[str, list[_Label]] = {}
        self._first: set[str] = set()
        self._services: dict[str, Concept] = {}
        for concept in gazetteer.concepts.values():
            if "ServiceTemplate" in concept.kinds:
                self._index_service(concept)
            else:
                self._index(concept)

    def _index(self, concept: Concept) -> None:
        self._add(_Label(concept, "prefLabel", concept.label))
        for name in _REASONS:
            for label in concept.labels.get(name, ()):
                self._add(_Label(concept, name, label))

    def _add(self, label: _Label) -> None:
        key = fold(label.text)
        if not key:
            return
        self._labels.setdefault(key, []).append(label)
        words = label.text.split()
        self._first.update((fold(words[0]), fold(re.split(r"[-‐/.'’]", words[0])[0])))

    def _index_service(self, template: Concept) -> None:
        for noun in (template.label, *template.facts.get("headNoun", ())):
            self._services[noun.lower()] = template

    def link(self, doc: "Doc") -> Mentions:
        """Find and tie all mentions of a document."""
        found = [linked for linked in self._matches(doc) if not _inside_person(doc, linked)]
        found = list(_joined_equipment(doc, found))
        found.extend(self._forms(doc, found))
        found.extend(self._service_mentions(doc, found))
        found = _longest(found)
        found.extend(_names(doc, found))
        return Mentions(found)

    def _matches(self, doc: "Doc") -> Iterator[Linked]:
        folded = [fold(token.text) for token in doc]
        index = 0
        while index < len(doc):
            linked = self._match_at(doc, folded, index)
            if linked:
                yield linked
                index = linked.end
            else:
                index += 1

    def _match_at(self, doc: "Doc", folded: list[str], start: int) -> Linked | None:
        first = folded[start]
        if not first or (first not in self._first and first.rstrip("s") not in self._first):
            return None
        best: Linked | None = None
        key = ""
        for end in range(start + 1, min(start + _LONGEST, len(doc)) + 1):
            if end - 1 > start and (doc[end - 1].is_space or doc[end - 1].is_sent_start):
                break
            key += folded[end - 1]
            if folded[end - 1]:
                best = self._choose(doc, start, end, key) or best
        return best

    def _choose(self, doc: "Doc", start: int, end: int, key: str) -> Linked | None:
        span = doc[start:end]
        fits: list[tuple[_Label, bool]] = []
        stems = [(key, False), (key.removesuffix("s"), True), (_singular(key), True)]
        if doc[end - 1].text in _POSSESSIVES:
            stems = stems[:1]  # "Lockheed Martin's" is no plural
        for stem, plural in stems:
            fits.extend(
                (label, plural)
                for label in self._labels.get(stem, ())
                if (not plural or stem != key) and _fits_case(label.text, span.text)
            )
        if not fits:
            return None
        label, _ = max(fits, key=lambda fit: _preference(doc, span, *fit))
        if _needs_context(label) and not _has_context(doc, span):
            return None
        return _linked(span, label)

    def _forms(self, doc: "Doc", found: list[Linked]) -> Iterator[Linked]:
        """Yield designations that no gazetteer knows but whose form gives them away."""
        taken = {index for linked in found for index in range(linked.start, linked.end)}
        for token in doc:
            if token.i in taken or not _DESIGNATION.fullmatch(token.text.removesuffix("s")):
                continue
            if token.pos_ in {"PROPN", "NOUN", "X", "NUM"} and not _NO_DESIGNATION.fullmatch(token.text):
                start = token.i
                while start > 0 and _is_name_part(doc[start - 1], token) and start - 1 not in taken:
                    start -= 1
                yield _unknown_equipment(doc[start : token.i + 1])

    def _service_mentions(self, doc: "Doc", found: list[Linked]) -> Iterator[Linked]:
        """Yield armed services, ministries and governments, made by rule from the state in front or behind."""
        covering = {index: linked for linked in found for index in range(linked.start, linked.end)}
        index = 0
        while index < len(doc):
            end = self._service_end(doc, index)
            if end and not any(i in covering for i in range(index, end)) and not _modifies(doc, index, end):
                yield self._service(doc, index, end, covering)
                index = end
            else:
                index += 1

    def _service_end(self, doc: "Doc", start: int) -> int | None:
        for end in range(min(start + 4, len(doc)), start, -1):
            if doc[start:end].text.lower() in self._services:
                return end
        return None

    def _service(self, doc: "Doc", start: int, end: int, covering: Mapping[int, Linked]) -> Linked:
        template = self._services[doc[start:end].text.lower()]
        state, first, last = _state_beside(doc, start, end, covering)
        span = doc[first:last]
        head = doc[start:end].root.i
        if state is None:
            return Linked(
                start, end, head, doc[start:end].text, "Service", "", template.label, "headWord", template
            )
        country = state.concept.label if state.concept else state.label
        if "Government" in template.facts.get("serviceKind", ()) or template.iri.endswith("-government"):
            return replace(state, start=first, end=last, head=head, text=span.text, reason="metonymy")
        iri = f"{ID}{slug(country)}-{slug(template.label)}"
        return Linked(
            first, last, head, span.text, "Organization", iri, _service_label(template, state), "title", None,
            country=state.iri,
        )


def _modifies(doc: "Doc", start: int, end: int) -> bool:
    """Return whether a service's noun is a mere modifier (``military planes``); a name is not (``Army tanks``)."""
    root = doc[start:end].root
    left_of_head = root.dep_ in {"amod", "compound"} and root.head.i >= end
    return left_of_head and root.text == root.lower_


def _service_label(template: Concept, state: Linked) -> str:
    """Return one name for a service however it is worded: ``Indian Navy``, ``Ministry of Defence of India``."""
    country = state.concept.label if state.concept else state.label
    demonym = next(iter(state.concept.labels.get("demonym", ())), "") if state.concept else ""
    if "ArmedService" in template.facts.get("serviceKind", ()) and demonym:
        return f"{demonym} {template.label}"
    return f"{template.label} of {country}"


def _fits_case(label: str, surface: str) -> bool:
    """Return whether the capitals of the words allow the label."""
    if label == label.lower():
        return True
    if any(char.isdigit() for char in label):
        return any(char.isupper() for char in surface) or label[:1].isdigit()
    letters = [c for c in surface if c.isalpha()]
    if len(letters) > 2 and all(c.isupper() for c in letters):
        return True
    wanted = [c for c in label if c.isalpha()]
    return all(a.isupper() == b.isupper() for a, b in zip(wanted, letters, strict=False))


def _singular(key: str) -> str:
    for ending, stem in (("ies", "y"), ("ses", "s"), ("xes", "x"), ("ches", "ch"), ("craft", "craft")):
        if key.endswith(ending):
            return key.removesuffix(ending) + stem
    return key


def _preference(doc: "Doc", span: "Span", label: _Label, plural: bool) -> tuple[int, ...]:  # noqa: FBT001 - one of a pair
    """Rank the readings of the same words: equipment where they stand like a thing, else a name."""
    kinds = label.concept.kinds
    equipment = bool(EQUIPMENT_KINDS & set(kinds))
    like_a_thing = plural or _next_is_common_noun(doc, span)
    exact = list(_REASONS).index(label.property)
    return (int(equipment == like_a_thing), int("State" in kinds), -exact, -int(plural))


def _next_is_common_noun(doc: "Doc", span: "Span") -> bool:
    return span.end < len(doc) and doc[span.end].pos_ == "NOUN" and span.root.dep_ == "compound"


def _needs_context(label: _Label) -> bool:
    facts = label.concept.facts
    ambiguous = "true" in facts.get("ambiguous", ()) and label.property not in {"demonym", "capital"}
    return (ambiguous or label.text in facts.get("ambiguousLabel", ())) and not any(c.isdigit() for c in label.text)


def _has_context(doc: "Doc", span: "Span") -> bool:
    """Return whether an ambiguous name stands where the thing would: as a name, not a word."""
    if span.root.pos_ != "PROPN":
        return span.root.tag_ in {"NNPS", "NNS"} and span.text[:1].isupper()
    before = doc[span.start - 1] if span.start else None
    return not (before is not None and before.ent_type_ == "PER" and before.pos_ == "PROPN")


def _linked(span: "Span", label: _Label) -> Linked:
    concept = label.concept
    kind = next((k for k in concept.kinds if k in EQUIPMENT_KINDS), None) or concept.kinds[0]
    reason = _REASONS[label.property]
    if kind in EQUIPMENT_KINDS:
        reason = "classNoun" if "EquipmentClass" in concept.kinds else "designation"
        kind = "EquipmentType"
    return Linked(
        span.start, span.end, span.root.i, span.text, kind, concept.iri, concept.label, reason, concept,
        country=next(iter(concept.links.get("country", ())), ""),
        equipment_class=next(iter(concept.links.get("equipmentClass", ())), ""),
    )


def _inside_person(doc: "Doc", linked: Linked) -> bool:
    """Return whether the words are a part of a person's name (Michael *Jordan*)."""
    if linked.reason in {"demonym", "classNoun"}:
        return False
    return any(
        ent.label_ == "PER" and ent.start <= linked.start and linked.end <= ent.end
        and ent.end - ent.start > linked.end - linked.start
        for ent in doc.ents
    )


def _joined_equipment(doc: "Doc", found: list[Linked]) -> Iterator[Linked]:
    """Join a designation or name with the class noun behind it: ``Su-30MK2`` + ``fighter planes``."""
    skip = False
    for linked, behind in zip(found, [*found[1:], None], strict=False):
        if skip:
            skip = False
        elif behind and linked.is_equipment and behind.reason == "classNoun" and linked.end == behind.start:
            yield _join(doc, linked, behind)
            skip = True
        elif linked.reason == "classNoun":
            yield _with_name(doc, linked, found)
        else:
            yield linked


def _join(doc: "Doc", designation: Linked, noun: Linked) -> Linked:
    span = doc[designation.start : noun.end]
    return replace(
        designation, end=noun.end, head=noun.head, text=span.text,
        equipment_class=designation.equipment_class or noun.iri,
    )


def _with_name(doc: "Doc", noun: Linked, found: list[Linked]) -> Linked:
    """Take the unknown proper name in front of a class noun in: ``Orkan`` + ``rocket launchers``."""
    taken = {index for other in found if other is not noun for index in range(other.start, other.end)}
    start = noun.start
    while start and start - 1 not in taken and _is_name_part(doc[start - 1], doc[noun.head]):
        start -= 1
    if start == noun.start:
        return noun
    text = doc[start : noun.end].text
    return Linked(
        start, noun.end, noun.head, text, "EquipmentType", "", text, "designationForm", None,
        equipment_class=noun.iri,
    )


def _is_name_part(token: "Token", head: "Token") -> bool:
    if token.is_punct or token.is_space or token.ent_type_ == "PER" or token.like_num:
        return False
    named = token.pos_ == "PROPN" or (token.text[:1].isupper() and token.pos_ in {"X", "NUM", "NOUN"})
    form = bool(_DESIGNATION.fullmatch(token.text))
    return (named or form) and (token.head.i == head.i or token.dep_ in {"compound", "flat", "nummod", "nmod:desc"})


def _unknown_equipment(span: "Span") -> Linked:
    return Linked(
        span.start, span.end, span.root.i, span.text, "EquipmentType", "", span.text, "designationForm"
    )


def _state_beside(
    doc: "Doc", start: int, end: int, covering: Mapping[int, Linked]
) -> tuple[Linked | None, int, int]:
    """Return the state that owns a service, with the first and last token of the whole name."""
    left = start - 1
    while left >= 0 and doc[left].lower_ in {"'s", "’s", "'", "’", "royal", "national", "federal"}:
        left -= 1
    owner = covering.get(left)
    if owner and owner.kind in {"State", "Territory"} and owner.reason != "capital":
        return owner, owner.start, end
    right = end
    if right < len(doc) and doc[right].lower_ in {"of", "for"}:
        right += 1
        if right < len(doc) and doc[right].lower_ == "the":
            right += 1
        owner = covering.get(right)
        if owner and owner.kind in {"State", "Territory"} and owner.start == right:
            return owner, start, owner.end
    return None, start, end


def _longest(found: list[Linked]) -> list[Linked]:
    """Keep the longest of overlapping mentions."""
    kept: list[Linked] = []
    taken: set[int] = set()
    for linked in sorted(found, key=lambda m: (m.start - m.end, m.start)):
        tokens = range(linked.start, linked.end)
        if not any(index in taken for index in tokens):
            kept.append(linked)
            taken.update(tokens)
    return sorted(kept, key=lambda m: m.start)


_ENT_KINDS = {"PER": "Person", "PERSON": "Person", "ORG": "Organization", "LOC": "Place", "GPE": "Place"}


def _names(doc: "Doc", found: list[Linked]) -> Iterator[Linked]:
    """Yield the names that the pipeline found and no gazetteer knows."""
    taken = {index for linked in found for index in range(linked.start, linked.end)}
    for ent in doc.ents:
        kind = _ENT_KINDS.get(ent.label_)
        if kind and not any(index in taken for index in range(ent.start, ent.end)):
            yield Linked(ent.start, ent.end, ent.root.i, ent.text, kind, "", ent.text)
