"""``kg serve``: the graph over HTTP, until it is told to stop.

What comes in: settings.  What goes out: an address on standard output, and answers on that address.
"""

import errno
import signal
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from kg.cli.options import SERVING, example, takes_settings
from kg.errors import UsageError
from kg.settings import Settings

if TYPE_CHECKING:
    from flask import Flask
    from waitress.server import BaseWSGIServer, MultiSocketServer

__all__ = ["serve", "serve_forever"]


@click.command(epilog=example("kg serve --port 8080"))
@takes_settings(*SERVING)
def serve(settings: Settings) -> None:
    """Serve the graph over HTTP: pages, reports, SPARQL, Turtle."""
    serve_forever(settings)


def serve_forever(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C, which both end it cleanly.

    Raises:
        StoreMissingError: there is nothing to serve yet.
        UsageError: the address cannot be listened on.
    """
    from kg.store import generation
    from kg.web import create_app

    generation(settings.store)
    server = _server(create_app(store=settings.store, settings=settings), settings)
    signal.signal(signal.SIGTERM, _stop)
    click.echo(f"serving {settings.store} at {_address(server, settings)} (Ctrl-C ends)")
    try:
        server.run()  # ends on SystemExit and KeyboardInterrupt
    finally:
        server.close()


def _server(app: "Flask", settings: Settings) -> "BaseWSGIServer | MultiSocketServer":
    from waitress import create_server

    try:
        return create_server(app, host=settings.host, port=settings.port, ident="kg")
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            reason = "it is taken by another program; give another one with --port, or 0 for any free one"
        else:
            reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot listen on {settings.host} port {settings.port}: {reason}") from error


def _address(server: "BaseWSGIServer | MultiSocketServer", settings: Settings) -> str:
    listening = getattr(server, "effective_listen", None)
    port = listening[0][1] if listening else server.effective_port
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{port}/"


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
