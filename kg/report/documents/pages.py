"""Writes a document as one HTML page: pictures, tables, quotations, sources, and nothing from elsewhere.

What comes in: a ``Document``.  What goes out: HTML.
"""

from collections.abc import Callable

from markupsafe import Markup

from kg.report.cells import asked, cut
from kg.report.documents.joining import Document
from kg.report.documents.wording import contents, dated, empty_parts, quoted_as, shown_claim, stopped_parts
from kg.report.templating import template

__all__ = ["document_html"]


def document_html(document: Document, link: Callable[[str], str | None]) -> str:
    """Return a document as HTML.

    Args:
        document: the document.
        link: gives the address that shows an IRI, or None where there is none.
    """
    pictures = [Markup(section.picture(link)) for section in document.sections]  # noqa: S704 - escaped as it is drawn
    return template("document.html").render(
        document=document,
        pictures=pictures,
        link=link,
        asked=asked,
        cut=cut,
        contents=contents(document),
        dated=dated(document),
        empty=empty_parts(document),
        stopped=stopped_parts(document),
        quoted_as=quoted_as,
        shown_claim=shown_claim,
    )
