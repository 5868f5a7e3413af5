"""Says when a claim and a gold transfer mean the same: names, equipment, dates, and who is matched with whom.

What comes in: gold records and claim lines (``claims.schema.json``). What goes out: yes or no, and one-to-one
matchings. Names are compared without case, accents, articles and plural -s, never by similarity.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["DATE", "best_matching", "date_right", "equipment_right", "names", "party_right", "tokens", "told"]

DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")
_UNSAID = frozenset(
    "the a an of its their his her some new more several all other military made built type class s".split()
)
_PARTS = frozenset(
    "engine part spare kit turret simulator radar pod shell round ammunition missile rocket torpedo bomb gun".split()
)
_NEVER_WHOLE = frozenset("engine part spare kit turret simulator radar pod".split())
_MOST_ALIASES = 40
_TOLD = {"cancelled": "refused", "unknown": "unspecified", "ongoing": "unspecified", "ended": "unspecified"}


def told(claim: Mapping[str, Any]) -> str:
    """Return a claim's status in the gold set's words, in which a denial is a status too."""
    if (claim.get("factuality") or "").casefold() == "denied":
        return "denied"
    status = (claim.get("status") or "unknown").casefold()
    return _TOLD.get(status, status)


def tokens(name: str) -> list[str]:
    """Return the words that count, singular and in lower case; ``Su-30`` and ``Su 30`` are one word."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    plain = plain.replace("u.s.", "us").replace("u.k.", "uk")
    plain = re.sub(r"(?<=[a-z])[-/ ](?=\d)", "", plain)
    return [_singular(word) for word in re.findall(r"[a-z0-9]+", plain) if word not in _UNSAID]


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _proper(name: str) -> set[str]:
    """Return the tokens of the capitalised words and designations of a name."""
    return {t for word in re.findall(r"[^\s/]+", name) if re.match(r"[A-Z0-9]", word) for t in tokens(word)}


def names(slot: Mapping[str, Any] | str | None, *, aliases: bool = False) -> list[str]:
    """Return the names that a claim gives for a role."""
    if not slot:
        return []
    if isinstance(slot, str):
        return [slot]
    more = list(slot.get("aliases") or [])[:_MOST_ALIASES] if aliases and slot.get("iri") else []
    return [name for name in [slot.get("text"), slot.get("label"), *more] if name]


def party_right(
    predicted: Mapping[str, Any] | None, accepted: Sequence[str], *, optional: bool = False
) -> bool:
    """Return whether a party is one of the accepted ones; an empty gold slot must be empty."""
    if not names(predicted):
        return optional or not accepted
    good = {tuple(tokens(answer)) for answer in accepted}
    return any(tuple(tokens(name)) in good for name in names(predicted, aliases=True))


def equipment_right(predicted: Mapping[str, Any] | None, accepted: Sequence[str]) -> bool:
    """Return whether equipment names the same thing as one of the accepted answers."""
    return any(_same_equipment(name, answer) for name in names(predicted) for answer in accepted)


def _same_equipment(name: str, answer: str) -> bool:
    ours, theirs = tokens(name), tokens(answer)
    if not ours or not theirs:
        return False
    if set(ours) == set(theirs) or "".join(ours) == "".join(theirs):
        return True
    if not (set(ours) <= set(theirs) or set(theirs) <= set(ours)):
        return False
    if ours[-1] == theirs[-1]:
        return True
    return _shares_name(name, answer, ours, theirs)


def _shares_name(name: str, answer: str, ours: list[str], theirs: list[str]) -> bool:
    """Return whether one of two nested names is the other by a designation or proper name, and no mere part of it."""
    one_is_part = (ours[-1] in _PARTS) != (theirs[-1] in _PARTS)
    if one_is_part and _proper(name) and _proper(answer) and len(ours) > 1 and len(theirs) > 1:
        return False
    longer = ours if len(ours) > len(theirs) else theirs
    if longer[-1] in _NEVER_WHOLE:
        return False
    return bool(set(ours) & set(theirs) & _proper(name) & _proper(answer))


def date_right(gold: str, given: str | None) -> bool:
    """Return whether a date is as precise as the gold's or one step coarser, and agrees."""
    if not given or not DATE.match(given):
        return False
    return given.startswith(gold) or (gold.startswith(given) and len(gold) - len(given) <= 3)


def best_matching(weights: Mapping[tuple[int, int], float], rows: int, columns: int) -> dict[int, int]:
    """Return the one-to-one matching of largest total weight; only pairs in ``weights`` may meet.

    The Hungarian method with potentials (Kuhn 1955; the O(n³) form by shortest augmenting paths).
    """
    size = max(rows, columns)
    top = max(weights.values(), default=0) + 1
    row_potential, column_potential = [0.0] * (size + 1), [0.0] * (size + 1)
    row_of = [0] * (size + 1)

    def cost(row: int, column: int) -> float:
        return top - weights.get((row - 1, column - 1), 0) - row_potential[row] - column_potential[column]

    for new in range(1, size + 1):
        row_of[0] = new
        column, path = _augmenting_path(size, row_of, cost, row_potential, column_potential)
        while column:
            row_of[column] = row_of[path[column]]
            column = path[column]
    pairs = {row_of[column] - 1: column - 1 for column in range(1, size + 1)}
    return {row: column for row, column in pairs.items() if (row, column) in weights}


def _augmenting_path(
    size: int, row_of: list[int], cost: Any, row_potential: list[float], column_potential: list[float]
) -> tuple[int, list[int]]:
    """Find the cheapest way to a free column; returns it and, for each column, the one before it."""
    slack, path, used = [float("inf")] * (size + 1), [0] * (size + 1), [False] * (size + 1)
    column = 0
    while True:
        used[column] = True
        least, following = float("inf"), 0
        for other in range(1, size + 1):
            if used[other]:
                continue
            reduced = cost(row_of[column], other)
            if reduced < slack[other]:
                slack[other], path[other] = reduced, column
            if slack[other] < least:
                least, following = slack[other], other
        for other in range(size + 1):
            if used[other]:
                row_potential[row_of[other]] += least
                column_potential[other] -= least
            else:
                slack[other] -= least
        column = following
        if row_of[column] == 0:
            return column, path
