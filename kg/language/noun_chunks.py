"""Finds noun phrases in Universal Dependencies trees, where spaCy's own iterator for English assumes other labels.

What comes in: a parsed ``Doc`` or ``Span``.  What goes out: base noun phrases, each a noun with what stands in front of
it; none lies inside another.  ``doc.noun_chunks`` yields them once the network is a part of the pipeline.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from spacy.errors import Errors

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["noun_chunks"]

_LABEL = "NP"
_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
_INSIDE = frozenset({"compound", "flat", "fixed", "goeswith", "nmod:poss", "det", "amod", "nummod", "case"})
_IN_FRONT = frozenset({"det", "amod", "nummod", "compound", "nmod", "advmod", "flat"})
_BEHIND = frozenset({"flat", "fixed", "goeswith"})


def noun_chunks(doclike: "Doc | Span") -> Iterator[tuple[int, int, int]]:
    """Yield first token, end (exclusive) and label of each noun phrase, as spaCy asks of a syntax iterator.

    Raises:
        ValueError: the document is not parsed.
    """
    doc = doclike.doc
    if not doc.has_annotation("DEP"):
        raise ValueError(Errors.E029)
    label, taken = doc.vocab.strings.add(_LABEL), -1
    for token in doclike:
        if token.pos_ in _NOUNS and not _is_inside(token):
            start, end = _bounds(token)
            if start >= taken:
                yield start, end, label
                taken = end


def _is_inside(token: "Token") -> bool:
    """Return whether a noun belongs to the phrase of the noun above."""
    described = token.dep_ == "nmod:desc" and token.i < token.head.i
    return token.dep_ in _INSIDE or described


def _bounds(noun: "Token") -> tuple[int, int]:
    """Return where the phrase of a noun begins and ends: what hangs in front of it, and the rest of a name behind."""
    in_front = [c.left_edge.i for c in noun.lefts if c.dep_.split(":")[0] in _IN_FRONT]
    behind = [c.right_edge.i for c in noun.rights if c.dep_ in _BEHIND]
    return min([noun.i, *in_front]), max([noun.i, *behind]) + 1
