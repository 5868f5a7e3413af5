"""Gives the answer of a report: as a page, or as a file.

What comes in: a report, what was asked.  What goes out: the response, with what it says of itself: the generation
of the graph, whether rows were left out, and where the rows before and behind it are.
"""

from collections.abc import Iterator, Sequence

from flask import Response, render_template, request

from kg.canned import CannedQuery, Report
from kg.errors import ParameterError
from kg.report import PICTURES as DRAWN
from kg.report import chunks, has_picture
from kg.web.asking import Asked
from kg.web.negotiation import HTML, Choice, Form, content_type
from kg.web.policy import with_script
from kg.web.report_form import fields_of, sieves_of
from kg.web.report_pictures import drawn, inline
from kg.web.report_table import table_of
from kg.web.services import services

__all__ = ["FORMS", "PICTURES", "as_file", "as_page", "forms_of", "with_facts"]

FORMS = (
    HTML,
    Form("json", ".json", ("application/json",), "JSON"),
    Form("csv", ".csv", ("text/csv",), "CSV"),
    Form("md", ".md", ("text/markdown",), "Markdown"),
    Form("ttl", ".ttl", ("text/turtle",), "Turtle"),
)
"""What every report can be given as, best first."""
PICTURES = (Form("svg", ".svg", ("image/svg+xml",), "SVG"), Form("png", ".png", ("image/png",), "PNG"))
"""What those that can be drawn can be given as besides."""


def forms_of(query: CannedQuery) -> tuple[Form, ...]:
    """Return what a report can be given as."""
    return FORMS + PICTURES if has_picture(query) else FORMS


def as_file(answer: Report, choice: Choice) -> Response:
    """Give a report as a file."""
    form = choice.form.name
    body = drawn(answer, form) if form in DRAWN else b"".join(chunks(answer, form, services().reader))
    return Response(body, content_type=content_type(choice.media_type))


def as_page(asked: Asked, answer: Report | None, faults: Sequence[ParameterError]) -> Response:
    """Show the form with what was typed, and the picture and table below it or what is wrong."""
    page = render_template(
        "report.html",
        asked=asked,
        query=asked.query,
        fields=fields_of(asked, faults),
        sieves=sieves_of(asked, faults),
        faults=faults,
        report=answer,
        table=table_of(answer, asked, services().label) if answer else None,
        picture=inline(answer) if answer and _is_whole(answer) else "",
        forms=forms_of(asked.query)[1:],
        drawn=has_picture(asked.query),
    )
    status = faults[0].http_status if faults else 200
    return with_script(Response(page, status, content_type="text/html; charset=utf-8"))


def _is_whole(answer: Report) -> bool:
    return not (answer.more or answer.page.offset)


def with_facts(response: Response, answer: Report, asked: Asked) -> Response:
    """Say of an answer what is not in it."""
    response.headers["Arms-KG-Generation"] = str(answer.solutions.generation)
    if answer.solutions.truncated:
        response.headers["Arms-KG-Truncated"] = f"rows={len(answer.solutions.rows)}"
    path = request.script_root + request.path
    links = [f'<{path}{there.tail}>; rel="{rel}"' for rel, there in _around(answer, asked)]
    response.headers["Link"] = ", ".join(links)
    return response


def _around(answer: Report, asked: Asked) -> Iterator[tuple[str, Asked]]:
    """Yield where else to go from a page of rows, by the names of RFC 8288."""
    yield "canonical", asked
    size = asked.page.limit
    if asked.page.offset:
        yield "first", asked.at(0)
        yield "prev", asked.at(asked.page.offset - (size or asked.page.offset))
    if answer.more and size:
        yield "next", asked.at(asked.page.offset + size)
