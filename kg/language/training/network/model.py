"""The network in torch, for training; ``kg.language.network`` computes the same in numpy.

What comes in: a batch of encoded runs.  What goes out: the scores of every head, and their loss.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.language.network.shapes import GAPS, SHAPES
from kg.language.training.network.examples import IGNORED, Encoded, Inventory

__all__ = ["Batch", "Layer", "Network", "Scores", "Sizes", "collate"]


@dataclass(frozen=True, slots=True)
class Sizes:
    """The widths of the network."""

    width: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    positions: int = 256
    arc: int = 256
    label: int = 128
    epsilon: float = 1e-12


@dataclass(slots=True)
class Batch:
    """Padded numbers of a batch: pieces by run, words in one row, trees by sentence."""

    pieces: Tensor  # runs × pieces
    shapes: Tensor
    gaps: Tensor
    mask: Tensor  # runs × pieces: which are there
    word_of: Tensor  # runs × pieces: number of the word in the batch, or the number of words for none
    gold: dict[str, Tensor]  # words
    places: Tensor  # sentences × words: number of the word in the batch, or the number of words for none
    heads: Tensor  # sentences × words
    deps: Tensor


def collate(runs: Sequence[Sequence[Encoded]], opening: int, closing: int) -> Batch:
    """Pad runs to one batch."""
    words = sum(len(s.pieces) for run in runs for s in run)
    longest = max(sum(s.length for s in run) for run in runs) + 2
    shape = (len(runs), longest)
    pieces, shapes, gaps = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    word_of = torch.full(shape, words)
    mask = torch.zeros(shape, dtype=torch.bool)
    sentences = [s for run in runs for s in run]
    widest = max(len(s.pieces) for s in sentences)
    places = torch.full((len(sentences), widest), words)
    heads, deps = (torch.full((len(sentences), widest), IGNORED) for _ in range(2))
    number = row = 0
    for r, run in enumerate(runs):
        ids, of, sh, ga = [opening], [words], [0], [0]
        for s in run:
            count = len(s.pieces)
            places[row, :count] = torch.arange(number, number + count)
            heads[row, :count] = torch.tensor(s.heads)
            deps[row, :count] = torch.tensor(s.deps)
            row += 1
            for split, form, space in zip(s.pieces, s.shapes, s.gaps, strict=True):
                ids += split
                of += [number] * len(split)
                sh += [form] * len(split)
                ga += [space] * len(split)
                number += 1
        ids.append(closing)
        end = len(ids)
        pieces[r, :end] = torch.tensor(ids)
        word_of[r, : end - 1] = torch.tensor(of)
        shapes[r, : end - 1] = torch.tensor(sh)
        gaps[r, : end - 1] = torch.tensor(ga)
        mask[r, :end] = True
    gold = {
        name: torch.tensor([label for s in sentences for label in getattr(s, name)])
        for name in ("tags", "morphs", "lemmas", "starts", "names")
    }
    return Batch(pieces, shapes, gaps, mask, word_of, gold, places, heads, deps)


class Layer(nn.Module):
    """One layer of attention and one of linear maps, each normalised behind."""

    def __init__(self, sizes: Sizes, dropout: float) -> None:
        super().__init__()
        self.heads = sizes.heads
        self.qkv = nn.Linear(sizes.width, 3 * sizes.width)
        self.out = nn.Linear(sizes.width, sizes.width)
        self.norm1 = nn.LayerNorm(sizes.width, eps=sizes.epsilon)
        self.up = nn.Linear(sizes.width, sizes.inner)
        self.down = nn.Linear(sizes.inner, sizes.width)
        self.norm2 = nn.LayerNorm(sizes.width, eps=sizes.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return what the layer makes of padded runs of pieces; ``mask`` says which are there."""
        runs, pieces, width = x.shape
        q, k, v = self.qkv(x).view(runs, pieces, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        x = self.norm1(x + self.dropout(self.out(seen.transpose(1, 2).reshape(runs, pieces, width))))
        inner = functional.gelu(self.up(x), approximate="tanh")
        return self.norm2(x + self.dropout(self.down(inner)))


@dataclass(slots=True)
class Scores:
    """What the heads say: words × labels; sentences × words × (words + root); and the label head's two sides."""

    words: dict[str, Tensor]
    arcs: Tensor
    label_dependents: Tensor
    label_heads: Tensor


class Network(nn.Module):
    """Encoder and heads."""

    def __init__(self, labels: Inventory, vocabulary: int, sizes: Sizes, dropout: float = 0.1) -> None:
        super().__init__()
        self.sizes, self.labels = sizes, labels
        width = sizes.width
        self.piece = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(sizes.positions, width)
        self.shape = nn.Embedding(len(SHAPES), width)
        self.gap = nn.Embedding(len(GAPS), width)
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.gap.weight)
        self.norm = nn.LayerNorm(width, eps=sizes.epsilon)
        self.layers = nn.ModuleList(Layer(sizes, dropout) for _ in range(sizes.layers))
        self.mix = nn.Parameter(torch.zeros(2, sizes.layers + 1))
        self.dropout = nn.Dropout(dropout)
        self.head_dropout = nn.Dropout(0.2)
        counts = {"tags": len(labels.tags), "morphs": len(labels.morphs), "lemmas": len(labels.lemmas)}
        self.word_heads = nn.ModuleDict({name: nn.Linear(width, count) for name, count in counts.items()})
        self.starts = nn.Linear(width, 2)
        self.names = nn.Sequential(nn.Linear(width, 128), nn.GELU("tanh"), nn.Linear(128, len(labels.names)))
        self.root = nn.Parameter(torch.randn(width) * 0.1)
        self.arc_dependent = nn.Linear(width, sizes.arc)
        self.arc_head = nn.Linear(width, sizes.arc)
        self.arc = nn.Parameter(torch.zeros(sizes.arc + 1, sizes.arc))
        self.label_dependent = nn.Linear(width, sizes.label)
        self.label_head = nn.Linear(width, sizes.label)
        self.label = nn.Parameter(torch.zeros(len(labels.deps), sizes.label + 1, sizes.label + 1))

    def load_encoder(self, path: Path, rows: Sequence[int]) -> None:
        """Take over a pretrained BERT; ``rows`` are the vocabulary's numbers there."""
        from safetensors.torch import load_file

        got = load_file(path)
        got = {name.removeprefix("bert."): value for name, value in got.items()}
        emb = "embeddings."
        with torch.no_grad():
            self.piece.weight.copy_(got[emb + "word_embeddings.weight"][list(rows)])
            positions = got[emb + "position_embeddings.weight"][: self.sizes.positions]
            self.position.weight.copy_(positions + got[emb + "token_type_embeddings.weight"][0])
            _take(self.norm, got, emb + "LayerNorm")
            for number, layer in enumerate(self.layers):
                at = f"encoder.layer.{number}."
                for part in ("weight", "bias"):
                    rows_ = [got[f"{at}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                    getattr(layer.qkv, part).copy_(torch.cat(rows_))
                _take(layer.out, got, at + "attention.output.dense")
                _take(layer.norm1, got, at + "attention.output.LayerNorm")
                _take(layer.up, got, at + "intermediate.dense")
                _take(layer.down, got, at + "output.dense")
                _take(layer.norm2, got, at + "output.LayerNorm")

    def words(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return two vectors a word: one for tags and lemmas, one for trees, sentences and names."""
        places = torch.arange(batch.pieces.shape[1])
        x = self.piece(batch.pieces) + self.position(places) + self.shape(batch.shapes) + self.gap(batch.gaps)
        x = self.dropout(self.norm(x))
        count = len(batch.gold["tags"])
        index = batch.word_of.flatten()
        sizes = torch.zeros(count + 1).index_add_(0, index, torch.ones(len(index))).clamp(min=1)[:, None]
        weights = self.mix.softmax(1)
        mixed = [self._pooled(x, index, count) * weights[side, 0] for side in range(2)]
        for number, layer in enumerate(self.layers, 1):
            x = layer(x, batch.mask)
            pooled = self._pooled(x, index, count)
            mixed = [so_far + pooled * weights[side, number] for side, so_far in enumerate(mixed)]
        first, second = (m[:-1] / sizes[:-1] for m in mixed)
        return first, second

    @staticmethod
    def _pooled(x: Tensor, index: Tensor, count: int) -> Tensor:
        flat = x.flatten(0, 1)
        return torch.zeros(count + 1, flat.shape[1], dtype=flat.dtype).index_add_(0, index, flat)

    def forward(self, batch: Batch) -> Scores:
        """Return the scores of every head."""
        form, syntax = self.words(batch)
        form, syntax = self.head_dropout(form), self.head_dropout(syntax)
        scores = {name: head(form) for name, head in self.word_heads.items()}
        scores["starts"] = self.starts(syntax)
        scores["names"] = self.names(syntax)
        padded = torch.cat([syntax, torch.zeros(1, syntax.shape[1])])[batch.places]
        rooted = torch.cat([self.root.expand(len(padded), 1, -1), padded], 1)
        act = lambda x: self.head_dropout(functional.gelu(x, approximate="tanh"))  # noqa: E731
        dependents, heads = act(self.arc_dependent(padded)), act(self.arc_head(rooted))
        ones = torch.ones(*dependents.shape[:2], 1)
        arcs = torch.cat([dependents, ones], 2) @ self.arc @ heads.transpose(1, 2)
        there = batch.places < len(batch.gold["tags"])
        there = torch.cat([torch.ones(len(there), 1, dtype=torch.bool), there], 1)
        arcs = arcs.masked_fill(~there[:, None, :], -1e4)
        return Scores(scores, arcs, act(self.label_dependent(padded)), act(self.label_head(rooted)))

    def label_scores(self, scores: Scores, heads: Tensor) -> Tensor:
        """Return scores of labels, sentences × words × labels, for given heads."""
        rows = heads.clamp(min=0)[..., None].expand(-1, -1, scores.label_heads.shape[2])
        chosen = scores.label_heads.gather(1, rows)
        ones = torch.ones(*chosen.shape[:2], 1)
        left = torch.cat([scores.label_dependents, ones], 2)
        right = torch.cat([chosen, ones], 2)
        between = torch.einsum("swi,lij->swlj", left, self.label)
        return torch.einsum("swlj,swj->swl", between, right)

    def _known_label_scores(self, scores: Scores, heads: Tensor, known: Tensor) -> Tensor:
        """Return scores of labels, words × labels, for the words of trees only."""
        rows = heads.clamp(min=0)[..., None].expand(-1, -1, scores.label_heads.shape[2])
        right, left = scores.label_heads.gather(1, rows)[known], scores.label_dependents[known]
        left, right = (torch.cat([side, torch.ones(len(side), 1)], 1) for side in (left, right))
        labels, width, _ = self.label.shape
        between = left @ self.label.transpose(0, 1).reshape(width, labels * width)
        return (between.view(-1, labels, width) * right[:, None, :]).sum(2)

    def loss(self, batch: Batch) -> dict[str, Tensor]:
        """Return the mean loss of every head."""
        scores = self(batch)
        losses = {name: _cross(score, batch.gold[name]) for name, score in scores.words.items()}
        losses["arcs"] = _cross(scores.arcs.flatten(0, 1), batch.heads.flatten())
        known = batch.heads >= 0
        if bool(known.any()):
            losses["deps"] = _cross(self._known_label_scores(scores, batch.heads, known), batch.deps[known])
        return losses


def _take(module: nn.Module, got: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(got[name + ".weight"])
    module.bias.copy_(got[name + ".bias"])


def _cross(scores: Tensor, gold: Tensor) -> Tensor:
    if not bool((gold != IGNORED).any()):
        return scores.sum() * 0.0
    return functional.cross_entropy(scores.float(), gold, ignore_index=IGNORED)
