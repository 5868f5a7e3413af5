"""Reads Turtle files into graphs.

What comes in: the vocabulary, its shapes and the gazetteers as files.  What goes out: quads.  It
knows nothing of articles and claims.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

import pyoxigraph as ox

from kg.errors import DataFileError

__all__ = ["file_quads"]

_Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def file_quads(path: Path, graph: str) -> list[ox.Quad]:
    """Return the triples of a Turtle file as quads of a graph, in the order of the file.

    Its blank nodes become IRIs, numbered in order: loading the file twice gives the same graph.

    ::

        at:ClaimShape sh:property <https://example.org/arms/ns#ontology/shapes/1> .

    Raises:
        DataFileError: the file is missing or is no Turtle; the message says where.
    """
    try:
        triples = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    except (OSError, SyntaxError) as error:
        raise DataFileError(f"{path} cannot be read as Turtle: {error}") from error
    named = _namer(f"{graph}/{quote(path.stem)}")
    return [
        ox.Quad(
            named(triple.subject),  # type: ignore[arg-type]  # a subject stays a subject
            triple.predicate,
            named(triple.object),
            ox.NamedNode(graph),
        )
        for triple in triples
    ]


def _namer(stem: str) -> Callable[[_Node], _Node]:
    """Return what gives each blank node the next number below a stem; other nodes stay."""
    numbers: dict[ox.BlankNode, ox.NamedNode] = {}

    def named(node: _Node) -> _Node:
        if not isinstance(node, ox.BlankNode):
            return node
        return numbers.setdefault(node, ox.NamedNode(f"{stem}/{len(numbers) + 1}"))

    return named
