"""The second reader: a network that says, beside the rules, who supplies which goods to whom.

What comes in: a ``Reading``.  What goes out: ``Opinion`` records on its goods.  It was trained on passages written for
it (``kg.training``); its weights are in the folder ``weights`` with their card.
"""

from kg.extraction.opinion.records import SECOND_READER, Filled, Opinion, SilentReader

__all__ = ["SECOND_READER", "Filled", "Opinion", "SilentReader"]
