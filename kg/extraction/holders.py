"""Finds who holds a title: the person in front of it, behind it, or said to be it.

What comes in: a reading and its titles.  What goes out: ``Holder`` records.  A name is told by the linker, or by its
capitals behind a title.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extraction.reading import Reading
from kg.extraction.roles import full_name
from kg.extraction.syntax import children, governor
from kg.extraction.titles import Title, capitals, is_rank
from kg.language.mentions import Linked

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Holder", "holders_beside", "person_at", "person_of", "subject_of_copula"]

_FULL = 2  # words of a full name
_STOPS = frozenset(",()—–-;")
_NO_PERSONS = frozenset("base airport university street city force navy army ministry house council minister".split())
_BORN = frozenset({"king", "queen", "prince", "sultan", "emir"})  # names of places begin with them


@dataclass(frozen=True, slots=True)
class Holder:
    """A person with the rule that found him.

    Attributes:
        person: who it is.
        rule: id of the rule.
        path: the step that led there.
    """

    person: Linked
    rule: str
    path: str


def holders_beside(reading: Reading, title: Title, earlier: Sequence[tuple[Title, Sequence[Holder]]]) -> list[Holder]:
    """Return who holds a title by where name and title stand."""
    return (
        _behind(reading, title) or _apposed_behind(reading, title) or _apposed_in_front(reading, title)
        or _coordinated(reading, title, earlier)
    )


def _behind(reading: Reading, title: Title) -> list[Holder]:
    """``spokesman Davydenko``, ``ministers Lavrov and Cavusoglu``."""
    if title.right != title.end or _is_name_of_thing(reading, title):
        return []
    index = _after_ranks(reading, title.end)
    person = person_at(reading, index) or _by_capitals(reading, title, index)
    found = [person] if person else []
    while found and title.is_plural and _joins(reading, found[-1].end):
        following = person_at(reading, found[-1].end + 1)
        if following is None:
            break
        found.append(following)
    return [Holder(full_name(reading, p), "title", f"{title.head.text} {p.text}") for p in found]


def _is_name_of_thing(reading: Reading, title: Title) -> bool:
    """Return whether a king or queen is what a ship is called: ``the carrier King Haakon``."""
    noble = title.head.lower_ in _BORN
    return noble and title.start < title.head.i and reading.doc[title.head.i - 1].pos_ == "NOUN"


def _joins(reading: Reading, index: int) -> bool:
    return index < len(reading.doc) and reading.doc[index].lower_ in {"and", ","}


def _after_ranks(reading: Reading, index: int) -> int:
    words = reading.lexicon.words["position-honorifics"]
    while index < len(reading.doc):
        linked, token = reading.mentions.at(index), reading.doc[index]
        honorific = token.lower_ in words and linked is None
        if is_rank(reading, linked) and linked is not None and linked.start == index:
            index = linked.end
        elif honorific or (token.text == "." and reading.doc[index - 1].lower_ in words):
            index += 1
        else:
            break
    return index


def _by_capitals(reading: Reading, title: Title, index: int) -> Linked | None:
    """Return a name that the pipeline missed: capitalised words right behind a title."""
    name = capitals(reading, index, 1)
    if name is None or title.head.lower_ in _BORN or reading.doc[name[0]].is_sent_start:
        return None
    span = reading.doc[name[0] : name[1]]
    if _NO_PERSONS & {token.lower_ for token in span} or title.is_plural:
        return None
    return Linked(span.start, span.end, span.root.i, span.text, "Person", "", span.text)


def _apposed_behind(reading: Reading, title: Title) -> list[Holder]:
    """``the head of Rosoboronexport, Alexander Mikheyev, said``."""
    doc = reading.doc
    if title.right + 1 >= len(doc) or doc[title.right].text not in {",", "—", "–"}:
        return []
    index = _after_ranks(reading, title.right + 1)
    person = person_at(reading, index) or _guessed_behind(reading, title, index)
    closes = person is not None and (person.end >= len(doc) or doc[person.end].is_punct)
    joined = person is not None and person.end < len(doc) and doc[person.end].lower_ == "and"
    if person is None or not closes or joined or _is_object_of_list(doc, title):
        return []
    return [Holder(full_name(reading, person), "title-then-name", f"{title.head.text}, {person.text}")]


def _guessed_behind(reading: Reading, title: Title, index: int) -> Linked | None:
    """Return a name of two words and more that the pipeline missed: ``its ambassador, Oksana Markarova, spoke``."""
    if index >= len(reading.doc) or title.is_plural or title.organization is None:
        return None
    end = index
    while end < len(reading.doc) and reading.doc[end].pos_ == "PROPN" and _is_guess(reading.mentions.at(end)):
        end += 1
    span = reading.doc[index:end]
    if len(span) < _FULL or _NO_PERSONS & {token.lower_ for token in span}:
        return None
    return Linked(span.start, span.end, span.root.i, span.text, "Person", "", span.text)


def _is_guess(linked: Linked | None) -> bool:
    return linked is None or linked.reason == "unknownName"


def _is_object_of_list(doc: "Doc", title: Title) -> bool:
    return title.left > 0 and doc[title.left - 1].text == "," and title.left > 1 and doc[title.left - 2].pos_ == "PROPN"


def _apposed_in_front(reading: Reading, title: Title) -> list[Holder]:
    """``Elliott Abrams, the U.S. envoy``; an age may stand between."""
    doc, index = reading.doc, title.left - 1
    if index < 1 or doc[index].text not in _STOPS:
        return []
    while index > 1 and (doc[index].text in _STOPS or doc[index].like_num):
        index -= 1
    person = reading.mentions.at(index)
    if person is None or person.kind != "Person" or person.end != index + 1:
        return []
    return [Holder(full_name(reading, person), "name-then-title", f"{person.text}, {title.head.text}")]


def _coordinated(
    reading: Reading, title: Title, earlier: Sequence[tuple[Title, Sequence[Holder]]]
) -> list[Holder]:
    """``Petrov, founder and chief executive of Kronshtadt``: the second title has the holder of the first."""
    before = earlier[-1] if earlier else None
    if before is None or not before[1] or title.left == 0 or reading.doc[title.left - 1].lower_ != "and":
        return []
    joined = before[0].right == title.left - 1 and before[1][0].rule == "name-then-title"
    return list(before[1]) if joined else []


def person_at(reading: Reading, index: int) -> Linked | None:
    """Return the person whose name begins at a token; ``Prince Sultan Air Base`` holds a title and no person."""
    linked = reading.mentions.at(index) if index < len(reading.doc) else None
    if linked is None or linked.kind != "Person" or linked.start != index:
        return None
    return None if linked.text.split()[-1].lower() in _NO_PERSONS else linked


def person_of(reading: Reading, token: "Token") -> Linked | None:
    """Return the person whom a token names or stands for, also behind a title and through a relative pronoun."""
    for word in [token, *children(token, "appos", "flat", "compound", "nmod:desc")]:
        linked = reading.mentions.at(word.i)
        if linked and linked.kind == "Person":
            return full_name(reading, linked)
    if token.lower_ in {"who", "whom", "that"}:
        above = list(_relative_heads(token))
        return next((p for p in (person_of(reading, head) for head in above) if p), None)
    stands_for = reading.antecedents.of(token)
    return full_name(reading, stands_for.linked) if stands_for and stands_for.linked.kind == "Person" else None


def _relative_heads(pronoun: "Token") -> Iterator["Token"]:
    clause = governor(pronoun)
    while clause is not None:
        if clause.dep_ == "acl:relcl":
            yield clause.head
            return
        clause = governor(clause)


def subject_of_copula(reading: Reading, title: Title) -> Linked | None:
    """Return who is said to be it: ``Maria Costa is the procurement chief``, ``the chief is Maria Costa``."""
    head = title.head
    if head.dep_ == "nsubj" and children(head.head, "cop"):
        return _named_person(reading, head.head)
    if not children(head, "cop"):
        return None
    people = (person_of(reading, subject) for subject in children(head, "nsubj"))
    return next((person for person in people if person), None)


def _named_person(reading: Reading, token: "Token") -> Linked | None:
    linked = reading.mentions.headed(token.i)
    return full_name(reading, linked) if linked and linked.kind == "Person" and linked.head == token.i else None
