"""Reads the mark of a design however it is written: ``Mk 4``, ``Mark IV``, ``Mk. 4``; ``Leopard two``.

What comes in: labels, and tokens.  What goes out: the same with one spelling, and the ends of marks behind names.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.language.mentions import Linked, fold

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["folded_tokens", "is_mark", "one_spelling", "with_marks"]

_ROMAN = {roman: str(n) for n, roman in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), 1)}
_WORDS = {word: str(n) for n, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_MARK = frozenset({"mk", "mk.", "mark"})
_STAGES = frozenset({*_MARK, "block", "tranche", "batch", "flight", "increment"})
_NUMBER = re.compile(r"\d{1,3}[A-Z]?s?|[IVX]{1,4}s?")
_TOGETHER = re.compile(r"Mk\d{1,3}[A-Z]?")
_IN_LABEL = re.compile(r"\b(?:Mark|Mk\.?)[ -]?(\d+|[IVX]+)\b")


def one_spelling(label: str) -> str:
    """Return a label with its mark as ``Mk`` and a number in figures."""
    if "Mk" not in label and "Mark" not in label:
        return label  # all but a few
    return _IN_LABEL.sub(lambda match: f"Mk {_ROMAN.get(match[1], match[1])}", label)


def folded_tokens(doc: "Doc") -> list[str]:
    """Return the letters and digits of each token; marks, and numbers behind them and behind names, in one spelling."""
    folded = [fold(token.text) for token in doc]
    for index in range(len(doc) - 1):
        word, behind = doc[index], doc[index + 1]
        number = behind.text.removesuffix("s")
        if word.lower_ in _MARK and (number in _ROMAN or number.isdigit()):
            folded[index] = "mk"
            folded[index + 1] = _ROMAN.get(number, number) + "s" * behind.text.endswith("s")
        elif behind.text in _WORDS and word.pos_ == "PROPN" and word.text[:1].isupper():
            folded[index + 1] = _WORDS[behind.text]
    return folded


def is_mark(word: str) -> bool:
    """Return whether a word opens the mark or stage of a design."""
    return word.lower() in _STAGES


def with_marks(doc: "Doc", found: Iterable[Linked]) -> Iterator[Linked]:
    """Yield the mentions; a design takes in the mark behind it that no gazetteer has: ``Hawk [Mk 64]``."""
    found = list(found)
    taken = {index for linked in found for index in range(linked.start, linked.end)}
    for linked in found:
        end = _mark_end(doc, linked.end) if linked.reason == "designation" else linked.end
        if end > linked.end and taken.isdisjoint(range(linked.end, end)):
            yield replace(linked, end=end, text=doc[linked.start : end].text)
        else:
            yield linked


def _mark_end(doc: "Doc", start: int) -> int:
    if start < len(doc) and _TOGETHER.fullmatch(doc[start].text):
        return start + 1
    if start + 1 < len(doc) and is_mark(doc[start].text) and _NUMBER.fullmatch(doc[start + 1].text):
        return start + 2
    return start
