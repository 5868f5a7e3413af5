"""Measures what is read against what should be: what ``kg evaluate`` prints.

What comes in: claim lines, and gold passages, the gold reading of the seed article, or cases of extractors; and
sentences with gold roles.  What goes out: ``Scores`` of transfers, a ``Comparison`` with the reading, ``CaseScore`` by
type, ``RoleScores``.
"""

from kg.evaluate.cases import Case, CaseScore, Mistake, late_cases, read_cases, score_cases
from kg.evaluate.linking import GoldMention, LinkPassage, LinkScores, WrongLink, read_links, score_links
from kg.evaluate.passages import article_of_passage, read_passages
from kg.evaluate.propbank import GoldPredicate, GoldRole, RoleSentence, read_roles
from kg.evaluate.readings import Gold, GoldRelation, Trap, read_keys, read_seed_gold
from kg.evaluate.relations import OUTCOMES, Comparison, Finding, compare
from kg.evaluate.roles import MissedRole, RoleScores, score_roles
from kg.evaluate.scores import Passage, Scores, score

__all__ = [
    "OUTCOMES",
    "Case",
    "CaseScore",
    "Comparison",
    "Finding",
    "Gold",
    "GoldMention",
    "GoldPredicate",
    "GoldRelation",
    "GoldRole",
    "LinkPassage",
    "LinkScores",
    "MissedRole",
    "Mistake",
    "Passage",
    "RoleScores",
    "RoleSentence",
    "Scores",
    "Trap",
    "WrongLink",
    "article_of_passage",
    "compare",
    "late_cases",
    "read_cases",
    "read_keys",
    "read_links",
    "read_passages",
    "read_roles",
    "read_seed_gold",
    "score",
    "score_cases",
    "score_links",
    "score_roles",
]
