"""Finds the words that name something, and ties them to the gazetteer.

What comes in: a parsed ``Doc`` and the gazetteer's concepts.  What goes out: ``Mentions``, one ``Linked`` for each run
of words that names a state, organisation, person, office, place or piece of equipment, with the reason why.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.gazetteer import Gazetteer
from kg.language.designations import joined_designations, joined_equipment, one_design, unknown_designations
from kg.language.eras import Eras
from kg.language.labels import Labels
from kg.language.marks import with_marks
from kg.language.mentions import Linked, Mentions
from kg.language.people import without_people
from kg.language.places import Namesakes
from kg.language.services import Services

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Linker"]

_ENT_KINDS = {"PER": "Person", "PERSON": "Person", "ORG": "Organization", "LOC": "Place", "GPE": "Place"}


_OF_VERBS = frozenset({"nsubj", "obj", "iobj", "aux", "mark", "obl"})
_DIVISIONS = frozenset(
    "systems aircraft missiles control defense defence aerospace aviation helicopters electronics technologies "
    "division vehicles armaments munitions shipbuilding marine naval space land sensors international company "
    "corporation corp corp. co co. inc inc. llc ltd ltd. plc s.p.a. s.a. ag gmbh".split()
)
"""Last words of the names of divisions and of what a firm is in law."""


class Linker:
    """Ties words to the concepts of a gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Index the gazetteer's labels and its templates of services."""
        self._concepts = gazetteer.concepts
        concepts = gazetteer.concepts.values()
        self._labels = Labels(c for c in concepts if "ServiceTemplate" not in c.kinds)
        self._services = Services(c for c in concepts if "ServiceTemplate" in c.kinds)
        self._namesakes = Namesakes(gazetteer.concepts)
        self._eras = Eras(concepts)

    def link(self, doc: "Doc", year: int | None = None) -> Mentions:
        """Find and tie all mentions of a document that appeared in a year."""
        found = [m for m in self._labels.matches(doc) if not _is_something_else(doc, m)]
        found = list(self._namesakes.told_apart(doc, without_people(doc, found)))
        found = list(self._eras.in_their_time(found, year))
        found = list(joined_equipment(doc, list(with_marks(doc, found))))
        found = list(joined_designations(doc, [*found, *unknown_designations(doc, found)]))
        found.extend(self._services.mentions(doc, found))
        found = list(one_design(doc, _longest(found)))
        found = list(_with_divisions(doc, found))
        found.extend(_names(doc, found))
        found.extend(_persons(doc, found))
        found = list(_abbreviated(doc, found))
        return Mentions(found, self._concepts)


def _is_something_else(doc: "Doc", linked: Linked) -> bool:
    return _inside_name(doc, linked) or _begins_firm(doc, linked) or _is_verb(doc, linked) or _is_numbered(doc, linked)


def _is_verb(doc: "Doc", linked: Linked) -> bool:
    """Return whether a class noun is a verb where it stands: ``let the firm [ship] turrets``, ``none to [spare]``."""
    token = doc[linked.head]
    if linked.reason != "classNoun" or linked.end - linked.start > 1 or token.pos_ != "VERB":
        return False
    return any(child.dep_.split(":")[0] in _OF_VERBS for child in token.children)


def _is_numbered(doc: "Doc", linked: Linked) -> bool:
    """Return whether the abbreviation of a medium begins a designation: ``[PAP] 104 vehicles``."""
    behind = doc[linked.end] if linked.end < len(doc) else None
    return linked.kind == "Medium" and linked.text.isupper() and behind is not None and behind.text.isdigit()


def _inside_name(doc: "Doc", linked: Linked) -> bool:
    """Return whether the words are a part of a person's name (Michael *Jordan*), or a town in that of a firm."""
    if linked.reason in {"demonym", "classNoun"} or linked.kind == "Office":
        return False
    wholes = {"PER", "ORG"} if linked.kind == "Place" else {"PER"}
    return any(
        ent.label_ in wholes and ent.start <= linked.start and linked.end <= ent.end
        and ent.end - ent.start > linked.end - linked.start
        for ent in doc.ents
    )


