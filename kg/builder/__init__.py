"""Puts articles into a store and takes them out again: reading, checking, storing, publishing.

What comes in: articles, and the vocabulary and gazetteers to read them with.  What goes out: a
published graph, and a summary of what happened.  An article that has not changed since it was read
by the same pipeline, rules, vocabulary and gazetteers is not read again; one that breaks the shapes
is not stored, and what was stored of it before stays.
"""

from kg.builder.building import build
from kg.builder.records import BuildSummary, Finding, Progress, Reader, Removal
from kg.builder.removal import remove

__all__ = ["BuildSummary", "Finding", "Progress", "Reader", "Removal", "build", "remove"]
