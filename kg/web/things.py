"""Pages of what the graph names: claims, articles, entities and runs; each also in RDF.

What comes in: the path of an IRI.  What goes out: a page, or the triples behind it.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from kg.canned.names import NAMED_TYPES
from kg.errors import LimitError, UnknownNameError
from kg.model import Article
from kg.recall import read_claim
from kg.resolve import to_line
from kg.terms import expand
from kg.web.claims import article_of, claims_of, thing_of
from kg.web.facts import Facts
from kg.web.links import is_iri
from kg.web.negotiation import GRAPHS, HTML, Choice, Form, by_suffix, content_type
from kg.web.records import ClaimRecord, Thing
from kg.web.services import services
from kg.web.wording import colours_of, details_of, heading_of

__all__ = ["blueprint"]

blueprint = Blueprint("things", __name__)

_LINE = Form("json", ".json", ("application/json",), "JSON")
_PAGE = 50
"""Claims on one page; the query ``claims-about`` asks for one more, to tell if more follow."""
_LAST_PAGE = 100_000
_NAMES = tuple(
    map(
        expand,
        (
            "skos:prefLabel",
            "skos:altLabel",
            "skos:hiddenLabel",
            "skos:notation",
            "rdfs:label",
            "at:demonym",
            "at:metonym",
            "at:capital",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Property:
    """What is said of a thing, under one heading; values with an IRI are links."""

    heading: str
    values: tuple[Thing, ...]


def _rdf(facts: Facts, choice: Choice) -> Response:
    return Response(facts.serialize(choice.form.name), content_type=content_type(choice.media_type))


def _known(facts: Facts, iris: tuple[str, ...], kind: str) -> str:
    """Return the IRI that the graph knows."""
    for iri in iris:
        if iri in facts:
            return iri
    raise UnknownNameError(f"the graph holds no {kind} {iris[0]}" if iris else f"no {kind} has such an address")


def _iris(path: str) -> tuple[str, ...]:
    return tuple(iri for iri in services().links.iris(path) if is_iri(iri))


@blueprint.get("/claim/<name>")
def claim(name: str) -> Response | str:
    """Show a claim with its sentences."""
    shared = services()
    name, choice = by_suffix(name, request.accept_mimetypes, (HTML, _LINE, *GRAPHS))
    iris = _iris(f"claim/{name}")
    facts = shared.graph.facts("claims", iris)
    found = claims_of(facts, shared.vocabulary, iris)
    if not found:
        raise UnknownNameError(f"the graph holds no claim {name}")
    if choice.form is HTML:
        others = [other for other in _claims_in(found[0].article.iri) if other.iri != found[0].iri]
        told = found[0].article
        return render_template(
            "claim.html",
            claim=found[0],
            others=others,
            forms=(_LINE, *GRAPHS[:4]),
            colours=colours_of(found[0]),
            details=details_of(found[0]),
            article_thing=Thing(told.name, told.iri),
        )
    if choice.form is _LINE:
        return jsonify(_line_of(facts, found[0].iri))
    return _rdf(facts, choice)


def _line_of(facts: Facts, iri: str) -> dict[str, Any]:
    """Return a claim as the line that ``kg extract --format jsonl`` writes for it."""
    recalled = read_claim(facts, iri)
    return to_line(Article(recalled.article, text=""), recalled.claim, iri)


def _claims_in(article: str) -> list[ClaimRecord]:
    """Return the claims of an article, in order of their sentences."""
    return _records([row["claim"].value for row in services().graph.select("claims-of-article", [article]).rows])


def _records(claims: list[str]) -> list[ClaimRecord]:
    shared = services()
    return claims_of(shared.graph.facts("claims", claims), shared.vocabulary, claims) if claims else []


@blueprint.get("/article/<name>")
def article(name: str) -> Response | str:
    """Show an article with its claims."""
    shared = services()
    name, choice = by_suffix(name, request.accept_mimetypes, (HTML, *GRAPHS))
    iris = _iris(f"article/{name}")
    facts = shared.graph.facts("resource", iris)
    iri = _known(facts, iris, "article")
    claims = [row["claim"].value for row in shared.graph.select("claims-of-article", [iri]).rows]
    if choice.form is not HTML:
        return _rdf(shared.graph.facts("claims", claims) if claims else facts, choice)
    records = _records(claims)
    # A sentence that says several claims is shown once; its IRI, the article's with a fragment,
    # leads to it.
    passages = {reading.passage: reading for record in records for reading in record.readings}
    return render_template(
        "article.html",
        article=article_of(facts, iri),
        claims=records,
        passages=sorted(passages.values(), key=lambda r: r.told.start),
        forms=GRAPHS[:4],
    )


@blueprint.get("/id/<path:name>")
def entity(name: str) -> Response | str:
    """Show something of a gazetteer: its names, its ties, the claims in which it has a role."""
    return _thing(f"id/{name}", "entity")


@blueprint.get("/article/<key>/name/<path:name>")
def unknown_name(key: str, name: str) -> Response | str:
    """Show a name that no gazetteer knows."""
    return _thing(f"article/{key}/name/{name}", "name")


@blueprint.get("/run/<name>")
def run(name: str) -> Response | str:
    """Show with which versions claims were made."""
    return _thing(f"run/{name}", "run")


def _thing(path: str, kind: str) -> Response | str:
    shared = services()
    path, choice = by_suffix(path, request.accept_mimetypes, (HTML, *GRAPHS))
    iris = _iris(path)
    facts = shared.graph.facts("resource", iris)
    iri = _known(facts, iris, kind)
    if choice.form is not HTML:
        return _rdf(facts, choice)
    page = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
    about = _about(iri, page)
    narrower = [Thing(row["label"].value, row["thing"].value) for row in shared.graph.select("narrower", [iri]).rows]
    return render_template(
        "thing.html",
        iri=iri,
        name=facts.value(iri, "skos:prefLabel") or facts.value(iri, "rdfs:label") or path,
        kinds=[thing_of(facts, term) for term in facts.terms(iri, "rdf:type") if not term.value.endswith("#Concept")],
        names=_properties(facts, iri, names=True),
        ties=_properties(facts, iri, names=False),
        narrower=narrower,
        claims=None if about is None else _records(about[:_PAGE]),
        types=_types(iri),
        page=page,
        more=len(about or ()) > _PAGE,
        forms=GRAPHS[:4],
    )


def _types(iri: str) -> set[str]:
    """Return which of the types a thing has that documents are about; none where that takes too long."""
    graph, types = services().graph, ("party", "state")
    try:
        return {kind for kind in types if graph.select("is-one-of", [iri], members=NAMED_TYPES[kind]).rows}
    except LimitError:
        return set()


def _about(iri: str, page: int) -> list[str] | None:
    """Return the claims in which a thing has a role, or None where there are too many to sort."""
    try:
        rows = services().graph.select("claims-about", [iri], _PAGE * (page - 1)).rows
    except LimitError:
        return None
    return [row["claim"].value for row in rows]


def _properties(facts: Facts, iri: str, *, names: bool) -> list[Property]:
    """Return what a thing is called, or else how it is tied to others."""
    hidden = set(map(expand, ("rdf:type", "skos:prefLabel", "skos:hiddenLabel", "skos:inScheme")))
    return [
        Property(heading_of(predicate), tuple(thing_of(facts, term) for term in terms))
        for predicate, terms in facts.properties(iri).items()
        if predicate not in hidden and (predicate in _NAMES) is names
    ]
