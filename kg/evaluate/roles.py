"""Scores which words are found to fill the roles of transfers.

What comes in: sentences with gold predicates and trees.  What goes out: ``RoleScores``.  A word is right where it
stands in the gold filler of its role; what it names is not asked.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.evaluate.propbank import GoldPredicate, RoleSentence
from kg.extraction.role_finding import find_roles, opened_frames
from kg.language.treebank import bare_doc_of, doc_of
from kg.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["MissedRole", "RoleScores", "score_roles"]

_ROLES = ("supplier", "recipient", "equipment")


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
        left_out: how many were not, for no word of the lexicon opens them.
        missed: what is wrong, in order.
    """

    rows: dict[str, Counter[str]] = field(default_factory=dict)
    predicates: int = 0
    left_out: int = 0
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
        for role in _ROLES:
            gold, first = predicate.roles.get(role), chosen.get(role)
            if (gold and not gold.counted) or (gold is None and first is None):
                continue
            reached = bool(gold and any(gold.holds(index) for index in candidates.get(role, ())))
            right = bool(gold and first is not None and gold.holds(first))
            told = {"gold": gold is not None, "reached": reached, "right": right, "chosen": first is not None}
            counts = Counter({name: int(holds) for name, holds in told.items()})
            names = ["all", f"role: {role}", f"class: {predicate.group}"]
            for name in [*names, f"construction: {gold.construction}"] if gold else names:
                self.rows.setdefault(name, Counter()).update(counts)
            if not right:
                self.missed.append(MissedRole(words, predicate, role, first))


def score_roles(
    sentences: Sequence[RoleSentence], lexicon: Lexicon, nlp: "Language", *, parsed: bool
) -> RoleScores:
    """Score the roles that are found in sentences: on the trees of a parser, or on their own.

    Args:
        sentences: sentences with gold predicates.
        lexicon: the words that open transfers.
        nlp: the language pipeline.
        parsed: whether it makes the trees; their words stay those of the treebank.
    """
    scores = RoleScores()
    golds = [doc_of(nlp.vocab, [one.sentence]) for one in sentences]
    docs: Iterable[Doc] = golds
    if parsed:
        docs = nlp.pipe(bare_doc_of(nlp.vocab, one.sentence) for one in sentences)
    for one, gold, doc in zip(sentences, golds, docs, strict=True):
        for predicate in one.predicates:
            if not opened_frames(gold[predicate.token], lexicon):
                scores.left_out += 1
                continue
            word = doc[predicate.token]
            found = find_roles(word, opened_frames(word, lexicon))
            chosen = {role: token.i for role, token in found.chosen.items()}
            candidates = {role: [token.i for token in tokens] for role, tokens in found.candidates.items()}
            scores.add(one.sentence.words, predicate, chosen, candidates)
    return scores
