"""Writes a part of a store as compact JSON-LD, which Oxigraph cannot: its own has no context.

What comes in: a store, and which of its graphs.  What goes out: bytes, a subject at a time.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from kg.export.rdf import Part
from kg.terms import PREFIXES

__all__ = ["to_jsonld"]

_PLAIN = PREFIXES["xsd"] + "string"


def to_jsonld(part: Part) -> Iterator[bytes]:
    """Yield compact JSON-LD: prefixes in the context, an object for each subject."""
    yield b'{"@context": ' + _json(dict(PREFIXES)) + b',\n "@graph": ['
    separator = b"\n  "
    for subject, said in groupby(part.triples(), key=lambda triple: triple.subject):
        yield separator + _json(_node(subject, said))
        separator = b",\n  "
    yield b"\n]}\n"


def _node(subject: Any, said: Iterable[ox.Triple]) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": _short(subject)}
    for predicate, triples in groupby(said, key=lambda triple: triple.predicate.value):
        is_type = predicate == PREFIXES["rdf"] + "type"
        name = "@type" if is_type else _short(ox.NamedNode(predicate))
        values = [_short(t.object) if is_type else _value(t.object) for t in triples]
        node[name] = values[0] if len(values) == 1 else values
    return node


def _value(term: Any) -> dict[str, str] | str:
    if not isinstance(term, ox.Literal):
        return {"@id": _short(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == _PLAIN:
        return term.value
    return {"@value": term.value, "@type": _short(term.datatype)}


def _short(term: Any) -> str:
    """Return an IRI with its prefix where it has one, else in full."""
    if not isinstance(term, ox.NamedNode):
        return str(term)
    for prefix, namespace in PREFIXES.items():
        local = term.value.removeprefix(namespace)
        if local != term.value and local and not local.startswith("//"):
            return f"{prefix}:{local}"
    return term.value


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
