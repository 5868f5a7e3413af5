"""Writes all claims as a table, a row each.

What comes in: a store.  What goes out: bytes, a claim at a time.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from kg.export.rdf import Part
from kg.model import Argument, Article, Claim, Entity
from kg.output import csv_row
from kg.recall import Recalled, recall
from kg.resolve import to_line

__all__ = ["COLUMNS", "to_csv", "to_jsonl"]

_OWN_COLUMNS = frozenset(
    {
        "supplier",
        "recipient",
        "equipment",
        "equipmentText",
        "quantityMin",
        "quantityMax",
        "quantityText",
    }
)

COLUMNS: Mapping[str, Callable[[Recalled], str | float | None]] = {
    "claim": lambda r: r.iri,
    "type": lambda r: r.claim.type,
    "supplier": lambda r: _filled(r.claim, "supplier"),
    "recipient": lambda r: _filled(r.claim, "recipient"),
    "equipment": lambda r: _filled(r.claim, "equipment"),
    "equipment_text": lambda r: _filled(r.claim, "equipmentText"),
    "quantity_min": lambda r: _filled(r.claim, "quantityMin"),
    "quantity_max": lambda r: _filled(r.claim, "quantityMax"),
    "quantity_text": lambda r: _filled(r.claim, "quantityText"),
    "other_arguments": lambda r: _others(r.claim),
    "status": lambda r: r.claim.status,
    "factuality": lambda r: r.claim.factuality,
    "said_by": lambda r: _labels(r.claim.attributed_to),
    "reported_by": lambda r: _labels([r.claim.reported_by] if r.claim.reported_by else []),
    "date": lambda r: r.claim.date,
    "earliest": lambda r: _day(r.claim.earliest),
    "latest": lambda r: _day(r.claim.latest),
    "date_text": lambda r: r.claim.date_text,
    "sentence": lambda r: r.claim.evidence[0].sentence,
    "start": lambda r: r.claim.evidence[0].start,
    "end": lambda r: r.claim.evidence[0].end,
    "passages": lambda r: len(r.claim.evidence),
    "score": lambda r: r.claim.score,
    "article": lambda r: r.article,
    "published": lambda r: _day(r.published),
}
"""Columns of the table of claims; roles of other types than transfers are JSON in one column."""


def to_csv(part: Part) -> Iterator[bytes]:
    """Yield all claims as CSV, with the columns of ``COLUMNS``."""
    # The byte order mark tells spreadsheets that this is UTF-8.
    yield ("\ufeff" + csv_row(COLUMNS)).encode()
    for recalled in recall(part.store):
        yield csv_row([cell(recalled) for cell in COLUMNS.values()]).encode()


def to_jsonl(part: Part) -> Iterator[bytes]:
    """Yield all claims as ``kg extract --format jsonl`` does, with the day of the article."""
    for recalled in recall(part.store):
        line = to_line(Article(recalled.article, ""), recalled.claim, recalled.iri)
        line |= {"published": _day(recalled.published)}
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _filled(claim: Claim, role: str) -> str | float | None:
    values = claim.arguments.get(role, ())
    if len(values) == 1 and not isinstance(values[0], Entity):
        return values[0]
    return "; ".join(_words(value) for value in values) or None


def _others(claim: Claim) -> str | None:
    others = {
        role: [_words(value) if isinstance(value, Entity) else value for value in values]
        for role, values in sorted(claim.arguments.items())
        if role not in _OWN_COLUMNS
    }
    return json.dumps(others, ensure_ascii=False) if others else None


def _words(value: Argument) -> str:
    return value.label if isinstance(value, Entity) else str(value)


def _labels(entities: Iterable[Entity]) -> str | None:
    return "; ".join(entity.label for entity in entities) or None


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
