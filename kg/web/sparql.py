"""The SPARQL endpoint (https://www.w3.org/TR/sparql11-protocol/): queries, and updates where they are on.

What comes in: a query as the protocol sends it.  What goes out: its answer in the form that
``Accept`` prefers; the service description where no query came; a page for browsers.  Every
query runs in a process that a deadline ends.

Headers are sent when all of an answer is there, or so much that it is long.  What goes wrong before
has its true status; what goes wrong later breaks the connection, so that no client takes half an
answer for a whole one.
"""

from hashlib import blake2b

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import HTTPException

from kg.errors import KGError, NotAcceptableError
from kg.query import Answer, Dataset, Stream, answers_alike
from kg.web.authority import require_token_of_updates
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

_DESCRIPTION = '<sparql>; rel="service-desc"'
"""Where the limits are told in words (RFC 8631), from here, so that it holds below a path as well."""


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
    dataset = Dataset(operation.default_graphs, operation.named_graphs)
    changed = services().updater.update(update, dataset=dataset, base=request.base_url)
    return Response(status=204, headers={"Arms-KG-Generation": str(changed.generation)})


def _description() -> Response:
    choice = require(request.accept_mimetypes, GRAPHS)
    body = describe(request.base_url, settings=services().settings, form=choice.form.name)
    return Response(body, content_type=content_type(choice.media_type))


def _answer(operation: Operation, query: str) -> Response:
    solutions, graph = _choices(operation.form)
    version = _version(query, operation, solutions, graph)
    if version and request.if_none_match and _holds(tag := f"{services().generation}-{version}"):
        response = Response(status=304)
        response.set_etag(tag, weak=True)
        return response
    stream = _ask(operation, query, solutions.form if solutions else None, graph.form if graph else None)
    choice = graph if stream.kind == "graph" else solutions
    if choice is None:
        stream.close()
        kind, forms = ("a graph", GRAPHS) if stream.kind == "graph" else ("rows or yes or no", SOLUTIONS)
        offered = ", ".join(form.media_types[0] for form in forms)
        raise NotAcceptableError(f"the answer is {kind}, which can be given as {offered}")
    response = Response(b"".join(stream) if stream.complete else iter(stream))
    response.call_on_close(stream.close)
    response.content_type = content_type(choice.media_type)
    response.headers["Cache-Control"] = "no-cache"  # keep it, and ask each time whether it still holds
    if version:
        response.set_etag(f"{stream.generation}-{version}", weak=True)
    return _with_facts(response, stream.generation, stream.cut)


def _holds(tag: str) -> bool:
    return request.if_none_match.contains_weak(tag)


def _version(query: str, operation: Operation, *choices: Choice | None) -> str:
    """Return what tells an answer from others of the same generation; weak, as rows may come in another order.

    Empty where the answer is another one each time.
    """
    if request.method == "POST" or not answers_alike(query):
        return ""
    settings = services().settings
    limits = (settings.union_graph, settings.max_rows, settings.max_bytes)
    media_types = [choice and choice.media_type for choice in choices]
    asked = (query, operation.default_graphs, operation.named_graphs, request.base_url, media_types, limits)
    return blake2b(repr(asked).encode(), digest_size=12).hexdigest()


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


def _ask(operation: Operation, query: str, solutions: Form | None, graph: Form | None) -> Stream:
    shared = services()
    # A client may shorten the time a query may take, never lengthen it.
    limit = shared.settings.timeout
    return shared.endpoint.stream(
        query,
        formats=(solutions.name if solutions else "json", graph.name if graph else "turtle"),
        timeout=min(operation.timeout or limit, limit),
        dataset=Dataset(operation.default_graphs, operation.named_graphs),
        base=request.base_url,
        gone=request.environ.get("waitress.client_disconnected"),
    )


def _with_facts(response: Response, generation: int, cut: str | None) -> Response:
    """Say what was asked, and how long an answer may be; of a long one nobody knows the end yet."""
    settings = services().settings
    most = {"rows": settings.max_rows, "bytes": settings.max_bytes}
    response.headers["Arms-KG-Generation"] = str(generation)
    response.headers["Arms-KG-Limits"] = ", ".join(f"{name}={number}" for name, number in most.items())
    response.headers["Link"] = _DESCRIPTION
    if cut is not None:
        response.headers["Arms-KG-Truncated"] = f"{cut}={most[cut]}"
    return response


def _page() -> Response:
    """Show the form, with the answer below it or what was wrong with the query."""
    trouble: dict[str, object] = {}
    operation, table, graph, answer, cut, status = Operation(None), None, "", None, None, 200
    try:
        operation = read_operation(request)
        if operation.update is not None:
            return _update(operation, operation.update)
        if operation.query:
            stream = _ask(operation, operation.query, SOLUTIONS[0], GRAPHS[0])
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
    return _with_facts(response, answer.generation, cut) if answer else response


def _shown(answer: Answer) -> tuple[ResultTable | None, str]:
    if answer.kind == "graph":
        return None, answer.body.decode()
    return table_of(answer.body), ""
