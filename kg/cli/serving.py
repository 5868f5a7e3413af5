"""``kg serve``: the graph over HTTP, until it is told to stop.

What comes in: settings.  What goes out: an address on standard output, and answers on that address.
"""

import errno
import logging
import signal
import socket
from types import FrameType
from typing import NoReturn

import click

from kg.cli.options import SERVING, example, takes_settings
from kg.errors import UsageError
from kg.settings import Settings

__all__ = ["serve", "serve_forever"]

_SPARE = 4  # threads for what needs no worker, and to tell clients that all are busy


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
    from waitress import create_server

    from kg.store import generation
    from kg.web import create_app

    generation(settings.store)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a request that waits a moment is no news to anyone
    listener = _listen(settings)
    server = create_server(
        create_app(store=settings.store, settings=settings),
        sockets=[listener],
        ident="kg",
        threads=settings.workers + settings.waiting + _SPARE,
        channel_request_lookahead=1,  # tells when a client goes away
    )
    signal.signal(signal.SIGTERM, _stop)
    click.echo(f"serving {settings.store} at {_address(listener)} (Ctrl-C ends)")
    try:
        server.run()  # ends on SystemExit and KeyboardInterrupt
    finally:
        server.close()
        listener.close()


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


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
