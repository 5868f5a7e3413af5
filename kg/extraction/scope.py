"""Says which words a clause only supposes, asks or wants, and so does not tell: ``if Japan ever sent troops``.

What comes in: a token.  What goes out: yes or no.  What is definite is not supposed: ``if the contract with Peru is
cancelled`` tells of a contract.
"""

from typing import TYPE_CHECKING

from kg.extraction.syntax import children

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["is_supposed", "is_wanted_by_noun"]

_SUPPOSING = frozenset({"if", "unless", "lest", "whether"})
_BELOW = frozenset({"xcomp", "ccomp", "conj", "obj", "iobj", "obl", "nsubj:pass", "nsubj", "acl", "nmod", "compound",
                    "csubj", "parataxis"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_WISHES = frozenset("demand request call insistence proposal ultimatum order wish plea recommendation".split())
_ASKING = frozenset({"why", "how", "when", "where", "who", "which", "what", "whose"})
_MOST_STEPS = 8


def is_supposed(trigger: "Token") -> bool:
    """Return whether a trigger stands in a condition, a question, or in what a demand wants."""
    if trigger.pos_ not in {"VERB", "AUX"} and _is_definite(trigger):
        return False
    token = trigger
    for _ in range(_MOST_STEPS):
        if _is_condition(token) or is_wanted_by_noun(token):
            return True
        if token.dep_ not in _BELOW:
            break
        token = token.head
    return token.dep_ == "ROOT" and _is_question(token)


def _is_definite(noun: "Token") -> bool:
    return bool(children(noun, "nmod:poss")) or any(c.lower_ in _DEFINITE for c in children(noun, "det"))


def _is_condition(clause: "Token") -> bool:
    """Return whether a clause is one with *if*, or turns its helper round: ``should Chad send troops``."""
    if any(c.dep_ == "mark" and c.lower_ in _SUPPOSING for c in clause.children):
        return True
    first = [c for c in children(clause, "aux") if c.lower_ in {"should", "were", "had"} and c.i == clause.left_edge.i]
    return clause.dep_ == "advcl" and bool(first)


def is_wanted_by_noun(clause: "Token") -> bool:
    """Return whether a clause says what a demand wants, which parsers take for a relative one (``demand that …``)."""
    if clause.dep_ not in {"acl", "acl:relcl"} or clause.head.lemma_.lower() not in _WISHES or clause.i < clause.head.i:
        return False
    linked = any(c.lower_ == "that" and c.i == clause.head.i + 1 for c in clause.children)
    return linked and clause.tag_ in {"VB", "VBP"} and any(
        c.dep_.startswith("nsubj") and c.lower_ != "that" for c in clause.children)


def _is_question(root: "Token") -> bool:
    """Return whether a sentence asks whether something is so; *why* it is so takes it for granted."""
    words = [token for token in root.sent if token.text not in {'"', "”", "'", "’", ")"} and not token.is_space]
    return bool(words) and words[-1].text == "?" and not any(token.lower_ in _ASKING for token in words)
