"""Looks over gazetteer files: all mistakes of all files at once, each with file and line.

What comes in: the files to look over, the other files of the gazetteer, and the terms of the vocabulary.  What goes
out: ``Mistake`` records.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from kg.errors import DataFileError
from kg.language.mentions import fold
from kg.names.source import Source
from kg.terms import AT, ID, PREFIXES, expand, short

__all__ = ["Mistake", "lint"]

_SKOS = PREFIXES["skos"]
_TYPE = PREFIXES["rdf"] + "type"
_CONCEPT = _SKOS + "Concept"
_BORROWED = frozenset({PREFIXES["org"] + "Organization", PREFIXES["foaf"] + "Person"})
_CLAIMS = tuple(expand(name) for name in ("skos:prefLabel", "skos:altLabel", "at:capital", "at:metonym"))
"""Properties whose values name one thing of a scheme; a demonym may be of two states (Congolese)."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing that is wrong with a gazetteer file.

    Attributes:
        path: the file.
        line: its line, from 1.
        message: what is wrong, and what is accepted.
    """

    path: Path
    line: int
    message: str


def lint(paths: Sequence[Path], others: Sequence[Path], terms: Collection[str]) -> list[Mistake]:
    """Return what is wrong with some files, in order of file and line.

    Args:
        paths: the files to look over.
        others: the files that they add to; what is wrong with these is not told.
        terms: local names of what the vocabulary defines.
    """
    mistakes: list[Mistake] = []
    sources: list[Source] = []
    for path in paths:
        try:
            sources.append(Source.read(path))
        except DataFileError as error:
            mistakes.append(Mistake(path, getattr(error, "line", 1), str(error)))
    asked = {path.resolve() for path in paths}
    known = [Source.read(path) for path in others if path.resolve() not in asked]
    subjects = {subject for source in (*known, *sources) for subject in source.said}
    for source in sources:
        elsewhere = {s for other in (*known, *sources) if other is not source for s in other.said}
        mistakes += _in_file(source, elsewhere, subjects, terms)
    mistakes += _claimed_twice(sources, known)
    return sorted(mistakes)


def _in_file(
    source: Source, elsewhere: Collection[str], subjects: Collection[str], terms: Collection[str]
) -> Iterator[Mistake]:
    for subject, said in source.said.items():
        added = subject in elsewhere and _TYPE not in said  # adds to, or retires, an entry of another file
        lacking = () if added else _of_concept(subject, said)
        for message, value in (*lacking, *_of_links(subject, said, subjects, terms)):
            yield Mistake(source.path, source.line(subject, value), message)


def _of_concept(subject: str, said: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield what an entry lacks, with the words at which it shows."""
    kinds = said.get(_TYPE, ())
    if _CONCEPT not in kinds:
        if _SKOS + "ConceptScheme" not in kinds:
            yield f"{short(subject)} is no skos:Concept, so nothing is read of it", ""
        return
    labels = said.get(_SKOS + "prefLabel", ())
    if len(labels) != 1:
        yield f"{short(subject)} has {len(labels) or 'no'} skos:prefLabel; every entry needs exactly one", ""
    if len(kinds) < 2:
        yield f"{short(subject)} has no class; accepted is at:State, at:Place, org:Organization, at:EquipmentType …", ""
    classed = said.get(AT + "equipmentClass") or said.get(_SKOS + "broader")
    if AT + "EquipmentType" in kinds and not classed:
        yield f"{short(subject)} has no at:equipmentClass, and no skos:broader that has one", ""


def _of_links(
    subject: str, said: Mapping[str, Sequence[str]], subjects: Collection[str], terms: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield links that lead nowhere and terms that the vocabulary does not have."""
    for predicate, values in said.items():
        if predicate.startswith(AT) and predicate.removeprefix(AT) not in terms:
            yield _no_term(subject, predicate, terms), short(predicate)
        for value in values:
            if value.startswith(ID) and value not in subjects:
                near = get_close_matches(value, subjects, 1)
                hint = f"; did you mean {short(near[0])}?" if near else ""
                yield f"{short(subject)} links to {short(value)}, which no file describes{hint}", short(value)
            elif value.startswith(AT) and value.removeprefix(AT) not in terms:
                yield _no_term(subject, value, terms), short(value)


def _no_term(subject: str, iri: str, terms: Collection[str]) -> str:
    near = get_close_matches(iri.removeprefix(AT), terms, 1)
    hint = f"; did you mean at:{near[0]}?" if near else ""
    return f"{short(subject)} uses {short(iri)}, which the vocabulary does not have{hint}"


def _claimed_twice(sources: Sequence[Source], known: Sequence[Source]) -> Iterator[Mistake]:
    """Yield labels that two entries of one scheme claim; what a later file replaces does not count."""
    owners: dict[tuple[str, str], str] = {}
    schemes = _schemes((*known, *sources))
    for source in known:
        for subject, scheme, label in _labels(source, schemes):
            owners.setdefault((scheme, fold(label)), subject)
    for source in sources:
        for subject, scheme, label in _labels(source, schemes):
            owner = owners.setdefault((scheme, fold(label)), subject)
            if owner != subject:
                told = f'{short(subject)} claims "{label}", which {short(owner)} has already'
                yield Mistake(source.path, source.line(subject, f'"{label}"'), told)


def _schemes(sources: Iterable[Source]) -> dict[str, str]:
    """Return class → the scheme that holds most entries of it, and entry → its scheme."""
    counts: dict[str, Counter[str]] = {}
    own: dict[str, str] = {}
    for source in sources:
        for subject, said in source.said.items():
            for scheme in said.get(_SKOS + "inScheme", ()):
                own[subject] = scheme
                for kind in set(said.get(_TYPE, ())) - {_CONCEPT}:
                    counts.setdefault(kind, Counter())[scheme] += 1
    return {kind: count.most_common(1)[0][0] for kind, count in counts.items()} | own


def _labels(source: Source, schemes: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (entry, scheme, label) of every label that claims to name one thing."""
    for subject, said in source.said.items():
        if "true" in said.get(AT + "ignore", ()):
            continue
        scheme = next((schemes[name] for name in (subject, *said.get(_TYPE, ())) if name in schemes), "")
        for predicate in _CLAIMS:
            for label in said.get(predicate, ()):
                if fold(label):
                    yield subject, scheme, label
