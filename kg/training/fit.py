"""Trains the second reader.

What comes in: examples and the pipeline's weights.  What goes out: the trained network.
"""

import logging
import random
import time
from collections.abc import Sequence

import numpy as np
import torch

from kg.language.network.parameters import Array, Parameters
from kg.language.network.wordpiece import CLOSE, MASK, OPEN, WordPieces
from kg.training.examples import Example
from kg.training.network import SecondNetwork
from kg.training.plan import Plan

__all__ = ["fit"]

_LOG = logging.getLogger(__name__)
_WARM, _LEAST = 0.1, 0.02  # of all steps the rate rises; then it falls to this share of itself
_UNEVEN = 40  # pieces by which runs of one batch may differ, so that batches are never the same


def fit(examples: Sequence[Example], base: Parameters, plan: Plan) -> dict[str, Array]:
    """Return weights trained on examples: the mean of several trainings (model soups: Wortsman et al. 2022).

    All begin with the same weights and see the examples in orders of their own; one alone is right by chance where
    another is wrong.  The same plan on the same machine gives the same weights.
    """
    trained = [_fitted(examples, base, plan, order).exported() for order in range(plan.orders)]
    return {name: np.mean([weights[name] for weights in trained], axis=0) for name in trained[0]}


def _fitted(examples: Sequence[Example], base: Parameters, plan: Plan, order: int) -> SecondNetwork:
    torch.manual_seed(plan.seed)
    rng = random.Random(plan.seed + order)  # noqa: S311 - repeatable, no secret
    pieces = WordPieces(base.pieces)
    frame = pieces.number(OPEN), pieces.number(CLOSE), pieces.number(MASK)
    network = SecondNetwork(base, plan, frame)
    if order:
        torch.manual_seed(plan.seed + order)
    optimizer = torch.optim.AdamW(_groups(network, plan), weight_decay=0.01)
    steps, step, began = plan.epochs * -(-len(examples) // plan.batch), 0, time.monotonic()
    network.train()
    for epoch in range(plan.epochs):
        batches, total = _batches(examples, plan.batch, rng), 0.0
        for batch in batches:
            rise = min((step + 1) / (steps * _WARM), max(_LEAST, 1 - step / steps))
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * rise
            total += _step(network, optimizer, batch, rng)
            step += 1
        _LOG.info("training %d of %d, epoch %d of %d, %.0f s: loss %.3f", order + 1, plan.orders, epoch + 1,
                  plan.epochs, time.monotonic() - began, total / len(batches))  # fmt: skip
    return network.eval()


def _groups(network: SecondNetwork, plan: Plan) -> list[dict[str, object]]:
    named = [(name, value) for name, value in network.named_parameters() if value.requires_grad]
    old = [value for name, value in named if name.startswith("layers.")]
    new = [value for name, value in named if not name.startswith("layers.")]
    return [{"params": new, "rate": plan.head_rate}, {"params": old, "rate": plan.encoder_rate}]


def _batches(examples: Sequence[Example], size: int, rng: random.Random) -> list[list[Example]]:
    def length(example: Example) -> float:
        return sum(map(len, example.marked.words.pieces)) + rng.random() * _UNEVEN

    ordered = sorted(examples, key=length)
    batches = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    rng.shuffle(batches)
    return batches


def _step(
    network: SecondNetwork, optimizer: torch.optim.Optimizer, batch: Sequence[Example], rng: random.Random
) -> float:
    loss = network.loss(batch, rng)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], 1.0)
    optimizer.step()
    return float(loss.detach())
