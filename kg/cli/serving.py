"""``kg serve``: the graph over HTTP, until it is told to stop.

What comes in: settings.  What goes out: an address on standard output, and answers on that address.
"""

import errno
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from kg.cli.options import SERVING, example, takes_settings
from kg.errors import UsageError
from kg.settings import Settings

__all__ = ["serve", "serve_forever"]


@click.command(epilog=example("kg serve --port 8080"))
@takes_settings(*SERVING)
def serve(settings: Settings) -> None:
    """Serve the graph over HTTP: pages, reports, SPARQL, Turtle."""
    serve_forever(settings)


def serve_forever(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C, which let answers be finished; a second one ends it at once.

    Raises:
        StoreMissingError: there is nothing to serve yet.
        UsageError: the address cannot be listened on.
    """
    from kg.store import generation
    from kg.web import Server, create_app

    generation(settings.store)
    app = create_app(store=settings.store, settings=settings)
    listener = _listen(settings)
    server = Server(app, listener)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    with _log_of_queries():
        click.echo(f"serving {settings.store} at {_address(listener)} (Ctrl-C ends)")
        server.run()


@contextmanager
def _log_of_queries() -> Iterator[None]:
    """Write the lines that are about queries as they are: programs read them."""
    log, handler = logging.getLogger("kg.queries"), logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.propagate = True


def _listen(settings: Settings) -> socket.socket:
    """Return a listening socket; made here, so that what is wrong with it is told in our words."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        hint = "; --port gives another one, 0 any that is free" if taken else ""
        reason = "another program has it" if taken else error.strerror or str(error)
        place = f"{settings.host} port {settings.port}"
        raise UsageError(f"cannot listen on {place}: {reason}{hint}") from error


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
