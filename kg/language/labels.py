"""Matches words with the labels of a gazetteer, and chooses among the concepts that share a label.

What comes in: concepts, and a parsed ``Doc``.  What goes out: ``Linked`` records.  A label matches whatever its spaces,
hyphens and full stops (``Su-30``, ``Su 30``, ``SU30``), and in the plural.  Nothing is matched by similarity: Iran and
Iraq are one letter apart.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from kg.language.marks import folded_tokens, one_spelling
from kg.language.mentions import EQUIPMENT_KINDS, Linked, fold
from kg.language.places import goes_on, is_located
from kg.model import Concept

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

__all__ = ["Labels", "fits_case"]

_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_CUT = re.compile(r"[-‐/.'’]")
_LONGEST = 9  # tokens in the longest label worth trying
_LONGEST_CLASS = 4  # tokens of a class noun behind an ambiguous name
_REASONS = {
    "prefLabel": "exact",
    "altLabel": "alias",
    "hiddenLabel": "alias",
    "demonym": "demonym",
    "capital": "capital",
    "metonym": "metonymy",
}


class _Label(NamedTuple):
    concept: Concept
    property: str
    text: str


class Labels:
    """The labels of a gazetteer, by their folded letters and digits."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        """Index every label of every concept."""
        self._labels: dict[str, list[_Label]] = {}
        self._first: set[str] = set()
        for concept in concepts:
            self._index(concept)

    def _index(self, concept: Concept) -> None:
        self._add(_Label(concept, "prefLabel", concept.label))
        for name in _REASONS:
            for label in concept.labels.get(name, ()):
                self._add(_Label(concept, name, label))

    def _add(self, label: _Label) -> None:
        spelling = one_spelling(label.text)
        if spelling != label.text:
            self._add(label._replace(text=spelling))
        key = fold(label.text)
        if not key:
            return
        self._labels.setdefault(key, []).append(label)
        word = label.text.split(maxsplit=1)[0]
        begin = _CUT.split(word, maxsplit=1)[0]
        self._first.add(fold(begin))
        if begin != word:
            self._first.add(fold(word))

    def matches(self, doc: "Doc") -> Iterator[Linked]:
        """Yield the longest match at each place, from left to right."""
        folded = folded_tokens(doc)
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
        if not first or self._first.isdisjoint((first, first.rstrip("s"), _singular(first))):
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
                if (not plural or stem != key) and fits_case(label.text, span.text) and _fits_words(label.text, span)
            )
        ranked = sorted(fits, key=lambda fit: _preference(doc, span, *fit), reverse=True)
        for label, _ in ranked:
            if not _needs_context(label) or self._has_context(doc, span, label):
                return _linked(span, label)
        return None

    def _has_context(self, doc: "Doc", span: "Span", label: _Label) -> bool:
        """Return whether an ambiguous name stands where the thing would.

        Equipment does in front of its class (``96 Javelin missiles``), and not in front of the rest of another name
        (``Sterling Heights``).
        """
        if "Place" in label.concept.kinds:
            return is_located(span)
        if EQUIPMENT_KINDS.isdisjoint(label.concept.kinds):
            return _stands_as_name(doc, span)
        if span.text[:1].isupper() and self._names_class(doc, span.end):
            return True
        return not goes_on(span) and _stands_as_name(doc, span)

    def _names_class(self, doc: "Doc", start: int) -> bool:
        """Return whether words behind a name are a class of equipment."""
        key = ""
        for token in doc[start : start + _LONGEST_CLASS]:
            key += fold(token.text)
            for stem in (key, key.removesuffix("s"), _singular(key)):
                if any("EquipmentClass" in label.concept.kinds for label in self._labels.get(stem, ())):
                    return True
        return False


def fits_case(label: str, surface: str) -> bool:
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


def _fits_words(label: str, span: "Span") -> bool:
    """Return whether words with a space or an owner among them may be the label.

    A word of letters only is never told in two: ``Pakistan is`` is not ``Pakistanis``, while ``Su 30`` is ``Su-30``.
    ``Airbus' A330`` names two things.
    """
    if any(token.text in _POSSESSIVES for token in span[:-1]) and not re.search("['’]", label):
        return False
    return not label.isalpha() or not any(token.whitespace_ for token in span[:-1])


def _singular(key: str) -> str:
    for ending, stem in (("ies", "y"), ("oes", "o"), ("ses", "s"), ("xes", "x"), ("ches", "ch"), ("craft", "craft")):
        if key.endswith(ending):
            return key.removesuffix(ending) + stem
    return key


def _preference(doc: "Doc", span: "Span", label: _Label, plural: bool) -> tuple[int, ...]:  # noqa: FBT001 - one of a pair
    """Rank the readings of the same words: equipment where they stand like a thing, else a name."""
    kinds = label.concept.kinds
    equipment = bool(EQUIPMENT_KINDS & set(kinds))
    like_a_thing = plural or _next_is_common_noun(doc, span)
    exact = list(_REASONS).index(label.property)
    acronym = label.text == span.text and span.text.isupper() and not doc[span.start].is_sent_start
    return (int(acronym), int(equipment == like_a_thing), int("State" in kinds), -exact, -int(plural))


def _next_is_common_noun(doc: "Doc", span: "Span") -> bool:
    return span.end < len(doc) and doc[span.end].pos_ == "NOUN" and span.root.dep_ == "compound"


def _needs_context(label: _Label) -> bool:
    facts = label.concept.facts
    ambiguous = "true" in facts.get("ambiguous", ()) and label.property not in {"demonym", "capital"}
    return (ambiguous or label.text in facts.get("ambiguousLabel", ())) and not any(c.isdigit() for c in label.text)


def _stands_as_name(doc: "Doc", span: "Span") -> bool:
    """Return whether an ambiguous word stands as a name, or counted (``50,000 shells``)."""
    if span.root.tag_ == "NNS" and span.start and doc[span.start - 1].like_num and span.text.islower():
        return True
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
