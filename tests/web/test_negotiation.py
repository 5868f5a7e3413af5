"""Which form an Accept header gets."""

import pytest
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from kg.errors import NotAcceptableError
from kg.web.negotiation import GRAPHS, HTML, SOLUTIONS, by_suffix, choose, prefers_html, require

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def accepting(header: str | None) -> MIMEAccept:
    return parse_accept_header(header, MIMEAccept)


@pytest.mark.parametrize(
    ("header", "media_type"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/*", "application/sparql-results+json"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/*", "text/xml"),
        ("application/json", "application/json"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.6", "text/tab-separated-values"),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("text/csv, */*", "text/csv"),
        (
            "*/*, application/json;q=0, application/sparql-results+json;q=0",
            "application/sparql-results+xml",
        ),
        ("application/sparql-results+xml; charset=utf-8", "application/sparql-results+xml"),
        ("image/png, text/csv;q=0.01", "text/csv"),
    ],
)
def test_rows_come_in_the_form_that_accept_prefers(header: str | None, media_type: str) -> None:
    choice = choose(accepting(header), SOLUTIONS)
    assert choice is not None
    assert choice.media_type == media_type


@pytest.mark.parametrize("header", ["image/png", "text/csv;q=0", "*/*;q=0"])
def test_what_cannot_be_given_is_refused_with_what_can(header: str) -> None:
    with pytest.raises(NotAcceptableError, match="text/csv"):
        require(accepting(header), SOLUTIONS)


@pytest.mark.parametrize(
    ("header", "html"),
    [
        (BROWSER, True),
        ("text/html", True),
        (None, False),
        ("*/*", False),
        ("application/json", False),
        ("text/html;q=0.5, application/json", False),
        ("text/turtle, text/html;q=0.9", False),
    ],
)
def test_only_who_names_html_before_all_else_is_a_browser(header: str | None, html: bool) -> None:  # noqa: FBT001
    assert prefers_html(accepting(header)) is html


def test_a_suffix_beats_accept_and_a_wildcard_gets_the_page() -> None:
    forms = (HTML, *GRAPHS)
    assert by_suffix("x.ttl", accepting("text/html"), forms)[0] == "x"
    assert by_suffix("x.ttl", accepting("text/html"), forms)[1].form.name == "turtle"
    assert by_suffix("x", accepting("*/*"), forms)[1].form is HTML
    assert by_suffix("x", accepting("application/ld+json"), forms)[1].form.name == "jsonld"
