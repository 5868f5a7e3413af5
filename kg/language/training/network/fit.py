"""Trains the network and keeps checkpoints.

What comes in: the data folder, the pretrained encoder's folder, and the plan.  What goes out: the network in a work
folder, with development scores in its log.  A run that was interrupted goes on behind the last epoch that it finished.
"""

import json
import logging
import random
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from kg.language.network.wordpiece import CLOSE, MASK, OPEN, WordPieces
from kg.language.training.network.examples import (
    Encoded,
    Encoder,
    Gold,
    Inventory,
    batches,
    encode,
    inventory,
    named,
    runs,
    trees,
)  # fmt: skip
from kg.language.training.network.model import Batch, Network, Sizes, collate
from kg.language.training.network.plan import Plan
from kg.language.training.network.vocabulary import kept_pieces

__all__ = ["check_same_plan", "fit", "restored"]

_STATE = "state.pt"
"""What a run needs to go on: it is there while one is under way."""
_LOG = logging.getLogger(__name__)
_WEIGHTS = {"tags": 0.5, "morphs": 0.5, "lemmas": 0.5, "starts": 0.3, "names": 0.7, "arcs": 1.0, "deps": 1.0}


@dataclass(slots=True)
class _Data:
    train: list[tuple[list[Gold], list[Encoded]]]
    dev: list[Encoded]


def _read(data: Path, pieces: WordPieces) -> tuple[_Data, Inventory]:
    treebanks, lists = data / "treebanks", data / "ner"
    parts = [
        trees(treebanks / "en_ewt-ud-train.conllu.gz", names=False),
        trees(treebanks / "en_gum-ud-train.conllu.gz", names=True),
        named(lists / "wikigold.conll.gz", word_column=0, tag_column=1),
        named(lists / "uner_ewt-dev.iob2.gz", word_column=1, tag_column=2),
    ]
    labels = inventory(gold for part in parts for gold in part)
    dev = [gold for name in ("en_ewt", "en_gum") for gold in trees(treebanks / f"{name}-ud-dev.conllu.gz", names=False)]
    train = [(part, encode(part, pieces, labels)) for part in parts]
    return _Data(train, encode(dev[::4], pieces, labels)), labels


def fit(data: Path, pretrained: Path, work: Path, plan: Plan) -> None:
    """Train, or go on training, and keep the network in the end.

    Raises:
        ValueError: the folder holds the begin of a run with another plan.
    """
    torch.manual_seed(plan.seed)
    kept, rows = kept_pieces(pretrained / "vocab.txt")
    pieces = WordPieces(kept)
    read, labels = _read(data, pieces)
    sizes = Sizes()
    network = Network(labels, len(pieces), sizes)
    network.load_encoder(pretrained / "model.safetensors", rows)
    # words that training text lacks stay comparable with those it has
    network.piece.weight.requires_grad_(requires_grad=False)
    work.mkdir(parents=True, exist_ok=True)
    check_same_plan(work, plan)
    described = {"labels": asdict(labels), "sizes": asdict(sizes), "plan": asdict(plan)}
    (work / "network.json").write_text(json.dumps(described, indent=1, ensure_ascii=False), "utf-8")
    (work / "pieces.txt").write_text("\n".join(kept) + "\n", "utf-8")
    _Fitting(network, pieces, read, plan, work).run()


def check_same_plan(work: Path, plan: Plan) -> None:
    """Look whether a run that is under way follows a plan.

    Raises:
        ValueError: it follows another.
    """
    before = work / "network.json"
    if (work / _STATE).is_file() and json.loads(before.read_text("utf-8"))["plan"] != asdict(plan):
        raise ValueError(f"{work} holds a run with another plan; delete {work / _STATE} to begin anew")


def restored(work: Path, name: str = "last.pt") -> tuple[Network, WordPieces]:
    """Return the network of a checkpoint."""
    described = json.loads((work / "network.json").read_text("utf-8"))
    labels = Inventory(**{key: tuple(value) for key, value in described["labels"].items()})
    pieces = WordPieces((work / "pieces.txt").read_text("utf-8").splitlines())
    network = Network(labels, len(pieces), Sizes(**described["sizes"]))
    network.load_state_dict(torch.load(work / name, weights_only=True))
    network.eval()
    return network, pieces


