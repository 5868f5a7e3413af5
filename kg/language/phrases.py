"""Reads the outside of a phrase off the tree: what marks it.

What comes in: the head of a phrase.  What goes out: its preposition.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["PREMODIFIERS", "preposition"]

PREMODIFIERS = frozenset({"compound", "amod", "nummod", "det", "flat"})
"""Labels of what stands inside a noun phrase."""


def preposition(token: "Token") -> str:
    """Return the first preposition of a phrase, or ""."""
    return next((c.lower_ for c in token.children if c.dep_ == "case" and c.pos_ != "PART"), "")
