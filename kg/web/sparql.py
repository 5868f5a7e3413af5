"""The SPARQL endpoint (https://www.w3.org/TR/sparql11-protocol/): queries only.

What comes in: a query as the protocol sends it.  What goes out: its answer in the form that
``Accept`` prefers; the service description where no query came; a page for browsers.  Every
query runs in a process that a deadline ends.
"""

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotImplemented as NotThere

from kg.errors import KGError, NotAcceptableError
from kg.query import Answer
from kg.web.description import describe
from kg.web.errors import problem
from kg.web.negotiation import (
    GRAPHS,
    HTML,
    SOLUTIONS,
    Choice,
    Form,
    choose,
    content_type,
    named,
    require,
)
from kg.web.protocol import Operation, read_operation
from kg.web.results import ResultTable, table_of
from kg.web.services import services

__all__ = ["blueprint"]

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query, or say what this endpoint is."""
    wants_page = choose(request.accept_mimetypes, (*SOLUTIONS, *GRAPHS, HTML))
    if wants_page is not None and wants_page.form is HTML and not request.values.get("as"):
        return _page()
    operation = read_operation(request)
    if operation.query is None:
        return _description()
    return _answer(operation, operation.query)


def _description() -> Response:
    choice = require(request.accept_mimetypes, GRAPHS)
    body = describe(request.base_url, union=services().settings.union_graph, form=choice.form.name)
    return Response(body, content_type=content_type(choice.media_type))


def _answer(operation: Operation, query: str) -> Response:
    solutions, graph = _choices(operation.form)
    answer = _ask(operation, query, solutions.form if solutions else None, graph.form if graph else None)
    choice = graph if answer.kind == "graph" else solutions
    if choice is None:
        kind, forms = ("a graph", GRAPHS) if answer.kind == "graph" else ("rows or yes or no", SOLUTIONS)
        offered = ", ".join(form.media_types[0] for form in forms)
        raise NotAcceptableError(f"the answer is {kind}, which can be given as {offered}")
    response = Response(answer.body, content_type=content_type(choice.media_type))
    return _with_facts(response, answer)


def _choices(name: str | None) -> tuple[Choice | None, Choice | None]:
    """Return in which form rows and in which form graphs can be given.

    Raises:
        NotAcceptableError: neither is possible.
    """
    if name is not None:
        picked = [named(name, forms) for forms in (SOLUTIONS, GRAPHS)]
        chosen = [Choice(form, form.media_types[0]) if form else None for form in picked]
    else:
        chosen = [choose(request.accept_mimetypes, forms) for forms in (SOLUTIONS, GRAPHS)]
    if chosen == [None, None]:
        offered = ", ".join(form.name if name else form.media_types[0] for form in (*SOLUTIONS, *GRAPHS))
        raise NotAcceptableError(f"none of the formats asked for can be given; on offer: {offered}")
    return chosen[0], chosen[1]


def _ask(operation: Operation, query: str, solutions: Form | None, graph: Form | None) -> Answer:
    shared = services()
    if operation.default_graphs or operation.named_graphs:
        raise NotThere(
            "This endpoint does not support default-graph-uri and named-graph-uri yet; "
            "name the graphs in the query, with FROM or GRAPH."
        )
    # A client may shorten the time a query may take, never lengthen it.
    limit = shared.settings.timeout
    return shared.endpoint.answer(
        query,
        solutions_format=solutions.name if solutions else "json",
        graph_format=graph.name if graph else "turtle",
        timeout=min(operation.timeout or limit, limit),
    )


def _with_facts(response: Response, answer: Answer) -> Response:
    response.headers["Arms-KG-Generation"] = str(answer.generation)
    if answer.truncated:
        response.headers["Arms-KG-Truncated"] = f"rows={services().settings.max_rows}"
    return response


def _page() -> Response:
    """Show the form, with the answer below it or what was wrong with the query."""
    trouble: dict[str, object] = {}
    operation, table, graph, answer, status = Operation(None), None, "", None, 200
    try:
        operation = read_operation(request)
        if operation.query:
            answer = _ask(operation, operation.query, SOLUTIONS[0], GRAPHS[0])
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
    return _with_facts(response, answer) if answer else response


def _shown(answer: Answer) -> tuple[ResultTable | None, str]:
    if answer.kind == "graph":
        return None, answer.body.decode()
    return table_of(answer.body), ""
