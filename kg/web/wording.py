"""Says the details of a claim in words, and gives each role of it a colour.

What comes in: a claim record.  What goes out: headings with sentences, and names of colours.
"""

import re

from kg.terms import short, words
from kg.web.records import ClaimRecord

__all__ = ["colours_of", "details_of", "heading_of"]

_COLOURS = {
    "supplier": 1,
    "recipient": 2,
    "equipment": 3,
    "speaker": 4,
    "cue": 5,
    "quantity": 6,
    "date": 7,
    "medium": 8,
}
"""The roles that most claims have look the same on every page."""
_ALL_COLOURS = 12
_HEADINGS = {
    "skos:altLabel": "also called",
    "skos:exactMatch": "the same elsewhere",
    "skos:closeMatch": "nearly the same elsewhere",
    "skos:notation": "code",
    "rdfs:label": "called",
    "at:iso3": "ISO 3166-1",
}


def colours_of(claim: ClaimRecord) -> dict[str, int]:
    """Return the number of each role's colour; rarer roles take what the claim leaves free."""
    roles = dict.fromkeys(mention.told.role for reading in claim.readings for mention in reading.mentions)
    colours = {role: number for role, number in _COLOURS.items() if role in roles or role == "cue"}
    free = [number for number in range(_ALL_COLOURS, 0, -1) if number not in colours.values()]
    for role in roles:
        if role not in colours:
            colours[role] = free.pop() if free else _ALL_COLOURS
    return colours


def details_of(claim: ClaimRecord) -> list[tuple[str, str]]:
    """Return quantity, money and the like, each with a heading."""
    details = claim.details
    told = [
        ("Equipment, in the article's words", details.get("equipmentText", "")),
        ("Quantity", _quantity(details)),
        (
            "Value",
            f"{_grouped(details['amount'])} {details.get('currency', '')}".strip() if "amount" in details else "",
        ),
        ("Mode", words(details.get("mode", ""))),
    ]
    return [(heading, text) for heading, text in told if text]


def _quantity(details: dict[str, str]) -> str:
    least, most, text = (details.get(name, "") for name in ("quantityMin", "quantityMax", "quantityText"))
    number = f"{_grouped(least)} to {_grouped(most)}" if least and most and least != most else _grouped(least or most)
    if not text or text == number:
        return number
    return f"{number} (“{text}”)" if number else f"“{text}”"


def _grouped(number: str) -> str:
    return f"{int(number):,}" if re.fullmatch(r"\d+", number) else number


def heading_of(predicate: str) -> str:
    """Return what a property is called at the head of its values."""
    name = short(predicate)
    text = _HEADINGS.get(name) or words(name.partition(":")[2] if name != predicate else predicate)
    return text[:1].upper() + text[1:]
