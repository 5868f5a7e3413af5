"""Tries canned queries on a small example graph: terms that nobody defines, examples without rows.

What comes in: canned queries, the example graph (``queries/example.trig``), the vocabulary.  What
goes out: mistakes with file and line.  It needs no store: the example graph is held in memory.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
import rdflib.namespace as known
from rdflib.namespace import DefinedNamespace

from kg.canned.header import try_query
from kg.canned.lint import at_offset
from kg.canned.placeholders import blanked, iris
from kg.canned.queries import CannedQuery, Parameter
from kg.canned.running import run
from kg.derivation import summary_quads
from kg.errors import DataFileError, KGError
from kg.query import Endpoint, Solutions
from kg.terms import AT, ONTOLOGY_GRAPH, PREFIXES

__all__ = ["Examples", "mistakes_of", "query_files"]

_NAMESPACES: dict[str, type[DefinedNamespace]] = {
    "rdf": known.RDF, "rdfs": known.RDFS, "xsd": known.XSD, "owl": known.OWL, "skos": known.SKOS,
    "prov": known.PROV, "org": known.ORG, "foaf": known.FOAF, "schema": known.SDO,
    "dcterms": known.DCTERMS, "sh": known.SH,
}  # fmt: skip
_OA = frozenset("SpecificResource TextPositionSelector hasSource hasSelector start end".split())
"""What the graph has of Web Annotation, which rdflib does not list."""
_TERM = re.compile(r"(?<![\w?$:])([a-z]\w*):([A-Za-z][\w-]*)")


class Examples(Endpoint):
    """Answers over the example graph and the vocabulary, in this process."""

    def __init__(self, graph: Path, vocabulary: Path) -> None:
        """Load both.

        Raises:
            DataFileError: one cannot be read; names the file.
        """
        self._store = ox.Store()
        for path, into in ((graph, None), (vocabulary, ox.NamedNode(ONTOLOGY_GRAPH))):
            try:
                self._store.load(path=str(path), to_graph=into)
            except (OSError, SyntaxError, ValueError) as error:
                raise DataFileError(f"{path}: the graph cannot be read: {error}") from error
        self._store.extend(list(summary_quads(self._rows)))
        terms = {str(quad.subject) for quad in self._store.quads_for_pattern(None, None, None, into)}
        self.terms = frozenset(term.strip("<>") for term in terms)

    def _rows(self, query: str) -> ox.QuerySolutions:
        found = self._store.query(query, use_default_graph_as_union=True)
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError("only a SELECT has rows")
        return found

    def select(self, query: str) -> Solutions:
        """Return the rows of a SELECT."""
        found = self._rows(query)
        names = tuple(variable.value for variable in found.variables)
        rows = [
            {name: term for name, term in zip(names, row, strict=True) if term is not None}
            for row in found
        ]
        return Solutions(names, rows, truncated=False, generation=0)


def query_files(paths: Iterable[Path]) -> list[Path]:
    """Return the query files that files and folders stand for, in order."""
    return [
        file
        for path in paths
        for file in (sorted(path.glob("*.rq")) if path.is_dir() else [path])
    ]


def mistakes_of(path: Path, examples: Examples) -> list[DataFileError]:
    """Return everything that is wrong with a query file, each with file and line."""
    try:
        query, mistakes = try_query(path)
    except DataFileError as error:
        return [error]
    mistakes = [*mistakes, *_unknown_terms(query, examples)]
    return mistakes or list(_without_rows(query, examples))


def _unknown_terms(query: CannedQuery, examples: Examples) -> Iterator[DataFileError]:
    """Yield the terms that stand in no vocabulary, each once."""
    code = blanked(query.text)
    used = [(f.start(), PREFIXES.get(f[1], f"{f[1]}:") + f[2]) for f in _TERM.finditer(code)]
    used += iris(query.text)
    told: set[str] = set()
    for offset, iri in sorted(used):
        if iri not in told and not _is_known(iri, examples):
            told.add(iri)
            yield at_offset(query, offset, f"no vocabulary has the term {_short(iri)}")


def _is_known(iri: str, examples: Examples) -> bool:
    prefix = next((p for p, namespace in PREFIXES.items() if iri.startswith(namespace)), "")
    local = iri.removeprefix(PREFIXES.get(prefix, ""))
    if prefix == "at":
        return iri in examples.terms
    if prefix == "oa":
        return local in _OA
    return prefix in _NAMESPACES and local in _NAMESPACES[prefix]


def _short(iri: str) -> str:
    return iri.replace(AT, "at:")


def _without_rows(query: CannedQuery, examples: Examples) -> Iterator[DataFileError]:
    """Yield the examples that give no rows: those that are needed alone, and with each other one."""
    needed = [parameter for parameter in query.parameters if parameter.required]
    others = [parameter for parameter in query.parameters if not parameter.required]
    for tried in ([], *([parameter] for parameter in others)):
        message = _failure(query, [*needed, *tried], examples)
        if message:
            line = _line_of(query, [*tried, *needed])
            yield DataFileError(f"{query.path}:{line}: {message}")
            if not tried:
                return


def _failure(query: CannedQuery, parameters: Sequence[Parameter], examples: Examples) -> str:
    """Return why a query gives no rows with the examples of some parameters; "" if it does."""
    lacking = [parameter.name for parameter in parameters if not parameter.example]
    if lacking:
        return f"parameter {lacking[-1]} has no example"
    values = {parameter.name: [parameter.example] for parameter in parameters}
    said = " ".join(f"{p.name}={p.example!r}" for p in parameters) or "no parameters"
    try:
        answer = run(query, values, examples)
    except KGError as error:
        return f"the example {said} fails: {error}"
    return "" if answer.solutions.rows else f"no rows with {said} on the example graph"


def _line_of(query: CannedQuery, parameters: Sequence[Parameter]) -> int:
    """Return the line of the first of some parameters, of the whole query if there are none."""
    name = re.escape(parameters[0].name) if parameters else r"\b\B"
    key = re.search(rf"^#\+   {name}:", query.text, re.MULTILINE)
    return query.text.count("\n", 0, key.start()) + 1 if key else 1
