"""The vocabulary, for people and for programs.

What comes in: a request for ``/ns`` (a fragment never reaches a server, so every term is on
this one page).  What goes out: the terms with their definitions, or the Turtle file that
defines them.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request

from kg.errors import DataFileError
from kg.settings import shipped
from kg.terms import AT, expand, words
from kg.web.facts import Facts
from kg.web.negotiation import GRAPHS, HTML, content_type, require

__all__ = ["CODES", "blueprint", "codes"]

blueprint = Blueprint("vocabulary", __name__)
CODES = {"type": "", "status": "Status", "factuality": "Factuality", "category": "UnrocaCategory"}
"""Lists of codes, as parameters of reports call them, with the class of their members; types of claims have none."""
_GROUPS = {
    "owl:Class": "Classes",
    "rdfs:Class": "Classes",
    "owl:ObjectProperty": "Properties",
    "owl:DatatypeProperty": "Properties",
    "rdf:Property": "Properties",
}
_KNOWN = {expand(name): heading for name, heading in _GROUPS.items()}


@dataclass(frozen=True, slots=True)
class TermRecord:
    """A term of the vocabulary."""

    name: str
    label: str
    definition: str
    example: str
    above: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]


@blueprint.get("/ns")
def terms() -> Response | str:
    """Show or give the vocabulary."""
    choice = require(request.accept_mimetypes, (HTML, *GRAPHS))
    if choice.form is HTML:
        return render_template("vocabulary.html", groups=_groups(_facts(_file())), forms=GRAPHS[:4])
    if choice.form.name == "turtle":
        return Response(_file().read_bytes(), content_type=content_type(choice.media_type))
    return Response(_facts(_file()).serialize(choice.form.name), content_type=content_type(choice.media_type))


@blueprint.get("/ns.ttl")
def turtle() -> Response:
    """Give the vocabulary as the Turtle file that it is."""
    return Response(_file().read_bytes(), content_type="text/turtle; charset=utf-8")


def codes(kind: str) -> list[str]:
    """Return the codes of a list (``status``), or the types of claims (``type``), in order."""
    facts = _facts(_file())
    found = facts.subjects("rdf:type", AT + CODES[kind]) if CODES[kind] else facts.subjects("at:keyArgument")
    return [iri.removeprefix(AT) for iri in found]


def _file() -> Path:
    path = shipped("ontology") / "arms.ttl"
    if not path.is_file():
        raise DataFileError(f"{path.name}: the vocabulary is missing")
    return path


@cache
def _facts(path: Path) -> Facts:
    triples = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    return Facts(
        (t.subject.value, t.predicate.value, t.object)
        for t in triples
        if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode | ox.Literal)
    )


def _groups(facts: Facts) -> dict[str, list[TermRecord]]:
    """Return the terms by heading: classes, properties, then each code list by its class."""
    groups: dict[str, list[TermRecord]] = {"Classes": [], "Properties": []}
    for iri in facts.subjects("rdf:type"):
        if iri.startswith(AT) and iri != AT:
            groups.setdefault(_heading(facts, iri), []).append(_record(facts, iri))
    groups["Others"] = groups.pop("Others", [])
    return {heading: terms for heading, terms in groups.items() if terms}


def _heading(facts: Facts, iri: str) -> str:
    kinds = facts.values(iri, "rdf:type")
    for kind in kinds:
        if kind in _KNOWN:
            return _KNOWN[kind]
    lists = [facts.value(kind, "rdfs:label") or words(kind.removeprefix(AT)) for kind in kinds if kind.startswith(AT)]
    return f"Codes: {lists[0]}" if lists else "Others"


def _record(facts: Facts, iri: str) -> TermRecord:
    def first(*names: str) -> str:
        return next((value for name in names if (value := facts.value(iri, name))), "")

    name = iri.removeprefix(AT)
    return TermRecord(
        name,
        first("rdfs:label", "skos:prefLabel") or name,
        first("skos:definition", "rdfs:comment", "skos:scopeNote"),
        first("skos:example"),
        tuple(facts.values(iri, "rdfs:subClassOf") + facts.values(iri, "rdfs:subPropertyOf")),
        tuple(facts.values(iri, "rdfs:domain")),
        tuple(facts.values(iri, "rdfs:range")),
    )
