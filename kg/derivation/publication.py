"""Shows readers what a store holds, with what follows from the claims.

What comes in: a writer.  What goes out: the number of the snapshot that readers see.
"""

from collections.abc import Iterator

import pyoxigraph as ox

from kg.derivation.summary import SUMMARY_DIGEST, summary_quads
from kg.identity import NamedThing, identities
from kg.store import Writer
from kg.terms import DERIVED_GRAPH, IDENTITY_GRAPH, PREFIXES, SUMMARY_GRAPH
from kg.triples import DERIVE_DIGEST, DERIVE_UPDATE, IDENTITY_DIGEST, identity_quads

__all__ = ["publish"]

_NAMES = """
PREFIX at: <https://example.org/arms/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?name ?kind ?label ?article ?state WHERE {
  GRAPH ?article {
    ?name at:unknownName true ; a ?kind ; skos:prefLabel ?label
    OPTIONAL { ?name at:country ?state } } }
"""


def publish(writer: Writer) -> int:
    """Rebuild what is derived from the claims, if it may be another now, and publish.

    It may be where any graph has changed (an article, the vocabulary, the shapes), or where what is there was derived
    by another update: its digest stands with it.
    """
    digests = writer.digests()
    if writer.unpublished or digests.get(DERIVED_GRAPH) != DERIVE_DIGEST:
        writer.update(DERIVE_UPDATE)
    if writer.unpublished or digests.get(IDENTITY_GRAPH) != IDENTITY_DIGEST:
        _identify(writer)
    if writer.unpublished or digests.get(SUMMARY_GRAPH) != SUMMARY_DIGEST:
        writer.replace_graph(SUMMARY_GRAPH, summary_quads(writer.rows))
    return writer.publish()


def _identify(writer: Writer) -> None:
    """Rebuild what says which names of several articles are the same."""
    names: dict[str, list[NamedThing]] = {}
    for name in _names(writer):
        names.setdefault(name.iri.partition("article/")[0], []).append(name)
    quads = [quad for base, those in sorted(names.items()) for quad in identity_quads(identities(those), base)]
    writer.replace_graph(IDENTITY_GRAPH, quads or identity_quads((), ""))


def _names(writer: Writer) -> Iterator[NamedThing]:
    for row in writer.query(_NAMES):
        iri, kind, label, article, state = (_value(row[name]) for name in ("name", "kind", "label", "article", "state"))
        if kind != PREFIXES["skos"] + "Concept":
            yield NamedThing(iri, kind.rsplit("#", 1)[-1].rsplit("/", 1)[-1], label, article, state)


def _value(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode | ox.Literal) else ""
