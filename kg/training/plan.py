"""The plan of a training of the second reader.

What comes in: the constants of the shipped weights.  What goes out: a ``Plan``.
"""

from dataclasses import dataclass

__all__ = ["Plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train; the defaults made the shipped weights.

    Attributes:
        epochs: passes over the passages.
        orders: trainings whose weights are averaged.
        batch: runs of a step.
        encoder_rate: learning rate of the layers.
        head_rate: learning rate of all that is new.
        low: layers of the pipeline that are shared and stay as they are.
        masked: share of goods and parties whose words are hidden.
        silence: weight of goods in passages without a transfer.
        status: weight of the status.
        seed: of everything random.
        half: whether matrices are multiplied in 16 bits (bfloat16).
    """

    epochs: int = 7
    orders: int = 2
    batch: int = 8
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    low: int = 2
    masked: float = 0.25
    silence: float = 1.6
    status: float = 0.8
    seed: int = 1
    half: bool = True
