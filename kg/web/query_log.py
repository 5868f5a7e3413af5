"""Writes one line of JSON for each query that has ended.

What comes in: an entry of the journal.  What goes out: a line in the log ``kg.queries``::

    {"time": "2026-01-31T12:00:00.123Z", "query": 17, "outcome": "ok", "status": 200, "seconds": 0.012,
     "rows": 10, "bytes": 2345, "generation": 3, "cached": false, "cut": null, "text": "SELECT …"}

``text`` is there only where it was asked for: it may tell what somebody is looking for.
"""

import json
import logging
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import kg.errors
from kg.query import Entry

__all__ = ["log_query", "record_of"]

_LOG = logging.getLogger("kg.queries")
_JSON = json.JSONEncoder(ensure_ascii=False)
_FINE = 200


def log_query(entry: Entry, *, text: bool) -> None:
    """Write the line of a query, with its text or without."""
    if _LOG.isEnabledFor(logging.INFO):
        _LOG.info(_JSON.encode(record_of(entry, text=text)))


def record_of(entry: Entry, *, text: bool) -> dict[str, Any]:
    """Return what is said of a query."""
    second, part = divmod(entry.started, 1)
    record: dict[str, Any] = {
        "time": f"{_second(second)}.{int(part * 1000):03}Z",
        "query": entry.number,
        "outcome": entry.outcome,
        "status": _status(entry),
        "seconds": round(entry.seconds, 6),
        "rows": entry.rows,
        "bytes": entry.size,
        "generation": entry.generation,
        "cached": entry.cached,
        "cut": entry.cut,
    }
    if text:
        record["text"] = entry.query
    return record


@lru_cache(maxsize=4)  # many queries end in one second
def _second(second: float) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _status(entry: Entry) -> int | None:
    if entry.outcome == "ok":
        return _FINE
    if entry.outcome == "running":
        return None
    error = getattr(kg.errors, entry.outcome, None)
    return error.http_status if error else _FINE
