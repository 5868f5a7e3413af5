"""Completes names of persons that were cut at a hyphen: ``Kim Jong`` → ``Kim Jong-un``.

What comes in: a document and a mention.  What goes out: the mention with the whole name.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.language.mentions import Linked

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["whole_name"]

_HYPHENS = frozenset({"-", "‐"})
_IN_NAMES = frozenset({"flat", "appos", "nmod", "nmod:desc", "compound"})
_PARTICLES = frozenset({"al", "el", "ul", "bin", "ibn", "de", "du", "le", "la", "van", "von"})


def whole_name(doc: "Doc", linked: Linked) -> Linked:
    """Return a person that no gazetteer knows with all words of the name, behind hyphens too."""
    if linked.kind != "Person" or linked.concept is not None:
        return linked
    end = linked.end
    while end + 1 < len(doc) and _is_joined(doc, end):
        end += 2
        while end < len(doc) and doc[end].pos_ == "PROPN" and doc[end].dep_ in _IN_NAMES and (
            doc[end].text[0].isupper() or doc[end].lower_ in _PARTICLES):
            end += 1
    if end == linked.end:
        return linked
    text = doc[linked.start : end].text
    return replace(linked, end=end, text=text, label=text)


def _is_joined(doc: "Doc", index: int) -> bool:
    """Return whether a hyphen without blanks ties the next word to the one in front."""
    return doc[index].text in _HYPHENS and not doc[index].whitespace_ and not doc[index - 1].whitespace_ and (
        doc[index + 1].text[0].isalpha() and doc[index + 1].dep_ in {"flat", "appos", "nmod", "compound", "nsubj"})
