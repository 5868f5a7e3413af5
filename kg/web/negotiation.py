"""Decides in which form an answer is given.

What comes in: an ``Accept`` header as Werkzeug reads it, and the forms on offer.  What goes
out: the one to give, with the media type to call it by.  It must not know what is being
answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from werkzeug.datastructures import MIMEAccept

from kg.errors import NotAcceptableError

__all__ = [
    "GRAPHS",
    "HTML",
    "SOLUTIONS",
    "Choice",
    "Form",
    "by_suffix",
    "choose",
    "content_type",
    "named",
    "prefers_html",
    "require",
]


@dataclass(frozen=True, slots=True)
class Form:
    """One form an answer can have.

    Attributes:
        name: what ``kg.query``, ``kg.report`` and ``kg.export`` call it.
        suffix: the end of its address, with the dot.
        media_types: what it may be called; the first is its proper name.
        label: what people call it.
    """

    name: str
    suffix: str
    media_types: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A form with the media type that was asked for."""

    form: Form
    media_type: str


HTML = Form("html", ".html", ("text/html", "application/xhtml+xml"), "HTML")
SOLUTIONS: tuple[Form, ...] = (
    Form("json", ".srj", ("application/sparql-results+json", "application/json"), "JSON"),
    Form("xml", ".srx", ("application/sparql-results+xml", "application/xml", "text/xml"), "XML"),
    Form("csv", ".csv", ("text/csv",), "CSV"),
    Form("tsv", ".tsv", ("text/tab-separated-values",), "TSV"),
)
"""What rows and yes-or-no answers can be given as, best first."""
GRAPHS: tuple[Form, ...] = (
    Form("turtle", ".ttl", ("text/turtle", "application/x-turtle"), "Turtle"),
    Form("ntriples", ".nt", ("application/n-triples", "text/plain"), "N-Triples"),
    Form("rdfxml", ".rdf", ("application/rdf+xml", "application/xml", "text/xml"), "RDF/XML"),
    Form("jsonld", ".jsonld", ("application/ld+json", "application/json"), "JSON-LD"),
    Form("trig", ".trig", ("application/trig",), "TriG"),
    Form("nquads", ".nq", ("application/n-quads",), "N-Quads"),
)
"""What graphs can be given as, best first."""
_PROBLEM = Form("problem", "", ("application/problem+json", "application/json"), "problem details")


def choose(accept: MIMEAccept, forms: Sequence[Form]) -> Choice | None:
    """Return the best form of those on offer, or None if all are excluded.

    The highest ``q`` wins; among equals a media type that is named beats one that only a wildcard
    covers, then the order of ``forms`` decides.  No ``Accept`` header means anything goes.
    """
    return _best(tuple(accept), tuple(forms))


@lru_cache(maxsize=256)  # clients say the same again and again, and working it out takes longer than most queries
def _best(accept: tuple[tuple[str, float], ...], forms: tuple[Form, ...]) -> Choice | None:
    asked = MIMEAccept([(value.split(";")[0].strip(), quality) for value, quality in accept])
    if not asked:
        return Choice(forms[0], forms[0].media_types[0])
    named_types = {value.lower() for value, _ in asked}
    best, best_rank = None, (0.0, False)
    for form in forms:
        for media_type in form.media_types:
            rank = (float(asked.quality(media_type)), media_type in named_types)
            if rank[0] > 0 and rank > best_rank:
                best, best_rank = Choice(form, media_type), rank
    return best


def require(accept: MIMEAccept, forms: Sequence[Form]) -> Choice:
    """Return the best form of those on offer.

    Raises:
        NotAcceptableError: all are excluded; the message lists them.
    """
    choice = choose(accept, forms)
    if choice is None:
        offered = ", ".join(form.media_types[0] for form in forms)
        raise NotAcceptableError(f"none of the media types in Accept can be given here; on offer: {offered}")
    return choice


def named(name: str, forms: Sequence[Form]) -> Form | None:
    """Return the form of that name, or None."""
    return next((form for form in forms if form.name == name), None)


def prefers_html(accept: MIMEAccept) -> bool:
    """Tell whether a browser asks: HTML is named, and nothing else is wanted more."""
    choice = choose(accept, (_PROBLEM, *SOLUTIONS, *GRAPHS, HTML))
    return choice is not None and choice.form is HTML


def content_type(media_type: str) -> str:
    """Return a media type with its charset, where that type has one."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def by_suffix(path: str, accept: MIMEAccept, forms: Sequence[Form]) -> tuple[str, Choice]:
    """Return a path without the suffix of a form, and that form; else ``Accept`` decides.

    The first form is the page: who says that anything goes gets it.

    Raises:
        NotAcceptableError: all are excluded; the message lists them.
    """
    for form in forms:
        if path.endswith(form.suffix):
            return path.removesuffix(form.suffix), Choice(form, form.media_types[0])
    anything = all(value == "*/*" and quality > 0 for value, quality in accept)
    return path, require(MIMEAccept() if anything else accept, forms)
