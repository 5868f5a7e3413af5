"""Keeps the network's weights: matrices in eight bits with a scale for each row, the rest in sixteen.

What comes in: a folder.  What goes out: ``Parameters``: float32 arrays by name, the labels of every head, the pieces.
"""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Parameters", "read", "write"]

Array = NDArray[np.float32]

_SMALLEST = 4096  # numbers; smaller arrays are kept in sixteen bits
_SCALE = ":scale"


@dataclass(frozen=True, slots=True)
class Parameters:
    """A trained network.

    Attributes:
        arrays: weights by name, as ``kg.language.training.network`` names them.
        labels: head → its labels, in the order of its outputs.
        pieces: the word pieces, in the order of their table.
        heads: attention heads of a layer.
        layers: layers of the encoder.
        epsilon: what layer normalisation adds to the variance.
    """

    arrays: Mapping[str, Array]
    labels: Mapping[str, tuple[str, ...]]
    pieces: tuple[str, ...]
    heads: int
    layers: int
    epsilon: float


def write(parameters: Parameters, folder: Path) -> None:
    """Write a network to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    packed: dict[str, NDArray[Any]] = {}
    for name, array in parameters.arrays.items():
        if array.size < _SMALLEST:
            packed[name] = array.astype(np.float16)
        else:
            flat = array.reshape(-1, array.shape[-1])
            scale = np.maximum(np.abs(flat).max(axis=1, keepdims=True), 1e-8) / 127
            packed[name] = np.round(flat / scale).astype(np.int8).reshape(array.shape)
            packed[name + _SCALE] = scale.astype(np.float32)
    with zipfile.ZipFile(folder / "weights.npz", "w") as archive:  # as numpy.savez, but the same bytes every time
        for name, array in sorted(packed.items()):
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as member:
                np.lib.format.write_array(member, array)
    described = {
        "labels": {head: list(labels) for head, labels in parameters.labels.items()},
        "heads": parameters.heads, "layers": parameters.layers, "epsilon": parameters.epsilon,
    }
    (folder / "labels.json").write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / "pieces.txt").write_text("\n".join(parameters.pieces) + "\n", "utf-8")


def read(folder: Path) -> Parameters:
    """Read a network from a folder."""
    described = json.loads((folder / "labels.json").read_text("utf-8"))
    with np.load(folder / "weights.npz") as packed:
        arrays = {name: _unpacked(name, packed) for name in packed.files if not name.endswith(_SCALE)}
    pieces = (folder / "pieces.txt").read_text("utf-8").split("\n")[:-1]
    labels = {head: tuple(names) for head, names in described["labels"].items()}
    return Parameters(arrays, labels, tuple(pieces), described["heads"], described["layers"], described["epsilon"])


def _unpacked(name: str, packed: Mapping[str, NDArray[Any]]) -> Array:
    array = packed[name]
    if array.dtype != np.int8:
        return array.astype(np.float32)
    flat = array.reshape(-1, array.shape[-1]).astype(np.float32)
    flat *= packed[name + _SCALE]
    return flat.reshape(array.shape)
