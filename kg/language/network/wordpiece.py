"""Cuts words into the pieces that the network knows.

What comes in: one word of a text.  What goes out: the numbers of its pieces, longest first from the left; letters are
lower-cased and lose their accents, typographic quotes and dashes become plain ones (how a word was written is told by
``shapes``).  A character that is no piece is read as unknown.
"""

import unicodedata
from collections.abc import Sequence

__all__ = ["CLOSE", "MASK", "OPEN", "PADDING", "UNKNOWN", "WordPieces", "plain"]

PADDING, UNKNOWN, OPEN, CLOSE, MASK = "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"

_PLAIN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"',
        "»": '"', "‐": "-", "‑": "-", "‒": "–", "―": "—", "−": "-", "…": "...", "\u00ad": None,
    }
)  # fmt: skip
_LONGEST = 100  # characters of a word that are read; longer ones are addresses


def plain(word: str) -> str:
    """Return a word with plain quotes and dashes, its letters untouched."""
    straight = word.translate(_PLAIN)
    return {"''": '"', "--": "—"}.get(straight, straight) or word


class WordPieces:
    """The pieces, and how words are cut into them.

    Attributes:
        pieces: all pieces; those that go on inside a word begin with ``##``.
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        """Index the pieces by text."""
        self.pieces = tuple(pieces)
        self._numbers = {piece: number for number, piece in enumerate(self.pieces)}
        self._known: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        """Return how many pieces there are."""
        return len(self.pieces)

    def number(self, piece: str) -> int:
        """Return the number of a piece."""
        return self._numbers[piece]

    def split(self, word: str) -> tuple[int, ...]:
        """Return the numbers of a word's pieces, at least one."""
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = self._split(word)
        return found

    def _split(self, word: str) -> tuple[int, ...]:
        numbers: list[int] = []
        for part in _parts(plain(word)[:_LONGEST]):
            numbers += self._cut(part)
        return tuple(numbers) or (self._numbers[UNKNOWN],)

    def _cut(self, part: str) -> list[int]:
        """Cut a run of letters and digits, or one sign, longest piece first."""
        numbers: list[int] = []
        start = 0
        while start < len(part):
            lead = "##" if start else ""
            for end in range(len(part), start, -1):
                number = self._numbers.get(lead + part[start:end])
                if number is not None:
                    break
            else:
                number, end = self._numbers[UNKNOWN], start + 1
            numbers.append(number)
            start = end
        return numbers


def _parts(word: str) -> list[str]:
    """Split a word into runs of letters and digits, and single signs, without accents."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
    parts: list[str] = []
    joined = False
    for character in bare:
        if character.isalnum():
            if joined:
                parts[-1] += character
            else:
                parts.append(character)
            joined = True
        elif not character.isspace():
            parts.append(character)
            joined = False
    return parts
