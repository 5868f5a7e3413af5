"""The network that judges pairs of goods and parties: shapes and shares, on weights made up here."""

import numpy as np
import pytest

from kg.language.network.encoder import Encoder, Input
from kg.language.network.pairs import MARKS, STATUSES, MarkedRun, PairNetwork, apart
from kg.language.network.parameters import Array, Parameters, Table

WIDTH, SIDE, SMALL, STEP = 8, 6, 4, 2


def _layer(rng: np.random.Generator, at: str) -> dict[str, Array]:
    sizes = {"qkv": (3 * WIDTH, WIDTH), "out": (WIDTH, WIDTH), "up": (16, WIDTH), "down": (WIDTH, 16)}
    arrays = {f"{at}{name}.weight": rng.normal(size=size) for name, size in sizes.items()}
    arrays |= {f"{at}{name}.bias": rng.normal(size=size[0]) for name, size in sizes.items()}
    arrays |= {f"{at}norm{n}.{part}": np.ones(WIDTH) for n in (1, 2) for part in ("weight", "bias")}
    return {name: array.astype(np.float32) for name, array in arrays.items()}


@pytest.fixture(scope="module")
def network() -> PairNetwork:
    rng = np.random.default_rng(7)

    def made(*size: int) -> Array:
        return rng.normal(size=size).astype(np.float32)

    base = {"position.weight": made(20, WIDTH), "shape.weight": made(14, WIDTH), "gap.weight": made(3, WIDTH),
            "norm.weight": made(WIDTH), "norm.bias": made(WIDTH), "mix": made(2, 3),
            **_layer(rng, "layers.0."), **_layer(rng, "layers.1.")}  # fmt: skip
    table = Table.of(made(9, WIDTH))
    parameters = Parameters(base, table, {}, tuple("abcdefghi"), 2, 2, 1e-12)
    own = {"mark.weight": made(len(MARKS), WIDTH), "mix": made(3), "d1.weight": made(16, STEP),
           "d2.weight": made(7, STEP), "kind.weight": made(len(MARKS), STEP), "prod.weight": made(SIDE, SIDE),
           **_layer(rng, "layers.1.")}  # fmt: skip
    sizes = {"e": (SIDE, 2 * WIDTH), "a": (SIDE, 2 * WIDTH), "p.1": (SIDE, 3 * SIDE + 4 * STEP), "p.4": (2, SIDE)}
    for name, outputs in (("none", 2), ("gate", 1), ("st", len(STATUSES))):
        sizes |= {f"{name}.1": (SMALL, SIDE), f"{name}.3": (outputs, SMALL)}
    for name, size in sizes.items():
        own |= {f"{name}.weight": made(*size), f"{name}.bias": made(size[0])}
    return PairNetwork(Encoder(parameters, 0, 1), own)


def _run(parties: int) -> MarkedRun:
    words = Input([(2,), (3, 4), (5,), (6,)], [1, 1, 2, 1], [2, 2, 2, 2])
    spans = [(0, 1, 0), (3, 4, 3)][:parties]
    steps = np.array([[apart(p[2] - 1, 0) for p in spans], [apart(p[2] - 2, 1) for p in spans]]).reshape(2, parties, 2)
    return MarkedRun(words, [3, 1, 2, 3], [(1, 2, 1), (2, 3, 2)], spans, ([1, 2], [3] * parties), steps)


@pytest.mark.parametrize("parties", [0, 1, 2])
def test_every_role_has_shares_of_all_parties_and_of_nobody(network: PairNetwork, parties: int) -> None:
    scores = network.score(_run(parties))
    for role in (scores.suppliers, scores.recipients):
        assert role.shape == (2, parties + 1)
        assert role.sum(axis=1) == pytest.approx(np.ones(2), abs=1e-5)
    assert scores.statuses.shape == (2, len(STATUSES))
    assert ((scores.told > 0) & (scores.told < 1)).all()


def test_marks_change_what_is_read(network: PairNetwork) -> None:
    plain, marked = _run(2), _run(2)
    marked = MarkedRun(marked.words, [4, 1, 2, 3], marked.goods, marked.parties, marked.kinds, marked.steps)
    assert not np.allclose(network.score(plain).suppliers, network.score(marked).suppliers)


@pytest.mark.parametrize(
    ("words", "sentences", "buckets"),
    [(0, 0, (0, 3)), (1, 0, (3, 3)), (-1, 0, (2, 3)), (5, 1, (7, 4)), (-500, -9, (14, 0)), (500, 9, (15, 6))],
)
def test_distances_go_into_buckets(words: int, sentences: int, buckets: tuple[int, int]) -> None:
    assert apart(words, sentences) == buckets
