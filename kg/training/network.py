"""The network of the second reader in torch, for training; ``kg.language.network.pairs`` computes the same in numpy.

What comes in: a batch of examples.  What goes out: their loss.
"""

import random
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.language.network.pairs import MARKS, STATUSES
from kg.language.network.parameters import Array, Parameters
from kg.language.training.network.model import Layer, Sizes
from kg.training.examples import UNSURE, Example
from kg.training.plan import Plan

__all__ = ["SecondNetwork"]

_WIDTH, _SIDE, _SMALL, _STEP = 384, 192, 64, 32
_DROPPED = 0.2
_WORD_STEPS, _SENTENCE_STEPS = 16, 7


class SecondNetwork(nn.Module):
    """Layers and heads that are trained, over the pipeline's lower layers, which are not."""

    def __init__(self, base: Parameters, plan: Plan, frame: tuple[int, int, int]) -> None:
        """Begin with the pipeline's weights; ``frame`` has the numbers of the pieces that open, close and mask."""
        super().__init__()
        self.base, self.plan, self.frame = base, plan, frame
        self.layers = nn.ModuleList(Layer(Sizes(), 0.1) for _ in range(base.layers))
        for number, layer in enumerate(self.layers):
            _load(layer, base.arrays, f"layers.{number}.")
            layer.requires_grad_(number >= plan.low)
        self.table = torch.tensor(base.table.rows(range(len(base.pieces))))
        self.mark = nn.Embedding(len(MARKS), _WIDTH)
        nn.init.normal_(self.mark.weight, std=0.02)
        self.mix = nn.Parameter(torch.zeros(base.layers + 1))
        self.d1, self.d2 = nn.Embedding(_WORD_STEPS, _STEP), nn.Embedding(_SENTENCE_STEPS, _STEP)
        self.kind = nn.Embedding(len(MARKS), _STEP)
        self.e, self.a = nn.Linear(2 * _WIDTH, _SIDE), nn.Linear(2 * _WIDTH, _SIDE)
        self.prod = nn.Linear(_SIDE, _SIDE, bias=False)
        self.p = nn.Sequential(nn.Dropout(_DROPPED), nn.Linear(3 * _SIDE + 4 * _STEP, _SIDE), nn.GELU("tanh"),
                               nn.Dropout(_DROPPED), nn.Linear(_SIDE, 2))  # fmt: skip
        self.none, self.gate, self.st = (_head(size) for size in (2, 1, len(STATUSES)))

    def exported(self) -> dict[str, Array]:
        """Return the weights that are not the pipeline's."""
        fixed = tuple(f"layers.{number}." for number in range(self.plan.low))
        return {name: value.detach().numpy().astype(np.float32) for name, value in self.state_dict().items()
                if not name.startswith(fixed)}  # fmt: skip

    def loss(self, batch: Sequence[Example], rng: random.Random) -> Tensor:
        """Return the loss of a batch, for each of its goods."""
        vectors = self._words(batch, rng)
        total = sum((self._loss_of(example, words) for example, words in zip(batch, vectors, strict=True)),
                    start=torch.zeros(()))  # fmt: skip
        return total / sum(len(example.targets) for example in batch)

    def _words(self, batch: Sequence[Example], rng: random.Random) -> list[Tensor]:
        """Return the vectors of the words of each run."""
        rows = [self._pieces(example, rng) for example in batch]
        longest = max(len(x) for x, _, _ in rows)
        mask = torch.stack([torch.arange(longest) < len(x) for x, _, _ in rows])
        x = torch.stack([functional.pad(x, (0, 0, 0, longest - len(x))) for x, _, _ in rows])
        marks = self.mark(torch.stack([functional.pad(marks, (0, longest - len(marks))) for _, marks, _ in rows]))
        weights = self.mix.softmax(0)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.plan.half):
            with torch.no_grad():
                for layer in self.layers[: self.plan.low]:
                    x = layer(x, mask)
            x = x + marks
            mixed = x.float() * weights[self.plan.low]
            for number, layer in enumerate(self.layers[self.plan.low :], self.plan.low + 1):
                x = layer(x, mask)
                mixed = mixed + x.float() * weights[number]
        return [_means(run, owner) for run, (_, _, owner) in zip(mixed, rows, strict=True)]

    def _pieces(self, example: Example, rng: random.Random) -> tuple[Tensor, Tensor, Tensor]:
        """Return the embedded pieces of a run, their marks, and the word of each; some mentions are masked.

        A network that does not see who it is reads what the words around say.
        """
        run, (opening, closing, masked) = example.marked, self.frame
        hidden = {i for start, end, _ in (*run.goods, *run.parties) if rng.random() < self.plan.masked
                  for i in range(start, end)}  # fmt: skip
        flat = [(masked if word in hidden else piece, word)
                for word, cut in enumerate(run.words.pieces) for piece in cut]
        ids = torch.tensor([opening, *(piece for piece, _ in flat), closing])
        owner = torch.tensor([-1, *(word for _, word in flat), -1])
        shapes, gaps, marks = (_spread(values, owner) for values in (run.words.shapes, run.words.gaps, run.marks))
        a = {name: torch.from_numpy(self.base.arrays[f"{name}.weight"])
             for name in ("position", "shape", "gap", "norm")}
        x = self.table[ids] + a["position"][: len(ids)] + a["shape"][shapes] + a["gap"][gaps]
        bias = torch.from_numpy(self.base.arrays["norm.bias"])
        return functional.layer_norm(x, (_WIDTH,), a["norm"], bias, self.base.epsilon), marks, owner

    def scores(self, example: Example, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return goods × (parties + 1) × 2 scores of roles, goods scores of being told, goods × statuses."""
        run = example.marked
        goods, parties = _gelu(self.e(_spans(words, run.goods))), _gelu(self.a(_spans(words, run.parties)))
        shape = (len(goods), len(parties), -1)
        left, right = goods[:, None].expand(shape), parties[None].expand(shape)
        of_goods, of_parties = (self.kind(torch.tensor(kinds, dtype=torch.long)) for kinds in run.kinds)
        steps = torch.from_numpy(run.steps)
        features = [left, right, self.prod(goods)[:, None] * right, self.d1(steps[..., 0]), self.d2(steps[..., 1]),
                    of_goods[:, None].expand(shape), of_parties[None].expand(shape)]  # fmt: skip
        roles = torch.cat([self.p(torch.cat(features, 2)), self.none(goods)[:, None]], 1)
        return roles, self.gate(goods)[:, 0], self.st(goods)

    def _loss_of(self, example: Example, words: Tensor) -> Tensor:
        roles, gates, statuses = self.scores(example, words)
        told = torch.tensor([target.told for target in example.targets])
        sure = told != UNSURE
        weight = self.plan.silence if example.silent else 1.0
        loss = weight * functional.binary_cross_entropy_with_logits(gates[sure], told[sure], reduction="sum")
        for number, target in enumerate(example.targets):
            if target.told == 1:
                for role, right in enumerate((target.suppliers, target.recipients)):
                    if right:  # any mention of who it is will do
                        scores = roles[number, :, role]
                        loss = loss - torch.logsumexp(scores[list(right)], 0) + torch.logsumexp(scores, 0)
                status = torch.tensor([target.status])
                loss = loss + self.plan.status * functional.cross_entropy(statuses[number][None], status)
        return loss


def _head(size: int) -> nn.Sequential:
    return nn.Sequential(nn.Dropout(_DROPPED), nn.Linear(_SIDE, _SMALL), nn.GELU("tanh"), nn.Linear(_SMALL, size))


def _load(layer: Layer, arrays: Mapping[str, Array], at: str) -> None:
    found = {name.removeprefix(at): torch.from_numpy(array.copy())
             for name, array in arrays.items() if name.startswith(at)}
    layer.load_state_dict(found)


def _gelu(x: Tensor) -> Tensor:
    return functional.gelu(x, approximate="tanh")


def _spread(values: Sequence[int], owner: Tensor) -> Tensor:
    """Return the value of the word of each piece, 0 for the frame."""
    return torch.tensor([*values, 0])[owner]


def _means(pieces: Tensor, owner: Tensor) -> Tensor:
    """Return the mean vector of the pieces of each word."""
    inside = owner >= 0
    count = int(owner.max()) + 1
    sums = torch.zeros(count, pieces.shape[1]).index_add_(0, owner[inside], pieces[: len(owner)][inside])
    return sums / torch.bincount(owner[inside], minlength=count).clamp(min=1)[:, None]


def _spans(words: Tensor, spans: Sequence[tuple[int, int, int]]) -> Tensor:
    if not spans:
        return torch.zeros(0, 2 * words.shape[1])
    return torch.stack([torch.cat([words[head], words[start:end].mean(0)]) for start, end, head in spans])
