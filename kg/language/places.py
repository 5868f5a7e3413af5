"""Reads places by what stands around them: which of the places of one name is meant, and whether a word is one at all.

What comes in: spans of a parsed ``Doc``, and what labels matched.  What goes out: yes or no, and ``Linked`` records.
Many a town bears the name of a greater one, and says so by the land behind it: ``Odessa, Texas``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.language.marks import is_mark
from kg.language.mentions import Linked
from kg.model import Concept

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

__all__ = ["Namesakes", "goes_on", "is_located"]

_LOCATIVES = frozenset("in at near from outside around off to into through via toward towards of between".split())
_PLACED = frozenset({"LOC", "GPE"})
_TIES = frozenset({"appos", "nmod", "nmod:unmarked", "obl:unmarked", "obl", "flat", "list", "dep", "compound", "conj"})
_JOINTS = frozenset({"and", "or", "&"})
_LANDS = frozenset({"State", "Territory"})


def is_located(span: "Span") -> bool:
    """Return whether a name stands where a place would: behind ``in``, or with a land behind a comma."""
    doc = span.doc
    if span.start and doc[span.start - 1].lower_ in _LOCATIVES:
        return True
    named = any(ent.label_ in _PLACED and ent.start == span.start and ent.end == span.end for ent in doc.ents)
    return named and span.end + 1 < len(doc) and doc[span.end].text == "," and doc[span.end + 1].pos_ == "PROPN"


def goes_on(span: "Span") -> bool:
    """Return whether a word is but the beginning of another name: ``Sterling Heights``, ``the Patriot Act``."""
    doc = span.doc
    if span.end >= len(doc) or any(char.isdigit() for char in span.text):
        return False
    word, behind = span.root, doc[span.end]
    named = behind.pos_ == "PROPN" and behind.is_title and behind.is_alpha and len(behind) > 2 and (
        not is_mark(behind.text))
    return named and (word.head.i == behind.i or behind.head.i == word.i)


class Namesakes:
    """The places that share their name with a state, and what tells the two apart."""

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        """Index the places that name what they are not: IRI of that → place."""
        self._concepts = concepts
        self._namesakes = {
            iri: concept for concept in concepts.values() for iri in concept.links.get("namesake", ())
        }

    def told_apart(self, doc: "Doc", found: Iterable[Linked]) -> Iterator[Linked]:
        """Yield the mentions, each place read by the land behind it.

        A town whose land is another one than that of the known place is a town of its own, without IRI
        (``Cairo, Illinois``).  A land whose town lies in its namesake is the namesake (``Atlanta, Georgia``).
        """
        found = list(found)
        apart: dict[int, Linked] = {}
        for town, land in pairwise(found):
            if self._is_town(town) and self._is_land(land) and _lies_in(doc, town, land):
                if land.iri in self._namesakes and self._land_of(town) in self._namesakes[land.iri].links["country"]:
                    apart[land.start] = _named_by(land, self._namesakes[land.iri])
                elif self._land_of(town) not in {self._land_of(land), land.iri, ""}:
                    apart[town.start] = Linked(
                        town.start, town.end, town.head, town.text, "Place", "", town.text, country=self._land_of(land)
                    )
        yield from (apart.get(linked.start, linked) for linked in found)

    def _is_town(self, linked: Linked) -> bool:
        return linked.kind == "Place" or (linked.kind in _LANDS and linked.reason == "capital")

    def _is_land(self, linked: Linked) -> bool:
        """Return whether it is a state by its name, or a province."""
        if linked.kind == "Place":
            return linked.fact("province")
        return linked.kind in _LANDS and linked.reason in {"exact", "alias"}

    def _land_of(self, linked: Linked) -> str:
        """Return the state that a place lies in; a state lies in itself."""
        return linked.iri if linked.kind in _LANDS else linked.country


def _lies_in(doc: "Doc", town: Linked, land: Linked) -> bool:
    """Return whether a land right behind a comma says where a town lies, and does not go on with a list or act itself.

    As in ``in Washington, Georgia signed`` and ``Moscow, Belarus and China``.
    """
    if doc[town.end : land.start].text != "," or doc[town.start].sent != doc[land.start].sent:
        return False
    above = doc[land.head]
    inside = above.dep_ in _TIES and (above.head.i == town.head or above.head == doc[town.head].head)
    if not inside and (land.kind != "Place" or above.dep_.startswith("nsubj")):
        return False  # no province acts, wherever the parser put it
    behind = [token.lower_ for token in doc[land.end : land.end + 2]]
    return _JOINTS.isdisjoint(behind) and not (behind[:1] == [","] and above.dep_ == "conj")


def _named_by(linked: Linked, concept: Concept) -> Linked:
    return replace(
        linked, kind="Place", iri=concept.iri, label=concept.label, concept=concept, reason="apposition",
        country=next(iter(concept.links.get("country", ())), ""),
    )
