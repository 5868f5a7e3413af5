"""The language network: a small transformer over word pieces with heads for tags, lemmas, trees, sentences and names.

What comes in: the words of a ``Doc``.  What goes out: its annotation.  It runs on numpy alone; the weights are trained
in ``kg.language.training.network`` and are read from one folder, most of them in eight bits.
"""
