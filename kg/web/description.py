"""Describes the endpoint in RDF (https://www.w3.org/TR/sparql11-service-description/).

What comes in: the endpoint's address.  What goes out: its description, without blank nodes.
"""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyoxigraph as ox
from werkzeug.exceptions import BadRequest

from kg.settings import Settings
from kg.terms import PREFIXES, expand
from kg.web.facts import Facts
from kg.web.negotiation import GRAPHS, SOLUTIONS

if TYPE_CHECKING:
    from kg.recall import Term

__all__ = ["describe"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nquads": "N-Quads",
}


def describe(address: str, *, settings: Settings, form: str) -> bytes:
    """Return the description of the endpoint at an address.

    Args:
        address: the address of the endpoint, as the client used it.
        settings: what is switched on.
        form: the RDF form to give it in.

    Raises:
        BadRequest: the client's Host header makes no valid address.
    """
    try:
        endpoint = ox.NamedNode(address if urlsplit(address).netloc else "")
    except ValueError as error:
        raise BadRequest("The Host header is not valid.") from error
    service, dataset, default = (f"{address}#{name}" for name in ("service", "dataset", "default-graph"))
    said: list[tuple[str, str, Term]] = [
        (service, expand("rdf:type"), ox.NamedNode(_SD + "Service")),
        (service, _SD + "endpoint", endpoint),
        (service, _SD + "supportedLanguage", ox.NamedNode(_SD + "SPARQL11Query")),
        (service, _SD + "defaultDataset", ox.NamedNode(dataset)),
        (dataset, expand("rdf:type"), ox.NamedNode(_SD + "Dataset")),
        (dataset, _SD + "defaultGraph", ox.NamedNode(default)),
        (default, expand("rdf:type"), ox.NamedNode(_SD + "Graph")),
        (
            service,
            expand("rdfs:label"),
            ox.Literal("Arms transfer claims: SPARQL endpoint", language="en"),
        ),
        (service, expand("dcterms:description"), ox.Literal(_limits(settings), language="en")),
    ]
    said += [
        (service, _SD + "resultFormat", ox.NamedNode(_FORMATS + _FORMAT_NAMES[offered.name]))
        for offered in (*SOLUTIONS, *GRAPHS)
    ]
    if settings.updates:
        said.append((service, _SD + "supportedLanguage", ox.NamedNode(_SD + "SPARQL11Update")))
    if settings.union_graph:
        said.append((service, _SD + "feature", ox.NamedNode(_SD + "UnionDefaultGraph")))
    prefixes = {name: PREFIXES[name] for name in ("dcterms", "rdfs")}
    if settings.services:
        said.append((service, _SD + "feature", ox.NamedNode(_SD + "BasicFederatedQuery")))
    return Facts(said).serialize(form, {"sd": _SD, "formats": _FORMATS, **prefixes})


def _limits(settings: Settings) -> str:
    """Return what an answer may have at most, and what becomes of a longer one."""
    return (
        f"A query runs for at most {settings.timeout:g} seconds. Its answer has at most {settings.max_rows:,} rows or"
        f" triples, and ends after {settings.max_bytes:,} bytes: what is more is left out. The header Arms-KG-Limits"
        " has these limits, Arms-KG-Truncated says which of them cut a short answer. ORDER BY with LIMIT and OFFSET"
        " asks for a long one in parts."
    )
