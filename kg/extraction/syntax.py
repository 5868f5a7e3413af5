"""Reads a Universal Dependencies tree one step at a time: children, prepositions, coordination, voice.

What comes in: tokens.  What goes out: tokens and words.  Every room that reads trees starts here.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "case_of",
    "children",
    "conjuncts",
    "goes_back",
    "governor",
    "is_bare_participle",
    "is_passive",
    "is_verbal",
    "is_within",
    "lemmas",
    "particle_taken",
]

_PARTICLES = frozenset({"over", "up", "out", "off"})
_BACK = 9  # tokens behind a verb in which a "back" is its own


def children(token: "Token", *deps: str) -> list["Token"]:
    """Return the children with one of these labels; a label without subtype takes its subtypes in."""
    return [c for c in token.children if c.dep_ in deps or c.dep_.split(":")[0] in deps]


def lemmas(token: "Token", forms: Mapping[str, str]) -> set[str]:
    """Return what a token may be a form of: its lemma with and without particle, and by the lexicon's own forms."""
    plain = {token.lemma_.lower(), forms.get(token.lower_, token.lower_)}
    particles = [c.lower_ for c in token.children if c.dep_ == "compound:prt" or c.lower_ == "ahead"]
    if particles:
        return {" ".join([word, *particles]) for word in plain}
    taken = particle_taken(token)
    return plain | {f"{word} {taken.lower_}" for word in plain} if taken else plain


def particle_taken(verb: "Token") -> "Token | None":
    """Return the particle of a verb that a parser took for a preposition: ``handed [over] the second jet``."""
    behind = verb.doc[verb.i + 1] if verb.i + 1 < len(verb.doc) else None
    if behind is None or behind.dep_ != "case" or behind.lower_ not in _PARTICLES or children(verb, "obj"):
        return None
    return behind if behind.head.head == verb and behind.head.dep_ == "obl" else None


def case_of(token: "Token") -> str:
    """Return the preposition of a phrase, several words joined by a space, or ""."""
    words: list[str] = []
    for child in token.children:
        if child.dep_ == "case" and child.lower_ not in {"'s", "’s", "'", "’"}:
            words.append(child.lower_)
            words.extend(c.lower_ for c in child.children if c.dep_ == "fixed")
    return " ".join(words)


def conjuncts(token: "Token") -> list["Token"]:
    """Return the token and everything coordinated below it (E2).

    No list reaches over the verb that it is an argument of: what the parser lists there belongs to something else.
    """
    found = [token]
    for child in token.children:
        over_verb = token.i < token.head.i < child.i and token.dep_ != "conj"
        if child.dep_ == "conj" and not over_verb and not _starts_clause(child, token):
            found.extend(conjuncts(child))
    return found


def _starts_clause(child: "Token", head: "Token") -> bool:
    if child.pos_ not in {"VERB", "AUX"} or head.pos_ in {"VERB", "AUX"}:
        return False
    return not any(c.dep_ in {"det", "amod", "compound", "nummod", "nmod:poss"} for c in child.children)


def is_passive(verb: "Token") -> bool:
    """Return whether a verb form is passive: by its subject, its auxiliary, or as a bare participle."""
    if any(c.dep_ in {"nsubj:pass", "csubj:pass", "aux:pass", "obl:agent"} for c in verb.children):
        return True
    if not is_bare_participle(verb):
        return False
    if verb.dep_ == "conj":  # "were built in Spain and [delivered] to Peru" share a helper
        return not children(verb, "nsubj") and is_passive(verb.head)
    brought_about = verb.dep_ == "xcomp" and bool(children(verb.head, "obj"))  # "had four jets [delivered]"
    if children(verb, "obj"):  # "Egypt, [given 12 jets by Spain]"
        return verb.dep_ == "acl" and _is_surely_participle(verb)
    return verb.dep_ in {"acl", "amod", "advcl"} or brought_about


def _is_surely_participle(verb: "Token") -> bool:
    """Return whether no past tense is mistaken for a participle: by its form, or by who does it."""
    below = [*verb.children, *(c for thing in children(verb, "obj") for c in thing.children)]
    return verb.lower_.endswith(("en", "wn")) or any(case_of(c) == "by" and c.pos_ == "PROPN" for c in below)


def is_bare_participle(verb: "Token") -> bool:
    """Return whether a verb form is a past participle without an auxiliary."""
    is_participle = "Part" in verb.morph.get("VerbForm", []) and "Past" in verb.morph.get("Tense", [])
    return (is_participle or verb.tag_ == "VBN") and not any(c.dep_ == "aux" for c in verb.children)


def is_verbal(token: "Token") -> bool:
    """Return whether a token is a verb, or a gerund that takes an object like one (``shipping missiles``)."""
    return token.pos_ in {"VERB", "AUX"} or (token.lower_.endswith("ing") and bool(children(token, "obj")))


def goes_back(verb: "Token") -> bool:
    """Return whether something is given back to who had it: ``handed four jets [back] to Peru``."""
    for token in verb.doc[verb.i + 1 : min(verb.i + _BACK, verb.sent.end)]:
        if token.lower_ == "back":
            return True
        if token.pos_ == "VERB" or token.is_punct:
            return False
    return False


def governor(token: "Token") -> "Token | None":
    """Return the head, or None at the root."""
    return None if token.head.i == token.i else token.head


def is_within(one: "Token", other: "Token", most: int) -> bool:
    """Return whether a token stands in the sentence of another one, or at most so many sentences before it."""
    start = other.sent.start
    for _ in range(most):
        start = other.doc[start - 1].sent.start if start else 0
    return start <= one.i
