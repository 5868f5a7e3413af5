"""For who runs the service: is it up, what does it do, and stop that query.

What comes in: requests of people and machines that watch.  What goes out: numbers and lists, which no
page leads to.  What single queries ask is nobody's business: lists of them need the token.
"""

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from kg.web.authority import require_token
from kg.web.query_log import record_of
from kg.web.services import services

__all__ = ["blueprint"]

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
def health() -> Response:
    """Say that the service is up, and which generation of the graph it serves."""
    return _now(jsonify(status="ok", generation=services().generation))


@blueprint.get("/metrics")
def metrics() -> Response:
    """Give the numbers that Prometheus reads."""
    return _now(Response(services().metrics.text(), content_type=CONTENT_TYPE_PLAIN_0_0_4))


@blueprint.get("/admin/queries")
def queries() -> Response:
    """List what runs, the oldest first, in the words of the log."""
    require_token()
    return _now(jsonify([record_of(entry, text=True) for entry in services().journal.running()]))


@blueprint.delete("/admin/queries/<int:number>")
def stop(number: int) -> Response:
    """Stop a query; its client is told so."""
    require_token()
    services().journal.stop(number)
    return Response(status=204)


def _now(response: Response) -> Response:
    """Keep others from keeping what is true at this moment only."""
    response.headers["Cache-Control"] = "no-store"
    return response
