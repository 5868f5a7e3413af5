"""The plan of a training: how long, how fast, on what chance.

What comes in: a TOML file.  What goes out: a ``Plan``.
"""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

__all__ = ["PLAN", "Plan", "read_plan"]

PLAN = Path(__file__).parent / "plan.toml"
"""The plan of the shipped weights."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train.

    Attributes:
        epochs: passes over the data.
        seconds: time after which the rate must have fallen to nothing; 0 for as long as the epochs take.
        batch: pieces of a batch.
        encoder_rate: learning rate of the encoder.
        head_rate: learning rate of all that is new.
        dropped: share of pieces that are masked.
        most: sentences of the longest run.
        names: how often a pass reads UNER's sentences, whose names are the ones that are measured.
        seed: of everything random.
        half: whether matrices are multiplied in 16 bits (bfloat16): twice as fast where the processor can.
    """

    epochs: int
    seconds: float
    batch: int
    encoder_rate: float
    head_rate: float
    dropped: float
    most: int
    names: int
    seed: int
    half: bool


def read_plan(path: Path) -> Plan:
    """Read a plan.

    Raises:
        ValueError: it is no TOML, lacks a field, or has one that is not known, or of another type.
    """
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path} is no TOML: {error}") from error
    types = {field.name: field.type for field in fields(Plan)}
    if odd := set(types) ^ set(values):
        raise ValueError(f"{path}: {', '.join(sorted(odd))}: accepted, and needed, are {', '.join(types)}")
    for name, value in values.items():
        if type(value) is not types[name] and not (types[name] is float and type(value) is int):
            raise ValueError(f"{path}: {name} is {value!r}, but accepts {getattr(types[name], '__name__', '')}")
    return Plan(**values)
