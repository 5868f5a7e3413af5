"""Finds the places of a query where parameters stand, and puts terms there.

What comes in: SPARQL text, terms as ``str(term)`` writes them.  What goes out: SPARQL text.  The
places are ``VALUES ?name { … }``, which any SPARQL tool understands as it stands::

    VALUES ?recipient { UNDEF }                     no value: any
    VALUES ?factuality { at:Asserted at:Hedged }    no value: these
    OPTIONAL { VALUES ?asked { UNDEF } ?claim at:supplier ?asked }
                                                    a value: required, no longer optional; no value:
                                                    left out, so that it costs nothing

It must not know headers, types or the store.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Placeholder", "blanked", "claims_query", "closing", "comments", "fill", "find_placeholders", "iris"]

_OPAQUE = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r"|<[^<>\"{}|^`\\\x00-\x20]*>"
    r"|#[^\n\r]*",
    re.DOTALL,
)
_DECLARING = re.compile(r"\b(?:PREFIX\s+[\w-]*:|BASE)\s*$", re.IGNORECASE)
_VALUES = re.compile(r"\bVALUES\s*[?$](\w+)\s*\{[^{}]*\}", re.IGNORECASE)
_OPENING = re.compile(r"\bOPTIONAL\s*\{\s*$", re.IGNORECASE)
_SELECT = re.compile(r"\bSELECT\b[^{}]*\{", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place of a query where a parameter's terms go.

    Attributes:
        variable: name of its variable.
        start: where ``VALUES`` begins.
        end: behind its closing brace.
        block: from ``OPTIONAL`` to behind its closing brace, where it begins such a block.
    """

    variable: str
    start: int
    end: int
    block: tuple[int, int] | None


@lru_cache(maxsize=8)
def blanked(text: str) -> str:
    """Return SPARQL with strings, IRIs and comments blanked out, every other character in place."""
    return _OPAQUE.sub(lambda found: re.sub(r"[^\n\r]", " ", found.group()), text)


def comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield the comments of SPARQL, each with the place where it begins."""
    for found in _OPAQUE.finditer(text):
        if found[0].startswith("#"):
            yield found.start(), found[0]


def iris(text: str) -> Iterator[tuple[int, str]]:
    """Yield the IRIs that SPARQL writes in full, prefixes left aside, each with the place where it begins."""
    for found in _OPAQUE.finditer(text):
        if found[0].startswith("<") and not _DECLARING.search(text, max(0, found.start() - 80), found.start()):
            yield found.start(), found[0][1:-1]


def find_placeholders(text: str) -> list[Placeholder]:
    """Return the places of a query where parameters stand, in order."""
    code = blanked(text)
    return [
        Placeholder(found[1], found.start(), found.end(), _block(code, found.start()))
        for found in _VALUES.finditer(code)
    ]


def _block(code: str, start: int) -> tuple[int, int] | None:
    """Return the ``OPTIONAL { … }`` that begins with what stands at ``start``."""
    opening = _OPENING.search(code, max(0, code.rfind("{", 0, start) - 80), start)
    return (opening.start(), closing(code, opening.end())) if opening else None


def closing(code: str, start: int) -> int:
    """Return the place behind the brace that closes the group which is open at ``start``."""
    depth = 1
    for found in re.compile("[{}]").finditer(code, start):
        depth += 1 if found.group() == "{" else -1
        if depth == 0:
            return found.end()
    return len(code)


def fill(text: str, terms: Mapping[str, Sequence[str]]) -> str:
    """Return a query with terms in the places of their variables.

    Args:
        text: the query.
        terms: variable → terms in the canonical form of N-Triples; a variable that is not there
            keeps what the query says.
    """
    for place in reversed(find_placeholders(text)):
        given = terms.get(place.variable)
        if given:
            values = f"VALUES ?{place.variable} {{ {' '.join(given)} }}"
            text = text[: place.start] + values + text[place.end :]
        if place.block:
            text = _settle(text, place, required=bool(given))
    return text


def _settle(text: str, place: Placeholder, *, required: bool) -> str:
    """Make an optional block required, or leave it out."""
    start, _ = place.block or (0, 0)
    brace = text.index("{", start)
    if required:
        return text[:start] + text[brace:]
    return text[:start] + text[closing(blanked(text), brace + 1) :]


def claims_query(text: str, variable: str) -> str:
    """Return the query for the claims behind a query that counts: those that it counts.

    They are what the outermost inner ``SELECT`` around the first placeholder finds; where there is
    none, the query itself.
    """
    code = blanked(text)
    selects = list(_SELECT.finditer(code))
    groups = [(found.end() - 1, closing(code, found.end())) for found in selects]
    places = find_placeholders(text)
    at = places[0].start if places else groups[-1][0] + 1
    around = [group for group in groups if group[0] < at < group[1]]
    start, end = around[:2][-1]
    return f"{text[: selects[0].start()]}SELECT DISTINCT ?{variable} WHERE {text[start:end]}"
