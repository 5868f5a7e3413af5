"""Writes which names of several articles are the same thing.

What comes in: identities, and the base under which articles are named.  What goes out: quads.
"""

import hashlib
from collections.abc import Iterable

import pyoxigraph as ox

from kg.identity import Identity
from kg.terms import IDENTITY_GRAPH, expand
from kg.triples.nodes import Said, code

__all__ = ["IDENTITY_DIGEST", "identity_quads"]

_RULES = "1"  # to be raised when identities are told by other rules
IDENTITY_DIGEST = hashlib.sha256(f"identity {_RULES}".encode()).hexdigest()
"""What tells these rules from earlier ones."""


def identity_quads(found: Iterable[Identity], base: str) -> list[ox.Quad]:
    """Return the quads of the identity graph.

    ::

        <identity/person/vyacheslav-davydenko> a at:Identity ; skos:prefLabel "Vyacheslav Davydenko"@en ;
            at:identityReason at:sameFullName .
        <article/1f…/name/vyacheslav-davydenko> at:identity <identity/person/vyacheslav-davydenko> .
        at:identity at:inputDigest "…" .
    """
    said = Said(IDENTITY_GRAPH)
    for one in found:
        iri = f"{base}identity/{one.key}"
        said.types(iri, expand("at:Identity"))
        said.say(iri, "skos:prefLabel", ox.Literal(one.label, language="en"))
        said.say(iri, "at:identityReason", code(one.reason))
        for member in one.members:
            said.say(member, "at:identity", ox.NamedNode(iri))
    said.say(IDENTITY_GRAPH, "at:inputDigest", ox.Literal(IDENTITY_DIGEST))
    return said.quads()
