"""Turns what was read into quads: the claims of an article, and the Turtle files beside them.

What comes in: an ``ArticleClaims`` in which every thing has an IRI (``resolve`` gives it).  What
goes out: quads of pyoxigraph, those of an article in the graph that bears its IRI.  Nothing here
knows the store, the shapes or the clock: the same input gives the same quads in the same order, and
none of them has a blank node.  ``article`` writes claims, ``files`` reads Turtle, ``nodes`` makes
IRIs and literals, ``shortcuts`` says what follows from claims, ``identities`` which names of several
articles are the same.
"""

from kg.triples.article import Run, article_quads, input_digest
from kg.triples.files import file_quads
from kg.triples.identities import IDENTITY_DIGEST, identity_quads
from kg.triples.nodes import class_iri
from kg.triples.shortcuts import DERIVE_DIGEST, DERIVE_UPDATE

__all__ = [
    "DERIVE_DIGEST",
    "DERIVE_UPDATE",
    "IDENTITY_DIGEST",
    "Run",
    "article_quads",
    "class_iri",
    "file_quads",
    "identity_quads",
    "input_digest",
]
