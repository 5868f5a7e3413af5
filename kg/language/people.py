"""Tells people from equipment that bears their name: ``rebel fighters`` fly nothing.

What comes in: a parsed ``Doc`` and what labels matched.  What goes out: the same without class nouns that mean people.
Which nouns those are and which words give them away is data: ``at:alsoPeople`` and ``at:peopleSign``.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.language.mentions import Linked

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["without_people"]

_ACTING = frozenset({"nsubj", "nsubj:pass"})
_OF = frozenset({"of", "from", "with", "loyal"})


def without_people(doc: "Doc", found: Iterable[Linked]) -> Iterator[Linked]:
    """Yield the mentions that do not name people."""
    found = list(found)
    groups = {index for linked in found if linked.kind == "ArmedGroup" for index in range(linked.start, linked.end)}
    for linked in found:
        if not _names_people(doc, linked, groups):
            yield linked


def _names_people(doc: "Doc", linked: Linked, groups: set[int]) -> bool:
    if linked.concept is None or linked.reason != "classNoun" or linked.head != linked.end - 1:
        return False
    nouns = linked.concept.facts.get("alsoPeople", ())
    if linked.text.lower() not in {*nouns, *(noun + "s" for noun in nouns)}:
        return False
    signs = set(linked.concept.facts.get("peopleSign", ()))
    if linked.start and (linked.start - 1 in groups or not signs.isdisjoint(_forms(doc[linked.start - 1]))):
        return True
    return _acts_like_people(doc[linked.head], signs) or _is_of_a_group(doc, linked, groups)


def _acts_like_people(noun: "Token", signs: set[str]) -> bool:
    """Return whether a noun is the subject of what only people do, or suffer: ``fighters were wounded``."""
    return noun.dep_ in _ACTING and not signs.isdisjoint(_forms(noun.head))


def _is_of_a_group(doc: "Doc", linked: Linked, groups: set[int]) -> bool:
    behind = doc[linked.end : linked.end + 3]
    return len(behind) > 1 and behind[0].lower_ in _OF and any(token.i in groups for token in behind[1:])


def _forms(token: "Token") -> set[str]:
    return {token.lower_, token.lemma_.lower(), token.lower_.removesuffix("s")}
