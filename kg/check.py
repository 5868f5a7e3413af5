"""Looks over what is about to be loaded, and says in words what is wrong with it.

What comes in: the shapes (``ontology/shapes.ttl``), the quads of one article, and the classes of
the gazetteer's concepts that it refers to.  What goes out: ``Problem`` records.  It never sees the
store: what a check costs grows with the article, not with the graph or the gazetteer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH

from kg.errors import DataFileError
from kg.gazetteer import Gazetteer
from kg.terms import PREFIXES, expand, short
from kg.triples import class_iri

__all__ = ["Problem", "Shapes", "context_of", "describe"]

Severity: TypeAlias = Literal["violation", "warning"]

_SENTENCE_SHOWN = 160
_READING = ~rdflib.URIRef(expand("at:mention"))
_TO_PASSAGE = (
    rdflib.URIRef(expand("at:evidence"))
    | rdflib.URIRef(expand("at:passage"))
    | _READING / rdflib.URIRef(expand("at:passage"))
    | ~rdflib.URIRef(expand("at:denotes")) / _READING / rdflib.URIRef(expand("at:passage"))
    | ~rdflib.URIRef(expand("oa:hasSelector"))
)
_TO_SENTENCE = _TO_PASSAGE / rdflib.URIRef(expand("prov:value"))
"""From a claim, reading, mention, thing or selector to the words of its passage."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that a shape finds wrong.

    Attributes:
        severity: ``violation`` (would break queries) or ``warning`` (work for an analyst).
        focus: IRI of the node that is wrong.
        message: what holds of a good graph, in words.
        path: the property or properties behind which the mistake is, prefixed; ``""`` if none.
        value: what stands there, prefixed if it is an IRI; ``""`` where something is missing.
        place: what the node is, and the sentence behind it, in words; ``""`` if unknown.
    """

    severity: Severity
    focus: str
    message: str
    path: str = ""
    value: str = ""
    place: str = ""


def describe(problem: Problem) -> str:
    """Return a problem as one line: how bad, where, what holds of good graphs, what is there."""
    where = f"{problem.place}, <{problem.focus}>" if problem.place else f"<{problem.focus}>"
    there = f" ({problem.path} is {problem.value})" if problem.path and problem.value else ""
    return f"{problem.severity} in {where}: {problem.message}{there}"


class Shapes:
    """The shapes, read once and used for many articles."""

    def __init__(self, graph: rdflib.Graph) -> None:
        """Keep the shapes; ``read`` is the usual way to make one."""
        self._graph = graph

    @classmethod
    def read(cls, path: Path) -> "Shapes":
        """Read the shapes from a Turtle file.

        Raises:
            DataFileError: the file is missing or is no Turtle; the message says where.
        """
        try:
            triples = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
        except (OSError, SyntaxError) as error:
            raise DataFileError(f"{path}: the shapes cannot be read: {error}") from error
        return cls(_graph(triples))

    def check(
        self, quads: Iterable[ox.Quad], context: Iterable[ox.Triple | ox.Quad] = ()
    ) -> list[Problem]:
        """Return what is wrong with the graph of one article, worst first, then by node.

        Args:
            quads: the graph; which named graph a quad stands in makes no difference.
            context: triples about what it refers to (``context_of``); not checked themselves.
        """
        data = _graph([*quads, *context])
        conforms, report, _ = pyshacl.validate(data, shacl_graph=self._graph, inplace=True)
        if conforms:
            return []
        results = report.objects(None, SH.result)
        return sorted({self._problem(report, result, data) for result in results})

    def _problem(
        self, report: rdflib.Graph, result: rdflib.term.Node, data: rdflib.Graph
    ) -> Problem:
        focus = report.value(result, SH.focusNode)
        shape = report.value(result, SH.sourceShape)
        warning = report.value(result, SH.resultSeverity) != SH.Violation
        value = report.value(result, SH.value)
        return Problem(
            "warning" if warning else "violation",
            str(focus),
            str(report.value(result, SH.resultMessage)),
            _path(self._graph, self._graph.value(shape, SH.path)),
            "" if value is None or value == focus else _shown(value),
            _place(data, focus),
        )


def context_of(quads: Iterable[ox.Quad], gazetteer: Gazetteer) -> list[ox.Triple]:
    """Return the classes of the gazetteer's concepts that quads refer to; shapes ask for no more.

    The concepts are not called concepts, so that the shape of concepts leaves them alone::

        id:russia a at:State .
    """
    a = ox.NamedNode(expand("rdf:type"))
    concepts = (
        gazetteer.concepts[iri]
        for iri in dict.fromkeys(_referred_to(quads))
        if iri in gazetteer.concepts
    )
    return [
        ox.Triple(ox.NamedNode(concept.iri), a, ox.NamedNode(class_iri(kind)))
        for concept in concepts
        for kind in concept.kinds
    ]


def _referred_to(quads: Iterable[ox.Quad]) -> Iterator[str]:
    return (quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))


def _graph(triples: Iterable[ox.Triple | ox.Quad]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in triples:
        graph.add((_node(triple.subject), _node(triple.predicate), _node(triple.object)))
    return graph


def _node(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Node:
    if isinstance(node, ox.NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, ox.BlankNode):
        return rdflib.BNode(node.value)
    if isinstance(node, ox.Triple):
        raise TypeError(f"a triple cannot be checked as a term: {node}")
    if node.language:
        return rdflib.Literal(node.value, lang=node.language)
    return rdflib.Literal(node.value, datatype=rdflib.URIRef(node.datatype.value))


def _shown(node: rdflib.term.Node) -> str:
    """Return a node as one would write it: IRIs of known namespaces with their prefix."""
    if isinstance(node, rdflib.Literal):
        return f"“{node}”"
    named = short(str(node))
    return f"<{node}>" if named == str(node) else named


def _path(shapes: rdflib.Graph, path: rdflib.term.Node | None) -> str:
    if path is None:
        return ""
    either = shapes.value(path, SH.alternativePath)
    steps = Collection(shapes, either) if either is not None else [path]
    return " or ".join(_shown(step) for step in steps)


def _place(data: rdflib.Graph, focus: rdflib.term.Node | None) -> str:
    """Return what a node is, with the sentence of the passage behind it."""
    if focus is None:
        return ""
    at = PREFIXES["at"]
    kinds = sorted(k for k in map(str, data.objects(focus, RDF.type)) if k.startswith(at))
    kind = kinds[0].removeprefix(at) if kinds else ""
    sentence = _sentence(data, focus)
    return f"{kind or 'the node'} of “{sentence}”" if sentence else kind


def _sentence(data: rdflib.Graph, focus: rdflib.term.Node) -> str:
    """Return the text of the first passage that leads to a node, shortened; "" if none does."""
    texts = sorted(str(text) for text in data.objects(focus, _TO_SENTENCE))
    text = texts[0] if texts else ""
    return text if len(text) <= _SENTENCE_SHOWN else text[:_SENTENCE_SHOWN].rstrip() + "…"
