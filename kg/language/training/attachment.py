"""Measures how often phrases hang on the right word, preposition by preposition.

What comes in: examples with gold trees on gold tokens.  What goes out: for each preposition, how many ``obl`` and
``nmod`` it marks in the gold trees, and the share of them that hang on the right word.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from spacy.tokens import Token
from spacy.training import Example

__all__ = ["PREPOSITIONS", "attachment"]

PREPOSITIONS = ("to", "from", "for", "with", "of", "by")


def attachment(examples: Iterable[Example]) -> Mapping[str, tuple[int, float]]:
    """Return preposition → how many phrases it marks, and the share that is attached rightly (0 to 1)."""
    seen, right = Counter[str](), Counter[str]()
    for example in examples:
        for gold, found in zip(example.reference, example.predicted, strict=True):
            word = _preposition(gold)
            if word in PREPOSITIONS:
                seen[word] += 1
                right[word] += gold.head.i == found.head.i
    return {word: (seen[word], right[word] / max(seen[word], 1)) for word in PREPOSITIONS}


def _preposition(token: Token) -> str:
    """Return what marks a token, if it is an oblique or a modifier of a noun."""
    if token.dep_.split(":")[0] not in {"obl", "nmod"}:
        return ""
    return next((child.lower_ for child in token.lefts if child.dep_ == "case"), "")
