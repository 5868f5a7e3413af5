"""Finds numbers of things and sums of money.

What comes in: a tokenized ``Doc``, ``ontology/lexicon-quantities.yaml``.  What goes out: ``Quantity`` and ``Money``
records.  ``find`` is the door, ``scan`` finds counts, ``money`` sums; number words are read by ``language.numerals``.
"""

from kg.language.quantities.find import Money, Quantities, Quantity

__all__ = ["Money", "Quantities", "Quantity"]
