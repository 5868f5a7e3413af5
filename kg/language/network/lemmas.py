"""Turns words into lemmas by edit scripts: how letters are cased, how many are cut from the end, what is put there.

What comes in: a word, its tag and the scores of the scripts.  What goes out: the lemma.  ``script_of`` is the other
way round and serves training.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.language.network.parameters import Array
from kg.language.network.wordpiece import plain

__all__ = ["Lemmatizer", "Script", "lemma_of", "script_of", "without_groups"]

_SCRIPTS_TRIED = 6
_PLURAL = re.compile(r".*(?<!ie)(?<![sxz]e)(?<![cs]he)s\Z")
"""A word whose singular is it without its last letter, if it is a plural: not *bodies*, *losses*, *branches*."""
_SHORTEST = 4  # letters of a lemma in -ie that is left as it is: *tie*, *pie*
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


class Lemmatizer:
    """Chooses among what the scripts make of a word, by what training saw."""

    def __init__(self, labels: Mapping[str, Sequence[str]]) -> None:
        """Read the scripts ``lemmas``, the lemmas ``known`` and the ``forms`` (``form tag lemma``) of a network."""
        self._scripts = [Script.parse(text) for text in labels["lemmas"]]
        seen = (text.rpartition(" ") for text in labels.get("forms", ()))
        self._forms = {word: lemma for word, _, lemma in seen}  # texts as keys: they cost half the time at every start
        self._known = frozenset(labels.get("known", ()))

    def lemma(self, form: str, tag: str, scores: Array) -> str:
        """Return the lemma that training saw for a form, else that of the best script (names keep their capitals)."""
        seen = self._forms.get(f"{form} {tag}")
        if not seen and not tag.startswith("NNP"):
            seen = self._forms.get(f"{form.lower()} {tag}")
        if seen:
            return seen
        if form.isascii() and not any(char.isalpha() for char in form):
            return without_groups(form)
        ranked = [self._scripts[i] for i in scores.argsort()[: -_SCRIPTS_TRIED - 1 : -1]]
        return self._doubted(form, tag, [lemma_of(form, script) for script in ranked])

    def _doubted(self, form: str, tag: str, made: Sequence[str]) -> str:
        """Return the first lemma that is known; the best script's is not doubted where it is plain or a name's."""
        best, word = made[0], form.lower()
        plain_plural = tag == "NNS" and best == word[:-1] and _PLURAL.match(word)
        if tag.startswith("NNP") or best.lower() == plain(word) or plain_plural:
            return best
        lemma = next((lemma for lemma in made if lemma in self._known), best)
        cut_short = tag == "NNS" and lemma.endswith("ie") and len(lemma) > _SHORTEST and lemma not in self._known
        return f"{lemma.removesuffix('ie')}y" if cut_short else lemma


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
