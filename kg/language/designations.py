"""Equipment by form: designations with their class nouns, and designations that no gazetteer knows.

What comes in: a parsed ``Doc`` and what labels matched.  What goes out: ``Linked`` records of equipment.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.language.mentions import Linked

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["is_designation", "joined_designations", "joined_equipment", "one_design", "unknown_designations"]

_DESIGNATION = re.compile(r"[A-Z][A-Za-z]{0,6}[-‐/ ]?\d{1,4}[A-Za-z0-9/+-]*|\d{1,3}[A-Z]\d{1,2}[A-Z]*")
_NO_DESIGNATION = re.compile(
    r"(?:G-?(?:7|8|20)|COVID-?19|[A-Z]\d|Q[1-4]|FY-?\d+|\d+(?:th|st|nd|rd)"
    r"|(?:USD|EUR|GBP|CHF|JPY|INR|AUD|CAD|SEK|NOK|DKK|PLN|ZAR|BRL|SAR|AED)\d+"  # sums of money
    r"|[A-Z]{1,5}\d{5,}[A-Z0-9]*|[A-Z0-9]{5,7}-\d\d-[A-Z]-[A-Z0-9]{4,5})$"  # contracts and their changes
)
_SUMS = frozenset("million billion trillion thousand m mn bn".split())  # what a number of money is counted in


def joined_equipment(doc: "Doc", found: list[Linked]) -> Iterator[Linked]:
    """Join a designation or name with the class noun behind it: ``Su-30MK2`` + ``fighter planes``."""
    skip = False
    for linked, behind in zip(found, [*found[1:], None], strict=False):
        if skip:
            skip = False
        elif behind and linked.is_equipment and behind.reason == "classNoun" and _adjoin(doc, linked, behind):
            yield _join(doc, linked, behind)
            skip = True
        elif linked.reason == "classNoun":
            yield _with_name(doc, linked, found)
        else:
            yield linked


def is_designation(word: str) -> bool:
    """Return whether a word has the form of a designation: ``Su-30MK2``, not ``COVID-19``."""
    return _DESIGNATION.fullmatch(word.removesuffix("s")) is not None and _NO_DESIGNATION.fullmatch(word) is None


def unknown_designations(doc: "Doc", found: Iterable[Linked]) -> Iterator[Linked]:
    """Yield designations that no gazetteer knows but whose form gives them away."""
    taken = {index for linked in found for index in range(linked.start, linked.end)}
    for token in doc:
        if token.i not in taken and _may_be_designation(token):
            start = token.i
            while start > 0 and _is_name_part(doc[start - 1], token) and start - 1 not in taken:
                start -= 1
            yield _unknown_equipment(doc[start : token.i + 1])


def _may_be_designation(token: "Token") -> bool:
    if token.pos_ not in {"PROPN", "NOUN", "X", "NUM"} or not is_designation(token.text):
        return False
    return token.i + 1 == len(token.doc) or token.nbor().lower_ not in _SUMS  # "R64 million" are rand


def joined_designations(doc: "Doc", found: Iterable[Linked]) -> Iterator[Linked]:
    """Join a variant that no gazetteer knows with the type behind it: ``M1A2T`` + ``Abrams tanks``."""
    return _joined(doc, found, lambda one, other: _is_variant(one) and other.reason == "designation")


def one_design(doc: "Doc", found: Iterable[Linked]) -> Iterator[Linked]:
    """Join names of one design that follow each other: ``FGM-148F`` + ``Javelin missiles``."""
    return _joined(doc, found, lambda one, other: one.is_equipment and one.iri == other.iri != "")


def _joined(doc: "Doc", found: Iterable[Linked], belong: Callable[[Linked, Linked], bool]) -> Iterator[Linked]:
    """Yield mentions in their order; those that follow each other and belong together are one, named by the last."""
    before: Linked | None = None
    for linked in sorted(found, key=lambda linked: linked.start):
        if before and before.end == linked.start and belong(before, linked):
            before = replace(linked, start=before.start, text=doc[before.start : linked.end].text)
            continue
        if before:
            yield before
        before = linked
    if before:
        yield before


def _is_variant(linked: Linked) -> bool:
    return linked.reason == "designationForm" and not linked.iri


def _adjoin(doc: "Doc", designation: Linked, noun: Linked) -> bool:
    """Return whether a class noun follows a designation at once, or behind *-class*."""
    return doc[designation.end : noun.start].text.lower() in {"", "class", "-class"}


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
    if _has_number(doc, noun, taken):
        start -= 1
    while start and start - 1 not in taken and _is_name_part(doc[start - 1], doc[noun.head]):
        start -= 1
    if start > 2 and doc[start - 2 : start].text.lower() == "-class" and start - 3 not in taken:
        start -= 3 if doc[start - 3].pos_ == "PROPN" else 0
    if start == noun.start:
        return noun
    text = doc[start : noun.end].text
    return Linked(
        start, noun.end, noun.head, text, "EquipmentType", "", text, "designationForm", None,
        equipment_class=noun.iri,
    )


def _has_number(doc: "Doc", noun: Linked, taken: set[int]) -> bool:
    """Return whether a number in front of a class noun is a part of a name: ``a Zorkan 7 howitzer``.

    In front of a plural it may count (``sold Peru 7 howitzers``), unless the whole is counted itself.
    """
    if noun.start < 3 or not doc[noun.start - 1].text.isdigit() or noun.start - 2 in taken:
        return False
    name, before = doc[noun.start - 2], doc[noun.start - 3]
    named = name.pos_ == "PROPN" and name.text[:1].isupper() and name.ent_type_ != "PER"
    counted = before.like_num or before.pos_ == "DET"
    return named and (counted or doc[noun.head].tag_ == "NN")


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
