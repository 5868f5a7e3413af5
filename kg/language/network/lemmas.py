"""Turns words into lemmas by edit scripts: how letters are cased, how many are cut from the end, what is put there.

What comes in: a word and the script that the network chose.  What goes out: the lemma.  ``script_of`` is the other way
round and serves training.
"""

import re
from dataclasses import dataclass

from kg.language.network.wordpiece import plain

__all__ = ["Script", "lemma_of", "script_of", "without_groups"]

_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Script:
    """How a lemma is made of a word.

    Attributes:
        case: ``lower``, ``keep``, ``title``, ``upper``.
        cut: how many characters are cut from the end.
        suffix: what is put there.
    """

    case: str
    cut: int
    suffix: str

    def __str__(self) -> str:
        """Return the script as it is kept in the weights' description."""
        return f"{self.case} {self.cut} {self.suffix}"

    @classmethod
    def parse(cls, text: str) -> "Script":
        """Read a script as ``str`` writes it."""
        case, cut, suffix = text.split(" ", 2)
        return cls(case, int(cut), suffix)


def _cased(word: str, case: str) -> str:
    if case == "lower":
        return word.lower()
    if case == "title":
        return word[:1].upper() + word[1:].lower()
    return word.upper() if case == "upper" else word


def lemma_of(word: str, script: Script) -> str:
    """Return the lemma of a word; one that is too short for the script stays as it is."""
    straight = plain(word)
    if script.cut > len(straight):
        return straight
    return _cased(straight[: len(straight) - script.cut], script.case) + script.suffix


def script_of(word: str, lemma: str) -> Script:
    """Return the shortest script that makes a lemma of a word."""
    straight, target = plain(word), plain(lemma)
    best: Script | None = None
    for case in ("lower", "keep", "title", "upper"):
        stem = _cased(straight, case)
        shared = 0
        while shared < min(len(stem), len(target)) and stem[shared] == target[shared]:
            shared += 1
        script = Script(case, len(straight) - shared, target[shared:])
        if best is None or script.cut < best.cut:
            best = script
    return best if best is not None else Script("keep", 0, "")


def without_groups(mark: str) -> str:
    """Return a number without the commas of its groups (``1,100`` → ``1100``, as EWT and GUM do), a mark as it is."""
    return mark.replace(",", "") if _GROUPS.fullmatch(mark) else mark
