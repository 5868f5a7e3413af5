"""Answers SPARQL in child processes that can be killed.

What comes in: a query and its limits.  What goes out: a serialised answer, or typed rows.  It must
not know Flask, reports or settings.

Oxigraph knows no timeout and no memory limit, and a failed allocation ends the process it runs in.
So ``endpoint`` starts a fresh ``worker`` for each query, kills it at the deadline, and tells from
how it ended what was wrong.  ``inspection`` refuses what is never allowed and explains mistakes,
``confinement`` takes from the worker what a query must not reach, ``rows`` and ``graphs`` write
answers up to the row limit, and ``frames`` is what the two processes say to each other.
"""

from kg.query.endpoint import Answer, Endpoint, Limits, Solutions

__all__ = ["Answer", "Endpoint", "Limits", "Solutions"]
