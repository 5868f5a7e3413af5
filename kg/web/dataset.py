"""Describes the graph as a data set at ``/.well-known/void``: VoID, DCAT and PROV.

What comes in: a request.  What goes out: RDF without blank nodes (https://www.w3.org/TR/void/,
https://www.w3.org/TR/vocab-dcat-3/), counted once for each generation of the graph.
"""

from urllib.parse import urlsplit

import pyoxigraph as ox
from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import BadRequest

from kg.errors import LimitError
from kg.query import Solutions
from kg.recall import Term
from kg.terms import PREFIXES, expand
from kg.web.downloads import DOWNLOADS
from kg.web.facts import Facts
from kg.web.negotiation import GRAPHS, content_type, require
from kg.web.services import Services, services

__all__ = ["blueprint"]

blueprint = Blueprint("dataset", __name__)

_VOID = "http://rdfs.org/ns/void#"
_DCAT = "http://www.w3.org/ns/dcat#"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_VOCABULARIES = ("at", "prov", "oa", "skos", "schema")
_RDF = ("ttl", "trig", "nq", "nt", "jsonld")
_TYPE, _TITLE = expand("rdf:type"), expand("dcterms:title")
Said = list[tuple[str, str, Term]]


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Say what the graph is, how much is in it, where it came from, and where to get it."""
    shared = services()
    generation = shared.generation
    choice = require(request.accept_mimetypes, GRAPHS)
    tag = f"void-{generation}-{choice.form.name}"
    if request.if_none_match.contains(tag):
        response = Response(status=304)
    else:
        body = _facts(shared, generation).serialize(choice.form.name, {**PREFIXES, "void": _VOID, "dcat": _DCAT})
        response = Response(body, content_type=content_type(choice.media_type))
    response.set_etag(tag)
    response.headers["Arms-KG-Generation"] = str(generation)
    return response


def _facts(shared: Services, generation: int) -> Facts:
    this = f"{request.base_url}#dataset"
    if not urlsplit(this).netloc:
        raise BadRequest("The Host header is not valid.")
    try:
        counted = shared.once("census", lambda: shared.graph.select("census"))
    except LimitError:  # a graph too large to be counted in the time of a query is described all the same
        counted = Solutions((), [], truncated=False, generation=generation)
    return Facts([*_dataset(this, shared, generation), *_distributions(this), *_statistics(this, counted)])


def _dataset(this: str, shared: Services, generation: int) -> Said:
    endpoint = url_for("sparql.endpoint", _external=True)
    service = f"{this}-service"
    return [
        *((this, _TYPE, ox.NamedNode(kind)) for kind in (_VOID + "Dataset", _DCAT + "Dataset", expand("prov:Entity"))),
        (this, _TITLE, ox.Literal("Claims about arms transfers, read from news", language="en")),
        (this, _DCAT + "version", ox.Literal(str(generation))),
        (this, _VOID + "sparqlEndpoint", ox.NamedNode(endpoint)),
        (this, _VOID + "uriSpace", ox.Literal(shared.settings.base)),
        *((this, _VOID + "vocabulary", ox.NamedNode(PREFIXES[name])) for name in _VOCABULARIES),
        (service, _TYPE, ox.NamedNode(_DCAT + "DataService")),
        (service, _DCAT + "servesDataset", ox.NamedNode(this)),
        (service, _DCAT + "endpointURL", ox.NamedNode(endpoint)),
        (service, expand("dcterms:conformsTo"), ox.NamedNode("http://www.w3.org/TR/sparql11-protocol/")),
    ]


def _distributions(this: str) -> Said:
    said: Said = []
    for suffix, (_, media_type) in DOWNLOADS.items():
        file = f"{this}-{suffix}"
        address = ox.NamedNode(url_for("downloads.graph", suffix=suffix, graph="all", _external=True))
        said += [
            (this, _DCAT + "distribution", ox.NamedNode(file)),
            (file, _TYPE, ox.NamedNode(_DCAT + "Distribution")),
            (file, _DCAT + "downloadURL", address),
            (file, _DCAT + "mediaType", ox.NamedNode(_MEDIA_TYPES + media_type)),
        ]
        if suffix in _RDF:
            said.append((this, _VOID + "dataDump", address))
    return said


def _statistics(this: str, counted: Solutions) -> Said:
    said: Said = []
    totals = {"class": 0, "property": 0, "triples": 0}
    for row in counted.rows:
        what, count = row["what"].value, row.get("count")
        if what == "run":
            said.append((this, expand("prov:wasGeneratedBy"), row["term"]))
        elif what == "subjects" and count is not None:
            said.append((this, _VOID + "distinctSubjects", count))
        elif count is not None:
            totals[what] += 1
            totals["triples"] += int(count.value) if what == "property" else 0
            said += _partition(f"{this}-{what}-{totals[what]}", this, what, (row["term"], count))
    if counted.rows:
        names = {"classes": "class", "properties": "property", "triples": "triples"}
        said += [(this, _VOID + name, ox.Literal(totals[key])) for name, key in names.items()]
    return said


def _partition(part: str, this: str, what: str, counted: tuple[Term, Term]) -> Said:
    """Return how much of the graph is of one class, or has one property."""
    term, count = counted
    return [
        (this, f"{_VOID}{what}Partition", ox.NamedNode(part)),
        (part, _VOID + what, term),
        (part, _VOID + ("entities" if what == "class" else "triples"), count),
    ]