def _begins_firm(doc: "Doc", linked: Linked) -> bool:
    """Return whether a word that also names equipment begins a firm's name: ``[Draken] International``."""
    if not linked.is_equipment or linked.reason == "classNoun" or any(char.isdigit() for char in linked.text):
        return False
    return any(
        ent.label_ == "ORG" and ent.start == linked.start and linked.end < ent.end
        and doc[ent.end - 1].lower_ in _DIVISIONS
        for ent in doc.ents
    )


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


def _with_divisions(doc: "Doc", found: list[Linked]) -> Iterator[Linked]:
    """Extend a firm's name over the division behind it: ``Lockheed Martin [Missiles and Fire Control]``."""
    taken = {index for linked in found if linked.reason != "classNoun" for index in range(linked.start, linked.end)}
    gone: set[int] = set()
    for linked in found:
        end = _division_end(doc, linked.end, taken) if linked.is_firm and linked.concept else linked.end
        gone.update(range(linked.end, end))
        if linked.start not in gone:
            span = doc[linked.start : end]
            yield replace(linked, end=end, head=span.root.i, text=span.text) if end > linked.end else linked


def _division_end(doc: "Doc", start: int, taken: set[int]) -> int:
    """Return the index behind the last word of a division that begins at a token; ``start`` if none does."""
    end = index = start
    while index < len(doc) and index not in taken and (
        doc[index].is_title or doc[index].is_upper or doc[index].lower_ in {"and", "&"}
    ):
        index += 1
        if doc[index - 1].lower_ in _DIVISIONS:
            end = index
    return end


def _names(doc: "Doc", found: list[Linked]) -> Iterator[Linked]:
    """Yield the names that the pipeline found and no gazetteer knows."""
    taken = {index for linked in found for index in range(linked.start, linked.end)}
    titles = {index for linked in found if linked.kind == "Office" for index in range(linked.start, linked.end)}
    for ent in doc.ents:
        kind, start = _ENT_KINDS.get(ent.label_), ent.start
        while start in titles and start < ent.end - 1:
            start += 1  # "President Aleksandar Vucic" is the name of his office and his own
        if kind and not any(index in taken for index in range(start, ent.end)):
            span = doc[start : ent.end]
            yield Linked(start, ent.end, span.root.i, span.text, kind, "", span.text)


def _abbreviated(doc: "Doc", found: list[Linked]) -> Iterator[Linked]:
    """Yield the mentions; an unknown abbreviation means the organisation that it was bracketed behind.

    As in ``Reutech Defence Industries ([RDI])``.
    """
    found = sorted(found, key=lambda linked: (linked.start, -linked.end))
    behind = {linked.end: linked for linked in found if linked.kind == "Organization" and linked.iri}
    meant: dict[str, Linked] = {}
    for linked in found:
        if not linked.iri and linked.text.isupper() and linked.start and doc[linked.start - 1].text == "(":
            whole = behind.get(linked.start - 1)
            if whole and linked.text[0] == whole.text[0] and linked.end < len(doc) and doc[linked.end].text == ")":
                meant[linked.text] = whole
        whole = meant.get(linked.text) if not linked.iri else None
        yield _renamed(whole, linked) if whole else linked


def _renamed(whole: Linked, short: Linked) -> Linked:
    return replace(
        whole, start=short.start, end=short.end, head=short.head, text=short.text, reason="apposition"
    )


def _persons(doc: "Doc", found: list[Linked]) -> Iterator[Linked]:
    """Yield persons that the pipeline missed: behind a title (``spokesman Diaz``), or by a surname known in full."""
    taken = {index for linked in found for index in range(linked.start, linked.end)}
    titles = {linked.end - 1 for linked in found if linked.kind == "Office"}
    surnames = {linked.text.split()[-1] for linked in found if linked.kind == "Person" and " " in linked.text}
    index = 0
    while index < len(doc):
        end = index
        while end < len(doc) and end not in taken and doc[end].pos_ == "PROPN" and not doc[end].is_sent_start:
            end += 1
        if end > index and (index - 1 in titles or doc[end - 1].text in surnames):
            span = doc[index:end]
            yield Linked(index, end, span.root.i, span.text, "Person", "", span.text)
        index = max(end, index + 1)