class _Fitting:
    """One training run."""

    def __init__(self, network: Network, pieces: WordPieces, data: _Data, plan: Plan, work: Path) -> None:
        self.network, self.pieces, self.data, self.plan, self.work = network, pieces, data, plan, work
        self.rng = random.Random(plan.seed)  # noqa: S311 - repeatable, no secret
        self.encoder = Encoder(pieces, network.labels)
        self.optimizer = torch.optim.AdamW(self._groups(), betas=(0.9, 0.98), weight_decay=0.01)
        self.began = time.monotonic()
        self.step = self.total = self.epoch = 0

    def _groups(self) -> list[dict[str, object]]:
        old, new = [], []
        for name, parameter in self.network.named_parameters():
            if parameter.requires_grad:
                (old if name.startswith(("layers.", "position", "norm.")) else new).append(parameter)
        return [{"params": old, "rate": self.plan.encoder_rate}, {"params": new, "rate": self.plan.head_rate}]

    def run(self) -> None:
        """Train all epochs that are left, or until the time is over."""
        if (self.work / _STATE).is_file():
            self._go_on()
        while self.epoch < self.plan.epochs:
            self._train_epoch()
            self.epoch += 1
            self._keep_state()
            _LOG.info("epoch %d done, %.0f s: %s", self.epoch, time.monotonic() - self.began, self._measured())
        torch.save(self.network.state_dict(), self.work / "last.pt")
        (self.work / _STATE).unlink()

    def _train_epoch(self) -> None:
        made = self._epoch()
        self.total = self.total or len(made) * self.plan.epochs
        sums: dict[str, float] = {}
        for number, batch in enumerate(made):
            seconds = time.monotonic() - self.began
            share = max(self.step / self.total, seconds / self.plan.seconds if self.plan.seconds else 0.0)
            if share >= 1:
                break
            for name, value in self._step(batch, self.step, share).items():
                sums[name] = sums.get(name, 0.0) + value
            self.step += 1
            if self.step % 50 == 0:
                _LOG.info("epoch %d %d/%d %.0f s (%.3f) %s", self.epoch, number, len(made), seconds, share,
                          " ".join(f"{k} {v / (number + 1):.3f}" for k, v in sums.items()))  # fmt: skip

    def _keep_state(self) -> None:
        state = {
            "network": self.network.state_dict(), "optimizer": self.optimizer.state_dict(),
            "counts": [self.step, self.total, self.epoch], "seconds": time.monotonic() - self.began,
            "chance": [self.rng.getstate(), torch.get_rng_state()],
        }  # fmt: skip
        torch.save(state, self.work / "state.new")
        (self.work / "state.new").replace(self.work / _STATE)  # in one step: half a state is none

    def _go_on(self) -> None:
        state = torch.load(self.work / _STATE, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.total, self.epoch = state["counts"]
        self.began = time.monotonic() - state["seconds"]
        version, numbers, rest = state["chance"][0]
        self.rng.setstate((version, tuple(numbers), rest))
        torch.set_rng_state(state["chance"][1])
        _LOG.info("goes on behind epoch %d", self.epoch)

    def _epoch(self) -> list[list[list[Encoded]]]:
        made: list[list[Encoded]] = []
        for golds, encoded in self.data.train:
            most = self.plan.most if golds[0].rows else 1
            made += runs(golds, encoded, self.encoder, self.rng, most)
        for _ in range(1, self.plan.names):
            made += runs(*self.data.train[-1], self.encoder, self.rng, 1)
        return batches(made, self.plan.batch, self.rng)

    def _step(self, raw: list[list[Encoded]], step: int, share: float) -> dict[str, float]:
        batch = self._collated(raw)
        dropped = torch.rand(batch.pieces.shape) < self.plan.dropped
        batch.pieces[dropped & (batch.word_of < len(batch.gold["tags"]))] = self.pieces.number(MASK)
        self.network.train()
        for group in self.optimizer.param_groups:
            group["lr"] = group["rate"] * min((step + 1) / 100, 1 - share)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.plan.half):
            losses = self.network.loss(batch)
        loss = sum(_WEIGHTS[name] * value for name, value in losses.items())
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_((p for g in self.optimizer.param_groups for p in g["params"]), 1.0)
        self.optimizer.step()
        return {name: float(value.detach()) for name, value in losses.items()}

    def _collated(self, raw: list[list[Encoded]]) -> Batch:
        return collate(raw, self.pieces.number(OPEN), self.pieces.number(CLOSE))

    @torch.no_grad()
    def _measured(self) -> str:
        """Return scores on part of the development splits, sentence by sentence, trees taken greedily."""
        self.network.eval()
        right = dict.fromkeys(("tags", "morphs", "lemmas", "uas", "las"), 0)
        count = 0
        for raw in batches([[one] for one in self.data.dev], 4000, random.Random(0)):  # noqa: S311
            batch = self._collated(raw)
            scores = self.network(batch)
            for name in ("tags", "morphs", "lemmas"):
                right[name] += int((scores.words[name].argmax(1) == batch.gold[name]).sum())
            heads = scores.arcs.argmax(2)
            deps = self.network.label_scores(scores, heads).argmax(2)
            good = (heads == batch.heads) & (batch.heads >= 0)
            right["uas"] += int(good.sum())
            right["las"] += int((good & (deps == batch.deps)).sum())
            count += len(batch.gold["tags"])
        return " ".join(f"{name} {100 * value / count:.2f}" for name, value in right.items())
