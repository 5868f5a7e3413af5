"""Reads claims back from their triples: the inverse of ``triples``.

What comes in: a snapshot of a store, or the triples about a claim.  What goes out: the ``Claim`` records that were
written, with their labels and aliases as the graph has them now.  What the graph does not keep is lost: the order of
values that fill one role, and of speakers (they come in order of their words in the sentence).  ``facts`` looks values
up, ``claims`` and ``articles`` put records together.
"""

from kg.recall.articles import ArticleRecord, recall_articles
from kg.recall.claims import Recalled, article_iri, find_claim, read_claim, read_evidence, recall
from kg.recall.facts import Facts, Term, facts_of

__all__ = [
    "ArticleRecord",
    "Facts",
    "Recalled",
    "Term",
    "article_iri",
    "facts_of",
    "find_claim",
    "read_claim",
    "read_evidence",
    "recall",
    "recall_articles",
]
