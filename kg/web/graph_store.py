"""The SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/).

What comes in: requests for one graph, which ``?graph=IRI`` or ``?default`` names, or which is called
as the address itself is (``/graphs/…``).  What goes out: the graph; for who has the token, changes.
"""

import uuid
from urllib.parse import quote

import pyoxigraph as ox
from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType

from kg.errors import QueryError, UnknownNameError, UsageError
from kg.query import Changed, Dataset, Stream
from kg.web.authority import require_token_of_updates
from kg.web.negotiation import GRAPHS, content_type, require
from kg.web.protocol import read_parameters
from kg.web.services import services

__all__ = ["MOST_BYTES_OF_A_GRAPH", "blueprint"]

blueprint = Blueprint("graph_store", __name__)

MOST_BYTES_OF_A_GRAPH = 64 * 1024 * 1024
"""Most bytes that who has the token may send at once."""
_MULTIPART = "multipart/form-data"
_ONE_GRAPH = tuple(form for form in GRAPHS if form.name not in {"trig", "nquads"})
_WHOLE = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_PATH_SAFE = "!$&'()*+,/:;=@~"  # what stays as it is in the path of an address


@blueprint.route("/graphs", methods=["GET", "PUT", "POST", "DELETE"])
@blueprint.route("/graphs/<path:_name>", methods=["GET", "PUT", "POST", "DELETE"])
def graphs(_name: str = "") -> Response:
    """Read, replace, add to or delete a graph."""
    if request.method in {"GET", "HEAD"}:
        return _read(_graph())
    require_token_of_updates()
    request.max_content_length = request.max_form_memory_size = MOST_BYTES_OF_A_GRAPH
    if request.method == "DELETE":
        return _done(services().updater.delete(_graph()), created=False)
    if request.method == "PUT":
        changed = services().updater.put(graph := _graph(), _parts(), graph or request.base_url)
        return _done(changed, created=not changed.existed)
    return _post()


def _post() -> Response:
    """Add to a graph; where none is named, make one and say how it is called."""
    is_new = not _name_of_graph() and request.path.rstrip("/") == "/graphs"
    graph = f"{request.root_url}graphs/{uuid.uuid4()}" if is_new else _graph()
    changed = services().updater.post(graph, _parts(), graph or request.base_url)
    response = _done(changed, created=not changed.existed)
    if is_new and graph:
        response.headers["Location"] = graph
    return response


def _read(graph: str | None) -> Response:
    choice = require(request.accept_mimetypes, _ONE_GRAPH)
    if graph is not None and not _exists(graph):
        raise UnknownNameError(f"there is no graph {graph}")
    stream = _ask(_WHOLE, graph, choice.form.name)
    response = Response(b"".join(stream) if stream.complete else iter(stream))
    response.call_on_close(stream.close)
    response.content_type = content_type(choice.media_type)
    response.headers["Arms-KG-Generation"] = str(stream.generation)
    return response


def _exists(graph: str) -> bool:
    stream = services().graphs.stream(f"ASK {{ GRAPH {ox.NamedNode(graph)} {{}} }}")
    return b"true" in stream.whole().body


def _ask(query: str, graph: str | None, form: str) -> Stream:
    return services().graphs.stream(
        query,
        formats=("json", form),
        dataset=Dataset((graph,)) if graph else None,
        gone=request.environ.get("waitress.client_disconnected"),
    )


def _done(changed: Changed, *, created: bool) -> Response:
    return Response(status=201 if created else 204, headers={"Arms-KG-Generation": str(changed.generation)})


def _name_of_graph() -> dict[str, list[str]]:
    return {name: values for name, values in read_parameters(request).items() if name in {"graph", "default"}}


def _graph() -> str | None:
    """Return the graph that the request is about, None for the default graph.

    Raises:
        UsageError: it names none, or several, or one that has no absolute IRI.
    """
    named = _name_of_graph()
    if len(named) > 1 or any(len(values) > 1 for values in named.values()):
        raise UsageError("the address names several graphs, but may name one, with graph or default")
    if "default" in named:
        return None
    if not named and request.path.rstrip("/") == "/graphs":
        raise UsageError("the address names no graph; add ?graph=IRI or ?default, or a path behind /graphs/")
    iri = named["graph"][0] if named else _address()
    try:
        return ox.NamedNode(iri).value
    except ValueError as error:
        raise QueryError(f"graph is {iri!r}, but accepts an absolute IRI") from error


def _address() -> str:
    """Return the address as it was sent: another spelling of it is the name of another graph."""
    sent = request.environ.get("REQUEST_URI", "").partition("?")[0]
    path = sent if sent.startswith("/") else quote(request.script_root + request.path, _PATH_SAFE)
    return request.host_url.rstrip("/") + path


def _parts() -> list[tuple[str, str]]:
    """Return format and text of what was sent, or of each file of a form.

    Raises:
        UnsupportedMediaType: it is not RDF of one graph.
        UsageError: it is not UTF-8.
    """
    if request.mimetype == _MULTIPART:
        files = [file for _, file in request.files.items(multi=True)]
        return [(_format_of(file.mimetype), _text(file.read())) for file in files]
    return [(_format_of(request.mimetype), _text(request.get_data(cache=False)))]


def _format_of(media_type: str) -> str:
    for form in _ONE_GRAPH:
        if media_type in form.media_types:
            return form.name
    accepted = ", ".join(form.media_types[0] for form in _ONE_GRAPH)
    raise UnsupportedMediaType(f"A graph is sent as {accepted}.")


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UsageError("the graph is not UTF-8") from error
