"""Finds the best tree over the scores of heads, one root and every word below it; and labels that can stand together.

What comes in: words by (root and words).  What goes out: the head of each word, 0 for the root, words from 1.  The
algorithm of Chu and Liu (1965) and Edmonds (1967); one root by choosing it first.  Labels: that of Viterbi (1967).
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from kg.language.network.parameters import Array

__all__ = ["best_labels", "best_tree", "settled_objects"]

_NEVER = np.float32(-1e9)
_OBJECTS = frozenset({"obj", "ccomp", "xcomp"})


def best_tree(scores: Array) -> list[int]:
    """Return the head of each word in the best tree with a single root."""
    count = len(scores)
    scores = scores.astype(np.float32, copy=True)
    scores[np.arange(count), np.arange(1, count + 1)] = _NEVER
    greedy = [int(head) for head in scores.argmax(axis=1)]
    if greedy.count(0) == 1 and not _circle(greedy):
        return greedy
    root = int((scores[:, 0] - scores[:, 1:].max(axis=1)).argmax()) if count > 1 else 0
    scores[:, 0] = _NEVER
    scores[root] = _NEVER
    scores[root, 0] = 0
    square = np.full((count + 1, count + 1), _NEVER, np.float32)
    square[1:] = scores
    return _contracted(square)[1:]


def _circle(heads: Sequence[int]) -> list[int]:
    """Return the words of a circle (numbered from 1), or none."""
    state = [0] * (len(heads) + 1)
    state[0] = 2
    for start in range(1, len(heads) + 1):
        path: list[int] = []
        word = start
        while state[word] == 0:
            state[word] = 1
            path.append(word)
            word = heads[word - 1]
        if state[word] == 1:
            return path[path.index(word) :]
        for passed in path:
            state[passed] = 2
    return []


def _contracted(scores: Array) -> list[int]:
    """Return heads for a square of scores (row: dependent, column: head); row 0 is the root."""
    heads = [0, *(int(h) for h in scores[1:].argmax(axis=1))]
    circle = _circle(heads[1:])
    if not circle:
        return heads
    inside = set(circle)
    outside = [word for word in range(len(scores)) if word not in inside]
    chosen = {word: scores[word, heads[word]] for word in circle}
    small = np.full((len(outside) + 1, len(outside) + 1), _NEVER, np.float32)
    small[: len(outside), : len(outside)] = scores[np.ix_(outside, outside)]
    gains = scores[np.ix_(circle, outside)] - np.array([chosen[w] for w in circle], np.float32)[:, None]
    entries = gains.argmax(axis=0)
    small[-1, : len(outside)] = gains.max(axis=0)
    leaving = scores[np.ix_(outside, circle)].argmax(axis=1)
    small[: len(outside), -1] = scores[np.ix_(outside, circle)].max(axis=1)
    small[0] = _NEVER
    solved = _contracted(small)
    result = list(heads)
    for place, word in enumerate(outside[1:], 1):
        result[word] = circle[leaving[place]] if solved[place] == len(outside) else outside[solved[place]]
    enter = circle[entries[solved[-1]]]
    result[enter] = outside[solved[-1]]
    return result


def best_labels(scores: Array, labels: Sequence[str]) -> list[str]:
    """Return the BIO label of each word in the best row where every inside of a name follows its begin or inside.

    Args:
        scores: words by labels.
        labels: ``O``, ``B-TYPE`` and ``I-TYPE``, in the order of the scores.
    """
    greedy = [labels[int(best)] for best in scores.argmax(axis=1)]
    if all(_may_follow(after, before) for before, after in pairwise(["O", *greedy])):
        return greedy
    barred = np.array([[0 if _may_follow(after, before) else _NEVER for after in labels] for before in labels])
    total = scores[0] + np.array([0 if _may_follow(label, "O") else _NEVER for label in labels])
    steps: list[Array] = []
    for score in scores[1:]:
        ways = total[:, None] + barred
        steps.append(ways.argmax(axis=0))
        total = ways.max(axis=0) + score
    path = [int(total.argmax())]
    for step in reversed(steps):
        path.append(int(step[path[-1]]))
    return [labels[place] for place in reversed(path)]


def _may_follow(label: str, before: str) -> bool:
    return not label.startswith("I-") or before[2:] == label[2:]


def settled_objects(deps: Sequence[str], heads: Sequence[int], words: Sequence[str]) -> list[str]:
    """Return labels where an indirect object beside a phrase with *to*, and no other object, is the object.

    What somebody gets is the object of ``gave [mine] to a home``: whom it is given to stands there already.

    Args:
        deps: the label of each word.
        heads: the head of each word, 0 for the root, words from 1.
        words: the words.
    """
    settled = list(deps)
    for place, head in enumerate(heads):
        if deps[place] == "iobj":
            beside = [other for other, its in enumerate(heads) if its == head and other != place]
            taken = any(deps[other] in _OBJECTS for other in beside)
            if not taken and any(deps[other] == "obl" and _has_to(other + 1, deps, heads, words) for other in beside):
                settled[place] = "obj"
    return settled


def _has_to(noun: int, deps: Sequence[str], heads: Sequence[int], words: Sequence[str]) -> bool:
    places = zip(heads, deps, words, strict=True)
    return any(head == noun and dep == "case" and word.lower() == "to" for head, dep, word in places)
