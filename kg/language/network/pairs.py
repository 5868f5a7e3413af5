"""Computes which party of a text supplies which goods, and which receives them: the network of the second reader.

What comes in: runs of words in numbers, in which goods and parties are marked.  What goes out: for each of the goods
how likely it changes hands, who is likely to supply and to receive it, and how far that has come.  The lower layers
are those of the pipeline's network; the upper ones were tuned for this question on marked text (typed markers: Zhong
and Chen 2021), and a pair is judged by the vectors of both sides, their product, and how far apart they stand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kg.language.network.encoder import Encoder, Input, Transformer, begins, gelu, pooled
from kg.language.network.parameters import Array

__all__ = ["MARKS", "STATUSES", "MarkedRun", "PairNetwork", "PairScores", "apart"]

MARKS = (
    "none", "design", "class", "state", "demonym", "organisation", "-", "group", "international", "description",
    "other",
)  # fmt: skip
"""What a word may be marked as, in the order of the network's table; ``-`` is not used."""

STATUSES = ("Delivered", "Ordered", "Planned", "Offered", "Requested", "Cancelled", "Denied", "Unknown")
"""How far a transfer has come, in the order of the network's outputs; Denied is a factuality."""

_FARTHEST = 3  # sentences
_BUCKETS = 7  # of words between two, by powers of two
Span: TypeAlias = tuple[int, int, int]
"""First word, the word behind the last, and the head."""


@dataclass(frozen=True, slots=True)
class MarkedRun:
    """One run of words whose goods and parties are marked.

    Attributes:
        words: the run in numbers.
        marks: number of the mark of each word.
        goods: the goods.
        parties: who may supply or receive them.
        kinds: numbers of the marks of goods, then of parties.
        steps: goods × parties × 2: buckets of words and of sentences between them, as ``apart`` gives them.
    """

    words: Input
    marks: Sequence[int]
    goods: Sequence[Span]
    parties: Sequence[Span]
    kinds: tuple[Sequence[int], Sequence[int]]
    steps: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PairScores:
    """What the network says of one run.

    Attributes:
        told: goods: how likely the text tells that they change hands.
        suppliers: goods × (parties + 1): how likely each supplies them; the last column is nobody named.
        recipients: the same for who receives them.
        statuses: goods × statuses.
    """

    told: Array
    suppliers: Array
    recipients: Array
    statuses: Array


def apart(words: int, sentences: int) -> tuple[int, int]:
    """Return the buckets of a distance, party minus goods, in words and in sentences."""
    far = min(abs(words).bit_length(), _BUCKETS)
    return far * 2 + (words > 0), max(-_FARTHEST, min(_FARTHEST, sentences)) + _FARTHEST


class PairNetwork:
    """The network with its weights."""

    def __init__(self, encoder: Encoder, own: Mapping[str, Array]) -> None:
        """Join the lower layers of the pipeline's network with layers and heads of its own."""
        self._encoder = encoder
        self._own = Transformer(own, encoder.transformer.heads, encoder.transformer.epsilon)
        self._layers = sorted({int(name.split(".")[1]) for name in own if name.startswith("layers.")})
        raised = np.exp(own["mix"] - own["mix"].max())
        self._mix = raised / raised.sum()

    def score(self, run: MarkedRun) -> PairScores:
        """Return the scores of a run, which holds goods."""
        words = self._words(run)
        goods, parties = self._spans(words, run.goods, "e"), self._spans(words, run.parties, "a")
        roles = self._pairs(run, goods, parties)
        nobody = self._two(goods, "none", "1", "3")[:, None]
        roles = _softmax(np.concatenate([roles, nobody], axis=1), axis=1)
        told = np.asarray(1 / (1 + np.exp(-self._two(goods, "gate", "1", "3")[:, 0])), np.float32)
        statuses = _softmax(self._two(goods, "st", "1", "3"), axis=1)
        return PairScores(told, roles[:, :, 0], roles[:, :, 1], statuses)

    def _words(self, run: MarkedRun) -> Array:
        """Return a vector for each word: the layers' means, mixed."""
        x = self._encoder.embedded(run.words)
        bounds, owners = [(0, len(x))], [begins(run.words)]
        for number in range(self._layers[0]):
            x = self._encoder.transformer.layer(x, number, bounds)
        marks = [0, *(m for m, cut in zip(run.marks, run.words.pieces, strict=True) for _ in cut), 0]
        x = x + self._own.arrays["mark.weight"][marks]
        mixed = x * self._mix[self._layers[0]]
        for number in self._layers:
            x = self._own.layer(x, number, bounds)
            mixed = mixed + x * self._mix[number + 1]
        return pooled(mixed, bounds, owners)[0]

    def _spans(self, words: Array, spans: Sequence[Span], name: str) -> Array:
        """Return what a side of a pair is known by: its head and the mean of its words."""
        if not spans:
            return np.zeros((0, self._own.arrays[name + ".weight"].shape[0]), np.float32)
        rows = [np.concatenate([words[head], words[first:last].mean(axis=0)]) for first, last, head in spans]
        return gelu(self._own.linear(np.stack(rows), name))

    def _pairs(self, run: MarkedRun, goods: Array, parties: Array) -> Array:
        """Return goods × parties × 2 scores: supplies, receives."""
        if not len(parties):
            return np.zeros((len(goods), 0, 2), np.float32)
        a = self._own.arrays
        shape = (len(goods), len(parties), -1)
        left = np.broadcast_to(goods[:, None], (len(goods), len(parties), goods.shape[1]))
        right = np.broadcast_to(parties[None], left.shape)
        both = (goods @ a["prod.weight"].T)[:, None] * right
        of_goods, of_parties = (a["kind.weight"][list(kinds)] for kinds in run.kinds)
        kinds = np.broadcast_to(of_goods[:, None], (*left.shape[:2], of_goods.shape[1]))
        others = np.broadcast_to(of_parties[None], kinds.shape)
        words, sentences = a["d1.weight"][run.steps[..., 0]], a["d2.weight"][run.steps[..., 1]]
        features = np.concatenate([left, right, both, words, sentences, kinds, others], axis=2, dtype=np.float32)
        return self._two(features.reshape(-1, features.shape[2]), "p", "1", "4").reshape(shape)

    def _two(self, x: Array, name: str, first: str, second: str) -> Array:
        """Return what a head of two linear maps makes of each row."""
        return self._own.linear(gelu(self._own.linear(x, f"{name}.{first}")), f"{name}.{second}")


def _softmax(x: Array, axis: int) -> Array:
    raised = np.exp(x - x.max(axis=axis, keepdims=True))
    return np.asarray(raised / raised.sum(axis=axis, keepdims=True))
