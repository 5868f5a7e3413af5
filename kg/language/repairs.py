"""Mends trees where the parser broke a rule of English: a few errors that cost an argument and can be told for certain.

What comes in: a parsed ``Doc``, and the spans that are one name each.  What goes out: the same, with some tokens
attached elsewhere.  Each rule names what it takes as broken; where a tree is possible English, it stays.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["mend", "unite"]

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


def unite(doc: "Doc", start: int, end: int, head: int) -> None:
    """Make the words of one name one branch of the tree, where the parser tore them apart.

    As in ``a batch [of Bayraktar TB2] [drones]``: what ties the first of its parts to the rest ties the whole.
    """
    inside = range(start, end)
    outer = [doc[i] for i in inside if doc[i].head.i not in inside or doc[i].head.i == i]
    if len(outer) < 2 or head not in inside or doc[head].sent != doc[start].sent:
        return
    if any(token.head.i == token.i for token in outer):
        return  # the root of the sentence lies in the name: nothing tells which part is right
    ties = [t for t in outer if not any(a.i in inside for a in t.head.ancestors) and t.head.i not in inside]
    if not ties:
        return
    top, governor, label = doc[head], ties[0].head, ties[0].dep_
    for token in outer:
        for child in list(token.children):
            if child.i not in inside and token.i != head:
                child.head = top
        if token.i != head:
            token.head, token.dep_ = top, "compound"
    top.head, top.dep_ = governor, label
