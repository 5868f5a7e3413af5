"""Leaves out, before anything is parsed, the paragraphs that cannot hold a claim on what matters here.

What comes in: the layout of an article.  What goes out: the layout of what is worth parsing: the paragraphs that may
hold a claim, and those that decide how these are read.  Most text has nothing to do with arms; to find that out must
cost a look at its words, not a parse.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from kg.extraction.glance import Glance, Glances
from kg.language.layout import Layout

__all__ = ["Gate"]

_SHORT = 240  # characters; what is no longer stands alone, and nothing beside it tells what it is about
_HEAD = 80  # characters in which a dateline may stand
_ANNOUNCED = 3  # sentences behind a dateline whose events it dates
_BACK = 4  # sentences in front of a paragraph that its pronouns, descriptions and quotations may go back to
_PRICED = 3  # sentences behind a deal that may tell its price
_CARRIED = 9  # sentences over which a deal or deployment told before is carried on, and one more


@dataclass(frozen=True, slots=True)
class Gate:
    """Says which paragraphs of an article are worth parsing.

    Attributes:
        glances: looks at the words of paragraphs.
    """

    glances: Glances

    def passed(self, layout: Layout) -> Layout:
        """Return what is worth parsing of an article; that may be nothing."""
        seen = [self.glances.at(text) for text in layout.paragraphs]
        if sum(map(len, layout.paragraphs)) <= _SHORT:
            return layout if any(glance.weak for glance in seen) else layout.only(())
        matters = any(glance.strong for glance in seen) or sum(glance.matters for glance in seen) > 1
        claims = [number for number in range(len(seen)) if matters and _may_claim(seen, number)]
        return layout.only(sorted(_with_context(seen, claims) | _head(layout, seen)) if claims else ())


def _may_claim(seen: Sequence[Glance], number: int) -> bool:
    """Return whether a paragraph may hold a claim: words for one, and what matters in it or right beside it."""
    own, near = seen[number], seen[max(number - 1, 0) : number + 2]
    return own.claims and (own.public or any(glance.matters for glance in near))


def _head(layout: Layout, seen: Sequence[Glance]) -> set[int]:
    """Return the paragraphs in which the dateline of an article may stand, and those that announce what it dates."""
    starts = accumulate((len(text) + 1 for text in layout.paragraphs[:-1]), initial=0)
    head = {number for number, start in enumerate(starts) if start < _HEAD}
    dated = any(char.isdigit() for number in head for char in layout.paragraphs[number])
    return head | set(_beside(seen, max(head), 1, _ANNOUNCED)) if dated else head


def _with_context(seen: Sequence[Glance], claims: Sequence[int]) -> set[int]:
    """Return the paragraphs that may hold claims, and all others that decide how these are read.

    What was left out between two deals would bring them nearer to each other than they are.
    """
    kept = set(claims)
    for place, number in enumerate(claims):
        if place or seen[number].refers:
            kept.update(_beside(seen, number, -1, _CARRIED if place else _BACK))
        if any(glance.sums for glance in seen[number + 1 :]):
            kept.update(_beside(seen, number, 1, _PRICED))
    kept.update(number for number, glance in enumerate(seen) if glance.firms or not glance.balanced)
    if any(seen[number].pairs for number in claims):
        kept.update(number for number in range(claims[-1]) if seen[number].states)
    return kept | set(_fuller_names(seen, kept))


def _beside(seen: Sequence[Glance], number: int, step: int, sentences: int) -> Iterator[int]:
    """Yield the paragraphs in front of one (step -1) or behind it (1) that hold at least so many sentences."""
    while sentences > 0 and 0 <= number + step < len(seen):
        number += step
        sentences -= seen[number].sentences
        yield number


def _fuller_names(seen: Sequence[Glance], kept: set[int]) -> Iterator[int]:
    """Yield the paragraphs that give a longer form of a name which those kept have in a shorter one."""
    known = {name for number in kept for name in seen[number].names}
    last = {name[-1] for name in known}
    for number, glance in enumerate(seen):
        if any(len(name) > 1 and name[-1] in last and name not in known for name in glance.names):
            yield number
