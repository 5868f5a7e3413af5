"""Tells how a word is written: what the network, whose pieces know no capitals, is told beside them.

What comes in: a word, and what stands before it.  What goes out: the number of its shape or gap.
"""

__all__ = ["GAPS", "SHAPES", "gap", "shape"]

SHAPES = (
    "other", "lower", "title", "upper", "initial", "mixed", "number", "designation", "abbreviation", "sign", "opening",
    "closing", "title-compound", "address",
)  # fmt: skip
"""How a word can be written, in the order of the network's table."""

GAPS = ("unknown", "joined", "spaced")
"""What can stand between a word and the one before it, in the order of the network's table."""

_NUMBER = {name: number for number, name in enumerate(SHAPES)}
_KNOWN: dict[str, int] = {}
_MOST_KNOWN = 200_000


def shape(word: str) -> int:
    """Return the number of a word's shape."""
    found = _KNOWN.get(word)
    if found is None:
        if len(_KNOWN) > _MOST_KNOWN:
            _KNOWN.clear()
        found = _KNOWN[word] = _NUMBER[_named(word)]
    return found


def gap(*, spaced: bool | None) -> int:
    """Return the number of a gap; None stands for one that the source does not tell."""
    return 0 if spaced is None else 1 + int(spaced)


def _named(word: str) -> str:
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return _without_letters(word)
    if any(c.isdigit() for c in word):
        return "designation" if any(c.isupper() for c in letters) else "mixed"
    if "@" in word or "/" in word or "www" in word.lower():
        return "address"
    if all(c.islower() for c in letters):
        return "lower"
    if "." in word:
        return "abbreviation"
    return _cased(word, letters)


def _without_letters(word: str) -> str:
    if any(c.isdigit() for c in word):
        return "number"
    if word in {"“", "‘", "``", "`", "«", "„"}:
        return "opening"
    if word in {"”", "’", "''", "»"}:
        return "closing"
    return "sign"


def _cased(word: str, letters: list[str]) -> str:
    if len(letters) == 1:
        return "initial" if letters[0].isupper() else "other"
    if all(c.isupper() for c in letters):
        return "upper"
    if not word[0].isupper():
        return "mixed"
    if all(c.islower() for c in letters[1:]):
        return "title"
    return "title-compound" if "-" in word else "mixed"
