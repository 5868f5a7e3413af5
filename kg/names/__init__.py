"""Helps whoever keeps the gazetteers: which names are missing, and what is wrong with a file.

What comes in: what was read from articles, and Turtle files.  What goes out: ``Form`` and ``Mistake`` records, and
Turtle that can be pasted into a gazetteer.
"""

from kg.names.lint import Mistake, lint
from kg.names.turtle import as_turtle
from kg.names.unknown import Form, unknown_forms

__all__ = ["Form", "Mistake", "as_turtle", "lint", "unknown_forms"]
