"""Computes the network's word vectors and the scores of its heads, in numpy.

What comes in: runs of words in numbers.  What goes out: for each run, scores of tags, morphology, lemma scripts,
sentence starts and names for every word, and what trees are computed from.  The encoder is a post-norm transformer
(Devlin et al. 2019); trees are scored by biaffine attention (Dozat and Manning 2017).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kg.language.network.parameters import Array, Parameters

__all__ = ["Encoder", "Input", "Scores", "Transformer", "begins", "gelu", "pooled"]

Places: TypeAlias = NDArray[np.int64]
_WORD_HEADS = ("tags", "morphs", "lemmas")


@dataclass(frozen=True, slots=True)
class Input:
    """One run of words in numbers, a list item a word: its pieces, its shape, the gap before it."""

    pieces: Sequence[tuple[int, ...]]
    shapes: Sequence[int]
    gaps: Sequence[int]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the heads say of one run.

    Attributes:
        words: ``tags``, ``morphs``, ``lemmas``, ``starts``, ``names`` → words by labels.
        syntax: words by width: what trees are computed from.
    """

    words: Mapping[str, Array]
    syntax: Array


class Transformer:
    """The parts that all scores are computed from: layers of attention, linear maps, normalisation."""

    def __init__(self, arrays: Mapping[str, Array], heads: int, epsilon: float) -> None:
        """Keep the weights, by the names that training gives them."""
        self.arrays = arrays
        self.heads, self.epsilon = heads, epsilon

    def layer(self, x: Array, number: int, bounds: Sequence[tuple[int, int]]) -> Array:
        """Return what a layer makes of the pieces of several runs, which lie between ``bounds``."""
        at = f"layers.{number}."
        qkv = self.linear(x, at + "qkv")
        seen = np.concatenate([self._attended(qkv[start:end]) for start, end in bounds])
        x = self.normed(x + self.linear(seen, at + "out"), at + "norm1")
        return self.normed(x + self.linear(gelu(self.linear(x, at + "up")), at + "down"), at + "norm2")

    def _attended(self, qkv: Array) -> Array:
        pieces, width = qkv.shape[0], qkv.shape[1] // 3
        q, k, v = qkv.reshape(pieces, 3, self.heads, -1).transpose(1, 2, 0, 3)
        scores = q @ k.transpose(0, 2, 1)
        scores /= np.float32(np.sqrt(width / self.heads))
        scores -= scores.max(axis=2, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=2, keepdims=True)
        return np.asarray((scores @ v).transpose(1, 0, 2).reshape(pieces, width))

    def linear(self, x: Array, name: str) -> Array:
        """Return a linear map of each row."""
        y = x @ self.arrays[name + ".weight"].T
        y += self.arrays[name + ".bias"]
        return np.asarray(y)

    def normed(self, x: Array, name: str) -> Array:
        """Return each row normalised."""
        x = x - x.mean(axis=1, keepdims=True)
        x /= np.sqrt((x * x).mean(axis=1, keepdims=True) + np.float32(self.epsilon))
        return np.asarray(x * self.arrays[name + ".weight"] + self.arrays[name + ".bias"])


