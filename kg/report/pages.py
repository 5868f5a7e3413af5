"""Lays out a report as HTML: a page of its own, or a part of another page.

What comes in: a ``Report``.  What goes out: HTML that needs no script, no network and no
other file.
"""

from collections.abc import Callable

from markupsafe import Markup

from kg.canned import Report
from kg.report.cells import asked, cells, cut
from kg.report.links import address
from kg.report.pictures import picture_html
from kg.report.templating import template

__all__ = ["to_html", "to_html_fragment"]


def to_html(report: Report, *, link: Callable[[str], str | None] = address) -> str:
    """Return a report as a page of its own.

    Args:
        report: the report.
        link: gives the address that shows an IRI, or None where there is none.
    """
    return _render("page.html", report, link)


def to_html_fragment(report: Report, *, link: Callable[[str], str | None] = address) -> str:
    """Return a report's table and notes as a ``<section>``, to be put into another page.

    Args:
        report: the report.
        link: gives the address that shows an IRI, or None where there is none.
    """
    return _render("section.html", report, link)


def _render(name: str, report: Report, link: Callable[[str], str | None]) -> str:
    return template(name).render(
        report=report,
        query=report.query,
        asked=asked(report),
        rows=cells(report),
        cut=cut(report),
        picture=Markup(picture_html(report, link=link)),  # noqa: S704 - its texts are escaped as it is written
        link=link,
    )
