"""Lays out a report as HTML: a page of its own, or a part of another page.

What comes in: a ``Report``.  What goes out: HTML that needs no script, no network and no
other file.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from kg.canned import Report
from kg.report.cells import asked, cells, cut

__all__ = ["to_html", "to_html_fragment"]

_OUR_NAMES = "https://example.org/"


def _address(iri: str) -> str | None:
    """Return the web address behind an IRI; names under example.org have none."""
    is_web = iri.startswith(("http://", "https://"))
    return iri if is_web and not iri.startswith(_OUR_NAMES) else None


def to_html(report: Report, *, link: Callable[[str], str | None] = _address) -> str:
    """Return a report as a page of its own.

    Args:
        report: the report.
        link: gives the address that shows an IRI, or None where there is none.
    """
    return _render("page.html", report, link)


def to_html_fragment(report: Report, *, link: Callable[[str], str | None] = _address) -> str:
    """Return a report's table and notes as a ``<section>``, to be put into another page.

    Args:
        report: the report.
        link: gives the address that shows an IRI, or None where there is none.
    """
    return _render("section.html", report, link)


def _render(name: str, report: Report, link: Callable[[str], str | None]) -> str:
    return _template(name).render(
        report=report,
        query=report.query,
        asked=asked(report),
        rows=cells(report),
        cut=cut(report),
        link=link,
    )


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
