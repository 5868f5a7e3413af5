"""Mends trees where the parser broke a rule of English: a few errors that cost an argument and can be told for certain.

What comes in: a parsed ``Doc``.  What goes out: the same, with some tokens attached elsewhere.  Each rule names what it
takes as broken; where a tree is possible English, it stays.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["mend"]

_NAMES = frozenset({"nsubj", "nsubj:pass", "obj", "iobj"})
_PREMODIFIERS = frozenset({"compound", "amod", "nummod", "det", "flat"})
_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_RELATIVES = frozenset({"which", "who", "that"})


def mend(doc: "Doc") -> "Doc":
    """Apply every rule to a document."""
    for token in doc:
        if token.dep_ in {"ccomp", "parataxis"}:
            _return_subject(token)
        elif token.dep_ == "case":
            _raise_preposition(token)
        elif token.pos_ == "VERB" and token.head.dep_ == "ROOT" and token.head.pos_ == "PROPN":
            _read_headline(token)
    return doc


def _read_headline(verb: "Token") -> None:
    """Hang the infinitive of a headline on its subject, as the treebanks do: ``[Peru to get jets]``."""
    infinitive = any(c.dep_ == "mark" and c.lower_ == "to" for c in verb.children)
    if infinitive and verb.head.i < verb.i and not any(_is_finite(t) for t in verb.sent if t.pos_ in {"VERB", "AUX"}):
        verb.dep_ = "acl"


def _raise_preposition(token: "Token") -> None:
    """Give a preposition to the noun and not to what modifies it: ``including [Sukhoi fighters]``."""
    noun = token.head
    while noun.dep_ in _PREMODIFIERS and token.i < noun.i < noun.head.i and token.lower_ not in _POSSESSIVES:
        noun = noun.head
    if noun.i != token.head.i:
        token.head = noun


def _return_subject(verb: "Token") -> None:
    """Give a finite clause its subject back from the verb above: ``he said [Peru has bought tanks]``.

    A finite English clause has a subject, and a verb has none behind it where one stands in front already.
    """
    above = verb.head
    if above.i >= verb.i or not _is_finite(verb) or _subjects(verb):
        return
    between = [c for c in above.children if c.dep_ in _NAMES and above.i < c.i < verb.i]
    if len(between) != 1 or not any(c.i < above.i for c in _subjects(above)):
        return
    passive = any(c.dep_ == "aux:pass" for c in verb.children)
    between[0].dep_ = "nsubj:pass" if passive else "nsubj"
    between[0].head = verb


def _is_finite(verb: "Token") -> bool:
    helpers = [c for c in verb.children if c.dep_.startswith(("aux", "cop"))]
    return any("Fin" in t.morph.get("VerbForm", []) for t in [verb, *helpers]) and not any(
        c.dep_ == "mark" and c.lower_ == "to" for c in verb.children
    )


def _subjects(verb: "Token") -> list["Token"]:
    return [c for c in verb.children if c.dep_.split(":")[0] in {"nsubj", "csubj", "expl"} or c.lower_ in _RELATIVES]
