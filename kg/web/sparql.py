"""The SPARQL endpoint (https://www.w3.org/TR/sparql11-protocol/): queries, and updates where they are on.

What comes in: a query as the protocol sends it.  What goes out: its answer in the form that
``Accept`` prefers; the service description where no query came; a page for browsers.  Every
query runs in a process that a deadline ends.

Headers are sent when all of an answer is there, or so much that it is long.  What goes wrong before
has its true status; what goes wrong later breaks the connection, so that no client takes half an
answer for a whole one.
"""

from typing import cast

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import HTTPException

from kg.errors import KGError, NotAcceptableError
from kg.query import Answer, Stream
from kg.web.answering import Choices, choices_of, facts_of, version_of
from kg.web.authority import require_token_of_updates
from kg.web.channel import RESUME
from kg.web.description import describe
from kg.web.errors import problem
from kg.web.negotiation import (
    GRAPHS,
    HTML,
    SOLUTIONS,
    Choice,
    choose,
    content_type,
    require,
)
from kg.web.protocol import Operation, read_operation
from kg.web.results import ResultTable, table_of
from kg.web.services import services

__all__ = ["blueprint"]

blueprint = Blueprint("sparql", __name__)

_OF_PAGES = Choices(*(Choice(forms[0], forms[0].media_types[0]) for forms in (SOLUTIONS, GRAPHS)))


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query, make an update, or say what this endpoint is."""
    request.get_data(cache=True)  # Flask reads a form only once, and both of us want it
    wants_page = choose(request.accept_mimetypes, (*SOLUTIONS, *GRAPHS, HTML))
    if wants_page is not None and wants_page.form is HTML and not request.values.get("as"):
        return _page()
    operation = read_operation(request)
    if operation.update is not None:
        return _update(operation, operation.update)
    if operation.query is None:
        return _description()
    return _answer(operation, operation.query)


def _update(operation: Operation, update: str) -> Response:
    require_token_of_updates()
    gone = request.environ.get("waitress.client_disconnected")
    changed = services().updater.update(update, dataset=operation.dataset, base=request.base_url, gone=gone)
    return Response(status=204, headers={"Arms-KG-Generation": str(changed.generation)})


def _description() -> Response:
    choice = require(request.accept_mimetypes, GRAPHS)
    body = describe(request.base_url, settings=services().settings, form=choice.form.name)
    return Response(body, content_type=content_type(choice.media_type))


def _answer(operation: Operation, query: str) -> Response:
    choices = choices_of(request.accept_mimetypes, operation.form)
    version = ""
    if request.method != "POST":
        version = version_of(operation, query, request.base_url, choices, services().settings)
    if version and request.if_none_match and _holds(tag := f"{services().generation}-{version}"):
        response = Response(status=304)
        response.set_etag(tag, weak=True)
        return response
    stream = _ask(operation, query, choices)
    try:
        choice = choices.of(stream.kind)
    except NotAcceptableError:
        stream.close()
        raise
    response = Response(b"".join(stream) if stream.complete else iter(stream))
    response.call_on_close(stream.close)
    response.content_type = content_type(choice.media_type)
    response.headers["Cache-Control"] = "no-cache"  # keep it, and ask each time whether it still holds
    if version:
        response.set_etag(f"{stream.generation}-{version}", weak=True)
    response.headers.update(facts_of(services().settings, stream.generation, stream.cut))
    return response


def _holds(tag: str) -> bool:
    return request.if_none_match.contains_weak(tag)


def _ask(operation: Operation, query: str, choices: Choices) -> Stream:
    gone = request.environ.get("waitress.client_disconnected")
    resume = request.environ.get(RESUME)
    if resume is not None:
        return cast("Stream", resume(gone))  # it was asked already, but is not one of the short ones
    shared = services()
    # A client may shorten the time a query may take, never lengthen it.
    limit = shared.settings.timeout
    return shared.endpoint.stream(
        query,
        formats=choices.formats,
        timeout=min(operation.timeout or limit, limit),
        dataset=operation.dataset,
        base=request.base_url,
        gone=gone,
    )


def _page() -> Response:
    """Show the form, with the answer below it or what was wrong with the query."""
    trouble: dict[str, object] = {}
    operation, table, graph, answer, cut, status = Operation(None), None, "", None, None, 200
    try:
        operation = read_operation(request)
        if operation.update is not None:
            return _update(operation, operation.update)
        if operation.query:
            stream = _ask(operation, operation.query, _OF_PAGES)
            answer, cut = stream.whole(), stream.cut
            table, graph = _shown(answer)
    except KGError as error:
        trouble, status = problem(error), error.http_status
    except HTTPException as error:
        trouble, status = {"title": error.name, "detail": error.description}, error.code or 500
    shared = services()
    typed = operation.query if operation.query is not None else request.values.get("query", "")
    page = render_template(
        "sparql.html",
        query=typed,
        timeout=operation.timeout,
        table=table,
        graph=graph,
        answer=answer,
        problem=trouble,
        settings=shared.settings,
        queries=shared.queries.values(),
        forms=GRAPHS if graph else SOLUTIONS,
    )
    response = Response(page, status, content_type="text/html; charset=utf-8")
    if answer:
        response.headers.update(facts_of(shared.settings, answer.generation, cut))
    return response


def _shown(answer: Answer) -> tuple[ResultTable | None, str]:
    if answer.kind == "graph":
        return None, answer.body.decode()
    return table_of(answer.body), ""
