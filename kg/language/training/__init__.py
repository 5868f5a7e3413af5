"""Trains the shipped English pipeline; nothing that ships imports this room.

What comes in: a folder with treebanks and names (``--data DIR``).  What goes out: ``kg/language/weights``.  Run it with
``python -m kg.language.training --data DIR --work DIR``; the README says how long it takes.
"""
