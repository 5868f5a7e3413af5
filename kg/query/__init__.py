"""Answers SPARQL in child processes that can be killed.

What comes in: a query and its limits.  What goes out: a serialised answer, or typed rows.  It must
not know Flask, reports or settings.

Oxigraph knows no timeout and no memory limit, and a failed allocation ends the process it runs in.
So queries run in ``worker`` processes, which ``process`` kills at the deadline, and tells from how
they ended what was wrong.  An ``endpoint`` starts a fresh one for each query, or asks one of a
``pool`` that stays, before which a ``cache``, a ``federation`` that asks listed services, and a ``journal`` may stand.
``inspection``
refuses what is never allowed and explains mistakes,
``confinement`` takes from the worker what a query must not reach, ``rows`` and ``graphs`` write
answers as far as there is room, ``frames`` is what the two processes say to each other, and
``stream`` is what becomes of it.  A ``lane`` beside them gives short answers without a thread for each.  An
``updater`` changes the graph the same way, with ``update_worker``, for which ``loading`` fetches documents.
"""

from kg.query.cache import Cache
from kg.query.endpoint import Dataset, Endpoint, Limits, Rows, Solutions
from kg.query.federation import Federation
from kg.query.inspection import answers_alike
from kg.query.journal import Entry, Journal
from kg.query.lane import Begun, Lane
from kg.query.pool import Pool
from kg.query.stream import Answer, Stream
from kg.query.updater import Changed, Updater

__all__ = [
    "Answer",
    "Begun",
    "Cache",
    "Changed",
    "Dataset",
    "Endpoint",
    "Entry",
    "Federation",
    "Journal",
    "Lane",
    "Limits",
    "Pool",
    "Rows",
    "Solutions",
    "Stream",
    "Updater",
    "answers_alike",
]
