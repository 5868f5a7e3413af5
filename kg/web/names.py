"""The names that a field offers while somebody types.

What comes in: ``/names?type=party&q=russ``.  What goes out: the things of that type that are called so, the likeliest
first.  The names of a type are read once for each generation of the graph, then every answer comes from memory.
"""

from collections.abc import Iterator
from difflib import get_close_matches

import pyoxigraph as ox
from flask import Blueprint, Response, jsonify, request

from kg.canned.names import NAMED_TYPES
from kg.errors import LimitError, ParameterError
from kg.terms import AT, ID, expand, words
from kg.web.name_index import NamedThing, NameIndex, Suggestion
from kg.web.services import Services, services
from kg.web.versions import unchanged, versioned

__all__ = ["MOST", "blueprint"]

blueprint = Blueprint("names", __name__)
MOST = 50
"""Most names of one answer."""
_USUAL = 10
_MOST_OF_ARTICLES = 5000
_LONGEST = 200  # characters of what is typed
_TYPE, _IGNORE, _CONCEPT = map(expand, ("rdf:type", "at:ignore", "skos:Concept"))
_LABELS = tuple(map(expand, ("skos:prefLabel", "rdfs:label")))


@blueprint.get("/names")
def names() -> Response:
    """Give the names that begin like what was typed."""
    kind, typed, limit = _kind(), request.args.get("q", "")[:_LONGEST], _limit()
    shared = services()
    generation, asked = shared.generation, ("names", kind, typed, limit)
    if same := unchanged(generation, asked):
        return same
    found, more = shared.once(f"names of {kind}", lambda: _read(shared, kind)).find(typed, limit)
    response = jsonify(
        type=kind, q=typed, names=[_told(one) for one in found], more=more, generation=generation
    )
    return versioned(response, generation, asked)


def _told(suggestion: Suggestion) -> dict[str, object]:
    thing = suggestion.thing
    return {
        "label": thing.label,
        "name": suggestion.name,
        "match": suggestion.match,
        "iri": thing.iri,
        "kind": thing.kind,
        "claims": thing.claims,
    }


def _kind() -> str:
    kind = request.args.get("type", "")
    if kind not in NAMED_TYPES:
        accepted = f"one of {', '.join(NAMED_TYPES)}"
        near = get_close_matches(kind, NAMED_TYPES, n=3)
        raise ParameterError("type", f"it is {kind[:80]!r}, but accepts {accepted}", accepted=accepted, nearest=near)
    return kind


def _limit() -> int:
    typed = request.args.get("limit", "")
    if typed and not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= MOST):
        accepted = f"a whole number from 1 to {MOST}"
        raise ParameterError("limit", f"it is {typed[:80]!r}, but accepts {accepted}", accepted=accepted)
    return int(typed) if typed else _USUAL


def _read(shared: Services, kind: str) -> NameIndex:
    """Return the names of a type, as the graph has them now."""
    counted = shared.once("claims of things", lambda: _counted(shared))
    rows = shared.graph.select("names", members=NAMED_TYPES[kind]).rows
    said: dict[str, dict[str, list[str]]] = {}
    for row in [*rows, *_of_articles(shared, kind, counted or {})]:
        properties = said.setdefault(row["thing"].value, {})
        properties.setdefault(row["property"].value, []).append(row["value"].value)
    return NameIndex(_things(shared, said, counted))


def _of_articles(shared: Services, kind: str, counted: dict[str, int]) -> list[dict[str, ox.NamedNode | ox.Literal]]:
    """Return the names of what only articles name and most claims are about; there may be very many of them."""
    things = [iri for iri in counted if not iri.startswith((ID, AT))][:_MOST_OF_ARTICLES]
    try:
        return shared.glance.select("names-of-articles", things, members=NAMED_TYPES[kind]).rows if things else []
    except LimitError:
        return []


def _things(
    shared: Services, said: dict[str, dict[str, list[str]]], counted: dict[str, int] | None
) -> Iterator[NamedThing]:
    for iri, properties in said.items():
        labels = [label for name in _LABELS for label in properties.get(name, ())]
        if not labels or "true" in properties.get(_IGNORE, ()):
            continue
        kinds = sorted(kind for kind in properties.get(_TYPE, ()) if kind != _CONCEPT)
        yield NamedThing(
            iri,
            label=min(labels),
            kind=_in_words(shared, kinds[0]) if kinds else "",
            names={_local(name): tuple(values) for name, values in properties.items() if name not in (_TYPE, _IGNORE)},
            claims=None if counted is None else counted.get(iri, 0),
        )


def _in_words(shared: Services, kind: str) -> str:
    return shared.label(kind) if kind.startswith(expand("at:")) else words(_local(kind)).lower()


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def _counted(shared: Services) -> dict[str, int] | None:
    """Return how many claims name each thing, the most first, or None where counting takes long."""
    try:
        rows = shared.glance.select("claims-of-things").rows
    except LimitError:
        return None
    return {row["thing"].value: int(row["claims"].value) for row in rows}
