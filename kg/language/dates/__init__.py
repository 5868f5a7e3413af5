"""Finds time expressions and says which days they mean: intervals with granularity, resolved against publication.

What comes in: a tokenized ``Doc``, the publication date, ``ontology/lexicon-dates.yaml``.  What goes out:
``DateExpression`` records.  ``find`` is the door; ``words`` and ``patterns`` compile the lexicon; ``scan`` walks the
text with ``rules`` and ``relative``; ``guards`` and ``sight`` say what is no date; ``bounds`` opens ends; ``datelines``
sets those of wire stories apart.
"""

from kg.language.dates.find import DateExpression, Dates

__all__ = ["DateExpression", "Dates"]
