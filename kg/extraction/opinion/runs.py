"""Cuts an article into runs that the network can take, each with its goods and parties marked.

What comes in: a reading and its candidates.  What goes out: ``Run`` records; each of the goods is in one of them, with
as many sentences around it as fit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from kg.extraction.arguments import Item, Party
from kg.extraction.opinion.candidates import Candidates, mark_of_goods, mark_of_party
from kg.language.network.encoder import Input
from kg.language.network.pairs import MarkedRun, Span, apart
from kg.language.network.shapes import gap, shape
from kg.language.network.wordpiece import WordPieces

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Run", "runs"]

_MOST_PIECES = 252  # of one run; the encoder has places for 256, two frame it
_MOST_OF_A_WORD = 20


@dataclass(frozen=True, slots=True)
class Run:
    """One run of sentences in numbers, and whom the numbers mean.

    Attributes:
        marked: the numbers.
        goods: the goods, as in ``marked``.
        parties: the parties, as in ``marked``.
    """

    marked: MarkedRun
    goods: Sequence[Item]
    parties: Sequence[Party]


def runs(doc: "Doc", found: Candidates, pieces: WordPieces) -> Iterator[Run]:
    """Yield the runs of a document that hold goods."""
    cut = [pieces.split(token.text)[:_MOST_OF_A_WORD] for token in doc]
    before = [0, *accumulate(len(split) for split in cut)]
    sentence_of = {token.i: number for number, sent in enumerate(doc.sents) for token in sent}
    waiting = list(found.goods)
    for first, last in _windows([(sent.start, sent.end) for sent in doc.sents], before):
        goods = [item for item in waiting if first <= item.token.i < last]
        waiting = [item for item in waiting if not first <= item.token.i < last]
        if goods:
            parties = [party for party in found.parties if first <= party.token.i < last]
            yield Run(_marked(doc, (first, last), (goods, parties), cut, sentence_of), goods, parties)


def _windows(sentences: Sequence[tuple[int, int]], before: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last tokens of runs: whole sentences, each run from the middle of the one before it.

    ``before`` has the number of pieces in front of each token.  A sentence that is too long is cut.
    """
    first = 0
    while first < len(sentences):
        start, last = sentences[first][0], first
        while last + 1 < len(sentences) and before[sentences[last + 1][1]] - before[start] <= _MOST_PIECES:
            last += 1
        end = sentences[last][1]
        while before[end] - before[start] > _MOST_PIECES:
            end -= 1
        yield start, end
        if last + 1 == len(sentences):
            return
        first = max(first + 1, (first + last) // 2 + 1)


def _marked(
    doc: "Doc", bounds: tuple[int, int], found: tuple[Sequence[Item], Sequence[Party]],
    cut: Sequence[tuple[int, ...]], sentence_of: dict[int, int],
) -> MarkedRun:  # fmt: skip
    (first, last), (goods, parties) = bounds, found
    kinds = [mark_of_goods(item) for item in goods], [mark_of_party(party) for party in parties]
    spans = [_span(party) for party in parties], [_span(item) for item in goods]
    marks = [0] * (last - first)
    for side, numbers in zip(spans, reversed(kinds), strict=True):
        for (start, end, _), number in zip(side, numbers, strict=True):
            for index in range(max(start, first), min(end, last)):
                marks[index - first] = number
    words = doc[first:last]
    spaced = [gap(spaced=t.i == 0 or bool(doc[t.i - 1].whitespace_)) for t in words]
    within = [[(max(s, first) - first, min(e, last) - first, head - first) for s, e, head in side] for side in spans]
    steps = [[apart(p.token.i - i.token.i, sentence_of[p.token.i] - sentence_of[i.token.i]) for p in parties]
             for i in goods]  # fmt: skip
    return MarkedRun(
        Input(cut[first:last], [shape(t.text) for t in words], spaced), marks, within[1], within[0], kinds,
        np.array(steps, dtype=np.int64).reshape(len(goods), len(parties), 2),
    )  # fmt: skip


def _span(found: Item | Party) -> Span:
    """Return the words that name a thing here; a word that stands for what is named elsewhere is alone."""
    named, index = found.linked, found.token.i
    return (named.start, named.end, index) if named.start <= index < named.end else (index, index + 1, index)
