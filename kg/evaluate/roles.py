"""Scores which words are found to fill the roles of transfers.

What comes in: gold predicates, and the words found for each.  What goes out: ``RoleScores``.  A word is right where it
stands in the gold filler of its role.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.evaluate.propbank import GoldPredicate

__all__ = ["MissedRole", "RoleScores"]


@dataclass(frozen=True, slots=True)
class MissedRole:
    """A role that was not found, or whose first word is wrong.

    Attributes:
        words: the words of the sentence.
        predicate: the gold predicate.
        role: the role.
        chosen: index of the word that was taken for it, or None.
    """

    words: Sequence[str]
    predicate: GoldPredicate
    role: str
    chosen: int | None


@dataclass(slots=True)
class RoleScores:
    """How the words found meet the gold.

    Attributes:
        rows: name of a row (``all``, a role, a construction, a class of verbs) → counts: ``gold`` fillers,
            ``reached`` by any word that the types choose from, ``right`` by the word that comes first, ``chosen``
            words that come first.
        predicates: how many were scored.
        missed: what is wrong, in order.
    """

    rows: dict[str, Counter[str]] = field(default_factory=dict)
    predicates: int = 0
    missed: list[MissedRole] = field(default_factory=list)

    def add(
        self,
        words: Sequence[str],
        predicate: GoldPredicate,
        chosen: Mapping[str, int],
        candidates: Mapping[str, Sequence[int]],
    ) -> None:
        """Score one predicate.

        Args:
            words: its sentence.
            predicate: the gold.
            chosen: role → the word that comes first.
            candidates: role → every word that may fill it.
        """
        self.predicates += 1
        for role in ("supplier", "recipient", "equipment"):
            gold, first = predicate.roles.get(role), chosen.get(role)
            if gold and not gold.counted:
                continue
            right = bool(gold and first is not None and gold.holds(first))
            counts = Counter(
                gold=gold is not None,
                reached=bool(gold and any(gold.holds(index) for index in candidates.get(role, ()))),
                right=right,
                chosen=first is not None,
            )
            names = ["all", f"role {role}", f"class {predicate.group}"]
            names += [f"construction {gold.construction}"] if gold else []
            for name in names:
                self.rows.setdefault(name, Counter()).update(counts)
            if not right and (gold or first is not None):
                self.missed.append(MissedRole(words, predicate, role, first))
