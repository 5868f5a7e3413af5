"""Writes USING into an update: the graphs that the protocol names apart from it.

What comes in: an update and graphs.  What goes out: the update that says so itself, as Oxigraph
takes no graphs beside it.  It must not evaluate anything.
"""

import re
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from kg.errors import QueryError, UsageError
from kg.query.inspection import blanked

__all__ = ["with_using"]

_TOKEN = re.compile(r"[{}]|(?<![?$:\w-])(?:where|delete|using|with)(?![\w:-])", re.IGNORECASE)


def with_using(update: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Return an update whose every WHERE is about these graphs and no others.

    Raises:
        UsageError: the update says itself, with USING or WITH, what it is about.
        QueryError: a graph has no valid IRI.
    """
    try:
        clauses = [f"USING {ox.NamedNode(iri)}" for iri in default]
        clauses += [f"USING NAMED {ox.NamedNode(iri)}" for iri in named]
    except ValueError as error:
        raise QueryError(f"a graph that the request names has no valid IRI: {error}") from error
    using = " ".join(clauses)
    written, done = [], 0
    for place, text in _insertions(update, using):
        written += [update[done:place], text]
        done = place
    return "".join([*written, update[done:]])


def _insertions(update: str, using: str) -> Iterator[tuple[int, str]]:
    """Yield where to write what; DELETE WHERE is written as the two that it is short for."""
    depth, before = 0, ""
    text = blanked(update)
    for token in _TOKEN.finditer(text):
        word = token[0].lower()
        depth += {"{": 1, "}": -1}.get(word, 0)
        if depth == 0 and word in {"using", "with"}:
            raise UsageError(
                f"the request names graphs with using-graph-uri, and the update with {word.upper()};"
                " only one of them may"
            )
        if depth == 0 and word == "where":
            if before == "delete":
                yield token.start(), f"{_pattern(update, text, token.end())} "
            yield token.start(), f"{using} "
        before = word


def _pattern(update: str, text: str, start: int) -> str:
    """Return the group in braces that follows."""
    depth = 0
    for brace in re.finditer(r"[{}]", text[start:]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return update[start : start + brace.end()]
    return ""  # it never ends; the parser will say so
