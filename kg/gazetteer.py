"""Reads the gazetteers: SKOS concept schemes in Turtle that say what names mean.

What comes in: ``ontology/*.ttl`` and the analyst's own files. What goes out: ``Concept`` records. A later file adds
to, overrides or retires (``at:ignore true``) what an earlier one says: where it gives a property of a concept, its
values replace the earlier ones.
"""

import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg.errors import DataFileError
from kg.model import Concept
from kg.terms import AT, ID, PREFIXES

__all__ = ["Gazetteer", "collector_paused", "gazetteer_files", "read_gazetteer"]

_RDF_TYPE = PREFIXES["rdf"] + "type"
_SKOS = PREFIXES["skos"]
_LABELS = {
    _SKOS + "altLabel": "altLabel",
    _SKOS + "hiddenLabel": "hiddenLabel",
    AT + "demonym": "demonym",
    AT + "metonym": "metonym",
    AT + "capital": "capital",
}
_VALUES = frozenset({ox.NamedNode, ox.Literal})
_APART = frozenset({_SKOS + "inScheme", _SKOS + "prefLabel"})
"""What a concept keeps in fields of its own."""
_NOT_GAZETTEERS = frozenset({"arms.ttl", "shapes.ttl"})


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What the gazetteer files say.

    Attributes:
        concepts: IRI → concept.
        files: the files, in the order in which they were read.
        version: sha256 of their contents.
    """

    concepts: Mapping[str, Concept]
    files: tuple[Path, ...]
    version: str

    def without(self, scheme: str) -> "Gazetteer":
        """Return it without the entries of a scheme, given by its local name (``equipment``)."""
        kept = {iri: concept for iri, concept in self.concepts.items() if concept.scheme != scheme}
        return Gazetteer(kept, self.files, self.version)


def gazetteer_files(ontology: Path) -> list[Path]:
    """Return the shipped gazetteers in a folder: every Turtle file but the vocabulary and its shapes."""
    return sorted(path for path in ontology.glob("*.ttl") if path.name not in _NOT_GAZETTEERS)


def read_gazetteer(paths: Sequence[Path]) -> Gazetteer:
    """Read and join gazetteer files.

    Raises:
        DataFileError: a file is missing or is no Turtle, or a concept has no preferred label; names file and line.
    """
    digest = hashlib.sha256()
    described: dict[str, dict[str, list[str]]] = {}
    with collector_paused():
        for path in paths:
            raw = _raw(path)
            digest.update(raw)
            for subject, properties in _properties(path, raw).items():
                described.setdefault(subject, {}).update(properties)
        concepts = {iri: _concept(iri, said) for iri, said in described.items() if _is_concept(said)}
    _check_labels(paths, concepts)
    return Gazetteer(concepts, tuple(paths), digest.hexdigest())


@contextmanager
def collector_paused() -> Iterator[None]:
    """Let the garbage collector rest while names are read and indexed.

    All of them stay, so it finds nothing, and looking through them time and again costs a third of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _raw(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataFileError(f"{path}: the gazetteer cannot be read: {error.strerror}") from error


def _properties(path: Path, raw: bytes) -> dict[str, dict[str, list[str]]]:
    """Return subject → property → values of one file."""
    described: dict[str, dict[str, list[str]]] = {}
    try:
        for subject, predicate, value, _ in ox.parse(raw, format=ox.RdfFormat.TURTLE):
            if type(subject) is ox.NamedNode and type(value) in _VALUES:
                said = described.setdefault(subject.value, {})
                said.setdefault(predicate.value, []).append(value.value)
    except SyntaxError as error:
        raise DataFileError(f"{path}: the gazetteer is no Turtle: {error}") from error
    return described


def _is_concept(said: Mapping[str, Sequence[str]]) -> bool:
    retired = "true" in said.get(AT + "ignore", ())
    return _SKOS + "Concept" in said.get(_RDF_TYPE, ()) and not retired


def _concept(iri: str, said: Mapping[str, Sequence[str]]) -> Concept:
    labels, links, facts = dict[str, tuple[str, ...]](), dict[str, tuple[str, ...]](), dict[str, tuple[str, ...]]()
    for predicate, values in said.items():
        if predicate in _LABELS:
            labels[_LABELS[predicate]] = tuple(values)
        elif predicate not in _APART and predicate.startswith((AT, _SKOS)):
            name = _local(predicate)
            things = tuple([value for value in values if value.startswith(ID)])
            if things:
                links[name] = things
            if len(things) < len(values):
                facts[name] = tuple(_local(value) for value in values if value not in things)
    kinds = tuple(_local(kind) for kind in said[_RDF_TYPE] if kind != _SKOS + "Concept")
    label = next(iter(said.get(_SKOS + "prefLabel", ())), "")
    scheme = _local(next(iter(said.get(_SKOS + "inScheme", ())), ""))
    return Concept(iri, label, kinds, scheme, labels, links, facts)


@lru_cache(maxsize=10_000)
def _local(iri: str) -> str:
    """Return the local name of one of our own or borrowed terms, other values as they are."""
    if iri.startswith("http"):
        return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
    return iri


def _check_labels(paths: Iterable[Path], concepts: Mapping[str, Concept]) -> None:
    nameless = sorted(iri for iri, concept in concepts.items() if not concept.label)
    if nameless:
        place = _place(paths, nameless[0])
        raise DataFileError(f"{place}: {nameless[0]} has no skos:prefLabel; every concept needs exactly one")


def _place(paths: Iterable[Path], iri: str) -> str:
    """Return file and line in which a concept of ours begins."""
    name = "id:" + iri.removeprefix(ID)
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if line.startswith((name + " ", f"<{iri}>")):
                return f"{path}:{number}"
    return "gazetteer"
