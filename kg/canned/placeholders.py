"""Finds the places of a query where parameters stand, and puts terms there.

What comes in: SPARQL text, terms as ``str(term)`` writes them.  What goes out: SPARQL text.  The
places are ``VALUES ?name { … }``, which any SPARQL tool understands as it stands::

    VALUES ?recipient { UNDEF }                     no value: any
    VALUES ?factuality { at:Asserted at:Hedged }    no value: these
    OPTIONAL { VALUES ?asked { UNDEF } ?claim at:supplier ?asked }
                                                    a value: required, no longer optional; no value:
                                                    left out, so that it costs nothing
    OPTIONAL { SELECT DISTINCT ?claim WHERE { VALUES ?asked { UNDEF } ?claim at:supplier ?asked } }
                                                    the same, as a list that is made by itself
    { #summary … } UNION { … }                      two that say the same: the first is asked where it has a
                                                    place for all that is given, of each one value, else the second

It must not know headers, types or the store.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

__all__ = [
    "Alternatives",
    "Placeholder",
    "blanked",
    "claims_query",
    "closing",
    "comments",
    "fill",
    "find_alternatives",
    "find_placeholders",
    "iris",
]

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
_OPENING = re.compile(
    r"\bOPTIONAL\s*\{\s*(?:\{?\s*SELECT\s+DISTINCT\s+(?:[?$]\w+\s+)+WHERE\s*\{\s*)*$", re.IGNORECASE
)
_BEFORE = 400  # characters before a place in which its OPTIONAL is looked for
_SUMMARY = "#summary"
_OTHERWISE = re.compile(r"\s*UNION\s*\{", re.IGNORECASE)
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
    opening = _OPENING.search(code, max(0, start - _BEFORE), start)
    return (opening.start(), closing(code, code.index("{", opening.start()) + 1)) if opening else None


def closing(code: str, start: int) -> int:
    """Return the place behind the brace that closes the group which is open at ``start``."""
    depth = 1
    for found in re.compile("[{}]").finditer(code, start):
        depth += 1 if found.group() == "{" else -1
        if depth == 0:
            return found.end()
    return len(code)


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Two groups of a query that say the same: one reads the summary, the other all claims.

    Attributes:
        summary: from the brace that opens the first to behind the one that closes it.
        claims: the same of the second.
    """

    summary: tuple[int, int]
    claims: tuple[int, int]


def find_alternatives(text: str) -> list[Alternatives]:
    """Return the groups of a query that read the summary, each with the one that may stand for it.

    Raises:
        ValueError: there is none; the second argument is the place of the comment.
    """
    code = blanked(text)
    found = []
    for start, comment in comments(text):
        if comment.strip() == _SUMMARY:
            end = closing(code, start)
            other = _OTHERWISE.match(code, end)
            if not other:
                raise ValueError("a group with #summary needs UNION and a group that reads the claims", start)
            second = (other.end() - 1, closing(code, other.end()))
            found.append(Alternatives((code.rindex("{", 0, start), end), second))
    return found


def fill(text: str, terms: Mapping[str, Sequence[str]], *, by_claims: bool = False) -> str:
    """Return a query with terms in the places of their variables.

    Args:
        text: the query.
        terms: variable → terms in the canonical form of N-Triples; a variable that is not there
            keeps what the query says.
        by_claims: whether the claims are to be read where the summary would do.
    """
    text = _chosen(text, terms, by_claims=by_claims)
    for place in reversed(find_placeholders(text)):
        given = terms.get(place.variable)
        if given:
            values = f"VALUES ?{place.variable} {{ {' '.join(given)} }}"
            text = text[: place.start] + values + text[place.end :]
        if place.block:
            text = _settle(text, place, required=bool(given))
    return text


def _chosen(text: str, terms: Mapping[str, Sequence[str]], *, by_claims: bool) -> str:
    """Return a query with one of each two groups that say the same: all of one kind."""
    found = find_alternatives(text)
    by_claims = by_claims or not _does(found, text, {name: values for name, values in terms.items() if values})
    for one in reversed(found):
        (start, end), (other, other_end) = one.summary, one.claims
        text = text[:start] + text[other:] if by_claims else text[:end] + text[other_end:]
    return text


def _does(found: Sequence[Alternatives], text: str, given: Mapping[str, Sequence[str]]) -> bool:
    """Return whether the summary does: it has a place for all that is given, and each is one value."""
    groups = [one.claims for one in found]
    places = {
        place.variable
        for place in find_placeholders(text)
        if not any(start < place.start < end for start, end in groups)
    }
    return given.keys() <= places and all(len(values) == 1 for values in given.values())


def _settle(text: str, place: Placeholder, *, required: bool) -> str:
    """Make an optional block required, or leave it out."""
    start, _ = place.block or (0, 0)
    brace = text.index("{", start)
    if required:
        return text[:start] + text[brace:]
    return text[:start] + text[closing(blanked(text), brace + 1) :]


def claims_query(text: str, variable: str) -> str:
    """Return the query for the claims behind a query that counts: those that it counts.

    They are what the first inner ``SELECT`` finds that counts or selects them; where there is none, the query itself.
    """
    code = blanked(text)
    selects = list(_SELECT.finditer(code))
    inner = [found for found in selects[1:] if re.search(rf"[?$]{variable}\b", found.group())]
    start = (inner or selects)[0].end() - 1
    return f"{text[: selects[0].start()]}SELECT DISTINCT ?{variable} WHERE {text[start : closing(code, start + 1)]}"
