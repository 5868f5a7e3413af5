"""Ties characters back to tokens.

What comes in: a ``Doc``. What goes out: the tokens under a stretch of its text, however the
tokenizer cut it (``mid-March`` is one token for some and three for others; the patterns read
characters and need not care).
"""

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Alignment"]


class Alignment:
    """The tokens of one document by their offsets."""

    def __init__(self, doc: "Doc") -> None:
        """Note where each token begins."""
        self._starts = [token.idx for token in doc]

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """Return the tokens under the characters ``start`` to ``end``; both ends are exclusive."""
        return bisect_right(self._starts, start) - 1, bisect_left(self._starts, end)
