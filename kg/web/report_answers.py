"""Gives the answer of a report: as a page, or as a file.

What comes in: a report, what was asked.  What goes out: the response, with what it says of itself: the generation
of the graph, whether rows were left out, and where the rows before and behind it are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flask import Response, render_template, request

from kg.canned import CannedQuery, Flow, Report, run, stream
from kg.errors import ParameterError
from kg.report import FLOWING, chunks, has_picture
from kg.report import PICTURES as DRAWN
from kg.web.asking import Asked
from kg.web.negotiation import HTML, Choice, Form, content_type
from kg.web.policy import with_script
from kg.web.report_form import fields_of, sieves_of
from kg.web.report_pictures import drawn, inline
from kg.web.report_table import table_of
from kg.web.services import services

__all__ = ["FORMS", "PICTURES", "answered", "as_page", "forms_of", "with_facts"]

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
_SHORT = 1000  # rows of a page that is held


def forms_of(query: CannedQuery) -> tuple[Form, ...]:
    """Return what a report can be given as."""
    return FORMS + PICTURES if has_picture(query) else FORMS


def answered(asked: Asked, choice: Choice) -> tuple[Report, Response]:
    """Answer a report as a file, or as a page.

    Of a long file the rows come while it is sent, so that it needs no more memory than a short one: the report has
    none of them then, and nobody knows yet whether a limit cuts it; the file itself says so at its end.

    Raises:
        KGError: as ``kg.canned.run``.
    """
    reader = services().reader
    is_short = asked.page.limit is not None and asked.page.limit <= _SHORT
    if choice.form.name not in FLOWING or is_short:
        answer = run(asked.query, asked.values, reader, page=asked.page)
        return answer, as_page(asked, answer, []) if choice.form is HTML else _as_file(answer, choice)
    flow = stream(asked.query, asked.values, reader, page=asked.page)
    if flow.complete:
        answer = flow.whole()
        return answer, _as_file(answer, choice)
    try:
        return replace(flow.report, more=_has_next(asked)), _flowing(flow, choice)
    except BaseException:
        flow.close()
        raise


def _has_next(asked: Asked) -> bool:
    """Ask whether there is a row behind a page, before the page itself tells."""
    page = asked.page
    if page.limit is None:
        return False
    behind = replace(page, limit=1, offset=page.offset + page.limit)
    return bool(run(asked.query, asked.values, services().reader, page=behind).solutions.rows)


def _as_file(answer: Report, choice: Choice) -> Response:
    form = choice.form.name
    body = drawn(answer, form) if form in DRAWN else b"".join(chunks(answer, form, services().reader))
    return Response(body, content_type=content_type(choice.media_type))


def _flowing(flow: Flow, choice: Choice) -> Response:
    """Give a report as a file that is written while it is sent."""
    pieces = chunks(flow.report, choice.form.name, services().reader, flow)
    response = Response(pieces, content_type=content_type(choice.media_type))
    response.call_on_close(flow.close)
    return response


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
    settings = services().settings
    response.headers["Arms-KG-Generation"] = str(answer.solutions.generation)
    response.headers["Arms-KG-Limits"] = f"rows={settings.max_rows}, bytes={settings.max_bytes}"
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