class Encoder:
    """The network with its weights."""

    def __init__(self, parameters: Parameters, opening: int, closing: int) -> None:
        """Keep the weights; ``opening`` and ``closing`` are the pieces that frame a run."""
        self._p = parameters
        self._a = parameters.arrays
        self._frame = opening, closing
        self.transformer = Transformer(parameters.arrays, parameters.heads, parameters.epsilon)
        mix = self._a["mix"]
        raised = np.exp(mix - mix.max(axis=1, keepdims=True))
        self._mix = raised / raised.sum(axis=1, keepdims=True)

    def score(self, runs: Sequence[Input]) -> list[Scores]:
        """Return the scores of each run; all runs are computed together."""
        lengths = [2 + sum(map(len, run.pieces)) for run in runs]
        x = np.concatenate([self.embedded(run) for run in runs])
        ends = np.cumsum(lengths)
        bounds = list(zip([0, *ends[:-1]], ends, strict=True))
        owners = [begins(run) for run in runs]
        mixed = [[m * self._mix[side, 0] for m in pooled(x, bounds, owners)] for side in range(2)]
        for number in range(self._p.layers):
            x = self.transformer.layer(x, number, bounds)
            means = pooled(x, bounds, owners)
            for side in range(2):
                mixed[side] = [m + p * self._mix[side, number + 1] for m, p in zip(mixed[side], means, strict=True)]
        return [self._heads(form, syntax) for form, syntax in zip(*mixed, strict=True)]

    def arcs(self, syntax: Array) -> Array:
        """Return the scores of heads of a sentence: words by (root and words)."""
        rooted = np.concatenate([self._a["root"][None], syntax])
        dependents = gelu(self.transformer.linear(syntax, "arc_dependent"))
        heads = gelu(self.transformer.linear(rooted, "arc_head"))
        return np.asarray(_with_one(dependents) @ self._a["arc"] @ heads.T)

    def deps(self, syntax: Array, heads: Sequence[int]) -> Array:
        """Return the scores of labels, words by labels, for heads as ``arcs`` numbers them (0 is the root)."""
        rooted = np.concatenate([self._a["root"][None], syntax])
        left = _with_one(gelu(self.transformer.linear(syntax, "label_dependent")))
        right = _with_one(gelu(self.transformer.linear(rooted, "label_head"))[list(heads)])
        between = np.tensordot(left, self._a["label"], axes=([1], [1]))
        return np.asarray(np.einsum("wlj,wj->wl", between, right))

    def embedded(self, run: Input) -> Array:
        """Return what the first layer sees of a run: a row for each piece, and for the two that frame it."""
        opening, closing = self._frame
        ids = [opening, *(piece for word in run.pieces for piece in word), closing]
        shapes = [0, *(s for word, s in zip(run.pieces, run.shapes, strict=True) for _ in word), 0]
        gaps = [0, *(g for word, g in zip(run.pieces, run.gaps, strict=True) for _ in word), 0]
        a = self._a
        x = self._p.table.rows(ids) + a["position.weight"][: len(ids)]
        return self.transformer.normed(x + a["shape.weight"][shapes] + a["gap.weight"][gaps], "norm")

    def _heads(self, form: Array, syntax: Array) -> Scores:
        words = {name: self.transformer.linear(form, f"word_heads.{name}") for name in _WORD_HEADS}
        words["starts"] = self.transformer.linear(syntax, "starts")
        words["names"] = self.transformer.linear(gelu(self.transformer.linear(syntax, "names.0")), "names.2")
        return Scores(words, syntax)

def begins(run: Input) -> Places:
    """Return where the pieces of each word begin, and where the last end; the frame is left out."""
    return np.cumsum([1, *(len(p) for p in run.pieces)])


def pooled(x: Array, bounds: Sequence[tuple[int, int]], owners: Sequence[Places]) -> list[Array]:
    """Return the mean vector of each word's pieces, run by run."""
    means: list[Array] = []
    for (start, end), owned in zip(bounds, owners, strict=True):
        sums = np.add.reduceat(x[start : end - 1], owned[:-1], axis=0)
        means.append(np.asarray(sums / np.diff(owned)[:, None], np.float32))
    return means


def gelu(x: Array) -> Array:
    """Return the tanh form of GELU (Hendrycks and Gimpel 2016)."""
    inner = x * x
    inner *= np.float32(0.044715)
    inner += 1
    inner *= x
    inner *= np.float32(np.sqrt(2 / np.pi))
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= np.float32(0.5)
    return inner


def _with_one(x: Array) -> Array:
    return np.concatenate([x, np.ones((len(x), 1), np.float32)], axis=1)
