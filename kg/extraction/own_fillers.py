"""Reads what hangs on a verb itself: its subjects, objects and phrases, whatever its voice.

What comes in: a verb.  What goes out: ``Filler`` records.  It must not know what stands above the verb.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extraction.syntax import case_of, children, is_passive, particle_taken

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Filler", "direct", "stranded"]

_SUBJECTS = frozenset({"nsubj", "nsubj:outer"})
_RELATIVES = frozenset({"which", "who", "that", "whom", "whose"})


@dataclass(frozen=True, slots=True)
class Filler:
    """A token with what it is to its trigger.

    Attributes:
        token: the head of the argument.
        function: its deep function.
        construction: id of the construction that tied it.
        path: steps from the trigger to it, in words.
    """

    token: "Token"
    function: str
    construction: str
    path: tuple[str, ...]


def direct(verb: "Token") -> Iterator[Filler]:
    """Yield what hangs on a verb, with deep functions."""
    passive = is_passive(verb)
    objects = children(verb, "obj")
    receiver = _receiver_among(objects, verb)
    has_object = bool(objects or children(verb, "ccomp")) or _leaves_object_out(verb, passive=passive)
    has_auxiliary = any(c.dep_ in {"aux:pass", "obl:agent"} for c in verb.children)
    for child in verb.children:
        dep, path = child.dep_, (f"{verb.text} >{child.dep_} {child.text}",)
        if dep == "nsubj:outer" and children(verb, "nsubj") != [child]:
            continue  # "the truth is that [Spain sold jets]"
        if dep in _SUBJECTS and not has_auxiliary:
            yield Filler(child, "subject", "A1", path)
            yield from _whose_aim(child, path)
        elif dep == "nsubj:pass" or dep in _SUBJECTS:
            yield Filler(child, "indirect" if has_object else "object", "B2" if has_object else "B1", path)
        elif dep == "obj":
            yield Filler(child, "indirect" if child == receiver else _object_function(child, verb), "A1", path)
            if child == receiver and len(objects) > 1 and objects[0].i < verb.i:  # or the pronoun is no object
                yield Filler(child, "object", "A1", path)
        elif dep == "iobj":
            yield Filler(child, "indirect" if has_object else "object", "A2" if has_object else "A1", path)
        elif dep == "obl:agent":
            yield Filler(child, "subject", "B1", path)
        elif dep.split(":")[0] in {"obl", "nmod"} and child.pos_ != "ADP":
            yield from _phrase(verb, child, passive=passive)


def _phrase(verb: "Token", noun: "Token", *, passive: bool) -> Iterator[Filler]:
    """Yield what a phrase with a preposition is; where that is the verb's own particle, its noun is the object."""
    case, taken = case_of(noun), particle_taken(verb)
    path = (f"{verb.text} >{noun.dep_}[{case}] {noun.text}",)
    agent = passive and case == "by"
    yield Filler(noun, "subject" if agent else case or "bare", "B1" if agent else "A1", path)
    if taken is not None and taken.head == noun:
        yield Filler(noun, "object", "A1", path)


def _receiver_among(objects: Sequence["Token"], verb: "Token") -> "Token | None":
    """Return which of two bare objects receives the other: ``sold [Peru] jets``, ``jets which Spain sold [Peru]``."""
    behind = [token for token in objects if token.i > verb.i]
    if not behind or len(objects) == 1 or any(_object_function(token, verb) != "object" for token in objects):
        return None
    between = verb.doc[behind[0].i + 1 : behind[1].left_edge.i] if len(behind) > 1 else ()
    return None if any(token.is_punct for token in between) else behind[0]


def _object_function(token: "Token", verb: "Token") -> str:
    """Return what an object is: of a relative pronoun, its preposition may stand at the end of the clause."""
    left = stranded(verb) if token.i < verb.i and token.lower_ in _RELATIVES else ""
    return left or case_of(token) or "object"


def _whose_aim(noun: "Token", path: tuple[str, ...]) -> Iterator[Filler]:
    """Yield whose aim it is to do something: ``[Peru's] aim is to buy jets``."""
    for owner in children(noun, "nmod:poss") if noun.dep_ == "nsubj:outer" else ():
        yield Filler(owner, "subject", "F3", (*path, f"{noun.text} >nmod:poss {owner.text}"))


def _leaves_object_out(verb: "Token", *, passive: bool) -> bool:
    """Return whether the noun in front of a clause is what its subject gets, or somebody in it.

    As in ``the tanks [it was given]``, ``the tanks [Spain sent it]``.
    """
    subjects = children(verb, "nsubj:pass") if passive else children(verb, "nsubj")
    return verb.dep_ == "acl:relcl" and bool(subjects) and not _has_pronoun(verb)


def _has_pronoun(verb: "Token") -> bool:
    return any(c.lower_ in _RELATIVES for c in verb.children if c.dep_.split(":")[0] in {"nsubj", "obj", "obl"})


def stranded(verb: "Token") -> str:
    """Return the preposition that a clause leaves without a noun (C4), or "": ``a state that Spain sold jets [to]``."""
    below = [*verb.children, *(c for thing in children(verb, "obj") for c in thing.children)]
    left = [c for c in below if c.pos_ == "ADP" and c.i > verb.i and c.dep_ in {"obl", "nmod"} and not list(c.children)]
    return left[0].lower_ if left else ""
