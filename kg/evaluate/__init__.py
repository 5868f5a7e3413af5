"""Measures extracted transfers against a gold set: what ``kg evaluate GOLD.jsonl`` prints.

What comes in: gold passages (id, text, date, transfers) and claim lines.  What goes out: ``Scores``.
"""

from kg.evaluate.scores import Passage, Scores, score

__all__ = ["Passage", "Scores", "score"]
