"""Keeps the network's weights: matrices in eight bits with a scale for each row, the rest in sixteen.

What comes in: a folder.  What goes out: ``Parameters``: float32 arrays by name, the labels of every head, the pieces.
"""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Parameters", "Table", "read", "read_arrays", "write", "write_arrays"]

Array = NDArray[np.float32]

_TABLE = "piece.weight"  # only the rows of the pieces of a text are unpacked
_SMALLEST = 4096  # numbers; smaller arrays are kept in sixteen bits
_SCALE = ":scale"


@dataclass(frozen=True, slots=True)
class Table:
    """A large matrix of which few rows are wanted at a time, as it is kept: rows of eight bits, each with its scale."""

    packed: NDArray[np.int8]
    scale: NDArray[np.float32]

    def rows(self, numbers: Sequence[int]) -> Array:
        """Return some rows."""
        chosen = list(numbers)
        return np.asarray(self.packed[chosen].astype(np.float32) * self.scale[chosen])

    @classmethod
    def of(cls, array: Array) -> "Table":
        """Pack a matrix."""
        return cls(*_packed(array))


@dataclass(frozen=True, slots=True)
class Parameters:
    """A trained network.

    Attributes:
        arrays: weights by name, as ``kg.language.training.network`` names them, but for the table.
        table: the vectors of the pieces.
        labels: head → its labels, in the order of its outputs.
        pieces: the word pieces, in the order of their table.
        heads: attention heads of a layer.
        layers: layers of the encoder.
        epsilon: what layer normalisation adds to the variance.
    """

    arrays: Mapping[str, Array]
    table: Table
    labels: Mapping[str, tuple[str, ...]]
    pieces: tuple[str, ...]
    heads: int
    layers: int
    epsilon: float


def write(parameters: Parameters, folder: Path) -> None:
    """Write a network to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    packed = _all_packed(parameters.arrays)
    packed[_TABLE], packed[_TABLE + _SCALE] = parameters.table.packed, parameters.table.scale
    _write_members(folder / "weights.npz", packed)
    described = {
        "labels": {head: list(labels) for head, labels in parameters.labels.items()},
        "heads": parameters.heads, "layers": parameters.layers, "epsilon": parameters.epsilon,
    }
    (folder / "labels.json").write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / "pieces.txt").write_text("\n".join(parameters.pieces) + "\n", "utf-8")


def read(folder: Path) -> Parameters:
    """Read a network from a folder."""
    described = json.loads((folder / "labels.json").read_text("utf-8"))
    kept = _members(folder / "weights.npz")
    pieces = (folder / "pieces.txt").read_text("utf-8").split("\n")[:-1]
    table = Table(kept.pop(_TABLE), kept.pop(_TABLE + _SCALE))
    labels = {head: tuple(names) for head, names in described["labels"].items()}
    sizes = described["heads"], described["layers"], described["epsilon"]
    return Parameters(_unpacked(kept), table, labels, tuple(pieces), *sizes)


def write_arrays(arrays: Mapping[str, Array], file: Path) -> None:
    """Write weights without a table to a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _write_members(file, _all_packed(arrays))


def read_arrays(file: Path) -> dict[str, Array]:
    """Read what ``write_arrays`` wrote."""
    return _unpacked(_members(file))


def _write_members(file: Path, packed: Mapping[str, NDArray[Any]]) -> None:
    with zipfile.ZipFile(file, "w") as archive:  # as numpy.savez, but the same bytes every time
        for name, array in sorted(packed.items()):
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as member:
                np.lib.format.write_array(member, array)


def _members(file: Path) -> dict[str, NDArray[Any]]:
    with np.load(file) as packed:
        return {name: packed[name] for name in packed.files}


def _all_packed(arrays: Mapping[str, Array]) -> dict[str, NDArray[Any]]:
    """Return arrays as they are kept: large ones in eight bits with a scale for each row, the rest in sixteen."""
    packed: dict[str, NDArray[Any]] = {}
    for name, array in arrays.items():
        if array.size < _SMALLEST:
            packed[name] = array.astype(np.float16)
        else:
            rows, packed[name + _SCALE] = _packed(array.reshape(-1, array.shape[-1]))
            packed[name] = rows.reshape(array.shape)
    return packed


def _packed(matrix: Array) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the rows of a matrix in eight bits, and the scale of each."""
    scale = np.maximum(np.abs(matrix).max(axis=1, keepdims=True), 1e-8) / 127
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)


def _unpacked(packed: Mapping[str, NDArray[Any]]) -> dict[str, Array]:
    """Unpack all arrays into one piece of memory: many pieces take three times as long to get from the system."""
    names = [name for name in packed if not name.endswith(_SCALE)]
    memory = np.empty(sum(packed[name].size for name in names), np.float32)
    arrays: dict[str, Array] = {}
    for name in names:
        array = packed[name]
        mine, memory = memory[: array.size], memory[array.size :]
        rows = mine.reshape(-1, array.shape[-1])
        rows[...] = array.reshape(rows.shape)
        if array.dtype == np.int8:
            rows *= packed[name + _SCALE]
        arrays[name] = mine.reshape(array.shape)
    return arrays
