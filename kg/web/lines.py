"""Writes a claim record as the line that ``kg extract --format jsonl`` gives for it.

What comes in: a record read from the graph.  What goes out: plain data in the form of ``claims.schema.json``.
"""

import re
from typing import Any

from kg.web.records import ClaimRecord, ReadingRecord, Thing

__all__ = ["line_of"]

_NUMBERS = {"quantity": "quantityMin", "quantity_max": "quantityMax", "value": "amount"}
_WORDS = {"quantity_text": "quantityText", "currency": "currency", "date": "dateValue", "earliest": "earliest",
          "latest": "latest", "date_text": "dateText", "equipment_text": "equipmentText", "mode": "mode"}


def line_of(claim: ClaimRecord) -> dict[str, Any]:
    """Return a claim as plain data."""
    details = claim.details
    line: dict[str, Any] = {"document": claim.article.key, "claim": claim.iri, "type": claim.type}
    line |= {_snake(role): _things(values) for role, values in claim.arguments.items()}
    line |= {name: _number(details[detail]) for name, detail in _NUMBERS.items() if detail in details}
    line |= {name: details[detail] for name, detail in _WORDS.items() if detail in details}
    return line | {
        "status": claim.status.lower(),
        "factuality": claim.factuality.lower(),
        "attributed_to": [_thing(speaker) for speaker in claim.speakers],
        "reported_by": _thing(claim.medium) if claim.medium else None,
        "evidence": [_passage(reading) for reading in claim.readings],
        "score": _number(details["score"]) if "score" in details else None,
        "extractor": details.get("extractor", ""),
    }


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() and "." not in text else number


def _things(values: tuple[Thing, ...]) -> object:
    records = [_thing(value) if value.iri else value.label for value in values]
    return records[0] if len(records) == 1 else records


def _thing(thing: Thing) -> dict[str, str]:
    return {"text": thing.text or thing.label, "label": thing.label, "iri": thing.iri}


def _passage(reading: ReadingRecord) -> dict[str, Any]:
    return {
        "sentence": reading.sentence,
        "start": reading.start,
        "end": reading.end,
        "mentions": [
            {"role": m.role, "start": m.start, "end": m.end, "iri": m.denotes.iri if m.denotes else "",
             "link_reason": m.link_reason}
            for m in reading.mentions
        ],
        "rule": reading.rule,
        "cue": reading.cue or None,
        "path": list(reading.path),
    }
