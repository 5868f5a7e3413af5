"""The best tree has one root, no circle, and a score that no other tree beats."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.language.network.decode import best_labels, best_tree, settled_objects

LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")


def _is_tree(heads: list[int]) -> bool:
    if heads.count(0) != 1:
        return False
    return all(_reaches_root(heads, word) for word in range(1, len(heads) + 1))


def _reaches_root(heads: list[int], start: int) -> bool:
    word = start
    for _ in heads:
        if word == 0:
            return True
        word = heads[word - 1]
    return word == 0


def test_a_clear_tree_is_taken() -> None:
    scores = np.array([[0, 0, 9, 0], [9, 0, 0, 0], [0, 0, 9, 0]], np.float32)
    assert best_tree(scores) == [2, 0, 2]


def test_one_word_is_its_own_root() -> None:
    assert best_tree(np.zeros((1, 2), np.float32)) == [0]


@settings(deadline=None)
@given(st.integers(1, 25), st.integers(0, 10_000))
def test_any_scores_give_a_tree(count: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(count, count + 1)).astype(np.float32)
    assert _is_tree(best_tree(scores))


@pytest.mark.parametrize("seed", range(40))
def test_no_tree_with_the_same_root_scores_more(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(4, 5)).astype(np.float32)
    found = best_tree(scores)
    root = found.index(0)
    trees = [list(heads) for heads in product(range(5), repeat=4) if _is_tree(list(heads)) and heads[root] == 0]
    best = max(_score(scores, heads, root) for heads in trees)
    assert _score(scores, found, root) == pytest.approx(best, abs=1e-5)


def _score(scores: np.ndarray, heads: list[int], root: int) -> float:
    return float(sum(scores[i, h] for i, h in enumerate(heads) if i != root))


def _rows(length: int) -> list[tuple[str, ...]]:
    """Return every row of labels in which an inside follows a begin or inside of its type."""
    rows = product(LABELS, repeat=length)
    return [row for row in rows if all(b[0] != "I" or a[2:] == b[2:] for a, b in zip(("O", *row), row, strict=False))]


def test_a_row_that_is_possible_is_taken() -> None:
    scores = np.array([[0, 5, 0, 0, 0], [0, 0, 5, 0, 0], [5, 0, 0, 0, 0]], np.float32)
    assert best_labels(scores, LABELS) == ["B-PER", "I-PER", "O"]


def test_a_name_of_two_types_is_one_name() -> None:
    scores = np.array([[0, 5, 0, 4, 0], [0, 0, 1, 0, 6]], np.float32)
    assert best_labels(scores, LABELS) == ["B-LOC", "I-LOC"]


@settings(deadline=None)
@given(st.integers(1, 4), st.integers(0, 10_000))
def test_no_possible_row_has_a_better_score(length: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(length, len(LABELS))).astype(np.float32)
    found = tuple(best_labels(scores, LABELS))
    possible = _rows(length)
    assert found in possible
    score = {row: sum(scores[i, LABELS.index(label)] for i, label in enumerate(row)) for row in possible}
    assert score[found] == pytest.approx(max(score.values()), abs=1e-5)


@pytest.mark.parametrize(
    ("words", "heads", "deps", "label"),
    [
        ("gave mine to homes", [0, 1, 4, 1], ["ROOT", "iobj", "case", "obl"], "obj"),
        ("gave Peru jets to use", [0, 1, 1, 5, 1], ["ROOT", "iobj", "obj", "mark", "advcl"], "iobj"),
        ("told Peru in Lima", [0, 1, 4, 1], ["ROOT", "iobj", "case", "obl"], "iobj"),
        ("told Peru to Lima that", [0, 1, 4, 1, 1], ["ROOT", "iobj", "case", "obl", "ccomp"], "iobj"),
    ],
)
def test_who_gets_something_is_told_once(words: str, heads: list[int], deps: list[str], label: str) -> None:
    assert settled_objects(deps, heads, words.split())[1] == label
