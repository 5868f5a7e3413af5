"""Loads what no article claims: the vocabulary with its shapes, and the gazetteers.

What comes in: Turtle files.  What goes out: two named graphs, each with the digest of the files it
was made from, so that a build loads them only when they have changed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from kg.errors import DataFileError
from kg.gazetteer import Gazetteer
from kg.store import Writer
from kg.terms import AT, GAZETTEER_GRAPH, ONTOLOGY_GRAPH
from kg.triples import file_quads

__all__ = ["load_gazetteer", "load_ontology"]

_ONTOLOGY_FILES = ("arms.ttl", "shapes.ttl")


def load_ontology(writer: Writer, ontology: Path, digests: Mapping[str, str]) -> None:
    """Load the vocabulary and its shapes, if their files have changed.

    Args:
        writer: of the store.
        ontology: the folder of the files.
        digests: graph → digest of what it was made from.

    Raises:
        DataFileError: a file cannot be read.
    """
    paths = [ontology / name for name in _ONTOLOGY_FILES]
    digest = _digest(paths)
    if digests.get(ONTOLOGY_GRAPH) != digest:
        quads = [quad for path in paths for quad in file_quads(path, ONTOLOGY_GRAPH)]
        writer.replace_graph(ONTOLOGY_GRAPH, [*quads, _digest_quad(ONTOLOGY_GRAPH, digest)])


def load_gazetteer(writer: Writer, gazetteer: Gazetteer, digests: Mapping[str, str]) -> None:
    """Load the gazetteers, if their files have changed.

    Args:
        writer: of the store.
        gazetteer: names the files.
        digests: graph → digest of what it was made from.

    Raises:
        DataFileError: a file cannot be read.
    """
    digest = _digest(gazetteer.files)
    if digests.get(GAZETTEER_GRAPH) != digest:
        quads = _joined(file_quads(path, GAZETTEER_GRAPH) for path in gazetteer.files)
        writer.replace_graph(GAZETTEER_GRAPH, [*quads, _digest_quad(GAZETTEER_GRAPH, digest)])


def _joined(files: Iterable[list[ox.Quad]]) -> Iterator[ox.Quad]:
    """Yield what gazetteer files say together, as ``kg.gazetteer`` joins them.

    Where a later file gives a property of a concept, its values replace the earlier ones; a concept
    with ``at:ignore true`` is retired.
    """
    said: dict[tuple[object, ox.NamedNode], list[ox.Quad]] = {}
    for quads in files:
        said |= _by_property(quads)
    ignore = ox.NamedNode(AT + "ignore")
    for (subject, _), quads in said.items():
        retired = said.get((subject, ignore), ())
        if not any(isinstance(q.object, ox.Literal) and q.object.value == "true" for q in retired):
            yield from quads


def _by_property(quads: Iterable[ox.Quad]) -> dict[tuple[object, ox.NamedNode], list[ox.Quad]]:
    said: dict[tuple[object, ox.NamedNode], list[ox.Quad]] = {}
    for quad in quads:
        said.setdefault((quad.subject, quad.predicate), []).append(quad)
    return said


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise DataFileError(f"{path}: cannot be read: {error.strerror}") from error
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def _digest_quad(graph: str, digest: str) -> ox.Quad:
    node = ox.NamedNode(graph)
    return ox.Quad(node, ox.NamedNode(AT + "inputDigest"), ox.Literal(digest), node)
